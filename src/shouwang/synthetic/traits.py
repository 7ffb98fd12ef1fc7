"""Health, schooling, labour and work of each person; herding of each household."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array, chance, choose, choose_words
from shouwang.synthetic.folk import MALE, Folk, People
from shouwang.synthetic.months import ages_on, told

LABOUR = ("ordinary", "skilled", "weak", "lost", "none")
HAS_LABOUR = 3  # the words before this one can work
EDUCATION = ("illiterate", "primary", "junior", "senior", "college", "university")
NO_SCHOOL = "none"


@dataclass(frozen=True, slots=True)
class Traits:
    """What the people of a banner are like; the arrays follow the people, those named so the homes.

    Attributes:
        disability: The place of the category, -1 for none.
        severe: Whether the disability is severe.
        school: The place of the school status in `school_statuses()`, 0 for none.
        works: Whether they work for wages in the year.
        herds: Of each household, whether it lives from its herd.
        labourless: Of each household, whether nobody present in it can work.
        dry: Of each household, whether water is scarce where it lives.
    """

    disability: Array
    level: Array
    severe: Array
    chronic: Array
    serious: Array
    class_age: Array
    school: Array
    education: Array
    labour: Array
    works: Array
    herds: Array
    labourless: Array
    dry: Array

    @property
    def can_work(self) -> Array:
        can: Array = self.labour < HAS_LABOUR
        return can


@cache
def categories() -> tuple[str, ...]:
    """Return the categories of disability."""
    return assumptions("traits").shares("disability_category")[0]


@cache
def school_statuses() -> tuple[str, ...]:
    """Return the school statuses, no school first."""
    found = {NO_SCHOOL: None}
    for shares in assumptions("traits").section("school_by_age").values():
        found |= dict.fromkeys(shares)
    return tuple(found)


def endow(folk: Folk) -> Traits:
    """Return the traits of the people of a banner."""
    told_traits = assumptions("traits")
    rng = folk.streams.of("traits")
    homes, people = folk.homes, folk.people
    count = people.count
    age = people.age
    disabled = chance(rng, told_traits.bands("disabled", age), count)
    _names, shares = told_traits.shares("disability_category")
    disability = np.where(disabled, choose(rng, shares, count), -1).astype(np.int8)
    names, shares = told_traits.shares("disability_level")
    levels = np.array([int(name) for name in names], dtype=np.int32)[choose(rng, shares, count)]
    mind = [categories().index(name) for name in told_traits.words("mind")]
    most = np.where(
        np.isin(disability, mind),
        told_traits.whole("severe_level_of_mind"),
        told_traits.whole("severe_level"),
    )
    severe = disabled & (levels <= most)
    chronic = chance(rng, told_traits.bands("chronic", age), count)
    serious = chance(rng, told_traits.bands("serious", age), count)
    class_age = np.floor(ages_on(people.birth, told("school_age_day"))).astype(np.int16)
    school = _schools(rng, class_age, age)
    groups = {
        "child": age < told_traits.number("labour_from"),
        "pupil": school > 0,
        "old": age >= told_traits.number("old_from"),
        "severely_disabled": severe,
        "seriously_ill": serious,
        "elderly": age >= told_traits.number("elderly_from"),
        "sixties": age >= told_traits.number("sixties_from"),
        "ailing": chronic | disabled,
        "working_age": np.ones(count, dtype=bool),
    }
    labour = _labour(rng, groups)
    herds = chance(rng, folk.plan.herding[homes.village], homes.count)
    can_work = (labour < HAS_LABOUR) & people.present
    return Traits(
        disability=disability,
        level=levels,
        severe=severe,
        chronic=chronic,
        serious=serious,
        class_age=class_age,
        school=school,
        education=_education(rng, class_age, school),
        labour=labour,
        works=_works(rng, people, labour, herds) & (school == 0),
        herds=herds,
        labourless=people.total(can_work, homes.count) == 0,
        dry=chance(rng, folk.plan.dry_land, homes.count),
    )


def _schools(rng: np.random.Generator, class_age: Array, age: Array) -> Array:
    """Return the school status of each person, by the age on the last day of August."""
    told_traits = assumptions("traits")
    statuses = school_statuses()
    school = np.zeros(len(age), dtype=np.int8)
    school[class_age < 0] = statuses.index("preschool_age")
    must = age < told_traits.number("compulsory_until")
    for years in told_traits.section("school_by_age"):
        names, shares = told_traits.shares(f"school_by_age.{years}")
        attends = shares * np.array([name != NO_SCHOOL for name in names])
        for group, weights in ((must, attends), (~must, shares)):
            chosen = np.flatnonzero((class_age == int(years)) & group)
            drawn = (names, weights / weights.sum())
            school[chosen] = choose_words(rng, drawn, statuses, len(chosen))
    return school


def _education(rng: np.random.Generator, class_age: Array, school: Array) -> Array:
    """Return what those no longer at school have learnt, -1 for those who attend."""
    told_traits = assumptions("traits")
    learnt = np.full(len(school), -1, dtype=np.int8)
    starts = [int(start) for start in told_traits.section("education")]
    band = np.searchsorted(starts, class_age, side="right") - 1
    for place, start in enumerate(starts):
        chosen = np.flatnonzero((band == place) & (school == 0))
        shares = told_traits.shares(f"education.{start}")
        learnt[chosen] = choose_words(rng, shares, EDUCATION, len(chosen))
    return learnt


def _labour(rng: np.random.Generator, groups: Mapping[str, Array]) -> Array:
    """Return the ability to work, by the first of the groups that a person belongs to."""
    labour = np.full(len(groups["child"]), -1, dtype=np.int8)
    for name, belongs in groups.items():
        chosen = np.flatnonzero(belongs & (labour < 0))
        shares = assumptions("traits").shares(f"labour.{name}")
        labour[chosen] = choose_words(rng, shares, LABOUR, len(chosen))
    return labour


def _works(rng: np.random.Generator, people: People, labour: Array, herds: Array) -> Array:
    """Return who works for wages, of those who are able and at home all year."""
    told_traits = assumptions("traits")
    age = people.age
    men = told_traits.bands("works.men", age)
    women = told_traits.bands("works.women", age)
    share = np.where(people.sex == MALE, men, women)
    herder = herds[people.household]
    share = np.where(herder, share * told_traits.number("works.herding"), share)
    able = labour < LABOUR.index("weak")
    settled = people.present & (people.enters == 0)
    works: Array = able & settled & chance(rng, share, people.count)
    return works
