"""Workbooks as tables of text: every value as a person would see it in the cell."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow as pa
from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from shouwang.stages.ingest import guards
from shouwang.stages.ingest.guards import Format
from shouwang.stages.ingest.oddities import Oddities, fail_if_too_large
from shouwang.stages.ingest.ods_parts import look_at_tables
from shouwang.stages.ingest.problems import FileFaulty
from shouwang.stages.ingest.sheets import TOP_ROWS, Merge
from shouwang.stages.ingest.xls_parts import look_at_records
from shouwang.stages.ingest.xlsx_parts import look_at_sheets

EXACT = 10**15  # whole numbers from here on have lost digits in the workbook already
READ_ROWS = 50_000  # held as objects at a time
UNREADABLE = (*guards.BROKEN, CalamineError, etree.XMLSyntaxError)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, perhaps with nothing in it.

    Attributes:
        start: Its first used row and column, from 0.
    """

    sheet: CalamineSheet
    start: tuple[int, int]
    oddities: Oddities
    is_hidden: bool

    @property
    def top(self) -> tuple[tuple[str, ...], ...]:
        """The first rows of the used range as text."""
        return tuple(tuple(as_seen(value) for value in row) for row in self._rows(0, TOP_ROWS))

    @property
    def hidden_columns(self) -> frozenset[int]:
        """Those of the used range that are not shown, from its first column."""
        places = (column - self.start[1] for column in self.oddities.hidden_columns)
        return frozenset(place for place in places if 0 <= place < self.sheet.width)

    @property
    def merges(self) -> tuple[Merge, ...]:
        """The merged cells of which more than one is in the used range."""
        found = []
        (first_row, first_column), height, width = self.start, self.sheet.height, self.sheet.width
        known = self.sheet.merged_cell_ranges or ()
        every = [(top, bottom, left, right) for (top, left), (bottom, right) in known]
        for top, bottom, left, right in (*every, *self.oddities.merges):
            merge = Merge(
                max(top - first_row, 0),
                min(bottom - first_row, height - 1),
                max(left - first_column, 0),
                min(right - first_column, width - 1),
            )
            down, across = merge.last_row - merge.first_row, merge.last_column - merge.first_column
            if down >= 0 and across >= 0 and down + across > 0:
                found.append(merge)
        return tuple(found)

    def columns(self, first_row: int, positions: Sequence[int]) -> Iterator[list[pa.Array]]:
        """Yield wanted columns as text, some rows at a time, from a row of the used range on."""
        rows = self._rows(first_row, None)
        while chunk := list(islice(rows, READ_ROWS)):
            yield [_column(chunk, position) for position in positions]

    def _rows(self, first: int, last: int | None) -> Iterator[list[Any]]:
        """Rows of the used range; the reader yields the empty ones above it too."""
        above, left = self.start
        stop = None if last is None else above + last
        rows = islice(self.sheet.iter_rows(), above + first, stop)
        if not self.oddities.texts:
            return rows
        return _mended(rows, above + first, left, self.oddities.texts)


def open_tables(path: Path, kind: Format, *, is_near: bool) -> list[Table]:
    """Return the sheets of a workbook, the empty ones too.

    Args:
        is_near: Whether this process would go down with the reader: then every cell's place is
            looked at before.

    Raises:
        FileFaulty: if it is damaged, protected, or larger than is taken.
    """
    try:
        if is_near:
            oddities = _oddities(path, kind, is_near=True)
            return _tables(_load(path), oddities)
        # The reader lets other threads run: the same file is looked at meanwhile.
        with ThreadPoolExecutor(1) as beside:
            looking = beside.submit(_oddities, path, kind, is_near=False)
            return _tables(_load(path), looking.result())
    except PasswordError:
        raise guards.locked() from None
    except FileFaulty:
        raise
    except UNREADABLE as error:
        raise guards.damaged(error) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the reader is not written in Python
            raise guards.damaged(error) from None
        raise


def _oddities(path: Path, kind: Format, *, is_near: bool) -> Mapping[str, Oddities]:
    if kind is Format.XLS:
        return look_at_records(path)
    with ZipFile(path) as container:
        if kind is Format.ODS:
            return look_at_tables(container)
        return look_at_sheets(container, is_near=is_near)


def _load(path: Path) -> list[tuple[CalamineSheet, bool]]:
    """The sheets of a workbook, each with whether it is hidden."""
    book = CalamineWorkbook.from_path(path)
    found, cells = [], 0
    for about in book.sheets_metadata:
        if about.typ is SheetTypeEnum.MacroSheet:
            raise guards.with_macros()
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(about.name)
        cells += sheet.height * sheet.width
        fail_if_too_large(cells, 1)
        found.append((sheet, about.visible is not SheetVisibleEnum.Visible))
    return found


def _tables(
    sheets: Iterable[tuple[CalamineSheet, bool]], oddities: Mapping[str, Oddities]
) -> list[Table]:
    return [
        Table(sheet, sheet.start or (0, 0), oddities.get(sheet.name, Oddities()), is_hidden)
        for sheet, is_hidden in sheets
    ]


def _mended(
    rows: Iterator[list[Any]], first: int, left: int, texts: Mapping[tuple[int, int], str]
) -> Iterator[list[Any]]:
    """Put in the texts that the reader drops."""
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), text in texts.items():
        by_row.setdefault(row, []).append((column - left, text))
    for number, values in enumerate(rows, start=first):
        for place, text in by_row.get(number, ()):
            if 0 <= place < len(values):
                values[place] = text
        yield values


def _column(rows: Sequence[Sequence[Any]], position: int) -> pa.Array:
    values = [row[position] for row in rows]
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        return pa.array(
            [value if type(value) is str else as_seen(value) for value in values], pa.string()
        )


def as_seen(value: Any) -> str:
    """Return a cell's value as text.

    >>> as_seen(150599001002.0), as_seen(0.5), as_seen(date(2020, 1, 31)), as_seen(1.5e17)
    ('150599001002', '0.5', '2020-01-31', '1.5e+17')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        # A number that has lost digits is not to look like one that has them all.
        return str(int(value)) if abs(value) < EXACT else f"{Decimal(repr(value)).normalize():e}"
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)
