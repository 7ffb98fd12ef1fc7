"""How the feeds of a place stand; worked out once for each snapshot, day and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.home import open_home
from shouwang.lake.snapshots import Lake
from shouwang.stages.ingest import terms
from shouwang.stages.ingest.standing import standings
from shouwang.stages.ingest.status import FeedStanding, State, together
from shouwang.stages.register.queries.index import is_inside
from shouwang.web import place

# How a state is shown: colour and shape, beside its word.
KEPT = 64  # answers that a process remembers: the places that are looked at in a day
TAGS = {State.NEVER: "bad", State.LATE: "bad", State.PARTIAL: "watch", State.DRIFTING: "watch",
        State.ON_TIME: "good"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    root: Path
    snapshot: int
    on: date
    scope: Scope


def standing_here(
    request: HttpRequest, feeds: Sequence[str], *, within: str = ""
) -> list[dict[str, Any]]:
    """Return how feeds stand in one's place, or in a place within it, the worst first.

    Raises:
        NotFound: if that place is none of one's own.
    """
    home = request.home
    latest = Lake(home.lake, place.content().partition).latest()
    asked = _Asked(home.root, latest.id if latest else 0, request.day, _scope(request, within))
    contracts = place.content().contracts
    found = [each for each in _standing(asked) if each.feed in feeds]
    order = list(TAGS)
    return [
        {
            "feed": each.feed, "label": contracts[each.feed].label,
            "department": contracts[each.feed].department_label,
            "tag": TAGS[each.state], "state": each.state.value, "standing": each,
            "cadence": terms.cadence_of(contracts[each.feed]),
            "places": sum(each.counts.values()),
            "missing": each.counts.get(State.LATE, 0) + each.counts.get(State.NEVER, 0),
        }
        for each in sorted(found, key=lambda each: (order.index(each.state), each.feed))
    ]  # fmt: skip


def _scope(request: HttpRequest, within: str) -> Scope:
    """Return the scope of a place within one's own, down to the level of deliveries."""
    if not within:
        return request.scope  # type: ignore[no-any-return]
    content = place.content()
    region = content.regions.get(within)
    if region is None or not is_inside(within, content, request.scope):
        raise NotFound(_("there is no such place in your area"))
    lies = {
        each.code
        for each in content.regions_of(content.coverage_level)
        if within in content.ancestors(each.code).values()
    }
    return Scope(frozenset({within, *lies}), region.level, frozenset({within}))


@lru_cache(maxsize=KEPT)
def _standing(asked: _Asked) -> tuple[FeedStanding, ...]:
    found = standings(
        home=open_home(asked.root), on=asked.on, scope=asked.scope, content=place.content()
    )
    names = dict.fromkeys(each.feed for each in found)
    return tuple(together(name, [each for each in found if each.feed == name]) for name in names)


def due_of(rows: Sequence[dict[str, Any]]) -> int:
    """Return how many feeds lack something."""
    return sum(bool(row["missing"]) for row in rows)


def places_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the places a file may come from: codes and names; the whole region as nothing."""
    content = place.content()
    names = [(each.code, each.name) for each in content.regions_of(content.coverage_level)]
    if request.scope.is_everything:
        return [("", content.label), *names]
    return [(code, name) for code, name in names if code in request.scope.regions]
