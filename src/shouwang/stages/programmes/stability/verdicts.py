"""The verdict of each of the four: good, changed and explained, bad, or not to be seen."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shouwang.base.dates import months_before
from shouwang.stages.programmes.stability.enums import Verdict

QUARTERS = 4  # of a trend: a year
MONTHS = 3  # of a quarter


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many of how many are at fault, and how many of these have been explained.

    Attributes:
        keys: What is at fault, by the keys of explanations.
        of: Of how many; 0 if it is not known.
        is_seen: Whether anything has been delivered at all.
    """

    keys: Collection[str]
    of: int
    is_seen: bool = True
    explained: frozenset[str] = frozenset()

    @property
    def faults(self) -> int:
        """How many are at fault."""
        return len(self.keys)

    @property
    def unexplained(self) -> int:
        """Those of which the region has accepted no explanation."""
        return sum(each not in self.explained for each in self.keys)


def verdict_of(evidence: Evidence) -> Verdict:
    """Return the verdict: what is explained and accepted keeps being shown, and is no fault.

    >>> verdict_of(Evidence(["a"], 2)).value, verdict_of(Evidence([], 0, is_seen=False)).value
    ('bad', 'blind')
    """
    if not evidence.is_seen:
        return Verdict.BLIND
    if evidence.unexplained:
        return Verdict.BAD
    return Verdict.WATCH if evidence.faults else Verdict.GOOD


def quarter_of(day: date) -> date:
    """Return the first day of a quarter.

    >>> quarter_of(date(2020, 6, 30))
    datetime.date(2020, 4, 1)
    """
    return day.replace(month=MONTHS * ((day.month - 1) // MONTHS) + 1, day=1)


def quarters(on: date, *, count: int = QUARTERS) -> list[date]:
    """Return the first days of the last quarters, the running one last."""
    first = quarter_of(on)
    return [months_before(first, MONTHS * back) for back in range(count - 1, -1, -1)]


def quarter_label(day: date) -> str:
    """Return a quarter as 2020-2.

    >>> quarter_label(date(2020, 4, 1))
    '2020-2'
    """
    return f"{day.year}-{(day.month - 1) // MONTHS + 1}"
