"""The four that are not taken away, judged: windows, standards, who went, verdicts."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.programmes.stability.enums import Verdict
from shouwang.stages.programmes.stability.facts import Term
from shouwang.stages.programmes.stability.policies import Compared, share_of, windows_of
from shouwang.stages.programmes.stability.responsibility import changes_of, timeline
from shouwang.stages.programmes.stability.verdicts import Evidence, quarters, verdict_of

ON = date(2020, 6, 30)
MONTHS = [date(2019, month, 1) for month in range(1, 13)]
MONTHS += [date(2020, month, 1) for month in range(1, 7)]


def compared(**told):
    usual = {
        "kind": "living_subsidy", "people_before": 100, "paid_before": 0, "people_now": 100,
        "paid_now": 0, "due_now": 0, "lost": 0, "cut": 0, "stopped": 0, "waiting": 0, "gone": 0,
        "silent": 0, "less": 0, "standards_before": (10000,) * 3, "standards_now": (10000,) * 3,
    }  # fmt: skip
    return Compared(**{**usual, **told})


def term(ended=None, *, role="secretary", reason="transferred", succeeded=None, started=None):
    return Term("t", "county", role, "", started or date(2017, 1, 1), ended, reason, succeeded)


def changes(*terms):
    return changes_of(terms, months=12, gap_days=30, on=ON)


def test_a_rise_of_a_standard_is_told_as_the_civil_affairs_told_it():
    """Inner Mongolia's rural subsistence allowance: 5,547 yuan in 2018, 5,914 in 2019, +367.

    Xinhua 2019-09-19 and People's Daily Online 2018-11-19 (S186, S187).
    """
    before, now = 554_700, 591_400
    assert now - before == 36_700
    assert round(share_of(before, now), 4) == 0.0662
    raised = compared(standards_before=(before,) * 3, standards_now=(now,) * 3)
    assert not raised.is_worse
    assert compared(standards_before=(now,) * 3, standards_now=(before,) * 3).is_lowered


def test_the_same_months_of_both_years_are_held_against_each_other():
    found = windows_of(set(MONTHS), basis="same", months=6, on=ON)
    assert found.before == tuple(MONTHS[:6])
    assert found.now == tuple(MONTHS[12:])


def test_months_that_one_year_lacks_are_left_out_of_both():
    found = windows_of(set(MONTHS[5:]), basis="same", months=6, on=ON)
    assert (found.before, found.now) == ((date(2019, 6, 1),), (date(2020, 6, 1),))
    assert not windows_of(set(MONTHS[12:]), basis="same", months=6, on=ON)


def test_the_last_months_are_held_against_those_before():
    found = windows_of(set(MONTHS), basis="lately", months=6, on=ON)
    assert (found.before[0], found.before[-1]) == (date(2019, 7, 1), date(2019, 12, 1))
    assert (found.now[0], found.now[-1]) == (date(2020, 1, 1), date(2020, 6, 1))


@given(st.sets(st.sampled_from(MONTHS)), st.sampled_from(["same", "lately"]))
def test_windows_are_of_one_length_and_of_delivered_months(delivered, basis):
    found = windows_of(delivered, basis=basis, months=6, on=ON)
    assert len(found.before) == len(found.now)
    assert {*found.before, *found.now} <= delivered


def test_a_policy_is_over_when_nobody_gets_it_but_for_those_who_left():
    assert compared(people_now=0, lost=100, silent=100).is_over
    assert not compared(people_now=0, lost=100, gone=100).is_over


def test_a_standard_is_lowered_only_where_it_is_at_every_quarter_of_many():
    lower = (9000, 9500, 10000)
    assert compared(standards_before=(10000, 10000, 11000), standards_now=lower).is_lowered
    assert not compared(standards_now=(9000, 10000, 12000)).is_lowered
    few = compared(people_now=9, standards_before=(10000, 10000, 11000), standards_now=lower)
    assert not few.is_lowered


def test_one_person_cut_for_being_out_of_poverty_is_enough():
    assert compared(cut=1).is_worse
    assert not compared(stopped=5, waiting=3, less=4).is_worse


@pytest.mark.parametrize(
    ("gone", "is_fault"),
    [
        (term(date(2020, 5, 1), succeeded=date(2020, 5, 2)), True),  # moved within the term
        (term(date(2020, 5, 1), reason="retired", succeeded=date(2020, 5, 31)), False),  # 30 days
        (term(date(2020, 5, 1), reason="retired", succeeded=date(2020, 6, 1)), True),  # 31
        (term(date(2020, 5, 31), reason="retired"), False),
        (term(date(2020, 5, 30), reason="retired"), True),
        (term(date(2020, 5, 1), role="deputy", succeeded=date(2020, 5, 2)), False),
        (term(date(2020, 5, 30), role="deputy"), True),
    ],
)
def test_who_went_is_a_fault_as_the_checks_say(gone, is_fault):
    assert [each.is_fault for each in changes(gone)] == [is_fault]


def test_who_went_more_than_a_year_ago_is_not_told():
    assert changes(term(date(2019, 6, 30)), term()) == []
    assert len(changes(term(date(2019, 7, 1)))) == 1


@given(st.dates(date(2015, 1, 1), date(2020, 6, 29)), st.integers(0, 2000))
def test_a_bar_lies_within_its_line(start, days):
    ended = min(date.fromordinal(start.toordinal() + days + 1), ON)
    lanes = timeline([term(ended, started=start)], first=date(2017, 6, 30), on=ON, level="county")
    for bar in (each for lane in lanes for each in lane.bars):
        assert 0 <= bar.start <= 1000
        assert bar.start + bar.width <= 1001


def test_an_accepted_explanation_leaves_the_fault_and_changes_the_verdict():
    open_ = Evidence(["a", "b"], 5)
    half = Evidence(["a", "b"], 5, explained=frozenset("a"))
    whole = Evidence(["a", "b"], 5, explained=frozenset("ab"))
    assert [verdict_of(each) for each in (open_, half, whole)] == [
        Verdict.BAD, Verdict.BAD, Verdict.WATCH,
    ]  # fmt: skip
    assert (whole.faults, whole.unexplained, half.unexplained) == (2, 0, 1)
    assert verdict_of(Evidence([], 5)) is Verdict.GOOD
    assert verdict_of(Evidence([], 0, is_seen=False)) is Verdict.BLIND


def test_a_year_has_four_quarters_the_running_one_last():
    assert quarters(ON) == [date(2019, 7, 1), date(2019, 10, 1), date(2020, 1, 1), date(2020, 4, 1)]
