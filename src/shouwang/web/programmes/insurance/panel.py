"""What the overview of the insurance shows of its own: what differs from the insurers' figures."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.programmes.insurance.enums import DifferenceReason, DifferenceState
from shouwang.stages.programmes.insurance.queries import settlements as known
from shouwang.web import place
from shouwang.web.programmes.insurance import shown


def panel(request: HttpRequest, place_code: str) -> dict[str, Any] | None:
    """Return how a place's settlements stand; nothing for who does not read them."""
    if not request.actor.has_role(*shown.READERS):
        return None
    content = place.content()
    where = "" if content.regions[place_code].level == content.levels[0] else place_code
    asked: dict[str, Any] = {"content": content, "on": request.day, "scope": request.scope}
    runs = known.latest_settlements(place=where, **asked)
    tallies = known.tallies(wanted=known.Wanted(place=where, state=DifferenceState.OPEN), **asked)
    return {
        "place": where,
        "banners": len(runs),
        "claims": sum(each.claims for each in runs),
        "agreed": sum(each.agreed for each in runs),
        "pending": sum(each.pending for each in runs),
        "gap": sum(each.theirs - each.ours for each in runs),
        "open": sum(each.count for each in tallies),
        "tallies": [(DifferenceReason(each.why), each) for each in tallies],
    }
