"""Finds in the top rows of a sheet the titles, the band of headings, and where the data begin."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.base.spelling import UNSEEN, clean, heading
from shouwang.stages.ingest.days import read_date
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.sheets import Merge, Sheet

MOST_BAND_ROWS = 4  # rows of headings in a band: groups, their parts, the columns, their units
SEPARATOR = "/"
NOT_LATIN = re.compile(r"(?<![ -~])\s+|\s+(?![ -~])")
COUNTING = re.compile(r"^[(\[]?(\d{1,3})[)\].]?(?:=.*)?$")


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of headings; rows count from 0 inside the used range.

    Attributes:
        paths: For each column its headings, from the widest group down to its own.
    """

    first: int
    last: int
    paths: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Titles:
    """What the lines above the headings say.

    Attributes:
        unit_word: What plain amounts of money go on with, as in `2.1` of a ledger in ten thousands.
    """

    day: date | None = None
    office: str = ""
    unit_word: str = ""


class Grid:
    """The top rows of a sheet as a rectangle, with its merged cells."""

    def __init__(self, sheet: Sheet) -> None:
        self.rows = [[tidy(cell) if cell else "" for cell in row] for row in sheet.top]
        self.width = max((len(row) for row in sheet.top), default=0)
        self.merged: dict[tuple[int, int], Merge] = {}
        for merge in sheet.merges:
            if merge.first_row < len(self.rows):
                self._lay(merge)

    def text(self, row: int, column: int) -> str:
        """Return a cell's own text without the breaks in it; of merged cells the first has it."""
        line = self.rows[row]
        return line[column] if column < len(line) else ""

    def filled(self, row: int) -> list[int]:
        """Return the columns in which a row has a text of its own."""
        return [column for column in range(self.width) if self.text(row, column)]

    def is_title(self, row: int) -> bool:
        """Tell whether a row is no part of a band: one wide cell, or lines like `unit: ...`."""
        columns = self.filled(row)
        texts = [self.text(row, column) for column in columns]
        if any(LAYOUT.title_line.match(heading(text)) for text in texts):
            return True
        if len(columns) != 1:
            return False
        merge = self.merged.get((row, columns[0]))
        if merge is None:
            return self.width > 1
        span = merge.last_column - merge.first_column + 1
        return span >= self.width * LAYOUT.title_share or merge.last_row == row == 0

    def band(self, first: int, last: int) -> Band:
        """Return the headings that the rows from first to last make."""
        paths = tuple(self._path(column, first, last) for column in range(self.width))
        return Band(first, last, paths)

    def _lay(self, merge: Merge) -> None:
        for row in range(merge.first_row, min(merge.last_row, len(self.rows) - 1) + 1):
            for column in range(merge.first_column, merge.last_column + 1):
                self.merged[row, column] = merge

    def _path(self, column: int, first: int, last: int) -> tuple[str, ...]:
        parts: list[str] = []
        for row in range(first, last + 1):
            text = self._heading(row, column, first, last)
            if text and parts[-1:] != [text]:
                parts.append(text)
        return tuple(parts)

    def _heading(self, row: int, column: int, first: int, last: int) -> str:
        merge = self.merged.get((row, column))
        if merge is not None:
            return "" if merge.first_row < first else self.text(merge.first_row, merge.first_column)
        own = self.text(row, column)
        if own or row == last or not self._has_below(row, column, last):
            return own
        return self._group_from_left(row, column, last)

    def _group_from_left(self, row: int, column: int, last: int) -> str:
        """A group that was not merged stands in its first column; the cells to the right are empty."""
        for left in range(column - 1, -1, -1):
            merge = self.merged.get((row, left))
            if merge is not None:
                return ""
            text = self.text(row, left)
            if text:
                return text if self._has_below(row, left, last) else ""
        return ""

    def _has_below(self, row: int, column: int, last: int) -> bool:
        return any(self.text(below, column) for below in range(row + 1, last + 1))


def bands(sheet: Sheet, telling: Callable[[str], bool]) -> Iterator[Band]:
    """Yield every band of rows that may be the headings; the narrow ones of a place first.

    Args:
        telling: Whether a cell may be a heading; a band has one at least.
    """
    grid = Grid(sheet)
    tells = [any(telling(cell) for cell in row if cell) for row in grid.rows]
    titles = [grid.is_title(row) for row in range(len(grid.rows))]
    for first in range(len(grid.rows)):
        for last in range(first, min(first + MOST_BAND_ROWS, len(grid.rows))):
            if not grid.filled(last) or (titles[last] and last > first):
                break
            if titles[first] and (last > first or grid.width > 1):
                break
            if any(tells[first : last + 1]):
                yield grid.band(first, last)


def titles_of(sheet: Sheet, band: Band) -> Titles:
    """Return what the lines above a band say."""
    day, office, unit_word = None, "", ""
    for row in sheet.top[: band.first]:
        for cell in row:
            line = clean(UNSEEN.sub("", cell).replace("\u3000", "  "))
            day = day or _day_in(line)
            office = office or _value_in(LAYOUT.reporting_unit, line)
            unit_word = unit_word or _unit_word_in(line)
    return Titles(day, office, unit_word)


def first_data_row(sheet: Sheet, band: Band) -> int:
    """Return the row below the band and below a row of column numbers."""
    following = band.last + 1
    rows = sheet.top
    if following < len(rows) and is_counting(rows[following]):
        return following + 1
    return following


def is_counting(row: Sequence[str]) -> bool:
    """Tell whether a row numbers the columns.

    >>> is_counting(("1", "2", "3", "4")), is_counting(("1", "", "3", "57"))
    (True, False)
    """
    signs = [form for cell in row if (form := heading(cell))]
    signs = [sign for sign in signs if sign not in LAYOUT.counting_labels]
    numbers = [int(found[1]) for sign in signs if (found := COUNTING.match(sign))]
    letters = [sign for sign in signs if not COUNTING.match(sign)]
    steps = set(map(int.__rsub__, numbers, numbers[1:])) if len(numbers) > 1 else {1}
    if len(signs) < LAYOUT.fewest_counted or steps != {1} or (numbers and numbers[0] > 1):
        return False
    return not letters or any(
        tuple(letters) == each[: len(letters)] for each in LAYOUT.counting_signs
    )


def tidy(text: str) -> str:
    r"""Return a heading as it is shown: in one line, without blanks between Chinese characters.

    >>> tidy(" Number of\nhousehold ")
    'Number of household'
    """
    return NOT_LATIN.sub("", " ".join(UNSEEN.sub("", text).split()))


def whole(path: Sequence[str]) -> str:
    """Return a heading with its groups, as header maps name it."""
    return SEPARATOR.join(path)


def _value_in(pattern: re.Pattern[str], line: str) -> str:
    found = pattern.search(line)
    return tidy(found[1]) if found else ""


def _day_in(line: str) -> date | None:
    """The day a line names, after a word for it or alone; a month is no day."""
    text = _value_in(LAYOUT.reporting_date, line) or line
    if not text:
        return None
    value, note = read_date(clean(text))
    return value if note is None else None


def _unit_word_in(line: str) -> str:
    units = {heading(each) for each in re.split(r"[,、;\s/]+", _value_in(LAYOUT.units, line))}
    words: Mapping[str, str] = LAYOUT.unit_words
    found = [words[unit] for unit in units if unit in words]
    return found[0] if len(found) == 1 and not units & LAYOUT.plain_money else ""
