"""Stations by what they lost, and one of them: its days, its months, its money."""

from math import isfinite
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.stages.programmes.solar.assessing import assess
from shouwang.stages.programmes.solar.enums import ReviewState
from shouwang.stages.programmes.solar.facts import (
    balances_by_year,
    money_by_year,
    stations_with_days,
)
from shouwang.stages.programmes.solar.operations import reviews as reviewing, tickets as ticketing
from shouwang.stages.programmes.solar.queries import standings, tickets
from shouwang.stages.programmes.solar.station_year import station_days, station_months
from shouwang.stages.programmes.solar.yearbook import years_of_money
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.programmes.solar import shown
from shouwang.web.record_keys import token_of
from shouwang.web.statuses import OK

PAGE = 50  # rows
LAST_DAYS = 400  # of the daily chart
EVALUATORS = ("league", "region", "admin")
SEPARATOR = "~"
LARGEST = 2**63 - 1  # of the numbers of the database


@page(*shown.READERS)
@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    """Show the stations of a place, those that lost most of late first."""
    code, where = shown.asked_place(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in dict(shown.kinds()) else ""
    asked: dict[str, Any] = {"place": where, "on": request.day, "scope": request.scope}
    found = standings.standings(kind=kind, after=_after(request), limit=PAGE + 1, **asked)
    sums = standings.sums(**asked)
    labels = dict(shown.kinds())
    query = request.GET.copy()
    query.pop("after", None)
    first = query.urlencode()
    if len(found) > PAGE:
        last = found[PAGE - 1]
        query["after"] = f"{last.recent_lost!r}{SEPARATOR}{last.pk}"
    return render(request, "solar/stations.html", {
        "stations": found[:PAGE], "evaluation": standings.evaluation(on=request.day, scope=request.scope),
        "sums": sums, "lost_yuan": shown.yuan_of(sums["lost"], request.day),
        "by_kind": [(labels.get(name, name), count, lost, name)
                    for name, count, lost in standings.by_kind(**asked)],
        "here": code, "places": shown.places(request), "kinds": shown.kinds(), "kind": kind,
        "next": query.urlencode() if len(found) > PAGE else "", "first": first,
        "is_later": "after" in request.GET,
        "may_evaluate": request.actor.has_role(*EVALUATORS),
        "is_banner": _is_banner(request, code),
        "may_take": request.actor.has_role("region", "league", "approver", "clerk"),
    })  # fmt: skip


def _is_banner(request: HttpRequest, code: str) -> bool:
    content = place.content()
    if code:
        return content.regions[code].level == content.coverage_level
    return request.scope.level == content.coverage_level and len(request.scope.places) == 1


def _after(request: HttpRequest) -> tuple[float, int] | None:
    lost, _mark, number = request.GET.get("after", "").partition(SEPARATOR)
    try:
        found = float(lost), int(number)
    except ValueError:
        return None
    return found if isfinite(found[0]) and 0 <= found[1] <= LARGEST else None


@page(*EVALUATORS)
@require_POST
def evaluate(request: HttpRequest) -> HttpResponse:
    """Ask for all stations to be looked at anew."""
    job = ask_for(request, "evaluate_stations", _("Stations looked at by their days"), {})
    return redirect("jobs:job", job.pk)


@page(*shown.HANDS)
@require_GET
def station_page(request: HttpRequest, station: str) -> HttpResponse:
    """Show one station."""
    return station_shown(request, station)


def station_shown(
    request: HttpRequest, station: str, *, status: int = OK, problems: Any = (), typed: Any = None,
    act: str = "",
) -> HttpResponse:  # fmt: skip
    """Return the page of a station; with what was wrong of what was sent, if there was."""
    asked: dict[str, Any] = {"on": request.day, "scope": request.scope}
    standing = standings.standing(station=station, **asked)
    listed = tickets.reviews(
        place={"banner": standing.banner}, year=request.day.year, limit=1, station=station, **asked
    )
    return render(request, "solar/station.html", {
        "station": standing, "evaluation": standings.evaluation(on=request.day, scope=request.scope),
        "anomalies": [(each, shown.yuan_of(each.lost, request.day))
                      for each in standings.anomalies(station=station, **asked)],
        "lost_yuan": shown.yuan_of(standing.lost, request.day),
        "tickets": tickets.tickets(place={}, station=station, **asked),
        "review": listed[0] if listed else None, "year": request.day.year,
        "token": token_of((station,)), "kinds": shown.kinds(),
        "may_raise": request.actor.has_role(*ticketing.RAISERS),
        "may_list": _may_list(request.actor, listed),
        "problems": problems, "typed": typed or {}, "act": act,
        **_told(request, standing),
    }, status=status)  # fmt: skip


def _may_list(by: Actor, listed: list[Any]) -> bool:
    begun = bool(listed) and listed[0].state != ReviewState.RETURNED
    return by.has_role(*reviewing.LISTERS) and not begun


def _told(request: HttpRequest, standing: Any) -> dict[str, Any]:
    """Return what the lake tells of a station, computed now beside those of its banner."""
    try:
        lake = held(request.home, place.content())
    except RegisterEmpty:
        return {}
    where = (standing.league, standing.banner)
    years = years_of_money(
        money_by_year(lake, where, standing.station),
        balances_by_year(lake, where, standing.station),
    )
    told = stations_with_days(lake, place.content(), where)
    names = [each.station for each in told.stations]
    if told.days is None or standing.station not in names:
        return {"years": years}
    assessed = assess(told.days, shown.rules(), request.day)
    row = names.index(standing.station)
    return {
        "years": years,
        "daily": shown.daily_chart(station_days(assessed, row, last=LAST_DAYS)),
        "monthly": shown.ratio_chart(station_months(assessed, row)),
    }
