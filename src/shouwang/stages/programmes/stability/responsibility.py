"""Chiefs of party and government in a banner: who went within the term, and seats left open."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.base.dates import months_before
from shouwang.stages.programmes.stability.facts import CHIEFS, Term

MOVED = ("promoted", "transferred")


@dataclass(frozen=True, slots=True)
class Change:
    """A chief, deputy or head of an office who went.

    Attributes:
        days_open: How many days nobody held the seat, up to today.
        is_moved: Whether they were promoted or transferred: the change itself is the fault.
    """

    term: Term
    days_open: int
    is_moved: bool
    is_late: bool

    @property
    def is_chief(self) -> bool:
        """Whether it is the first of party or government."""
        return self.term.role in CHIEFS

    @property
    def is_fault(self) -> bool:
        """Whether it is one of the kind that is not to happen."""
        return (self.is_chief and self.is_moved) or self.is_late


def changes_of(terms: Iterable[Term], *, months: int, gap_days: int, on: date) -> list[Change]:
    """Return who went in the last months, the latest first, as the checks see them."""
    since = months_before(on, months)
    found = []
    for term in terms:
        if term.ended is None or not since < term.ended <= on:
            continue
        days = ((term.succeeded or on) - term.ended).days
        found.append(Change(term, days, term.reason in MOVED, is_late=days > gap_days))
    return sorted(found, key=lambda each: (each.term.ended or on, each.term.term), reverse=True)


@dataclass(frozen=True, slots=True)
class Bar:
    """A term on a timeline, in permille of its length."""

    term: Term
    start: int
    width: int


@dataclass(frozen=True, slots=True)
class Lane:
    """The terms of a role on a timeline."""

    role: str
    bars: tuple[Bar, ...]


WHOLE = 1000  # permille


def timeline(terms: Sequence[Term], *, first: date, on: date, level: str) -> list[Lane]:
    """Return the terms of chiefs at a level as bars between two days, a lane a role.

    >>> lane = timeline([Term("t", "county", "head", "", date(2019, 7, 1))],
    ...                 first=date(2019, 1, 1), on=date(2020, 1, 1), level="county")[1]
    >>> lane.bars[0].start, lane.bars[0].width
    (495, 505)
    """
    whole = max((on - first).days, 1)
    lanes = []
    for role in CHIEFS:
        bars = []
        for each in terms:
            end = min(each.ended or on, on)
            if each.role != role or each.level != level or end <= first:
                continue
            start = WHOLE * (max(each.started, first) - first).days // whole
            bars.append(Bar(each, start, max(WHOLE * (end - first).days // whole - start, 1)))
        lanes.append(Lane(role, tuple(bars)))
    return lanes
