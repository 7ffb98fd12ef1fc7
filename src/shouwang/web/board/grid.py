"""The grid of banners and areas: three lights a cell, how many issues are open, what has changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shouwang.rules.areas import Areas
from shouwang.rules.content import Content
from shouwang.rules.indicators import Indicator
from shouwang.rules.practice import Practice
from shouwang.rules.sources import Decided
from shouwang.stages.board.lights import STATES, Cell, cells
from shouwang.web.board import told
from shouwang.web.board.enums import LightWord

MARKS = {"good": "●", "watch": "▲", "bad": "■", "blind": "?"}
WORDS = {each.value: each for each in LightWord}
BETTER, WORSE, MIXED = "better", "worse", "mixed"
# How a column is sorted: what wants work first.
ORDER = ("bad", "blind", "watch", "good")


@dataclass(frozen=True, slots=True)
class Light:
    """A light as it is shown."""

    label: str
    state: str
    figure: told.Figure | None
    indicator: Indicator | None

    @property
    def mark(self) -> str:
        """Its shape."""
        return MARKS[self.state]

    @property
    def word(self) -> str:
        """What its shape says."""
        return str(WORDS[self.state].label)

    @property
    def value(self) -> str:
        """The figure."""
        return told.written(self.indicator, self.figure.value if self.figure else None)

    @property
    def parts(self) -> str:
        """Numerator and denominator."""
        return told.parts(self.figure)

    @property
    def interval(self) -> str:
        """The interval of a share."""
        return told.interval(self.figure)


@dataclass(frozen=True, slots=True)
class Square:
    """A cell as it is shown.

    Attributes:
        issues: How many issues are open; ``None`` if that is not told.
        before: The marks it had in the set it is compared with.
        change: Whether its lights have become better, worse, or both.
    """

    banner: str
    area: str
    label: str
    lights: tuple[Light, ...]
    worst: str
    issues: int | None
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class Row:
    """A banner with its squares."""

    code: str
    name: str
    league: str
    squares: tuple[Square, ...]

    @property
    def bad(self) -> int:
        """How many of its squares are bad."""
        return sum(each.worst == "bad" for each in self.squares)

    @property
    def blind(self) -> int:
        """How many of its squares cannot be seen."""
        return sum(each.worst == "blind" for each in self.squares)


def light_indicators(areas: Areas) -> list[str]:
    """Return the indicators that decide a light somewhere."""
    found = [light.indicator for area in areas.areas.values() for light in area.lights.values()]
    return list(dict.fromkeys(found))


def issues_indicator(indicators: Mapping[str, Indicator]) -> str:
    """Return the indicator that counts the open issues of an area; nothing if none does."""
    wanted = Decided("issues", "open", by_area=True)
    return next((each.name for each in indicators.values() if each.source == wanted), "")


def rows(
    now: Sequence[told.Figure],
    before: Sequence[told.Figure],
    *,
    banners: Sequence[str],
    practice: Practice,
    content: Content,
    day: date,
) -> list[Row]:
    """Return the banners with their squares, in the order they are named."""
    areas = practice.areas
    counting = issues_indicator(practice.indicators)
    issues = {(each.place, each.area): each.value for each in now if each.indicator == counting}
    present = _by_place(now, areas, day)
    past = _by_place(before, areas, day)
    found = []
    for code in banners:
        squares = tuple(
            _square(
                present.get((code, area)) or Cell(code, area, (), "blind"),
                past.get((code, area)), practice, issues.get((code, area)),
            )
            for area in areas.areas
        )  # fmt: skip
        league = content.ancestors(code).get("league", "")
        found.append(Row(code, content.regions[code].name, league, squares))
    return found


def ordered(found: Sequence[Row], sort: str, *, is_reversed: bool) -> list[Row]:
    """Return rows in the order of a column, those that want work first; as they came for none."""
    if not sort:
        return list(reversed(found)) if is_reversed else list(found)
    if sort == "bad":
        return sorted(found, key=lambda row: (row.bad, row.blind), reverse=not is_reversed)
    return sorted(found, key=lambda row: _urgency(row, sort), reverse=is_reversed)


def _urgency(row: Row, area: str) -> tuple[int, int, float]:
    square = next(each for each in row.squares if each.area == area)
    bad = sum(each.state == "bad" for each in square.lights)
    values = [
        each.figure.value
        for each in square.lights
        if each.figure is not None and each.figure.value is not None
    ]
    return ORDER.index(square.worst), -bad, min(values, default=0.0)


def _by_place(
    figures: Iterable[told.Figure], areas: Areas, day: date
) -> dict[tuple[str, str], Cell]:
    found = cells(figures, areas=areas, on=day)
    return {(each.place, each.area): each for each in found}


def _square(cell: Cell, past: Cell | None, practice: Practice, issues: float | None) -> Square:
    area = practice.areas.areas[cell.area]
    lights = tuple(
        Light(
            area.lights[each.light].label, each.state, each.figure,  # type: ignore[arg-type]
            practice.indicators.get(area.lights[each.light].indicator),
        )
        for each in cell.lights
    )  # fmt: skip
    return Square(
        banner=cell.place,
        area=cell.area,
        label=area.short,
        lights=lights,
        worst=cell.worst,
        issues=None if issues is None else int(issues),
        before="".join(MARKS[each.state] for each in past.lights) if past else "",
        change=_change(cell, past),
    )


def _change(cell: Cell, past: Cell | None) -> str:
    if past is None:
        return ""
    was = {each.light: STATES.index(each.state) for each in past.lights}
    now = {each.light: STATES.index(each.state) for each in cell.lights}
    steps = {now[light] - was[light] for light in now if light in was}
    is_worse, is_better = any(step > 0 for step in steps), any(step < 0 for step in steps)
    if is_worse and is_better:
        return MIXED
    return WORSE if is_worse else BETTER if is_better else ""
