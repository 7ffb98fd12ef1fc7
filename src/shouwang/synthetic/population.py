"""Draws the households and people of a banner, with those who come and go in the year."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array, Streams, apportion, chance, ranks_within
from shouwang.synthetic.family import Families, families
from shouwang.synthetic.folk import HEAD, NEVER, RELATIONS, SPOUSE, Folk, Homes, People, ethnicities
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.months import DAYS_PER_YEAR, month_dates, month_number, told

SERIALS = 10**6  # household numbers a banner has room for
BLOCK = 10**3  # banners that person numbers are told apart by


def populate(plan: BannerPlan, streams: Streams) -> Folk:
    """Return the households and people of a banner."""
    rng = streams.of("population")
    village, died_out = _villages(plan)
    drawn = families(rng, died_out)
    enters = _home_enters(rng, died_out)
    ethnicity = _ethnicities(rng, plan, village)
    people = _together(plan, streams, drawn, enters=enters, ethnicity=ethnicity)
    moved, before = _moves(rng, plan, village)
    homes = Homes(
        number=int(plan.code) * SERIALS + 1 + np.arange(len(village), dtype=np.int64),
        village=village,
        village_before=before,
        moved=moved,
        kind=drawn.kind,
        enters=enters,
        left=drawn.left,
        head=_heads(people, len(village)),
    )
    return Folk(plan, streams, homes, people)


def _villages(plan: BannerPlan) -> tuple[Array, Array]:
    """Return each household's village, and who died out (the last of each village)."""
    share = assumptions("population").number("died_out.share")
    extra = apportion(round(float(plan.households.sum()) * share), plan.households)
    counts = plan.households + extra
    village = np.repeat(np.arange(len(counts), dtype=np.int16), counts)
    died_out = ranks_within(village) >= np.repeat(plan.households, counts)
    return village, died_out


def _home_enters(rng: np.random.Generator, died_out: Array) -> Array:
    share = assumptions("population").number("moved_in")
    moves_in = chance(rng, share, len(died_out)) & ~died_out
    months = rng.integers(1, len(month_dates()), len(died_out))
    return np.where(moves_in, months, 0).astype(np.int8)


def _ethnicities(rng: np.random.Generator, plan: BannerPlan, village: Array) -> tuple[Array, Array]:
    """Return each household's people, and the chance that a spouse is of the other."""
    share = plan.mongolian[village]
    drawn = rng.random(len(village))
    people = np.full(len(village), ethnicities(plan).index("han"), dtype=np.int8)
    people[drawn < share] = ethnicities(plan).index("mongol")
    edge = share.copy()
    for word, part in plan.minorities.items():
        upper = edge + float(part) * (1 - share)
        people[(drawn >= edge) & (drawn < upper)] = ethnicities(plan).index(word)
        edge = upper
    mixed = assumptions("population").number("mixed_marriage")
    back = mixed * share / np.maximum(1 - share, mixed)
    return people, np.where(people == ethnicities(plan).index("han"), back, mixed)


def _together(
    plan: BannerPlan,
    streams: Streams,
    drawn: Families,
    *,
    enters: Array,
    ethnicity: tuple[Array, Array],
) -> People:
    """Put the parts together in the order of random person numbers."""
    rng = streams.of("people together")
    total = sum(len(part.household) for part in drawn.parts)
    order = rng.permutation(total)
    household, relation, sex, age, left, left_reason = (
        np.concatenate([getattr(part, name) for part in drawn.parts])[order]
        for name in ("household", "relation", "sex", "age", "left", "left_reason")
    )
    # Of a household that enters during the year nobody has left: the register never knew them.
    newcomers = enters[household] > 0
    left = np.where(newcomers, NEVER, left).astype(left.dtype)
    left_reason = np.where(newcomers, -1, left_reason).astype(left_reason.dtype)
    last_seen = np.minimum(left, told("day"))
    birth = (last_seen - np.floor(age * DAYS_PER_YEAR)).astype(np.int32)
    people, mixed = ethnicity
    own = people[household]
    marries = np.isin(relation, [SPOUSE, RELATIONS.index("daughter_in_law")])
    is_mixed = marries & chance(rng, mixed[household], total)
    marries_in = _marries_in(rng, relation, age, left)
    born = np.maximum(month_number(birth), 0)
    first = np.maximum(np.maximum(marries_in, born), enters[household])
    return People(
        number=_person_numbers(plan, streams, total),
        household=household,
        relation=relation,
        sex=sex,
        birth=birth,
        ethnicity=np.where(is_mixed, np.where(own == 0, 1, 0), own).astype(np.int8),
        enters=np.where(left == NEVER, first, enters[household]).astype(np.int8),
        left=left,
        left_reason=left_reason,
    )


def _marries_in(rng: np.random.Generator, relation: Array, age: Array, left: Array) -> Array:
    """Return the month in which young spouses married into the household, 0 for before."""
    rule = assumptions("population").section("comings.married_in")
    low, high = rule["relation_age"]
    young = (relation == SPOUSE) & (age >= low) & (age < high) & (left == NEVER)
    marries = young & chance(rng, float(rule["share"]), len(age))
    months = rng.integers(1, len(month_dates()), len(age))
    return np.where(marries, months, 0)


def _person_numbers(plan: BannerPlan, streams: Streams, count: int) -> Array:
    """Return random numbers in ascending order; the last digits keep banners apart."""
    rng = streams.of("person numbers")
    low, high = SERIALS, SERIALS * 10
    drawn = np.empty(0, dtype=np.int64)
    while len(drawn) < count:
        drawn = np.unique(np.append(drawn, rng.integers(low, high, count)))
    kept = np.sort(rng.permutation(drawn)[:count])
    return kept * BLOCK + plan.index


def _moves(rng: np.random.Generator, plan: BannerPlan, village: Array) -> tuple[Array, Array]:
    share = assumptions("population").number("moved_within")
    count = len(plan.villages)
    months = rng.integers(1, len(month_dates()), len(village))
    moves = chance(rng, share, len(village)) & (count > 1)
    other = (village + rng.integers(1, max(count, 2), len(village))) % count
    moved = np.where(moves, months, -1).astype(np.int8)
    return moved, np.where(moves, other, village).astype(np.int16)


def _heads(people: People, homes: int) -> Array:
    heads = np.flatnonzero(people.relation == HEAD)
    places = np.empty(homes, dtype=np.int32)
    places[people.household[heads]] = heads
    return places
