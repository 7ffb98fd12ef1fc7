"""Who takes which post so that the scores add up to the most: exact, not seeker by seeker.

Each seeker takes at most one post and each post at most as many seekers as it has vacancies. That
is a flow of least cost: every seeker sends one unit either over an eligible pair, at the negative
of its score, or past all posts at no cost.

References:
    Kuhn, H. W. (1955): The Hungarian Method for the Assignment Problem. Naval Research Logistics
    Quarterly 2, 83-97.
    Ahuja, R. K., Magnanti, T. L., Orlin, J. B. (1993): Network Flows. Prentice Hall. Chapters 10.3
    (cost scaling) and 12.3 (assignment as a flow of least cost).
    Goldberg, A. V. (1997): An Efficient Implementation of a Scaling Minimum-Cost Flow Algorithm.
    Journal of Algorithms 22(1), 1-29: the method of OR-tools' SimpleMinCostFlow.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from ortools.graph.python import min_cost_flow

Whole = npt.NDArray[np.int64]

NOWHERE: Final = -1
# The solver multiplies costs by the number of nodes in 64-bit integers (Goldberg 1997, 2).
GREATEST_COST = 1 << 61


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who may take what: pair i is seeker[i] at post[i] with score[i].

    Attributes:
        seekers: How many seek work; they are numbered from 0. [count]
        vacancies: How many each post takes; posts are numbered from 0. [count]
        seeker: The seeker of each pair.
        post: The post of each pair.
        score: The score of each pair, a whole number of any sign.
    """

    seekers: int
    vacancies: Whole
    seeker: Whole
    post: Whole
    score: Whole

    def __post_init__(self) -> None:
        posts = len(self.vacancies)
        if self.seekers < 0 or (posts and self.vacancies.min() < 0):
            raise ValueError("fewer than no seekers or vacancies")
        if not len(self.seeker) == len(self.post) == len(self.score):
            raise ValueError("pairs of different lengths")
        if not _within(self.seeker, self.seekers) or not _within(self.post, posts):
            raise ValueError("a pair names a seeker or post that is not there")


@dataclass(frozen=True, slots=True)
class Assignment:
    """What was assigned.

    Attributes:
        post: The post of each seeker, or NOWHERE.
        total: The scores of the assigned pairs added up.
    """

    post: Whole
    total: int


def is_solvable(*, greatest: int, seekers: int, posts: int) -> bool:
    """Say whether scores up to a greatest fit the solver's integers.

    >>> is_solvable(greatest=1000, seekers=100_000, posts=20_000)
    True
    """
    return greatest * (seekers + posts + 2) < GREATEST_COST


def best(pairs: Pairs) -> Assignment:
    """Return an assignment of the greatest total score; the same one whatever the pairs' order.

    No pair of a negative score is assigned; one of zero is, where nothing is lost by it. A pair
    that is given twice counts with its higher score.

    Raises:
        ValueError: if the scores are too large for the solver (see `is_solvable`).
    """
    posts = len(pairs.vacancies)
    sink = pairs.seekers + posts
    order = _order(pairs)
    seeker, post, score = pairs.seeker[order], pairs.post[order], pairs.score[order]
    if len(score) == 0:
        return Assignment(np.full(pairs.seekers, NOWHERE, dtype=np.int64), 0)
    if not is_solvable(greatest=int(score.max()), seekers=pairs.seekers, posts=posts):
        raise ValueError(f"score {score.max()}")
    solver = min_cost_flow.SimpleMinCostFlow()
    everyone = np.arange(pairs.seekers, dtype=np.int32)
    tail = [seeker.astype(np.int32), everyone, np.arange(pairs.seekers, sink, dtype=np.int32)]
    head = [(post + pairs.seekers).astype(np.int32), np.full(sink, sink, dtype=np.int32)]
    capacity = [np.ones(len(score) + pairs.seekers, dtype=np.int64),
                np.minimum(pairs.vacancies, pairs.seekers)]  # fmt: skip
    cost = [-score, np.zeros(sink, dtype=np.int64)]
    solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate(tail), np.concatenate(head), np.concatenate(capacity), np.concatenate(cost)
    )
    supplies = np.zeros(sink + 1, dtype=np.int64)
    supplies[: pairs.seekers] = 1
    supplies[sink] = -pairs.seekers
    solver.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if solver.solve() != solver.OPTIMAL:
        raise ValueError("the solver found no optimum")
    flows = solver.flows(np.arange(len(score), dtype=np.int32))
    chosen = np.flatnonzero(flows)
    taken = np.full(pairs.seekers, NOWHERE, dtype=np.int64)
    taken[seeker[chosen]] = post[chosen]
    is_zero = score == 0
    _fill(taken, pairs.vacancies, seeker[is_zero], post[is_zero])
    return Assignment(taken, int(score[chosen].sum()))


def greedy(pairs: Pairs) -> Assignment:
    """Return what comes of giving each best remaining pair its post in turn.

    That is what an office does by hand; it is here to show what `best` gains over it.
    """
    order = _order(pairs)
    seeker, post, score = pairs.seeker[order], pairs.post[order], pairs.score[order]
    left = pairs.vacancies.tolist()
    taken = [NOWHERE] * pairs.seekers
    total = 0
    falling = np.argsort(-score, kind="stable")
    listed = zip(seeker[falling].tolist(), post[falling].tolist(), score[falling].tolist(),
                 strict=True)  # fmt: skip
    for who, where, worth in listed:
        if taken[who] == NOWHERE and left[where]:
            taken[who] = where
            left[where] -= 1
            total += worth
    return Assignment(np.array(taken, dtype=np.int64), total)


def _within(numbers: Whole, end: int) -> bool:
    return not len(numbers) or (int(numbers.min()) >= 0 and int(numbers.max()) < end)


def _order(pairs: Pairs) -> Whole:
    """Return the pairs worth a look, by seeker and post; of two of the same the better one."""
    posts = max(len(pairs.vacancies), 1)
    key = pairs.seeker * posts + pairs.post
    order = np.lexsort((-pairs.score, key))
    order = order[pairs.score[order] >= 0]
    sorted_key = key[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = sorted_key[1:] != sorted_key[:-1]
    return order[is_first]


def _fill(taken: Whole, vacancies: Whole, seeker: Whole, post: Whole) -> None:
    """Give what is left free to who may have it at a score of zero."""
    left = vacancies - np.bincount(taken[taken != NOWHERE], minlength=len(vacancies))
    for who, where in zip(seeker.tolist(), post.tolist(), strict=True):
        if taken[who] == NOWHERE and left[where]:
            taken[who] = where
            left[where] -= 1
