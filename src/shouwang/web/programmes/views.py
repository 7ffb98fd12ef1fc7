"""The programmes, and one of them: figures on a map and as balances, checks, records, its own pages."""

import importlib
from collections.abc import Collection, Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.rules.indicators import Indicator
from shouwang.rules.programmes import OwnPage, Programme
from shouwang.stages.board.queries import figures
from shouwang.stages.org.scoping import banners_inside, is_inside
from shouwang.stages.screening.found import outcomes_over
from shouwang.web import place
from shouwang.web.board import maps, told
from shouwang.web.board.asked import here, sets_of, supervised, usual
from shouwang.web.board.cell import Line, trend_chart
from shouwang.web.board.drills import drill
from shouwang.web.data.outlook import standing_here
from shouwang.web.data.views import READERS as DATA_READERS
from shouwang.web.guard import page
from shouwang.web.navigation import EVERY
from shouwang.web.programmes.balances import aimed, weighed

READERS = (*sorted(EVERY), "auditor")
HEADLINE = 3  # figures of a programme in the list
FINDERS = frozenset({"region", "league", "approver", "clerk"})
Figures = Mapping[str, told.Figure]


@page(*READERS)
@supervised
@require_GET
def programmes(request: HttpRequest) -> HttpResponse:
    """Show all programmes, each with its first figures and whether its balances close."""
    code, practice = here(request), place.practice()
    names = {name for each in practice.programmes.values() for name in each.named}
    now, before = _figures(request, sets_of(request), code, names)
    cards = []
    for each in practice.programmes.values():
        balances = weighed(each, practice, now)
        cards.append({
            "programme": each,
            "lines": [_line(request, name, now, before, code)
                      for name in each.indicators[:HEADLINE]],
            "open": [one for one in balances if one.state == "bad"],
            "blind": sum(one.state == "blind" for one in balances),
            "balances": len(balances),
        })  # fmt: skip
    return render(request, "programmes/list.html", {"cards": cards, "here": code})


@page(*READERS)
@supervised
@require_GET
def overview(request: HttpRequest, name: str) -> HttpResponse:
    """Show a programme in a place: figures, balances, aims, checks, records."""
    programme = programme_of(name)
    code, practice = _place(request), place.practice()
    sets = sets_of(request)
    now, before = _figures(request, sets, code, programme.named)
    painted = request.GET.get("paint", "")
    paint = painted if painted in programme.named else programme.indicators[0]
    return render(request, "programmes/overview.html", {
        "programme": programme, "here": code, "places": _places(request),
        "area": practice.areas.areas.get(programme.area),
        "office": practice.areas.offices.get(programme.office),
        "lines": [_line(request, each, now, before, code) for each in programme.indicators],
        "balances": weighed(programme, practice, now),
        "aims": aimed(programme, place.policy(), practice, now, on=request.day),
        "checks": _checks(request, programme, code),
        "records": [each for each in programme.records.values()
                    if not request.actor.has_role("auditor")],
        "feeds": _feeds(request, programme, code),
        "pages": pages_of(request, programme),
        "panel": _panel(request, programme, code),
        "panel_template": f"{programme.name}/_panel.html",
        "finds": request.actor.has_role(*FINDERS) and _is_banner(code),
        "paint": paint, "choices": [practice.indicators[each] for each in programme.named],
        **_map(request, sets, practice.indicators[paint], code),
    })  # fmt: skip


def programme_of(name: str) -> Programme:
    """Return a programme.

    Raises:
        NotFound: if there is none of that name.
    """
    found = place.practice().programmes.get(name)
    if found is None:
        raise NotFound(_("there is no such programme"))
    return found


def pages_of(request: HttpRequest, programme: Programme) -> list[OwnPage]:
    """Return the programme's own pages that the reader may open."""
    return [each for each in programme.pages if request.actor.has_role(*each.roles)]


def _place(request: HttpRequest) -> str:
    wanted = request.GET.get("place", "")
    content = place.content()
    if not wanted:
        return here(request)
    if wanted not in content.regions or not is_inside(wanted, content, request.scope):
        raise NotFound(_("there is no such place in your area"))
    return wanted


def _places(request: HttpRequest) -> list[str]:
    content = place.content()
    deepest = content.levels.index(content.coverage_level)
    return [code for code in place.own_and_below(request.scope)
            if content.levels.index(content.regions[code].level) <= deepest]  # fmt: skip


def _is_banner(code: str) -> bool:
    return place.content().regions[code].level == place.content().coverage_level


def _figures(
    request: HttpRequest, sets: Sequence[told.FigureSet], code: str, names: Collection[str]
) -> tuple[Figures, Figures]:
    """Return the figures of a place in the newest set, and in the one it is compared with."""
    now = sets[0] if sets else None
    before = usual(sets, now) if now is not None else None
    told_of = [
        {
            each.indicator: each
            for each in figures.figures(
                figure_set=each_set, indicators=sorted(names), areas=[""], places=[code],
                on=request.day, scope=request.scope,
            )
        }
        if each_set is not None
        else {}
        for each_set in (now, before)
    ]  # fmt: skip
    return told_of[0], told_of[1]


def _line(request: HttpRequest, name: str, now: Figures, before: Figures, code: str) -> Line:
    indicator = place.practice().indicators[name]
    link = drill(request, indicator, place_code=code)
    return Line(indicator, now.get(name), before.get(name), link)


def _checks(request: HttpRequest, programme: Programme, code: str) -> list[dict[str, Any]]:
    """Return the checks of a programme with how they came out in a place, the most hits first."""
    run = place.latest_run()
    content = place.content()
    banners = [
        each for each in banners_inside(content, request.scope)
        if code in content.ancestors(each).values()
    ]  # fmt: skip
    counts = outcomes_over(run, banners) if run is not None else {}
    found = [
        {"check": each, "hit": counts[each.name][0], "clear": counts[each.name][1],
         "blind": counts[each.name][2]}
        for each in place.policy().checks.values()
        if each.pack in programme.packs and each.name in counts
    ]  # fmt: skip
    return sorted(found, key=lambda each: (-each["hit"], each["check"].name))


def _feeds(request: HttpRequest, programme: Programme, code: str) -> list[dict[str, Any]]:
    """Return how the feeds behind a programme stand, for those who answer for deliveries."""
    if not request.actor.has_role(*DATA_READERS):
        return []
    names = [*programme.records, *(each.feed for records in programme.records.values()
                                   for each in records.related)]  # fmt: skip
    whole = place.content().levels[0]
    within = "" if place.content().regions[code].level == whole else code
    return standing_here(request, names, within=within)


def _map(
    request: HttpRequest, sets: Sequence[told.FigureSet], indicator: Indicator, code: str
) -> dict[str, Any]:
    """Return the map of an indicator over the reader's banners, and how it went in a place."""
    if not sets:
        return {"map": {"places": []}, "chart": None}
    now = figures.figures(
        figure_set=sets[0], indicators=[indicator.name], areas=[""],
        level=place.content().coverage_level, on=request.day, scope=request.scope,
    )  # fmt: skip
    painted = maps.by_indicator(now, indicator)
    days = dict(figures.trend(indicator=indicator.name, place=code, on=request.day,
                              scope=request.scope))  # fmt: skip
    return {
        "map": {"title": indicator.label, "data": maps.painted(painted), "is_area": False,
                "places": painted["places"], "legend": painted["legend"],
                "versions": {kind: maps.version(kind) for kind in maps.KINDS}},
        "chart": trend_chart(f"trend-{indicator.name}", list(days), {indicator.label: days},
                             is_share=told.is_share(indicator)),
    }  # fmt: skip


def _panel(request: HttpRequest, programme: Programme, code: str) -> dict[str, Any] | None:
    """Return what a programme shows of its own on its overview, if it has anything."""
    module = f"shouwang.web.programmes.{programme.name}.panel"
    if find_spec(module) is None:
        return None
    found: dict[str, Any] | None = importlib.import_module(module).panel(request, code)
    return found
