"""The board: banners and areas with their lights, beside the map; the home page of supervision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.stages.board.queries import figures, signs
from shouwang.web import place
from shouwang.web.board import grid, headline, maps
from shouwang.web.board.asked import (
    LISTED,
    OTHERS,
    READERS,
    Asked,
    asked_of,
    banners,
    groups,
    here,
    kinds,
    sets_of,
    supervised,
    told_group,
)
from shouwang.web.guard import page
from shouwang.web.navigation import OFFICES


@page(*READERS)
@supervised
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the grid, the map beside it, and what stands above them."""
    sets = sets_of(request)
    if not sets:
        return render(request, "board/empty.html", {"run": place.latest_run()})
    wanted = asked_of(request, sets)
    return render(request, "board/board.html", shown(request, wanted))


def shown(request: HttpRequest, wanted: Asked) -> dict[str, Any]:
    """Return what the board shows."""
    found = rows_of(request, wanted)
    areas = place.practice().areas.areas
    paint = wanted.paint or (wanted.sort if wanted.sort in areas else "") or next(iter(areas), "")
    return {
        "wanted": wanted,
        "query": wanted.address(),
        "rows": grid.ordered(found, wanted.sort, is_reversed=wanted.is_reversed),
        "columns": _columns(wanted),
        "by_league": not wanted.sort and not wanted.is_reversed,
        "wants": headline.wants(request, found),
        "changed": headline.changed(found) if wanted.before else {},
        "cards": headline.cards(request, wanted),
        "here": here(request),
        "blind_share": _blind_share(found),
        "choices": _choices(request, wanted),
        "signs": signs_of(request, wanted, [row.code for row in found]),
        "map": map_of(request, wanted, paint, found),
        "lights": [each.label for each in place.practice().areas.lights.values()],
        "may_see_leads": request.actor.has_role(*OFFICES),
    }


def signs_of(request: HttpRequest, wanted: Asked, codes: list[str]) -> dict[str, list[Any]]:
    """Return banner → what looks like ticking boxes there; reasons to look, no verdicts."""
    seen = signs.signs(
        figure_set=wanted.now, rules=place.practice().signs,
        level=place.content().coverage_level, places=codes, on=request.day, scope=request.scope,
    )  # fmt: skip
    found: dict[str, list[Any]] = {}
    for each in seen:
        found.setdefault(each.place, []).append(each)
    return found


def rows_of(request: HttpRequest, wanted: Asked) -> list[grid.Row]:
    """Return the banners of a board with their squares, in the order of the divisions."""
    practice = place.practice()
    codes = banners(request, wanted)
    names = [*grid.light_indicators(practice.areas), grid.issues_indicator(practice.indicators)]
    now, before = (
        figures.figures(
            figure_set=each, level=place.content().coverage_level, indicators=names, places=codes,
            group=told_group(wanted), on=request.day, scope=request.scope,
        )
        if each is not None
        else []
        for each in (wanted.now, wanted.before)
    )  # fmt: skip
    return grid.rows(
        now, before, banners=codes, practice=practice, content=place.content(), day=wanted.now.on
    )


def map_of(
    request: HttpRequest, wanted: Asked, paint: str, found: list[grid.Row]
) -> dict[str, Any]:
    """Return the map of an area or an indicator: its title, colours, legend and table."""
    practice = place.practice()
    if paint in practice.areas.areas:
        told, title = maps.by_area(found, paint), practice.areas.areas[paint].label
    else:
        indicator = practice.indicators[paint[2:]]
        rows = figures.figures(
            figure_set=wanted.now, level=place.content().coverage_level, indicators=[paint[2:]],
            areas=[""], places=[row.code for row in found], group=told_group(wanted),
            on=request.day, scope=request.scope,
        )  # fmt: skip
        told, title = maps.by_indicator(rows, indicator), indicator.label
    area = paint if paint in practice.areas.areas else next(iter(practice.areas.areas), "")
    return {
        "paint": paint,
        "title": title,
        "area": area,
        "is_area": paint in practice.areas.areas,
        "data": maps.painted(told, area=area),
        "places": told["places"],
        "legend": told["legend"],
        "versions": {kind: maps.version(kind) for kind in maps.KINDS},
    }


def _columns(wanted: Asked) -> list[dict[str, Any]]:
    """Return the heads of the columns, each with the address that sorts by it."""
    areas = place.practice().areas.areas
    return [
        {
            "area": each,
            "sorted": ("ascending" if wanted.is_reversed else "descending")
            if wanted.sort == each.name
            else "",
            "query": wanted.address(
                sort=each.name,
                down="1" if wanted.sort == each.name and not wanted.is_reversed else "",
            ),
        }
        for each in areas.values()
    ]


def _choices(request: HttpRequest, wanted: Asked) -> dict[str, Any]:
    """Return what the drop-downs offer."""
    content, practice = place.content(), place.practice()
    leagues = {
        content.ancestors(code)["league"]
        for code in content.regions
        if content.regions[code].level == content.coverage_level
        and (not request.scope.regions or code in request.scope.regions)
    }
    by_area = grid.issues_indicator(practice.indicators)
    return {
        "leagues": [each for each in content.regions_of("league") if each.code in leagues],
        "kinds": kinds(),
        "groups": groups(),
        "areas": list(practice.areas.areas.values()),
        "indicators": [
            each for each in practice.indicators.values() if not each.is_by_area and by_area
        ],
        "sets": wanted.sets,
        "earlier": [each for each in wanted.sets if each.on < wanted.now.on],
        "tabs": (LISTED, OTHERS),
    }


def _blind_share(found: list[grid.Row]) -> dict[str, Any]:
    squares = [(row, each) for row in found for each in row.squares]
    blind = [row.name for row, each in squares if each.worst == "blind"]
    return {"blind": len(blind), "all": len(squares), "names": list(dict.fromkeys(blind)),
            "share": f"{len(blind) / len(squares):.1%}" if squares else ""}  # fmt: skip
