"""Writes ledgers as workbooks: merged title, unit line, grouped headings, a total row of formulas."""

import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import xlsxwriter
import yaml
from xlsxwriter.utility import xl_col_to_name

from shouwang.stages.reports.blocks import Book, Column, Sheet
from shouwang.stages.reports.fixed_zip import settled

LONGEST_NAME = 31  # characters of a sheet's name in Excel
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_CELL = 32_767  # characters in Excel
A4 = 9  # the paper's number in Excel
A3 = 8  # likewise
WIDEST = 170  # characters beside each other that can still be read on A4


@cache
def layout() -> dict[str, Any]:
    """Return how ledgers look."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def xlsx_of(book: Book) -> bytes:
    """Return a workbook as a file; the same workbook gives the same bytes."""
    written = io.BytesIO()
    options = {
        "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False, "remove_timezone": True,
    }  # fmt: skip
    with xlsxwriter.Workbook(written, options) as file:
        moment = datetime.combine(book.day, time())
        file.set_properties({"title": book.title, "comments": book.foot, "created": moment})
        formats = _formats(file)
        names: set[str] = set()
        for sheet in book.sheets:
            _write_sheet(file.add_worksheet(_name(sheet.name, names)), sheet, formats)
    return settled(written.getvalue())


def _name(wanted: str, taken: set[str]) -> str:
    """Return a name that Excel takes and that no other sheet has."""
    name = wanted.translate(FORBIDDEN).strip()[:LONGEST_NAME] or "-"
    number = 1
    while name.lower() in taken:
        number += 1
        tail = f" {number}"
        name = wanted.translate(FORBIDDEN)[: LONGEST_NAME - len(tail)] + tail
    taken.add(name.lower())
    return name


def _formats(file: Any) -> dict[str, Any]:
    base = {"font_name": layout()["font"], "font_size": layout()["size"], "valign": "vcenter"}
    boxed = {**base, "border": 1}
    shapes: dict[str, dict[str, Any]] = {
        "title": {**base, "font_name": layout()["title_font"], "font_size": layout()["title_size"],
                  "align": "center"},
        "line": base,
        "right": {**base, "align": "right"},
        "head": {**boxed, "bold": True, "align": "center", "text_wrap": True},
        "total": {**boxed, "bold": True, "align": "center"},
        "text": {**boxed, "text_wrap": True},
        **{each: {**boxed, "num_format": shape} for each, shape in layout()["numbers"].items()},
        **{f"total_{each}": {**boxed, "bold": True, "num_format": shape}
           for each, shape in layout()["numbers"].items()},
    }  # fmt: skip
    return {name: file.add_format(shape) for name, shape in shapes.items()}


def _write_sheet(page: Any, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    table, columns = sheet.table, sheet.table.columns
    last = len(columns) - 1
    row = 0
    _merge(page, row, 0, last, sheet.title or table.caption, formats["title"])
    page.set_row(row, layout()["title_height"])
    row += 1
    _lines(page, row, last, (*sheet.lines, table.unit), formats)
    row += 1
    first_head = row
    row = _heads(page, row, columns, formats)
    page.freeze_panes(row, 1)
    for place, column in enumerate(columns):
        page.set_column(place, place, column.width)
    first = row
    for values in table.rows:
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            _write_cell(page, row, place, column, value, formats)
        row += 1
    if table.total:
        _totals(page, row, first, sheet, formats)
        row += 1
    width = sum(column.width for column in columns)
    _set_print(page, first_head, first - 1, row - 1, last, width)


def _lines(
    page: Any, row: int, last: int, texts: Sequence[str], formats: Mapping[str, Any]
) -> None:
    """Write who filled it in, when, and the unit, spread over the width of the table."""
    found = [text for text in texts if text]
    for number, text in enumerate(found):
        start = (last + 1) * number // len(found)
        end = (last + 1) * (number + 1) // len(found) - 1
        shape = formats["right" if number and number == len(found) - 1 else "line"]
        _merge(page, row, start, max(start, end), text, shape)


def _heads(page: Any, row: int, columns: Sequence[Column], formats: Mapping[str, Any]) -> int:
    if not any(column.group for column in columns):
        for place, column in enumerate(columns):
            page.write_string(row, place, column.label, formats["head"])
        return row + 1
    place = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        found = list(members)
        if group:
            _merge(page, row, place, place + len(found) - 1, group, formats["head"])
        for column in found:
            if group:
                page.write_string(row + 1, place, column.label, formats["head"])
            else:
                page.merge_range(row, place, row + 1, place, column.label, formats["head"])
            place += 1
    return row + 2


def _write_cell(
    page: Any, row: int, place: int, column: Column, value: Any, formats: Mapping[str, Any]
) -> None:
    shape = formats.get(column.form, formats["text"])
    if column.share:
        page.write_formula(
            row, place, _quotient(column, row), shape, "" if value is None else value
        )
    elif value is None or value == "":
        page.write_blank(row, place, None, formats["text"])
    elif isinstance(value, int | float):
        page.write_number(row, place, value, shape)
    elif column.form == "day":
        _write_day(page, row, place, value, formats)
    else:
        page.write_string(row, place, str(value)[:LONGEST_CELL], formats["text"])


def _write_day(page: Any, row: int, place: int, value: Any, formats: Mapping[str, Any]) -> None:
    try:
        found = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError:
        page.write_string(row, place, str(value), formats["text"])
        return
    page.write_datetime(row, place, datetime.combine(found, time()), formats["day"])


def _quotient(column: Column, row: int) -> str:
    above, below = (f"{xl_col_to_name(each)}{row + 1}" for each in column.share)
    return f'=IF({below}=0,"",{above}/{below})'


def _totals(page: Any, row: int, first: int, sheet: Sheet, formats: Mapping[str, Any]) -> None:
    """Write the total row: sums as formulas, with what they come to beside them."""
    sums: dict[int, float] = {}
    for place, column in enumerate(sheet.table.columns):
        shape = formats.get(f"total_{column.form}", formats["total"])
        if column.is_total:
            values = [each[place] for each in sheet.table.rows]
            sums[place] = sum(each for each in values if isinstance(each, int | float))
            letter = xl_col_to_name(place)
            formula = f"=SUM({letter}{first + 1}:{letter}{row})" if row > first else "=0"
            page.write_formula(row, place, formula, shape, sums[place])
        elif column.share:
            above, below = (sums.get(each, 0) for each in column.share)
            page.write_formula(row, place, _quotient(column, row), shape,
                               above / below if below else "")  # fmt: skip
        else:
            page.write_blank(row, place, None, formats["total"])
    page.write_string(row, 0, sheet.table.total, formats["total"])


def _merge(page: Any, row: int, first: int, last: int, text: str, shape: Any) -> None:
    if last > first:
        page.merge_range(row, first, row, last, text, shape)
    else:
        page.write_string(row, first, text, shape)


def _set_print(
    page: Any, first_head: int, last_head: int, last_row: int, last: int, width: int
) -> None:
    page.set_paper(A3 if width > WIDEST else A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(first_head, last_head)
    page.print_area(0, 0, max(last_row, last_head), last)
    page.set_margins(**layout()["margins"])
    page.set_footer(layout()["footer"])
