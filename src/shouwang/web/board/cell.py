"""The panel of a cell: its lights with their formula, what stands under them, what is late, where to look."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.lake.runs import RunMissing, StoredRun, stored_run
from shouwang.rules.areas import Area, Light
from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Check
from shouwang.stages.board.lights import cells
from shouwang.stages.board.queries import figures, signs
from shouwang.stages.ingest.periods import due_day, latest_due
from shouwang.stages.screening.found import Outcomes, outcomes_in
from shouwang.web import place
from shouwang.web.board import told
from shouwang.web.board.asked import (
    READERS,
    Asked,
    asked_of,
    banner_of,
    sets_of,
    supervised,
    told_group,
)
from shouwang.web.board.drills import drill, issues_page
from shouwang.web.board.grid import MARKS, WORDS, issues_indicator
from shouwang.web.charts import Chart
from shouwang.web.guard import page
from shouwang.web.navigation import OFFICES

MOST_CHECKS = 8  # that are named with their hits
SYMBOL = 8  # pixels
LEFT = 8  # pixels around the lines of a chart
RIGHT = 12  # the same
TOP = 32  # the same, with room for the legend
BOTTOM = 4  # the same
GRID = {"left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM, "containLabel": True}


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator in the panel.

    Attributes:
        link: Where its records are, if the reader may see them.
    """

    indicator: Indicator
    figure: told.Figure | None
    before: told.Figure | None
    link: str

    @property
    def value(self) -> str:
        """The figure."""
        return told.written(self.indicator, self.figure.value if self.figure else None)

    @property
    def parts(self) -> str:
        """Numerator and denominator."""
        return told.parts(self.figure)

    @property
    def interval(self) -> str:
        """The interval of a share."""
        return told.interval(self.figure)

    @property
    def change(self) -> str:
        """By how much it has changed."""
        return told.change(self.indicator, self.figure, self.before)

    @property
    def direction(self) -> str:
        """Whether that is better or worse."""
        return told.direction(self.indicator, self.figure, self.before)

    @property
    def why(self) -> str:
        """Why there is no figure."""
        return self.figure.why if self.figure else ""


@page(*READERS)
@supervised
@require_GET
def cell(request: HttpRequest, banner: str, area: str) -> HttpResponse:
    """Show what a cell rests on: in the board's panel, or as a page of its own."""
    code = banner_of(request, banner)
    found = place.practice().areas.areas.get(area)
    sets = sets_of(request)
    if found is None or not sets:
        raise NotFound(_("there is no such area of supervision"))
    shown = panel(request, asked_of(request, sets), code, found)
    name = "board/_cell.html" if request.htmx else "board/cell.html"
    return render(request, name, shown)


def panel(request: HttpRequest, wanted: Asked, code: str, area: Area) -> dict[str, Any]:
    """Return what the panel shows."""
    names = indicators_of(area)
    now, before = (
        _figures(request, wanted, found, code, area, names) if found is not None else {}
        for found in (wanted.now, wanted.before)
    )
    run = run_of(request, wanted)
    outcomes = _outcomes(run, code, area)
    lights = _lights(request, wanted, code, area, now, before)
    return {
        "wanted": wanted,
        "banner": code,
        "area": area,
        "lights": lights,
        "late": _late(request, outcomes),
        "checks": _checks(outcomes),
        "chart": chart(request, code, area, group=told_group(wanted)),
        "links": _links(request, code, area),
        "may_see_households": request.actor.has_role(*OFFICES),
        "run": run,
        "query": wanted.address(),
        "signs": _signs(request, wanted, code),
        "issues": _open_issues(lights),
    }


def _signs(request: HttpRequest, wanted: Asked, code: str) -> list[dict[str, Any]]:
    seen = signs.signs(
        figure_set=wanted.now, rules=place.practice().signs,
        level=place.content().coverage_level, places=[code], on=request.day, scope=request.scope,
    )  # fmt: skip
    indicators = place.practice().indicators
    return [
        {
            "sign": each.sign,
            "value": told.written(indicators[each.sign.indicator], each.figure.value),
        }
        for each in seen
    ]


def indicators_of(area: Area) -> list[str]:
    """Return the indicators of an area: those of its lights, and those shown under them."""
    found = [name for each in area.lights.values() for name in (each.indicator, *each.shows)]
    return list(dict.fromkeys(found))


def run_of(request: HttpRequest, wanted: Asked) -> StoredRun | None:
    """Return the run that a set of figures rests on, if it is still kept."""
    try:
        return stored_run(request.home.lake / "runs", wanted.now.run)
    except RunMissing:
        return None


def _figures(
    request: HttpRequest, wanted: Asked, found: Any, code: str, area: Area, names: list[str]
) -> dict[str, told.Figure]:
    rows = figures.figures(
        figure_set=found, indicators=names, areas=[area.name, ""], places=[code],
        group=told_group(wanted), on=request.day, scope=request.scope,
    )  # fmt: skip
    return {each.indicator: each for each in sorted(rows, key=lambda each: each.area)}


def _lights(
    request: HttpRequest,
    wanted: Asked,
    code: str,
    area: Area,
    now: Mapping[str, told.Figure],
    before: Mapping[str, told.Figure],
) -> list[dict[str, Any]]:
    areas = place.practice().areas
    states, past = (
        {
            light.light: light.state
            for each in cells(found.values(), areas=areas, on=wanted.now.on)
            if each.area == area.name
            for light in each.lights
        }
        for found in (now, before)
    )

    def line(name: str) -> Line:
        indicator = place.practice().indicators[name]
        link = drill(request, indicator, place_code=code, area=area.name)
        return Line(indicator, now.get(name), before.get(name), link)

    return [
        {
            "light": each,
            "state": states.get(each.name, "blind"),
            "mark": MARKS[states.get(each.name, "blind")],
            "word": WORDS[states.get(each.name, "blind")],
            "past": MARKS[past[each.name]] if each.name in past else "",
            "line": line(each.indicator),
            "below": [line(name) for name in each.shows],
            "bounds": _bounds(each, wanted),
        }
        for each in area.lights.values()
    ]


def _bounds(light: Light, wanted: Asked) -> dict[str, str]:
    """Return from which value on a light is green, yellow, blind, on the day of the figures."""
    indicator = place.practice().indicators[light.indicator]
    found = {}
    for name, band in (("green", light.green), ("yellow", light.yellow), ("blind", light.blind)):
        value = band.number_on(wanted.now.on)
        found[name] = "" if value is None else told.written(indicator, float(value))
    return found


def _outcomes(run: StoredRun | None, code: str, area: Area) -> list[tuple[Check, Outcomes]]:
    checks = place.policy().checks
    found = outcomes_in(run, code) if run is not None else {}
    return [(checks[name], found[name]) for name in area.checks if name in found and name in checks]


def _late(request: HttpRequest, outcomes: list[tuple[Check, Outcomes]]) -> list[dict[str, Any]]:
    """Return the feeds that are late, with the checks that wait for them."""
    waiting: dict[str, list[Outcomes]] = {}
    for _check, each in outcomes:
        for feed in each.late:
            waiting.setdefault(feed, []).append(each)
    contracts = place.content().contracts
    return [
        {
            "contract": contracts[feed],
            "due": due_day(contracts[feed], latest_due(contracts[feed], request.day))
            if contracts[feed].has_period
            else None,
            "checks": len(found),
            "subjects": max(each.not_evaluable for each in found),
        }
        for feed, found in sorted(waiting.items(), key=lambda item: -len(item[1]))
        if feed in contracts
    ]


def _checks(outcomes: list[tuple[Check, Outcomes]]) -> list[dict[str, Any]]:
    hits = sorted(outcomes, key=lambda pair: (-pair[1].hit, pair[0].name))
    return [{"check": check, "outcomes": each} for check, each in hits if each.hit][:MOST_CHECKS]


def _open_issues(lights: list[dict[str, Any]]) -> int:
    name = issues_indicator(place.practice().indicators)
    lines = [line for each in lights for line in each["below"] if line.indicator.name == name]
    return int(lines[0].figure.value or 0) if lines and lines[0].figure else 0


def chart(request: HttpRequest, code: str, area: Area, *, group: str) -> Chart:
    """Return how the three lights of a cell went through the sets of figures."""
    series: dict[str, dict[Any, told.Figure]] = {}
    for light in area.lights.values():
        indicator = place.practice().indicators[light.indicator]
        found = figures.trend(
            indicator=light.indicator, area=area.name if indicator.is_by_area else "",
            group=group, place=code, on=request.day, scope=request.scope,
        )  # fmt: skip
        series[light.label] = dict(found)
    days = sorted({day for each in series.values() for day in each})
    return trend_chart(f"trend-{code}-{area.name}", days, series, is_share=True)


def trend_chart(
    name: str, days: list[Any], series: Mapping[str, Mapping[Any, told.Figure]], *, is_share: bool
) -> Chart:
    """Return figures through the days as lines, with their table."""
    factor = 100 if is_share else 1

    def point(figure: told.Figure | None) -> float | None:
        if figure is None or figure.value is None:
            return None
        return round(figure.value * factor, 2)

    def cell_of(figure: told.Figure | None) -> str:
        value = point(figure)
        return told.NOTHING if value is None else f"{value:,.1f}%" if is_share else f"{value:,g}"

    option = {
        "grid": GRID,
        "legend": {"top": 0, "data": list(series)},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{day:%m-%d}" for day in days]},
        "yAxis": {"type": "value", "scale": True,
                  "axisLabel": {"formatter": "{value}%" if is_share else "{value}"}},
        "series": [
            {"type": "line", "name": label, "data": [point(found.get(day)) for day in days],
             "symbol": symbol, "symbolSize": SYMBOL}
            for (label, found), symbol in zip(
                series.items(), ("circle", "triangle", "rect", "diamond"), strict=False
            )
        ],
    }  # fmt: skip
    return Chart(
        name=name, title=_("Through the days"), option=option,
        columns=[_("Day"), *series],
        rows=[[day.isoformat(), *(cell_of(each.get(day)) for each in series.values())]
              for day in days],
        height="low",
    )  # fmt: skip


def _links(request: HttpRequest, code: str, area: Area) -> dict[str, str]:
    """Return where the records of a cell are, as far as the reader may open the pages."""
    here = {"place": code, "area": area.name}
    found = {}
    issues = issues_page(code, area.name)
    if issues:
        found["issues"] = issues
    if request.actor.has_role(*OFFICES):
        found["leads"] = f"{reverse('leads:list')}?{urlencode(here)}"
        found["findings"] = f"{reverse('board:findings', args=[code])}?area={area.name}"
    if request.actor.has_role("clerk", "league", "region"):
        found["data"] = f"{reverse('data:list')}?{urlencode(here)}"
    return found
