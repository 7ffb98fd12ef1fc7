"""The figures that were kept: the sets, one set's figures, and one indicator through the days."""

import datetime
from collections.abc import Collection

from django.db.models import QuerySet

from shouwang.base.access import Scope
from shouwang.stages.board.models import Figure, FigureSet


def figure_sets(*, on: datetime.date, scope: Scope) -> list[FigureSet]:
    """Return the finished sets up to a day, the newest first.

    Which days there are figures of is no secret; what they say is, and is asked of `figures`.
    """
    return list(FigureSet.objects.filter(is_finished=True, on__lte=on))


def figures(
    *,
    figure_set: FigureSet,
    level: str | None = None,
    indicators: Collection[str] | None = None,
    areas: Collection[str] | None = None,
    places: Collection[str] | None = None,
    group: str = "",
    on: datetime.date,
    scope: Scope,
) -> list[Figure]:
    """Return the figures of a set that a scope covers.

    Args:
        areas: Only those told for these areas; an empty text stands for what is told for none.
    """
    found = _seen(Figure.objects.filter(figure_set=figure_set, group=group), scope)
    found = found.filter(figure_set__is_finished=True, figure_set__on__lte=on)
    if level is not None:
        found = found.filter(level=level)
    if indicators is not None:
        found = found.filter(indicator__in=list(indicators))
    if areas is not None:
        found = found.filter(area__in=list(areas))
    if places is not None:
        found = found.filter(place__in=list(places))
    return list(found.order_by("indicator", "area", "place"))


def trend(
    *,
    indicator: str,
    area: str = "",
    group: str = "",
    place: str,
    on: datetime.date,
    scope: Scope,
) -> list[tuple[datetime.date, Figure]]:
    """Return an indicator of a place through the days, the last set of each, the oldest first."""
    found = _seen(
        Figure.objects.filter(indicator=indicator, area=area, group=group, place=place), scope
    )
    found = found.filter(figure_set__is_finished=True, figure_set__on__lte=on)
    of_a_day = {
        figure.figure_set.on: figure
        for figure in found.select_related("figure_set").order_by("figure_set__on", "figure_set_id")
    }
    return list(of_a_day.items())


def _seen(records: QuerySet[Figure], scope: Scope) -> QuerySet[Figure]:
    """Return the figures of the places of a scope; who has single households sees no sums."""
    if scope.households is not None:
        return records.none()
    return records.filter(place__in=sorted(scope.regions)) if scope.regions else records
