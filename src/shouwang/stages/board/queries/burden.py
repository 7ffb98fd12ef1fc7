"""How much is asked of villages: forms, fields and minutes a month."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from shouwang.base.access import Scope
from shouwang.base.dates import month_of
from shouwang.rules.burden import Burden, load_burden
from shouwang.rules.pack import Policy
from shouwang.stages.board.by_place import REGION
from shouwang.stages.board.models import Asked
from shouwang.stages.cases.queries import visits
from shouwang.stages.org.scoping import within


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of a place in a month."""

    place: str
    forms: int
    fields: int
    visits: int
    minutes: float


def loads(*, burden: Burden, level: str, on: date, scope: Scope) -> list[Load]:
    """Return what has been asked of each place from the first of the month to the day.

    Minutes are those of the cells and those of the visits' forms.
    """
    start = month_of(on)
    rows = within(Asked.objects.order_by(), scope).filter(asked_date__range=(start, on))
    asked = {
        row[level]: row
        for row in rows.values(level).annotate(
            forms=Count("subject", distinct=True), cells=Sum("fields"), time=Sum("minutes")
        )
    }
    made = visits.visits_made(level=level, start=start, on=on, scope=scope)
    a_visit = float(burden.minutes_a_visit.number_on(on) or 0)
    found = []
    for place in sorted({*asked, *made}):
        row = asked.get(place, {"forms": 0, "cells": 0, "time": 0.0})
        count = made.get(place, 0)
        minutes = float(row["time"] or 0) + a_visit * count
        found.append(Load(place, row["forms"], row["cells"] or 0, count, minutes))
    return found


def forms_asked(*, village: str, on: date, scope: Scope) -> list[Asked]:
    """Return what a village has been asked this month, the latest first."""
    rows = within(Asked.objects.all(), scope).filter(
        village=village, asked_date__range=(month_of(on), on)
    )
    return list(rows)


def tallies(
    *, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str = ""
) -> dict[str, tuple[float, None]]:
    """Return place → how many forms villages were asked this month, or how many minutes.

    A form that is asked in two places is one form of the place above them.

    Args:
        measure: ``asked`` or ``minutes``.
    """
    del area
    if measure == "asked":
        rows = within(Asked.objects.order_by(), scope).filter(asked_date__range=(month_of(on), on))
        if level == REGION:
            root = policy.content.regions_of(REGION)[0].code
            return {root: (rows.aggregate(forms=Count("subject", distinct=True))["forms"], None)}
        counted = rows.values(level).annotate(forms=Count("subject", distinct=True))
        return {row[level]: (row["forms"], None) for row in counted}
    burden = load_burden(policy.content)
    below = loads(burden=burden, level="league" if level == REGION else level, on=on, scope=scope)
    if level == REGION:
        root = policy.content.regions_of(REGION)[0].code
        return {root: (sum(each.minutes for each in below), None)}
    return {each.place: (each.minutes, None) for each in below}
