"""Visits to households: monthly ones, the yearly survey with the income found, checks of clues."""

from dataclasses import dataclass

import numpy as np

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Known, Rows, fen
from shouwang.synthetic.draw import Array, between, chance, choose_words
from shouwang.synthetic.folk import NEVER
from shouwang.synthetic.livelihood import Livelihood
from shouwang.synthetic.months import day_number, history_ends, history_starts, month_starts, told
from shouwang.synthetic.serials import serials
from shouwang.synthetic.standing import EXITED, GENERAL, REGISTERED
from shouwang.synthetic.world import World

PURPOSES = ("routine", "verify", "survey", "follow", "recheck")
ROUTINE, VERIFY, SURVEY, FOLLOW, RECHECK = range(5)
VISITORS = ("village", "team", "helper", "township", "other")
LASTING = ("dibao", "destitute")
LETTERS = "ZF"
WIDTH = 7


@dataclass(frozen=True, slots=True)
class _Assisted:
    """Which households have somebody who is assisted, and since when.

    Attributes:
        lasting: Assisted for good. newly: somebody has been assisted since lately.
        since: The last day anybody's assistance began, 0 for none.
    """

    lasting: Array
    newly: Array
    since: Array


@dataclass(frozen=True, slots=True)
class _Visits:
    household: Array
    day: Array
    purpose: Array


def visit_rows(world: World, living: Livelihood, assistance: Rows) -> Rows:
    """Return one row a visit.

    Args:
        living: The incomes, beside which the survey finds those of the year before.
        assistance: The rows of social assistance.
    """
    rng = world.streams.of("visits")
    assisted = _assisted(world, assistance)
    checked = world.homes.living & assisted.lasting & (world.standing.status == GENERAL)
    checked &= ~world.standing.is_watched
    share = assumptions("visits").number("checks.unchecked")
    unchecked = checked & chance(rng, share, world.homes.count)
    parts = [
        _monthly(rng, world),
        _once(rng, np.flatnonzero(world.homes.living & assisted.newly), _latest_month()),
        *_follow(rng, world),
        _surveys(rng, world),
        *_checks(rng, world, assisted, (checked, unchecked)),
        *_of_the_list(rng, world),
        _others(rng, world, assisted),
    ]
    visits = _Visits(
        *(
            np.concatenate([getattr(each, name) for each in parts])
            for name in ("household", "day", "purpose")
        )
    )
    kept = np.flatnonzero(_happens(world, visits))
    order = kept[np.lexsort((visits.day[kept], visits.household[kept]))]
    visits = _Visits(visits.household[order], visits.day[order], visits.purpose[order])
    return _rows(rng, world, living, visits, unchecked)


def _rows(
    rng: np.random.Generator,
    world: World,
    living: Livelihood,
    visits: _Visits,
    unchecked: Array,
) -> Rows:
    rules = assumptions("visits")
    count = len(visits.household)
    low, high = (int(each) for each in rules.span("people"))
    visitor = choose_words(rng, rules.shares("visitors"), VISITORS, count)
    surveyor = choose_words(rng, rules.shares("survey_visitors"), VISITORS, count)
    visitor = np.where(visits.purpose == SURVEY, surveyor, visitor)
    visitor = np.where(chance(rng, rules.number("unknown.visitor"), count), -1, visitor)
    verify, surveys = visits.purpose == VERIFY, visits.purpose == SURVEY
    found, more = _income_found(rng, world, living)
    more &= world.standing.was_poor | (world.standing.watch >= 0)
    notes = chance(rng, rules.number("income.verified"), count) & verify
    usual, often = rules.number("trouble.usual"), rules.number("trouble.verify")
    return Rows(
        "visit",
        {
            "visit": serials(world, LETTERS, np.arange(1, count + 1), width=WIDTH),
            "household": visits.household,
            "visited_date": visits.day.astype(np.int32),
            "purpose": Coded(visits.purpose.astype(np.int8), PURPOSES),
            "visitor": Coded(visitor.astype(np.int8), VISITORS),
            "visitors": Known(
                rng.integers(low, high + 1, count).astype(np.int32),
                ~chance(rng, rules.number("unknown.visitors"), count),
            ),
            "income_per_person": Known(
                fen(found[visits.household]),
                surveys | notes,
            ),
            "trouble": Known(
                chance(rng, np.where(verify, often, usual), count),
                ~chance(rng, rules.number("unknown.trouble"), count),
            ),
        },
        day=visits.day.astype(np.int32),
        masks={"like:income_fallen": surveys & more[visits.household]},
        lacking={"unchecked_assisted": np.flatnonzero(unchecked)},
    )


def _assisted(world: World, assistance: Rows) -> _Assisted:
    """Return what the rows of assistance say of each household."""
    people = world.people
    person = assistance.places("person")
    kind, begun = assistance.columns["kind"], assistance.places("start_date")
    ended = assistance.columns["end_date"]
    if not isinstance(kind, Coded) or not isinstance(ended, Known):
        raise TypeError(assistance.feed)
    lasting = np.isin(kind.places, [kind.words.index(word) for word in LASTING])
    lasting &= ~ended.known | (ended.values > told("day"))
    there = people.present[person]
    home = people.household[person]
    since = np.zeros(world.homes.count, dtype=np.int64)
    np.maximum.at(since, home[there], begun[there])
    covered = np.zeros(world.homes.count, dtype=bool)
    covered[home[lasting & there]] = True
    newly = since >= day_number(assumptions("visits").value("newly_since"))
    return _Assisted(covered, newly, since)


def _latest_month() -> int:
    return len(history_starts()) - 1


def _once(rng: np.random.Generator, household: Array, month: Array | int) -> _Visits:
    """Return a visit of each household in a month."""
    rules = assumptions("visits")
    low, high = (int(each) for each in rules.span("days_of_month"))
    count = len(household)
    day = history_starts()[month] - 1 + rng.integers(low, high + 1, count)
    return _Visits(household, day, _usual(rng, count))


def _usual(rng: np.random.Generator, count: int) -> Array:
    return choose_words(rng, assumptions("visits").shares("purposes"), PURPOSES, count)


def _monthly(rng: np.random.Generator, world: World) -> _Visits:
    """Return the monthly visits of registered and watched households, since they are either."""
    standing = world.standing
    keyed = standing.is_watched | (standing.status == REGISTERED)
    homes = np.flatnonzero(keyed & world.homes.living)
    latest = _latest_month()
    begun = np.where(standing.status == REGISTERED, 0, standing.identified)[homes]
    due = history_ends()[None, :] > begun[:, None]
    due &= rng.random(due.shape) < assumptions("visits").number("monthly")
    due[:, latest] = True
    place, month = np.nonzero(due)
    return _once(rng, homes[place], month)


def _follow(rng: np.random.Generator, world: World) -> list[_Visits]:
    """Return the few visits of those who are out of poverty and not watched."""
    standing = world.standing
    exited = world.homes.living & (standing.status == EXITED) & ~standing.is_watched
    homes = np.flatnonzero(exited)
    visits = assumptions("visits").whole("helped_visits")
    months = [rng.integers(0, _latest_month() + 1, len(homes)) for _each in range(visits)]
    return [_once(rng, homes, month) for month in months]


def _surveys(rng: np.random.Generator, world: World) -> _Visits:
    """Return the survey of those who are or were poor, or are watched; a few are left out."""
    rules = assumptions("visits")
    standing = world.standing
    meant = world.homes.living & (standing.was_poor | (standing.watch >= 0))
    left_out = chance(rng, rules.number("not_surveyed"), world.homes.count)
    homes = np.flatnonzero(meant & (~left_out | world.home_mask("income_fallen")))
    return _on_days(rng, "survey", homes, SURVEY)


def _on_days(rng: np.random.Generator, path: str, homes: Array, purpose: int) -> _Visits:
    low, high = (day_number(day) for day in assumptions("visits").value(path))
    day = rng.integers(low, high + 1, len(homes))
    return _Visits(homes, day, np.full(len(homes), purpose))


def _checks(
    rng: np.random.Generator, world: World, assisted: _Assisted, who: tuple[Array, Array]
) -> list[_Visits]:
    """Return the checks of assisted general households: in the survey, or by a visit of their own."""
    rules = assumptions("visits")
    checked, unchecked = who
    count = world.homes.count
    entered = month_starts()[world.homes.enters]
    last_survey = day_number(rules.value("survey")[1])
    late = np.maximum(assisted.since, np.where(world.homes.enters > 0, entered, 0))
    own = chance(rng, rules.number("checks.by_visit"), count) | (late > last_survey)
    surveyed = _on_days(rng, "survey", np.flatnonzero(checked & ~unchecked & ~own), SURVEY)
    visited = _on_days(rng, "checks.span", np.flatnonzero(checked & ~unchecked & own), VERIFY)
    low, high = (int(each) for each in rules.span("checks.days"))
    since = late[visited.household]
    soon = np.minimum(since + rng.integers(low, high + 1, len(since)), told("day"))
    day = np.where(since > last_survey, soon, np.maximum(visited.day, since))
    seen = unchecked & chance(rng, rules.number("checks.unchecked_visited"), count)
    other = _on_days(rng, "checks.span", np.flatnonzero(seen), ROUTINE)
    return [surveyed, _Visits(visited.household, day, visited.purpose), other]


def _of_the_list(rng: np.random.Generator, world: World) -> list[_Visits]:
    """Return the visits before a household is put on the list, and before its risk ends."""
    rules = assumptions("visits")
    standing = world.standing
    parts = []
    for path, days, purpose in (
        ("verified_days", standing.identified, VERIFY),
        ("rechecked_days", standing.ended, RECHECK),
    ):
        homes = np.flatnonzero(days < NEVER)
        low, high = (int(each) for each in rules.span(path))
        day = days[homes] - rng.integers(low, high + 1, len(homes))
        parts.append(_Visits(homes, day, np.full(len(homes), purpose)))
    return parts


def _others(rng: np.random.Generator, world: World, assisted: _Assisted) -> _Visits:
    free = world.homes.living & (world.standing.status == GENERAL) & ~assisted.lasting
    chosen = free & chance(rng, assumptions("visits").number("others"), world.homes.count)
    homes = np.flatnonzero(chosen)
    return _once(rng, homes, rng.integers(0, _latest_month() + 1, len(homes)))


def _happens(world: World, visits: _Visits) -> Array:
    """Return which visits are made: within what is told, while the household is in the register.

    A household that is shown as unvisited is not visited any more from that day on.
    """
    last = np.full(world.homes.count, told("day"), dtype=np.int64)
    homes = world.hardships.homes("unvisited", shown=True)
    last[homes] = world.hardships.onsets("unvisited", shown=True)
    enters = world.homes.enters
    first = np.where(enters > 0, month_starts()[enters], history_starts()[0])
    happens: Array = (visits.day >= first[visits.household]) & (
        visits.day <= last[visits.household]
    )
    return happens


def _income_found(
    rng: np.random.Generator, world: World, living: Livelihood
) -> tuple[Array, Array]:
    """Return the yuan a head of the year before the register's, and who earned more then but is not poor."""
    rules = assumptions("visits")
    count = world.homes.count
    members = np.maximum(world.people.members(count), 1)
    head = np.maximum(living.net() / members, 0.0)
    more = (head >= rules.number("income.well_off")) & chance(
        rng, rules.number("income.more_share"), count
    )
    share = between(rng, rules.span("income.less"), count)
    share = np.where(more, between(rng, rules.span("income.more"), count), share)
    fallen = world.home_mask("income_fallen", shown=True)
    share = np.where(fallen, between(rng, rules.span("income.fallen"), count), share)
    return np.floor(head * share), more & ~fallen
