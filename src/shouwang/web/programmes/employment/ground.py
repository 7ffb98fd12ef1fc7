"""Workshops with the test of their recognition, and where fewer people are at work than before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.stages.programmes.employment import facts
from shouwang.stages.programmes.employment.facts import MonthOfWork
from shouwang.stages.programmes.employment.recognition import recognise
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.employment.shown import OFFICES, banner_of, banners

MONTHS = 6  # shown side by side: as many as fit a page
DROP = "workers_kept_share"


@dataclass(frozen=True, slots=True)
class Fall:
    """A place with its workers month by month.

    Attributes:
        counts: Of each month; ``None`` where nothing is reported.
        migrants: Of the last month, those away from home.
        change: From the month before to the last, as a share of the former.
        is_drop: Whether it is more than the policy lets pass.
    """

    place: str
    counts: Sequence[tuple[date, int | None]]
    migrants: int
    change: str
    is_drop: bool


@page(*OFFICES)
@require_GET
def workshops(request: HttpRequest) -> HttpResponse:
    """Show a banner's workshops, each with the conditions of its recognition."""
    banner = banner_of(request)
    found = facts.workshops(
        home=request.home, content=place.content(), banner=banner, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    tested = [recognise(place.policy(), each, on=request.day)
              for each in found if each.state != "closed"]  # fmt: skip
    return render(request, "employment/workshops.html", {
        "banner": banner, "banners": banners(request),
        "tested": sorted(tested, key=lambda each: (each.holds is not False, each.holds is True)),
        "failing": sum(each.holds is False for each in tested),
        "unknown": sum(each.holds is None for each in tested),
        "codes": place.content().contracts["workshop"].column("state").codes,
        "kinds": place.content().contracts["workshop"].column("kind").codes,
    })  # fmt: skip


@page(*OFFICES)
@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    """Show where fewer people were at work in the last month than in the one before."""
    banner = banner_of(request)
    by = "village" if request.GET.get("by") == "village" else "township"
    found = facts.months_of_work(
        home=request.home, content=place.content(), banner=banner, by=by, months=MONTHS,
        on=request.day, scope=request.scope,
    )  # fmt: skip
    months = sorted({each.month for each in found})
    falls = falls_of(found, months, _kept(request))
    return render(request, "employment/returns.html", {
        "banner": banner, "banners": banners(request), "by": by, "months": months,
        "falls": sorted(falls, key=lambda each: (not each.is_drop, each.place)),
        "dropped": sum(each.is_drop for each in falls),
        "line": f"{1 - _kept(request):.0%}",
    })  # fmt: skip


def _kept(request: HttpRequest) -> float:
    value = place.policy().parameters[DROP].on(request.day)
    return float(str(value.value)) if value is not None else 0.0


def falls_of(found: Sequence[MonthOfWork], months: Sequence[date], kept: float) -> list[Fall]:
    """Return each place with its months.

    Args:
        kept: The share of the month before that is not yet a drop.
    """
    told: dict[str, dict[date, MonthOfWork]] = {}
    for each in found:
        told.setdefault(each.place, {})[each.month] = each
    falls = []
    for code, by_month in told.items():
        counts = [by_month[each].workers if each in by_month else None for each in months]
        last = by_month.get(months[-1])
        now = last.workers if last is not None else 0
        before = counts[-2] if len(counts) > 1 else None
        told_counts = list(zip(months, counts, strict=True))
        change = f"{(now - before) / before:+.0%}" if before else ""
        falls.append(Fall(code, told_counts, last.migrants if last else 0, change,
                          bool(before) and now < kept * (before or 0)))  # fmt: skip
    return falls
