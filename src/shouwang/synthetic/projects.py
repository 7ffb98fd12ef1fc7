"""The projects of a banner: where, what, how far, tied to whom, drawn before any row is written."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.digits import serials
from shouwang.synthetic.draw import Array, around, between, chance, choose, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.months import day_number, told
from shouwang.synthetic.world import World

LINES = (
    "mutton",
    "beef",
    "pig",
    "poultry",
    "forage",
    "maize",
    "potato",
    "vegetable",
    "dairy",
    "other",
)
STATES = ("listed", "planned", "building", "running", "idle", "stopped", "ended")
LISTED, PLANNED, BUILDING, RUNNING = 0, 1, 2, 3
FINISHED = ("running", "idle", "stopped", "ended")
ROLES = ("wage", "order", "share", "service", "land", "custody", "loan", "asset", "own")
LINKS = (*ROLES, "none")
FIRST, SECOND = 0, 1  # of the projects that belong to the whole banner
ROUND = 100  # yuan: budgets are told in hundreds


@dataclass(frozen=True)
class Projects:
    """The projects of a banner, those of its villages first.

    Attributes:
        village: The place of the village; the number of villages for those of the whole banner.
        link: The place of the tie in LINKS, -1 for those that help no households by name.
        entered: The day it came into the project store, or NEVER; other days likewise.
        planned: The days it was to begin and to be done. budget: yuan.
        operator: The place of the operator, -1 for none; those of finished projects come last.
        operators: How many there are, busy ones and all.
        outside: Whether money goes to it although it is not in the store.
        own_money: Whether its row, not those of its money, may be at fault about money.
    """

    number: pa.Array
    village: Array
    category: Array
    line: Array
    year: Array
    state: Array
    link: Array
    entered: Array
    planned: tuple[Array, Array]
    started: Array
    finished: Array
    accepted: Array
    budget: Array
    operator: Array
    operators: tuple[int, int]
    outside: Array
    own_money: Array

    @property
    def count(self) -> int:
        return len(self.village)

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The numbers as words."""
        return tuple(self.number.to_pylist())

    def of(self, path: str) -> Array:
        """Return which are of the categories that projects.yaml names there."""
        wanted = [categories().index(word) for word in assumptions("projects").words(path)]
        return np.isin(self.category, wanted)

    @property
    def done(self) -> Array:
        """Whether the work is finished."""
        return np.isin(self.state, [STATES.index(word) for word in FINISHED])

    @property
    def failing(self) -> Array:
        """Whether it lies idle or has stopped."""
        return np.isin(self.state, [STATES.index(word) for word in ("idle", "stopped")])


def categories() -> tuple[str, ...]:
    """Return the words of the categories."""
    return tuple(assumptions("projects").section("category"))


def draw_projects(world: World) -> Projects:
    """Draw the projects of a banner."""
    rules = assumptions("projects")
    streams = world.streams
    rng = streams.of("projects")
    village = _places(rng, world)
    count = len(village)
    words, shares = rules.shares("category")
    category = choose(rng, shares, count).astype(np.int8)
    years, shares = rules.shares("year")
    year = np.array([int(each) for each in years])[choose(rng, shares, count)]
    of_banner = np.flatnonzero(village == len(world.plan.villages))
    first, second = of_banner[FIRST], of_banner[SECOND]
    category[[first, second]] = words.index("industry")
    year[[first, second]] = int(years[1])
    state = _states(rng, year)
    state[first], state[second] = RUNNING, STATES.index("stopped")
    days = _days(streams.of("project days"), year, state)
    outside, waiting = (
        (state == place) & chance(rng, rules.number(f"outside.{STATES[place]}"), count)
        for place in (BUILDING, PLANNED)
    )
    mean = np.array([float(rules.value(f"budget.mean.{word}")) for word in words])[category]
    budget = around(rng, mean, rules.number("budget.spread"), count)
    budget = np.rint(np.maximum(budget, rules.number("budget.least")) / ROUND) * ROUND
    helping = np.isin(category, [words.index(word) for word in rules.words("helping")])
    operator, operators = _operators(rng, helping, state)
    return Projects(
        number=serials(world.plan.code, "P", count),
        village=village,
        category=category,
        line=_lines(rng, world, village, category),
        year=year,
        state=state,
        link=_links(rng, category),
        entered=np.where(outside | waiting, NEVER, days["entered"]),
        planned=(days["planned_start"], days["planned_end"]),
        started=days["started"],
        finished=days["finished"],
        accepted=days["accepted"],
        budget=budget,
        operator=operator,
        operators=operators,
        outside=outside,
        own_money=chance(rng, rules.number("own_money"), count),
    )


def _places(rng: np.random.Generator, world: World) -> Array:
    rules = assumptions("projects")
    villages = len(world.plan.villages)
    low, high = (int(end) for end in rules.span("per_village"))
    counts = rng.integers(low, high + 1, villages)
    counts[np.bincount(world.homes.village, minlength=villages) == 0] = 0
    low, high = (int(end) for end in rules.span("per_banner"))
    places = np.append(np.arange(villages), villages)
    return np.repeat(places, np.append(counts, rng.integers(low, high + 1)))


def _states(rng: np.random.Generator, year: Array) -> Array:
    state = np.zeros(len(year), dtype=np.int8)
    for word in assumptions("projects").section("state"):
        chosen = np.flatnonzero(year == int(word))
        shares = assumptions("projects").shares(f"state.{word}")
        state[chosen] = choose_words(rng, shares, STATES, len(chosen))
    return state


def _lines(rng: np.random.Generator, world: World, village: Array, category: Array) -> Array:
    """Return the line of industry, by how the village lives; none where it is no industry."""
    rules = assumptions("projects")
    herding = np.append(world.plan.herding, np.mean(world.plan.herding))[village]
    herds = chance(rng, herding, len(village))
    words = categories()
    industrial = np.isin(category, [words.index(word) for word in rules.words("industrial")])
    line = np.full(len(village), -1, dtype=np.int8)
    for name, group in (("farming", ~herds), ("herding", herds)):
        chosen = np.flatnonzero(industrial & group)
        line[chosen] = choose_words(rng, rules.shares(f"line.{name}"), LINES, len(chosen))
    return line


def _links(rng: np.random.Generator, category: Array) -> Array:
    link = np.full(len(category), -1, dtype=np.int8)
    for word in assumptions("projects").section("link"):
        chosen = np.flatnonzero(category == categories().index(word))
        shares = assumptions("projects").shares(f"link.{word}")
        link[chosen] = choose_words(rng, shares, LINKS, len(chosen))
    return link


def _operators(
    rng: np.random.Generator, helping: Array, state: Array
) -> tuple[Array, tuple[int, int]]:
    """Return the operator of each project; those of finished ones are others than the busy."""
    rules = assumptions("projects")
    has = helping & chance(rng, rules.number("operated.share"), len(state))
    lives = np.isin(state, [PLANNED, BUILDING, RUNNING])
    operator = np.full(len(state), -1, dtype=np.int64)
    sizes = [0]
    for group in (has & lives, has & ~lives):
        chosen = np.flatnonzero(group)
        many = int(np.ceil(len(chosen) / rules.number("operated.each")))
        operator[chosen] = sizes[-1] + rng.integers(0, max(many, 1), len(chosen))
        sizes.append(sizes[-1] + many)
    return operator, (sizes[1], sizes[2])


def _days(streams: np.random.Generator, year: Array, state: Array) -> dict[str, Array]:
    """Return the days of each project as far as it has come; NEVER for what has not been."""
    rng, rules = streams, assumptions("projects")
    count, day = len(year), told("day")
    entered, finished = _by_year(rng, "entered", year), _by_year(rng, "finished", year)
    late = (state == LISTED) & chance(rng, rules.number("entered_late.share"), count)
    low, high = (day_number(each) for each in rules.value("entered_late.span"))
    entered = np.where(late, rng.integers(low, high + 1, count), entered)
    new = year == year.max()
    took = np.where(new, _span(rng, "took.new", count), _span(rng, "took.usual", count))
    started = finished - took
    start = started - _span(rng, "start_late", count)
    end = finished - _span(rng, "finish_late", count)
    accepted = finished + _span(rng, "accepted_after", count)
    building = state == BUILDING
    end = np.where(building, day + _span(rng, "building.end_ahead", count), end)
    lasts = _span(rng, "building.lasts", count)
    begun = np.minimum(end - lasts, day - rules.whole("building.lasts_least"))
    start = np.where(building, begun, start)
    started = np.where(
        building, begun + rng.integers(0, rules.whole("building.lasts_least"), count), started
    )
    for place in (PLANNED, LISTED):
        ahead = day + _span(rng, f"{STATES[place]}.start_ahead", count)
        start = np.where(state == place, ahead, start)
        end = np.where(state == place, ahead + _span(rng, f"{STATES[place]}.lasts", count), end)
    done = state >= RUNNING
    return {
        "entered": entered,
        "planned_start": start,
        "planned_end": end,
        "started": np.where(done | building, started, NEVER),
        "finished": np.where(done, finished, NEVER),
        "accepted": np.where(done & (accepted < day), accepted, NEVER),
    }


def _by_year(rng: np.random.Generator, path: str, year: Array) -> Array:
    spans = assumptions("projects").section(path)
    low = np.zeros(len(year), dtype=np.int64)
    high = low.copy()
    for word, (first, last) in spans.items():
        low[year == int(word)] = _number(first)
        high[year == int(word)] = _number(last)
    return rng.integers(low, high + 1)


def _number(day: date) -> int:
    return day_number(day)


def _span(rng: np.random.Generator, path: str, count: int) -> Array:
    """Return whole days spread evenly over a range of projects.yaml."""
    drawn = between(rng, assumptions("projects").span(path), count)
    whole: Array = np.rint(drawn).astype(np.int64)
    return whole
