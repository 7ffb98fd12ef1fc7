"""Cases: the steps from a clue to the list, with their days."""

from collections.abc import Mapping

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, chance, choose, choose_words
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.serials import serials
from shouwang.synthetic.world import World

SOURCES = ("self", "cadre", "department", "channel", "system")
STATES = ("open", "identified", "rejected", "ended")
OPEN, IDENTIFIED, REJECTED, ENDED = range(4)
LETTERS = "GA"
STEPS = (
    "verified",
    "consent",
    "compared",
    "reviewed",
    "notice_from",
    "notice_until",
    "township",
    "approved",
    "recorded",
)


def faults() -> tuple[str, ...]:
    """Return the kinds of faults of a case."""
    return tuple(assumptions("cases").section("faults"))


def case_rows(world: World) -> Rows:
    """Return one row a case; approval is the day the household is put on the list."""
    rng = world.streams.of("cases")
    rules = assumptions("cases")
    standing = world.standing
    household, state = _who(rng, world)
    count = len(household)
    fault = _faults(rng, state)
    green = chance(rng, rules.number("green"), count) & (fault < 0)
    offset = _offsets(rng, green, fault)
    approval = offset["approved"]
    low, high = (int(each) for each in rules.span("open.days"))
    first, last = (day_number(day) for day in rules.value("rejected.span"))
    least, most = (int(each) for each in rules.span("slow_days"))
    slow = fault == faults().index("case_too_slow")
    opened = np.select(
        [state == OPEN, state == REJECTED],
        [told("day") - rng.integers(low, high + 1, count), rng.integers(first, last + 1, count)],
        standing.identified[household] - approval,
    )
    delay = rng.integers(least, most + 1, count)
    opened = np.where(slow & (state == OPEN), told("day") - delay, opened)
    days = {name: opened + offset[name] for name in STEPS}
    decided = np.isin(state, (IDENTIFIED, ENDED))
    opened = np.where(slow & decided, days["approved"] - delay, opened)
    known = _known(rng, state, days)
    source = choose_words(rng, rules.shares("sources"), SOURCES, count)
    source = np.where(chance(rng, rules.number("unknown_source"), count), -1, source)
    return Rows(
        "case",
        {
            "case_id": serials(world, LETTERS, np.arange(1, count + 1)),
            "household": household,
            "opened_date": opened.astype(np.int32),
            "source": Coded(source.astype(np.int8), SOURCES),
            "green_channel": green,
            **{
                name if name.startswith("notice") else f"{name}_date": Known(
                    days[name].astype(np.int32), known[name]
                )
                for name in STEPS
            },
            "state": Coded(state, STATES),
        },
        day=opened.astype(np.int32),
        masks={f"fault:{name}": fault == place for place, name in enumerate(faults())},
    )


def _who(rng: np.random.Generator, world: World) -> tuple[Array, Array]:
    """Return the households that have a case, and how it stands."""
    rules = assumptions("cases")
    standing, homes = world.standing, world.homes
    free = homes.living & (homes.enters == 0) & (standing.watch < 0)
    drawn = rng.random(homes.count)
    edge = rules.number("open.share")
    state = np.full(homes.count, -1, dtype=np.int8)
    state[free & (drawn < edge)] = OPEN
    state[free & (drawn >= edge) & (drawn < edge + rules.number("rejected.share"))] = REJECTED
    state[standing.is_watched] = IDENTIFIED
    state[standing.was_watched] = ENDED
    household = np.flatnonzero(state >= 0)
    return household, state[household]


def _faults(rng: np.random.Generator, state: Array) -> Array:
    """Return the place of each case's fault, -1 for none; open ones can only be too slow."""
    rules = assumptions("cases")
    count = len(state)
    shares = np.array([float(share) for share in rules.section("faults").values()])
    drawn = choose(rng, np.append(shares, 1 - shares.sum()), count)
    decided = np.isin(state, (IDENTIFIED, ENDED)) & (drawn < len(shares))
    slow = (state == OPEN) & chance(rng, rules.number("slow_open"), count)
    return np.select(
        [slow, decided], [np.full(count, faults().index("case_too_slow")), drawn], default=-1
    ).astype(np.int8)


def _offsets(rng: np.random.Generator, green: Array, fault: Array) -> Mapping[str, Array]:
    """Return on which day after the clue each step is taken."""
    rules = assumptions("cases")
    count = len(green)

    def days(path: str) -> Array:
        low, high = (int(each) for each in rules.span(path))
        drawn: Array = rng.integers(low, high + 1, count)
        return drawn

    def has(name: str) -> Array:
        found: Array = fault == faults().index(name)
        return found

    offset: dict[str, Array] = {}
    total = np.zeros(count, dtype=np.int64)
    for name in STEPS:
        step = days(f"steps.{name}")
        if name == "notice_until":
            step = np.where(green, days("green_notice"), step)
            step = np.where(has("case_notice_short"), days("short_notice"), step)
        total = total + step
        offset[name] = total
    early = has("case_approved_early")
    offset["approved"] = np.where(
        early, offset["notice_until"] - days("early_days"), offset["approved"]
    )
    offset["township"] = np.where(
        early, np.minimum(offset["township"], offset["approved"]), offset["township"]
    )
    unauthorised = has("case_compared_unauthorised")
    offset["consent"] = np.where(
        unauthorised, offset["compared"] + days("before_consent"), offset["consent"]
    )
    return offset


def _known(
    rng: np.random.Generator, state: Array, days: Mapping[str, Array]
) -> Mapping[str, Array]:
    """Return which steps have been taken: all of those on the list, some of the others."""
    low, high = (int(each) for each in assumptions("cases").span("rejected.known"))
    steps = rng.integers(low, high + 1, len(state))
    known: dict[str, Array] = {}
    for place, name in enumerate(STEPS):
        taken = days[name] <= told("day")
        if name in ("approved", "recorded"):
            taken &= state != OPEN
        known[name] = taken & ((state != REJECTED) | (place < steps))
    return known
