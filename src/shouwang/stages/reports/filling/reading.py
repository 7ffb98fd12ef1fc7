"""Reads the sheets of a blank form: titles, headings, what is asked for, where it is to be written."""

import re
from collections.abc import Iterator, Mapping

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.spelling import clean, heading
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.ingest.layout import MOST_BAND_ROWS, Band, Grid, is_counting, whole
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.sheets import Merge, Sheet
from shouwang.stages.ingest.vocabulary import WORDS
from shouwang.stages.reports.filling.headings import (
    PlaceNames,
    is_people,
    is_place,
    unit_of,
    words,
)
from shouwang.stages.reports.filling.model import Blank, Shape, Slot

# Rows among which headings, body and total of a blank form are looked for.
MOST_ROWS = 2_000
MOST_COLUMNS = 300
FEWEST_LINES = 2  # texts below one another that make a sheet a list of items
# What is left blank between the parts of a date.
BLANKS = "_ " + "".join(WORDS.date_marks)
_TOTAL = re.compile(LAYOUT.grand_total)
_FOOTER = re.compile(LAYOUT.footer)


def read_form(book: Workbook, content: Content) -> tuple[Blank, ...]:
    """Return the sheets of a form that ask for something.

    Raises:
        InputProblems: with the faults of all sheets; if nothing is asked for at all.
    """
    problems: list[Problem] = []
    names = PlaceNames(content)
    blanks = []
    for sheet in book.worksheets:
        found = _Reader(sheet, names, problems).read()
        if found is not None:
            blanks.append(found)
    if not blanks and not problems:
        problems.append(
            Problem(
                _("form"), _("no sheet has headings with anything blank below or beside them"),
                _("send the blank form with its headings"),
            )
        )  # fmt: skip
    if problems:
        raise InputProblems(problems)
    return tuple(blanks)


class _Reader:
    """Reads one sheet; what is wrong with it goes to ``problems``."""

    def __init__(self, sheet: Worksheet, names: PlaceNames, problems: list[Problem]) -> None:
        self.sheet, self.names, self.problems = sheet, names, problems
        self.rows = min(sheet.max_row or 0, MOST_ROWS)
        self.columns = sheet.max_column or 0

    def read(self) -> Blank | None:
        """Return the sheet; nothing if it is empty, hidden, or faulty."""
        if self.sheet.sheet_state != "visible" or not any(self._texts()):
            return None
        if self.columns > MOST_COLUMNS:
            self._fault(
                "A1", _("the sheet has {count} columns").format(count=self.columns),
                _("delete what is formatted right of the table"),
            )  # fmt: skip
            return None
        grid = self._grid()
        band = self._band(grid)
        if band is None:
            self._fault(
                "A1", _("no row of headings was found"),
                _("the headings stand in one band of rows, with the blank cells below"),
            )  # fmt: skip
            return None
        before = len(self.problems)
        blank = self._blank(grid, band)
        return blank if len(self.problems) == before else None

    def _blank(self, grid: Grid, band: Band) -> Blank | None:
        first = band.last + 2  # the grid counts from 0, the sheet from 1
        if first <= self.rows and is_counting([self._text(first, c) for c in self._all()]):
            first += 1
        last, total = self._body(first)
        self._fail_if_merged(band, first, last)
        named = self._named(first, last)
        lines = self._lines(band, first, last) if not named else {}
        shape = self._shape(band, named, lines)
        slots = tuple(
            self._line_slots(grid, band, lines)
            if shape is Shape.LINES
            else self._column_slots(grid, band)
        )
        if not slots:
            return None
        return Blank(
            sheet=self.sheet.title, title=self._title(grid, band), shape=shape, slots=slots,
            first=first, last=last, total=total, office=self._after(band, LAYOUT.reporting_unit),
            day=self._after(band, LAYOUT.reporting_date),
            named=named if shape is Shape.PLACES else {},
        )  # fmt: skip

    # --- what stands where

    def _all(self) -> range:
        return range(1, self.columns + 1)

    def _text(self, row: int, column: int) -> str:
        value = self.sheet.cell(row, column).value
        return "" if value is None else str(value).strip()

    def _texts(self) -> Iterator[str]:
        for row in range(1, self.rows + 1):
            for column in self._all():
                yield self._text(row, column)

    def _grid(self) -> Grid:
        top = tuple(
            tuple(self._text(row, column) for column in self._all())
            for row in range(1, self.rows + 1)
        )
        merges = tuple(
            Merge(each.min_row - 1, each.max_row - 1, each.min_col - 1, each.max_col - 1)
            for each in self.sheet.merged_cells.ranges
        )
        return Grid(
            Sheet(name=self.sheet.title, top=top, read=lambda _wanted: iter(()), merges=merges)
        )

    def _band(self, grid: Grid) -> Band | None:
        """The first row that is no title, and those that its groups and merges reach down to."""
        for first in range(len(grid.rows)):
            if not grid.filled(first) or grid.is_title(first):
                continue
            last = first
            while last - first < MOST_BAND_ROWS and self._goes_on(grid, first, last):
                last += 1
            return grid.band(first, last)
        return None

    @staticmethod
    def _goes_on(grid: Grid, first: int, last: int) -> bool:
        """Whether the row below still belongs to the headings."""
        below = last + 1
        if below >= len(grid.rows) or is_counting(grid.rows[below]):
            return False
        reaches = any(
            merge.first_row >= first and merge.last_row >= below > merge.first_row
            for (row, _column), merge in grid.merged.items()
            if row == last
        )
        groups = any(
            merge.last_row == last and merge.last_column > merge.first_column
            and any(grid.text(below, c) for c in range(merge.first_column, merge.last_column + 1))
            for (row, _column), merge in grid.merged.items()
            if row == last
        )  # fmt: skip
        return reaches or groups

    def _body(self, first: int) -> tuple[int, int]:
        """Return the last row to be filled, and the row of the total."""
        total, end = 0, max(self.rows, first)
        for row in range(first, self.rows + 1):
            texts = [heading(self._text(row, column)) for column in self._all()]
            if any(text and _FOOTER.match(text) for text in texts):
                end = row - 1
                break
            if any(_TOTAL.match(text) for text in texts[: LAYOUT.label_cells] if text):
                total, end = row, row - 1
                break
        return max(end, first), total if total > first else 0

    def _named(self, first: int, last: int) -> dict[int, str]:
        """Return the rows in which a place is written already, by the column that has most."""
        best: dict[int, str] = {}
        for column in self._all():
            found = {
                row: text
                for row in range(first, last + 1)
                if (text := self._text(row, column)) and self.names.is_known(text)
            }
            if len(found) > len(best):
                best = found
        return best

    def _lines(self, band: Band, first: int, last: int) -> dict[int, str]:
        """Return row → the item that stands in it, where a cell beside it is blank."""
        beside = words().unit_headings | words().numbers | words().by_hand
        told = [
            position + 1
            for position, path in enumerate(band.paths)
            if not (path and heading(path[-1]) in beside)
        ]
        found = {}
        for row in range(first, last + 1):
            texts = [self._text(row, column) for column in told]
            items = [text for text in texts if text and not _is_figure(text)]
            if items and not all(texts):
                found[row] = items[-1]
        return found if len(found) >= FEWEST_LINES else {}

    def _shape(self, band: Band, named: Mapping[int, str], lines: Mapping[int, str]) -> Shape:
        last = [path[-1] for path in band.paths if path]
        if is_people(band.paths):
            return Shape.PEOPLE
        if named or (any(is_place(each) for each in last) and not lines):
            return Shape.PLACES
        return Shape.LINES if lines else Shape.PLACES

    # --- what is asked for

    def _column_slots(self, grid: Grid, band: Band) -> Iterator[Slot]:
        sheet_unit = self._sheet_unit(grid, band)
        for position, path in enumerate(band.paths):
            if path:
                letter = get_column_letter(position + 1)
                yield _slot(letter, whole(path), position + 1, 0, sheet_unit)

    def _line_slots(self, grid: Grid, band: Band, lines: Mapping[int, str]) -> Iterator[Slot]:
        sheet_unit = self._sheet_unit(grid, band)
        for row, item in lines.items():
            written = self._unit_beside(row, band)
            for position, path in enumerate(band.paths):
                column = position + 1
                if not path or self._text(row, column) or self._is_covered(row, column):
                    continue
                name = f"{item}/{path[-1]}"
                key = f"{get_column_letter(column)}{row}"
                yield _slot(key, name, column, row, written or unit_of(item)[1] or sheet_unit)

    def _unit_beside(self, row: int, band: Band) -> str:
        """The unit that a column of units says for a line."""
        for position, path in enumerate(band.paths):
            if path and heading(path[-1]) in words().unit_headings:
                return clean(self._text(row, position + 1))
        return ""

    def _is_covered(self, row: int, column: int) -> bool:
        return any(
            each.min_row <= row <= each.max_row and each.min_col <= column <= each.max_col
            and (row, column) != (each.min_row, each.min_col)
            for each in self.sheet.merged_cells.ranges
        )  # fmt: skip

    def _sheet_unit(self, grid: Grid, band: Band) -> str:
        """The one unit of money that the lines above the headings say."""
        for row in grid.rows[: band.first]:
            for cell in row:
                found = LAYOUT.units.search(clean(cell))
                parts = re.split(r"[,、;，；\s/]+", found[1]) if found else []
                money = [part for part in parts if words().money in part]
                if len(money) == 1:
                    return money[0]
        return ""

    def _title(self, grid: Grid, band: Band) -> str:
        texts = [text for row in grid.rows[: band.first] for text in row if text]
        titles = [text for text in texts if not LAYOUT.title_line.match(heading(text))]
        return max(titles, key=len, default=self.sheet.title)

    def _after(self, band: Band, pattern: re.Pattern[str]) -> str:
        """Return the cell in which a word of a title line stands with nothing written after it."""
        for row in range(1, band.first + 1):
            for column in self._all():
                found = pattern.search(clean(self._text(row, column)))
                if found and not found[1].strip(BLANKS):
                    return f"{get_column_letter(column)}{row}"
        return ""

    def _fail_if_merged(self, band: Band, first: int, last: int) -> None:
        """Cells merged over several rows of the body cannot take a row a place."""
        for each in self.sheet.merged_cells.ranges:
            if each.max_row < first or each.min_row > last or each.min_row == each.max_row:
                continue
            if each.min_row < first:
                self._fault(
                    each.coord, _("cells of the headings are merged with cells below them"),
                    _("end the merge at row {row}").format(row=band.last + 1),
                )  # fmt: skip
            elif each.max_col > each.min_col:
                self._fault(
                    each.coord, _("cells are merged over several rows and columns of the table"),
                    _("unmerge them: each row is filled by itself"),
                )  # fmt: skip

    def _fault(self, where: str, message: str, mend: str) -> None:
        self.problems.append(Problem(f"{self.sheet.title}!{where}", message, mend))


def _slot(key: str, text: str, column: int, row: int, sheet_unit: str) -> Slot:
    word, unit = unit_of(text, sheet_unit)
    return Slot(key, text, column, row, word, unit)


def _is_figure(text: str) -> bool:
    """Tell whether a cell holds a number or computes one."""
    return bool(re.fullmatch(r"=.*|[-+]?[\d,.]+%?", text))
