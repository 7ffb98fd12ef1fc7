"""Reads from the records of an .xls what its reader drops: hidden columns and errors."""

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from shouwang.stages.ingest.guards import locked
from shouwang.stages.ingest.oddities import Oddities, fail_if_too_large

# Compound files: [MS-CFB] 2.2 (header), 2.3 (sectors), 2.6 (directory).
HEADER = struct.Struct("<30xH16xI16xII109I")  # sector shift, directory, more sectors, sectors
ENTRY = struct.Struct("<64sH50xIQ")  # name, its bytes, first sector, size
NUMBER = 4  # bytes of a sector's number
NO_SECTOR = 0xFFFFFFFA  # from here on a sector's number stands for something else
SIZES = {9: 512, 12: 4096}  # sector shift: sector size
NAMES = {"Workbook", "Book"}  # what the stream with the workbook is called

# Records of the workbook: [MS-XLS] 2.4.
RECORD = struct.Struct("<HH")  # number, length
BOF = 0x0809
EOF = 0x000A
FILEPASS = 0x002F
BOUNDSHEET = 0x0085
SHEET = struct.Struct("<IBBBB")  # its place, state, kind, length of the name, how that is written
COLINFO = 0x007D
COLUMNS = struct.Struct("<5H")  # first, last, width, style, flags
BOOLERR = 0x0205
ERROR = struct.Struct("<6xBB")  # its number, and whether it is one
FORMULA = 0x0006
RESULT = struct.Struct("<6xBxB3xH")  # its kind, the error's number, and a mark that it has a kind
KIND = 0xFFFF  # that mark
IS_ERROR = 2
CELLS = {BOOLERR, FORMULA, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x00BD}
PLACE = struct.Struct("<HH")  # row, column
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def look_at_records(path: Path) -> dict[str, Oddities]:
    """Return the oddities of every sheet by its name.

    Raises:
        FileFaulty: if it is protected, or a sheet's cells lie too far apart.
        ValueError: if the file is damaged.
    """
    try:
        stream = _stream(path.read_bytes())
        found = {}
        for name, start in _bound_sheets(stream):
            found[name] = Oddities()
            _look(stream, start, found[name])
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError(str(error)) from None
    return found


def _stream(data: bytes) -> bytes:
    """The stream of a compound file that holds the workbook."""
    shift, directory, *more = HEADER.unpack_from(data)
    size = SIZES[shift]
    follow = _table(data, size, more)
    entries = _chain(data, directory, follow, size)
    for at in range(0, len(entries) - ENTRY.size + 1, ENTRY.size):
        name, name_bytes, start, length = ENTRY.unpack_from(entries, at)
        if name[: max(name_bytes - 2, 0)].decode("utf-16-le", "replace") in NAMES:
            return _chain(data, start, follow, size)[:length]
    raise ValueError("no workbook in it")


def _table(data: bytes, size: int, header: Sequence[int]) -> list[int]:
    """Sector → the next one of its chain."""
    numbers = struct.Struct(f"<{size // NUMBER}I")
    extra, count, *sectors = header
    for _again in range(min(count, len(data) // size)):
        *more, extra_next = numbers.unpack_from(data, (extra + 1) * size)
        sectors += more
        extra = extra_next
    found: list[int] = []
    for sector in sectors:
        if sector < NO_SECTOR:
            found += numbers.unpack_from(data, (sector + 1) * size)
    return found


def _chain(data: bytes, sector: int, follow: Sequence[int], size: int) -> bytes:
    parts: list[bytes] = []
    while sector < NO_SECTOR:
        if len(parts) > len(follow):
            raise ValueError("a chain of sectors that has no end")
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = follow[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records from a place on: number, place and length of what is in them."""
    while at + RECORD.size <= len(stream):
        number, length = RECORD.unpack_from(stream, at)
        at += RECORD.size
        yield number, at, length
        at += length


def _bound_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for number, at, length in _records(stream, 0):
        if number == EOF:
            return
        if number == FILEPASS:
            raise locked()
        if number == BOUNDSHEET:
            start, _state, _kind, _count, is_wide = SHEET.unpack_from(stream, at)
            text = stream[at + SHEET.size : at + length]
            yield text.decode("utf-16-le" if is_wide & 1 else "latin-1", "replace"), start


def _look(stream: bytes, start: int, found: Oddities) -> None:
    rows = columns = 0
    for number, at in _own_records(stream, start):
        if number in CELLS:
            row, column = PLACE.unpack_from(stream, at)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            fail_if_too_large(rows, columns)
            error = _error(stream, number, at)
            if error is not None:
                found.add_text(row, column, ERRORS.get(error, "#ERROR"))
        elif number == COLINFO:
            first, last, width, _style, flags = COLUMNS.unpack_from(stream, at)
            if flags & 1 or width == 0:
                found.hidden_columns.update(range(first, last + 1))


def _own_records(stream: bytes, start: int) -> Iterator[tuple[int, int]]:
    """The records of a sheet without those of what is embedded in it: number and place."""
    depth = 0
    for number, at, _length in _records(stream, start):
        if number == BOF:
            depth += 1
        elif number == EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1:
            yield number, at


def _error(stream: bytes, number: int, at: int) -> int | None:
    """The number of the error that a cell holds."""
    if number == BOOLERR:
        error, is_one = ERROR.unpack_from(stream, at)
        return error if is_one else None
    if number == FORMULA:
        kind, error, mark = RESULT.unpack_from(stream, at)
        return error if mark == KIND and kind == IS_ERROR else None
    return None
