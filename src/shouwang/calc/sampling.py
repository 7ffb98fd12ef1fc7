"""Who is visited: how many, how many of each stratum, and which; the same again from the same seed.

References:
    Cochran, W. G. (1977): Sampling Techniques, 3rd ed. Wiley. Sections 4.4 (sample size for a
    proportion with the finite population correction), 5.5 (optimum allocation), 5.11.
    Neyman, J. (1934): On the Two Different Aspects of the Representative Method. Journal of the
    Royal Statistical Society 97(4), 558-625: allocation by size times standard deviation.
    Ohlsson, E. (1995): Coordination of Samples Using Permanent Random Numbers. In: Business Survey
    Methods, Wiley, 153-169: each unit keeps its random number, so that the order of the frame does
    not matter and a frame that grows changes little.
"""

import hashlib
import math
from collections.abc import Hashable, Iterable, Mapping
from statistics import NormalDist
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def quantile(confidence: float) -> float:
    """Return the two-sided quantile of the standard normal: ``quantile(0.95)`` is 1.96.

    Raises:
        ValueError: if the confidence is not between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence}")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def sample_size(share: float, error: float, *, z: float, population: int | None = None) -> int:
    """Return how many are asked so that a share is known within an error.

    Args:
        share: What the share is thought to be; 0.5 is the safe guess. [0-1]
        error: Half the width of the interval. [0-1]
        z: The quantile of the confidence, as `quantile` gives it.
        population: How many there are; without it as many as one likes. [count]

    Raises:
        ValueError: if share or error make no sense.

    >>> sample_size(0.5, 0.05, z=1.96)
    385
    >>> sample_size(0.5, 0.05, z=2, population=3200)
    356
    """
    if not 0 < share < 1 or not 0 < error < 1 or z <= 0 or (population or 0) < 0:
        raise ValueError(f"share {share}, error {error}")
    plain = z * z * share * (1 - share) / (error * error)
    if population is None:
        return _up(plain)
    if population == 0:
        return 0
    return min(population, _up(plain / (1 + (plain - 1) / population)))


def error_of(share: float, size: int, *, z: float, population: int | None = None) -> float:
    """Return the half width that a sample of a size gives: what `sample_size` turns round.

    >>> round(error_of(0.5, 385, z=1.96), 3)
    0.05
    """
    if size <= 0:
        return 1.0
    if population is not None and size >= population:
        return 0.0
    rest = 1.0 if population is None else (population - size) / (population - 1)
    return min(1.0, z * math.sqrt(max(0.0, rest) * share * (1 - share) / size))


def _up(number: float) -> int:
    """Round up, but not for what is only rounding of the machine."""
    return math.ceil(number - 1e-9)


def draw_number(seed: str, key: str) -> float:
    """Return the random number that a unit has under a seed, from 0 up to 1.

    >>> draw_number("a", "x") == draw_number("a", "x") != draw_number("b", "x")
    True
    """
    digest = hashlib.sha256(f"{seed}\0{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def draw(units: Iterable[K], size: int, *, seed: str) -> list[K]:
    """Return a simple random sample without replacement, in the order in which it was drawn.

    A larger sample under the same seed holds the smaller one.

    >>> draw(["b", "a", "c"], 2, seed="s") == draw(["c", "b", "a"], 2, seed="s")
    True
    """
    ranked = sorted(set(units), key=lambda unit: (draw_number(seed, str(unit)), str(unit)))
    return ranked[: max(0, size)]


def allocate(
    sizes: Mapping[K, int],
    total: int,
    *,
    spread: Mapping[K, float] | None = None,
    weight: Mapping[K, float] | None = None,
    least: int = 0,
) -> dict[K, int]:
    """Return how many are drawn of each stratum: `total` of them, if there are so many.

    Without ``spread`` the allocation is proportional to size; with the standard deviations of the
    strata it is Neyman's. ``weight`` raises strata that are to be looked at more closely: the
    estimate stays unbiased, for each unit is weighted by what it was drawn with.

    Args:
        sizes: How many units each stratum has. [count]
        least: How many of each stratum at the least; all, if it has fewer. [count]

    >>> allocate({"a": 60, "b": 40}, 10)
    {'a': 6, 'b': 4}
    >>> allocate({"a": 60, "b": 40, "c": 1}, 10, least=2)
    {'a': 5, 'b': 4, 'c': 1}
    """
    drawn = {key: min(least, size) for key, size in sizes.items()}
    claims = {
        key: size * (spread or {}).get(key, 1.0) * (weight or {}).get(key, 1.0)
        for key, size in sizes.items()
    }
    total = max(min(total, sum(sizes.values())), sum(drawn.values()))
    ideal = _ideal(claims, sizes, drawn, total)
    for key, number in ideal.items():
        drawn[key] = max(drawn[key], math.floor(number + 1e-9))
    rest = total - sum(drawn.values())
    by_remainder = sorted(
        sizes, key=lambda key: (drawn[key] - ideal.get(key, 0.0), -claims[key], str(key))
    )
    while rest > 0:
        for key in by_remainder:
            if rest and drawn[key] < sizes[key]:
                drawn[key] += 1
                rest -= 1
    return drawn


def _ideal(
    claims: Mapping[K, float], sizes: Mapping[K, int], floor: Mapping[K, int], total: int
) -> dict[K, float]:
    """Return the shares as they are before rounding; what is full or at its floor is set aside."""
    fixed: dict[K, float] = {}
    while True:
        free = [key for key in sizes if key not in fixed]
        left = total - sum(fixed.values())
        claimed = sum(claims[key] for key in free)
        if not free or claimed <= 0:
            return {**fixed, **{key: float(floor[key]) for key in free}}
        shares = {key: left * claims[key] / claimed for key in free}
        low = {key: float(floor[key]) for key in free if shares[key] < floor[key]}
        full = {key: float(sizes[key]) for key in free if shares[key] > sizes[key]}
        if not low and not full:
            return {**fixed, **shares}
        fixed.update(low or full)
