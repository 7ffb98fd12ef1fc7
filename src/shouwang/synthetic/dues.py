"""What is due on people's cards, a row each: subsidies, yearly payments, what hardships change."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Known, Rows
from shouwang.synthetic.draw import Array, around, chance, choose_words
from shouwang.synthetic.folk import LEFT_REASONS, NEVER
from shouwang.synthetic.months import day_number, history_ends, history_starts, month_starts, told
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.work import CHANNELS, Jobs
from shouwang.synthetic.world import World

KINDS = (
    "grassland",
    "farmland",
    "forest",
    "living_subsidy",
    "care_subsidy",
    "pension_aid",
    "health_aid",
    "school_aid",
    "transport",
    "post_wage",
    "dividend",
    "other",
)
STATES = ("paid", "pending", "returned", "lowered", "stopped")
PAID, PENDING, RETURNED, LOWERED, STOPPED = 0, 1, 2, 3, 4
REASONS = ("ineligible", "died", "account", "no_money", "exited", "other")
QUARTER = 3  # months
OPEN = -1  # a state or reason that is still to be drawn
ENDS_PAYMENT = ("death", "moved_out", "missing")


@dataclass(frozen=True, slots=True)
class Due:
    """Payments that are due, one each row.

    Attributes:
        amount: Yuan.
        state: What has become of it, or OPEN. reason: likewise.
        gone: Whether it is paid to somebody who left long ago.
    """

    person: Array
    kind: Array
    day: Array
    amount: Array
    state: Array
    reason: Array
    gone: Array


def all_due(world: World, jobs: Jobs, disability: Rows, scheme: Rows) -> Due:
    """Return everything due in the months of history."""
    rng = world.streams.of("payments due")
    parts = [
        *_subsidies(rng, world, disability),
        _posts(rng, world, jobs),
        *_yearly(rng, world, jobs),
        _school_aid(scheme),
        _cut(rng, world),
        _unpaid(rng, world),
        *_departed(rng, world),
    ]
    return Due(
        *(np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Due))
    )


def _due(
    person: Array,
    kind: Array | str,
    day: Array | int,
    amount: Array | float,
    *,
    state: Array | int = OPEN,
    reason: Array | int = OPEN,
    gone: bool = False,
) -> Due:
    """Return rows; what is the same for all may be given once."""
    count = len(person)
    place = KINDS.index(kind) if isinstance(kind, str) else kind
    return Due(
        person=person.astype(np.int32),
        kind=np.broadcast_to(place, count).astype(np.int8),
        day=np.broadcast_to(day, count).astype(np.int32),
        amount=np.broadcast_to(amount, count).astype(np.float64),
        state=np.broadcast_to(state, count).astype(np.int8),
        reason=np.broadcast_to(reason, count).astype(np.int8),
        gone=np.full(count, gone),
    )


def _month_days(rng: np.random.Generator) -> Array:
    """Return the day of each month of history on which this banner's monthly money is due."""
    low, high = assumptions("payments").span("monthly_day")
    return history_starts() + rng.integers(int(low), int(high) + 1) - 1


def _subsidies(rng: np.random.Generator, world: World, disability: Rows) -> list[Due]:
    """Return the monthly subsidies of the disabled, from when they came into the register."""
    days = _month_days(rng)
    times = 1
    if rng.random() < assumptions("payments").number("quarterly"):
        days, times = days[::QUARTER], QUARTER
    person = disability.places("person")
    since = np.where(
        world.people.enters[person] > 0, month_starts()[world.people.enters[person]], 0
    )
    since = np.maximum(since, world.people.birth[person])
    parts = []
    for kind in ("living_subsidy", "care_subsidy"):
        gets = np.flatnonzero(disability.places(kind))
        row, month = np.nonzero(days[None, :] > since[gets][:, None])
        amount = assumptions("payments").number(f"amounts.{kind}.mean") * times
        parts.append(_due(person[gets][row], kind, days[month], amount))
    return parts


def _posts(rng: np.random.Generator, world: World, jobs: Jobs) -> Due:
    """Return the wages of public posts for the months worked."""
    days = _month_days(rng)
    holders = np.flatnonzero(jobs.channel == CHANNELS.index("public_post"))
    row, month = np.nonzero(jobs.works[holders] & (days < history_ends())[None, :])
    worker = holders[row]
    return _due(jobs.person[worker], "post_wage", days[month], jobs.wage[worker, month] / 100)


def _yearly(rng: np.random.Generator, world: World, jobs: Jobs) -> list[Due]:
    """Return what comes once a year: to heads of households, to workers, to all of the needy."""
    rules = assumptions("payments")
    homes, standing, traits = world.homes, world.standing, world.traits
    poor = standing.was_poor | (standing.watch >= 0)
    settled = homes.living & (homes.enters == 0)
    watched = (standing.status == REGISTERED) | standing.is_watched
    share = np.where(poor, rules.number("yearly.poor"), rules.number("yearly.general"))
    land = settled & chance(rng, share, homes.count)
    woods = settled & poor & chance(rng, rules.number("yearly.forest"), homes.count)
    shares = settled & standing.was_poor & chance(rng, rules.number("yearly.dividend"), homes.count)
    people = world.people
    present = people.present & (people.enters == 0)
    away = np.zeros(people.count, dtype=bool)
    away[jobs.person[jobs.channel == CHANNELS.index("migrant")]] = True
    away &= present & poor[people.household]
    low, high = rules.span("pension_aid_ages")
    payers = (people.age >= low) & (people.age < high) & (traits.school == 0)
    given = {
        "grassland": homes.head[land & traits.herds],
        "farmland": homes.head[land & ~traits.herds],
        "forest": homes.head[woods],
        "dividend": homes.head[shares],
        "transport": np.flatnonzero(
            away & chance(rng, rules.number("yearly.transport"), people.count)
        ),
        "pension_aid": np.flatnonzero(present & payers & watched[people.household]),
        "health_aid": np.flatnonzero(present & watched[people.household]),
    }
    parts = []
    for kind, person in given.items():
        first, last = (day_number(day) for day in rules.value(f"days.{kind}"))
        day = int(rng.integers(first, last + 1))
        parts.append(_due(person, kind, day, _amounts(rng, kind, len(person))))
    return parts


def _amounts(rng: np.random.Generator, kind: str, count: int) -> Array:
    rule = assumptions("payments").section(f"amounts.{kind}")
    drawn = around(rng, float(rule["mean"]), float(rule.get("spread", 0.0)), count)
    return np.rint(np.maximum(drawn, 1.0))


def _school_aid(scheme: Rows) -> Due:
    """Return the scheme's payments of the months of history."""
    paid, amount = scheme.columns["paid_date"], scheme.places("amount")
    if not isinstance(paid, Known):
        raise TypeError(scheme.feed)
    chosen = np.flatnonzero(paid.known & (paid.values >= told("history_month")))
    person = scheme.places("person")[chosen]
    return _due(person, "school_aid", paid.values[chosen], amount[chosen] / 100, state=PAID)


def _of_heads(
    rng: np.random.Generator, world: World, kind: str
) -> tuple[Array, Array, Array, Array]:
    """Return, for the households a hardship befell: head, day, kind of payment, amount."""
    homes = world.hardships.homes(kind, shown=True)
    days = world.hardships.onsets(kind, shown=True)
    found = choose_words(rng, assumptions("payments").shares("hit"), KINDS, len(homes))
    return world.homes.head[homes], days, found, _amounts(rng, "other", len(homes))


def _cut(rng: np.random.Generator, world: World) -> Due:
    """Return payments stopped or lowered since a household got out of poverty."""
    head, day, kind, amount = _of_heads(rng, world, "policy_cut")
    rules = assumptions("payments")
    state = choose_words(rng, rules.shares("cut.states"), STATES, len(head))
    reason = choose_words(rng, rules.shares("cut.reasons"), REASONS, len(head))
    return _due(head, kind, day, amount, state=state, reason=reason)


def _unpaid(rng: np.random.Generator, world: World) -> Due:
    """Return payments that are overdue."""
    head, day, kind, amount = _of_heads(rng, world, "policy_unpaid")
    state = choose_words(rng, assumptions("payments").shares("unpaid"), STATES, len(head))
    return _due(head, kind, day, amount, state=state)


def _departed(rng: np.random.Generator, world: World) -> list[Due]:
    """Return what was due to people who left: before, soon after, rightly or stopped, wrongly."""
    rules = assumptions("payments")
    people = world.people
    low, high = (day_number(day) for day in rules.value("departed.lately"))
    adult = (people.left < NEVER) & (people.age >= rules.number("departed.from_age"))
    ends = np.isin(people.left_reason, [LEFT_REASONS.index(word) for word in ENDS_PAYMENT])
    long_ago = adult & (people.left <= day_number(rules.value("departed.long_ago")))
    recent = adult & (people.left > low) & (people.left < high)
    luck = rng.random(people.count)
    part = {name: rules.number(f"departed.{name}") for name in ("wrongly", "stopped", "still")}
    wrongly = long_ago & ends & (luck < part["wrongly"])
    stopped = long_ago & ends & ~wrongly & (luck < part["wrongly"] + part["stopped"])
    before = adult & chance(rng, rules.number("departed.before"), people.count)
    groups: tuple[tuple[Array, tuple[int, int] | None, dict[str, Any]], ...] = (
        (before, None, {}),
        (recent & (luck < part["still"]), (1, high), {"state": PAID}),
        (long_ago & ~ends & (luck < part["still"]), (low, high), {"state": PAID}),
        (stopped, (low, high), {"state": STOPPED, "reason": REASONS.index("died")}),
        (wrongly, (low, high), {"state": PAID, "gone": True}),
    )
    parts = []
    for who, span, more in groups:
        person = np.flatnonzero(who)
        left = people.left[person]
        if span is None:
            wait = rng.integers(1, rules.whole("departed.days_before"), len(person))
            day = np.maximum(left - wait, told("history_month"))
        else:
            day = rng.integers(np.maximum(left, span[0]), span[1] + 1)
        kind = choose_words(rng, rules.shares("hit"), KINDS, len(person))
        parts.append(_due(person, kind, day, _amounts(rng, "other", len(person)), **more))
    return parts
