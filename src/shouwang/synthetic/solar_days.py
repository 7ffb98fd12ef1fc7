"""What solar stations yield, day by day: season, latitude, weather, and the days they fail."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, between, chance
from shouwang.synthetic.months import (
    DAYS_PER_YEAR,
    day_number,
    history_dates,
    history_ends,
    history_starts,
)
from shouwang.synthetic.serials import one_word
from shouwang.synthetic.solar import SILENT, Stations, odd_habits, station_numbers
from shouwang.synthetic.world import World


@dataclass(frozen=True, slots=True)
class Yields:
    """What the stations yield; a row each station, a column each day of the history.

    Attributes:
        days: The days. runs: whether the station is connected by then.
        energy: Kilowatt hours. expected: those that the weather allows.
    """

    days: Array
    runs: Array
    energy: Array
    expected: Array


def yield_days(world: World, stations: Stations) -> Yields:
    """Draw the yield of each station on each day."""
    rng = world.streams.of("station days")
    days = np.arange(history_starts()[0], history_ends()[-1], dtype=np.int32)
    shape = (stations.count, len(days))
    rules = assumptions("solar")
    spread = 1 + rules.number("days.spread") * rng.standard_normal(shape)
    sun = _hours(world, days) * _weather(rng, len(days))
    expected = np.round(stations.capacity[:, None] * sun * spread, 1)
    share = _share(rng, stations, days)
    return Yields(
        days=days,
        runs=days[None, :] >= stations.grid[:, None],
        energy=np.round(expected * share, 1),
        expected=expected,
    )


def _hours(world: World, days: Array) -> Array:
    """Return the hours at full power of each day, by season and latitude."""
    rules = assumptions("solar")
    north = rules.number(f"days.latitudes.{world.plan.league}") - rules.number("days.latitude")
    mean = rules.number("days.hours") - rules.number("days.fewer_per_degree") * north
    swing = rules.number("days.swing") * (1 + north / rules.number("days.latitude"))
    new_year = day_number(history_dates()[-1].replace(month=1, day=1))
    turn = (days - new_year - rules.number("days.peak_day")) / DAYS_PER_YEAR
    hours: Array = mean * (1 + swing * np.cos(2 * np.pi * turn))
    return hours


def _weather(rng: np.random.Generator, count: int) -> Array:
    rules = assumptions("solar")
    clear = chance(rng, rules.number("days.weather.clear"), count)
    bright = between(rng, rules.span("days.weather.clear_span"), count)
    return np.where(clear, bright, between(rng, rules.span("days.weather.dull_span"), count))


def _share(rng: np.random.Generator, stations: Stations, days: Array) -> Array:
    """Return energy beside what is expected: low days, dusty weeks, days without power."""
    rules = assumptions("solar")
    shape = (stations.count, len(days))
    share = _span(rng, "days.runs", shape)
    first, last = (day_number(day) for day in rules.value("days.window"))
    window = np.flatnonzero((days >= first) & (days <= last))
    dead, low = stations.has("solar_dead"), stations.has("solar_yield_low")
    usual = stations.old & ~dead & ~low
    dusty = usual & chance(rng, rules.number("days.alike.dusty.share"), stations.count)
    halted = usual & chance(rng, rules.number("days.alike.halted.share"), stations.count)
    told_apart = (dusty | halted | dead | low)[:, None] & np.isin(days, days[window])
    slack = (rng.random(shape) < rules.number("days.low.share")) & ~told_apart
    share = np.where(slack, _span(rng, "days.low.span", shape), share)
    for path, who in (("alike.dusty", dusty), ("fault.low", low)):
        chosen = _some_days(rng, f"days.{path}.days", who, shape, window)
        share = np.where(chosen, _span(rng, f"days.{path}.span", shape), share)
    for path, who in (("alike.halted", halted), ("fault.dead", dead)):
        share = np.where(_some_days(rng, f"days.{path}.days", who, shape, window), 0.0, share)
    return share


def _span(rng: np.random.Generator, path: str, shape: tuple[int, int]) -> Array:
    count = shape[0] * shape[1]
    return between(rng, assumptions("solar").span(path), count).reshape(shape)


def _some_days(
    rng: np.random.Generator, path: str, who: Array, shape: tuple[int, int], window: Array
) -> Array:
    """Return so many days of the window for each station that is meant, drawn by chance."""
    low, high = (int(each) for each in assumptions("solar").span(path))
    wanted = rng.integers(low, high + 1, shape[0])
    ranks = np.argsort(np.argsort(rng.random((shape[0], len(window))), axis=1), axis=1)
    chosen = np.zeros(shape, dtype=bool)
    chosen[:, window] = (ranks < wanted[:, None]) & who[:, None]
    return chosen


def station_day_rows(world: World, stations: Stations, yields: Yields) -> Rows:
    """Return one row a station and day since it was connected."""
    rng = world.streams.of("station day rows")
    rules = assumptions("solar")
    place, day = np.nonzero(yields.runs & ~_untold(world, stations, yields.days))
    count = len(place)
    energy, expected = yields.energy[place, day], yields.expected[place, day]
    poor = energy < expected * rules.span("days.low.span")[1]
    low, high = (int(each) for each in rules.span("days.alarms.low"))
    some = chance(rng, rules.number("days.alarms.usual"), count)
    alarms = np.where(poor, rng.integers(low, high + 1, count), some)
    days = yields.days[day]
    return Rows(
        "station_day",
        {
            "station": station_numbers(world, np.arange(stations.count)).take(_places(place)),
            "county": Coded(*one_word(world.plan.code, count)),
            "day": days,
            "energy": energy,
            "expected": Known(expected, stations.connected[place]),
            "hours": np.round(energy / stations.capacity[place], 2),
            "faults": alarms.astype(np.int32),
        },
        day=days,
    )


def _untold(world: World, stations: Stations, days: Array) -> Array:
    """Return the days of the latest month that silent stations do not tell."""
    rng = world.streams.of("station days untold")
    first, last = (day_number(day) for day in assumptions("solar").value("days.window"))
    window = np.flatnonzero((days >= first) & (days <= last))
    who = odd_habits(world, stations)[SILENT]
    return _some_days(rng, "habits.untold", who, (stations.count, len(days)), window)


def _places(places: Array) -> pa.Array:
    return pa.array(places)
