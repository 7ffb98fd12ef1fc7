"""Relocated households: the new dwelling, the old house, and what they live on since."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, between, chance, choose, choose_words
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.sites import site_names
from shouwang.synthetic.standing import EXITED
from shouwang.synthetic.work import Jobs, in_public_post
from shouwang.synthetic.world import World

METHODS = ("concentrated", "scattered", "town")
EXTENTS = ("whole", "part")
OLD = ("standing", "demolished", "reclaimed", "kept")
STANDING, DEMOLISHED, RECLAIMED, KEPT = range(4)
FOLLOW_UPS = ("industry", "employment", "public_post", "cover", "none")


def relocation_rows(world: World, jobs: Jobs, housing_area: Array) -> Rows:
    """Return a row for each relocated household.

    Args:
        housing_area: Of each household in square metres, as the register has it.
    """
    rng = world.streams.of("relocation")
    rules = assumptions("moves")
    household, beside, missing = _moved(rng, world)
    count = len(household)
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in rules.section("unknown")
    }
    handed = _handed_over(rng, count)
    lives_there = handed < day_number(rules.value("moving_until"))
    moved = handed + _whole(rng, "days_to_move", count)
    late = lives_there & chance(rng, rules.number("late_move.share"), count)
    late &= handed < day_number(rules.value("settled_before"))
    moved = np.where(late, handed + _whole(rng, "late_move.days", count), moved)
    debts = chance(rng, rules.number("debt.share"), count)
    debt = np.where(debts, between(rng, rules.span("debt.yuan"), count), 0)
    titled = handed < day_number(rules.value("title_before"))
    titled |= chance(rng, rules.number("title"), count)
    members = np.maximum(world.people.members(world.homes.count), 1)
    all_true = np.ones(count, dtype=bool)
    sites = site_names(world)
    site = rng.integers(0, len(sites), count)
    method = choose_words(rng, rules.shares("methods"), METHODS, count)
    extent = choose_words(rng, rules.shares("extents"), EXTENTS, count)
    settled = moved < day_number(rules.value("settled_before"))
    rows = Rows(
        "relocation",
        {
            "household": household,
            "site": Coded(np.where(known["site"], site, -1), sites),
            "method": Coded(method, METHODS),
            "extent": Coded(np.where(known["extent"], extent, -1), EXTENTS),
            "people": members[household],
            "area": _area(rng, housing_area[household], members[household], beside),
            "handed_over_date": Known(handed.astype(np.int32), all_true),
            "moved_in_date": Known(moved.astype(np.int32), lives_there),
            "occupied": lives_there,
            **_old_sites(rng, moved, lives_there, settled, known["reclaimed_mu"]),
            "certificate": Known(titled, known["certificate"]),
            "debt": Known(fen(debt), known["debt"]),
            "sound_house": all_true,
            "school_joined": lives_there,
            "care_joined": lives_there,
            "follow_up": Coded(_follow_ups(rng, world, jobs, household), FOLLOW_UPS),
            "difficulty": _difficulties(rng, count),
        },
        day=handed.astype(np.int32),
        masks={
            "moved_in": lives_there & ~beside,
            "settled": lives_there & settled & ~beside,
            "long_settled": (moved < day_number(rules.value("long_settled_before"))) & ~beside,
            "like:relocated_not_moved_in": ~lives_there & ~beside,
            "fault:relocation_differs": beside,
        },
        lacking={"relocation_differs": missing},
    )
    return rows.ordered("household")


def _moved(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return who has a row, which of them the register does not know of, and who has none."""
    rules = assumptions("moves")
    relocated, count = world.standing.relocated, world.homes.count
    missing = relocated & chance(rng, rules.number("missing"), count)
    others = ~relocated & (world.standing.status == EXITED) & world.homes.living
    extra = np.flatnonzero(others & chance(rng, rules.number("beside"), count))
    usual = np.flatnonzero(relocated & ~missing)
    beside = np.repeat([False, True], [len(usual), len(extra)])
    return np.concatenate((usual, extra)), beside, np.flatnonzero(missing)


def _handed_over(rng: np.random.Generator, count: int) -> Array:
    spans = assumptions("moves").value("spans")
    shares = np.array([float(each["share"]) for each in spans])
    low, high = (np.array([day_number(each[end]) for each in spans]) for end in ("from", "to"))
    place = choose(rng, shares / shares.sum(), count)
    return rng.integers(low[place], high[place] + 1)


def _whole(rng: np.random.Generator, path: str, count: int) -> Array:
    days: Array = np.rint(between(rng, assumptions("moves").span(path), count)).astype(np.int64)
    return days


def _area(rng: np.random.Generator, registered: Array, members: Array, beside: Array) -> Array:
    """Return the area as the register has it; it knows no new dwelling of those beside it."""
    a_head = between(rng, assumptions("livelihood").span("relocated_area"), len(members))
    area: Array = np.where(beside, np.round(a_head * members), registered)
    return area


def _old_sites(
    rng: np.random.Generator, moved: Array, lives_there: Array, settled: Array, known: Array
) -> dict[str, Cells]:
    """Return what has become of the old house: pulled down within a year, reclaimed in another."""
    rules = assumptions("moves")
    count, today = len(moved), told("day")
    names = choose_words(rng, rules.shares("old"), OLD, count)
    lately = choose_words(rng, rules.shares("old_new"), OLD, count)
    old = np.where(settled, names, lately)
    old = np.where(lives_there, old, STANDING).astype(np.int8)
    low, high = (day_number(day) for day in rules.value("demolished_lately"))
    demolished = np.select(
        [(old == DEMOLISHED) & settled, old == DEMOLISHED],
        [rng.integers(low, high + 1, count), moved + _whole(rng, "days_demolished", count)],
        moved + _whole(rng, "days_to_demolish", count),
    )
    demolished = np.minimum(demolished, today - 1)
    mu = np.round(between(rng, rules.span("reclaimed_mu"), count), 2)
    return {
        "old_site": Coded(old, OLD),
        "old_demolished_date": Known(
            demolished.astype(np.int32), np.isin(old, (DEMOLISHED, RECLAIMED))
        ),
        "reclaimed_mu": Known(mu, known & (old == RECLAIMED)),
    }


def _follow_ups(rng: np.random.Generator, world: World, jobs: Jobs, household: Array) -> Array:
    """Return what supports each household: its wages, a public post, assistance, or its land."""
    drawn = choose_words(rng, assumptions("moves").shares("follow_up"), FOLLOW_UPS, len(household))
    holder = np.zeros(world.homes.count, dtype=bool)
    holder[world.people.household[jobs.person[in_public_post(jobs)]]] = True
    earns = world.anyone(world.traits.works)
    found = np.select(
        [holder[household], world.traits.labourless[household], earns[household]],
        [FOLLOW_UPS.index(word) for word in ("public_post", "cover", "employment")],
        drawn,
    )
    return found.astype(np.int8)


def _difficulties(rng: np.random.Generator, count: int) -> Coded:
    rules = assumptions("moves")
    words = rules.words("difficulties.words")
    told_of = chance(rng, rules.number("difficulties.share"), count)
    return Coded(np.where(told_of, rng.integers(0, len(words), count), -1), words)
