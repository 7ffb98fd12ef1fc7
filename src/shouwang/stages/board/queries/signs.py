"""The signs of ticking boxes that the figures of a day show, within a scope."""

from collections.abc import Collection
from datetime import date

from shouwang.base.access import Scope
from shouwang.rules.signs import Signs
from shouwang.stages.board.models import FigureSet
from shouwang.stages.board.queries import figures
from shouwang.stages.board.signs import Seen, signs_in


def signs(
    *,
    figure_set: FigureSet,
    rules: Signs,
    level: str,
    places: Collection[str] | None = None,
    on: date,
    scope: Scope,
) -> list[Seen]:
    """Return the signs that show at places of a level in a set of figures."""
    found = figures.figures(
        figure_set=figure_set, level=level, places=places,
        indicators={sign.indicator for sign in rules.signs.values()}, areas=[""],
        on=on, scope=scope,
    )  # fmt: skip
    return signs_in(found, rules=rules, on=figure_set.on)
