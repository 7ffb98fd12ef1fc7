"""What came out of reading a delivery, for the person who decides whether it is published."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from shouwang.stages.ingest.problems import RowProblem


@dataclass(frozen=True, slots=True)
class Candidate:
    """A code that a word in doubt may stand for."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """What only a person can answer; nothing is published before that.

    Attributes:
        column: The contract's column, or the heading that is in doubt.
        value: The word in doubt, hidden where the column is personal.
        rows: How many rows have it.
        candidates: What it may stand for.
    """

    column: str
    value: str
    rows: int
    candidates: tuple[Candidate, ...] = ()


def question_from(fields: Mapping[str, Any]) -> Question:
    """Return a question from its document."""
    candidates = tuple(Candidate(**each) for each in fields["candidates"])
    return Question(fields["column"], fields["value"], fields["rows"], candidates)


@dataclass(frozen=True, slots=True)
class Total:
    """A total that the file states, beside what its rows come to.

    Attributes:
        cell: As the spreadsheet names it.
        ok: Whether both are the same.
    """

    cell: str
    column: str
    stated: str
    recomputed: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Doubles:
    """Rows that stand twice.

    Attributes:
        in_file: The first of the rows that say the same, or claim the same key, in this file.
        in_file_count: How many such rows there are.
        in_lake: The first of the rows whose key another sender or another place holds in force.
        in_lake_count: How many such rows there are.
        strangers: Of these, the rows whose identity differs from what is held.
    """

    in_file: tuple[Mapping[str, Any], ...] = ()
    in_file_count: int = 0
    in_lake: tuple[Mapping[str, Any], ...] = ()
    in_lake_count: int = 0
    strangers: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A person of the register that a row without a good ID number may be about.

    Attributes:
        sheet: ``""`` where the format knows no sheets.
        cell: That of the ID number, as the spreadsheet names it; ``""`` where there are no cells.
        row: As the spreadsheet counts.
        person: The person's number in the register.
        probability: How sure it is. [0-1]
        why: The reasons, without anybody's name, date or number.
        accepted: Whether somebody has said so; then the row counts as that person's.
    """

    sheet: str
    cell: str
    row: int
    person: int
    probability: float
    why: str
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """The outcome of a delivery.

    Attributes:
        delivery: Its number; ``None`` if it was only checked or could not be taken.
        read: Rows of the feed; accepted and rejected ones together.
        problems: The first of them; ``left_out`` says how many more there are.
        header_map: The heading in the file → the contract's column.
        ignored_rows: Rows that are no data, as the spreadsheet counts.
        absent_columns: Columns of the contract that the file does not have; they stay unknown.
        blanks: Column → how many empty cells were taken for a zero or a no.
        questions: What only a person can answer, each distinct word once.
        totals: The totals that the file states, computed again.
        reporting_date: The day that the title names, as it stands there.
        reporting_unit: The office that the title names, as it stands there.
        hidden_columns: The letters of columns that the sheet hides.
        normalised: Column → form → how many values were brought from it into the normal form.
        carried: Column → how many cells took the value of the merged or first cell above.
        duplicates: Rows that stand twice, in this file or in the lake.
        difference: To what the sender's part held before; empty if that was not looked at.
        effects: What it would change in screening; empty if that was not looked at.
        fix_list: What the sender has to mend in its own data, by village.
        same_as: The delivery in force that says exactly the same; ``None`` if there is none.
        ignored_rows_of: The same rows by sheet, where several are read.
        fuzzy: The heading in the file → the column it nearly names, and how nearly. [0-100]
        units: The heading in the file → what its plain numbers go on with, as ten thousands do.
        other_tables: Where tables with other headings begin that were not read.
        mapping_version: The version of the sender's answers that was used, ``None`` if there is none.
        compared_with: The snapshot whose register was asked; ``None`` if there was none to ask.
        links: Whom rows without a good ID number may be about; only accepted ones count.
        links_note: Why nobody is offered for such rows, or not for all.
    """

    delivery: int | None
    feed: str
    sender: str
    read: int = 0
    accepted: int = 0
    rejected: int = 0
    warnings: int = 0
    problems: tuple[RowProblem, ...] = ()
    left_out: int = 0
    header_map: Mapping[str, str] = field(default_factory=dict)
    ignored_rows: tuple[int, ...] = ()
    ignored_sheets: tuple[str, ...] = ()
    ignored_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()
    blanks: Mapping[str, int] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    totals: tuple[Total, ...] = ()
    reporting_date: date | None = None
    reporting_unit: str = ""
    hidden_columns: tuple[str, ...] = ()
    normalised: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    carried: Mapping[str, int] = field(default_factory=dict)
    duplicates: Doubles = field(default_factory=Doubles)
    difference: Mapping[str, Any] = field(default_factory=dict)
    effects: Mapping[str, Any] = field(default_factory=dict)
    fix_list: Mapping[str, Any] = field(default_factory=dict)
    same_as: int | None = None
    ignored_rows_of: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    fuzzy: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    other_tables: tuple[str, ...] = ()
    mapping_version: int | None = None
    compared_with: int | None = None
    links: tuple[Link, ...] = ()
    links_note: str = ""

    @property
    def rejected_share(self) -> float:
        """The share of rejected rows among those read, from 0 to 1."""
        return self.rejected / self.read if self.read else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return asdict(self)
