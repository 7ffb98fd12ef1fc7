"""Distances from what is wanted, and whether two numbers agree."""

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.ledger.reaching import Aim, agrees, distance, is_reached, share_done

numbers = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "aim", "wanted"),
    [
        (3400, Aim(0, better="lower", start=16000), 3400),
        (0, Aim(0, better="lower"), 0),
        (0.93, Aim(0.95, comparator=">="), 0.93 - 0.95),
        (12, Aim(10, comparator="<="), 2),
        (12, Aim(10, 15, comparator="range"), 0),
        (16, Aim(10, 15, comparator="range"), 1),
        (9, Aim(10, 15, comparator="range"), -1),
        (57, Aim(57), 0),
    ],
)
def test_the_distance_to_a_goal(value, aim, wanted):
    assert distance(value, aim) == pytest.approx(wanted)


@given(numbers, numbers, st.sampled_from(["=", ">=", "<=", "~"]))
def test_what_is_reached_has_no_distance(value, goal, comparator):
    aim = Aim(goal, comparator=comparator)
    assert (distance(value, aim) == 0) == (is_reached(value, aim) or value == goal)


def test_how_much_of_the_way_is_gone():
    aim = Aim(0, better="lower", start=16000)
    assert share_done(4000, aim) == 0.75
    assert share_done(20000, aim) == 0
    assert share_done(5, Aim(10)) == 0.5


@given(numbers, numbers)
def test_agreeing_is_mutual(one, other):
    assert agrees(one, other, within=0.05) == agrees(other, one, within=0.05)
    assert agrees(one, one, within=0.05)
