"""Health insurance enrolment and disability cards."""

import numpy as np

from shouwang.synthetic.aid import DESTITUTE, DIBAO, Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.draw import Array, chance
from shouwang.synthetic.months import day_number, month_starts, told
from shouwang.synthetic.traits import categories
from shouwang.synthetic.world import World

BASIC = ("resident", "employee", "none")
NONE = 2


def entered(world: World, people: Array) -> Array:
    """Return the first day of the month each person came into the register."""
    days: Array = month_starts()[world.people.enters[people]]
    return days


def enrolment_rows(world: World, aid: Aid) -> Rows:
    """Return everybody's enrolment of the year; the uninsured that are shown say none."""
    rng = world.streams.of("enrolment")
    rules = assumptions("cover")
    person = np.flatnonzero(world.people.present)
    count = len(person)
    works = world.traits.works[person]
    share = np.where(works, rules.number("employee.works"), rules.number("employee.other"))
    grown = world.people.age[person] >= assumptions("traits").number("labour_from")
    basic = np.where(grown & chance(rng, share, count), 1, 0).astype(np.int8)
    uninsured = world.person_mask("uninsured", shown=True)[person]
    basic[uninsured] = NONE
    no_serious = world.person_mask("no_serious_cover", shown=True)[person]
    household = world.people.household[person]
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    helped = poor[household] | (aid.kind[person] >= 0)
    helped |= chance(rng, rules.number("subsidised_general"), count)
    low, high = (day_number(day) for day in rules.value("paid"))
    paid = np.maximum(rng.integers(low, high + 1, count), world.people.birth[person])
    return Rows(
        "insurance_enrolment",
        {
            "person": person,
            "year": np.full(count, assumptions("months").whole("insurance_year"), dtype=np.int32),
            "basic": Coded(basic, BASIC),
            "serious_cover": (basic != NONE) & ~no_serious,
            "subsidised": helped & (basic == 0),
            "paid_date": Known(np.minimum(paid, told("day")).astype(np.int32), basic != NONE),
        },
        day=entered(world, person),
        masks={"like:insured_at_work": grown & (basic == 1) & poor[household]},
    )


def disability_rows(world: World, aid: Aid) -> Rows:
    """Return the cards; some of those entitled get no subsidy, or have no card if not shown."""
    rng = world.streams.of("disability")
    rules = assumptions("cover")
    traits = world.traits
    carded = world.people.present & (traits.disability >= 0)
    carded &= ~world.person_mask("uncovered_disabled", shown=False)
    person = np.flatnonzero(carded)
    uncovered = world.person_mask("uncovered_disabled", shown=True)[person]
    poor = world.standing.was_poor[world.people.household[person]]
    share = np.where(
        poor, rules.number("living_subsidy.poor"), rules.number("living_subsidy.general")
    )
    share = np.where(aid.kind[person] >= 0, rules.number("living_subsidy.destitute"), share)
    share = np.where(aid.kind[person] == DIBAO, 1.0, share)
    without = uncovered | world.person_mask("subsidy_missing", shown=True)[person]
    low, high = (day_number(day) for day in rules.value("issued"))
    issued = np.maximum(rng.integers(low, high + 1, len(person)), world.people.birth[person] + 1)
    return Rows(
        "disability",
        {
            "person": person,
            "category": Coded(traits.disability[person], categories()),
            "level": traits.level[person],
            "issued_date": np.minimum(issued, told("day")).astype(np.int32),
            "living_subsidy": chance(rng, share, len(person)) & ~without,
            "care_subsidy": traits.severe[person] & ~without,
        },
        day=entered(world, person),
        masks={"destitute": aid.kind[person] == DESTITUTE},
    )


def subsidised_homes(world: World, disability: Rows) -> Array:
    """Return the households in which a disabled person gets one of the two subsidies."""
    gets = np.asarray(disability.columns["living_subsidy"]) | np.asarray(
        disability.columns["care_subsidy"]
    )
    homes = np.zeros(world.homes.count, dtype=bool)
    homes[world.people.household[disability.places("person")[gets]]] = True
    return homes
