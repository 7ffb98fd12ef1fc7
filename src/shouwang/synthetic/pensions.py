"""Pension insurance: who pays, who draws; some of the poor whom it should have do not."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.cover import entered
from shouwang.synthetic.draw import Array, chance
from shouwang.synthetic.folk import FEMALE
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.world import World

SCHEMES = ("resident", "employee")
EMPLOYEE = 1
STATES = ("paying", "suspended", "drawing")
PAYING, SUSPENDED, DRAWING = 0, 1, 2
MONTHS_A_YEAR = 12
BLANK = "pension_blank"  # the fault of households in which somebody of age is not enrolled


def pension_rows(world: World, school: Rows, payroll: Rows) -> Rows:
    """Return everybody insured; the poor and watched always are, but for hardships and faults.

    Args:
        school: The roll: who is on it need not be insured yet.
        payroll: Those the treasury pays, whose pension is an employee's.
    """
    rng = world.streams.of("pensions")
    rules = assumptions("pensions")
    people = world.people
    reached = _birthday(people.birth, rules.whole("drawn_from"))
    of_age = _birthday(people.birth, rules.whole("insured_from")) <= told("day")
    pupil = np.zeros(people.count, dtype=bool)
    pupil[school.places("person")] = True
    employee = _employees(rng, world, payroll)
    early = employee & (people.sex == FEMALE)
    reached = np.where(early, _birthday(people.birth, rules.whole("women_from")), reached)
    old = reached <= told("day")
    poor = (world.standing.was_poor | (world.standing.watch >= 0))[people.household]
    joins = chance(rng, rules.number("general_enrolled"), people.count) | employee
    insured = people.present & of_age & ~pupil & (poor | old | joins)
    missing = world.person_mask("pension_missing", shown=True)
    unpaid = chance(rng, rules.number("missing_not_drawn"), people.count) & old
    insured &= ~missing | unpaid
    blank = poor & of_age & ~pupil & ~old & people.present & (people.enters == 0)
    blank &= chance(rng, rules.number("blank"), people.count)
    insured &= ~blank
    person = np.flatnonzero(insured)
    count = len(person)
    state = np.full(count, PAYING, dtype=np.int8)
    stopped = chance(rng, rules.number("suspended"), count)
    state[stopped] = SUSPENDED
    state[old[person]] = DRAWING
    state[missing[person]] = SUSPENDED
    draws = state == DRAWING
    helped = chance(rng, rules.number("government_paid"), count) & poor[person]
    scheme = employee[person].astype(np.int8)
    return Rows(
        "pension",
        {
            "person": person,
            "scheme": Coded(scheme, SCHEMES),
            "state": Coded(state, STATES),
            "government_paid": helped & (state == PAYING) & (scheme != EMPLOYEE),
            "monthly_amount": Known(_amounts(rng, scheme), draws),
            "drawing_from": Known(_drawn_from(rng, reached[person]), draws),
        },
        day=entered(world, person),
        lacking={BLANK: np.unique(people.household[blank])},
    )


def _birthday(birth: Array, years: int) -> Array:
    """Return the days of that birthday (of the day after, for the 29th of February)."""
    days = birth.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    later = (month + MONTHS_A_YEAR * years).astype("datetime64[D]") + (days - month)
    found: Array = later.astype(np.int64)
    return found


def _employees(rng: np.random.Generator, world: World, payroll: Rows) -> Array:
    """Return whose pension is an employee's: the treasury's people, some workers and old."""
    rules = assumptions("pensions")
    people = world.people
    old = people.age >= assumptions("traits").number("sixties_from")
    share = np.where(world.traits.works, rules.number("employee.works"), 0.0)
    share = np.where(old, rules.number("employee.old"), share)
    employee = chance(rng, share, people.count)
    employee[payroll.places("person")] = True
    return employee


def _amounts(rng: np.random.Generator, scheme: Array) -> Array:
    """Return fen a month, in whole yuan."""
    rules = assumptions("pensions")
    low, high = (
        np.array([rules.span(f"monthly.{name}")[end] for name in SCHEMES], dtype=np.float32)
        for end in (0, 1)
    )
    part = rng.random(len(scheme), dtype=np.float32)
    yuan = low[scheme] + (high - low)[scheme] * part
    amounts: Array = yuan.astype(np.int64) * 100
    return amounts


def _drawn_from(rng: np.random.Generator, reached: Array) -> Array:
    """Return the day a pension began: soon after the birthday, not before the scheme did."""
    rules = assumptions("pensions")
    wait = rng.integers(0, rules.whole("wait_days"), len(reached))
    first = day_number(rules.value("scheme_from"))
    days: Array = np.minimum(np.maximum(reached, first) + wait, told("day")).astype(np.int32)
    return days
