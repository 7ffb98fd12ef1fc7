"""Marks a sender's own workbook: nothing of it is changed but the colour and the notes of cells."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.hyperlink import Hyperlink

from shouwang.base.words import _
from shouwang.stages.ingest.answer_list import PLAIN, STRONG, TITLE, Cell, free_name, lines_of
from shouwang.stages.ingest.marks import Mark, Marks, Place, style
from shouwang.stages.ingest.problems import cell_name
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.sheets import Book

LONGEST_TEXT = 32_767  # characters of a cell
TITLE_SIZE = 14  # points
# Formulas that reach beyond the workbook: another file, a program, the network.
OUTSIDE = re.compile(
    r"\[[^\]]*\][^!\[\],()]*!|\|"
    r"|\b(?:WEBSERVICE|HYPERLINK|RTD|DDE|CALL|REGISTER|EXEC|IMAGE)\s*\(",
    re.IGNORECASE,
)
TEMPTING = ("=", "+", "-", "@", "\t", "\r")  # a text that begins so may become a formula


def write_marked_book(path: Path, source: Path, book: Book, review: Review, marks: Marks) -> None:
    """Write the sender's workbook with its marks and, before its sheets, the list of problems."""
    workbook = load_workbook(source, keep_links=False, rich_text=True)
    _disarm(workbook, source)
    left = style()["most_comments"]
    for name, cells in marks.items():
        sheet = workbook[name]
        for (row, column), mark in cells.items():
            _mark(sheet, row, column, mark, has_note=left > 0)
            left -= 1
    _write_list(workbook, review, book)
    workbook.calculation.fullCalcOnLoad = True
    workbook.save(path)


def _mark(sheet: Any, row: int, column: int, mark: Mark, *, has_note: bool) -> None:
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        cell = _first_of(sheet, cell)
    cell.fill = _fill(mark.severity)
    if has_note:
        text = f"{cell.comment.text}\n{mark.text}" if cell.comment else mark.text
        cell.comment = _note(text)


def _first_of(sheet: Any, cell: MergedCell) -> Any:
    """The one of merged cells that has the value."""
    merged = next(each for each in sheet.merged_cells.ranges if cell.coordinate in each)
    return sheet.cell(merged.min_row, merged.min_col)


def _note(text: str) -> Comment:
    size: Mapping[str, int] = style()["comment"]
    lines = sum(1 + len(line) // size["characters"] for line in text.splitlines())
    height = size["line"] * (1 + min(lines, size["most_lines"]))
    return Comment(
        ILLEGAL_CHARACTERS_RE.sub("", text), _("Shouwang"), height=height, width=size["width"]
    )


def _fill(severity: str) -> PatternFill:
    return PatternFill("solid", fgColor=f"FF{style()['colours'][severity]}")


# --- what would do harm stays behind ------------------------------------------------------------


def _disarm(workbook: Workbook, source: Path) -> None:
    """Texts stay texts; what reaches beyond the workbook becomes the value it had."""
    outside = [
        (sheet.title, cell) for sheet in workbook.worksheets for cell in _reaching_out(sheet)
    ]
    for sheet in workbook.worksheets:
        validations = sheet.data_validations.dataValidation
        validations[:] = [each for each in validations if not OUTSIDE.search(_sources(each))]
    for names in (workbook.defined_names, *(each.defined_names for each in workbook.worksheets)):
        for name in [name for name, each in names.items() if OUTSIDE.search(each.value or "")]:
            del names[name]
    if outside:
        values = load_workbook(source, keep_links=False, data_only=True)
        for title, cell in outside:
            _put(cell, values[title][cell.coordinate].value, instead=_formula(cell))


def _reaching_out(sheet: Any) -> Iterator[Any]:
    """The formulas that reach beyond the workbook; texts on the way are made to stay texts."""
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "s" and str(cell.value).startswith(TEMPTING):
                cell.quotePrefix = True
            elif cell.data_type == "f" and OUTSIDE.search(_formula(cell)):
                yield cell


def _sources(validation: Any) -> str:
    return f"{validation.formula1} {validation.formula2}"


def _formula(cell: Any) -> str:
    value = cell.value
    return str(value.text if isinstance(value, ArrayFormula) else value or "")


def _put(cell: Any, value: Any, *, instead: str) -> None:
    """Put the value a formula had; where it had none, the formula as a text."""
    cell.value = None
    if value is None or isinstance(value, str):
        _put_text(cell, instead if value is None else value)
    else:
        cell.value = value


def _put_text(cell: Any, text: str) -> None:
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)[:LONGEST_TEXT]
    cell.data_type = "s"
    if text.startswith(TEMPTING):
        cell.quotePrefix = True


# --- the list -----------------------------------------------------------------------------------


def _write_list(workbook: Workbook, review: Review, book: Book) -> None:
    name = free_name(_("List of problems"), workbook.sheetnames)
    sheet = workbook.create_sheet(name, 0)
    about = _("mend the coloured cells in this workbook, save it and send it again")
    for number, line in enumerate(lines_of(review, book, about=about), start=1):
        for place, cell in enumerate(line, start=1):
            _write_cell(sheet.cell(number, place), cell)
    for place, width in enumerate(style()["widths"], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    # Sheets selected together would be edited together.
    for each in workbook.worksheets:
        each.sheet_view.tabSelected = each is sheet
    workbook.active = 0


def _write_cell(target: Any, cell: Cell) -> None:
    if isinstance(cell.value, int):
        target.value = cell.value
    else:
        _put_text(target, cell.value)
    if cell.style in {TITLE, STRONG}:
        target.font = Font(bold=True, size=TITLE_SIZE if cell.style == TITLE else None)
    elif cell.style != PLAIN:
        target.fill = _fill(cell.style)
    target.alignment = Alignment(vertical="top", wrap_text=cell.style != TITLE)
    if cell.link:
        target.hyperlink = Hyperlink(ref=target.coordinate, location=location(*cell.link))
        target.font = Font(color="0563C1", underline="single")


def location(sheet: str, place: Place) -> str:
    """Return a cell of a sheet as a link names it.

    >>> location("O'Neill", (3, 2))
    "'O''Neill'!B3"
    """
    row, column = place
    escaped = sheet.replace("'", "''")
    return f"'{escaped}'!{cell_name(column - 1, row)}"
