"""Figures of banners as the pages of funds use them, and the places a reader may choose."""

from collections.abc import Collection, Mapping
from datetime import date

from django.http import HttpRequest

from shouwang.rules.funds import FundRules
from shouwang.stages.board.queries import figures
from shouwang.web import place
from shouwang.web.board.asked import sets_of

READERS = ("region", "league", "approver", "clerk", "auditor")
OFFICES = ("region", "league", "approver", "clerk")


def rules() -> FundRules:
    """Return how money is steered."""
    return place.practice().funds


def figures_of(
    request: HttpRequest, indicators: Collection[str], banners: Collection[str]
) -> tuple[Mapping[str, Mapping[str, float | None]], date | None]:
    """Return banner → indicator → value in the newest set of figures, and its day."""
    sets = sets_of(request)
    found: dict[str, dict[str, float | None]] = {code: {} for code in banners}
    if not sets:
        return found, None
    rows = figures.figures(
        figure_set=sets[0], indicators=sorted(set(indicators)), areas=[""], places=banners,
        on=request.day, scope=request.scope,
    )  # fmt: skip
    for each in rows:
        found[each.place][each.indicator] = each.value
    return found, sets[0].on


def places(request: HttpRequest) -> list[str]:
    """Return the places down to the banners that a reader may choose, if there are several."""
    content = place.content()
    deepest = content.levels.index(content.coverage_level)
    found = [code for code in place.own_and_below(request.scope)
             if content.levels.index(content.regions[code].level) <= deepest]  # fmt: skip
    return found if len(found) > 1 else []
