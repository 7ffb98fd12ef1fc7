"""Who helps which household since when: registered, exited and watched ones have one at a time."""

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, day_cells
from shouwang.synthetic.digits import numbered
from shouwang.synthetic.draw import Array, chance, choose, ranks_within
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.help import DIGITS_OF_HOUSEHOLD, DIGITS_OF_SERIAL
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.names import helper_names, phones
from shouwang.synthetic.world import World

MOST_CHANGES = 3


def helper_rows(world: World) -> Rows:
    """Return one row a pairing; the hardships of lost and of changing helpers are shown."""
    rng = world.streams.of("helper pairings")
    rules = assumptions("pairings")
    standing = world.standing
    helped = world.homes.living & (standing.was_poor | (standing.watch >= 0))
    homes = np.flatnonzero(helped)
    starts = _starts(rng, world, homes)
    ends = _ends(rng, world, homes, starts)
    told_of = (starts < NEVER) & (ends >= day_number(rules.value("told_from"))) & (starts < ends)
    place, turn = np.nonzero(told_of)
    household = homes[place]
    started, ended = starts[place, turn], ends[place, turn]
    count = len(household)
    serial = ranks_within(household) + 1
    helpers = max(len(homes) // rules.whole("households_each"), 1)
    helper = rng.integers(0, helpers, count)
    units = rules.words("units")
    unit = rng.integers(0, len(units), helpers)[helper]
    unit = np.where(chance(rng, rules.number("unknown_unit"), count), -1, unit)
    which = pa.array(helper)
    return Rows(
        "helper",
        {
            "pairing": numbered(
                (world.homes.number[household], DIGITS_OF_HOUSEHOLD), (serial, DIGITS_OF_SERIAL)
            ),
            "household": household,
            "helper_name": helper_names(world.streams, helpers).take(which),
            "helper_unit": Coded(unit.astype(np.int8), units),
            "helper_phone": phones(world.streams, "helpers", helpers).take(which),
            "started_date": started.astype(np.int32),
            "ended_date": day_cells(ended.astype(np.int32), NEVER),
        },
        day=started.astype(np.int32),
        masks=_alike(world, household, started, ended),
    )


def _alike(world: World, household: Array, started: Array, ended: Array) -> dict[str, Array]:
    """Return the rows of households that look like trouble: two changes, help that is over."""
    changed = started >= day_number(assumptions("pairings").value("often_from"))
    twice = np.bincount(household[changed], minlength=world.homes.count) == MOST_CHANGES - 1
    runs = np.bincount(household[ended == NEVER], minlength=world.homes.count) > 0
    over = world.standing.was_watched & ~runs
    return {
        "like:helper_changed_often": (twice & ~world.home_mask("helper_changed_often"))[household],
        "like:helper_missing": (over & ~world.home_mask("helper_missing"))[household],
    }


def _starts(rng: np.random.Generator, world: World, homes: Array) -> Array:
    """Return the days on which each household's helpers began, in order; NEVER fills the rest."""
    rules = assumptions("pairings")
    standing = world.standing
    count = len(homes)
    low, high = (day_number(day) for day in rules.value("first"))
    least, most = (int(each) for each in rules.span("first_days"))
    on_list = standing.identified[homes] + rng.integers(least, most + 1, count)
    poor = standing.was_poor[homes]
    first = np.where(poor, rng.integers(low, high + 1, count), np.minimum(on_list, told("day")))
    often = world.home_mask("helper_changed_often", shown=True)[homes]
    changes = np.where(poor, _how_many(rng, "changes", count), _how_many(rng, "changes_new", count))
    changes = np.where(often, MOST_CHANGES, changes)
    begin = np.maximum(first + rules.whole("settles_days"), day_number(rules.value("told_from")))
    begin = np.where(often, np.maximum(first, day_number(rules.value("often_from"))), begin)
    until = np.where(
        often, day_number(rules.value("often_until")), day_number(rules.value("until"))
    )
    changes = np.where((begin < until) | often, changes, 0)
    span = np.maximum(until - begin, 1)[:, None]
    drawn = np.sort(rng.random((count, MOST_CHANGES)), axis=1)
    # Those who change often do so at even distances; as many others as there are fall away.
    even = (np.arange(MOST_CHANGES) + rng.random((count, 1))) / MOST_CHANGES
    turn = np.where(often[:, None], even, drawn)
    days = begin[:, None] + np.floor(turn * span).astype(np.int64)
    kept = np.arange(MOST_CHANGES) < changes[:, None]
    return np.column_stack((first, np.where(kept, days, NEVER))).astype(np.int64)


def _how_many(rng: np.random.Generator, path: str, count: int) -> Array:
    words, shares = assumptions("pairings").shares(path)
    return np.array([int(word) for word in words])[choose(rng, shares, count)]


def _ends(rng: np.random.Generator, world: World, homes: Array, starts: Array) -> Array:
    """Return the days on which they ended: when the next began, or the help itself did."""
    rules = assumptions("pairings")
    standing = world.standing
    count = len(homes)
    low, high = (int(each) for each in rules.span("gap.days"))
    gap = np.where(
        rng.random(starts.shape) < rules.number("gap.share"),
        rng.integers(low, high + 1, starts.shape),
        0,
    )
    ends = np.full(starts.shape, NEVER, dtype=np.int64)
    followed = starts[:, 1:] < NEVER
    before = np.maximum(starts[:, 1:] - gap[:, 1:], starts[:, :-1] + 1)
    ends[:, :-1] = np.where(followed, np.minimum(before, starts[:, 1:]), NEVER)
    least, most = (int(each) for each in rules.span("after_watch.days"))
    stops = standing.was_watched[homes] & ~standing.was_poor[homes]
    stops &= chance(rng, rules.number("after_watch.share"), count)
    last = np.where(
        stops, standing.ended[homes].astype(np.int64) + rng.integers(least, most + 1, count), NEVER
    )
    last[_places(homes, world.hardships.homes("helper_missing", shown=True))] = (
        world.hardships.onsets("helper_missing", shown=True)
    )
    # Nobody begins after the last day of help.
    starts[starts >= last[:, None]] = NEVER
    return np.minimum(ends, last[:, None])


def _places(homes: Array, wanted: Array) -> Array:
    """Return where households stand among those helped."""
    places: Array = np.searchsorted(homes, wanted)
    return places
