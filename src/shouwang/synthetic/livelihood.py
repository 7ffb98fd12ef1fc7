"""Income by source, land and dwelling of each household, before and after the year's collection."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.calibration import figures
from shouwang.synthetic.cells import fen
from shouwang.synthetic.draw import Array, around, between, chance
from shouwang.synthetic.months import day_number, month_number
from shouwang.synthetic.standing import EXITED, REGISTERED
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

SOURCES = (
    "wage_income",
    "business_income",
    "property_income",
    "transfer_income",
    "business_cost",
)


@dataclass(frozen=True, slots=True)
class Livelihood:
    """Income of each household as the register tells it.

    Attributes:
        before: By source in fen, until `month`. after: the same from `month` on.
        month: The month the new figures were delivered in; 0 if the first ones stand.
    """

    before: Mapping[str, Array]
    after: Mapping[str, Array]
    month: Array

    def net(self) -> Array:
        """Return the yuan a year each household has at the end."""
        gross = sum(self.after[name] for name in SOURCES[:-1])
        net: Array = (gross - self.after["business_cost"]) / 100
        return net


def earn(world: World, aid: Aid, jobs: Jobs) -> Livelihood:
    """Draw what each household lives on."""
    rng = world.streams.of("livelihood")
    homes = world.homes
    members = _members(world)
    head = _income_a_head(rng, world)
    low = world.home_mask("income_low", shown=True)
    spans = assumptions("livelihood")
    head = np.where(low, between(rng, spans.span("income.low"), homes.count), head)
    for kind in ("income_fallen", "cover_stopped", "uncovered_ill"):
        little = world.home_mask(kind, shown=True) & ~low
        head = np.where(little, between(rng, spans.span(f"income.{kind}"), homes.count), head)
    total = head * members
    given = _given(rng, world, aid, jobs)
    after = _by_source(rng, world, given, total)
    factor = between(rng, spans.span("before"), homes.count)
    before = {name: np.rint(values * factor) for name, values in after.items()}
    month = _collected(rng, world)
    before = {name: np.where(month == 0, after[name], before[name]) for name in SOURCES}
    return Livelihood(
        before={name: fen(values) for name, values in before.items()},
        after={name: fen(values) for name, values in after.items()},
        month=month,
    )


def _members(world: World) -> Array:
    """Return the people of each household, one where nobody is left."""
    members: Array = np.maximum(world.people.members(world.homes.count), 1)
    return members


def _income_a_head(rng: np.random.Generator, world: World) -> Array:
    """Return yuan a year and person, by group, as if no hardship had lowered it."""
    rules = assumptions("livelihood")
    count = world.homes.count
    poor = figures().value("income_poor")
    people = figures().value("rural_people")
    poor_people = figures().value("poor_2013")
    everybody = figures().value("income_rural")
    rest = (everybody * people - poor * poor_people) / (people - poor_people)
    rest *= rules.number("tuned.listed" if world.plan.listed else "tuned.unlisted")
    least = rules.number("income.general.least")
    spread = rules.number("income.general.spread")
    head = least + around(rng, rest - least, spread, count)
    least = rules.number("income.exited.least")
    spread = rules.number("income.exited.spread")
    poor *= rules.number("tuned.exited")
    exited = world.standing.status == EXITED
    head = np.where(exited, least + around(rng, poor - least, spread, count), head)
    watched = world.standing.watch >= 0
    head = np.where(watched, between(rng, rules.span("income.watched"), count), head)
    registered = world.standing.status == REGISTERED
    return np.where(registered, between(rng, rules.span("income.registered"), count), head)


def _given(rng: np.random.Generator, world: World, aid: Aid, jobs: Jobs) -> dict[str, Array]:
    """Return wages, transfers and property income, which other rows decide or chance does."""
    rules = assumptions("livelihood")
    homes, people = world.homes, world.people
    members = _members(world)
    wage = people.total(jobs.earned(people.count), homes.count) * rules.number("wage_net")
    old = people.age >= rules.number("transfer.pension_from")
    pension = np.where(old, between(rng, rules.span("transfer.pension"), people.count), 0.0)
    personal = (pension + aid.monthly * 12) * people.present
    herds = world.traits.herds
    subsidy = np.where(herds, _spread(rng, "transfer.subsidy_herding", homes.count), 0.0)
    subsidy = np.where(herds, subsidy, _spread(rng, "transfer.subsidy_farming", homes.count))
    other = chance(rng, rules.number("transfer.other.share"), homes.count)
    relief = np.where(other, between(rng, rules.span("transfer.other.span"), homes.count), 0.0)
    has = chance(rng, rules.number("property.share"), homes.count)
    owned = np.where(has, _spread(rng, "property", homes.count), 0.0)
    transfer = people.total(personal, homes.count) + subsidy * members + relief
    return {
        "wage_income": wage,
        "property_income": owned * members,
        "transfer_income": transfer,
    }


def _spread(rng: np.random.Generator, path: str, count: int) -> Array:
    rule = assumptions("livelihood").section(path)
    return around(rng, float(rule["mean"]), float(rule["spread"]), count)


def _by_source(
    rng: np.random.Generator, world: World, given: Mapping[str, Array], total: Array
) -> dict[str, Array]:
    """Share a household's income over its sources; business makes up what the others leave."""
    rules = assumptions("livelihood")
    low = world.home_mask("income_low", shown=True)
    for kind in ("income_fallen", "cover_stopped", "uncovered_ill"):
        low |= world.home_mask(kind, shown=True)
    wage = given["wage_income"]
    wage = np.where(low, np.minimum(wage, total * rules.number("wage_low")), wage)
    transfer, owned = given["transfer_income"], given["property_income"]
    transfer = np.where(low, np.minimum(transfer, total * rules.number("wage_low")), transfer)
    owned = np.where(low, 0.0, owned)
    least = rules.number("business_least") * _members(world)
    business = np.maximum(total - wage - transfer - owned, np.where(low, 0.0, least))
    cost = between(rng, rules.span("business_cost"), len(total))
    gross = np.rint(business / (1 - cost))
    return {
        "wage_income": np.rint(wage),
        "business_income": gross,
        "property_income": np.rint(owned),
        "transfer_income": np.rint(transfer),
        "business_cost": np.rint(gross * cost),
    }


def _collected(rng: np.random.Generator, world: World) -> Array:
    """Return the month in which each household's income was collected anew, 0 for not."""
    rules = assumptions("livelihood")
    low, high = (day_number(day) for day in assumptions("months").value("collection"))
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    share = np.where(poor, rules.number("updated.poor"), rules.number("updated.general"))
    updates = chance(rng, share, world.homes.count) & world.homes.living
    months = month_number(rng.integers(low, high + 1, world.homes.count))
    return np.where(updates, np.maximum(months, world.homes.enters), 0).astype(np.int8)
