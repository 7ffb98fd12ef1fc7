"""Sums over a banner that are compared with published figures."""

from collections.abc import Mapping

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows
from shouwang.synthetic.cover import NONE
from shouwang.synthetic.draw import Array
from shouwang.synthetic.folk import FEMALE, MALE, ethnicities
from shouwang.synthetic.livelihood import SOURCES, Livelihood
from shouwang.synthetic.standing import MARGINAL, REGISTERED, UNSTABLE, causes
from shouwang.synthetic.world import World

FIRST_OF_PLAN = 2016  # the years of the thirteenth five-year plan begin
AGES = {"age_0_14": (0, 15), "age_15_59": (15, 60), "age_60": (60, 200), "age_65": (65, 200)}
CAUSES = {
    "cause_illness": "illness",
    "cause_funds": "lack_of_money",
    "cause_labour": "lack_of_labour",
    "cause_disaster": "disaster",
    "cause_schooling": "schooling",
    "cause_disability": "disability",
}


def banner_sums(world: World, living: Livelihood, enrolment: Rows) -> dict[str, float]:
    """Return the sums of one banner by the names that figures.yaml uses."""
    sums = {**_people(world), **_poor(world), **_income(world, living)}
    sums |= _insured(world, enrolment)
    league = world.plan.league
    return sums | {f"{name}:{league}": sums[name] for name in ("people", "mongolian")}


def _people(world: World) -> dict[str, float]:
    people = world.people
    present = people.present
    age = people.age
    mongol = ethnicities(world.plan).index("mongol")
    return {
        "people": _count(present),
        "households": _count(world.homes.living),
        "men": _count(present & (people.sex == MALE)),
        "mongolian": _count(present & (people.ethnicity == mongol)),
        **{
            name: _count(present & (age >= low) & (age < high))
            for name, (low, high) in AGES.items()
        },
    }


def _count(who: Array) -> float:
    return float(np.count_nonzero(who))


def _poor(world: World) -> dict[str, float]:
    standing, people = world.standing, world.people
    members = people.members(world.homes.count).astype(np.float64)
    poor = standing.was_poor
    told = assumptions("frame")
    women = people.present & (people.sex == FEMALE) & poor[people.household]
    inside = world.plan.league in told.words("four_leagues")
    sums = {
        "registered_people": _sum(members, standing.status == REGISTERED),
        "unstable_people": _sum(members, standing.is_watched & (standing.watch == UNSTABLE)),
        "marginal_people": _sum(members, standing.is_watched & (standing.watch == MARGINAL)),
        "exited_in_plan": _sum(members, standing.exit_year >= FIRST_OF_PLAN),
        "poor_people": _sum(members, poor),
        "poor_households": _count(poor),
        "poor_women": _count(women),
        "poor_in_four_leagues": _sum(members, poor) * inside,
        "poor_in_national_banners": _sum(members, poor) * world.plan.national,
        "relocated_people": _sum(members, standing.relocated),
    }
    words = causes()
    return sums | {
        name: _sum(members, standing.cause == words.index(word)) for name, word in CAUSES.items()
    }


def _sum(values: Array, who: Array) -> float:
    return float(values[who].sum())


def _income(world: World, living: Livelihood) -> dict[str, float]:
    lives = world.homes.living
    net = living.net()
    members = world.people.members(world.homes.count).astype(np.float64)
    poor = lives & world.standing.was_poor
    listed = lives & bool(world.plan.listed)
    source: Mapping[str, Array] = {name: living.after[name] / 100 for name in SOURCES}
    return {
        "income": _sum(net, lives),
        "income_people": _sum(members, lives),
        "income_poor": _sum(net, poor),
        "income_people_poor": _sum(members, poor),
        "income_listed": _sum(net, listed),
        "income_people_listed": _sum(members, listed),
        "income_wage": _sum(source["wage_income"], lives),
        "income_business": _sum(source["business_income"] - source["business_cost"], lives),
        "income_property": _sum(source["property_income"], lives),
        "income_transfer": _sum(source["transfer_income"], lives),
    }


def _insured(world: World, enrolment: Rows) -> dict[str, float]:
    person, basic = enrolment.places("person"), enrolment.columns["basic"]
    if not isinstance(basic, Coded):
        raise TypeError("basic")
    poor = world.standing.was_poor[world.people.household[person]]
    return {
        "enrolled_poor": _count(poor),
        "insured_poor": _count(poor & (basic.places != NONE)),
    }
