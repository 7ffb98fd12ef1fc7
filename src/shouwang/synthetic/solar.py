"""Solar stations: where they stand, how large they are, which of them have a fault."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.draw import Array, between, chance, choose
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.names import helper_names
from shouwang.synthetic.poor_villages import poor_villages
from shouwang.synthetic.serials import one_word, serials
from shouwang.synthetic.world import World

KINDS = ("village", "joint", "central", "household")
VILLAGE, JOINT, CENTRAL, HOUSEHOLD = range(4)
LETTERS = "GF"
BOOKS = ("solar_county_money_open", "solar_village_money_open")
DIVIDEND, SILENT = "solar_dividend_paid", "solar_days_missing"
UNWATCHED = "solar_not_connected"


@dataclass(frozen=True, slots=True)
class Stations:
    """The stations of a banner.

    Attributes:
        village: The place of the village, -1 for none.
        capacity: Kilowatts. grid: the day of connection.
        old: Whether it has been in use for long.
        fault: The place of its fault in `faults()`, -1 for none.
    """

    kind: Array
    village: Array
    capacity: Array
    near: Array
    grid: Array
    connected: Array
    old: Array
    fault: Array

    @property
    def count(self) -> int:
        return len(self.kind)

    def has(self, fault: str) -> Array:
        """Return which stations show a fault."""
        found: Array = self.fault == faults().index(fault)
        return found


def faults() -> tuple[str, ...]:
    """Return the kinds of faults that several rows show."""
    return tuple(assumptions("solar").section("faults"))


def build_stations(world: World) -> Stations:
    """Draw the stations of a banner."""
    rng = world.streams.of("stations")
    rules = assumptions("solar")
    own = _village_stations(rng, world)
    group = "listed" if world.plan.listed else "other"
    counts = [_how_many(rng, f"count.{name}.{group}") for name in KINDS[JOINT:]]
    more = np.repeat(np.arange(JOINT, len(KINDS)), counts)
    kind = np.concatenate((np.full(len(own), VILLAGE), more)).astype(np.int8)
    joined = rng.integers(0, len(world.plan.villages), len(more))
    village = np.concatenate((own, np.where(more == JOINT, joined, -1)))
    count = len(kind)
    small = kind <= JOINT
    near = small & chance(rng, rules.number("near"), count)
    size = _by_kind(rng, "capacity", kind)
    size = np.where(near, between(rng, rules.span("capacity.near"), count), size)
    step = rules.number("capacity.step")
    low, high = (day_number(day) for day in rules.value("grid"))
    new_low, new_high = (day_number(day) for day in rules.value("grid_lately.span"))
    lately = chance(rng, rules.number("grid_lately.share"), count)
    grid = np.where(
        lately, rng.integers(new_low, new_high + 1, count), rng.integers(low, high + 1, count)
    )
    old = grid < told("day") - rules.whole("old_from_days")
    connected = ~chance(rng, rules.number("not_connected"), count)
    shares = np.array([float(share) for share in rules.section("faults").values()])
    drawn = choose(rng, np.append(shares, 1 - shares.sum()), count)
    faulty = (drawn < len(shares)) & old & connected & small
    return Stations(
        kind=kind,
        village=village.astype(np.int32),
        capacity=np.floor(size / step) * step,
        near=near,
        grid=grid.astype(np.int32),
        connected=connected,
        old=old,
        fault=np.where(faulty, drawn, -1).astype(np.int8),
    )


def open_books(world: World, stations: Stations) -> dict[str, Array]:
    """Return which stations' books do not close, by the kind of fault; a station has one at most."""
    rng = world.streams.of("station books")
    rules = assumptions("solar")
    fits = (stations.fault < 0) & stations.old & stations.connected & (stations.kind <= JOINT)
    drawn = rng.random(stations.count)
    share = rules.number("books.open")
    return {
        name: fits & (drawn >= place * share) & (drawn < (place + 1) * share)
        for place, name in enumerate(BOOKS)
    }


def odd_habits(world: World, stations: Stations) -> dict[str, Array]:
    """Return which stations pay dividends or keep silent on many days, and which nobody watches.

    They are none of those whose yield, money or books are at fault.
    """
    rng = world.streams.of("station habits")
    rules = assumptions("solar")
    books = open_books(world, stations)
    fits = (stations.fault < 0) & ~np.any(list(books.values()), axis=0)
    drawn = rng.random(stations.count)
    dividends, silent = rules.number("habits.dividends"), rules.number("habits.silent")
    own = fits & stations.old & (stations.kind <= JOINT) & stations.connected
    unwatched = ~stations.connected & (stations.grid <= day_number(rules.value("connected_by")))
    return {
        DIVIDEND: own & (drawn < dividends),
        SILENT: own & (drawn >= dividends) & (drawn < dividends + silent),
        UNWATCHED: unwatched,
    }


def _village_stations(rng: np.random.Generator, world: World) -> Array:
    """Return the places of the villages that have a station of their own."""
    rules = assumptions("solar")
    villages = poor_villages(world.plan, world.streams)
    group = "listed" if world.plan.listed else ""
    other = float(rules.section("village_station.other")[group])
    share = np.where(villages.key, rules.number("village_station.key"), other)
    share = np.where(villages.poor, rules.number("village_station.poor"), share)
    places: Array = np.flatnonzero(chance(rng, share, len(share)))
    return places


def _how_many(rng: np.random.Generator, path: str) -> int:
    words, shares = assumptions("solar").shares(path)
    return int(words[int(choose(rng, shares, 1)[0])])


def _by_kind(rng: np.random.Generator, path: str, kind: Array) -> Array:
    spans = np.array([assumptions("solar").span(f"{path}.{name}") for name in KINDS])
    return between(rng, (spans[kind, 0], spans[kind, 1]), len(kind))


def station_rows(world: World, stations: Stations) -> Rows:
    """Return one row a station."""
    rng = world.streams.of("station rows")
    rules = assumptions("solar")
    count = stations.count
    households = np.ceil(stations.capacity / _by_kind(rng, "per_household", stations.kind))
    dates = {}
    for name, path in (("reviewed_date", "reviewed"), ("noticed_date", "noticed")):
        low, high = (day_number(day) for day in rules.value(path))
        day = rng.integers(low, high + 1, count)
        day = np.maximum(day, stations.grid + rules.whole("after_grid"))
        known = ~chance(rng, rules.number(f"unknown.{name}"), count)
        dates[name] = Known(np.minimum(day, told("day")).astype(np.int32), known)
    own = stations.kind <= JOINT
    books = open_books(world, stations)
    habits = odd_habits(world, stations)
    odd = [*books.values(), *habits.values()]
    sound = (stations.fault < 0) & ~np.any(odd, axis=0)
    listed_from = day_number(rules.value("grid_lately.span")[0])
    return Rows(
        "station",
        {
            "station": station_numbers(world, np.arange(count)),
            "county": Coded(*one_word(world.plan.code, count)),
            "village": Coded(stations.village, world.plan.villages),
            "station_name": _names(world, stations),
            "kind": Coded(stations.kind, KINDS),
            "capacity": stations.capacity,
            "grid_near": stations.near,
            "grid_date": stations.grid,
            "households_matched": households.astype(np.int32),
            "indebted": Known(
                np.zeros(count, dtype=bool), ~chance(rng, rules.number("unknown.indebted"), count)
            ),
            "company_share": stations.kind == CENTRAL,
            "confirmed": own,
            "in_subsidy_list": stations.grid < listed_from,
            **dates,
            "keeper": helper_names(world.streams, count),
            "connected": stations.connected,
            **_stands(world, count),
        },
        day=stations.grid,
        masks={
            "sound": sound,
            "sound_old": sound & stations.old,
            **{f"fault:{name}": stations.has(name) for name in faults()},
            **{f"fault:{name}": wrong for name, wrong in (books | habits).items()},
        },
    )


def _stands(world: World, count: int) -> dict[str, Cells]:
    """Return where the stations are and where they look to; of some nobody has told it."""
    rng = world.streams.of("station stands")
    rules = assumptions("solar")
    known = chance(rng, rules.number("stands.known"), count)
    north = rules.number(f"days.latitudes.{world.plan.league}")
    east = rules.number(f"stands.longitudes.{world.plan.league}")
    spread = rules.number("stands.spread")
    drawn = {
        "latitude": (north + spread * (2 * rng.random(count) - 1), 4),
        "longitude": (east + spread * (2 * rng.random(count) - 1), 4),
        "tilt": (between(rng, rules.span("stands.tilt"), count), 0),
        "azimuth": (between(rng, rules.span("stands.azimuth"), count), 0),
    }
    return {
        name: Known(np.round(values, digits), known) for name, (values, digits) in drawn.items()
    }


def station_numbers(world: World, places: Array) -> pa.Array:
    """Return the numbers of stations."""
    return serials(world, LETTERS, places + 1, width=4)


def _names(world: World, stations: Stations) -> pa.Array:
    endings = assumptions("solar").section("names")
    ending = pa.array([str(endings[name]) for name in KINDS])
    serial = pc.cast(pa.array(np.arange(1, stations.count + 1)), pa.string())
    name = pa.scalar(world.plan.name)
    return pc.binary_join_element_wise(name, serial, ending.take(pa.array(stations.kind)), "")
