"""What stands above the grid: what is wanted, the figures of the reader's place with their change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from shouwang.rules.indicators import Indicator
from shouwang.stages.board.queries import figures
from shouwang.stages.cases.queries import leads
from shouwang.web import place
from shouwang.web.board import told
from shouwang.web.board.asked import Asked, here, told_group
from shouwang.web.board.grid import BETTER, WORSE, Row
from shouwang.web.lately import lately


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of the reader's place, with what it was before and what it should be."""

    indicator: Indicator
    now: told.Figure | None
    before: told.Figure | None
    target: float | None

    @property
    def value(self) -> str:
        """The figure."""
        return told.written(self.indicator, self.now.value if self.now else None)

    @property
    def bare(self) -> str:
        """The figure without its unit."""
        value = self.now.value if self.now else None
        if value is None or told.is_share(self.indicator):
            return self.value
        return told.plain(value) if "CNY" not in self.indicator.unit.powers else self.value

    @property
    def change(self) -> str:
        """By how much it has changed."""
        return told.change(self.indicator, self.now, self.before)

    @property
    def direction(self) -> str:
        """Whether that is better or worse."""
        return told.direction(self.indicator, self.now, self.before)

    @property
    def aim(self) -> str:
        """What it should be."""
        return told.written(self.indicator, self.target) if self.target is not None else ""

    @property
    def is_reached(self) -> bool:
        """Whether it is what it should be."""
        value = self.now.value if self.now else None
        if self.target is None or value is None:
            return False
        is_lower = self.indicator.better == "lower"
        return value <= self.target if is_lower else value >= self.target


def cards(request: HttpRequest, wanted: Asked) -> list[dict[str, Any]]:
    """Return the cards of `board.yaml` with their figures."""
    page = place.practice().board_page
    names = [name for each in page.headline for name in (*each.show, *each.beside)]
    found = figures_told(request, wanted, names)
    return [
        {
            "label": each.label,
            "show": [found[name] for name in each.show],
            "beside": [found[name] for name in each.beside],
        }
        for each in page.headline
    ]


def figures_told(request: HttpRequest, wanted: Asked, names: Sequence[str]) -> dict[str, Told]:
    """Return indicators as they are told for the reader's place."""
    code, indicators = here(request), place.practice().indicators
    now, before = (
        {
            each.indicator: each
            for each in figures.figures(
                figure_set=found, indicators=names, areas=[""], places=[code],
                group=told_group(wanted), on=request.day, scope=request.scope,
            )
        }
        if found is not None
        else {}
        for found in (wanted.now, wanted.before)
    )  # fmt: skip
    return {name: _told(indicators[name], now, before, wanted) for name in names}


def _told(
    indicator: Indicator,
    now: Mapping[str, told.Figure],
    before: Mapping[str, told.Figure],
    wanted: Asked,
) -> Told:
    aim = indicator.target.number_on(wanted.now.on) if indicator.target else None
    upcoming = [each for each in indicator.target.values if each.start > wanted.now.on]
    if aim is None and upcoming:
        aim = min(upcoming, key=lambda each: each.start).value  # type: ignore[assignment]
    name = indicator.name
    return Told(indicator, now.get(name), before.get(name), None if aim is None else float(aim))


def wants(request: HttpRequest, found: Sequence[Row]) -> dict[str, Any]:
    """Return the numbers of the sentence that a board begins with."""
    squares = [square for row in found for square in row.squares]
    breach = lately(
        request, "breach", "",
        count=lambda: leads.breach(content=place.content(), on=request.day, scope=request.scope),
    )  # fmt: skip
    return {
        "squares": len(squares),
        "bad": sum(each.worst == "bad" for each in squares),
        "blind": sum(each.worst == "blind" for each in squares),
        "worse": sum(each.change == WORSE for each in squares),
        "better": sum(each.change == BETTER for each in squares),
        "banners": sum(1 for row in found if row.bad or row.blind),
        "breach": breach,
    }


def changed(found: Sequence[Row]) -> dict[str, list[Any]]:
    """Return the squares that have become worse and better, with their banners."""
    return {
        way: [
            {"row": row, "square": square}
            for row in found
            for square in row.squares
            if square.change == way
        ]
        for way in (WORSE, BETTER)
    }
