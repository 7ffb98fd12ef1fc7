"""Disasters: who was struck, what was lost, what was paid."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import calendar_numbers, numbered
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.livelihood import Livelihood
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

KINDS = ("flood", "snow", "fire", "drought", "hail", "wind", "quake", "other")
HOUSE = ("none", "partial", "destroyed")


def disaster_rows(world: World, living: Livelihood) -> Rows:
    """Return those struck: the heavy losses that are shown, and small ones that look alike."""
    rng = world.streams.of("disaster")
    rules = assumptions("disaster")
    heavy, heavy_days = _shown(world, "disaster_loss")
    herd, herd_days = _shown(world, "livestock_loss")
    befallen = world.home_mask("disaster_loss") | world.home_mask("livestock_loss")
    settled = world.homes.living & (world.homes.enters == 0) & ~befallen
    small = np.flatnonzero(settled & chance(rng, rules.number("small"), world.homes.count))
    household = np.concatenate((small, heavy, herd))
    count = len(household)
    is_heavy = _part(len(small), len(heavy), count)
    is_herd = _part(len(small) + len(heavy), len(herd), count)
    herds = world.traits.herds[household] | is_herd
    kind = _kinds(rng, herds)
    kind[is_herd] = KINDS.index("snow")
    day = _days(rng, kind)
    day[is_heavy], day[is_herd] = heavy_days, herd_days
    strikes_herd = is_herd | (herds & (kind == KINDS.index("snow")))
    lost, share = _herd(rng, strikes_herd, is_herd)
    great = np.maximum(
        living.net()[household] * _span(rng, "loss_of_income", count), rules.number("loss_least")
    )
    loss = np.where(is_heavy, great, _span(rng, "small_loss", count))
    loss = np.where(is_herd, lost * _span(rng, "herd.loss_each", count), loss)
    paid = loss * np.select(
        [is_heavy, is_herd],
        [_span(rng, "paid_share", count), _span(rng, "herd.insured", count)],
        _span(rng, "insured", count),
    )
    damage = np.where(is_heavy, choose_words(rng, rules.shares("house"), HOUSE, count), 0)
    known = strikes_herd & ~(chance(rng, rules.number("livestock_unknown"), count) & ~is_herd)
    place = np.full(count, int(world.plan.code))
    event = numbered((place, 6), (calendar_numbers(day), 8), (kind, rules.whole("event_digits")))
    rows = Rows(
        "disaster",
        {
            "disaster": event,
            "household": household,
            "kind": Coded(kind.astype(np.int8), KINDS),
            "happened_date": day.astype(np.int32),
            "loss": fen(loss),
            "house_damage": Coded(damage.astype(np.int8), HOUSE),
            "livestock_lost": Known(lost.astype(np.int32), known),
            "livestock_share": Known(np.round(share, 1), known),
            "compensated": fen(paid),
        },
        day=day.astype(np.int32),
        masks={"like:small_loss": ~is_heavy & ~is_herd},
    )
    return rows.ordered("household")


def _shown(world: World, kind: str) -> tuple[Array, Array]:
    return world.hardships.homes(kind, shown=True), world.hardships.onsets(kind, shown=True)


def _part(start: int, length: int, count: int) -> Array:
    places = np.arange(count)
    return (places >= start) & (places < start + length)


def _span(rng: np.random.Generator, path: str, count: int) -> Array:
    return between(rng, assumptions("disaster").span(path), count)


def _kinds(rng: np.random.Generator, herds: Array) -> Array:
    kind = np.zeros(len(herds), dtype=np.int64)
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        shares = assumptions("disaster").shares(f"kinds.{name}")
        kind[chosen] = choose_words(rng, shares, KINDS, len(chosen))
    return kind


def _days(rng: np.random.Generator, kind: Array) -> Array:
    spans = assumptions("disaster").section("months")
    low = np.array([day_number(spans[word][0]) if word in spans else 0 for word in KINDS])
    high = np.array([day_number(spans[word][1]) if word in spans else 0 for word in KINDS])
    return rng.integers(low[kind], high[kind] + 1)


def _herd(rng: np.random.Generator, strikes: Array, is_herd: Array) -> tuple[Array, Array]:
    count = len(strikes)
    lost = np.where(is_herd, _span(rng, "herd.lost", count), _span(rng, "herd.small.lost", count))
    share = np.where(
        is_herd, _span(rng, "herd.share", count), _span(rng, "herd.small.share", count)
    )
    return np.where(strikes, np.rint(lost), 0), np.where(strikes, share, 0)
