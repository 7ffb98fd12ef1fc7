"""Clocks alone: calendar days, workdays with their exceptions, pauses; and what always holds."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from shouwang.rules.calendar import YearNotKnown
from shouwang.rules.duration import Duration
from shouwang.rules.pack import Policy
from shouwang.rules.procedures import Clock, Step, Version
from shouwang.stages.cases import clocks
from shouwang.stages.cases.clocks import Stop, Terms
from shouwang.stages.cases.workflow import Taken
from tests.office import world

ONE = timedelta(days=1)
TERMS = Terms(Policy(world.content(), {}, {}, {}, {}))
DAYS = st.dates(date(2019, 1, 1), date(2024, 12, 31))
COUNTS = st.integers(0, 60)
PAUSES = st.lists(st.tuples(DAYS, st.integers(0, 40)), max_size=4)


def due(start, count, stops=(), *, workdays=False):
    return clocks.due_after(start, Duration(count, workdays), stops, TERMS)


@pytest.mark.parametrize(
    ("start", "count", "workdays", "expected"),
    [
        (date(2020, 6, 30), 15, False, date(2020, 7, 15)),
        (date(2020, 6, 30), 0, False, date(2020, 6, 30)),
        (date(2020, 9, 30), 1, True, date(2020, 10, 9)),  # after the holiday of eight days
        (date(2020, 9, 25), 1, True, date(2020, 9, 27)),  # a Sunday that is worked
        (date(2020, 1, 23), 1, True, date(2020, 2, 3)),  # the prolonged holiday of 2020
    ],
)
def test_a_term_ends(start, count, workdays, expected):
    assert due(start, count, workdays=workdays) == expected


def test_a_year_nobody_knows_is_said():
    with pytest.raises(YearNotKnown):
        due(date(2035, 1, 1), 3, workdays=True)


@given(start=DAYS, count=COUNTS, pauses=PAUSES, workdays=st.booleans())
def test_a_pause_never_shortens(start, count, pauses, workdays):
    stops = [(day, day + length * ONE) for day, length in pauses]
    assert due(start, count, stops, workdays=workdays) >= due(start, count, workdays=workdays)


@given(start=DAYS, count=COUNTS, pauses=PAUSES)
def test_a_pause_lengthens_by_no_more_than_it_lasts(start, count, pauses):
    stops = [(day, day + length * ONE) for day, length in pauses]
    longer = (due(start, count, stops) - due(start, count)).days
    assert longer <= sum(length for _day, length in pauses)


@given(start=DAYS, one=COUNTS, other=COUNTS, workdays=st.booleans())
def test_a_longer_term_ends_no_sooner(start, one, other, workdays):
    less, more = sorted((one, other))
    assert due(start, less, workdays=workdays) <= due(start, more, workdays=workdays)


@given(start=DAYS, later=st.integers(0, 30), count=COUNTS)
def test_who_starts_later_ends_no_sooner(start, later, count):
    assert due(start, count, workdays=True) <= due(start + later * ONE, count, workdays=True)


@given(start=DAYS, count=COUNTS)
def test_workdays_are_no_shorter_than_days(start, count):
    assert due(start, count, workdays=True) >= due(start, count)


@given(start=DAYS, count=COUNTS, pauses=PAUSES, workdays=st.booleans())
def test_what_remains_at_the_start_is_the_term(start, count, pauses, workdays):
    stops = [(day, day + length * ONE) for day, length in pauses]
    end = due(start, count, stops, workdays=workdays)
    term = Duration(count, workdays)
    assert clocks.remaining_days(start, end, term, stops, TERMS) == count
    assert clocks.remaining_days(end, end, term, stops, TERMS) == 0
    assert clocks.remaining_days(end + 30 * ONE, end, term, stops, TERMS) <= 0


VERSION = Version(
    start=date(2020, 1, 1),
    regions=(),
    steps=(
        Step("a", "a", ("village",), ()),
        Step("b", "b", ("township",), ("a",), returns_to="a"),
    ),
    clocks=(
        Clock("first", "first", "opened", "a", Duration(3), Duration(10)),
        Clock("second", "second", "a", "b", Duration(5)),
    ),
)
OPENED = date(2020, 6, 1)


def read(taken, on, stops=()):
    found = clocks.read_clocks(VERSION, opened=OPENED, taken=taken, stops=stops, terms=TERMS, on=on)
    return {each.name: each for each in found}


def test_a_clock_runs_until_its_step():
    found = read([], OPENED + 4 * ONE)["first"]
    assert (found.due, found.remaining, found.is_overdue(OPENED + 4 * ONE)) == (
        OPENED + 3 * ONE, -1, True,
    )  # fmt: skip
    assert not found.is_fault(OPENED + 10 * ONE)
    assert found.is_fault(OPENED + 11 * ONE)
    after = read([Taken("a", "done", "x", "village", OPENED + 2 * ONE)], OPENED + 99 * ONE)
    assert not after["first"].is_overdue(OPENED + 99 * ONE)
    assert after["second"].start == OPENED + 2 * ONE


def test_the_nearest_end_is_that_of_a_running_clock():
    found = read([Taken("a", "done", "x", "village", OPENED + 2 * ONE)], OPENED)
    assert clocks.nearest(found.values()) == (OPENED + 7 * ONE, "second")
    assert clocks.nearest([]) == (None, "")


def test_a_clock_that_a_return_undid_starts_anew():
    day = OPENED + 6 * ONE
    taken = [
        Taken("a", "done", "x", "village", OPENED + ONE, is_void=True),
        Taken("b", "returned", "y", "township", day),
    ]
    assert read(taken, day)["first"].due == day + 3 * ONE


def test_an_open_pause_lasts_as_long_as_it_may():
    stop = Stop(OPENED, None, Duration(7))
    assert read([], OPENED, [stop])["first"].due == OPENED + 10 * ONE
    assert clocks.end_of_stop(Stop(OPENED, OPENED + 99 * ONE, Duration(7)), TERMS) == (
        OPENED + 7 * ONE
    )


def test_a_pause_without_end_leaves_no_day():
    found = read([], OPENED, [Stop(OPENED)])["first"]
    assert (found.due, found.remaining) == (None, None)
