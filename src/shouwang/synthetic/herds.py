"""Herds: what each household keeps, has sold and has lost in the quarter, by kind of animal."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, around, between, chance
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

KINDS = ("sheep", "cattle", "horse", "camel", "pig", "poultry")


def herd_rows(world: World) -> Rows:
    """Return the herds; where many animals died it is shown, others have sold many."""
    rng = world.streams.of("herds")
    rules = assumptions("herds")
    household, kind, before = _kept(rng, world)
    count, homes = len(household), world.homes.count
    died, sold = _fates(rng, world)
    lost = np.where(
        _dying(world)[household],
        np.ceil(before * died[household]),
        np.floor(before * died[household]),
    )
    gone = np.floor(before * sold[household])
    low, high = (day_number(day) for day in rules.value("counted"))
    counted = rng.integers(low, high + 1, homes)[household].astype(np.int32)
    share = np.where(
        world.traits.herds[household],
        rules.number("insured.herding"),
        rules.number("insured.farming"),
    )
    return Rows(
        "livestock",
        {
            "household": household,
            "kind": Coded(kind, KINDS),
            "stock": (before - lost - gone).astype(np.int32),
            "sold": gone.astype(np.int32),
            "died": lost.astype(np.int32),
            "insured": Known(
                chance(rng, share, count), ~chance(rng, rules.number("unknown"), count)
            ),
            "counted_date": counted,
        },
        day=counted,
        masks={"like:herd_dying": (gone > before / 2) & ~_dying(world)[household]},
    ).ordered("household")


def _kept(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return household, kind and head at the beginning of the quarter, one each row."""
    rules = assumptions("herds")
    settled = world.homes.living & (world.homes.enters == 0)
    herds = world.traits.herds
    parts: list[tuple[Array, Array, Array]] = []
    without = settled & herds
    for group, belongs in (("herding", settled & herds), ("farming", settled & ~herds)):
        for name, rule in reversed(list(rules.section(group).items())):
            keeps = belongs & chance(rng, float(rule["share"]), len(belongs))
            if group == "herding" and name == "sheep":
                keeps |= without
            without = without & ~keeps
            household = np.flatnonzero(keeps)
            head = around(rng, float(rule["mean"]), float(rule["spread"]), len(household))
            head = np.clip(np.rint(head), rules.whole("least"), rule["most"])
            parts.append((household, np.full(len(household), KINDS.index(name)), head))
    household, kind, before = (np.concatenate(each) for each in zip(*parts, strict=True))
    return household, kind.astype(np.int8), before


def _dying(world: World) -> Array:
    """Return the households whose herds are to be seen dying, of disease or in a disaster."""
    dying: Array = world.home_mask("herd_dying", shown=True) | world.home_mask(
        "livestock_loss", shown=True
    )
    return dying


def _fates(rng: np.random.Generator, world: World) -> tuple[Array, Array]:
    """Return the shares of each household's herd that died and that were sold."""
    rules = assumptions("herds")
    count = world.homes.count
    usual, weak, dying = (
        between(rng, rules.span(path), count) for path in ("died.share", "weak.died", "dying.share")
    )
    none = chance(rng, rules.number("died.none"), count)
    died = np.where(none, 0.0, usual)
    died = np.where(chance(rng, rules.number("weak.share"), count), weak, died)
    sold = between(rng, rules.span("sold"), count)
    shrunk = chance(rng, rules.number("shrunk.share"), count)
    sold = np.where(shrunk, between(rng, rules.span("shrunk.sold"), count), sold)
    is_dying = _dying(world)
    few = between(rng, rules.span("dying.sold"), count)
    sold = np.minimum(sold, 1 - died)
    return np.where(is_dying, dying, died), np.where(is_dying, few, sold)
