"""Vehicles on the names of the people: those in need have cheap ones, machines and motorcycles."""

import numpy as np
import pyarrow as pa

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import numbered
from shouwang.synthetic.draw import Array, between, chance
from shouwang.synthetic.means import (
    LIKE_NOT_IN_NEED,
    NOT_IN_NEED,
    grown,
    in_need,
    somebody,
    with_means,
)
from shouwang.synthetic.months import day_number
from shouwang.synthetic.world import World

KINDS = ("car", "coach", "truck", "farm", "motorcycle", "mobility", "other")
CAR, TRUCK = 0, 2
USAGES = ("private", "business")
BUSINESS = 1
BANNER_DIGITS = 6
SERIAL_DIGITS = 7
ROUND = 100  # yuan


def serials(world: World, count: int) -> pa.Array:
    """Return numbers that no other banner has: the banner's code and a serial."""
    banner = np.full(count, int(world.plan.code))
    return numbered((banner, BANNER_DIGITS), (np.arange(1, count + 1), SERIAL_DIGITS))


def vehicle_rows(world: World, aid: Aid) -> Rows:
    """Return the vehicles; a dear private car of a household in need is a fault."""
    rng = world.streams.of("vehicles")
    rules = assumptions("vehicles")
    needy = in_need(world, aid)
    strange = with_means(world, aid, "car")
    who = grown(world)
    persons, found = [], []
    for place, name in enumerate(KINDS):
        share = np.where(
            needy, rules.number(f"share.needy.{name}"), rules.number(f"share.others.{name}")
        )
        has = chance(rng, share, world.homes.count)
        if place == CAR:
            has |= strange
        owner = somebody(rng, world, who)[has]
        persons.append(owner[owner >= 0])
        found.append(np.full(len(persons[-1]), place, dtype=np.int8))
    person, kind = np.concatenate(persons), np.concatenate(found)
    household = world.people.household[person]
    count = len(person)
    business = np.array([rules.number(f"business.{name}") for name in KINDS])
    usage = chance(rng, business[kind], count).astype(np.int8)
    odd = strange[household] & (kind == CAR)
    usage[odd] = 0
    usage_known = odd | ~chance(rng, rules.number("unknown.usage"), count)
    price = _prices(rng, kind, needy[household] & (usage != BUSINESS))
    price[odd] = between(rng, rules.span("dear"), int(odd.sum()))
    known = odd | ~chance(rng, rules.number("unknown.price"), count)
    low, high = (day_number(day) for day in rules.value("registered"))
    registered = rng.integers(low, high + 1, count)
    return Rows(
        "vehicle",
        {
            "vehicle": serials(world, count),
            "person": person,
            "kind": Coded(kind, KINDS),
            "registered_date": registered.astype(np.int32),
            "price": Known(fen(price), known),
            "usage": Coded(np.where(usage_known, usage, -1), USAGES),
        },
        day=registered.astype(np.int32),
        masks={NOT_IN_NEED: odd, LIKE_NOT_IN_NEED: needy[household] & ~odd & (kind <= TRUCK)},
    ).ordered("person")


def _prices(rng: np.random.Generator, kind: Array, needy: Array) -> Array:
    """Return what each cost in yuan, in hundreds; private ones of those in need are no dear ones."""
    rules = assumptions("vehicles")
    mean, spread, least, most = (
        np.array([rules.number(f"price.{name}.{part}") for name in KINDS])[kind]
        for part in ("mean", "spread", "least", "most")
    )
    drawn = mean * np.exp(spread * rng.standard_normal(len(kind)) - spread * spread / 2)
    cheap = between(rng, rules.span("needy_most"), len(kind))
    most = np.where(needy, np.minimum(most, cheap), most)
    prices: Array = np.rint(np.clip(drawn, least, most) / ROUND) * ROUND
    return prices
