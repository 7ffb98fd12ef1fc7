"""Where village team members were, day by day: in the village, out on duty, on leave, absent."""

import numpy as np
import pyarrow as pa

from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Coded, Rows
from shouwang.synthetic.draw import Array, chance, choose_words
from shouwang.synthetic.months import day_number, history_ends, history_starts
from shouwang.synthetic.teams import Posts, post_numbers
from shouwang.synthetic.world import World

STATES = ("present", "duty", "leave", "absent")
PRESENT, DUTY, LEAVE, ABSENT = range(4)
SATURDAY, SUNDAY = 5, 6
THURSDAY = 3  # 1970-01-01 was one
WEEK = 7
UNREPORTED = -1


def village_team_day_rows(world: World, posts: Posts) -> Rows:
    """Return the reported days of each term: working days and some Saturdays, no holidays."""
    rng = world.streams.of("team days")
    rules = assumptions("teams")
    days = np.arange(history_starts()[0], history_ends()[-1], dtype=np.int32)
    reported = _reported(rng, posts, days)
    shape = reported.shape
    drawn = choose_words(rng, rules.shares("attendance.states"), STATES, reported.size)
    state = np.where(reported, drawn.reshape(shape), UNREPORTED).astype(np.int8)
    low, high = (day_number(day) for day in rules.value("attendance.window"))
    window = (days >= low) & (days <= high)
    _spells(rng, posts, days, state)
    _keep_within_a_year(posts, days, state)
    _keep_in_village(posts, window, state)
    _stay_away(rng, posts, window, state)
    _be_on_leave(posts, days, window, state)
    place, day = np.nonzero(state != UNREPORTED)
    state = state[place, day]
    visits = _visits(rng, posts, place, state)
    return Rows(
        "village_team_day",
        {
            "post": post_numbers(world, np.arange(posts.count)).take(pa.array(place)),
            "village": Coded(posts.village[place], world.plan.villages),
            "day": days[day],
            "state": Coded(state, STATES),
            "visits": visits.astype(np.int32),
        },
        day=days[day],
    )


def _visits(rng: np.random.Generator, posts: Posts, place: Array, state: Array) -> Array:
    """Return the visits of each day: some while present; those with a fault none, or always alike."""
    rules = assumptions("teams")
    least, most = (int(each) for each in rules.span("attendance.visits"))
    visits = np.where(state == PRESENT, rng.integers(least, most + 1, len(place)), 0)
    low, high = (int(each) for each in rules.span("attendance.alike"))
    alike = rng.integers(low, high + 1, posts.count)
    some = posts.has("team_visits_alike")[place] & (state == PRESENT)
    visits = np.where(some, alike[place], visits)
    visits = np.where(posts.has("team_without_visits")[place], 0, visits)
    low, high = (int(each) for each in rules.span("attendance.on_leave"))
    gone = posts.has("team_visits_on_leave")[place] & (state == LEAVE)
    found: Array = np.where(gone, rng.integers(low, high + 1, len(place)), visits)
    return found


def _be_on_leave(posts: Posts, days: Array, window: Array, state: Array) -> None:
    """Give a day of leave to those whose fault shows on one, outside the window."""
    within = (days >= day_number(assumptions("teams").value("attendance.year_from"))) & ~window
    wanted = posts.has("team_visits_on_leave") & ~((state == LEAVE) & within).any(axis=1)
    here = (state == PRESENT) & within & wanted[:, None]
    state[here & (np.cumsum(here, axis=1) == 1)] = LEAVE


def _reported(rng: np.random.Generator, posts: Posts, days: Array) -> Array:
    """Return the days reported of each term."""
    rules = assumptions("teams")
    weekday = (days + THURSDAY) % WEEK
    holiday = np.zeros(len(days), dtype=bool)
    for first, last in rules.value("attendance.holidays"):
        holiday |= (days >= day_number(first)) & (days <= day_number(last))
    shape = (posts.count, len(days))
    saturdays = rng.random(shape) < rules.number("attendance.saturdays")
    works = (weekday < SATURDAY) | ((weekday == SATURDAY) & saturdays)
    in_office = (days >= posts.started[:, None]) & (days < posts.ended[:, None])
    reported: Array = works & ~holiday & in_office
    return reported


def _spells(rng: np.random.Generator, posts: Posts, days: Array, state: Array) -> None:
    """Let some be on leave for days on end, those with the fault far too long."""
    rules = assumptions("teams")
    too_long = posts.has("team_leave_too_long")
    some = ~too_long & chance(rng, rules.number("attendance.spell.share"), posts.count)
    for path, who in (("spell", some), ("long", too_long)):
        low, high = (int(each) for each in rules.span(f"attendance.{path}.days"))
        first, last = (day_number(day) for day in rules.value(f"attendance.{path}.from"))
        wanted = rng.integers(low, high + 1, posts.count)
        start = rng.integers(first, last + 1, posts.count)
        later = (state != UNREPORTED) & (days >= start[:, None])
        spell = later & (np.cumsum(later, axis=1) <= wanted[:, None])
        state[spell & who[:, None]] = LEAVE


def _keep_within_a_year(posts: Posts, days: Array, state: Array) -> None:
    """Turn leave beyond what is allowed in a year into presence, but for those with the fault."""
    rules = assumptions("teams")
    within = days >= day_number(rules.value("attendance.year_from"))
    leave = (state == LEAVE) & within
    beyond = leave & (np.cumsum(leave, axis=1) > rules.whole("attendance.leave_most"))
    state[beyond & ~posts.has("team_leave_too_long")[:, None]] = PRESENT


def _keep_in_village(posts: Posts, window: Array, state: Array) -> None:
    """Turn leave in the window into presence where it leaves too few days in the village."""
    rules = assumptions("teams")
    to_miss = posts.has("team_member_absent") * int(rules.span("attendance.absent")[1])
    enough = rules.whole("attendance.enough") + to_miss
    there = np.isin(state[:, window], (PRESENT, DUTY)).sum(axis=1)
    turned = (state == LEAVE) & window & (there < enough)[:, None]
    state[turned] = PRESENT


def _stay_away(rng: np.random.Generator, posts: Posts, window: Array, state: Array) -> None:
    """Show who was away most of the window, and who was absent in it."""
    rules = assumptions("teams")
    places = np.flatnonzero(window)
    inside = state[:, places]
    there = np.isin(inside, (PRESENT, DUTY))
    ranks = np.argsort(np.argsort(np.where(there, rng.random(inside.shape), 2.0), axis=1), axis=1)
    low, high = (int(each) for each in rules.span("attendance.away.left"))
    left = rng.integers(low, high + 1, posts.count)
    gone = there & (ranks >= left[:, None]) & posts.has("team_member_away")[:, None]
    low, high = (int(each) for each in rules.span("attendance.absent"))
    missed = rng.integers(low, high + 1, posts.count)
    absent = there & (ranks < missed[:, None]) & posts.has("team_member_absent")[:, None]
    inside = np.where(gone, UNREPORTED, inside)
    state[:, places] = np.where(absent, ABSENT, inside)
