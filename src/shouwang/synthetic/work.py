"""Wage work: who worked in which month for which wage, and the rows that say so."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, around, between, chance, choose, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, history_ends, history_starts, told
from shouwang.synthetic.names import employers, other_places
from shouwang.synthetic.world import World

CHANNELS = ("migrant", "public_post", "workshop", "company", "own")
LATEST = -2  # the month before the last told is the last that has been reported by its end


@dataclass(frozen=True, slots=True)
class Jobs:
    """The wage work of a banner's workers; rows follow `person`, columns the months of history.

    Attributes:
        person: The places of the workers, ascending.
        works: Whether they worked in the month.
        told: Whether there is a row for the month.
        wage: Fen a month.
        ended: The day the work ended, or NEVER.
    """

    person: Array
    channel: Array
    works: Array
    told: Array
    wage: Array
    started: Array
    ended: Array

    def months(self, people: int) -> Array:
        """Return the months worked of each person, in the twelve told."""
        count = np.zeros(people, dtype=np.int32)
        count[self.person] = self.works[:, 1:].sum(axis=1)
        return count

    def earned(self, people: int) -> Array:
        """Return the yuan each person earned in the twelve months told."""
        earned = np.zeros(people)
        earned[self.person] = (self.wage / 100 * self.works)[:, 1:].sum(axis=1)
        return earned


def employ(world: World) -> Jobs:
    """Draw the jobs; what a lost job or a low wage does to them is in the rows if it is shown."""
    rng = world.streams.of("jobs")
    rules = assumptions("work")
    aged = _aged(world)
    person = np.flatnonzero(world.traits.works | aged)
    count = len(person)
    names, shares = rules.shares("patterns")
    pattern = choose(rng, shares, count)
    months = history_starts()
    works = np.ones((count, len(months)), dtype=bool)
    low, high = _days("winter")
    works[np.ix_(pattern == names.index("seasonal"), (months >= low) & (months <= high))] = False
    started = rng.integers(told("history_month") - 900, told("history_month"), count)
    late = np.flatnonzero(pattern == names.index("started"))
    started[late] = rng.integers(*_days("started"), len(late))
    works[aged[person]] = True
    started[aged[person]] = np.minimum(started[aged[person]], months[0] - 1)
    works &= history_ends()[None, :] > started[:, None]
    is_told = works.copy()
    for day, share in rules.section("standstill").items():
        still = chance(rng, float(share), count)
        works[still, months == day_number(date.fromisoformat(day))] = False
    channel = _channels(rng, world, person)
    ended = np.full(count, NEVER, dtype=np.int64)
    retires = _retiring(rng, world, person)
    ended[retires] = rng.integers(*_days("retired.months"), len(retires))
    channel[retires] = CHANNELS.index("public_post")
    works[retires] &= months[None, :] <= ended[retires][:, None]
    is_told[retires] &= months[None, :] <= ended[retires][:, None]
    channel = _posts_of_the_aged(world, aged, person, channel)
    channel = _one_post_each(world.people.household[person], channel)
    channel = _second_posts(world, person, channel, lasts=ended == NEVER)
    wage = np.where(
        channel == CHANNELS.index("public_post"),
        _wages(rng, "public_post_wage", count),
        _wages(rng, "wage", count),
    )
    wages = np.broadcast_to(fen(wage)[:, None], works.shape).copy()
    jobs = Jobs(person, channel, works, is_told, wages, started, ended)
    _lose(world, jobs, months)
    _underpay(rng, world, jobs)
    _drop(rng, world, jobs, months)
    return jobs


def _days(path: str) -> tuple[int, int]:
    low, high = assumptions("work").value(path)
    return day_number(low), day_number(high)


def _wages(rng: np.random.Generator, path: str, count: int) -> Array:
    rule = assumptions("work").section(path)
    drawn = around(rng, float(rule["mean"]), float(rule["spread"]), count)
    return np.clip(drawn, rule["least"], rule["most"])


def _retiring(rng: np.random.Generator, world: World, person: Array) -> Array:
    """Return who stops for good, being old enough: they look like lost jobs and are none."""
    rules = assumptions("work")
    household = world.people.household[person]
    earners = np.bincount(household, minlength=world.homes.count)
    old = world.people.age[person] >= rules.number("retired.from_age")
    old &= (earners[household] > 1) & world.traits.works[person]
    return np.flatnonzero(old & chance(rng, rules.number("retired.share"), len(person)))


def _one_post_each(household: Array, channel: Array) -> Array:
    """Return the channels with at most one public post a household; others fend for themselves."""
    holders = np.flatnonzero(channel == CHANNELS.index("public_post"))
    _homes, first = np.unique(household[holders], return_index=True)
    single = channel.copy()
    single[np.delete(holders, first)] = CHANNELS.index("own")
    return single


def in_public_post(jobs: Jobs) -> Array:
    """Return which workers are in a public post in the last month that is reported."""
    holds: Array = (jobs.channel == CHANNELS.index("public_post")) & jobs.works[:, LATEST]
    return holds


def _unstruck(world: World) -> Array:
    """Return the households whose wages no hardship has touched."""
    struck = world.home_mask("lost_job") | world.home_mask("low_wage")
    unstruck: Array = ~(struck | world.home_mask("income_drop"))
    return unstruck


def _aged(world: World) -> Array:
    """Return who holds a public post though too old for it, where others work: a fault."""
    rng = world.streams.of("aged in public posts")
    rules = assumptions("work")
    people, traits = world.people, world.traits
    low, high = rules.span("aged.ages")
    homes = world.standing.was_poor & world.anyone(traits.works) & _unstruck(world)
    fits = people.present & (people.enters == 0) & traits.can_work & homes[people.household]
    fits &= (people.age >= low) & (people.age < high)
    drawn = np.flatnonzero(fits & chance(rng, rules.number("aged.share"), people.count))
    _homes, first = np.unique(people.household[drawn], return_index=True)
    aged = np.zeros(people.count, dtype=bool)
    aged[drawn[first]] = True
    return aged


def _posts_of_the_aged(world: World, aged: Array, person: Array, channel: Array) -> Array:
    """Return the channels with the posts of those too old; nobody else in the household has one."""
    post = CHANNELS.index("public_post")
    home = np.zeros(world.homes.count, dtype=bool)
    home[world.people.household[aged]] = True
    others = home[world.people.household[person]] & (channel == post)
    found = np.where(others, CHANNELS.index("own"), channel)
    found[aged[person]] = post
    return found.astype(np.int8)


def _second_posts(world: World, person: Array, channel: Array, *, lasts: Array) -> Array:
    """Return the channels with a second public post in some households: a fault."""
    rng = world.streams.of("second public posts")
    post = CHANNELS.index("public_post")
    household = world.people.household[person]
    holds = (channel == post) & lasts
    young = world.people.age[person] < assumptions("work").span("aged.ages")[0]
    once = np.bincount(household[holds & young], minlength=world.homes.count) == 1
    once &= np.bincount(household[holds], minlength=world.homes.count) == 1
    open_homes = once & _unstruck(world)
    open_homes &= chance(rng, assumptions("work").number("second_post"), world.homes.count)
    others = np.flatnonzero(open_homes[household] & (channel != post) & lasts)
    _homes, first = np.unique(household[others], return_index=True)
    found = channel.copy()
    found[others[first]] = post
    return found


def _lose(world: World, jobs: Jobs, months: Array) -> None:
    """Write the lost jobs that are shown: no work from the month after, said so each month."""
    rows, onset = _workers(world, jobs, "lost_job")
    after = months[None, :] > onset[:, None]
    jobs.works[rows] = ~after
    jobs.told[rows] = True
    jobs.started[rows] = np.minimum(jobs.started[rows], months[0] - 1)
    jobs.ended[rows] = onset


def _underpay(rng: np.random.Generator, world: World, jobs: Jobs) -> None:
    """Write the low wages that are shown: the work has never paid more."""
    rows, _onset = _workers(world, jobs, "low_wage")
    low = fen(between(rng, assumptions("work").span("low_wage"), len(rows)))
    jobs.wage[rows] = low[:, None]
    jobs.works[rows] = True
    jobs.told[rows] = True


def _drop(rng: np.random.Generator, world: World, jobs: Jobs, months: Array) -> None:
    """Write the drops that are shown: all a household's wages fall, the work goes on."""
    rules = assumptions("work")
    since = np.full(world.homes.count, NEVER, dtype=np.int64)
    since[world.hardships.homes("income_drop", shown=True)] = world.hardships.onsets(
        "income_drop", shown=True
    )
    onset = since[world.people.household[jobs.person]]
    rows = np.flatnonzero(onset < NEVER)
    after = months[None, :] > onset[rows][:, None]
    before = fen(_wages(rng, "wage", len(rows)))
    left = before * between(rng, rules.span("drop.share"), len(rows))
    left = np.maximum(left, rules.number("drop.least") * 100).astype(np.int64)
    jobs.channel[rows] = CHANNELS.index("migrant")
    jobs.works[rows] = True
    jobs.told[rows] = True
    jobs.ended[rows] = NEVER
    jobs.started[rows] = np.minimum(jobs.started[rows], months[0] - 1)
    jobs.wage[rows] = np.where(after, left[:, None], before[:, None])


def _workers(world: World, jobs: Jobs, kind: str) -> tuple[Array, Array]:
    people = world.hardships.people(kind, shown=True)
    return np.searchsorted(jobs.person, people), world.hardships.onsets(kind, shown=True)


def _channels(rng: np.random.Generator, world: World, person: Array) -> Array:
    poor = world.standing.was_poor[world.people.household[person]]
    channel = np.empty(len(person), dtype=np.int8)
    for name, group in (("general", ~poor), ("poor", poor)):
        chosen = np.flatnonzero(group)
        shares = assumptions("work").shares(f"channels.{name}")
        channel[chosen] = choose_words(rng, shares, CHANNELS, len(chosen))
    return channel


def employment_rows(world: World, jobs: Jobs) -> Rows:
    """Return a row for each worker and month that is told."""
    rng = world.streams.of("employment rows")
    worker, month = np.nonzero(jobs.told)
    works = jobs.works[worker, month]
    ended = jobs.ended[worker]
    place_words, place = _places(rng, world, jobs.channel)
    employer_words, employer = _employers(rng, world, jobs.channel)
    day = history_starts()[month]
    return Rows(
        "employment",
        {
            "person": jobs.person[worker],
            "month": day,
            "working": works,
            "place_county": Coded(np.where(works, place[worker], -1), place_words),
            "employer": Coded(np.where(works, employer[worker], -1), employer_words),
            "channel": Coded(np.where(works, jobs.channel[worker], -1), CHANNELS),
            "wage": Known(jobs.wage[worker, month], works),
            "started_date": jobs.started[worker].astype(np.int32),
            "ended_date": Known(
                ended.astype(np.int32), (ended < NEVER) & (history_ends()[month] > ended)
            ),
        },
        day=day,
        masks=_masks(world, jobs, worker, month),
    )


def _masks(world: World, jobs: Jobs, worker: Array, month: Array) -> dict[str, Array]:
    """Return the rows of the last month reported, and of those who only look jobless."""
    at_home = ~jobs.works & jobs.told
    stopped = (jobs.ended < NEVER)[worker]
    lost = world.person_mask("lost_job")[jobs.person][worker]
    paused = (at_home.any(axis=1) & jobs.works[:, LATEST])[worker]
    return {
        "latest": month == len(history_starts()) + LATEST,
        "like:retired": stopped & ~lost,
        "like:stood_still": paused & ~lost,
    }


def _places(
    rng: np.random.Generator, world: World, channel: Array
) -> tuple[tuple[str, ...], Array]:
    """Return where each works: at home, elsewhere in the league or region, or beyond."""
    beyond = other_places()
    words = (world.plan.name, *world.plan.neighbours, *beyond)
    names, shares = assumptions("work").shares("places")
    kind = choose(rng, shares, len(channel))
    near = 1 + rng.integers(0, max(len(world.plan.neighbours), 1), len(channel))
    far = len(words) - len(beyond) + rng.integers(0, len(beyond), len(channel))
    away = np.where(kind == names.index("beyond"), far, np.minimum(near, len(words) - 1))
    local = (kind == names.index("same")) | (channel != CHANNELS.index("migrant"))
    return words, np.where(local, 0, away).astype(np.int16)


def _employers(
    rng: np.random.Generator, world: World, channel: Array
) -> tuple[tuple[str, ...], Array]:
    words, starts = employers(world.plan, CHANNELS)
    low, high = np.array(starts[:-1])[channel], np.array(starts[1:])[channel]
    place = rng.integers(low, high)
    unknown = chance(rng, assumptions("work").number("unknown_employer"), len(channel))
    return words, np.where(unknown, -1, place).astype(np.int16)
