"""How tours are shown: their tags, the cells of the board they look at, results with intervals."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext

from shouwang.base.words import _
from shouwang.rules.area_words import AreaWords, area_words
from shouwang.rules.tours import TourRules, load_tours
from shouwang.stages.board.enums import StopState, TourState
from shouwang.stages.board.lights import Cell, cells
from shouwang.stages.board.queries import figures
from shouwang.stages.board.tour_results import Told
from shouwang.web import place

READERS = ("region", "league", "approver", "clerk", "auditor")
TAGS = {TourState.PLANNED: "", TourState.RUNNING: "watch", TourState.ENDED: "good"}
STOP_TAGS = {StopState.WAITING: "", StopState.SEEN: "good", StopState.ABSENT: "watch"}


def words() -> AreaWords:
    """Return what areas and offices are called."""
    return area_words(place.content())


def rules() -> TourRules:
    """Return what the content says of tours."""
    return load_tours(place.content())


def cells_of(request: HttpRequest, banners: Iterable[str]) -> list[Cell]:
    """Return the cells of the board for banners, by the latest figures; none, if there are none."""
    sets = figures.figure_sets(on=request.day, scope=request.scope)
    if not sets:
        return []
    found = figures.figures(
        figure_set=sets[0], level="banner", places=list(banners), on=request.day,
        scope=request.scope,
    )  # fmt: skip
    return cells(found, areas=place.practice().areas, on=request.day)


def states_of(found: Iterable[Cell]) -> dict[str, list[str]]:
    """Return banner → how its areas stand."""
    states: dict[str, list[str]] = {}
    for cell in found:
        states.setdefault(cell.place, []).append(cell.worst)
    return states


def measure_labels() -> dict[str, str]:
    """Return measure → what it is called."""
    return {
        "pass": _("share that passes"),
        "missed": _("share missed"),
        "wrongly_entered": _("share wrongly entered"),
        "wrongly_exited": _("share wrongly exited"),
        "approval": _("approval"),
        "known": _("policy known"),
    }


def rows(told: Iterable[Told]) -> list[dict[str, Any]]:
    """Return results as a table shows them, in hundredths."""
    labels, areas = measure_labels(), words().areas
    return [
        {
            "label": labels[each.measure],
            "area": gettext(areas.get(each.area, "")),
            "value": _percent(each.estimate.value),
            "low": _percent(each.estimate.low),
            "high": _percent(each.estimate.high),
            "held": each.estimate.held,
            "count": each.estimate.count,
            "worth": round(each.estimate.worth),
        }
        for each in told
    ]


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"


def strata(design: Mapping[str, Any], passed: Mapping[str, bool | None]) -> list[dict[str, Any]]:
    """Return the banners of a design with their rule and whether they pass."""
    return [{**each, "passed": passed.get(each["banner"])} for each in design.get("strata", ())]
