"""Events the police register: deaths, marriages, moves; some deaths the register has missed."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, chance, choose_words
from shouwang.synthetic.folk import LEFT_REASONS, NEVER, RELATIONS
from shouwang.synthetic.months import day_number, month_number, month_starts, told
from shouwang.synthetic.traits import LABOUR
from shouwang.synthetic.vehicles import serials
from shouwang.synthetic.world import World

KINDS = (
    "birth",
    "death",
    "registration_loss",
    "marriage",
    "divorce",
    "moved_in",
    "moved_out",
    "army",
    "prison",
    "released",
    "missing",
)
MARRY_IN = ("spouse", "daughter_in_law", "son_in_law")
ON_REGISTER = "fault:dead_on_register"
LIKE_LOSS = "like:lost_earner"  # an able member has gone, but lives
AWAY = [KINDS.index(word) for word in ("marriage", "moved_out", "army")]


def vital_rows(world: World) -> Rows:
    """Return an event a row: of those who left, of those who came, and what else happens."""
    rng = world.streams.of("vital events")
    rules = assumptions("vitals")
    parts = [_left(world), *_came(rng, world), *_others(rng, world), _unseen(rng, world)]
    still_there = _dead_on_register(rng, world)
    parts.append(still_there)
    person, kind, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    odd = np.arange(len(person)) >= len(person) - len(still_there[0])
    known = ~chance(rng, rules.number("unknown_registered"), len(person))
    able = (world.people.left < NEVER)[person] & world.traits.can_work[person]
    low, high = rules.span("days_to_register")
    registered = day + rng.integers(int(low), int(high) + 1, len(person))
    return Rows(
        "vital_event",
        {
            "vital_event": serials(world, len(person)),
            "person": person,
            "kind": Coded(kind.astype(np.int8), KINDS),
            "happened_date": day.astype(np.int32),
            "registered_date": Known(np.minimum(registered, told("day")).astype(np.int32), known),
        },
        day=day.astype(np.int32),
        masks={ON_REGISTER: odd, LIKE_LOSS: ~odd & np.isin(kind, AWAY) & able},
    ).ordered("person")


def _same(kind: str, count: int) -> Array:
    return np.full(count, KINDS.index(kind))


def _left(world: World) -> tuple[Array, Array, Array]:
    """Return the events by which people left the register; all its reasons are kinds."""
    people = world.people
    gone = np.flatnonzero(people.left < NEVER)
    kinds = np.array([KINDS.index(reason) for reason in LEFT_REASONS])
    return gone, kinds[people.left_reason[gone]], people.left[gone]


def _came(rng: np.random.Generator, world: World) -> list[tuple[Array, Array, Array]]:
    """Return births, marriages into a household, and moves of whole households."""
    people = world.people
    came = people.present & (people.enters > 0)
    moved = came & (world.homes.enters[people.household] == people.enters)
    moved &= world.homes.enters[people.household] > 0
    born = came & ~moved & (month_number(people.birth) == people.enters)
    marries = np.isin(people.relation, [RELATIONS.index(word) for word in MARRY_IN])
    married = came & ~moved & ~born & marries
    parts = []
    for kind, who in (("moved_in", moved), ("marriage", married)):
        chosen = np.flatnonzero(who)
        first = month_starts()[people.enters[chosen]]
        after = np.minimum(month_starts()[people.enters[chosen] + 1], told("day"))
        parts.append((chosen, _same(kind, len(chosen)), rng.integers(first, after)))
    chosen = np.flatnonzero(born)
    return [*parts, (chosen, _same("birth", len(chosen)), people.birth[chosen])]


def _others(rng: np.random.Generator, world: World) -> list[tuple[Array, Array, Array]]:
    """Return events after which people stay in the register: marriages, divorces, releases."""
    people = world.people
    low, high = assumptions("vitals").span("grown")
    who = people.present & (people.enters == 0) & (people.age >= low) & (people.age < high)
    parts = []
    for kind, share in assumptions("vitals").section("staying").items():
        chosen = np.flatnonzero(who & chance(rng, float(share), people.count))
        days = rng.integers(told("history_month"), told("day"), len(chosen))
        parts.append((chosen, _same(kind, len(chosen)), days))
    return parts


def _unseen(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return lost earners the register does not show, as far as the police know of them."""
    rules = assumptions("vitals")
    people = world.hardships.people("lost_earner", shown=False)
    days = world.hardships.onsets("lost_earner", shown=False)
    known = chance(rng, rules.number("unseen.known"), len(people))
    kind = choose_words(rng, rules.shares("unseen.kinds"), KINDS, len(people))
    return people[known], kind[known], days[known]


def _dead_on_register(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return old people whose death is registered while they still stand in the register."""
    rules = assumptions("vitals")
    people = world.people
    frail = people.present & (people.enters == 0) & (people.age >= rules.number("frail_from"))
    frail &= world.traits.labour >= LABOUR.index("weak")
    frail &= ~world.person_mask("lost_earner")
    chosen = np.flatnonzero(frail & chance(rng, rules.number("dead_on_register"), people.count))
    low, high = (day_number(day) for day in rules.value("died"))
    kind = choose_words(rng, rules.shares("died_kinds"), KINDS, len(chosen))
    return chosen, kind, rng.integers(low, high + 1, len(chosen))
