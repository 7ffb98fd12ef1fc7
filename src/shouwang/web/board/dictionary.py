"""The dictionary of indicators: what each means, who answers for it, and what it is now."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.rules.indicators import Indicator
from shouwang.rules.sources import Checked, Decided, Fed, Nobody, Ratio, Records
from shouwang.stages.board.queries import figures
from shouwang.web import place
from shouwang.web.board import maps, told
from shouwang.web.board.asked import READERS, Asked, asked_of, here, sets_of, supervised, told_group
from shouwang.web.board.cell import Line, trend_chart
from shouwang.web.board.drills import drill
from shouwang.web.guard import page

WORD = 40  # characters of what is sought
DISPATCH = "dispatch"
KINDS = {Records: "records", Checked: "checks", Fed: "feeds", Decided: "decisions",
         Ratio: "ratio", Nobody: "nobody"}  # fmt: skip


@page(*READERS)
@supervised
@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    """Show all indicators by the items of the plan, or a published list of them."""
    known = place.practice().indicators
    sets = sets_of(request)
    wanted = asked_of(request, sets) if sets else None
    sought = _sought(request)
    chosen = [each for each in known.values() if _fits(each, sought)]
    lines = _lines(request, wanted, chosen)
    offices = place.practice().areas.offices
    return render(request, "board/indicators.html", {
        "groups": _grouped(lines, by_list=bool(sought["list"])), "count": len(chosen),
        "wanted": wanted, "here": here(request), "sought": sought, "offices": offices.values(),
        "lists": sorted({name for each in known.values() for name in each.lists}),
        "missing": sum(isinstance(each.source, Nobody) for each in chosen),
    })  # fmt: skip


def _sought(request: HttpRequest) -> dict[str, str]:
    given = request.GET
    return {name: given.get(name, "")[:WORD].strip() for name in ("q", "office", "list")}


def _fits(indicator: Indicator, sought: dict[str, str]) -> bool:
    text, office, name = sought["q"], sought["office"], sought["list"]
    if text and text not in indicator.label and text not in indicator.definition:
        return False
    if office and office not in {indicator.office, *indicator.partners}:
        return False
    return not name or name in indicator.lists


def _lines(
    request: HttpRequest, wanted: Asked | None, chosen: Sequence[Indicator]
) -> list[dict[str, Any]]:
    """Return indicators with what they are for the reader's place."""
    code, names = here(request), [each.name for each in chosen]
    now, before = (
        {
            each.indicator: each
            for each in figures.figures(
                figure_set=found, indicators=names, areas=[""], places=[code],
                group=told_group(wanted), on=request.day, scope=request.scope,
            )
        }
        if wanted is not None and found is not None
        else {}
        for found in ((wanted.now, wanted.before) if wanted else (None, None))
    )  # fmt: skip
    return [
        {
            "line": Line(each, now.get(each.name), before.get(each.name),
                         drill(request, each, place_code=code)),
            "target": aim(each, wanted),
            "kind": KINDS[type(each.source)],
        }
        for each in chosen
    ]  # fmt: skip


def aim(indicator: Indicator, wanted: Asked | None) -> str:
    """Return what an indicator should be, and by when if that is still to come."""
    values = indicator.target.values
    if not values or wanted is None:
        return ""
    upcoming = sorted((each for each in values if each.start > wanted.now.on),
                      key=lambda each: each.start)  # fmt: skip
    current = indicator.target.number_on(wanted.now.on)
    if current is not None:
        return told.written(indicator, float(current))
    return f"{told.written(indicator, float(upcoming[0].value))} ({upcoming[0].start.isoformat()})"  # type: ignore[arg-type]


def _grouped(lines: Sequence[dict[str, Any]], *, by_list: bool) -> list[tuple[str, list[Any]]]:
    """Return lines under the item of the plan they belong to, or all under one if a list is read."""
    if by_list:
        return [("", list(lines))]
    found: dict[str, list[Any]] = {}
    for each in lines:
        found.setdefault(next(iter(each["line"].indicator.plan), ""), []).append(each)
    return list(found.items())


@page(*READERS)
@supervised
@require_GET
def indicator(request: HttpRequest, name: str) -> HttpResponse:
    """Show one indicator: its definition, banners as table and map, and how it went."""
    found = place.practice().indicators.get(name)
    if found is None:
        raise NotFound(_("there is no such indicator"))
    sets = sets_of(request)
    wanted = asked_of(request, sets) if sets else None
    areas = place.practice().areas.areas
    area = request.GET.get("area", "") if found.is_by_area else ""
    if found.is_by_area and area not in areas:
        area = next(iter(areas), "")
    shown: dict[str, Any] = {
        "indicator": found, "office": place.practice().areas.offices.get(found.office),
        "partners": [place.practice().areas.offices[each] for each in found.partners
                     if each in place.practice().areas.offices],
        "kind": KINDS[type(found.source)], "source": found.source, "wanted": wanted,
        "areas": areas.values() if found.is_by_area else (), "area": area, "here": here(request),
        "aim": aim(found, wanted), "unit": told.unit_of(found), "is_share": told.is_share(found),
        "parts": [place.practice().indicators[each] for each in _parts(found)],
        "checks": [place.policy().checks[each] for each in _checks(found)],
    }  # fmt: skip
    if wanted is not None:
        shown |= _told(request, wanted, found, area)
    return render(request, "board/indicator.html", shown)


def _parts(found: Indicator) -> tuple[str, ...]:
    return (found.source.above, found.source.below) if isinstance(found.source, Ratio) else ()


def _checks(found: Indicator) -> tuple[str, ...]:
    return found.source.checks if isinstance(found.source, Checked) else ()


def _told(request: HttpRequest, wanted: Asked, found: Indicator, area: str) -> dict[str, Any]:
    """Return the figures of an indicator: the places, the map, the days."""
    now, before = (
        figures.figures(
            figure_set=each, indicators=[found.name], areas=[area], group=told_group(wanted),
            on=request.day, scope=request.scope,
        )
        if each is not None
        else []
        for each in (wanted.now, wanted.before)
    )  # fmt: skip
    past = {each.place: each for each in before}
    level = place.content().coverage_level
    banners = [each for each in now if each.level == level]
    code = here(request)
    trend = figures.trend(
        indicator=found.name, area=area, group=told_group(wanted), place=code, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    days = dict(trend)
    painted = maps.by_indicator(banners, found)
    return {
        "own": next((_row(request, each, past, found, area) for each in now
                     if each.place == code), None),
        "rows": _sorted([_row(request, each, past, found, area) for each in banners], found,
                        request.GET.get("sort", "")),
        "leagues": [_row(request, each, past, found, area) for each in now
                    if each.level == "league"],
        "sort": request.GET.get("sort", ""),
        "map": {"title": found.label, "data": maps.painted(painted), "is_area": False,
                "places": painted["places"], "legend": painted["legend"],
                "versions": {kind: maps.version(kind) for kind in maps.KINDS}},
        "chart": trend_chart(f"trend-{found.name}", list(days), {found.label: days},
                             is_share=told.is_share(found)),
    }  # fmt: skip


def _row(
    request: HttpRequest,
    figure: told.Figure,
    past: Mapping[str, told.Figure],
    found: Indicator,
    area: str,
) -> dict[str, Any]:
    link = drill(request, found, place_code=figure.place, area=area)
    return {"code": figure.place, "value": figure.value,
            "line": Line(found, figure, past.get(figure.place), link)}  # fmt: skip


def _sorted(rows: list[dict[str, Any]], found: Indicator, sort: str) -> list[dict[str, Any]]:
    """Return the places by their code, or by value: what wants work first."""
    if sort != "value":
        return sorted(rows, key=lambda row: row["code"])
    sign = 1 if found.better == "higher" else -1
    return sorted(rows, key=lambda row: (row["value"] is not None, sign * (row["value"] or 0)))
