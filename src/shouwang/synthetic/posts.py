"""Public posts: the agreements of those who hold or held one, as the months of work say."""

import numpy as np

from shouwang.synthetic.aid import Aid
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import told
from shouwang.synthetic.payroll import paid_by_treasury
from shouwang.synthetic.work import CHANNELS, LATEST, Jobs, in_public_post
from shouwang.synthetic.world import World

KINDS = (
    "forest",
    "grassland",
    "road",
    "cleaning",
    "water",
    "river",
    "care",
    "village_affairs",
    "epidemic",
    "security",
    "greening",
    "traffic",
    "station",
    "other",
)
FUNDS = ("solar", "employment_fund", "ecology", "fiscal", "collective", "other")
USUAL, SECOND, EMPTY = range(3)  # why there is a row


def post_rows(world: World, aid: Aid, jobs: Jobs) -> Rows:
    """Return the agreements; second ones, empty posts and missing rows are faults made here."""
    rng = world.streams.of("public posts")
    rules = assumptions("posts")
    worker, why, missing = _agreements(rng, world, jobs)
    person = jobs.person[worker]
    count = len(worker)
    running = in_public_post(jobs)[worker] | (why == EMPTY)
    started = np.where(why == SECOND, _second_start(rng, jobs, worker), jobs.started[worker])
    started = np.where(running, np.maximum(started, told("day") - rules.whole("longest")), started)
    ended = np.where(running, NEVER, jobs.ended[worker])
    general = _general(world, aid)[world.people.household[person]]
    fund = _funds(rng, general)
    kind = _kinds(rng, world, person, fund)
    remarks = rules.words("remarks")
    remark = np.where(kind == KINDS.index("other"), rng.integers(0, len(remarks), count), -1)
    wage = jobs.wage[worker, LATEST]
    late = chance(rng, rules.number("owed.share"), count)
    owed = np.where(late, wage * between(rng, rules.span("owed.of_wage"), count), 0)
    cadre = ~running & chance(rng, rules.number("cadre_of_ended"), count)
    known = {
        name: ~chance(rng, rules.number(f"unknown.{name}"), count)
        for name in ("wage", "noticed", "cadre")
    }
    crowded = _crowded(world, person, running & (why == USUAL))
    over_age = running & (world.people.age[person] >= assumptions("work").span("aged.ages")[0])
    twice = np.isin(person, person[why == SECOND])
    stacked = running & ~twice & ~crowded & ~over_age & (why == USUAL)
    stacked &= np.isin(person, paid_by_treasury(world, aid))
    held = ~stacked & running & ~twice & ~crowded & ~over_age & (why == USUAL)
    rows = Rows(
        "public_post",
        {
            "agreement": serials(world.plan.code, "G", count),
            "person": person,
            "kind": Coded(kind, KINDS),
            "remark": Coded(remark.astype(np.int8), remarks),
            "funded_by": Coded(fund, FUNDS),
            "started_date": started.astype(np.int32),
            "until_date": Known(_until(started, ended), np.ones(count, dtype=bool)),
            "ended_date": Known(ended.astype(np.int32), ended < NEVER),
            "wage": Known(wage, known["wage"]),
            "owed": owed.astype(np.int64) // 100 * 100,
            "noticed": Known(np.ones(count, dtype=bool), known["noticed"]),
            "cadre_family": Known(cadre, known["cadre"]),
        },
        day=started.astype(np.int32),
        masks={
            "held": held,
            "held_young": held & (world.people.age[person] < rules.number("young")),
            "held_by_others": held & general,
            "like:post_agreement_lapsed": ~running,
            "fault:post_stacked_on_payroll": stacked,
            "fault:several_posts": why == SECOND,
            "fault:post_empty": why == EMPTY,
            "fault:too_many_public_posts": crowded,
            "fault:post_age_wrong": over_age & (why == USUAL),
        },
        lacking={"post_empty": world.people.household[missing]},
    )
    return rows.ordered("person")


def _agreements(rng: np.random.Generator, world: World, jobs: Jobs) -> tuple[Array, Array, Array]:
    """Return the places of the workers, why each has a row, and the people whose row is missing."""
    rules = assumptions("posts")
    holds = in_public_post(jobs)
    held = (jobs.channel == CHANNELS.index("public_post")) & (jobs.ended < NEVER) & ~holds
    held &= jobs.started < jobs.ended
    single = holds & _alone(world, jobs, holds)
    drawn = rng.random(len(holds))
    missing = single & (drawn < rules.number("missing"))
    second = single & ~missing & (drawn > 1 - rules.number("several"))
    poor = world.standing.was_poor[world.people.household[jobs.person]]
    other = poor & ~holds & ~held & jobs.works[:, LATEST] & ~_with_holder(world, jobs)
    empty = other & chance(rng, rules.number("empty_posts"), len(holds))
    parts = [np.flatnonzero(each) for each in ((holds | held) & ~missing, second, empty)]
    why = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return np.concatenate(parts), why, jobs.person[missing]


def _alone(world: World, jobs: Jobs, holds: Array) -> Array:
    """Return whose household has one holder, not too old: nothing else is wrong there."""
    household = world.people.household[jobs.person]
    holders = np.bincount(household[holds], minlength=world.homes.count)
    young = world.people.age[jobs.person] < assumptions("work").span("aged.ages")[0]
    alone: Array = (holders[household] == 1) & young
    return alone


def _with_holder(world: World, jobs: Jobs) -> Array:
    household = world.people.household[jobs.person]
    with_holder = np.zeros(world.homes.count, dtype=bool)
    with_holder[household[jobs.channel == CHANNELS.index("public_post")]] = True
    found: Array = with_holder[household]
    return found


def _crowded(world: World, person: Array, running: Array) -> Array:
    """Return the agreements of a household beyond its first, held by somebody else."""
    household = world.people.household[person]
    holders = np.flatnonzero(running)
    _homes, first = np.unique(household[holders], return_index=True)
    beyond = np.zeros(len(person), dtype=bool)
    beyond[np.delete(holders, first)] = True
    return beyond


def _general(world: World, aid: Aid) -> Array:
    """Return the households that are neither poor nor watched nor assisted."""
    listed = world.standing.was_poor | world.standing.is_watched | aid.covers(world)
    general: Array = ~listed
    return general


def _second_start(rng: np.random.Generator, jobs: Jobs, worker: Array) -> Array:
    latest = told("history_month")
    earliest = np.minimum(jobs.started[worker], latest)
    drawn: Array = rng.integers(earliest, latest + 1)
    return drawn


def _until(started: Array, ended: Array) -> Array:
    """Return when the latest agreement runs out: they are made for a year at a time."""
    length = assumptions("posts").whole("again")
    last = np.where(ended < NEVER, ended, told("day"))
    times = np.maximum(-(-(last - started + 1) // length), 1)
    until: Array = (started + times * length - 1).astype(np.int32)
    return until


def _funds(rng: np.random.Generator, general: Array) -> Array:
    fund = np.zeros(len(general), dtype=np.int8)
    for name, group in (("poor", ~general), ("general", general)):
        chosen = np.flatnonzero(group)
        fund[chosen] = choose_words(
            rng, assumptions("posts").shares(f"funds.{name}"), FUNDS, len(chosen)
        )
    return fund


def _kinds(rng: np.random.Generator, world: World, person: Array, fund: Array) -> Array:
    rules = assumptions("posts")
    herds = world.traits.herds[world.people.household[person]]
    kind = np.zeros(len(person), dtype=np.int8)
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(group)
        kind[chosen] = choose_words(rng, rules.shares(f"kinds.{name}"), KINDS, len(chosen))
    solar = fund == FUNDS.index("solar")
    kind[solar & chance(rng, rules.number("station"), len(person))] = KINDS.index("station")
    return kind
