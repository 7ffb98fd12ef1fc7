"""Stations as they stood when they were last looked at, and what was wrong with them."""

from datetime import date

from django.db.models import Count, QuerySet, Sum

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.programmes.solar.models import Anomaly, Evaluation, Standing

PAGE = 50  # rows


def evaluation(*, on: date, scope: Scope) -> Evaluation | None:
    """Return when all stations were last looked at; the day is no secret to anybody."""
    del on, scope
    return Evaluation.objects.order_by("-pk").first()


def standings(
    *, place: dict[str, str], kind: str = "", after: tuple[float, int] | None = None,
    limit: int = PAGE, on: date, scope: Scope,
) -> list[Standing]:  # fmt: skip
    """Return stations of a place, those that lost most of late first.

    Args:
        kind: Only those with such a fault.
        after: What was lost of late and the number of the last one of the page before.
    """
    del on
    found = _narrowed(within(Standing.objects.all(), scope).filter(**place), kind)
    if after is not None:
        lost, number = after
        found = found.filter(recent_lost__lt=lost) | found.filter(recent_lost=lost, pk__gt=number)
    return list(found.order_by("-recent_lost", "pk")[:limit])


def _narrowed(found: QuerySet[Standing], kind: str) -> QuerySet[Standing]:
    if not kind:
        return found
    return found.filter(station__in=Anomaly.objects.filter(kind=kind).values("station"))


def standing(*, station: str, on: date, scope: Scope) -> Standing:
    """Return one station.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Standing.objects.all(), scope, station=station)


def anomalies(*, station: str, on: date, scope: Scope) -> list[Anomaly]:
    """Return what was wrong with a station, the latest first."""
    del on
    found = within(Anomaly.objects.all(), scope).filter(station=station)
    return list(found.order_by("-last_day", "kind"))


def sums(*, place: dict[str, str], on: date, scope: Scope) -> dict[str, float]:
    """Return stations, energy, expected, lost and lost of late in a place."""
    del on
    found = within(Standing.objects.all(), scope).filter(**place)
    told = found.aggregate(
        stations=Count("pk"), energy=Sum("energy"), expected=Sum("expected"), lost=Sum("lost"),
        recent_lost=Sum("recent_lost"),
    )  # fmt: skip
    return {name: float(value or 0) for name, value in told.items()}


def by_kind(*, place: dict[str, str], on: date, scope: Scope) -> list[tuple[str, int, float]]:
    """Return kind of fault, stations and what was lost in a place."""
    del on
    found = within(Anomaly.objects.all(), scope).filter(**place)
    told = found.values("kind").annotate(
        stations=Count("station", distinct=True), total=Sum("lost")
    )
    return sorted(
        ((each["kind"], each["stations"], each["total"] or 0.0) for each in told),
        key=lambda each: -each[2],
    )
