"""Rules of lots beside the published tables, and what must hold of all of them."""

import math

import pytest
from hypothesis import given, settings, strategies as st

from shouwang.calc.lots import binomial_below, hypergeometric_below, rule_of, smallest_rule

# Valadez (1991), as reprinted in the field guides: the rules for 19 where a lot is bad 30 points
# below the benchmark.
VALADEZ = {0.95: 16, 0.90: 15, 0.85: 14, 0.80: 13, 0.75: 12, 0.70: 11, 0.65: 10, 0.60: 9,
           0.55: 8, 0.50: 7, 0.45: 6, 0.40: 5}  # fmt: skip


@pytest.mark.parametrize(("good", "pass_from"), VALADEZ.items())
def test_the_rules_for_nineteen(good, pass_from):
    rule = rule_of(19, good=good, bad=round(good - 0.3, 2))
    assert rule.pass_from == pass_from
    assert max(rule.alpha, rule.beta) < 0.1


def test_nineteen_is_the_fewest_for_ten_in_a_hundred():
    rule = smallest_rule(good=0.8, bad=0.5, alpha=0.1, beta=0.1)
    assert (rule.size, rule.pass_from) == (19, 13)
    assert rule.passes(13)
    assert not rule.passes(12)


def test_a_small_lot_needs_fewer():
    """Without repeats each answer tells more: the errors of 19 of 60 are smaller."""
    small = rule_of(19, good=0.8, bad=0.5, population=60)
    large = rule_of(19, good=0.8, bad=0.5)
    assert small.alpha + small.beta < large.alpha + large.beta


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 61))
def test_hypergeometric_chances_add_up(population, right, size, count):
    right, size = min(right, population), min(size, population)
    found = hypergeometric_below(count, size, right, population)
    assert -1e-12 <= found <= 1 + 1e-12
    assert math.isclose(hypergeometric_below(size + 1, size, right, population), 1)


@given(st.integers(1, 40), st.floats(0.5, 1), st.floats(0, 0.49))
@settings(max_examples=60)
def test_a_rule_is_no_worse_than_a_coin(size, good, bad):
    rule = rule_of(size, good=good, bad=bad)
    assert rule.alpha + rule.beta <= 1 + 1e-9
    assert math.isclose(binomial_below(rule.pass_from, size, good), rule.alpha, abs_tol=1e-12)


def test_what_cannot_be_told_apart_has_no_rule():
    assert smallest_rule(good=0.5, bad=0.499, alpha=0.01, beta=0.01) is None
    with pytest.raises(ValueError, match="size"):
        rule_of(5, good=0.5, bad=0.6)
    with pytest.raises(ValueError, match="population 3"):
        rule_of(5, good=0.8, bad=0.5, population=3)
