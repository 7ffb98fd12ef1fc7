"""From scored pairs to links, questions and nothing: rather no link than a wrong one.

References:
    M. A. Jaro, "Advances in Record-Linkage Methodology as Applied to Matching the 1985 Census of
    Tampa, Florida", JASA 84 (406), 1989, 414-420: one record is linked at most once.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
MOST_BITS = 200.0  # a weight beyond this changes no probability


@dataclass(frozen=True, slots=True)
class Bounds:
    """How sure a link must be.

    Attributes:
        accept: Least probability of a link. [0-1]
        ask: Least probability of a question. [0-1]
        questions_a_row: The most candidates that a question names.
    """

    accept: float
    ask: float
    questions_a_row: int


@dataclass(frozen=True, slots=True)
class Decision:
    """Which of the scored pairs are links and which are questions, by their places."""

    probability: Floats
    accepted: Places
    asked: Places


def link_probability(left: Places, right: Places, weight: Floats, *, prior: float) -> Floats:
    """Return how probable each pair is if every row has one partner at most.

    A pair competes with all others of its left row, with all others of its right row, and with the
    chance that the row has no partner: two equally good candidates get one half at most.

    Args:
        weight: log2 of the odds of each pair taken alone, the prior included. [bit]
        prior: The chance that a row has a partner. [0-1]
    """
    odds = np.exp2(np.clip(weight, -MOST_BITS, MOST_BITS))
    return np.minimum(_share(left, odds, 1 - prior), _share(right, odds, 1 - prior))


def pair_probability(weight: Floats) -> Floats:
    """Return the probability of each pair taken alone, from 0 to 1."""
    odds = np.exp2(np.clip(weight, -MOST_BITS, MOST_BITS))
    return np.asarray(odds / (1 + odds), dtype=np.float64)


def decide(
    left: Places, probability: Floats, may_be_linked: npt.NDArray[np.bool_], bounds: Bounds
) -> Decision:
    """Return what becomes of scored pairs.

    Args:
        may_be_linked: Whether enough speaks for the pair besides its weight.
    """
    is_link = (probability >= bounds.accept) & may_be_linked
    accepted = np.flatnonzero(is_link)
    linked = set(left[accepted].tolist())
    order = np.lexsort((np.arange(len(left)), -probability))
    asked = []
    named: dict[int, int] = defaultdict(int)
    for place in order.tolist():
        row = int(left[place])
        if probability[place] < bounds.ask:
            break
        if row not in linked and named[row] < bounds.questions_a_row:
            named[row] += 1
            asked.append(place)
    return Decision(probability, accepted, np.array(sorted(asked), dtype=np.int64))


def groups(pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the rows that links join, directly or through others.

    >>> groups([(1, 2), (5, 6), (2, 3)])
    [[1, 2, 3], [5, 6]]
    """
    parent: dict[int, int] = {}

    def top(row: int) -> int:
        parent.setdefault(row, row)
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for left, right in pairs:
        parent[max(top(left), top(right))] = min(top(left), top(right))
    found: dict[int, list[int]] = defaultdict(list)
    for row in sorted(parent):
        found[top(row)].append(row)
    return list(found.values())


def quality(
    found: Iterable[tuple[str, str]], truth: Iterable[tuple[str, str]], *, is_ordered: bool
) -> Mapping[str, float | None]:
    """Return precision and recall of links; ``None`` where there is nothing to divide by.

    Args:
        is_ordered: Whether (a, b) and (b, a) are two pairs.

    >>> quality([("a", "x")], [("x", "a"), ("b", "y")], is_ordered=False)
    {'precision': 1.0, 'recall': 0.5}
    """
    got, true = (_pairs(each, is_ordered=is_ordered) for each in (found, truth))
    hits = len(got & true)
    return {
        "precision": hits / len(got) if got else None,
        "recall": hits / len(true) if true else None,
    }


def _pairs(pairs: Iterable[Sequence[str]], *, is_ordered: bool) -> set[tuple[str, ...]]:
    return {tuple(pair) if is_ordered else tuple(sorted(pair)) for pair in pairs}


def _share(rows: Places, odds: Floats, nobody: float) -> Floats:
    _values, place = np.unique(rows, return_inverse=True)
    total = np.bincount(place, weights=odds)
    return np.asarray(odds / (total[place] + nobody), dtype=np.float64)
