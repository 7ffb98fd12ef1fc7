"""What of the open work hangs on one person, as counts: an administrator sees no households."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from shouwang.base.access import Scope
from shouwang.stages.cases.enums import MeasureState
from shouwang.stages.cases.models import Measure, Pairing
from shouwang.stages.org.queries import accounts

OPEN_MEASURES = (MeasureState.PLANNED, MeasureState.UNDER_WAY, MeasureState.DELIVERED)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """How much open work is somebody's own; what belongs to a role stays with the role."""

    pairings: int = 0
    measures: int = 0

    @property
    def total(self) -> int:
        """All of it."""
        return self.pairings + self.measures


def open_work(*, account: int, on: date, scope: Scope) -> OpenWork:
    """Return how much open work is an account's own."""
    person = accounts.account_of(number=account, on=on, scope=scope)
    if person is None:
        return OpenWork()
    return OpenWork(
        pairings=Pairing.objects.filter(account=account, end_date=None).count(),
        measures=measures_owned(username=person.username, on=on, scope=scope).count(),
    )


def measures_owned(*, username: str, on: date, scope: Scope) -> QuerySet[Measure]:
    """Return the measures that are not over and name somebody as their owner."""
    del on, scope
    return Measure.objects.filter(owner=username, state__in=OPEN_MEASURES)
