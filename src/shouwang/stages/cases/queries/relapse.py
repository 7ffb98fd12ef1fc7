"""How often a risk came back after it had ended, by what had been done against it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from shouwang.base.access import Scope
from shouwang.stages.cases.enums import CaseState, MeasureState
from shouwang.stages.cases.models import Case, Measure
from shouwang.stages.cases.queries.cases import IDENTIFICATION, LIMIT
from shouwang.stages.org.scoping import within


@dataclass(frozen=True, slots=True)
class Rate:
    """Of the cases that ended with a kind of measure: how many came back."""

    kind: str
    ended: int
    relapsed: int

    @property
    def share(self) -> float:
        """The part that came back."""
        return self.relapsed / self.ended if self.ended else 0.0


def rates_by_measure(*, on: date, scope: Scope) -> list[Rate]:
    """Return, by kind of measure delivered, how many ended cases came back, the worst first."""
    measures = within(Measure.objects.all(), scope).filter(
        case__procedure=IDENTIFICATION, case__state=CaseState.ENDED, case__closed_date__lte=on,
        state__in=[MeasureState.DELIVERED, MeasureState.ENDED],
    )  # fmt: skip
    rows = measures.values("kind").annotate(
        ended=Count("case", distinct=True),
        relapsed=Count("case", distinct=True, filter=Q(case__relapsed_date__lte=on)),
    )
    found = [Rate(row["kind"], row["ended"], row["relapsed"]) for row in rows.order_by("kind")]
    return sorted(found, key=lambda rate: (-rate.share, rate.kind))


def rechecks_due(*, on: date, scope: Scope, limit: int = LIMIT) -> list[Case]:
    """Return the ended cases whose household is to be seen again by now, the oldest first."""
    found = within(Case.objects.all(), scope).filter(
        state=CaseState.ENDED, recheck_date__lte=on, relapsed_date=None
    )
    return list(found.order_by("recheck_date", "id")[:limit])
