"""Medical claims: many small ones, some stays in hospital, and those that break a household."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.digits import digits, texts
from shouwang.synthetic.draw import Array, chance, choose, ranks_within
from shouwang.synthetic.livelihood import Livelihood
from shouwang.synthetic.months import month_starts, told
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.world import World

KINDS = ("inpatient", "special_outpatient", "outpatient")
INPATIENT = 0
RULES = ("inpatient", "special", "outpatient")
SERIAL_DIGITS = 9
GENERAL, POOR, WATCHED = 0, 1, 2
GROUPS = ("general", "poor", "watched")


@dataclass(frozen=True, slots=True)
class _Visits:
    """One row a claim, in the order of the people.

    Attributes:
        rank: How many of the person's claims stand before it.
        heavy: Whether it is one of the stays that show a heavy burden; lasting: one of the
            monthly treatments that do; ill: a stay for a serious illness that was not dear.
    """

    person: Array
    kind: Array
    rank: Array
    heavy: Array
    lasting: Array
    ill: Array


def claim_rows(world: World, aid: Aid, living: Livelihood) -> Rows:
    """Return exactly as many claims as the plan says."""
    rng = world.streams.of("claims")
    visits = _visits(rng, world)
    settled = _days(rng, world, visits)
    members = np.maximum(world.people.members(world.homes.count), 1)
    aided = aid.covers(world)
    aided |= living.net() / members < assumptions("claims").number("aided_below")
    cost, paid = _amounts(rng, world, aided, visits)
    count = len(visits.person)
    rules = assumptions("claims")
    low, high = rules.span("compliant")
    compliant = paid * (low + (high - low) * rng.random(count, dtype=np.float32))
    low, high = rules.span("stay_days")
    stay = (low + (high - low) * rng.random(count, dtype=np.float32)).astype(np.int32)
    inpatient = visits.kind == INPATIENT
    share = np.where(visits.heavy, rules.number("heavy.serious"), rules.number("serious_share"))
    serious = inpatient & (rng.random(count, dtype=np.float32) < share)
    serious = visits.ill | serious & ~_helped_by_now(world, aid)[visits.person]
    dear = (cost >= rules.number("dear_from")) & ~visits.heavy & ~visits.lasting
    return Rows(
        "medical_claim",
        {
            "claim": _names(world.plan.code, count),
            "person": visits.person,
            "kind": Coded(visits.kind, KINDS),
            "admitted_date": Known(settled - stay, inpatient),
            "settled_date": settled,
            "total_cost": _fen(cost),
            "self_paid": _fen(paid),
            "compliant_self_paid": _fen(compliant),
            "serious_illness": serious,
        },
        day=settled,
        masks={"like:reimbursed": dear},
    )


def _helped_by_now(world: World, aid: Aid) -> Array:
    """Return who would be in dibao if they were seriously ill, and are not."""
    standing = world.standing
    group = standing.is_watched | (standing.status == REGISTERED)
    would: Array = group[world.people.household] & (aid.kind < 0)
    return would


def _fen(yuan: Array) -> Array:
    return (yuan * 100).astype(np.int64)


def _names(code: str, count: int) -> pa.Array:
    prefix = np.frombuffer(code.encode(), dtype=np.uint8)
    serial = digits(np.arange(1, count + 1), SERIAL_DIGITS) + ord("0")
    return texts(np.hstack([np.broadcast_to(prefix, (count, len(prefix))), serial]))


def _visits(rng: np.random.Generator, world: World) -> _Visits:
    """Draw how often each person comes; what is left of the plan's number are visits."""
    rules = assumptions("claims")
    people, traits = world.people, world.traits
    age = people.age
    heavy, lasting = _heavy_claims(rng, world)
    ill = world.person_mask("uncovered_ill", shown=True)
    left = max(world.plan.claims - int((heavy + lasting + ill).sum()), 0)
    stays = rules.bands("inpatient", age) * np.where(traits.serious, rules.number("serious"), 1.0)
    inpatient = _limited(rng, rng.poisson(stays), round(left * rules.number("most_inpatient")))
    under_scheme = rng.poisson(np.where(traits.chronic, rules.number("special"), 0.0))
    special = _limited(rng, under_scheme, round(left * rules.number("most_special")))
    weight = rules.bands("visits", age) * np.where(traits.chronic, rules.number("chronic"), 1.0)
    rest = left - int(inpatient.sum()) - int(special.sum())
    outpatient = _spread(rng, weight, rest)
    inpatient, special = inpatient + heavy + ill, special + lasting
    counts = inpatient + special + outpatient
    person = np.repeat(np.arange(people.count, dtype=np.int32), counts)
    starts = np.cumsum(counts) - counts
    rank = np.arange(len(person), dtype=np.int32) - starts.astype(np.int32)[person]
    first, second = inpatient.astype(np.int32), (inpatient + special).astype(np.int32)
    kind = (rank >= first[person]).astype(np.int8) + (rank >= second[person])
    is_heavy = rank < heavy.astype(np.int32)[person]
    is_lasting = (rank >= first[person]) & (rank < (first + lasting.astype(np.int32))[person])
    is_ill = ill[person] & (rank == 0)
    return _Visits(person, kind.astype(np.int8), rank, is_heavy, is_lasting, is_ill)


def _heavy_claims(rng: np.random.Generator, world: World) -> tuple[Array, Array]:
    """Return how many stays, and how many monthly treatments, show each one's burden."""
    rules = assumptions("claims")
    patients = world.hardships.people("heavy_medical", shown=True)
    names, shares = rules.shares("heavy.stays")
    stays = np.zeros(world.people.count, dtype=np.int64)
    stays[patients] = np.array([int(name) for name in names])[choose(rng, shares, len(patients))]
    lasts = patients[chance(rng, rules.number("heavy.lasting.share"), len(patients))]
    treatments = np.zeros(world.people.count, dtype=np.int64)
    treatments[lasts] = rules.whole("heavy.lasting.visits")
    stays[lasts] = 0
    return stays, treatments


def _limited(rng: np.random.Generator, counts: Array, most: int) -> Array:
    """Return the counts, thinned by chance to a number if they are more."""
    if int(counts.sum()) <= most:
        return counts
    rows = np.repeat(np.arange(len(counts)), counts)
    kept = rng.choice(rows, size=most, replace=False)
    return np.bincount(kept, minlength=len(counts))


def _spread(rng: np.random.Generator, weights: Array, total: int) -> Array:
    """Return counts that add up to the total, in proportion to the weights by chance."""
    counts = rng.poisson(weights * (total / weights.sum()))
    over = int(counts.sum()) - total
    if over > 0:
        return _limited(rng, counts, total)
    edges = np.cumsum(weights)
    more = np.searchsorted(edges, rng.random(-over) * edges[-1], side="right")
    spread: Array = counts + np.bincount(np.minimum(more, len(counts) - 1), minlength=len(counts))
    return spread


def _days(rng: np.random.Generator, world: World, visits: _Visits) -> Array:
    """Return the day each claim is settled: while the person is in the register."""
    people = world.people
    entered = np.where(people.enters > 0, month_starts()[people.enters], told("history_month"))
    low = np.maximum(entered, people.birth).astype(np.float32)
    span = (np.minimum(people.left, told("day")) + 1 - low).astype(np.float32)
    part = rng.random(len(visits.person), dtype=np.float32)
    day = (low[visits.person] + np.floor(part * span[visits.person])).astype(np.int32)
    onset = np.zeros(people.count, dtype=np.int32)
    hardships = world.hardships
    for kind in ("heavy_medical", "uncovered_ill"):
        onset[hardships.people(kind, shown=True)] = hardships.onsets(kind, shown=True)
    rows = np.flatnonzero(visits.heavy | visits.ill)
    wait = rng.integers(0, assumptions("claims").whole("heavy.within_days"), len(rows))
    day[rows] = onset[visits.person[rows]] + wait
    rows = np.flatnonzero(visits.lasting)
    back = ranks_within(visits.person[rows]) * assumptions("claims").whole(
        "heavy.lasting.days_apart"
    )
    day[rows] = told("day") - back - rng.integers(0, 2, len(rows))
    days: Array = np.minimum(day, told("day")).astype(np.int32)
    return days


def _amounts(
    rng: np.random.Generator, world: World, aided: Array, visits: _Visits
) -> tuple[Array, Array]:
    """Return the cost of each claim and what the patient bears of it, in yuan."""
    rules = assumptions("claims")
    count = len(visits.person)
    mean, spread, least = (
        np.array([rules.number(f"cost.{rule}.{name}") for rule in RULES], dtype=np.float32)[
            visits.kind
        ]
        for name in ("mean", "spread", "least")
    )
    noise = rng.standard_normal(count, dtype=np.float32)
    cost = np.maximum(mean * np.exp(spread * noise - spread * spread / 2), least)
    dear = (visits.kind == INPATIENT) & (rng.random(count, dtype=np.float32) < rules.number("dear"))
    rows = np.flatnonzero(dear)
    low, high = rules.span("dear_times")
    cost[rows] *= low + (high - low) * rng.random(len(rows), dtype=np.float32)
    helped = aided[world.people.household]
    group = np.maximum(_groups(world), np.where(helped, POOR, GENERAL)).astype(np.int8)
    group = group[visits.person]
    paid = cost * _drawn(rng, _ends("paid_share"), np.minimum(group, POOR), visits.kind)
    paid = np.minimum(paid, _drawn(rng, _ends("most_paid"), group, visits.kind))
    cost, paid = _heavy_amounts(rng, world, visits, (cost, paid))
    return np.rint(cost), np.rint(paid)


def _groups(world: World) -> Array:
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    group = np.where(poor, POOR, GENERAL)
    group = np.where(world.standing.watch >= 0, WATCHED, group).astype(np.int8)
    found: Array = group[world.people.household]
    return found


def _ends(path: str) -> Array:
    """Return the two ends of each range by group and kind."""
    found = assumptions("claims").section(path)
    names = [name for name in GROUPS if name in found[RULES[0]]]
    return np.array([[found[rule][name] for rule in RULES] for name in names], dtype=np.float32)


def _drawn(rng: np.random.Generator, ends: Array, group: Array, kind: Array) -> Array:
    low, high = ends[..., 0][group, kind], ends[..., 1][group, kind]
    drawn: Array = low + (high - low) * rng.random(len(kind), dtype=np.float32)
    return drawn


def _heavy_amounts(
    rng: np.random.Generator, world: World, visits: _Visits, usual: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return cost and payment with those of the heavily burdened: the first stay is most of it."""
    cost, paid = usual
    rules = assumptions("claims")
    rows = np.flatnonzero(visits.heavy)
    person = visits.person[rows]
    count = world.people.count
    by_group = [rng.uniform(*rules.span(f"heavy.{name}"), count) for name in GROUPS]
    total = np.choose(_groups(world), by_group)[person]
    stays = np.bincount(person, minlength=count)[person]
    first = np.where(stays == 1, 1.0, rng.uniform(*rules.span("heavy.first"), count)[person])
    later = (1 - first) / np.maximum(stays - 1, 1)
    paid[rows] = total * np.where(visits.rank[rows] == 0, first, later)
    rows = np.flatnonzero(visits.lasting)
    paid[rows] = rng.uniform(*rules.span("heavy.lasting.paid"), len(rows))
    rows = np.flatnonzero(visits.heavy | visits.lasting)
    cost[rows] = paid[rows] / rng.uniform(*rules.span("heavy.paid_share"), len(rows))
    return cost, paid
