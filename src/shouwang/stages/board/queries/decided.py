"""What people decided, for indicators: asked of whoever keeps the records, kind by kind."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shouwang.base.access import Scope
from shouwang.rules.pack import Policy
from shouwang.stages.board.queries import burden, issues, tours
from shouwang.stages.board.summing import COUNT, SHARE, Counts, Part
from shouwang.stages.cases.queries import tallies as cases
from shouwang.stages.ledger.queries import tasks

Tally = Callable[..., Mapping[str, tuple[Any, Any]]]
OTHERS: Mapping[str, Tally] = {
    "issues": issues.tallies,
    "tasks": tasks.tallies,
    "tours": tours.tallies,
    "forms": burden.tallies,
}


def decisions(
    *,
    kind: str,
    measure: str,
    level: str,
    places: Iterable[str],
    policy: Policy,
    on: datetime.date,
    scope: Scope,
    area: str = "",
) -> Counts:
    """Return a measure of decisions at the places of a level; a place nobody names has none."""
    wanted: dict[str, Any] = {"measure": measure, "level": level, "policy": policy, "on": on, "scope": scope,
              "area": area}  # fmt: skip
    tally = OTHERS.get(kind)
    found = tally(**wanted) if tally is not None else cases.tallies(kind=kind, **wanted)
    parts = {}
    for place in places:
        above, below = found.get(place, (0, None))
        total = above if below is None else below
        if measure.endswith("share"):
            total = below or 0
        parts[place] = Part(above, total, total)
    return Counts(SHARE if measure.endswith("share") else COUNT, parts)
