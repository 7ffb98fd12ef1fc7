"""Those the treasury pays: officials, teachers, the retired, and contract workers."""

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
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
from shouwang.synthetic.world import World

KINDS = ("civil_servant", "institution", "retired", "contract")
RETIRED, CONTRACT = 2, 3


def payroll_rows(world: World, aid: Aid) -> Rows:
    """Return those paid; one of a household in need who is no contract worker is a fault."""
    rng = world.streams.of("payroll")
    rules = assumptions("payroll")
    people = world.people
    who = grown(world) & (world.traits.school == 0)
    needy = in_need(world, aid)[people.household]
    strange = somebody(rng, world, who)[with_means(world, aid, "treasury")]
    odd = np.zeros(people.count, dtype=bool)
    odd[strange[strange >= 0]] = True
    old = people.age >= assumptions("traits").number("sixties_from")
    share = np.where(old, rules.number("share.retired"), rules.number("share.employed"))
    able = old | world.traits.works
    paid = who & able & ~needy & chance(rng, share, people.count)
    contract = who & ~old & able & chance(rng, rules.number("share.contract"), people.count)
    ended = who & needy & chance(rng, rules.number("share.ended"), people.count) & ~contract
    paid |= odd
    person = np.flatnonzero(paid | contract | ended)
    count = len(person)
    kind = choose_words(rng, rules.shares("employed"), KINDS, count)
    kind[old[person]] = RETIRED
    kind[(contract & ~paid)[person]] = CONTRACT
    low, high = (day_number(day) for day in rules.value("started"))
    started = rng.integers(low, high + 1, count).astype(np.int32)
    low, high = (day_number(day) for day in rules.value("ended"))
    over = rng.integers(low, high + 1, count).astype(np.int32)
    words = tuple(world.plan.name + name for name in rules.words("employers"))
    employer = rng.integers(0, len(words), count)
    employer_known = ~chance(rng, rules.number("unknown_employer"), count)
    return Rows(
        "public_payroll",
        {
            "person": person,
            "employer": Coded(np.where(employer_known, employer, -1), words),
            "kind": Coded(kind, KINDS),
            "monthly_pay": fen(_pay(rng, kind)),
            "started_date": started,
            "ended_date": Known(over, (ended & ~paid)[person]),
        },
        day=np.where((ended & ~paid)[person], over, started),
        masks={NOT_IN_NEED: odd[person], LIKE_NOT_IN_NEED: (needy & ~odd)[person]},
    )


def paid_by_treasury(world: World, aid: Aid) -> Array:
    """Return the places of those paid now who are no contract workers."""
    rows = payroll_rows(world, aid)
    kind, ended = rows.columns["kind"], rows.columns["ended_date"]
    assert isinstance(kind, Coded)  # noqa: S101 - the rows are made above
    assert isinstance(ended, Known)  # noqa: S101 - the rows are made above
    paid: Array = rows.places("person")[(kind.places != CONTRACT) & ~ended.known]
    return paid


def _pay(rng: np.random.Generator, kind: Array) -> Array:
    rules = assumptions("payroll")
    mean = np.array([rules.number(f"pay.{name}") for name in KINDS])[kind]
    drawn = mean * np.exp(rules.number("pay_spread") * rng.standard_normal(len(kind)))
    pay: Array = np.maximum(drawn, rules.number("pay_least"))
    return pay
