"""Text files as sheets: commas, tabs, semicolons or bars between values, in any usual encoding."""

import codecs
import csv
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from shouwang.base.words import _
from shouwang.stages.ingest.limits import LIMITS, MEGABYTE
from shouwang.stages.ingest.problems import FileFaulty, Rule, file_fault
from shouwang.stages.ingest.sheets import TOP_ROWS, Block, Request, RowNumbers, Sheet, Torn

ENCODINGS = ("utf-8-sig", "gb18030")
SEPARATORS = ",\t;|"
READ_BYTES = 1 << 20  # read at a time while the encoding is found out
BLOCK_BYTES = 16 << 20  # parsed at a time; a longer row cannot be read
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NO_TEXT = bytes(each for each in range(ord(" ")) if each not in b"\t\n\v\f\r\x1a\x1b")
STRAY = 1000  # one control character in so many may be a slip
TORN_SHOWN = 200  # characters of a torn row that are kept


def text_sheets(path: Path) -> list[Sheet]:
    """Return the one sheet of a text file.

    Raises:
        FileFaulty: if it is in no encoding we know, is no text, or larger than is taken.
    """
    encoding = encoding_of(path)
    try:
        separator = _separator(path, encoding)
        with path.open(encoding=encoding, newline="") as file:
            rows = csv.reader(file, delimiter=separator)
            top = tuple(tuple(row) for row in islice(rows, TOP_ROWS))
    except (csv.Error, UnicodeError) as error:
        raise _unreadable(error) from None
    return [Sheet("", top, partial(_blocks, path, encoding, separator))]


def encoding_of(path: Path) -> str:
    """Return the encoding in which the whole file can be read.

    Raises:
        FileFaulty: if there is none, with the line at which UTF-8 fails; or if the file or a line
            of it is larger than is taken.
    """
    _fail_if_too_large(path)
    line = 0
    with path.open("rb") as file:
        is_utf16 = file.read(len(UTF16[0])) in UTF16
    for encoding in ("utf-16",) if is_utf16 else ENCODINGS:
        failed = _line_that_fails(path, encoding)
        if failed is None:
            return encoding
        line = line or failed
    raise FileFaulty(
        [
            file_fault(
                Rule.ENCODING,
                _("the text is neither UTF-8 nor GB18030"),
                _("save the file as UTF-8 or as a workbook"),
                row=line,
            )
        ]
    )


def _fail_if_too_large(path: Path) -> None:
    """Refuse too many rows, and a row without end, before anything of them is held."""
    size, rows, open_bytes = path.stat().st_size, 0, 0
    if size > LIMITS.text_bytes:
        raise _too_large(_("the text is larger than {count} MB"), LIMITS.text_bytes // MEGABYTE)
    with path.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            mark = b"\n" if b"\n" in chunk else b"\r"
            rows += chunk.count(mark)
            first, last = chunk.find(mark), chunk.rfind(mark)
            if open_bytes + (len(chunk) if first < 0 else first) > LIMITS.line_bytes:
                raise _too_large(_("a line is longer than {count} characters"), LIMITS.line_bytes)
            open_bytes = open_bytes + len(chunk) if last < 0 else len(chunk) - last
            if rows > LIMITS.text_rows:
                raise _too_large(_("the text has more than {count} rows"), LIMITS.text_rows)


def _too_large(message: str, count: int) -> FileFaulty:
    mend = _("send it in parts, or as Parquet")
    return FileFaulty([file_fault(Rule.FILE, message.format(count=count), mend)])


def _line_that_fails(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            try:
                text = decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
            if "\0" in text:
                return line + text[: text.index("\0")].count("\n")
            if line == 1 and len(chunk) - len(chunk.translate(None, NO_TEXT)) > _stray(chunk):
                return line
            line += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return line
    return None


def _stray(chunk: bytes) -> int:
    """How many control characters may be slips; the other half of UTF-16 is none."""
    return len(chunk) if chunk.startswith(UTF16) else len(chunk) // STRAY


def _separator(path: Path, encoding: str) -> str:
    """The mark that splits most of the first lines in the most parts."""
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line in islice(file, TOP_ROWS) if line.strip()]

    def parts(mark: str) -> tuple[float, int, bool]:
        counts = [line.count(mark) for line in lines] or [0]
        return median(counts), sum(counts), mark == SEPARATORS[0]

    return max(SEPARATORS, key=parts)


def _blocks(path: Path, encoding: str, separator: str, request: Request) -> Iterator[Block]:
    with path.open(encoding=encoding, newline="") as file:
        lines = csv.reader(file, delimiter=separator)
        above = [len(line) for line in islice(lines, request.first_row) if line]
        if next(lines, None) is None:
            return
    width = max([*above[-1:], *(position + 1 for position in request.positions)])
    names = [f"c{position}" for position in range(width)]
    wanted = [names[position] for position in request.positions]
    numbers = _Numbers(request.first_row + 1)

    def torn(row: pc.InvalidRow) -> str:
        numbers.skip(row.number)
        text = row.text or ""
        if text.strip():
            found = Torn(row.number, row.expected_columns, row.actual_columns, text[:TORN_SHOWN])
            request.torn.append(found)
        return "skip"

    try:
        reader = pc.open_csv(
            path,
            read_options=pc.ReadOptions(
                column_names=names,
                skip_rows_after_names=request.first_row,
                block_size=BLOCK_BYTES,
                encoding="utf-8" if encoding == "utf-8-sig" else encoding,
                use_threads=False,
            ),
            parse_options=pc.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=torn,
            ),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
        for batch in reader:
            rows = numbers.take(batch.num_rows)
            yield Block(rows, tuple(batch.column(name) for name in wanted))
    except (pa.ArrowInvalid, UnicodeError, csv.Error) as error:
        raise _unreadable(error) from None


class _Numbers:
    """Numbers the rows that come through, past those that were skipped."""

    def __init__(self, first: int) -> None:
        self.next = first
        self.skipped: set[int] = set()

    def skip(self, row: int) -> None:
        """A row does not come through."""
        self.skipped.add(row)

    def take(self, count: int) -> RowNumbers:
        """Return the numbers of the next rows."""
        numbers = np.arange(self.next, self.next + count + len(self.skipped), dtype=np.int64)
        if self.skipped:
            numbers = numbers[~np.isin(numbers, list(self.skipped))]
        numbers = numbers[:count]
        if count:
            self.next = int(numbers[-1]) + 1
            self.skipped = {row for row in self.skipped if row >= self.next}
        return numbers


def _unreadable(error: Exception) -> FileFaulty:
    first = str(error).split("\n", 1)[0]
    return FileFaulty(
        [
            file_fault(
                Rule.FILE,
                _("the text cannot be split into columns: {fault}").format(fault=first),
                _("look for a quotation mark that is not closed"),
            )
        ]
    )
