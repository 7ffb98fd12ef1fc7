"""Workbooks as sheets: every value as the text that a person would see in the cell."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
)

from shouwang.base.words import _
from shouwang.stages.ingest.problems import FileFaulty, Rule, file_fault
from shouwang.stages.ingest.sheets import BLOCK_ROWS, TOP_ROWS, Block, Merge, Request, Sheet

EXACT = 10**15  # whole numbers from here on have lost digits in the workbook already


def workbook_sheets(path: Path) -> list[Sheet]:
    """Return the sheets of a workbook that have something in them.

    Raises:
        FileFaulty: if it is damaged or protected.
    """
    try:
        book = CalamineWorkbook.from_path(path)
        return [
            sheet
            for about in book.sheets_metadata
            if (
                sheet := _sheet(
                    path,
                    book.get_sheet_by_name(about.name),
                    is_hidden=about.visible is not SheetVisibleEnum.Visible,
                )
            )
        ]
    except PasswordError:
        raise FileFaulty(
            [
                file_fault(
                    Rule.FILE,
                    _("the workbook is protected by a password"),
                    _("save it without one"),
                )
            ]
        ) from None
    except CalamineError as error:
        raise _damaged(error) from None


def _sheet(path: Path, sheet: CalamineSheet, *, is_hidden: bool) -> Sheet | None:
    if sheet.start is None:
        return None
    # The reader yields the empty rows above the used range too, but not the columns beside it.
    first = sheet.start[0]
    rows = islice(sheet.iter_rows(), first, first + TOP_ROWS)
    top = tuple(tuple(as_seen(value) for value in row) for row in rows)
    return Sheet(
        name=sheet.name,
        top=top,
        read=partial(_blocks, path, sheet.name),
        has_cells=True,
        column_offset=sheet.start[1],
        row_offset=first,
        rows=sheet.height,
        merges=tuple(_merges(sheet)),
        is_hidden=is_hidden,
    )


def _merges(sheet: CalamineSheet) -> Iterator[Merge]:
    if sheet.start is None or sheet.end is None:
        return
    (first_row, first_column), (last_row, last_column) = sheet.start, sheet.end
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        merge = Merge(
            max(top - first_row, 0),
            min(bottom, last_row) - first_row,
            max(left - first_column, 0),
            min(right, last_column) - first_column,
        )
        height = merge.last_row - merge.first_row
        width = merge.last_column - merge.first_column
        if height >= 0 and width >= 0 and height + width > 0:
            yield merge


def _blocks(path: Path, name: str, request: Request) -> Iterator[Block]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_name(name)
    except CalamineError as error:
        raise _damaged(error) from None
    skipped = (sheet.start[0] if sheet.start else 0) + request.first_row
    rows = islice(sheet.iter_rows(), skipped, None)
    number = skipped + 1
    while chunk := list(islice(rows, BLOCK_ROWS)):
        numbers = np.arange(number, number + len(chunk), dtype=np.int64)
        number += len(chunk)
        yield Block(numbers, tuple(_column(chunk, each) for each in request.positions))


def _column(rows: Sequence[Sequence[Any]], position: int) -> pa.Array:
    values: Iterable[Any] = (row[position] for row in rows)
    return pa.array([value if type(value) is str else as_seen(value) for value in values])


def as_seen(value: Any) -> str:
    """Return a cell's value as text.

    >>> as_seen(150599001002.0), as_seen(0.5), as_seen(date(2020, 1, 31)), as_seen(1.5e17)
    ('150599001002', '0.5', '2020-01-31', '1.5e+17')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime | date | time) else str(value)


def _damaged(error: Exception) -> FileFaulty:
    return FileFaulty(
        [
            file_fault(
                Rule.FILE,
                _("the workbook cannot be opened: {fault}").format(fault=error),
                _("open it, save it again as .xlsx and send that"),
            )
        ]
    )
