"""What the overview of employment shows of its own: proposals and the gain of the last round."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.org.scoping import is_inside
from shouwang.stages.programmes.employment.enums import ProposalState
from shouwang.stages.programmes.employment.queries import matches
from shouwang.web import place
from shouwang.web.programmes.employment.shown import EVERYBODY, SUPERVISORS


def panel(request: HttpRequest, place_code: str) -> dict[str, Any] | None:
    """Return how far the proposals of the reader's places are, and the last round of a place."""
    if not request.actor.has_role(*EVERYBODY):
        return None
    content = place.content()
    counts = matches.counts(on=request.day, scope=request.scope)
    last = None
    if request.actor.has_role(*SUPERVISORS):
        rounds = matches.rounds(content=content, on=request.day, scope=request.scope)
        last = next(
            (each for each in rounds
             if place_code in content.ancestors(each.banner).values()
             and is_inside(each.banner, content, request.scope)),
            None,
        )  # fmt: skip
    live = [(state, counts[state]) for state in ProposalState if counts[state]]
    return {"states": live, "waiting": counts[ProposalState.OFFERED], "last": last} \
        if live or last else None  # fmt: skip
