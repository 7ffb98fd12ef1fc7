"""What the overview of the safety net shows of its own: both lists by reason, and the open lines."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.programmes.safety_net.queries import lists
from shouwang.web import place
from shouwang.web.programmes.safety_net import shown


def panel(request: HttpRequest, place_code: str) -> dict[str, Any] | None:
    """Return how the two lists of a place stand; nothing for who reads neither."""
    if not request.actor.has_role(*shown.READERS):
        return None
    content = place.content()
    where = "" if content.regions[place_code].level == content.levels[0] else place_code
    counts = lists.counts(place=where, content=content, on=request.day, scope=request.scope)
    standing = lists.standing(place=where, content=content, on=request.day, scope=request.scope)
    return {
        "place": where,
        "standing": standing,
        "sides": shown.sides(standing) if standing.banners else [],
        "directions": shown.directions(counts),
    }
