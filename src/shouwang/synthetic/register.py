"""The register month by month: which households and people change, and their rows."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.details import (
    ATTRIBUTES,
    Health,
    HomeDetails,
    health_told,
    home_details,
)
from shouwang.synthetic.draw import Array, chance
from shouwang.synthetic.folk import HOME_LEFT_REASONS, LEFT_REASONS, RELATIONS, SEXES, ethnicities
from shouwang.synthetic.livelihood import SOURCES, Livelihood
from shouwang.synthetic.months import month_dates, month_number, month_starts, told
from shouwang.synthetic.school import earlier_statuses
from shouwang.synthetic.standing import EXITED, REGISTERED, STATUSES, causes
from shouwang.synthetic.traits import EDUCATION, LABOUR, school_statuses
from shouwang.synthetic.work import Jobs
from shouwang.synthetic.world import World


@dataclass(frozen=True, slots=True)
class Register:
    """What the register tells, ready to be asked for any month.

    Attributes:
        homes_changed: By household and month, whether a row is delivered; people likewise.
    """

    world: World
    living: Livelihood
    details: HomeDetails
    health: Health
    months_working: Array
    education_known: Array
    homes_changed: Array
    people_changed: Array

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
            "attribute": Coded(self.details.attribute, ATTRIBUTES),
            "main_cause": Coded(world.standing.cause, causes()),
            "exit_year": Known(exit_year, exit_year > 0),
            "members": _members(world, month),
            **self.details.columns,
            **{name: income[name] for name in SOURCES},
            **{name: Known(income[name], known) for name, known in self.details.known.items()},
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
        education = np.where(self.education_known, traits.education, -1)
        columns: dict[str, Cells] = {
            "person": np.arange(people.count, dtype=np.int32),
            "household": people.household,
            "sex": Coded(people.sex, SEXES),
            "birth_date": people.birth,
            "ethnicity": Coded(people.ethnicity, ethnicities(world.plan)),
            "relation": Coded(people.relation, RELATIONS),
            "education": Coded(education, EDUCATION),
            "school_status": Coded(school - 1, school_statuses()[1:]),
            "health": self.health.at(month),
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
    count = world.people.count
    health = health_told(world)
    return Register(
        world=world,
        living=living,
        details=home_details(world, aid),
        health=health,
        months_working=jobs.months(count),
        education_known=~chance(rng, assumptions("livelihood").number("unknown.education"), count),
        homes_changed=_homes_changed(world, living),
        people_changed=_people_changed(world, health.month),
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
    """Return status and year of exit; the latest to get out were registered until recorded."""
    standing = world.standing
    status, exit_year = standing.status, standing.exit_year
    for recorded, year in _recorded_exits():
        later = (standing.exit_year == year) & (month < recorded)
        status = np.where(later, REGISTERED, status)
        exit_year = np.where(later, 0, exit_year)
    return status.astype(np.int8), exit_year.astype(np.int32)


def _recorded_exits() -> list[tuple[int, int]]:
    """Return the months in which exits are recorded in the year that is told, and their years."""
    months = month_number(np.array([told("exit_month"), told("exit_now_month")]))
    return [(int(month), month_dates()[month].year) for month in months]


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
    exited = world.standing.status == EXITED
    for recorded, year in _recorded_exits():
        changed[exited & (world.standing.exit_year == year), recorded] = True
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
