"""Answers that are new workbooks: the rows of a file copied and marked, or only those to mend."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import xlsxwriter

from shouwang.base.words import _
from shouwang.stages.ingest.answer_book import (
    LONGEST_TEXT,
    TEMPTING,
    TITLE_SIZE,
    location,
)
from shouwang.stages.ingest.answer_list import PLAIN, STRONG, TITLE, Cell, free_name, lines_of
from shouwang.stages.ingest.marks import Mark, Marks, Place, beyond, heading_at, rows_of, style
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.sheets import Book, RowNumbers, Sheet

TEXT, QUOTED = "@", "quoted"

# A place in the file → where the answer has it.
Leads = Callable[[str, Place], tuple[str, Place] | None]


class _Pen:
    """Writes texts and marks; everything is a text, so that nothing runs and no digit is lost."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.left: int = style()["most_comments"]
        self._formats: dict[tuple[str, bool], Any] = {}

    def look(self, name: str, *, is_quoted: bool = False) -> Any:
        """The format of a text: its name is one of the list's styles, or ``@``."""
        key = (name, is_quoted)
        if key not in self._formats:
            self._formats[key] = self.book.add_format(_properties(name, is_quoted=is_quoted))
        return self._formats[key]

    def text(self, sheet: Any, row: int, column: int, value: object, look: str = TEXT) -> None:
        """Write a text; rows and columns count from 1."""
        text = "" if value is None else str(value)
        if not text and look == TEXT:
            return
        form = self.look(look, is_quoted=text.startswith(TEMPTING))
        sheet.write_string(row - 1, column - 1, text[:LONGEST_TEXT], form)

    def mark(self, sheet: Any, row: int, column: int, value: object, mark: Mark) -> None:
        """Write a text with its colour and its note."""
        self.text(sheet, row, column, value, mark.severity)
        self.left -= 1
        if self.left >= 0:
            size = style()["comment"]
            lines = sum(1 + len(line) // size["characters"] for line in mark.text.splitlines())
            height = size["line"] * (1 + min(lines, size["most_lines"]))
            options = {"author": _("Shouwang"), "width": size["width"], "height": height}
            sheet.write_comment(row - 1, column - 1, mark.text, options)


def write_copy(path: Path, book: Book, review: Review, marks: Marks) -> None:
    """Write all rows of a file where they stand in it, marked."""
    with _workbook(path) as (workbook, pen):
        first = workbook.add_worksheet(free_name(_("List of problems"), _names(book)))
        names = _sheets(book, [first.get_name()])
        for sheet in book.sheets:
            target = workbook.add_worksheet(names[sheet.name])
            target.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
            _copy(pen, target, sheet, marks.get(sheet.name, {}))
        about = _("mend the coloured cells in this workbook, save it and send it again")
        _list(pen, first, review, book, about, lambda sheet, place: (names[sheet], place))


def write_rows(path: Path, book: Book, review: Review, marks: Marks) -> None:
    """Write the headings and the rows with something to mend."""
    with _workbook(path) as (workbook, pen):
        first = workbook.add_worksheet(free_name(_("List of problems"), _names(book)))
        names = _sheets(book, [first.get_name()])
        moved: dict[tuple[str, int], int] = {}
        for sheet in book.sheets:
            cells = marks.get(sheet.name, {})
            if cells:
                target = workbook.add_worksheet(names[sheet.name])
                moved |= _pick(pen, target, sheet, cells, _headings_end(sheet, review))

        offsets = {sheet.name: sheet.column_offset for sheet in book.sheets}

        def leads(sheet: str, place: Place) -> tuple[str, Place] | None:
            row = moved.get((sheet, place[0]))
            # One column more stands before them: the row in the file.
            return (names[sheet], (row, place[1] - offsets[sheet] + 1)) if row else None

        about = _(
            "the file is too large to be given back: these are its rows with something to mend, the "
            "first column says where they stand; mend them in your file and send it again"
        )
        _list(pen, first, review, book, about, leads)


def write_list(path: Path, review: Review) -> None:
    """Write the list alone, for a file that could not be taken."""
    with _workbook(path) as (workbook, pen):
        sheet = workbook.add_worksheet(_("List of problems"))
        about = _("mend the file as it is said here and send it again")
        _list(pen, sheet, review, None, about, lambda _sheet, _place: None)


@contextmanager
def _workbook(path: Path) -> Iterator[tuple[Any, _Pen]]:
    try:
        with xlsxwriter.Workbook(str(path)) as workbook:
            yield workbook, _Pen(workbook)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error


def _names(book: Book) -> list[str]:
    return [each.name for each in book.sheets]


def _sheets(book: Book, taken: list[str]) -> dict[str, str]:
    """The sheets' names in the file → in the answer."""
    names: dict[str, str] = {}
    for sheet in book.sheets:
        wanted = _allowed(sheet.name) or _allowed(book.path.stem) or _("rows")
        names[sheet.name] = free_name(wanted, [*taken, *names.values()])
    return names


def _allowed(name: str) -> str:
    """A name as spreadsheets allow it."""
    return "".join(each for each in name if each not in "[]:*?/\\").strip("'")


def _properties(name: str, *, is_quoted: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"num_format": "@", "valign": "top"}
    if is_quoted:
        found["quote_prefix"] = True
    if name in style()["colours"]:
        found["bg_color"] = f"#{style()['colours'][name]}"
    if name in {TITLE, STRONG}:
        found["bold"] = True
    if name == TITLE:
        found["font_size"] = TITLE_SIZE
    return found


def _copy(pen: _Pen, target: Any, sheet: Sheet, cells: dict[Place, Mark] | Any) -> None:
    _merge(pen, target, sheet)
    written: set[Place] = set()
    for number, row in rows_of(sheet):
        for place, value in enumerate(row, start=sheet.column_offset + 1):
            mark = cells.get((number, place))
            if mark is None:
                pen.text(target, number, place, value)
            else:
                pen.mark(target, number, place, value, mark)
                written.add((number, place))
    for (number, place), mark in cells.items():
        if (number, place) not in written:
            pen.mark(target, number, place, "", mark)


def _merge(pen: _Pen, target: Any, sheet: Sheet) -> None:
    look = pen.look(TEXT)
    for merge in sheet.merges:
        try:
            target.merge_range(
                sheet.row_offset + merge.first_row,
                sheet.column_offset + merge.first_column,
                sheet.row_offset + merge.last_row,
                sheet.column_offset + merge.last_column,
                "",
                look,
            )
        except xlsxwriter.exceptions.OverlappingRange:
            continue


def _pick(
    pen: _Pen, target: Any, sheet: Sheet, cells: Any, headings_end: int
) -> dict[tuple[str, int], int]:
    """Write headings and marked rows; return the row in the file → in the answer."""
    wanted = np.array([row for row, _column in cells])

    def keeps(numbers: RowNumbers) -> npt.NDArray[np.bool_]:
        kept: npt.NDArray[np.bool_] = (numbers <= headings_end) | np.isin(numbers, wanted)
        return kept

    moved: dict[tuple[str, int], int] = {}
    for here, (number, row) in enumerate(rows_of(sheet, keeps=keeps), start=1):
        moved[sheet.name, number] = here
        in_file = number - beyond(sheet)
        pen.text(target, here, 1, in_file if number > headings_end else _("row"), STRONG)
        for place, value in enumerate(row):
            mark = cells.get((number, sheet.column_offset + place + 1))
            if mark is None:
                pen.text(target, here, place + 2, value)
            else:
                pen.mark(target, here, place + 2, value, mark)
    return moved


def _headings_end(sheet: Sheet, review: Review) -> int:
    """The last row of the headings, as the answer counts."""
    found: Iterable[int] = (
        at[0] for text in review.header_map if (at := heading_at(sheet, text)) is not None
    )
    return max(sheet.row_offset, 0) + max(found, default=0) + 1


def _list(
    pen: _Pen, sheet: Any, review: Review, book: Book | None, about: str, leads: Leads
) -> None:
    for number, line in enumerate(lines_of(review, book, about=about), start=1):
        for place, cell in enumerate(line, start=1):
            _write_cell(pen, sheet, number, place, cell, leads)
    for place, width in enumerate(style()["widths"]):
        sheet.set_column(place, place, width)
    sheet.activate()


def _write_cell(pen: _Pen, sheet: Any, row: int, column: int, cell: Cell, leads: Leads) -> None:
    target = leads(*cell.link) if cell.link else None
    if target is not None:
        link = f"internal:{location(*target)}"
        sheet.write_url(row - 1, column - 1, link, string=str(cell.value))
    elif isinstance(cell.value, int):
        look = TEXT if cell.style == PLAIN else cell.style
        sheet.write_number(row - 1, column - 1, cell.value, pen.look(look))
    else:
        pen.text(sheet, row, column, cell.value, TEXT if cell.style == PLAIN else cell.style)
