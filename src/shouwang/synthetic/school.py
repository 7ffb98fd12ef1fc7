"""The school roll: pupils, those taught at home, and those who have dropped out."""

from functools import cache

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.cover import entered
from shouwang.synthetic.draw import Array, between, chance, choose
from shouwang.synthetic.names import schools
from shouwang.synthetic.traits import school_statuses
from shouwang.synthetic.world import World

STAGES = ("preschool", "primary", "junior", "senior", "vocational", "higher", "special")
STATES = ("enrolled", "home_taught", "dropout")
ENROLLED, HOME_TAUGHT, DROPOUT = 0, 1, 2
COMPULSORY = (1, 2)  # the stages of compulsory school


@cache
def _ladder() -> tuple[Array, Array]:
    """Return stage (-1: on no roll) and grade of each school status."""
    rules = assumptions("school").section("stages")
    stages, grades = [], []
    for word in school_statuses():
        rule = rules.get(word)
        stages.append(STAGES.index(rule["stage"]) if rule else -1)
        grades.append(int(rule["grade"]) if rule else 0)
    return np.array(stages, dtype=np.int8), np.array(grades, dtype=np.int32)


@cache
def earlier_statuses() -> Array:
    """Return the place of the status in the class before, for each school status."""
    words = school_statuses()
    rules = assumptions("school").section("stages")
    before = [rules[word]["before"] if word in rules else word for word in words]
    return np.array([words.index(word) for word in before], dtype=np.int8)


def school_rows(world: World) -> Rows:
    """Return everybody on the roll; dropouts that are not shown stand there as enrolled."""
    rng = world.streams.of("school")
    rules = assumptions("school")
    stages, grades = _ladder()
    own_stage = stages[world.traits.school]
    unseen = world.hardships.people("dropout", shown=False)
    absent = unseen[chance(rng, rules.number("unseen_absent"), len(unseen))]
    on_roll = world.people.present & (own_stage >= 0)
    on_roll[absent] = False
    person = np.flatnonzero(on_roll)
    count = len(person)
    stage = own_stage[person]
    school_age = rules.whole("school_age")
    grade = grades[world.traits.school[person]]
    grade = np.where(grade == 0, world.traits.class_age[person] - school_age + 1, grade)
    state = np.full(count, ENROLLED, dtype=np.int8)
    severe = world.traits.severe[person] & np.isin(stage, COMPULSORY)
    drawn = rng.random(count)
    special = rules.number("severely_disabled.special")
    taught = special + rules.number("severely_disabled.home_taught")
    state[severe & (drawn >= special) & (drawn < taught)] = HOME_TAUGHT
    stage = np.where(severe & (drawn < special), STAGES.index("special"), stage)
    dropped = world.person_mask("dropout", shown=True)[person]
    state[dropped] = DROPOUT
    words, shares = rules.shares("reasons")
    reason = np.where(dropped, choose(rng, shares, count), -1).astype(np.int8)
    boards = np.array([rules.section("boarding").get(name, 0.0) for name in STAGES])
    boarding = chance(rng, boards[stage], count) & (state == ENROLLED)
    cost = _costs(rng, world, person, stage)
    known = ~chance(rng, rules.number("unknown_cost"), count) | (cost[1] > 0)
    school, county = _schools(rng, world, stage)
    away = np.isin(stage, COMPULSORY) & boarding & (county.places > 0)
    return Rows(
        "school_roll",
        {
            "person": person,
            "school": school,
            "school_county": county,
            "stage": Coded(stage.astype(np.int8), STAGES),
            "grade": grade.astype(np.int32),
            "state": Coded(state, STATES),
            "boarding": boarding,
            "dropout_reason": Coded(reason, words),
            "cost_after_aid": Known(fen(cost[0]), known),
        },
        day=entered(world, person),
        masks={"like:boards_elsewhere": away, "like:home_taught": state == HOME_TAUGHT},
    )


def _costs(
    rng: np.random.Generator, world: World, person: Array, stage: Array
) -> tuple[Array, Array]:
    """Return what each pupil's year costs, and for whom it is dear."""
    rules = assumptions("school").section("cost")
    rules_span = assumptions("school").span("cost_near_most")
    mean, spread, most = (
        np.array([float(rules[name][part]) for name in STAGES])[stage]
        for part in ("mean", "spread", "most")
    )
    noise = np.exp(spread * rng.standard_normal(len(person)) - spread * spread / 2)
    cost = np.minimum(mean * noise, most * between(rng, rules_span, len(person)))
    dear = world.person_mask("dear_schooling", shown=True)[person]
    drawn = between(rng, assumptions("school").span("dear"), len(person))
    return np.where(dear, drawn, cost), dear.astype(np.int8)


def _schools(rng: np.random.Generator, world: World, stage: Array) -> tuple[Coded, Coded]:
    """Return each pupil's school and the banner it stands in."""
    plan = world.plan
    places = (plan.name, *plan.neighbours)
    by_stage = schools(plan, STAGES)
    own = [name for names in by_stage.values() for name in names]
    starts = np.cumsum([0, *(len(names) for names in by_stage.values())])
    sizes = np.diff(starts)
    local = starts[stage] + rng.integers(0, sizes[stage])
    away = assumptions("school").section("away")
    goes = chance(rng, np.array([float(away[name]) for name in STAGES])[stage], len(stage))
    place = 1 + rng.integers(0, len(plan.neighbours), len(stage))
    elsewhere = [name + school for name in plan.neighbours for school in _suffixes(own, plan.name)]
    far = len(own) + (place - 1) * len(own) + local
    school = np.where(goes, far, local)
    county = np.where(goes, place, 0)
    return (
        Coded(school.astype(np.int32), tuple(own + elsewhere)),
        Coded(county.astype(np.int16), places),
    )


def _suffixes(names: list[str], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in names]
