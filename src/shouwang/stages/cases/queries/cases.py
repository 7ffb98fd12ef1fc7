"""What can be asked of cases: one, those of a household, a page of them, those about to be late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from shouwang.base.access import Scope
from shouwang.stages.cases.enums import CaseState
from shouwang.stages.cases.models import Case
from shouwang.stages.org.scoping import LEVELS, found_within, within

IDENTIFICATION = "identification"
LIMIT = 50  # rows of a page
LONGEST = 18  # digits of a household's number: what a 64-bit integer holds
# The states in which steps may still be open.
IN_WORK = (CaseState.OPEN, CaseState.IDENTIFIED, CaseState.EXITED, CaseState.ENDED)


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ends: the day by which its last case is due, and that case."""

    due: date | None
    case: int


@dataclass(frozen=True, slots=True)
class Breach:
    """How many cases of a township will be late."""

    township: str
    banner: str
    count: int
    overdue: int
    earliest: date


@dataclass(frozen=True, slots=True)
class Forecast:
    """The cases that will be late by a day, by township, the most first."""

    until: date
    rows: tuple[Breach, ...]

    @property
    def count(self) -> int:
        """How many cases there are."""
        return sum(row.count for row in self.rows)

    @property
    def overdue(self) -> int:
        """How many of them are late already."""
        return sum(row.overdue for row in self.rows)


def case(*, case_id: int, on: date, scope: Scope) -> Case:
    """Return a case.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Case.objects.select_related("lead", "follows"), scope, pk=case_id)


def cases_of(*, household: int, on: date, scope: Scope) -> list[Case]:
    """Return the cases of a household, the latest first."""
    del on
    found = within(Case.objects.all(), scope).filter(household=household)
    return list(found.order_by("-opened_date", "-id"))


def open_cases_of(*, household: int, procedure: str = "", on: date, scope: Scope) -> list[Case]:
    """Return the cases of a household that are not decided."""
    found = [each for each in cases_of(household=household, on=on, scope=scope)
             if each.state == CaseState.OPEN]  # fmt: skip
    return [each for each in found if not procedure or each.procedure == procedure]


def watched_case(*, household: int, on: date, scope: Scope) -> Case | None:
    """Return the case by which a household is watched, if it is."""
    del on
    found = within(Case.objects.all(), scope).filter(
        household=household, procedure=IDENTIFICATION, state=CaseState.IDENTIFIED
    )
    return found.order_by("-decided_date", "-id").first()


def is_watched(*, household: int, on: date, scope: Scope) -> bool:
    """Tell whether a household is watched: identified, and its risk has not ended."""
    return watched_case(household=household, on=on, scope=scope) is not None


def ended_cases(*, on: date, scope: Scope) -> dict[int, Case]:
    """Return household → its latest case whose risk has ended and has not come back."""
    found = within(Case.objects.all(), scope).filter(
        procedure=IDENTIFICATION, state=CaseState.ENDED, relapsed_date=None, closed_date__lte=on
    )
    return {each.household: each for each in found.order_by("closed_date", "id")}


def page_of_cases(
    *,
    procedure: str = "",
    state: str = "",
    place: tuple[str, str] | None = None,
    text: str = "",
    is_late: bool = False,
    needs_review: bool = False,
    is_recheck: bool = False,
    after: After | None = None,
    limit: int = LIMIT,
    on: date,
    scope: Scope,
) -> list[Case]:
    """Return a page of cases: those that are due soonest first, those without a term last.

    Args:
        place: Level and code of the region they lie in.
        text: The number of a case or of a household, whole.
        after: Where the page before ended.
    """
    found = within(Case.objects.all(), scope)
    wanted: dict[str, object] = {}
    if procedure:
        wanted["procedure"] = procedure
    if state:
        wanted["state"] = state
    if place is not None and place[0] in LEVELS:
        wanted[place[0]] = place[1]
    if is_late:
        wanted |= {"due_date__lt": on, "state__in": IN_WORK}
    if is_recheck:
        wanted |= {"recheck_date__lte": on, "state": CaseState.ENDED, "relapsed_date": None}
    found = found.filter(**wanted)
    if needs_review:
        found = found.exclude(review_reason="")
    if text:
        found = found.filter(_named(text))
    return _page(found, after, limit)


def _named(text: str) -> Q:
    named = Q(number=text.upper())
    if text.isascii() and text.isdigit() and len(text) <= LONGEST:
        named |= Q(household=int(text))
    return named


def _page(found: "QuerySet[Case]", after: After | None, limit: int) -> list[Case]:
    """Two walks along the index: those with a day by it, then those without."""
    dated = found.filter(due_date__isnull=False).order_by("due_date", "id")
    rest = found.filter(due_date=None).order_by("id")
    rows: list[Case] = []
    if after is None or after.due is not None:
        if after is not None:
            dated = dated.filter(
                Q(due_date__gt=after.due) | Q(due_date=after.due, id__gt=after.case)
            )
        rows = list(dated[:limit])
    elif after.due is None:
        rest = rest.filter(id__gt=after.case)
    if len(rows) < limit:
        rows += rest[: limit - len(rows)]
    return rows


def forecast(*, until: date, on: date, scope: Scope) -> Forecast:
    """Return how many cases will be late by a day if nothing is done, by township."""
    found = within(Case.objects.all(), scope).filter(state__in=IN_WORK, due_date__lte=until)
    rows = (
        found.values("township", "banner")
        .annotate(
            count=Count("id"),
            overdue=Count("id", filter=Q(due_date__lt=on)),
            earliest=Min("due_date"),
        )
        .order_by("-count", "township")
    )
    return Forecast(
        until,
        tuple(
            Breach(row["township"], row["banner"], row["count"], row["overdue"], row["earliest"])
            for row in rows
        ),
    )


def cases_by_number(*, numbers: Iterable[str], on: date, scope: Scope) -> dict[str, Case]:
    """Return cases by their numbers."""
    del on
    found = within(Case.objects.all(), scope).filter(number__in=list(numbers))
    return {each.number: each for each in found}
