"""What the overview of the relocation shows of its own: three conditions, six aspects, late measures."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.programmes.relocation.enums import Aspect
from shouwang.stages.programmes.relocation.queries import sites as known
from shouwang.web import place
from shouwang.web.programmes.relocation import shown


def panel(request: HttpRequest, place_code: str) -> dict[str, Any] | None:
    """Return how the sites of a place stand; nothing for who does not read them."""
    if not request.actor.has_role(*shown.READERS):
        return None
    content = place.content()
    where = "" if content.regions[place_code].level == content.levels[0] else place_code
    totals = known.totals(place=where, content=content, on=request.day, scope=request.scope)
    if not totals["sites"]:
        return None
    sums = known.condition_sums(place=where, content=content, on=request.day, scope=request.scope)
    return {
        "place": where,
        "totals": totals,
        "conditions": shown.summed_conditions(sums),
        "aspects": [{"aspect": aspect, "bad": totals[f"bad_{aspect.value}"]} for aspect in Aspect],
    }
