"""Those who have told the labour office that they look for work, and those who have found it."""

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows, fen
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, around, between, chance, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import told
from shouwang.synthetic.names import employers
from shouwang.synthetic.work import CHANNELS, LATEST, Jobs
from shouwang.synthetic.world import World

STATES = ("open", "working", "withdrawn")
OPEN, WORKING, WITHDRAWN = range(3)
CARE = ("none", "day", "home")
MONTHS_LOOKED_AT = 3  # whoever is at work in none of the last so many reported is without work
STEADY_MONTHS = 6
DAYS_A_MONTH = 31
FAULTS = ("seeker_at_work", "seeker_unable", "placement_not_kept")


def seeker_rows(world: World, jobs: Jobs) -> Rows:
    """Return the registered; some are at work after all, cannot work, or did not stay."""
    rng = world.streams.of("job seekers")
    rules = assumptions("seekers")
    person, state, faults = _registered(rng, world, jobs)
    count = len(person)
    day = told("day")
    registered, offered, employed = (
        day - np.rint(between(rng, rules.span(path), count)).astype(np.int64)
        for path in ("registered", "offered", "placed_days")
    )
    at_work = state == WORKING
    before = np.rint(between(rng, rules.span("before"), count)).astype(np.int64)
    kept_out = faults["placement_not_kept"]
    employed[kept_out] = day - 150 - rng.integers(0, 120, int(kept_out.sum()))
    registered = np.where(at_work, employed - before, registered)
    offered = np.maximum(offered, registered)
    names, _starts = employers(world.plan, ("company", "workshop"))
    columns: dict[str, Cells] = {
        "seeker": serials(world.plan.code, "Q", count),
        "person": person,
        "registered_date": registered.astype(np.int32),
        "state": Coded(state, STATES),
        **_wishes(rng, count),
        "last_offered_date": Known(
            offered.astype(np.int32),
            (state == OPEN) & chance(rng, rules.number("offered_share"), count),
        ),
        "employed_date": Known(employed.astype(np.int32), at_work),
        "employer": Coded(
            np.where(at_work, rng.integers(0, len(names), count), -1).astype(np.int32), names
        ),
    }
    masks = {f"fault:{name}": mask for name, mask in faults.items()}
    healthy = ~np.any(list(faults.values()), axis=0)
    alone = healthy & (state == OPEN) & _without_earner(world, jobs)[person]
    masks["fault:seeker_without_earner"] = alone & (registered < day - DAYS_A_MONTH)
    healthy &= ~masks["fault:seeker_without_earner"]
    rows = Rows(
        "job_seeker", columns, day=registered.astype(np.int32),
        masks={"open": (state == OPEN) & healthy, **masks},
    )  # fmt: skip
    return rows.ordered("person")


def _registered(
    rng: np.random.Generator, world: World, jobs: Jobs
) -> tuple[Array, Array, dict[str, Array]]:
    """Return who is registered, in which state, and whose row is wrong in which way."""
    rules = assumptions("seekers")
    people, traits = world.people, world.traits
    low, high = rules.span("ages")
    there = people.present & (people.enters == 0) & (traits.school == 0) & (people.left == NEVER)
    there &= (people.age >= low) & (people.age < high)
    poor = (world.standing.was_poor | (world.standing.watch >= 0))[people.household]
    lately, steadily = (_works(world, jobs, months) for months in (MONTHS_LOOKED_AT, STEADY_MONTHS))
    none, now = ~lately.any(axis=1), lately[:, -1]
    drawn = {
        OPEN: there & traits.can_work & none & _share(rng, "share", poor),
        WORKING: there & traits.can_work & steadily.all(axis=1) & _share(rng, "placed", poor)
        & ~_in_post(world, jobs),
    }  # fmt: skip
    odd = {
        "seeker_at_work": there & traits.can_work & poor & now & ~drawn[WORKING],
        "seeker_unable": there & ~traits.can_work & none & poor,
        "placement_not_kept": there & traits.can_work & none & poor & ~drawn[OPEN],
    }
    taken = drawn[OPEN] | drawn[WORKING]
    for name, mask in odd.items():
        odd[name] = mask & ~taken & chance(rng, rules.number(f"faults.{name}"), people.count)
        taken |= odd[name]
    person = np.flatnonzero(taken)
    state = np.full(len(person), OPEN, dtype=np.int8)
    state[(drawn[WORKING] | odd["placement_not_kept"])[person]] = WORKING
    gives_up = drawn[OPEN][person] & chance(rng, rules.number("withdrawn"), len(person))
    state[gives_up] = WITHDRAWN
    return person, state, {name: mask[person] for name, mask in odd.items()}


def _share(rng: np.random.Generator, path: str, poor: Array) -> Array:
    rules = assumptions("seekers")
    shares = np.where(poor, rules.number(f"{path}.poor"), rules.number(f"{path}.general"))
    return chance(rng, shares, len(poor))


def _works(world: World, jobs: Jobs, months: int) -> Array:
    """Return of each person whether they worked in each of the last months reported."""
    works = np.zeros((world.people.count, months), dtype=bool)
    works[jobs.person] = jobs.works[:, LATEST - months + 1 : LATEST + 1]
    return works


def _without_earner(world: World, jobs: Jobs) -> Array:
    """Return who is of a household once poor in which nobody present has worked of late."""
    works = np.asarray(_works(world, jobs, MONTHS_LOOKED_AT).any(axis=1))
    alone: Array = (world.standing.was_poor & ~world.anyone(works))[world.people.household]
    return alone


def _in_post(world: World, jobs: Jobs) -> Array:
    held = np.zeros(world.people.count, dtype=bool)
    held[jobs.person[jobs.channel == CHANNELS.index("public_post")]] = True
    return held


def _wishes(rng: np.random.Generator, count: int) -> dict[str, Cells]:
    """Return what they look for and what they can."""
    rules = assumptions("seekers")
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in rules.section("unknown")
    }
    trades, skills = rules.words("trades"), rules.words("skills")
    skilled = chance(rng, rules.number("skilled"), count)
    trade = np.where(known["trade"], rng.integers(0, len(trades), count), -1)
    skill = np.where(skilled, rng.integers(0, len(skills), count), -1)
    reach = np.array(rules.value("reach"), dtype=np.int32)
    wish = rules.section("wish")
    yuan = around(rng, float(wish["mean"]), float(wish["spread"]), count)
    care = choose_words(rng, rules.shares("care"), CARE, count)
    return {
        "trade": Coded(trade.astype(np.int16), trades),
        "skills": Coded(skill.astype(np.int16), skills),
        "reach_km": Known(reach[rng.integers(0, len(reach), count)], known["reach"]),
        "leaves_region": Known(chance(rng, rules.number("leaves_region"), count), known["leaves"]),
        "wage_wish": Known(
            fen(np.round(np.clip(yuan, wish["least"], wish["most"]), -2)), known["wish"]
        ),
        "care": Coded(np.where(known["care"], care, -1).astype(np.int8), CARE),
    }
