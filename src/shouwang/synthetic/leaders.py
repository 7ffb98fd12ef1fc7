"""Who leads banners, townships and offices, and who went: the posts that are to stay filled."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows, day_cells
from shouwang.synthetic.draw import Array, chance, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.names import helper_names
from shouwang.synthetic.serials import one_word, serials
from shouwang.synthetic.world import World

LEVELS = ("county", "township")
ROLES = ("secretary", "head", "deputy", "department")
CHIEFS = 2  # the first two roles
REASONS = ("promoted", "transferred", "retired", "removed", "other")
LETTERS = "RZ"


def post_holder_rows(world: World) -> Rows:
    """Return the terms told: those in office, those before them, and some just gone."""
    rng = world.streams.of("post holders")
    level, role = _seats(rng)
    count = len(role)
    chief = role < CHIEFS
    went, reason, fault = _went(rng, chief)
    gap = _gap(rng, count)
    followed = np.where(went < NEVER, went + gap, NEVER)
    followed, reason = _with_faults(rng, went, followed, (reason, fault))
    vacant = _vacant(rng, went, chief)
    followed = np.where(vacant, NEVER, followed)
    changed = went < NEVER
    low, high = (day_number(day) for day in assumptions("leaders").value("started"))
    begun = rng.integers(low, high + 1, count)
    least, most = (int(each) for each in assumptions("leaders").span("term_days"))
    before = went - rng.integers(least, most + 1, count)
    # First the terms that have ended, then those that run; nobody holds a seat not yet followed.
    gone = np.flatnonzero(changed)
    held = np.flatnonzero(followed <= told("day"))
    stays = np.flatnonzero(~changed)
    seat = np.concatenate((gone, held, stays))
    started = np.concatenate((before[gone], followed[held], begun[stays]))
    is_gone = np.arange(len(seat)) < len(gone)
    ended = np.where(is_gone, went[seat], NEVER)
    next_day = np.where(is_gone & (followed[seat] <= told("day")), followed[seat], NEVER)
    total = len(seat)
    return Rows(
        "post_holder",
        {
            "term": serials(world, LETTERS, np.arange(1, total + 1), width=4),
            "county": Coded(*one_word(world.plan.code, total)),
            "level": Coded(level[seat], LEVELS),
            "role": Coded(role[seat], ROLES),
            "holder_name": helper_names(world.streams, total),
            "started_date": started.astype(np.int32),
            "ended_date": day_cells(ended.astype(np.int32), NEVER),
            "ended_reason": Coded(np.where(is_gone, reason[seat], -1).astype(np.int8), REASONS),
            "succeeded_date": day_cells(next_day.astype(np.int32), NEVER),
        },
        day=np.where(is_gone, ended, started).astype(np.int32),
        masks={
            "fault:leader_changed": is_gone & fault[seat],
            "fault:post_vacant": is_gone & vacant[seat],
        },
    )


def _seats(rng: np.random.Generator) -> tuple[Array, Array]:
    """Return the level and the role of each seat of a banner."""
    rules = assumptions("leaders")
    low, high = (int(each) for each in rules.span("townships"))
    places = {"county": 1, "township": int(rng.integers(low, high + 1))}
    level, role = [], []
    for name, seats in rules.section("seats").items():
        for word, each in seats.items():
            level += [LEVELS.index(name)] * (int(each) * places[name])
            role += [ROLES.index(word)] * (int(each) * places[name])
    return np.array(level, dtype=np.int8), np.array(role, dtype=np.int8)


def _went(rng: np.random.Generator, chief: Array) -> tuple[Array, Array, Array]:
    """Return when and why the last holder of each seat went, and which of them is a fault."""
    rules = assumptions("leaders")
    count = len(chief)
    went = np.full(count, NEVER, dtype=np.int64)
    reason = np.full(count, -1, dtype=np.int64)
    for change in [*rules.value("changes"), rules.section("vacant")]:
        fits = (went == NEVER) & (change.get("chiefs_only", chief) == chief)
        struck = np.flatnonzero(fits & chance(rng, float(change["share"]), count))
        low, high = day_number(change["from"]), day_number(change["to"])
        went[struck] = rng.integers(low, high + 1, len(struck))
        reason[struck] = _words(rng, change["reasons"], len(struck))
    lately = (went >= day_number(rules.value("lately_from"))) & (
        went <= day_number(rules.value("late_until"))
    )
    fault = chief & lately & chance(rng, rules.number("fault.share"), count)
    return went, reason, fault


def _vacant(rng: np.random.Generator, went: Array, chief: Array) -> Array:
    """Return which seats of deputies and offices nobody has followed to since their holder went."""
    rules = assumptions("leaders")
    lately = (went >= day_number(rules.value("lately_from"))) & (
        went <= day_number(rules.value("late_until"))
    )
    found: Array = ~chief & lately & chance(rng, rules.number("deputy_vacant"), len(went))
    return found


def _words(rng: np.random.Generator, shares: Mapping[str, Any], count: int) -> Array:
    weights = np.array([float(each) for each in shares.values()])
    return choose_words(rng, (tuple(shares), weights / weights.sum()), REASONS, count)


def _gap(rng: np.random.Generator, count: int) -> Array:
    low, high = (int(each) for each in assumptions("leaders").span("gap"))
    gap: Array = rng.integers(low, high + 1, count)
    return gap


def _with_faults(
    rng: np.random.Generator, went: Array, followed: Array, told_of: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return when the next came and the reasons: a fault is a chief moved, or followed too late."""
    rules = assumptions("leaders")
    reason, fault = told_of
    count = len(went)
    moved = fault & chance(rng, rules.number("fault.moved"), count)
    reason = np.where(moved, _words(rng, rules.section("fault.reasons"), count), reason)
    low, high = (int(each) for each in rules.span("fault.late_days"))
    late = went + rng.integers(low, high + 1, count)
    nobody = chance(rng, rules.number("fault.nobody"), count)
    late = np.where(nobody, NEVER, late)
    return np.where(fault & ~moved, late, followed), reason
