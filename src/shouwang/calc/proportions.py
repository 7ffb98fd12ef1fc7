"""A share with its interval, from counts: Wilson's score interval.

References:
    Wilson, E. B. (1927): Probable Inference, the Law of Succession, and Statistical Inference.
    Journal of the American Statistical Association 22(158), 209-212.
    Brown, L. D., Cai, T. T., DasGupta, A. (2001): Interval Estimation for a Binomial Proportion.
    Statistical Science 16(2), 101-133: recommended for small numbers.
"""

import math
from dataclasses import dataclass

# The quantile of the standard normal for 95 % on two sides.
TWO_SIDED_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share [0-1], and between which values it lies."""

    value: float
    low: float
    high: float
    right: int
    total: int


def wilson(right: int, total: int, *, quantile: float = TWO_SIDED_95) -> Proportion | None:
    """Return the share of right ones with Wilson's interval; ``None`` if there are none at all.

    Args:
        right: How many are right; at least 0. [count]
        total: Of how many; at least ``right``. [count]

    Raises:
        ValueError: if the counts are impossible.

    >>> found = wilson(62, 100)
    >>> round(found.low, 3), round(found.high, 3)
    (0.522, 0.709)
    """
    if not 0 <= right <= total:
        raise ValueError(f"{right} of {total}")
    if total == 0:
        return None
    share, square = right / total, quantile * quantile
    middle = (share + square / (2 * total)) / (1 + square / total)
    spread = (share * (1 - share) / total + square / (4 * total * total)) ** 0.5
    half = quantile * spread / (1 + square / total)
    # At the ends the bound is exact; rounding must not carry it past the share.
    low = 0.0 if right == 0 else max(0.0, middle - half)
    high = 1.0 if right == total else min(1.0, middle + half)
    return Proportion(share, min(low, share), max(high, share), right, total)


def permille(share: float) -> int:
    """Return a share as whole thousandths, the next below.

    >>> permille(0.5226)
    522
    """
    return math.floor(share * 1000)
