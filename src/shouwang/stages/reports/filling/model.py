"""What a blank form is once it has been read: sheets, what each asks for, and where that stands."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Shape(StrEnum):
    """How a sheet asks."""

    PLACES = "places"  # a row a place
    LINES = "lines"  # a line an item, the cells beside it blank: for one place
    PEOPLE = "people"  # a row a household or a person


@dataclass(frozen=True, slots=True)
class Slot:
    """Something a sheet asks for: a column, or the blank cell beside a line.

    Attributes:
        key: By which it is named in the form: ``C`` or ``C7``.
        heading: Its heading with the groups above it; of a line, the line too.
        column: The spreadsheet's column, from 1.
        row: Of a line its row, from 1; 0 for a column.
        unit_word: What a plain number there goes on with, as that of ten thousands.
        unit: The unit as it is written, in half width.
    """

    key: str
    heading: str
    column: int
    row: int = 0
    unit_word: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """A sheet of a form; rows count from 1 as the spreadsheet counts.

    Attributes:
        first: The first row below the headings.
        last: The last row that may be filled; the total and what stands below come after it.
        total: The row of the total, 0 if there is none.
        office: The cell after the word for the office that fills the form in, empty if none.
        day: The cell after the word for the day.
        named: Row → the text in the column of the place, where places are written already.
    """

    sheet: str
    title: str
    shape: Shape
    slots: tuple[Slot, ...]
    first: int
    last: int
    total: int = 0
    office: str = ""
    day: str = ""
    named: Mapping[int, str] | None = None

    def slot(self, key: str) -> Slot | None:
        """Return a slot by its key."""
        return next((each for each in self.slots if each.key == key), None)


def as_document(blanks: tuple[Blank, ...]) -> list[dict[str, Any]]:
    """Return the sheets as they are kept."""
    return [
        {**asdict(each), "shape": each.shape.value, "named": _texts(each.named)} for each in blanks
    ]


def from_document(document: list[dict[str, Any]]) -> tuple[Blank, ...]:
    """Return the sheets that were kept."""
    return tuple(
        Blank(
            **{
                **each,
                "shape": Shape(each["shape"]),
                "slots": tuple(Slot(**slot) for slot in each["slots"]),
                "named": {int(row): text for row, text in (each["named"] or {}).items()},
            }
        )
        for each in document
    )


def _texts(named: Mapping[int, str] | None) -> dict[str, str]:
    return {str(row): text for row, text in (named or {}).items()}
