"""Accidents the police know of: most end lightly or lie back; some hurt people badly."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.folk import LEFT_REASONS, NEVER
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.vehicles import serials
from shouwang.synthetic.world import World

KINDS = ("traffic", "crime", "work", "fire", "other")
CRIME = 1
OUTCOMES = ("slight", "serious", "disabled", "dead")
SLIGHT, SERIOUS, DISABLED, DEAD = 0, 1, 2, 3


def accident_rows(world: World) -> Rows:
    """Return a row for each person hurt; who is badly hurt lately has that hardship."""
    rng = world.streams.of("accidents")
    rules = assumptions("accidents")
    hurt = world.hardships.people("accident_hurt", shown=True)
    when = world.hardships.onsets("accident_hurt", shown=True)
    slight = _struck(rng, world, "slight")
    long_ago = _struck(rng, world, "long_ago")
    # People without labour whom a crime hurt are no earners.
    weak = world.people.present & ~world.traits.can_work & (world.people.age >= 1)
    frail = np.flatnonzero(weak & chance(rng, rules.number("of_no_earner"), world.people.count))
    dead = _dead(rng, world)
    groups = (hurt, slight, long_ago, frail, dead)
    person = np.concatenate(groups)
    sizes = [len(group) for group in groups]
    kind = choose_words(rng, rules.shares("kinds"), KINDS, len(person))
    outcome = np.repeat(np.array([SERIOUS, SLIGHT, SERIOUS, SERIOUS, DEAD]), sizes)
    bad = (outcome == SERIOUS) & chance(rng, rules.number("disabled"), len(person))
    outcome[bad] = DISABLED
    starts = np.cumsum([0, *sizes])
    kind[starts[3] : starts[4]] = CRIME
    others = [word for word in KINDS if word != KINDS[CRIME]]
    able = world.traits.can_work[person]
    harmless = choose_words(rng, (others, np.full(len(others), 1 / len(others))), KINDS, len(able))
    first = np.arange(len(person)) < starts[1]
    kind = np.where(first & (kind == CRIME) & ~able, harmless, kind)
    day = np.concatenate(
        (
            when,
            _days(rng, "lately", len(slight)),
            _days(rng, "before", len(long_ago)),
            _days(rng, "lately", len(frail)),
            world.people.left[dead],
        )
    )
    # Nobody is hurt twice.
    _people, once = np.unique(person, return_index=True)
    person, kind, outcome, day = (each[once] for each in (person, kind, outcome, day))
    number = _together(rng, day, kind)
    paid = between(rng, rules.span("compensated"), len(person))
    return Rows(
        "accident",
        {
            "accident": serials(world, len(person)).take(number),
            "person": person,
            "kind": Coded(kind.astype(np.int8), KINDS),
            "happened_date": day.astype(np.int32),
            "outcome": Coded(outcome.astype(np.int8), OUTCOMES),
            "compensated": Known(
                fen(paid * np.array(rules.value("times_paid"))[outcome]),
                chance(rng, rules.number("compensated_known"), len(person)),
            ),
        },
        day=day.astype(np.int32),
        masks={
            "like:accident_hurt": ~world.person_mask("accident_hurt")[person] & (outcome != DEAD)
        },
    )


def _struck(rng: np.random.Generator, world: World, name: str) -> Array:
    """Return people who were hurt as the assumptions say, none of them by the hardship too."""
    people = world.people
    who = people.present & (people.enters == 0) & ~world.person_mask("accident_hurt")
    who &= people.age >= assumptions("accidents").number("from_age")
    share = assumptions("accidents").number(name)
    return np.flatnonzero(who & chance(rng, share, people.count))


def _days(rng: np.random.Generator, path: str, count: int) -> Array:
    low, high = (day_number(day) for day in assumptions("accidents").value(path))
    return rng.integers(low, high + 1, count)


def _dead(rng: np.random.Generator, world: World) -> Array:
    """Return those who died in an accident, of the able-bodied who died."""
    people = world.people
    died = (people.left_reason == LEFT_REASONS.index("death")) & (people.left < NEVER)
    died &= people.left <= told("day")
    young = died & (people.age < assumptions("accidents").number("dead_below"))
    share = assumptions("accidents").number("dead")
    return np.flatnonzero(young & chance(rng, share, people.count))


def _together(rng: np.random.Generator, day: Array, kind: Array) -> Array:
    """Return the number of each one's accident; some share it with another of that day."""
    places = np.arange(len(day))
    order = np.lexsort((kind, day))
    joins = np.zeros(len(day), dtype=bool)
    same = (day[order][1:] == day[order][:-1]) & (kind[order][1:] == kind[order][:-1])
    joins[1:] = same & chance(rng, assumptions("accidents").number("together"), len(same))
    number = np.empty(len(day), dtype=np.int64)
    number[order] = order[np.maximum.accumulate(np.where(joins, 0, places))]
    return number
