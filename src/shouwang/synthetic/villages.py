"""The villages: what the office counts and collects in each."""

from collections.abc import Mapping

import numpy as np

from shouwang.synthetic.aid import DESTITUTE, DIBAO, Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, around, between, chance, choose
from shouwang.synthetic.months import month_starts
from shouwang.synthetic.poor_villages import poor_villages
from shouwang.synthetic.standing import REGISTERED
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

WATERLESS = ("unsafe_water", "short_water", "far_water", "dry_water", "water_cut")


def village_rows(world: World, aid: Aid, jobs: Jobs, households: Rows) -> Rows:
    """Return a row for each village that has households; it counts what there is.

    Args:
        households: The register's, each in its place: what it says of their land.
    """
    special = poor_villages(world.plan, world.streams)
    poor = special.poor
    columns: dict[str, Cells] = {
        "village": Coded(np.arange(len(poor)), world.plan.villages),
        "poor_village": poor,
        "key_village": special.key,
        **_counted(world, aid),
        **_drawn(world, poor, _land(world, households)),
        **_workers(world, jobs),
    }
    counted, people = columns["households"], columns["population"]
    still_poor = np.asarray(columns["poor_population"]) > assumptions("villages").number(
        "still_poor"
    ) * np.asarray(people)
    rows = Rows(
        "village",
        columns,
        day=np.full(len(poor), month_starts()[0], dtype=np.int32),
        masks={
            "farming": np.asarray(columns["land"]) > 0,
            "working": np.asarray(columns["workers_last_month"])
            >= assumptions("villages").whole("many"),
            "fault:village_still_poor": still_poor,
            **{f"fault:{kind}": mask for kind, mask in special.faults.items()},
        },
    )
    return rows.take(np.flatnonzero(np.asarray(counted) > 0))


def _by_home(world: World, values: Array) -> Array:
    """Return the sum of a value of households by village."""
    return np.bincount(world.homes.village, weights=values, minlength=len(world.plan.villages))


def _by_person(world: World, values: Array) -> Array:
    """Return the sum of a value of people by village, of those who are present."""
    place = world.homes.village[world.people.household]
    return np.bincount(
        place, weights=values & world.people.present, minlength=len(world.plan.villages)
    )


def _counted(world: World, aid: Aid) -> dict[str, Cells]:
    """Return what is counted among the households and people of each village."""
    homes, people, standing = world.homes, world.people, world.standing
    waterless = np.zeros(homes.count, dtype=bool)
    for kind in WATERLESS:
        waterless |= world.home_mask(kind, shown=True)
    everybody = np.ones(people.count, dtype=bool)
    uninsured = world.person_mask("uninsured", shown=True)
    poor = (standing.status == REGISTERED)[people.household]
    living = homes.living
    counted: Mapping[str, Array] = {
        "households": _by_home(world, living),
        "population": _by_person(world, everybody),
        "poor_population": _by_person(world, poor),
        "unsafe_houses": _by_home(world, world.home_mask("unsafe_house", shown=True) & living),
        "unsolved_water": _by_home(world, waterless & living),
        "dibao_households": _by_home(world, world.anyone(aid.kind == DIBAO) & living),
        "dibao_people": _by_person(world, aid.kind == DIBAO),
        "destitute_people": _by_person(world, aid.kind == DESTITUTE),
        "disabled_people": _by_person(world, world.traits.disability >= 0),
        "insured_people": _by_person(world, ~uninsured),
    }
    return {name: values.astype(np.int32) for name, values in counted.items()}


def _land(world: World, households: Rows) -> Array:
    """Return the arable land that the register has for the households of each village."""
    cells = households.columns["cultivated_land"]
    owned = cells.values if isinstance(cells, Known) else np.asarray(cells)
    place = world.homes.village[households.places("household")]
    living = world.homes.living[households.places("household")]
    return np.bincount(place, weights=owned * living, minlength=len(world.plan.villages))


def _drawn(world: World, poor: Array, land: Array) -> dict[str, Cells]:
    """Return what is drawn for each village: land, income, roads, schools and the like."""
    rules = assumptions("villages")
    rng = world.streams.of("villages")
    count = len(poor)
    income = {name: _income(rng, name, count) for name in ("poor", "other")}
    columns: dict[str, Cells] = {
        "land": np.round(land * between(rng, rules.span("land.more"), count), 1),
        "collective_income": fen(np.where(poor, income["poor"], income["other"])),
        "paved_road": chance(rng, rules.number("paved_road"), count),
        "coach": chance(rng, rules.number("coach"), count),
    }
    for name in rules.section("counts"):
        words, shares = rules.shares(f"counts.{name}")
        values = np.array([int(word) for word in words], dtype=np.int32)
        known = ~chance(rng, rules.number("unknown"), count)
        columns[name] = Known(values[choose(rng, shares, count)], known)
    return columns


def _income(rng: np.random.Generator, name: str, count: int) -> Array:
    rule = assumptions("villages").section(f"collective.{name}")
    return float(rule["least"]) + around(rng, float(rule["mean"]), float(rule["spread"]), count)


def _workers(world: World, jobs: Jobs) -> dict[str, Cells]:
    """Return who works away or at home this month, and who was said to in the month before."""
    rules = assumptions("villages")
    rng = world.streams.of("village workers")
    now, before = np.zeros(world.people.count, dtype=bool), np.zeros(world.people.count, dtype=bool)
    now[jobs.person], before[jobs.person] = jobs.works[:, -1], jobs.works[:, -2]
    workers = _by_person(world, now)
    counted = _by_person(world, before)
    said = np.floor(counted * between(rng, rules.span("last_month"), len(counted)))
    said = np.minimum(said, np.floor(workers / rules.number("kept_least")))
    return {
        "workers": workers.astype(np.int32),
        "workers_last_month": said.astype(np.int32),
    }
