"""What can be asked of measures: one, those of a household, a page of them, money by household."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from shouwang.base.access import Scope
from shouwang.rules.measures import Measures
from shouwang.stages.cases.enums import CaseState, MeasureState
from shouwang.stages.cases.models import Case, Measure
from shouwang.stages.org.scoping import LEVELS, found_within, within

LIMIT = 50  # rows of a page
OPEN = (MeasureState.PLANNED, MeasureState.UNDER_WAY)
GIVEN = (MeasureState.DELIVERED, MeasureState.ENDED)
IDENTIFICATION = "identification"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which measures a list shows.

    Attributes:
        place: Level and code of a region; empty for all within the scope.
        state: A state, or ``open`` for those not yet delivered; empty for all.
    """

    place: tuple[str, str] | None = None
    kind: str = ""
    state: str = "open"
    is_late: bool = False
    is_mismatch: bool = False


@dataclass(frozen=True, slots=True)
class After:
    """Where a page ends: the day by which its last measure is due, and that measure."""

    due: date
    measure: int


@dataclass(frozen=True, slots=True)
class Money:
    """What a household's measures cost, in fen; what was cancelled costs nothing."""

    given: int = 0
    planned: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """How the measures of a scope stand: not yet delivered, late, not fitting; cases without any."""

    open: int
    late: int
    mismatch: int
    without: int


def measure(*, measure_id: int, on: date, scope: Scope) -> Measure:
    """Return a measure.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Measure.objects.select_related("case"), scope, pk=measure_id)


def measures_of(*, household: int, on: date, scope: Scope) -> list[Measure]:
    """Return the measures of a household, the latest first."""
    del on
    found = within(Measure.objects.select_related("case"), scope).filter(household=household)
    return list(found.order_by("-started_date", "-id"))


def page(
    *,
    wanted: Wanted,
    after: After | None = None,
    limit: int = LIMIT,
    rules: Measures,
    on: date,
    scope: Scope,
) -> list[Measure]:
    """Return a page of measures, those due first; one more than the page, if there are more.

    Asked state by state: so each answer comes sorted out of an index, nothing else is read.
    """
    found = _filtered(within(Measure.objects.all(), scope), wanted, rules, on)
    if after is not None:
        found = found.filter(due_date__gte=after.due).filter(
            Q(due_date__gt=after.due) | Q(pk__gt=after.measure)
        )
    found = found.select_related("case").order_by("due_date", "id")
    rows = [row for state in _states(wanted) for row in found.filter(state=state)[: limit + 1]]
    return sorted(rows, key=lambda each: (each.due_date, each.pk))[: limit + 1]


def counts(
    *, place: tuple[str, str] | None = None, rules: Measures, on: date, scope: Scope
) -> Counts:
    """Return how the measures stand that are not yet delivered."""
    found = _filtered(within(Measure.objects.all(), scope), Wanted(place), rules, on)
    told = found.aggregate(
        open=Count("pk"),
        late=Count("pk", filter=_late(rules, on)),
        mismatch=Count("pk", filter=Q(is_mismatch=True)),
    )
    without = _without_help(place, rules, on, scope).count()
    return Counts(told["open"], told["late"], told["mismatch"], without)


def cases_without_help(
    *, place: tuple[str, str] | None = None, limit: int = 1000, rules: Measures, on: date,
    scope: Scope,
) -> list[Case]:  # fmt: skip
    """Return the households taken up too long ago for none of their measures to be delivered."""
    found = _without_help(place, rules, on, scope)
    return list(found.order_by("decided_date", "id")[:limit])


def is_late(*, measure: Measure, rules: Measures, on: date, scope: Scope) -> bool:
    """Tell whether a measure should have been delivered by now."""
    del scope
    if measure.state not in OPEN:
        return False
    decided = measure.case.decided_date if measure.case is not None else None
    until = _taken_up_before(rules, on)
    return measure.due_date < on or bool(decided and until and decided < until)


def money_of(*, households: Iterable[int], on: date, scope: Scope) -> dict[int, Money]:
    """Return what the measures of households cost; each measure counts once, for whomever it is."""
    del on
    found = within(Measure.objects.all(), scope).filter(household__in=list(households))
    rows = (
        found.order_by()
        .values("household")
        .annotate(
            given=Sum("amount", filter=Q(state__in=GIVEN)),
            planned=Sum("amount", filter=Q(state__in=OPEN)),
        )
    )
    return {row["household"]: Money(row["given"] or 0, row["planned"] or 0) for row in rows}


def _without_help(
    place: tuple[str, str] | None, rules: Measures, on: date, scope: Scope
) -> "QuerySet[Case]":
    until = _taken_up_before(rules, on)
    if until is None:
        return Case.objects.none()
    helped = Measure.objects.filter(household=OuterRef("household"), state__in=GIVEN)
    found = within(Case.objects.all(), scope).filter(
        procedure=IDENTIFICATION, state=CaseState.IDENTIFIED, decided_date__lt=until
    )
    if place:
        found = found.filter(**{place[0]: place[1]})
    return found.filter(~Exists(helped))


def _filtered(
    found: "QuerySet[Measure]", wanted: Wanted, rules: Measures, on: date
) -> "QuerySet[Measure]":
    if wanted.place:
        level, code = wanted.place
        found = found.filter(**{level: code}) if level in LEVELS else found
    if wanted.state == "open" or wanted.is_late:
        found = found.filter(state__in=OPEN)
    elif wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.is_mismatch:
        found = found.filter(is_mismatch=True)
    return found.filter(_late(rules, on)) if wanted.is_late else found


def _states(wanted: Wanted) -> Iterable[str]:
    if wanted.state == "open" or wanted.is_late:
        return OPEN
    return (wanted.state,) if wanted.state else MeasureState.values


def _late(rules: Measures, on: date) -> Q:
    until = _taken_up_before(rules, on)
    late = Q(due_date__lt=on)
    return late if until is None else late | Q(case__decided_date__lt=until)


def _taken_up_before(rules: Measures, on: date) -> date | None:
    """Whoever was taken up before this day should have been helped by now."""
    days = rules.help_within.number_on(on)
    return None if days is None else on - timedelta(days=int(days))
