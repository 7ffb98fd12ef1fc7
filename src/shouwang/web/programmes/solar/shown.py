"""What the pages of solar stations have in common: their place, words, money, charts."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from shouwang.base.words import _
from shouwang.rules.solar import SolarRules
from shouwang.stages.org.scoping import place_filter
from shouwang.stages.programmes.solar.enums import FaultKind
from shouwang.stages.programmes.solar.station_year import StationDay, StationMonth
from shouwang.web import place
from shouwang.web.charts import Chart

READERS = ("region", "league", "approver", "clerk", "township", "auditor")
HANDS = ("region", "league", "approver", "clerk", "township", "village", "team", "auditor")
FEN = 100
GRID = {"left": 56, "right": 16, "top": 40, "bottom": 64}  # of charts, in pixels
# Shapes and colours of marks, so that no kind is told by colour alone.
MARKS = {"outage": "rect", "stuck_meter": "diamond", "data_gap": "triangle", "soiling": "circle",
         "low_output": "pin", "clipping": "arrow", "degradation": "roundRect"}  # fmt: skip
MARK_SIZE = 9  # pixels
LOW = 32  # pixels below a chart without a slider
SLIDER = (8, 20)  # pixels below a slider, and its height
SHOWN_DAYS = 120  # at first; the rest by the slider


def rules() -> SolarRules:
    """Return the rules by which stations are judged."""
    return place.practice().solar


def asked_place(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """Return the place that is asked for, and the filter that narrows records to it.

    Raises:
        NotFound: if there is no such place in the reader's area.
    """
    code = request.GET.get("place", "")
    return code, place_filter(code, place.content(), request.scope) if code else {}


def places(request: HttpRequest) -> list[str]:
    """Return the places that a list may be narrowed to."""
    own = place.own_and_below(request.scope)
    return own if len(own) > 1 else []


def kinds() -> list[tuple[str, str]]:
    """Return the kinds of faults with their words."""
    return list(FaultKind.choices)


def yuan_of(energy: float, on: date) -> int:
    """Return what some energy is worth, in fen."""
    return round(energy * rules().number("price", on) * FEN)


def daily_chart(days: list[StationDay]) -> Chart:
    """Return energy beside what was to be expected and what neighbours made, faults marked."""
    labels = dict(FaultKind.choices)
    found = sorted({each.kind for each in days if each.kind})
    names = [_("energy"), _("expected yield"), _("neighbours")]

    def points(values: list[float | None]) -> list[float | None]:
        return [None if value is None else round(value, 1) for value in values]

    series: list[dict[str, Any]] = [
        {"type": "line", "name": names[0], "data": points([each.energy for each in days]),
         "showSymbol": False},
        {"type": "line", "name": names[1], "data": points([each.expected for each in days]),
         "showSymbol": False, "lineStyle": {"type": "dashed"}},
        {"type": "line", "name": names[2], "data": points([each.neighbours for each in days]),
         "showSymbol": False, "lineStyle": {"type": "dotted"}},
    ]  # fmt: skip
    series += [
        {"type": "scatter", "name": str(labels[kind]), "symbol": MARKS.get(kind, "circle"),
         "symbolSize": MARK_SIZE,
         "data": [[place_of, round(each.energy or 0.0, 1)] for place_of, each in enumerate(days)
                  if each.kind == kind]}
        for kind in found
    ]  # fmt: skip
    option = {
        "grid": GRID,
        "legend": {"top": 0, "type": "scroll", "data": [*names, *(str(labels[each]) for each in found)]},
        "tooltip": {"trigger": "axis"},
        "dataZoom": [{"type": "slider", "bottom": SLIDER[0], "height": SLIDER[1],
                      "startValue": max(0, len(days) - SHOWN_DAYS), "endValue": len(days) - 1}],
        "xAxis": {"type": "category", "data": [each.day.isoformat() for each in days]},
        "yAxis": {"type": "value", "name": "kWh"},
        "series": series,
    }  # fmt: skip
    return Chart(
        name="solar-days", title=_("Energy day by day"), option=option,
        columns=[_("Day"), *names, _("fault"), _("lost kWh")],
        rows=[
            [each.day.isoformat(), _told(each.energy), _told(each.expected),
             _told(each.neighbours), str(labels.get(each.kind, "")),
             _told(each.lost) if each.kind else ""]
            for each in days
        ],
        height="high",
    )  # fmt: skip


def ratio_chart(months: list[StationMonth]) -> Chart:
    """Return the performance ratio of each month."""
    name = _("performance ratio")
    option = {
        "grid": {**GRID, "bottom": LOW},
        "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": [f"{each.first:%Y-%m}" for each in months]},
        "yAxis": {"type": "value", "axisLabel": {"formatter": "{value}%"}},
        "series": [{"type": "bar", "name": name, "data": [
            None if each.ratio is None else round(each.ratio * 100, 1) for each in months]}],
    }  # fmt: skip
    return Chart(
        name="solar-ratio", title=_("Performance ratio month by month"), option=option,
        columns=[_("Month"), _("energy kWh"), _("full-load hours"), _("sun kWh/m²"), name],
        rows=[
            [f"{each.first:%Y-%m}", _told(each.energy), f"{each.hours:,.1f}", f"{each.sun:,.1f}",
             "" if each.ratio is None else f"{each.ratio:.1%}"]
            for each in months
        ],
        height="low",
    )  # fmt: skip


def _told(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"
