"""Skill training: who was trained in what, and whether they want work."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance
from shouwang.synthetic.months import day_number, history_starts
from shouwang.synthetic.work import LATEST, Jobs
from shouwang.synthetic.world import World

MONTHS_LOOKED_AT = 3  # whoever is at work in none of the last so many reported is idle


def training_rows(world: World, jobs: Jobs) -> Rows:
    """Return the trained: those long idle after it say that they want no work."""
    rng = world.streams.of("training")
    rules = assumptions("trainings")
    person = _trained(rng, world)
    count = len(person)
    ended = _ended(rng, count)
    days = np.rint(between(rng, rules.span("days"), count)).astype(np.int64)
    idle = _idle(world, jobs)[person] & (ended < _early())
    wants = chance(rng, rules.number("wants_work"), count) & ~idle
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in ("certified", "wants_work", "subsidy")
    }
    trades = rules.words("trades")
    trade = rng.integers(0, len(trades), count)
    bases = tuple(f"{world.plan.name}{name}" for name in rules.words("bases"))
    rows = Rows(
        "training",
        {
            "training": serials(world.plan.code, "T", count),
            "person": person,
            "class_name": _classes(trade, ended, trades),
            "trade": Coded(trade, trades),
            "base": Coded(rng.integers(0, len(bases), count), bases),
            "started_date": (ended - days).astype(np.int32),
            "ended_date": ended.astype(np.int32),
            "certified": Known(chance(rng, rules.number("certified"), count), known["certified"]),
            "wants_work": Known(wants, known["wants_work"]),
            "subsidy": Known(
                fen(np.round(between(rng, rules.span("subsidy"), count), -1)), known["subsidy"]
            ),
        },
        day=ended.astype(np.int32),
        masks={"idle": idle, "like:trained_without_work": _idle(world, jobs)[person] & ~idle},
    )
    return rows.ordered("person")


def _trained(rng: np.random.Generator, world: World) -> Array:
    rules = assumptions("trainings")
    people, traits = world.people, world.traits
    low, high = rules.span("ages")
    fits = people.present & (people.enters == 0) & traits.can_work & (traits.school == 0)
    fits &= (people.age >= low) & (people.age < high)
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    share = np.where(poor, rules.number("share.poor"), rules.number("share.general"))
    return np.flatnonzero(fits & chance(rng, share[people.household], people.count))


def _ended(rng: np.random.Generator, count: int) -> Array:
    """Return the days the classes ended; none in the months of the epidemic."""
    rules = assumptions("trainings")
    first, last = (day_number(day) for day in rules.value("ended"))
    closed, opened = (day_number(day) for day in rules.value("closed"))
    ended = rng.integers(first, last + 1, count)
    moved = (ended >= closed) & (ended < opened)
    return np.where(moved, rng.integers(first, closed, count), ended)


def _early() -> int:
    """Return the day before which a class ended long enough ago to have found work since."""
    early: int = day_number(assumptions("trainings").value("closed")[1])
    return early


def _idle(world: World, jobs: Jobs) -> Array:
    """Return who was at work in none of the last months reported."""
    lately = jobs.works[:, LATEST - MONTHS_LOOKED_AT + 1 : LATEST + 1]
    idle = np.ones(world.people.count, dtype=bool)
    idle[jobs.person[lately.any(axis=1)]] = False
    return idle


def _classes(trade: Array, ended: Array, trades: tuple[str, ...]) -> Coded:
    """Return the names of the classes: one a trade and month."""
    months = history_starts()
    month = np.searchsorted(months, ended, side="right") - 1
    names = tuple(
        f"{np.datetime64(int(start), 'D').astype('datetime64[M]')}{word}"
        for start in months
        for word in trades
    )
    return Coded(month * len(trades) + trade, names)
