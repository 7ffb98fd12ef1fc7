"""Training bases: what they are recognised for, whom they trained this year, who has found work."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance
from shouwang.synthetic.months import day_number
from shouwang.synthetic.work import LATEST, Jobs
from shouwang.synthetic.world import World

KINDS = ("centre", "school", "enterprise", "agriculture", "other")
STATES = ("running", "stopped", "closed")


def base_rows(world: World, trained: Rows, jobs: Jobs) -> Rows:
    """Return the bases that the training rows of a banner name."""
    rng = world.streams.of("training bases")
    rules = assumptions("bases")
    base = trained.columns["base"]
    assert isinstance(base, Coded)  # noqa: S101 - the training rows name it by a word
    count = len(base.words)
    ended = trained.places("ended_date")
    this_year = ended >= day_number(rules.value("year"))
    due = this_year & (ended <= day_number(rules.value("placed_by")))
    works = np.zeros(world.people.count, dtype=bool)
    works[jobs.person[jobs.works[:, LATEST]]] = True
    totals = [
        _count(base, mask) for mask in (this_year, due, due & works[trained.places("person")])
    ]
    people, judged, placed = totals
    placed = np.maximum(placed, np.ceil(judged * rules.number("placed_least")).astype(np.int32))
    capacity = np.rint(between(rng, rules.span("capacity"), count)).astype(np.int32)
    recognised = rng.integers(*_days("recognised"), count)
    kinds = rules.words("kinds")
    kind = np.array([KINDS.index(kinds[place % len(kinds)]) for place in range(count)])
    courses = "\u3001".join(dict.fromkeys(assumptions("trainings").words("trades")))
    known = ~chance(rng, rules.number("unknown.capacity"), count)
    return Rows(
        "training_base",
        {
            "base": serials(world.plan.code, "B", count),
            "county": Coded(np.zeros(count, dtype=np.int8), (world.plan.code,)),
            "base_name": Coded(np.arange(count), base.words),
            "kind": Coded(kind.astype(np.int8), KINDS),
            "recognised_date": recognised.astype(np.int32),
            "recognised_until": Known(
                rng.integers(*_days("until"), count).astype(np.int32), np.ones(count, dtype=bool)
            ),
            "state": Coded(np.zeros(count, dtype=np.int8), STATES),
            "courses": Coded(np.zeros(count, dtype=np.int8), (courses,)),
            "capacity": Known(capacity, known),
            "classes": -(-people // capacity),
            "trained": people,
            "due_placed": judged,
            "placed": placed,
        },
        day=recognised.astype(np.int32),
        masks={
            "busy": known & (people >= rules.whole("busy")),
            "judged": judged >= rules.whole("judged"),
        },
    )


def _count(base: Coded, mask: Array) -> Array:
    found: Array = np.bincount(base.places[mask], minlength=len(base.words)).astype(np.int32)
    return found


def _days(path: str) -> tuple[int, int]:
    low, high = assumptions("bases").value(path)
    return day_number(low), day_number(high) + 1
