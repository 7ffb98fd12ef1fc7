"""What the register says besides income: health of people; land, house, road of households."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.aid import DESTITUTE, DIBAO, Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known
from shouwang.synthetic.draw import Array, around, between, chance, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import month_dates, month_number
from shouwang.synthetic.world import World

ATTRIBUTES = ("general", "dibao", "destitute")
FUELS = ("firewood", "dung", "coal", "clean", "other")
ROADS = ("dirt", "gravel", "paved", "other")
HEALTH = (
    "healthy",
    "chronic",
    "serious",
    "chronic_serious",
    "disabled",
    "chronic_disabled",
    "serious_disabled",
    "chronic_serious_disabled",
)
CHRONIC, SERIOUS, DISABLED = 1, 2, 4  # the bits of a place in HEALTH


@dataclass(frozen=True, slots=True)
class HomeDetails:
    """What the register says of households that does not change in the year.

    Attributes:
        known: Of some sources of income, whether they are known.
    """

    columns: Mapping[str, Cells]
    known: Mapping[str, Array]
    attribute: Array


@dataclass(frozen=True, slots=True)
class Health:
    """The health of each person, what it was before, and the month it changed in."""

    now: Array
    before: Array
    month: Array
    known: Array

    def at(self, month: int) -> Coded:
        """Return the health as of the end of a month."""
        health = np.where(self.month <= month, self.now, self.before)
        return Coded(np.where(self.known, health, -1), HEALTH)


def home_details(world: World, aid: Aid) -> HomeDetails:
    """Draw the details of a banner's households."""
    rng = world.streams.of("home details")
    return HomeDetails(_fixed(rng, world), _known_income(rng, world), _attribute(world, aid))


def health_told(world: World) -> Health:
    """Draw what the register says of people's health."""
    rng = world.streams.of("health")
    unknown = assumptions("livelihood").number("unknown.health")
    now, before, month = _health(rng, world)
    return Health(now, before, month, ~chance(rng, unknown, world.people.count))


def _health(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return the health of each person, what it was before, and the month it changed in."""
    traits, hardships = world.traits, world.hardships
    count = world.people.count
    ill = hardships.people("heavy_medical", shown=True)
    serious = traits.serious.copy()
    serious[ill] = True
    disabled = traits.disability >= 0
    health = traits.chronic * CHRONIC + serious * SERIOUS + disabled * DISABLED
    before = health.copy()
    month = np.zeros(count, dtype=np.int16)
    newly = ~traits.serious[ill]
    before[ill[newly]] &= ~SERIOUS
    onset = hardships.onsets("heavy_medical", shown=True)
    month[ill[newly]] = month_number(onset)[newly]
    falls = chance(rng, assumptions("register").number("falls_ill"), count) & traits.chronic
    falls &= (month == 0) & (world.people.left == NEVER)
    when = rng.integers(1, len(month_dates()), count)
    before = np.where(falls, before & ~CHRONIC, before)
    month = np.where(falls, np.maximum(when, world.people.enters), month).astype(np.int16)
    return health.astype(np.int8), before.astype(np.int8), month


def _attribute(world: World, aid: Aid) -> Array:
    attribute = np.where(world.anyone(aid.kind == DIBAO), ATTRIBUTES.index("dibao"), 0)
    destitute = world.anyone(aid.kind == DESTITUTE)
    attribute = np.where(destitute, ATTRIBUTES.index("destitute"), attribute)
    return np.where(world.standing.was_poor, attribute, -1).astype(np.int8)


def _fixed(rng: np.random.Generator, world: World) -> dict[str, Cells]:
    """Return what does not change in the year: land, house, road, fuel."""
    rules = assumptions("livelihood")
    homes, herds = world.homes, world.traits.herds
    count = homes.count
    members = np.maximum(world.people.members(count), 1)
    area = np.clip(
        around(rng, rules.number("housing_area.mean"), rules.number("housing_area.spread"), count),
        rules.number("housing_area.least"),
        rules.number("housing_area.most"),
    )
    moved_area = between(rng, rules.span("relocated_area"), count) * members
    toilet = chance(rng, rules.number("toilet"), count)
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in ("toilet", "fuel", "road")
    }
    fuel = _by_herding(rng, "fuel", FUELS, herds)
    road = _by_herding(rng, "road", ROADS, herds)
    return {
        "group_name": _groups(world),
        "income_year": np.full(count, month_dates()[0].year, dtype=np.int32),
        "cultivated_land": _land(rng, "cultivated", herds),
        "grassland": _land(rng, "grassland", herds),
        "housing_area": np.round(np.where(world.standing.relocated, moved_area, area)),
        "toilet": Known(toilet, known["toilet"]),
        "fuel": Coded(np.where(known["fuel"], fuel, -1), FUELS),
        "road": Coded(np.where(known["road"], road, -1), ROADS),
        "road_km": np.round(np.minimum(_spread(rng, "road_km", herds), _road_most(herds)), 1),
    }


def _known_income(rng: np.random.Generator, world: World) -> dict[str, Array]:
    """Return where wages and business are known: always where a low income is to be shown."""
    rules = assumptions("livelihood")
    told_low = world.home_mask("income_low") | world.home_mask("disaster_loss")
    return {
        name: told_low | ~chance(rng, rules.number(f"unknown.{name}"), world.homes.count)
        for name in ("wage_income", "business_income")
    }


def _groups(world: World) -> Coded:
    """Return the group of each household: neighbours by number, named as village or gacha do."""
    size = assumptions("register").whole("group_size")
    names = assumptions("names").section("groups")
    village = world.homes.village
    first = np.searchsorted(village, np.arange(len(world.plan.villages)))
    rank = np.arange(len(village)) - first[village]
    number = rank // size
    most = int(number.max()) + 1
    words = [f"{each + 1}{names[kind]}" for kind in ("village", "gacha") for each in range(most)]
    return Coded(number + most * world.plan.gacha[village], tuple(words))


def _spread(rng: np.random.Generator, path: str, herds: Array) -> Array:
    found = np.empty(len(herds))
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        rule = assumptions("livelihood").section(f"{path}.{name}")
        found[chosen] = around(rng, float(rule["mean"]), float(rule["spread"]), len(chosen))
    return found


def _land(rng: np.random.Generator, path: str, herds: Array) -> Array:
    owned = np.round(_spread(rng, path, herds), 1)
    none = chance(rng, assumptions("livelihood").number(f"{path}.none"), len(herds))
    none &= herds if path == "cultivated" else ~herds
    return np.where(none, 0.0, owned)


def _by_herding(rng: np.random.Generator, path: str, words: tuple[str, ...], herds: Array) -> Array:
    places = np.zeros(len(herds), dtype=np.int8)
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        shares = assumptions("livelihood").shares(f"{path}.{name}")
        places[chosen] = choose_words(rng, shares, words, len(chosen))
    return places


def _road_most(herds: Array) -> Array:
    """Return the farthest a household lives from its village's road, in kilometres."""
    rules = assumptions("livelihood")
    return np.where(herds, rules.number("road_most.herding"), rules.number("road_most.farming"))
