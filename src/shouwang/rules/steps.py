"""Named steps of a compiled policy, and what comes out of them."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from shouwang.rules.pack import Check
from shouwang.rules.types import Type


@dataclass(frozen=True, slots=True)
class Step:
    """One query with a name.

    Attributes:
        reads: The tables and steps it reads.
        is_stored: Whether its rows are kept, because more than one later step reads them.
    """

    name: str
    query: exp.Query
    reads: frozenset[str]
    is_stored: bool = False

    def sql(self, dialect: str = "duckdb", *, pretty: bool = True) -> str:
        """Return the query as text of an engine."""
        return self.query.sql(dialect=dialect, pretty=pretty)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check as compiled: its condition over the subject's last step, aliased ``p``.

    Attributes:
        names: The columns and variables it names, in order: the evidence.
        fixed: The parameters (and the day) it names, with their values as of the day.
        feeds: The feeds it depends on, with the number of periods that must be there.
        types: The type of each name.
    """

    check: Check
    condition: exp.Expr
    names: tuple[str, ...]
    fixed: Mapping[str, object]
    feeds: frozenset[tuple[str, int]]
    types: Mapping[str, Type]


@dataclass(frozen=True, slots=True)
class CompiledSubject:
    """The last step of a subject: one row each, with all that its checks name.

    Attributes:
        household_column: The column with the number of the first subject of the content (the
            unit of help), or ``""`` if it has none.
    """

    name: str
    table: str
    key: str
    household_column: str
    step: str
    names: tuple[str, ...]
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class CompiledPolicy:
    """A policy as of a day, as steps.

    Attributes:
        columns: For each table that is read, the columns of it.
        covered: The (feed, periods) pairs for which coverage must be known.
        not_in_force: Checks with a parameter that has no value yet on the day.
    """

    on: datetime.date
    steps: tuple[Step, ...]
    subjects: Mapping[str, CompiledSubject]
    columns: Mapping[str, tuple[str, ...]]
    covered: frozenset[tuple[str, int]]
    not_in_force: tuple[str, ...]
    partition: tuple[str, ...]

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All compiled checks."""
        return tuple(each for subject in self.subjects.values() for each in subject.outcomes)


COVERED = "covered"


def flag(feed: str, periods: int) -> str:
    """Return the column of ``covered`` that tells whether a feed's last periods are there."""
    return f"{feed}:{periods}"
