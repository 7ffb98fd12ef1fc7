"""What the overview of solar stations shows of its own: the stations that lost most of late."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.org.scoping import place_filter
from shouwang.stages.programmes.solar.queries import standings, tickets
from shouwang.web import place
from shouwang.web.programmes.solar import shown

WORST = 8  # stations of the overview


def panel(request: HttpRequest, place_code: str) -> dict[str, Any]:
    """Return the worst stations of a place, what they lost, and how many tickets are open."""
    where = place_filter(place_code, place.content(), request.scope)
    asked: dict[str, Any] = {"place": where, "on": request.day, "scope": request.scope}
    sums = standings.sums(**asked)
    return {
        "evaluation": standings.evaluation(on=request.day, scope=request.scope),
        "worst": [each for each in standings.standings(limit=WORST, **asked) if each.recent_lost],
        "sums": sums,
        "lost_yuan": shown.yuan_of(sums["lost"], request.day),
        "tickets": tickets.counts(**asked),
        "here": place_code,
    }
