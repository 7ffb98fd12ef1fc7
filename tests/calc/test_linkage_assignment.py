"""A row is linked once at most, and rather not at all than wrongly."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from shouwang.calc.linkage.assignment import (
    Bounds,
    decide,
    groups,
    link_probability,
    pair_probability,
    quality,
)

BOUNDS = Bounds(accept=0.95, ask=0.3, questions_a_row=2)


def probabilities(*pairs):
    left, right, weight = (np.array(each) for each in zip(*pairs, strict=True))
    return left, link_probability(left, right, weight.astype(float), prior=0.5)


def test_one_good_candidate_is_sure():
    _left, probability = probabilities((1, 10, 20.0))
    assert probability[0] > 0.999


def test_two_equally_good_candidates_are_half_sure():
    _left, probability = probabilities((1, 10, 20.0), (1, 11, 20.0))
    assert probability == pytest.approx([0.5, 0.5], abs=1e-6)


def test_two_rows_that_claim_one_person_are_half_sure():
    _left, probability = probabilities((1, 10, 20.0), (2, 10, 20.0))
    assert probability == pytest.approx([0.5, 0.5], abs=1e-6)


def test_a_much_better_candidate_wins():
    _left, probability = probabilities((1, 10, 20.0), (1, 11, 5.0))
    assert probability[0] > 0.999
    assert probability[1] < 0.001


def test_a_tie_is_asked_and_not_linked():
    left, probability = probabilities((1, 10, 20.0), (1, 11, 20.0), (2, 12, 20.0))
    decision = decide(left, probability, np.ones(3, dtype=bool), BOUNDS)
    assert decision.accepted.tolist() == [2]
    assert decision.asked.tolist() == [0, 1]


def test_what_may_not_be_linked_is_asked():
    left, probability = probabilities((1, 10, 20.0))
    decision = decide(left, probability, np.zeros(1, dtype=bool), BOUNDS)
    assert (decision.accepted.tolist(), decision.asked.tolist()) == ([], [0])


def test_a_question_names_so_many_candidates_and_no_more():
    left = np.array([1, 1, 1])
    decision = decide(left, np.array([0.4, 0.35, 0.31]), np.ones(3, dtype=bool), BOUNDS)
    assert decision.asked.tolist() == [0, 1]


@given(
    st.lists(
        st.tuples(st.integers(1, 5), st.integers(10, 15), st.floats(-30, 60)),
        min_size=1, max_size=30, unique_by=lambda each: each[:2],
    )
)  # fmt: skip
def test_nobody_is_linked_twice(pairs):
    left, right, weight = (np.array(each) for each in zip(*pairs, strict=True))
    probability = link_probability(left, right, weight, prior=0.5)
    accepted = decide(left, probability, np.ones(len(left), dtype=bool), BOUNDS).accepted
    assert len(set(left[accepted])) == len(accepted)
    assert len(set(right[accepted])) == len(accepted)


@given(st.floats(-1000, 1000))
def test_a_probability_is_one(weight):
    assert 0 <= pair_probability(np.array([weight]))[0] <= 1


def test_groups_are_joined_through_others():
    assert groups([(3, 4), (1, 2), (2, 3), (8, 9)]) == [[1, 2, 3, 4], [8, 9]]


class TestQuality:
    def test_order_counts_between_files(self):
        assert quality([("a", "b")], [("b", "a")], is_ordered=True)["precision"] == 0

    def test_order_does_not_count_in_one_file(self):
        assert quality([("a", "b")], [("b", "a")], is_ordered=False)["recall"] == 1

    def test_nothing_found_has_no_precision(self):
        assert quality([], [("a", "b")], is_ordered=True) == {"precision": None, "recall": 0}
