"""A month on a sheet: signed days count, the lake's count where nothing is signed, others do not."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.programmes.village_teams.facts import Post, ToldDay
from shouwang.stages.programmes.village_teams.sheet import (
    STATES,
    Counts,
    Kept,
    days_of_month,
    looks_regular,
    sheet_of,
)
from shouwang.stages.programmes.village_teams.teams import (
    Decided,
    as_decided,
    due_terms,
    seats_of,
)

ON, JUNE, VILLAGE = date(2020, 6, 30), date(2020, 6, 1), "150421100201"
POST = Post("p1", VILLAGE, "巴图", "农牧局", "member", date(2018, 6, 1))


def told(day, state="present", visits=0, post="p1"):
    return ToldDay(post, VILLAGE, date(2020, 6, day), state, visits)


def kept(day, state="present", sign="signed", post="p1"):
    return Kept(post, date(2020, 6, day), state, sign, day)


def line(lake=(), hand=(), post=POST, on=ON):
    return sheet_of(JUNE, [post], lake, hand, workdays=frozenset(), on=on).lines[0]


def test_a_signed_day_counts_instead_of_what_the_lake_tells():
    found = line([told(1), told(2)], [kept(1, "absent")])
    assert found.counts == Counts(present=1, absent=1)
    assert found.cells[0].differs
    assert not found.cells[1].differs


def test_a_day_that_waits_or_is_contested_counts_only_as_the_lake_tells_it():
    found = line([told(2)], [kept(1, sign="waiting"), kept(2, "duty", "contested")])
    assert found.counts == Counts(present=1)
    assert found.waiting == 1


def test_a_day_that_was_struck_is_as_if_it_had_never_been_entered():
    found = line([told(1, "leave")], [kept(1, "present", "struck")])
    assert found.counts == Counts(leave=1)


def test_days_outside_the_term_and_days_to_come_do_not_count():
    left = Post("p1", VILLAGE, "", "", "member", date(2018, 6, 1), date(2020, 6, 10), "recalled")
    assert line([told(9), told(10), told(11)], post=left).counts.reported == 1
    assert line([told(9), told(20)], on=date(2020, 6, 10)).counts.reported == 1


def test_who_came_or_left_within_the_month_is_not_judged_by_it():
    came = Post("p1", VILLAGE, "", "", "member", date(2020, 6, 2))
    left = Post("p1", VILLAGE, "", "", "member", date(2018, 6, 1), date(2020, 6, 30), "illness")
    assert line().is_whole
    assert not line(post=came).is_whole
    assert not line(post=left).is_whole


def test_twenty_days_in_the_village_or_on_duty_are_enough_as_the_rule_says():
    """Each month no fewer than 20 days; days out on duty count, leave does not (S183, S184)."""
    nineteen = [told(day) for day in range(1, 19)] + [told(19, "duty"), told(20, "leave")]
    assert not line(nineteen).is_enough(20)
    assert line([*nineteen, told(21)]).is_enough(20)


@pytest.mark.parametrize(
    ("right", "total", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
     (1, 29, 0.0061, 0.1718)],
)  # fmt: skip
def test_the_interval_of_a_rate_is_that_of_newcombes_examples(right, total, low, high):
    """Newcombe, R. G. (1998): Two-sided confidence intervals for the single proportion.

    Statistics in Medicine 17, 857-872, table I, method 3 (Wilson's score, no correction).
    """
    found = Counts(present=right, absent=total - right).rate
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


def test_nothing_reported_has_no_rate():
    assert Counts().rate is None


@given(st.lists(st.sampled_from(STATES)))
def test_reported_days_are_those_present_on_duty_on_leave_and_absent(states):
    found = Counts.of(states)
    assert found.reported == len(states)
    assert found.reported == found.present + found.duty + found.leave + found.absent


def test_a_month_has_its_days():
    assert len(days_of_month(date(2020, 2, 17))) == 29


def test_the_same_number_every_day_is_a_sign_and_nothing_done_is_none():
    assert looks_regular([3] * 20, least=20)
    assert not looks_regular([0] * 20, least=20)
    assert not looks_regular([3] * 19, least=20)


@given(st.integers(0, 6), st.integers(0, 5))
def test_seats_wanted_are_filled_or_open(there, wanted):
    posts = [Post(f"p{each}", VILLAGE, "", "", "member", JUNE) for each in range(there)]
    found = seats_of(posts, wanted=wanted, on=ON)
    assert found.wanted == found.filled + found.open


def test_terms_are_due_after_two_years_and_those_over_come_first():
    """No fewer than two years a term (the Central Committee's rules of December 2017, S180)."""
    posts = [
        Post("late", VILLAGE, "", "", "member", date(2018, 4, 1)),
        Post("soon", VILLAGE, "", "", "member", date(2018, 9, 1)),
        Post("new", VILLAGE, "", "", "member", date(2020, 1, 1)),
        Post("gone", VILLAGE, "", "", "member", date(2017, 1, 1), date(2019, 1, 2), "term_over"),
    ]
    found = due_terms(posts, term_days=730, ahead=90, on=ON)
    assert [(each.post.post, each.is_over) for each in found] == [("late", True), ("soon", False)]


def test_what_was_decided_of_a_term_is_seen_at_once():
    successor = Post("p9", VILLAGE, "新人", "财政局", "member", date(2020, 6, 20))
    found = as_decided([POST], {"p1": Decided("p1", date(2020, 6, 15), "recalled", successor)})
    assert [(each.post, each.ended) for each in found] == [("p1", date(2020, 6, 15)), ("p9", None)]
