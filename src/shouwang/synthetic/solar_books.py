"""The two accounts of a station at the ends of months: what is held for villages, what they keep."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, fen
from shouwang.synthetic.draw import Array, between
from shouwang.synthetic.months import day_number, history_ends
from shouwang.synthetic.serials import one_word
from shouwang.synthetic.solar import Stations, open_books, station_numbers
from shouwang.synthetic.solar_money import PAYMENTS
from shouwang.synthetic.world import World

TO_COUNTY = ("settled", "subsidy")
FROM_COUNTY = ("cost", "to_village")


def station_balance_rows(world: World, stations: Stations, payouts: Rows) -> Rows:
    """Return a row a station and month's end; the statements of some do not fit the payments."""
    rng = world.streams.of("station balances")
    ends = history_ends() - 1
    held = _running(stations, payouts, ends, TO_COUNTY, FROM_COUNTY)
    given = [name for name in PAYMENTS if name not in (*TO_COUNTY, *FROM_COUNTY)]
    kept = _running(stations, payouts, ends, ("to_village",), given)
    rules = assumptions("solar")
    since = ends >= day_number(rules.value("books.since"))
    for (_name, wrong), book in zip(open_books(world, stations).items(), (held, kept), strict=True):
        gap = np.rint(between(rng, rules.span("books.gap"), stations.count)) * wrong
        less = (gap * 2 < book[:, since].min(axis=1)) & (np.arange(stations.count) % 2 == 0)
        book[:, since] += np.where(less, -gap, gap)[:, None]
    place, month = np.divmod(np.arange(stations.count * len(ends)), len(ends))
    known = ends[month] >= stations.grid[place]
    place, month = place[known], month[known]
    day = ends[month].astype(np.int32)
    return Rows(
        "station_balance",
        {
            "station": station_numbers(world, np.arange(stations.count)).take(pa.array(place)),
            "county": Coded(*one_word(world.plan.code, len(place))),
            "day": day,
            "held": fen(held[place, month]),
            "kept": fen(kept[place, month]),
        },
        day=day,
    )


def _running(
    stations: Stations, payouts: Rows, ends: Array, comes: Sequence[str], goes: Sequence[str]
) -> Array:
    """Return what is there at the ends of months, in yuan; enough at first for all that goes."""
    kind, numbers = payouts.columns["kind"], payouts.columns["station"]
    assert isinstance(kind, Coded)  # noqa: S101 - so it is made
    assert isinstance(numbers, pa.Array)  # noqa: S101 - so it is made
    sign = np.array([(word in comes) - (word in goes) for word in kind.words], dtype=np.int64)
    station = np.array([int(each[-4:]) - 1 for each in numbers.to_pylist()], dtype=np.int64)
    amount = payouts.places("amount") / 100 * sign[kind.places]
    month = np.searchsorted(ends, payouts.places("paid_date"))
    table = np.zeros((stations.count, len(ends) + 1))
    np.add.at(table, (station, month), amount)
    running = np.cumsum(table[:, :-1], axis=1)
    enough: Array = running - np.minimum(running.min(axis=1), 0)[:, None]
    return enough
