"""Who is in need, who is recorded with means against it, and somebody of each household."""

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array, chance, choose_words
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.world import World

SIGNS = ("car", "company", "treasury")
# The masks of rows that speak against the need, and of those that only seem to.
NOT_IN_NEED, LIKE_NOT_IN_NEED = "fault:not_in_need", "like:not_in_need"


def in_need(world: World, aid: Aid) -> Array:
    """Return which households get help because they need it: watched, registered, assisted."""
    standing = world.standing
    needy: Array = standing.is_watched | (standing.status == REGISTERED) | aid.covers(world)
    return needy & world.homes.living


def with_means(world: World, aid: Aid, sign: str) -> Array:
    """Return which households in need show one of SIGNS that they may not be."""
    rng = world.streams.of("means")
    rules = assumptions("means")
    needy = in_need(world, aid) & (world.homes.enters == 0)
    found = chance(rng, rules.number("share"), world.homes.count)
    drawn = choose_words(rng, rules.shares("signs"), SIGNS, world.homes.count)
    strange: Array = needy & found & (drawn == SIGNS.index(sign))
    return strange


def grown(world: World) -> Array:
    """Return who is of age and in the register all year, and not too old for a wheel or a till."""
    low, high = assumptions("means").span("grown")
    age = world.people.age
    settled = world.people.present & (world.people.enters == 0)
    of_age: Array = settled & (age >= low) & (age < high)
    return of_age


def somebody(rng: np.random.Generator, world: World, who: Array) -> Array:
    """Return one of the people meant of each household, by chance; -1 where there is nobody."""
    places = rng.permutation(np.flatnonzero(who))
    found = np.full(world.homes.count, -1, dtype=np.int64)
    found[world.people.household[places]] = places
    return found
