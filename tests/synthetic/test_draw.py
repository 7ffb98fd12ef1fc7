"""Draws add up, repeat, and meet their quotas."""

import numpy as np
import pytest
from hypothesis import given, strategies as st

from shouwang.synthetic.draw import (
    Streams,
    apportion,
    around,
    choose,
    choose_words,
    fill,
    ranking,
    ranks_within,
)

weights = st.lists(st.floats(0, 1e6), min_size=1, max_size=30).filter(lambda each: sum(each) > 0)


class TestApportion:
    @given(total=st.integers(0, 10**7), weights=weights)
    def test_adds_up_and_stays_close(self, total, weights):
        parts = apportion(total, np.array(weights))
        assert parts.sum() == total
        exact = np.array(weights) * total / sum(weights)
        assert np.all(np.abs(parts - exact) < 1 + 1e-6)

    def test_without_weights_nobody_gets_anything(self):
        assert apportion(5, np.array([0.0, 0.0])).tolist() == [0, 0]


class TestFill:
    @given(
        sizes=st.lists(st.integers(0, 6), min_size=1, max_size=60),
        quota=st.integers(0, 80),
        seed=st.integers(0, 99),
    )
    def test_never_more_than_the_quota_and_nobody_twice(self, sizes, quota, seed):
        sizes = np.array(sizes)
        order = np.random.default_rng(seed).permutation(len(sizes))
        chosen = fill(order, sizes, quota)
        assert len(set(chosen.tolist())) == len(chosen)
        assert sizes[chosen].sum() <= quota
        assert np.all(sizes[chosen] > 0)

    @given(
        sizes=st.lists(st.integers(1, 6), min_size=40, max_size=60),
        share=st.floats(0.1, 0.6),
        seed=st.integers(0, 99),
    )
    def test_meets_it_exactly_where_there_are_single_people(self, sizes, share, seed):
        sizes = np.array([1] * 6 + sizes)
        quota = int(sizes.sum() * share)
        order = np.random.default_rng(seed).permutation(len(sizes))
        assert sizes[fill(order, sizes, quota)].sum() == quota


class TestStreams:
    def test_a_topic_begins_anew_each_time(self):
        streams = Streams(3, 5)
        first = streams.of("people").random(4)
        assert streams.of("people").random(4).tolist() == first.tolist()

    @pytest.mark.parametrize("other", [Streams(4, 5), Streams(3, 6), Streams(3)])
    def test_seed_and_banner_make_a_difference(self, other):
        assert other.of("people").random() != Streams(3, 5).of("people").random()

    def test_topics_are_independent(self):
        streams = Streams(3, 5)
        assert streams.of("people").random() != streams.of("claims").random()


def test_the_heavier_come_first_and_the_weightless_last():
    rng = np.random.default_rng(1)
    weights = np.array([0.0, 1.0, 50.0] * 200)
    order = ranking(rng, weights)
    assert np.all(weights[order[-200:]] == 0)
    assert weights[order[:200]].mean() > 40


def test_shares_are_kept():
    drawn = choose(np.random.default_rng(1), np.array([0.2, 0.5, 0.3]), 20_000)
    assert np.bincount(drawn) / 20_000 == pytest.approx([0.2, 0.5, 0.3], abs=0.02)


def test_words_are_placed_in_the_whole_list():
    shares = (("c", "a"), np.array([0.5, 0.5]))
    drawn = choose_words(np.random.default_rng(1), shares, ("a", "b", "c"), 100)
    assert set(drawn.tolist()) == {0, 2}


def test_the_mean_of_a_lognormal_is_the_one_asked_for():
    drawn = around(np.random.default_rng(1), 900.0, 0.7, 200_000)
    assert drawn.mean() == pytest.approx(900, rel=0.02)


@given(groups=st.lists(st.integers(0, 5), max_size=40))
def test_ranks_count_up_within_each_group(groups):
    ranks = ranks_within(np.array(groups, dtype=np.int64)) if groups else []
    seen: dict[int, int] = {}
    for group, rank in zip(groups, ranks, strict=True):
        assert rank == seen.get(group, 0)
        seen[group] = rank + 1
