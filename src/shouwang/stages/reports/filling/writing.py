"""Writes values into a blank form and lists what could not be filled."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.indicators import Indicator
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.reports.filling.headings import PlaceNames
from shouwang.stages.reports.filling.model import Blank, Shape, Slot
from shouwang.stages.reports.filling.rows import (
    Figures,
    Unfilled,
    Value,
    as_written,
    in_units_of,
    is_share_of,
    place_value,
)
from shouwang.stages.reports.filling.stretching import stretch
from shouwang.stages.reports.filling.targets import Kind, Target, column_of

_COLON = re.compile(r"([:：])[_\s　]*")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a form is filled with.

    Attributes:
        place: The code of the place it is filled in for.
        rows: Sheet → the places of its rows, as far as they are not written in it.
        mapping: Sheet → slot → what fills it.
        indicators: By name.
        people: Sheet → its rows, column → value; the columns of households begin with their
            subject.
    """

    content: Content
    place: str
    office: str
    on: date
    rows: Mapping[str, Sequence[str]]
    mapping: Mapping[str, Mapping[str, Target]]
    indicators: Mapping[str, Indicator]
    figures: Figures
    people: Mapping[str, Sequence[Row]] = field(default_factory=dict)


@dataclass(slots=True)
class Filled:
    """A form that was filled in: the workbook, how many cells, and what is missing."""

    data: bytes = b""
    cells: int = 0
    unfilled: list[Unfilled] = field(default_factory=list)


def fill_form(book: Workbook, blanks: Sequence[Blank], wanted: Wanted) -> Filled:
    """Fill a form in; its own formulas, merges and looks stay."""
    filled, names = Filled(), PlaceNames(wanted.content)
    for blank in blanks:
        _Writer(book, blank, wanted, names, filled).write()
    buffer = BytesIO()
    book.save(buffer)
    filled.data = buffer.getvalue()
    return filled


class _Writer:
    """Fills one sheet."""

    def __init__(
        self, book: Workbook, blank: Blank, wanted: Wanted, names: PlaceNames, filled: Filled
    ) -> None:
        self.book, self.blank, self.wanted, self.filled = book, blank, wanted, filled
        self.names = names  # looked up in by every sheet: all regions of the content
        self.sheet: Worksheet = book[blank.sheet]
        self.content = wanted.content
        self.mapping = wanted.mapping.get(blank.sheet, {})

    def write(self) -> None:
        """Fill the sheet."""
        self._titles()
        self._untold()
        if self.blank.shape is Shape.LINES:
            self._lines()
        elif self.blank.shape is Shape.PEOPLE:
            self._people()
        else:
            self._places()

    # --- the three shapes

    def _lines(self) -> None:
        for slot, target in self._mapped():
            self._put(slot, slot.row, self._value_for(slot, target, self.wanted.place, slot.row))

    def _places(self) -> None:
        rows = dict(self._placed_rows())
        for number, (row, code) in enumerate(rows.items(), start=1):
            for slot, target in self._mapped():
                self._put(slot, row, self._value_for(slot, target, code, number))
        self._total(sorted(rows))

    def _people(self) -> None:
        people = self.wanted.people.get(self.blank.sheet, ())
        self._make_room(len(people))
        for number, person in enumerate(people, start=1):
            row = self.blank.first + number - 1
            for slot, target in self._mapped():
                self._put(slot, row, self._of_person(slot, target, person, number))

    # --- values

    def _value_for(self, slot: Slot, target: Target, code: str, number: int) -> Value:
        match target.kind:
            case Kind.NUMBER:
                return number
            case Kind.DAY:
                return self.wanted.on.isoformat()
            case Kind.OFFICE:
                return self.wanted.office
            case Kind.PLACE:
                return place_value(self.content, code, target.name)
            case Kind.INDICATOR:
                return self._figure(slot, target, code)
            case _:
                return None

    def _figure(self, slot: Slot, target: Target, code: str) -> Value:
        key = (target.name, code)
        value = self.wanted.figures.values.get(key)
        if value is None:
            why = self.wanted.figures.why.get(key) or _("nothing is known of this place")
            self._miss(slot, code, why)
            return None
        indicator = self.wanted.indicators[target.name]
        return in_units_of(slot, value, indicator, self.content.money_unit)

    def _of_person(self, slot: Slot, target: Target, person: Row, number: int) -> Value:
        if target.kind in {Kind.HOUSEHOLD, Kind.PERSON}:
            value = person.get(target.word)
            if value is None:
                self._miss(slot, str(person.get("village", "")), _("the register does not say it"))
            return as_written(self.content, column_of(self.content, target), value, slot)
        return self._value_for(slot, target, str(person["village"]), number)

    # --- where

    def _placed_rows(self) -> Iterator[tuple[int, str]]:
        """Yield row and code of the places that get a row."""
        if self.blank.named:
            for row, text in self.blank.named.items():
                code = self.names.called(text, self.wanted.place)
                if code is None:
                    why = _("no place in {place} goes by this name alone")
                    place = self.content.regions[self.wanted.place].name
                    self._miss(Slot("", text, 0, row), text, why.format(place=place))
                else:
                    yield row, code
            return
        codes = self.wanted.rows.get(self.blank.sheet, ())
        self._make_room(len(codes))
        for number, code in enumerate(codes):
            yield self.blank.first + number, code

    def _make_room(self, rows: int) -> None:
        more = self.blank.first + rows - 1 - self.blank.last
        stretch(self.book, self.sheet, last=self.blank.last, more=more)

    def _total(self, rows: Sequence[int]) -> None:
        """Write the total of what can be added up; of a share the whole place's own."""
        if not self.blank.total or not rows:
            return
        beyond = max(0, rows[-1] - self.blank.last) if not self.blank.named else 0
        row = self.blank.total + beyond
        for slot, target in self._mapped():
            if target.kind is not Kind.INDICATOR or self.sheet.cell(row, slot.column).value:
                continue
            if is_share_of(self.wanted.indicators[target.name]):
                self._put(slot, row, self._figure(slot, target, self.wanted.place))
            else:
                letter = get_column_letter(slot.column)
                self.sheet.cell(
                    row, slot.column
                ).value = f"=SUM({letter}{rows[0]}:{letter}{rows[-1]})"
                self.filled.cells += 1

    # --- writing

    def _mapped(self) -> Iterator[tuple[Slot, Target]]:
        for slot in self.blank.slots:
            target = self.mapping.get(slot.key)
            if target is not None:
                yield slot, target

    def _put(self, slot: Slot, row: int, value: Value) -> None:
        cell = self.sheet.cell(row, slot.column)
        if value is None or value == "" or isinstance(cell, MergedCell):
            return
        if isinstance(cell.value, str) and cell.value.startswith("="):
            return  # the form computes it
        if isinstance(value, str):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
            cell.data_type = "s"  # a text that looks like a formula stays a text
        else:
            cell.value = value
        self.filled.cells += 1

    def _titles(self) -> None:
        for where, keys, value in (
            (self.blank.office, LAYOUT.reporting_unit, self.wanted.office),
            (self.blank.day, LAYOUT.reporting_date, self.wanted.on.isoformat()),
        ):
            if where:
                cell = self.sheet[where]
                cell.value = with_value(str(cell.value), keys, value)
                self.filled.cells += 1

    def _untold(self) -> None:
        """List the columns that nobody knows, once each."""
        for slot in self.blank.slots:
            target = self.mapping.get(slot.key)
            if target is None or target.kind is Kind.NOBODY:
                self._miss(slot, "", _("no feed and no record says it"))

    def _miss(self, slot: Slot, place: str, why: str) -> None:
        name = self.content.regions[place].name if place in self.content.regions else place
        self.filled.unfilled.append(Unfilled(self.blank.sheet, slot.key, slot.heading, name, why))


def with_value(text: str, keys: re.Pattern[str], value: str) -> str:
    """Return a title line with a value after the word that asks for it.

    The line may ask for several things; what is left blank for this one is taken.
    """
    for found in _COLON.finditer(text):
        if keys.search(text[: found.end()].strip() + " x"):
            rest = text[found.end() :]
            return f"{text[: found.start()]}{found[1]}{value}{'  ' if rest else ''}{rest}"
    return f"{text}{value}"
