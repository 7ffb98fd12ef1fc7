"""What looks like ticking boxes, told from figures: reasons to look, no verdicts."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from shouwang.rules.signs import Sign, Signs
from shouwang.stages.board.lights import Told


class Counted(Told, Protocol):
    """A share with what it is out of."""

    below: int | None


@dataclass(frozen=True, slots=True)
class Seen:
    """A sign that shows at a place."""

    sign: Sign
    place: str
    figure: Counted


def signs_in(figures: Iterable[Counted], *, rules: Signs, on: datetime.date) -> list[Seen]:
    """Return the signs that show, in the order of the content, then of the figures.

    One shows where even the lower end of the share's interval reaches the line, and where there
    are enough to tell: of few the share says nothing.
    """
    told = list(figures)
    return [
        Seen(sign, figure.place, figure)
        for sign in rules.signs.values()
        for figure in told
        if figure.indicator == sign.indicator and _shows(sign, figure, on)
    ]


def _shows(sign: Sign, figure: Counted, on: datetime.date) -> bool:
    line, least = sign.line.number_on(on), sign.least.number_on(on)
    if line is None or least is None or figure.low is None or figure.below is None:
        return False
    return figure.below >= least and figure.low >= float(line)
