"""What is wrong with a delivered file: the problems of its rows, and the faults that stop it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _

HIDDEN = "***"
LIKE_ID = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)")
SHOWN_CHARACTERS = 60  # of a wrong value: enough to find it
KEPT = 10_000  # problems of a delivery that are kept one by one; the others are only counted
ALPHABET = 26  # letters that name a sheet's columns


class Severity(StrEnum):
    """Whether a problem rejects its row, is only told, or waits for a person's answer."""

    ERROR = "error"
    WARNING = "warning"
    QUESTION = "question"


class Rule(StrEnum):
    """What a value, a row or a file offends against."""

    REQUIRED = "required"
    TYPE = "type"
    CODE = "code"
    RANGE = "range"
    REGION = "region"
    ROUNDED = "rounded"
    DAY_MISSING = "day_missing"
    UNIT = "unit"
    IMPOSSIBLE_DATE = "impossible_date"
    VALUE_APPROXIMATE = "value_approximate"
    TOTAL_CHECK = "total_check"
    CONTRADICTION = "contradiction"
    ID_PRECISION_LOST = "id_precision_lost"
    ID_CHECKSUM = "id_checksum"
    ID_15_DIGITS = "id_15_digits"
    ID_LENGTH = "id_length"
    ID_CHARACTERS = "id_characters"
    ID_DATE = "id_date"
    ID_LOWER_CASE = "id_lower_case"
    ID_COUNTY = "id_county"
    SEX_CODE_UNKNOWN = "sex_code_unknown"
    SEX_CONTRADICTS_ID = "sex_contradicts_id"
    BIRTH_CONTRADICTS_ID = "birth_contradicts_id"
    RARE_CHARACTER = "rare_character"
    NAME_DAMAGED = "name_damaged"
    NAME_DIGITS = "name_digits"
    INVENTED = "invented"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_HOUSEHOLD = "unknown_household"
    OTHER_PLACE = "other_place"
    DUPLICATE_KEY = "duplicate_key"
    DUPLICATE_ROW = "duplicate_row"
    HELD_BY_OTHER = "held_by_other"
    IDENTITY_DIFFERS = "identity_differs"
    TORN_ROW = "torn_row"
    FILE = "file"
    ENCODING = "encoding"
    EMPTY = "empty"
    COLUMN_MISSING = "column_missing"
    COLUMN_AMBIGUOUS = "column_ambiguous"
    NO_ROW_OF_REGION = "no_row_of_region"


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said of a value, wherever it stands.

    Attributes:
        candidates: The codes that a word in doubt may stand for.
    """

    rule: Rule
    message: str
    mend: str = ""
    severity: Severity = Severity.ERROR
    value: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A problem with its place in the file.

    Attributes:
        cell: As the spreadsheet names it; ``""`` where the file has no cells.
        row: The row as the spreadsheet counts; ``None`` for a fault of the file.
        column: The heading as it stands in the file.
        value: The wrong value, hidden where the column is personal.
    """

    sheet: str
    cell: str
    row: int | None
    column: str
    value: str
    rule: Rule
    severity: Severity
    message: str
    mend: str = ""

    @property
    def where(self) -> str:
        """What a person can open: ``Sheet1!B203``, ``row 7, Number``."""
        row = _("row {row}").format(row=self.row) if self.row else ""
        place = self.cell or ", ".join(part for part in (row, self.column) if part)
        return "!".join(part for part in (self.sheet, place) if part)


class FileFaulty(InputProblems):
    """The file as a whole cannot be taken; nothing of it has been kept."""

    def __init__(self, faults: Iterable[RowProblem]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            Problem(fault.where or fault.rule, fault.message, fault.mend) for fault in self.faults
        )


def file_fault(
    rule: Rule,
    message: str,
    mend: str = "",
    *,
    column: str = "",
    row: int | None = None,
) -> RowProblem:
    """Return a problem of the file as a whole."""
    return RowProblem("", "", row, column, "", rule, Severity.ERROR, message, mend)


@dataclass(slots=True)
class Tally:
    """Collects problems: all are counted, the first ones are kept with their place.

    Attributes:
        left_out: How many problems were counted and not kept.
    """

    problems: list[RowProblem] = field(default_factory=list)
    warnings: int = 0
    left_out: int = 0

    def add(self, problem: RowProblem) -> None:
        """Take a problem in."""
        if problem.severity is Severity.WARNING:
            self.warnings += 1
        if len(self.problems) < KEPT:
            self.problems.append(problem)
        else:
            self.left_out += 1

    def count(self, severity: Severity, more: int) -> None:
        """Count problems that there is no room to keep."""
        if severity is Severity.WARNING:
            self.warnings += more
        self.left_out += more

    @property
    def room(self) -> int:
        """How many more problems will be kept."""
        return KEPT - len(self.problems)

    def in_order(self) -> tuple[RowProblem, ...]:
        """Return what was kept, by row."""
        return tuple(sorted(self.problems, key=lambda each: (each.row or 0, each.cell)))


def shown(text: str, *, is_personal: bool) -> str:
    """Return a value as a problem may show it; an ID number in a wrong column stays hidden."""
    if is_personal:
        return HIDDEN
    text = LIKE_ID.sub(HIDDEN, text)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def cell_name(column: int, row: int) -> str:
    """Return the spreadsheet's name of a cell; columns count from 0.

    >>> cell_name(0, 7), cell_name(27, 203)
    ('A7', 'AB203')
    """
    return f"{column_letters(column)}{row}"


def column_letters(column: int) -> str:
    """Return the spreadsheet's name of a column, counted from 0.

    >>> column_letters(8), column_letters(27)
    ('I', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, ALPHABET)
        letters = chr(ord("A") + rest) + letters
    return letters
