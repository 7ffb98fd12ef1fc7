"""The list of issues: assigned, worked on, applied to be closed, closed with proof."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.inspections import ISSUES, KINDS, WORKED, Inspections, areas, told_texts
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.serials import one_word, serials
from shouwang.synthetic.world import World

SOURCES = (
    "patrol",
    "assessment",
    "audit",
    "inspection",
    "unannounced",
    "census",
    "petition",
    "self",
)
TYPES = ("responsibility", "policy", "work")
STATES = ("open", "under_way", "applied", "closed", "returned")
OPEN, UNDER_WAY, APPLIED, CLOSED, RETURNED = range(5)


def issue_rows(world: World, inspections: Inspections) -> Rows:
    """Return one row an issue: first those handed over, in the order of the findings."""
    rng = world.streams.of("issues")
    rules = assumptions("issues")
    source, area, village, assigned = _assigned(rng, world, inspections)
    count = len(source)
    today = told("day")
    low, high = (int(each) for each in rules.span("due_days"))
    term = rng.integers(low, high + 1, count)
    closed_after = np.floor(term * between(rng, rules.span("closed_after"), count))
    closed = assigned + closed_after.astype(np.int64)
    state = _states(rng, assigned, closed)
    is_closed = state == CLOSED
    new = today - assigned <= rules.whole("new_days")
    planned = ~new | chance(rng, rules.number("planned"), count)
    proven = is_closed | ((state == APPLIED) & chance(rng, rules.number("applied_evidence"), count))
    again = np.isin(state, (UNDER_WAY, RETURNED)) & chance(rng, rules.number("came_back"), count)
    before = is_closed & chance(rng, rules.number("returned_before"), count)
    kind = choose_words(rng, rules.shares("kinds"), TYPES, count)
    kind = np.where(chance(rng, rules.number("unknown_kind"), count), -1, kind)
    units = rules.words("units")
    offices = assumptions("inspections").words("offices")
    due = assigned + term
    return Rows(
        "issue",
        {
            "issue": serials(world, ISSUES, np.arange(1, count + 1), width=WORKED),
            "county": Coded(*one_word(world.plan.code, count)),
            "village": Coded(village.astype(np.int32), world.plan.villages),
            "area": Coded(area, areas()),
            "source": Coded(source, SOURCES),
            "kind": Coded(kind.astype(np.int8), TYPES),
            "text": told_texts(rng, assumptions("inspections").section("texts"), area),
            "unit": Coded(rng.integers(0, len(units), count), units),
            "owner_set": _told(rng, planned),
            "lead_office": Coded(rng.integers(0, len(offices), count), offices),
            "assigned_date": assigned.astype(np.int32),
            "due_date": due.astype(np.int32),
            "has_measure": _told(rng, planned),
            "has_evidence": _told(rng, proven),
            "state": Coded(state, STATES),
            "closed_date": Known(closed.astype(np.int32), is_closed),
            "checked_by_other": _told(rng, is_closed),
            "returned_times": (before | (state == RETURNED)).astype(np.int32),
            "recurred": _told(rng, again),
        },
        day=assigned.astype(np.int32),
        masks={
            "due": due + rules.whole("fault_from_days") < today,
            "planned": ~new & (today - assigned > 2 * rules.whole("new_days")),
        },
    )


def _assigned(
    rng: np.random.Generator, world: World, inspections: Inspections
) -> tuple[Array, Array, Array, Array]:
    """Return the source, the area, the village (-1 for none) and the day of each issue."""
    rules = assumptions("issues")
    handed = inspections.is_handed
    of_kind = rules.section("of_inspection")
    by_kind = np.array([SOURCES.index(str(of_kind[kind])) for kind in KINDS])
    of = inspections.of[handed]
    low, high = (int(each) for each in rules.span("others.count"))
    more = int(rng.integers(low, high + 1))
    first, last = (day_number(day) for day in rules.value("others.span"))
    own = chance(rng, rules.number("others.of_a_village"), more)
    village = np.where(own, rng.integers(0, len(world.plan.villages), more), -1)
    shares = assumptions("inspections").shares("areas")
    return (
        np.concatenate(
            (
                by_kind[inspections.kind[of]],
                choose_words(rng, rules.shares("others.sources"), SOURCES, more),
            )
        ),
        np.concatenate((inspections.area[handed], choose_words(rng, shares, areas(), more))),
        np.concatenate((inspections.village[of], village)),
        np.concatenate((inspections.handed[handed], rng.integers(first, last + 1, more))),
    )


def _states(rng: np.random.Generator, assigned: Array, closed: Array) -> Array:
    """Return how far each issue is: what is closed in time is closed, the rest is worked on."""
    rules = assumptions("issues")
    count = len(assigned)
    worked = choose_words(rng, rules.shares("open_states"), STATES, count)
    fresh = choose_words(rng, rules.shares("new_states"), STATES, count)
    new = told("day") - assigned <= rules.whole("new_days")
    return np.where(closed <= told("day"), CLOSED, np.where(new, fresh, worked)).astype(np.int8)


def _told(rng: np.random.Generator, values: Array) -> Known:
    """Return yes and no, a few of them not known."""
    unknown = chance(rng, assumptions("issues").number("unknown"), len(values))
    return Known(values, ~unknown)
