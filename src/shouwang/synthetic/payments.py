"""Money paid on people's cards: what was due and what became of it."""

from dataclasses import fields

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.dues import (
    KINDS,
    LOWERED,
    OPEN,
    PAID,
    PENDING,
    REASONS,
    RETURNED,
    STATES,
    Due,
    all_due,
)
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.vehicles import serials
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

DEPARTED = "fault:paid_to_the_departed"
MONTHLY = ("living_subsidy", "care_subsidy")


def payment_rows(world: World, jobs: Jobs, disability: Rows, scheme: Rows) -> Rows:
    """Return a row for each payment due in the months of history; nearly all are paid in days."""
    due, dropped = _dropped(world, all_due(world, jobs, disability, scheme))
    rng = world.streams.of("payments")
    rules = assumptions("payments")
    count = len(due.person)
    state, reason = _states(rng, world, due)
    paid = state == PAID
    low, high = rules.span("days_to_pay")
    paid_day = due.day + rng.integers(int(low), int(high) + 1, count)
    part = np.where(state == LOWERED, between(rng, rules.span("lowered"), count), 0.0)
    owed = fen(due.amount)
    return Rows(
        "policy_payment",
        {
            "payment": serials(world, count),
            "person": due.person,
            "kind": Coded(due.kind, KINDS),
            "due_date": due.day,
            "due_amount": owed,
            "paid_date": Known(
                np.minimum(paid_day, told("day")).astype(np.int32), paid | (state == LOWERED)
            ),
            "paid": np.where(paid, owed, fen(due.amount * part)),
            "state": Coded(state, STATES),
            "reason": Coded(reason, REASONS),
        },
        day=due.day,
        masks={DEPARTED: due.gone, **_alike(world, due, state, reason)},
        lacking={"policy_dropped": dropped},
    ).ordered("person")


def _dropped(world: World, due: Due) -> tuple[Due, Array]:
    """Return what is due without the monthly money of a few, and their households.

    From a day on there is no row of theirs, neither paid nor stopped.
    """
    rng = world.streams.of("payments dropped")
    rules = assumptions("payments")
    since, before = (day_number(rules.value(f"dropped.{name}")) for name in ("since", "before"))
    monthly = np.isin(due.kind, [KINDS.index(word) for word in MONTHLY])
    people = world.people.count
    earlier, later = np.zeros(people, dtype=bool), np.zeros(people, dtype=bool)
    earlier[due.person[monthly & (due.day >= before) & (due.day < since)]] = True
    later[due.person[monthly & (due.day >= since)]] = True
    hit = world.home_mask("policy_cut", shown=True) | world.home_mask("policy_unpaid", shown=True)
    able = earlier & later & ~hit[world.people.household] & (world.people.left == NEVER)
    struck = able & chance(rng, rules.number("dropped.share"), people)
    stays = ~(struck[due.person] & monthly & (due.day >= since))
    kept = Due(*(getattr(due, each.name)[stays] for each in fields(Due)))
    return kept, np.unique(world.people.household[np.flatnonzero(struck)])


def _alike(world: World, due: Due, state: Array, reason: Array) -> dict[str, Array]:
    """Return the rows that only look like policies cut, money overdue, or money sent after people."""
    standing, household = world.standing, world.people.household[due.person]
    hit = world.home_mask("policy_cut", shown=True) | world.home_mask("policy_unpaid", shown=True)
    poor = ((standing.was_poor | (standing.watch >= 0)) & ~hit)[household]
    left = world.people.left[due.person] < due.day
    return {
        "like:policy_cut": poor & ~left & (reason >= 0) & (state >= LOWERED),
        "like:policy_unpaid": poor & np.isin(state, (PENDING, RETURNED)),
        "like:paid_to_the_departed": left & ~due.gone,
    }


def _states(rng: np.random.Generator, world: World, due: Due) -> tuple[Array, Array]:
    """Return what became of each payment and why it was cut or came back.

    Those of the last weeks may still be on their way. Subsidies were stopped or lowered for lack
    of entitlement at any time, for other reasons only before the time that is looked at; those of
    a household whose policies were cut are cut from then on.
    """
    rules = assumptions("payments")
    count = len(due.person)
    state, reason = np.full(count, PAID, dtype=np.int8), np.full(count, OPEN, dtype=np.int8)
    general = ~(world.standing.was_poor | (world.standing.watch >= 0))[
        world.people.household[due.person]
    ]
    late = general & chance(rng, rules.number("general_late"), count)
    on_way = (due.day >= day_number(rules.value("on_way.since"))) | late
    waits = on_way & (late | chance(rng, rules.number("on_way.share"), count))
    state[waits] = choose_words(rng, rules.shares("on_way.states"), STATES, int(waits.sum()))
    for name in ("rightly", "formerly"):
        rule = rules.section(name)
        cut = chance(rng, float(rule["share"]), count) & ~waits
        cut &= due.day <= day_number(rule["until"])
        _write(rng, (state, reason), cut, name)
    since = np.full(world.homes.count, NEVER, dtype=np.int64)
    since[world.hardships.homes("policy_cut", shown=True)] = world.hardships.onsets(
        "policy_cut", shown=True
    )
    cut = due.day > since[world.people.household[due.person]]
    cut &= np.isin(due.kind, [KINDS.index(word) for word in MONTHLY])
    _write(rng, (state, reason), cut, "cut")
    fixed = due.state != OPEN
    state[fixed], reason[fixed] = due.state[fixed], due.reason[fixed]
    reason[state == RETURNED] = REASONS.index("account")
    return state, reason


def _write(rng: np.random.Generator, columns: tuple[Array, Array], cut: Array, name: str) -> None:
    """Write states and reasons of payments that were cut, drawn by the assumptions' shares."""
    rules = assumptions("payments")
    state, reason = columns
    number = int(cut.sum())
    state[cut] = choose_words(rng, rules.shares(f"{name}.states"), STATES, number)
    reason[cut] = choose_words(rng, rules.shares(f"{name}.reasons"), REASONS, number)
