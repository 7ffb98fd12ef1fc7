"""Businesses registered on the names of the people: shops, cooperatives, a few companies."""

from functools import cache

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, chance, choose_words
from shouwang.synthetic.means import (
    LIKE_NOT_IN_NEED,
    NOT_IN_NEED,
    grown,
    in_need,
    somebody,
    with_means,
)
from shouwang.synthetic.months import day_number
from shouwang.synthetic.vehicles import serials
from shouwang.synthetic.world import World

KINDS = ("company", "sole", "cooperative", "individual")
COMPANY, SOLE = 0, 1
ROLES = ("legal_person", "shareholder", "manager", "owner")
SHAREHOLDER = 1
STATES = ("open", "revoked", "cancelled", "abnormal")
OPEN = 0
ROUND = 10000  # yuan


@cache
def _names() -> tuple[tuple[str, ...], Array]:
    """Return the names of businesses without their banner, and where each kind's begin."""
    rules = assumptions("businesses")
    brands = rules.words("names.brands")
    words: list[str] = []
    starts = [0]
    for kind in KINDS:
        words += [brand + name for brand in brands for name in rules.words(f"names.{kind}")]
        starts.append(len(words))
    return tuple(words), np.array(starts)


def business_rows(world: World, aid: Aid) -> Rows:
    """Return owners and shareholders; a household in need with a company at work is a fault."""
    rng = world.streams.of("businesses")
    rules = assumptions("businesses")
    needy = in_need(world, aid)
    strange = with_means(world, aid, "company")
    who = grown(world)
    persons, found = [], []
    for name in KINDS:
        share = np.where(
            needy, rules.number(f"share.needy.{name}"), rules.number(f"share.others.{name}")
        )
        has = chance(rng, share, world.homes.count)
        if name == KINDS[COMPANY]:
            has |= strange
        owner = somebody(rng, world, who)[has]
        persons.append(owner[owner >= 0])
        found.append(np.full(len(persons[-1]), KINDS.index(name), dtype=np.int8))
    person, kind = np.concatenate(persons), np.concatenate(found)
    state = choose_words(rng, rules.shares("states"), STATES, len(person))
    household = world.people.household[person]
    firm = (kind == COMPANY) | (kind == SOLE)
    odd = strange[household] & (kind == COMPANY)
    closed = choose_words(rng, rules.shares("closed"), STATES, len(person))
    state = np.where(firm & needy[household], closed, state)
    state[odd] = OPEN
    business = np.arange(len(person))
    more, of = _shareholders(rng, world, who & ~needy[world.people.household], (person, kind))
    none = np.zeros(len(of), dtype=bool)
    role = _roles(rng, kind)
    business = np.concatenate((business, of))
    role = np.concatenate((role, np.full(len(of), SHAREHOLDER)))
    person = np.concatenate((person, more))
    rows = _rows(rng, world, (kind, state), (business, role))
    opened = rows["opened_date"]
    return Rows(
        "business_registration",
        {**rows, "person": person},
        day=np.asarray(opened),
        masks={
            NOT_IN_NEED: np.concatenate((odd, none)),
            LIKE_NOT_IN_NEED: np.concatenate((needy[household] & ~odd, none)),
        },
    ).ordered("person")


def _roles(rng: np.random.Generator, kind: Array) -> Array:
    """Return what the first person is: a company's head or manager, otherwise the owner."""
    heads = choose_words(rng, assumptions("businesses").shares("heads"), ROLES, len(kind))
    return np.where(kind == KINDS.index("individual"), ROLES.index("owner"), heads)


def _shareholders(
    rng: np.random.Generator, world: World, who: Array, owned: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return further people of some companies and the places of these; none of them in need."""
    person, kind = owned
    rules = assumptions("businesses")
    shared = np.flatnonzero((kind == COMPANY) & chance(rng, rules.number("shared"), len(kind)))
    open_to = np.flatnonzero(who)
    more = open_to[rng.integers(0, len(open_to), len(shared))]
    others = more != person[shared]
    return more[others], shared[others]


def _rows(
    rng: np.random.Generator, world: World, of: tuple[Array, Array], each: tuple[Array, Array]
) -> dict[str, Cells]:
    """Return the columns: what is the same of a business, drawn once, and each one's role."""
    kind, state = of
    business, role = each
    rules = assumptions("businesses")
    words, starts = _names()
    name = rng.integers(starts[:-1][kind], starts[1:][kind])
    mean, spread = (
        np.array([rules.number(f"capital.{word}.{part}") for word in KINDS])[kind]
        for part in ("mean", "spread")
    )
    capital = mean * np.exp(spread * rng.standard_normal(len(kind)))
    known = ~chance(rng, rules.number("unknown_capital"), len(kind))
    low, high = (day_number(day) for day in rules.value("opened"))
    opened = rng.integers(low, high + 1, len(kind)).astype(np.int32)
    at = world.plan.name
    return {
        "business": serials(world, len(kind)).take(business),
        "business_name": Coded(name[business], tuple(at + word for word in words)),
        "kind": Coded(kind[business], KINDS),
        "role": Coded(role.astype(np.int8), ROLES),
        "registered_capital": Known(fen(capital / ROUND)[business] * ROUND, known[business]),
        "opened_date": opened[business],
        "state": Coded(state.astype(np.int8)[business], STATES),
    }
