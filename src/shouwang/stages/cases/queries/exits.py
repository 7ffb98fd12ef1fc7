"""How many households are still to be brought out of poverty, where, and how far they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from shouwang.base.access import Scope
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.rules.procedures import Version
from shouwang.stages.cases.enums import CaseState
from shouwang.stages.cases.models import Case
from shouwang.stages.org.scoping import within
from shouwang.stages.register.queries import counts, index

EXIT = "exit_from_poverty"


@dataclass
class Row:
    """A place's part of the countdown.

    Attributes:
        listed: The households on the register's list, before what was decided here since.
        under_way: Of those left: with an open case.
        left: Reason → households that went off the list without the procedure.
        steps: Step → open cases that wait for it.
    """

    place: str
    listed: int = 0
    exited: int = 0
    under_way: int = 0
    left: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)

    @property
    def gone(self) -> int:
        """How many need no exit any more, for whatever reason."""
        return sum(self.left.values())

    @property
    def remaining(self) -> int:
        """How many are still to be brought out."""
        return max(0, self.listed - self.exited - self.gone)

    @property
    def not_begun(self) -> int:
        """How many of them nobody has begun with."""
        return max(0, self.remaining - self.under_way)

    @property
    def share(self) -> float:
        """Which part of those listed is done."""
        return (self.listed - self.remaining) / self.listed if self.listed else 1


def countdown(*, version: Version, level: str, on: date, scope: Scope) -> list[Row]:
    """Return the countdown by place, the places with the most remaining first.

    A household that was decided about here and that the register does not list any more counts
    with those listed: the countdown begins where it began.
    """
    rows: dict[str, Row] = {}
    listed = counts.count_by_status(level=level, statuses=version.statuses, on=on, scope=scope)
    for (place, _status), count in listed.items():
        rows.setdefault(place, Row(place)).listed += count
    cases = within(Case.objects.all(), scope).filter(procedure=EXIT)
    done = cases.filter(Q(state=CaseState.EXITED) | ~Q(left_reason=""))
    found = list(done.values_list("household", level, "left_reason"))
    still = _still_listed([household for household, *_rest in found], version, on, scope)
    for household, place, reason in found:
        row = rows.setdefault(place, Row(place))
        row.listed += household not in still
        if reason:
            row.left[reason] = row.left.get(reason, 0) + 1
        else:
            row.exited += 1
    waiting = cases.filter(state=CaseState.OPEN).values_list(level, "next_steps")
    for place, steps in waiting.iterator():
        row = rows.setdefault(place, Row(place))
        row.under_way += 1
        for step in steps[:1]:
            row.steps[step] = row.steps.get(step, 0) + 1
    return sorted(rows.values(), key=lambda row: (-row.remaining, row.place))


def _still_listed(
    households: Sequence[int], version: Version, on: date, scope: Scope
) -> frozenset[int]:
    found: set[int] = set()
    for start in range(0, len(households), ROWS_AT_ONCE):
        part = index.households(
            numbers=households[start : start + ROWS_AT_ONCE], on=on, scope=scope
        )
        found |= {
            number for number, each in part.items()
            if each.status in version.statuses and not each.left
        }  # fmt: skip
    return frozenset(found)
