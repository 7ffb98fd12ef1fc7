"""Workshops that employ the poor: where they stand, whom they employ, whether they run."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.names import employers
from shouwang.synthetic.world import World

KINDS = ("factory", "home", "cooperative", "online")
STATES = ("running", "stopped", "closed")
RUNNING, STOPPED, CLOSED = range(3)


def workshop_rows(world: World) -> Rows:
    """Return a banner's workshops, those among them that have stopped or closed."""
    rng = world.streams.of("workshops")
    rules = assumptions("workshops")
    count = rules.whole("number.least") + int(rng.poisson(rules.number("number.more")))
    state = choose_words(rng, rules.shares("states"), STATES, count)
    kind = choose_words(rng, rules.shares("kinds"), KINDS, count)
    recognised = rng.integers(*_days("recognised"), count)
    since = np.select(
        [state == RUNNING, state == STOPPED],
        [recognised, rng.integers(*_days("stopped_since"), count)],
        rng.integers(recognised, told("day")),
    )
    staff, poor = _staff(rng, count)
    usual, idle = (
        between(rng, rules.span(f"contract.{name}"), count) for name in ("usual", "idle")
    )
    owes = (state == CLOSED) & chance(rng, rules.number("closed_owed.share"), count)
    owed = np.where(owes, between(rng, rules.span("closed_owed.yuan"), count), 0)
    paid = chance(rng, rules.number("subsidy.share"), count)
    subsidy = np.where(paid, between(rng, rules.span("subsidy.yuan"), count), 0)
    names, _starts = employers(world.plan, ("workshop",))
    villages = world.plan.villages
    unknown = {
        name: chance(rng, rules.number(f"unknown.{name}"), count)
        for name in rules.section("unknown")
    }
    village = rng.integers(0, len(villages), count)
    return Rows(
        "workshop",
        {
            "workshop": serials(world.plan.code, "W", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "village": Coded(np.where(unknown["village"], -1, village), villages),
            "workshop_name": Coded(rng.integers(0, len(names), count), names),
            "kind": Coded(kind, KINDS),
            "recognised_date": recognised.astype(np.int32),
            "state": Coded(state, STATES),
            "state_since": Known(
                since.astype(np.int32), (state == STOPPED) | ~unknown["state_since"]
            ),
            "staff": staff,
            "poor_staff": poor,
            "contract_months": Known(
                np.round(np.where(state == RUNNING, usual, idle), 1), ~unknown["contract"]
            ),
            "owed": fen(owed),
            "subsidy": fen(subsidy),
        },
        day=recognised.astype(np.int32),
        masks={"small": (state == RUNNING) & (staff <= rules.span("staff")[1])},
    )


def _days(path: str) -> tuple[int, int]:
    low, high = assumptions("workshops").value(path)
    return day_number(low), day_number(high) + 1


def _staff(rng: np.random.Generator, count: int) -> tuple[Array, Array]:
    """Return how many people work there and how many of them are poor."""
    rules = assumptions("workshops")
    large = chance(rng, rules.number("large.share"), count)
    staff, most, least = (
        np.rint(between(rng, rules.span(path), count)).astype(np.int32)
        for path in ("staff", "large.staff", "large.poor")
    )
    poor = np.ceil(staff * between(rng, rules.span("poor_share"), count)).astype(np.int32)
    return np.where(large, most, staff), np.where(large, least, poor)
