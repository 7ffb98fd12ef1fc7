"""How many there are that nobody has seen: two lists of the same people, Chapman's estimate.

References:
    Chapman, D. G. (1951): Some properties of the hypergeometric distribution with applications to
    zoological sample censuses. University of California Publications in Statistics 1, 131-160.
    Seber, G. A. F. (1970): The effects of trap response on tag recapture estimates.
    Biometrics 26, 13-22: the variance.
    Assumes that the two lists find people independently of each other and that everybody can be
    found by either; where the same things lead to both, the estimate is too low.
"""

import math
from dataclasses import dataclass

from shouwang.calc.proportions import TWO_SIDED_95


@dataclass(frozen=True, slots=True)
class Estimate:
    """How many there are in all, between which values, and how many of them nobody has seen."""

    total: float
    low: float
    high: float
    seen: int

    @property
    def unseen(self) -> float:
        """How many are on neither list."""
        return max(0.0, self.total - self.seen)


def chapman(first: int, second: int, both: int) -> Estimate | None:
    """Return the estimate from two lists; ``None`` where they have nobody in common.

    Args:
        first: On the first list. [count]
        second: On the second list. [count]
        both: On both. [count]

    Raises:
        ValueError: if more are on both than on one.

    >>> found = chapman(200, 150, 60)
    >>> round(found.total), found.seen
    (497, 290)
    """
    if not 0 <= both <= min(first, second):
        raise ValueError(f"{both} on both of {first} and {second}")
    if both == 0:
        return None
    total = (first + 1) * (second + 1) / (both + 1) - 1
    variance = (
        (first + 1) * (second + 1) * (first - both) * (second - both)
        / ((both + 1) ** 2 * (both + 2))
    )  # fmt: skip
    half = TWO_SIDED_95 * math.sqrt(variance)
    seen = first + second - both
    return Estimate(total, max(float(seen), total - half), total + half, seen)
