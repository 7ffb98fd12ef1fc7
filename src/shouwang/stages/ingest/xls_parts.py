"""Reads from the records of an .xls what its reader drops: hidden columns and errors."""

import struct
from collections.abc import Iterator
from pathlib import Path

from shouwang.stages.ingest.guards import locked
from shouwang.stages.ingest.oddities import Oddities, fail_if_too_large

# Compound files: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.6 (directory).
NO_SECTOR = 0xFFFFFFFA  # from here on a sector's number stands for something else
ENTRY = 128  # bytes of a directory entry
STREAMS = {"Workbook", "Book"}

# Records of the workbook: [MS-XLS] 2.4.
BOF, EOF, FILEPASS, BOUNDSHEET, COLINFO = 0x0809, 0x000A, 0x002F, 0x0085, 0x007D
BOOLERR, FORMULA = 0x0205, 0x0006
CELLS = {BOOLERR, FORMULA, 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6, 0x00BD}
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
    0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
IS_ERROR = 2  # the kind of a formula's result


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
    except (struct.error, IndexError) as error:
        raise ValueError(str(error)) from None
    return found


def _stream(data: bytes) -> bytes:
    """The stream of a compound file that holds the workbook."""
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in {9, 12}:
        raise ValueError("sector size")
    size = 1 << shift
    fat = _table(data, size)
    directory = _chain(data, struct.unpack_from("<I", data, 48)[0], fat, size)
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        if name in STREAMS:
            start, length = struct.unpack_from("<IQ", directory, at + 116)
            return _chain(data, start, fat, size)[: length & 0xFFFFFFFF]
    raise ValueError("no workbook in it")


def _table(data: bytes, size: int) -> list[int]:
    """Sector → the next one of its chain."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    extra, count = struct.unpack_from("<II", data, 68)
    for _again in range(min(count, len(data) // size)):
        more = struct.unpack_from(f"<{size // 4}I", data, (extra + 1) * size)
        sectors += more[:-1]
        extra = more[-1]
    fat: list[int] = []
    for sector in sectors:
        if sector < NO_SECTOR:
            fat += struct.unpack_from(f"<{size // 4}I", data, (sector + 1) * size)
    return fat


def _chain(data: bytes, sector: int, fat: list[int], size: int) -> bytes:
    parts: list[bytes] = []
    while sector < NO_SECTOR:
        if len(parts) > len(fat):
            raise ValueError("a chain of sectors that has no end")
        parts.append(data[(sector + 1) * size : (sector + 2) * size])
        sector = fat[sector]
    return b"".join(parts)


def _records(stream: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """The records from a place on: number, place and length of what is in them."""
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield number, at + 4, length
        at += 4 + length


def _bound_sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for number, at, length in _records(stream, 0):
        if number == EOF:
            return
        if number == FILEPASS:
            raise locked()
        if number == BOUNDSHEET:
            start, _state, _kind, _count, is_wide = struct.unpack_from("<IBBBB", stream, at)
            text = stream[at + 8 : at + length]
            yield text.decode("utf-16-le" if is_wide & 1 else "latin-1", "replace"), start


def _look(stream: bytes, start: int, found: Oddities) -> None:
    rows = columns = 0
    for number, at in _own_records(stream, start):
        if number in CELLS:
            row, column = struct.unpack_from("<HH", stream, at)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            fail_if_too_large(rows, columns)
            error = _error(stream, number, at)
            if error is not None:
                found.add_text(row, column, ERRORS.get(error, "#ERROR"))
        elif number == COLINFO:
            first, last, width, _style, flags = struct.unpack_from("<5H", stream, at)
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
        return stream[at + 6] if stream[at + 7] else None
    if number == FORMULA and stream[at + 12 : at + 14] == b"\xff\xff":
        return stream[at + 8] if stream[at + 6] == IS_ERROR else None
    return None
