"""The register month by month: which households and people change, and their rows."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.aid import DESTITUTE, DIBAO, Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.draw import Array, around, between, chance, choose
from shouwang.synthetic.livelihood import SOURCES, Livelihood
from shouwang.synthetic.months import month_dates, month_number, month_starts, told
from shouwang.synthetic.folk import (
    HOME_LEFT_REASONS,
    LEFT_REASONS,
    NEVER,
    RELATIONS,
    SEXES,
    peoples,
)
from shouwang.synthetic.school import earlier_statuses
from shouwang.synthetic.standing import EXITED, REGISTERED, STATUSES, causes
from shouwang.synthetic.traits import EDUCATION, LABOUR, school_statuses
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World

ATTRIBUTES = ("general", "dibao", "destitute")
FUELS = ("firewood", "dung", "coal", "clean", "other")
ROADS = ("dirt", "gravel", "paved", "other")
HEALTH = (
    "healthy",
    "chronic",
    "serious",
    "chronic_serious",
    "disabled",
    "chronic_disabled",
    "serious_disabled",
    "chronic_serious_disabled",
)
CHRONIC, SERIOUS, DISABLED = 1, 2, 4  # the bits of a place in HEALTH


@dataclass(frozen=True, slots=True)
class Register:
    """What the register tells, ready to be asked for any month.

    Attributes:
        homes_changed: By household and month, whether a row is delivered; people likewise.
        fixed: The columns of households that do not change in the year.
        known: Of some sources of income, whether they are known.
    """

    world: World
    living: Livelihood
    homes_changed: Array
    people_changed: Array
    fixed: dict[str, Cells]
    known: dict[str, Array]
    attribute: Array
    health: Array
    health_before: Array
    health_month: Array
    months_working: Array
    unknown_health: Array
    unknown_education: Array

    def household_rows(self, chosen: Array, month: int) -> Rows:
        """Return the rows of some households as of the end of a month."""
        world, homes = self.world, self.world.homes
        village = np.where(homes.moved > month, homes.village_before, homes.village)
        status, exit_year = _status(world, month)
        left = homes.left < month_starts()[month + 1]
        income = {
            name: np.where(self.living.month <= month, self.living.after[name], before)
            for name, before in self.living.before.items()
        }
        reason = np.where(left, 0, -1).astype(np.int8)
        columns: dict[str, Cells] = {
            "household": np.arange(homes.count, dtype=np.int32),
            "village": Coded(village, world.plan.villages),
            "status": Coded(status, STATUSES),
            "attribute": Coded(self.attribute, ATTRIBUTES),
            "main_cause": Coded(world.standing.cause, causes()),
            "exit_year": Known(exit_year, exit_year > 0),
            "members": _members(world, month),
            **self.fixed,
            **{name: income[name] for name in SOURCES},
            **{name: Known(income[name], known) for name, known in self.known.items()},
            "relocated": world.standing.relocated,
            "pastoral": world.traits.herds,
            "left_date": Known(homes.left, left),
            "left_reason": Coded(reason, HOME_LEFT_REASONS),
        }
        day = np.full(homes.count, month_starts()[month], dtype=np.int32)
        return Rows("household", columns, day).take(chosen)

    def person_rows(self, chosen: Array, month: int) -> Rows:
        """Return the rows of some people as of the end of a month."""
        world, people, traits = self.world, self.world.people, self.world.traits
        left = people.left < month_starts()[month + 1]
        autumn = month_number(np.array([told("school_year")]))[0]
        school = traits.school if month >= autumn else earlier_school(world)
        health = np.where(self.health_month <= month, self.health, self.health_before)
        columns: dict[str, Cells] = {
            "person": np.arange(people.count, dtype=np.int32),
            "household": people.household,
            "sex": Coded(people.sex, SEXES),
            "birth_date": people.birth,
            "ethnicity": Coded(people.people, peoples(world.plan)),
            "relation": Coded(people.relation, RELATIONS),
            "education": Coded(np.where(self.unknown_education, -1, traits.education), EDUCATION),
            "school_status": Coded(school - 1, school_statuses()[1:]),
            "health": Coded(np.where(self.unknown_health, -1, health), HEALTH),
            "labour": Coded(traits.labour, LABOUR),
            "months_working": self.months_working,
            "left_date": Known(people.left, left),
            "left_reason": Coded(np.where(left, people.left_reason, -1), LEFT_REASONS),
        }
        day = np.full(people.count, month_starts()[month], dtype=np.int32)
        return Rows("person", columns, day).take(chosen)


def keep_register(world: World, aid: Aid, jobs: Jobs, living: Livelihood) -> Register:
    """Return the register of a banner."""
    rng = world.streams.of("register")
    health, before, month = _health(rng, world)
    unknown = assumptions("livelihood")
    count = world.people.count
    return Register(
        world=world,
        living=living,
        homes_changed=_homes_changed(world, living),
        people_changed=_people_changed(world, month),
        fixed=_fixed(rng, world),
        known=_known_income(rng, world),
        attribute=_attribute(world, aid),
        health=health,
        health_before=before,
        health_month=month,
        months_working=jobs.months(count),
        unknown_health=chance(rng, unknown.number("unknown.health"), count),
        unknown_education=chance(rng, unknown.number("unknown.education"), count),
    )


def earlier_school(world: World) -> Array:
    """Return the school statuses before the summer: the class before, or none yet."""
    statuses = school_statuses()
    before = earlier_statuses()[world.traits.school]
    rules = assumptions("school")
    first = world.traits.class_age == rules.whole("school_age")
    primary = world.traits.school == statuses.index("primary")
    starts = statuses.index(str(rules.value("first_class_before")))
    before = np.where(first & primary, starts, before)
    return before.astype(np.int8)


def _status(world: World, month: int) -> tuple[Array, Array]:
    """Return status and year of exit; those who got out in 2019 were registered until recorded."""
    exit_day = told("exit_month")
    recorded = month_number(np.array([exit_day]))[0]
    year = month_dates()[recorded].year
    later = (world.standing.exit_year == year) & (month < recorded)
    status = np.where(later, REGISTERED, world.standing.status).astype(np.int8)
    return status, np.where(later, 0, world.standing.exit_year).astype(np.int32)


def _members(world: World, month: int) -> Array:
    people = world.people
    there = (people.enters <= month) & (people.left >= month_starts()[month + 1])
    members = people.total(there, world.homes.count).astype(np.int32)
    return np.maximum(members, 1)


def _homes_changed(world: World, living: Livelihood) -> Array:
    homes, people = world.homes, world.people
    count = len(month_dates())
    changed = np.zeros((homes.count, count), dtype=bool)
    places = np.arange(homes.count)
    changed[places, homes.enters] = True
    _mark(changed, places, homes.moved)
    _mark(changed, places, living.month.astype(np.int16))
    _mark(changed, places, month_number(homes.left))
    exits = month_number(np.array([told("exit_month")]))[0]
    year = month_dates()[exits].year
    changed[(world.standing.exit_year == year) & (world.standing.status == EXITED), exits] = True
    _mark(changed, people.household, people.enters.astype(np.int16))
    _mark(changed, people.household, month_number(people.left))
    return _only_while_in(changed, homes.enters)


def _mark(changed: Array, places: Array, months: Array) -> None:
    """Mark the months that lie in the year; the full state is marked already."""
    inside = (months > 0) & (months < changed.shape[1])
    changed[places[inside], months[inside]] = True


def _only_while_in(changed: Array, enters: Array) -> Array:
    months = np.arange(changed.shape[1])
    return changed & (months[None, :] >= enters[:, None])


def _people_changed(world: World, health_month: Array) -> Array:
    people = world.people
    changed = np.zeros((people.count, len(month_dates())), dtype=bool)
    places = np.arange(people.count)
    changed[places, people.enters] = True
    _mark(changed, places, month_number(people.left))
    _mark(changed, places, health_month)
    autumn = month_number(np.array([told("school_year")]))[0]
    changed[earlier_school(world) != world.traits.school, autumn] = True
    return _only_while_in(changed, people.enters)


def _health(rng: np.random.Generator, world: World) -> tuple[Array, Array, Array]:
    """Return the health of each person, what it was before, and the month it changed in."""
    traits, hardships = world.traits, world.hardships
    count = world.people.count
    ill = hardships.people("heavy_medical", shown=True)
    serious = traits.serious.copy()
    serious[ill] = True
    disabled = traits.disability >= 0
    health = traits.chronic * CHRONIC + serious * SERIOUS + disabled * DISABLED
    before = health.copy()
    month = np.zeros(count, dtype=np.int16)
    newly = ~traits.serious[ill]
    before[ill[newly]] &= ~SERIOUS
    onset = hardships.onsets("heavy_medical", shown=True)
    month[ill[newly]] = month_number(onset)[newly]
    falls = chance(rng, assumptions("register").number("falls_ill"), count) & traits.chronic
    falls &= (month == 0) & (world.people.left == NEVER)
    when = rng.integers(1, len(month_dates()), count)
    before = np.where(falls, before & ~CHRONIC, before)
    month = np.where(falls, np.maximum(when, world.people.enters), month).astype(np.int16)
    return health.astype(np.int8), before.astype(np.int8), month


def _attribute(world: World, aid: Aid) -> Array:
    attribute = np.where(world.anyone(aid.kind == DIBAO), ATTRIBUTES.index("dibao"), 0)
    destitute = world.anyone(aid.kind == DESTITUTE)
    attribute = np.where(destitute, ATTRIBUTES.index("destitute"), attribute)
    return np.where(world.standing.was_poor, attribute, -1).astype(np.int8)


def _fixed(rng: np.random.Generator, world: World) -> dict[str, Cells]:
    """Return what does not change in the year: land, house, road, fuel."""
    rules = assumptions("livelihood")
    homes, herds = world.homes, world.traits.herds
    count = homes.count
    members = _members(world, len(month_dates()) - 1)
    area = np.clip(
        around(rng, rules.number("housing_area.mean"), rules.number("housing_area.spread"), count),
        rules.number("housing_area.least"),
        rules.number("housing_area.most"),
    )
    moved_area = between(rng, rules.span("relocated_area"), count) * members
    toilet = chance(rng, rules.number("toilet"), count)
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in ("toilet", "fuel", "road")
    }
    fuel = _by_herding(rng, "fuel", FUELS, herds)
    road = _by_herding(rng, "road", ROADS, herds)
    return {
        "group_name": _groups(world),
        "income_year": np.full(count, month_dates()[0].year, dtype=np.int32),
        "cultivated_land": _land(rng, "cultivated", herds),
        "grassland": _land(rng, "grassland", herds),
        "housing_area": np.round(np.where(world.standing.relocated, moved_area, area)),
        "toilet": Known(toilet, known["toilet"]),
        "fuel": Coded(np.where(known["fuel"], fuel, -1), FUELS),
        "road": Coded(np.where(known["road"], road, -1), ROADS),
        "road_km": np.round(_spread(rng, "road_km", herds), 1),
    }


def _known_income(rng: np.random.Generator, world: World) -> dict[str, Array]:
    """Return where wages and business are known: always where a low income is to be shown."""
    rules = assumptions("livelihood")
    told_low = world.home_mask("income_low") | world.home_mask("disaster_loss")
    return {
        name: told_low | ~chance(rng, rules.number(f"unknown.{name}"), world.homes.count)
        for name in ("wage_income", "business_income")
    }


def _groups(world: World) -> Coded:
    """Return the group of each household: neighbours by number, named as village or gacha do."""
    size = assumptions("register").whole("group_size")
    names = assumptions("names").section("groups")
    village = world.homes.village
    first = np.searchsorted(village, np.arange(len(world.plan.villages)))
    rank = np.arange(len(village)) - first[village]
    number = rank // size
    most = int(number.max()) + 1
    words = [f"{each + 1}{names[kind]}" for kind in ("village", "gacha") for each in range(most)]
    return Coded(number + most * world.plan.gacha[village], tuple(words))


def _spread(rng: np.random.Generator, path: str, herds: Array) -> Array:
    found = np.empty(len(herds))
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        rule = assumptions("livelihood").section(f"{path}.{name}")
        found[chosen] = around(rng, float(rule["mean"]), float(rule["spread"]), len(chosen))
    return found


def _land(rng: np.random.Generator, path: str, herds: Array) -> Array:
    owned = np.round(_spread(rng, path, herds), 1)
    none = chance(rng, assumptions("livelihood").number(f"{path}.none"), len(herds))
    none &= herds if path == "cultivated" else ~herds
    return np.where(none, 0.0, owned)


def _by_herding(rng: np.random.Generator, path: str, words: tuple[str, ...], herds: Array) -> Array:
    places = np.zeros(len(herds), dtype=np.int8)
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        names, shares = assumptions("livelihood").shares(f"{path}.{name}")
        by_word = np.array([words.index(word) for word in names], dtype=np.int8)
        places[chosen] = by_word[choose(rng, shares, len(chosen))]
    return places
