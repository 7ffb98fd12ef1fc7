"""The three lights of a cell, from its figures: good, watch, bad, or blind."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from shouwang.rules.areas import LIGHTS, Area, Areas, Light

State = Literal["good", "watch", "bad", "blind"]
# From the best to the worst; what cannot be seen is not better than what is bad.
STATES: tuple[State, ...] = ("good", "watch", "bad", "blind")


class Told(Protocol):
    """A figure that was kept, or one measured now."""

    indicator: str
    area: str
    place: str
    value: float | None
    below: int | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class LightState:
    """A light of a cell.

    Attributes:
        light: Its name.
        figure: What it was judged by; ``None`` if there is none.
    """

    light: str
    state: State
    figure: Told | None


@dataclass(frozen=True, slots=True)
class Cell:
    """An area of a place: its lights in their order, and the worst of them."""

    place: str
    area: str
    lights: tuple[LightState, ...]
    worst: State


def cells(figures: Iterable[Told], *, areas: Areas, on: datetime.date) -> list[Cell]:
    """Return a cell for each area and each place that has figures, places in their order.

    Where the ground is not known the other lights say nothing good: a share of what little was
    seen is no result, so `good` and `watch` are blind there too.
    """
    found: dict[tuple[str, str, str], Told] = {}
    places: dict[str, None] = {}
    for figure in figures:
        places[figure.place] = None
        found[figure.place, figure.area, figure.indicator] = figure
    return [_cell(place, area, found, on) for place in places for area in areas.areas.values()]


def _cell(
    place: str,
    area: Area,
    found: Mapping[tuple[str, str, str], Told],
    on: datetime.date,
) -> Cell:
    lights = []
    for name in LIGHTS:
        light = area.lights.get(name)
        if light is None:
            continue
        # An area's light may rest on an indicator that is not told by area.
        figure = found.get((place, area.name, light.indicator)) or found.get(
            (place, "", light.indicator)
        )
        lights.append(LightState(name, _state(light, figure, on), figure))
    if lights and lights[0].state == "blind":
        lights = [lights[0], *(_dimmed(each) for each in lights[1:])]
    states: list[State] = [each.state for each in lights] or ["blind"]
    worst = max(states, key=STATES.index)
    return Cell(place, area.name, tuple(lights), worst)


def _dimmed(light: LightState) -> LightState:
    state: State = "bad" if light.state == "bad" else "blind"
    return LightState(light.light, state, light.figure)


def _state(light: Light, figure: Told | None, on: datetime.date) -> State:
    if figure is None or figure.value is None:
        is_nothing = figure is not None and figure.below == 0
        return "good" if light.good_if_none and is_nothing else "blind"
    blind, yellow, green = (
        float(line) if (line := band.number_on(on)) is not None else None
        for band in (light.blind, light.yellow, light.green)
    )
    is_lower = _is_lower_better(blind, yellow, green)
    if blind is not None and not _beyond(figure.value, blind, is_lower=is_lower, is_reached=False):
        return "blind"
    if green is None or _beyond(figure.value, green, is_lower=is_lower):
        return "good"
    better_end = _better_end(figure, figure.value, is_lower=is_lower)
    is_bad = yellow is not None and not _beyond(better_end, yellow, is_lower=is_lower)
    return "bad" if is_bad else "watch"


def _is_lower_better(*lines: float | None) -> bool:
    """Tell it from the lines, which go from the worst to the best: the linter sees to that."""
    known = [line for line in lines if line is not None]
    return len(known) > 1 and known[0] > known[-1]


def _better_end(figure: Told, value: float, *, is_lower: bool) -> float:
    """The end of the interval that speaks for the place: small numbers are not bad by chance."""
    end = figure.low if is_lower else figure.high
    return value if end is None else end


def _beyond(value: float, line: float, *, is_lower: bool, is_reached: bool = True) -> bool:
    """Tell whether a value is on the good side of a line; on the line too, if that is enough."""
    if value == line:
        return is_reached
    return value < line if is_lower else value > line
