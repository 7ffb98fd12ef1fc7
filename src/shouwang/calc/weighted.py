"""A share from a stratified sample of households in villages, with its interval.

References:
    Cochran, W. G. (1977): Sampling Techniques, 3rd ed. Wiley. Sections 5.3 and 11.
    Särndal, C.-E., Swensson, B., Wretman, J. (1992): Model Assisted Survey Sampling. Springer.
    Sections 5.6 (the ratio of two estimated totals, by linearization) and 4.6 (first-stage units).
    Korn, E. L., Graubard, B. I. (1998): Confidence Intervals for Proportions with Small Expected
    Number of Positive Counts Estimated from Survey Data. Survey Methodology 24(2), 193-201: the
    interval of as many as the sample is worth, `Estimate.worth`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shouwang.calc.proportions import TWO_SIDED_95


@dataclass(frozen=True, slots=True)
class Seen:
    """A household that was seen.

    Attributes:
        cluster: The first-stage unit it was drawn in, the village.
        weight: How many it stands for.
        holds: Whether it is so there.
    """

    stratum: str
    cluster: str
    weight: float
    holds: bool


@dataclass(frozen=True, slots=True)
class Estimate:
    """A weighted share.

    Attributes:
        count: How many were seen.
        held: In how many of them it held.
        worth: How many drawn simply would tell as much.
        error: The standard error.
    """

    value: float
    low: float
    high: float
    count: int
    held: int
    worth: float
    error: float


def estimate(
    seen: Iterable[Seen],
    *,
    drawn_of: Mapping[str, tuple[int, int]] | None = None,
    z: float = TWO_SIDED_95,
) -> Estimate | None:
    """Return the share with its interval; ``None`` if nobody was seen.

    Args:
        drawn_of: Stratum → first-stage units drawn, and how many there are: the finite population
            correction; without it as if there were very many.

    >>> half = [Seen("a", str(each), 1.0, each % 2 == 0) for each in range(100)]
    >>> found = estimate(half)
    >>> round(found.value, 2), round(found.low, 2), round(found.high, 2)
    (0.5, 0.4, 0.6)
    """
    rows = list(seen)
    total = sum(each.weight for each in rows)
    if not rows or total <= 0:
        return None
    value = sum(each.weight for each in rows if each.holds) / total
    variance = _variance(rows, value, total, drawn_of or {})
    worth = _worth(rows, value, variance)
    low, high = _interval(value, worth, z)
    held = sum(each.holds for each in rows)
    return Estimate(value, low, high, len(rows), held, worth, variance**0.5)


def _variance(
    rows: Sequence[Seen], value: float, total: float, drawn_of: Mapping[str, tuple[int, int]]
) -> float:
    """The variance between first-stage units within strata, linearized for the ratio."""
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for each in rows:
        sums[each.stratum][each.cluster] += each.weight * (each.holds - value) / total
    # A stratum with one unit alone tells nothing of its spread: it is put with all other such.
    alone = {key: parts for key, parts in sums.items() if len(parts) == 1}
    groups = {key: list(parts.values()) for key, parts in sums.items() if len(parts) > 1}
    if len(alone) > 1:
        groups[""] = [next(iter(parts.values())) for parts in alone.values()]
    variance = 0.0
    for key, values in groups.items():
        count = len(values)
        drawn, there = drawn_of.get(key, (0, 0))
        rest = 1 - drawn / there if there else 1.0
        middle = sum(values) / count
        spread = sum((each - middle) ** 2 for each in values)
        variance += max(0.0, rest) * count / (count - 1) * spread
    return variance


def _worth(rows: Sequence[Seen], value: float, variance: float) -> float:
    """As many as would give this variance if drawn simply; never more than were seen.

    Where all are the same there is no variance to see: then Kish's number for the weights.
    """
    squares = sum(each.weight**2 for each in rows)
    by_weights = sum(each.weight for each in rows) ** 2 / squares if squares else 0.0
    if variance <= 0:
        return by_weights
    return max(1.0, min(value * (1 - value) / variance, float(len(rows))))


def _interval(value: float, worth: float, z: float) -> tuple[float, float]:
    """Wilson's interval of so many as the sample is worth."""
    square = z * z
    middle = (value + square / (2 * worth)) / (1 + square / worth)
    spread = (value * (1 - value) / worth + square / (4 * worth * worth)) ** 0.5
    half = z * spread / (1 + square / worth)
    low = 0.0 if value == 0 else max(0.0, middle - half)
    high = 1.0 if value == 1 else min(1.0, middle + half)
    return min(low, value), max(high, value)
