"""The scheme that helps vocational pupils of poor households through each term."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, chance
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.traits import school_statuses
from shouwang.synthetic.world import World

STAGES = ("vocational", "higher_vocational", "technician", "other")
OTHER = 3
MISPLACED = "fault:school_aid_misplaced"


def scheme_rows(world: World, school: Rows) -> Rows:
    """Return a row for each pupil and term of the last two school years.

    Args:
        school: The roll; the scheme's schools are its columns'.
    """
    rng = world.streams.of("scheme")
    rules = assumptions("scheme")
    stage, years = _pupils(world)
    poor = (world.standing.was_poor | (world.standing.watch >= 0))[world.people.household]
    on_roll = np.zeros(world.people.count, dtype=bool)
    on_roll[school.places("person")] = True
    helped = world.people.present & poor & on_roll & (stage >= 0)
    misplaced = _misplaced(rng, world, poor, stage)
    person = np.flatnonzero(helped | misplaced)
    stage, years = stage[person], years[person]
    odd = misplaced[person]
    stage = np.where(odd, rng.integers(0, OTHER + 1, len(person)), stage)
    starts = np.array([day_number(day) for day in rules.value("terms")])
    school_year = np.repeat(np.arange(len(starts) // 2), 2)
    back = school_year.max() - school_year
    attends = (back[None, :] < np.maximum(years, 1)[:, None]) & ~odd[:, None]
    attends[odd, -1] = True
    unhelped = world.person_mask("school_aid_missing", shown=True)[person]
    attends[np.ix_(unhelped, back == 0)] = False
    pupil, term = np.nonzero(attends)
    begun = starts[term]
    low, high = rules.span("days_to_pay")
    paid = begun + rng.integers(int(low), int(high) + 1, len(pupil))
    at = _schools(world, school, person)
    return Rows(
        "scheme_student",
        {
            "person": person[pupil],
            "term_start": begun.astype(np.int32),
            "stage": Coded(stage[pupil].astype(np.int8), STAGES),
            "school": Coded(at.places[pupil], at.words),
            "amount": fen(np.full(len(pupil), rules.number("amount"))),
            "paid_date": Known(paid.astype(np.int32), paid <= told("day")),
        },
        day=np.where(paid <= told("day"), paid, begun).astype(np.int32),
        masks={MISPLACED: odd[pupil]},
    )


def _pupils(world: World) -> tuple[Array, Array]:
    """Return the scheme's stage of each person, -1 for none, and the year of school."""
    rules = assumptions("scheme").words("stages")
    stages, years = [], []
    for word in school_statuses():
        name, _line, year = word.rpartition("_")
        stages.append(STAGES.index(name) if name in rules else -1)
        years.append(int(year) if year.isdigit() else 0)
    return np.array(stages)[world.traits.school], np.array(years)[world.traits.school]


def _misplaced(rng: np.random.Generator, world: World, poor: Array, stage: Array) -> Array:
    """Return the young who are helped though they attend no school of the scheme."""
    rules = assumptions("scheme")
    people = world.people
    low, high = rules.span("misplaced.ages")
    higher = [word.startswith(("bachelor", "postgraduate")) for word in school_statuses()]
    young = people.present & (people.enters == 0) & (people.age >= low) & (people.age < high)
    young &= poor & (stage < 0) & ~np.array(higher)[world.traits.school]
    chosen: Array = young & chance(rng, rules.number("misplaced.share"), people.count)
    return chosen


def _schools(world: World, school: Rows, person: Array) -> Coded:
    """Return the school of each person on the roll, not known for the others."""
    told_schools = school.columns["school"]
    if not isinstance(told_schools, Coded):
        raise TypeError(school.feed)
    places = np.full(world.people.count, -1, dtype=np.int32)
    places[school.places("person")] = told_schools.places
    return Coded(places[person], told_schools.words)
