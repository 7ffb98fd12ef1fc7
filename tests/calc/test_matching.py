"""The best assignment: published optima, every small instance against all ways there are, and scipy."""

import itertools

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import linear_sum_assignment

from shouwang.calc.matching import NOWHERE, Pairs, best, greedy, is_solvable

# Winston, W. L. (2004): Operations Research, 4th ed., section 7.5, Example 4 "Machineco": setup
# times of four machines for four jobs; the least total is 15 hours.
MACHINECO = [[14, 5, 8, 7], [2, 12, 6, 5], [7, 8, 3, 9], [2, 4, 6, 10]]
# Google OR-Tools, "Linear Sum Assignment Solver", the example of four workers and four tasks:
# the least total cost is 265.
FOUR_WORKERS = [[90, 76, 75, 70], [35, 85, 55, 65], [125, 95, 90, 105], [45, 110, 95, 115]]


def pairs_of(rows, vacancies, seekers):
    seeker, post, score = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Pairs(seekers, np.array(vacancies, dtype=np.int64), seeker, post, score)


def all_pairs(matrix, vacancies):
    rows = [(i, j, worth) for i, row in enumerate(matrix) for j, worth in enumerate(row)]
    return pairs_of(rows, vacancies, len(matrix))


def least(costs):
    """Return the least total cost: what is saved against a dear price is made the most."""
    dear = 1 + max(map(max, costs))
    saved = best(all_pairs([[dear - cost for cost in row] for row in costs], [1] * len(costs)))
    assert sorted(saved.post.tolist()) == list(range(len(costs)))
    return dear * len(costs) - saved.total


@pytest.mark.parametrize(("costs", "published"), [(MACHINECO, 15), (FOUR_WORKERS, 265)])
def test_published_problems_have_their_published_optimum(costs, published):
    assert least(costs) == published


@st.composite
def instances(draw):
    seekers, posts = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    vacancies = draw(st.lists(st.integers(0, 3), min_size=posts, max_size=posts))
    everywhere = list(itertools.product(range(seekers), range(posts)))
    chosen = draw(st.lists(st.sampled_from(everywhere), unique=True, max_size=12))
    scores = draw(st.lists(st.integers(-5, 20), min_size=len(chosen), max_size=len(chosen)))
    return [(*pair, score) for pair, score in zip(chosen, scores, strict=True)], vacancies, seekers


def checked_total(rows, vacancies, assignment):
    """Return the total, having made sure that the assignment keeps the rules."""
    scores = {(seeker, post): score for seeker, post, score in rows}
    placed = [
        (who, where) for who, where in enumerate(assignment.post.tolist()) if where != NOWHERE
    ]
    assert all(pair in scores and scores[pair] >= 0 for pair in placed)
    filled = np.bincount([where for _who, where in placed], minlength=len(vacancies))
    assert (filled <= vacancies).all()
    assert sum(scores[pair] for pair in placed) == assignment.total
    return assignment.total


def by_trying_all(rows, vacancies):
    """Return the greatest total over every set of pairs that keeps the rules."""
    if not rows:
        return 0
    (seeker, post, score), *rest = rows
    without = by_trying_all(rest, vacancies)
    if vacancies[post] == 0:
        return without
    left = [each - (number == post) for number, each in enumerate(vacancies)]
    others = [row for row in rest if row[0] != seeker]
    return max(without, score + by_trying_all(others, left))


@given(instances())
def test_nothing_is_better(instance):
    rows, vacancies, seekers = instance
    pairs = pairs_of(rows, vacancies, seekers)
    assert checked_total(rows, vacancies, best(pairs)) == by_trying_all(rows, vacancies)
    assert checked_total(rows, vacancies, greedy(pairs)) <= best(pairs).total


@given(instances(), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_does_not_matter(instance, dice):
    rows, vacancies, seekers = instance
    one = best(pairs_of(rows, vacancies, seekers))
    dice.shuffle(rows)
    other = best(pairs_of(rows, vacancies, seekers))
    assert one.total == other.total
    assert one.post.tolist() == other.post.tolist()


@pytest.mark.parametrize("seed", range(6))
def test_as_scipy_has_it(seed):
    dice = np.random.default_rng(seed)
    seekers, posts = (int(each) for each in dice.integers(20, 120, 2))
    matrix = dice.integers(0, 1000 if seed % 2 else 10, (seekers, posts))
    vacancies = dice.integers(0, 4, posts)
    copies = np.repeat(matrix, vacancies, axis=1)
    rows, columns = linear_sum_assignment(copies, maximize=True)
    assert best(all_pairs(matrix.tolist(), vacancies)).total == copies[rows, columns].sum()


def test_greed_loses_where_the_best_does_not():
    pairs = all_pairs([[10, 9], [9, 1]], [1, 1])
    assert greedy(pairs).total == 11
    assert best(pairs).total == 18


def test_a_score_of_zero_is_a_place_all_the_same():
    found = best(all_pairs([[0, 5], [0, 7]], [1, 1]))
    assert found.post.tolist() == [0, 1]
    assert found.total == 7


def test_nobody_and_nothing():
    assert best(pairs_of([], [], 0)).total == 0
    assert best(pairs_of([], [2], 2)).post.tolist() == [NOWHERE, NOWHERE]
    assert best(pairs_of([(0, 0, -3)], [2], 1)).post.tolist() == [NOWHERE]


@pytest.mark.parametrize(
    ("rows", "vacancies"),
    [([(0, 1, 5)], [1]), ([(2, 0, 5)], [1]), ([(0, 0, 5)], [-1]), ([(-1, 0, 5)], [1])],
)
def test_what_makes_no_sense_is_refused(rows, vacancies):
    with pytest.raises(ValueError, match=r"."):
        best(pairs_of(rows, vacancies, 2))


def test_scores_that_do_not_fit_are_refused():
    largest = (1 << 61) // 5
    assert is_solvable(greatest=largest - 1, seekers=2, posts=1)
    assert best(pairs_of([(0, 0, largest - 1), (1, 0, 3)], [1], 2)).total == largest - 1
    with pytest.raises(ValueError, match="score"):
        best(pairs_of([(0, 0, 1 << 61)], [1], 2))
