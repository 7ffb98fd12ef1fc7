"""Wilson's interval and Chapman's estimate, beside published and worked values."""

import pytest
from hypothesis import given, strategies as st

from shouwang.calc.capture import chapman
from shouwang.calc.proportions import permille, wilson


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_interval_holds_the_share(right, more):
    found = wilson(right, right + more)
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_known_value():
    """Brown, Cai and DasGupta (2001) by their formula: 0 of 10 reaches up to 0.2775."""
    found = wilson(0, 10)
    assert (found.low, round(found.high, 4)) == (0.0, 0.2775)


def test_nothing_is_known_of_none():
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 300))
def test_there_are_at_least_those_seen(first, second, both):
    both = min(first, second, both)
    found = chapman(first, second, both)
    assert found.seen <= found.total + 1e-9
    assert found.low <= found.high


def test_two_lists_without_anybody_in_common_tell_nothing():
    assert chapman(5, 5, 0) is None
    with pytest.raises(ValueError, match="on both"):
        chapman(1, 1, 2)


def test_thousandths_are_rounded_down():
    assert permille(0.9999) == 999
