"""Draws that repeat: a stream of random numbers for each topic and banner, and what is drawn."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
NEARLY_ZERO = 1e-9


@dataclass(frozen=True, slots=True)
class Streams:
    """Independent streams of one seed; a new topic changes none of the others.

    Attributes:
        banner: The number of the banner in the content's list, -1 for the region.
    """

    seed: int
    banner: int = -1

    def of(self, topic: str) -> np.random.Generator:
        """Return the stream of a topic, always from its beginning."""
        key = (zlib.crc32(topic.encode()), self.banner + 1)
        return np.random.Generator(
            np.random.PCG64(np.random.SeedSequence(self.seed, spawn_key=key))
        )


def choose(rng: np.random.Generator, shares: Array, count: int) -> Array:
    """Return indexes drawn by shares that add up to one."""
    edges = np.cumsum(shares)[:-1]
    drawn: Array = np.searchsorted(edges, rng.random(count), side="right").astype(np.int16)
    return drawn


def choose_words(
    rng: np.random.Generator,
    shares: tuple[Sequence[str], Array],
    words: Sequence[str],
    count: int,
) -> Array:
    """Return places in a list of words, drawn by the shares of some of them."""
    names, weights = shares
    places = np.array([words.index(name) for name in names], dtype=np.int8)
    drawn: Array = places[choose(rng, weights, count)]
    return drawn


def chance(rng: np.random.Generator, probability: Array | float, count: int) -> Array:
    """Return who is drawn, each with a probability of its own or all with the same."""
    drawn: Array = rng.random(count) < probability
    return drawn


def between(
    rng: np.random.Generator, span: tuple[float, float] | tuple[Array, Array], count: int
) -> Array:
    """Return numbers spread evenly over a range."""
    low, high = span
    spread: Array = low + (high - low) * rng.random(count)
    return spread


def around(rng: np.random.Generator, mean: Array | float, sigma: float, count: int) -> Array:
    """Return lognormal numbers with that mean and that deviation of their logarithm."""
    drawn: Array = mean * np.exp(sigma * rng.standard_normal(count) - sigma * sigma / 2)
    return drawn


def apportion(total: int, weights: Array) -> Array:
    """Return whole numbers that add up to the total, by largest remainder.

    >>> apportion(10, np.array([1.0, 1.0, 1.0])).tolist()
    [4, 3, 3]
    """
    weights = np.asarray(weights, dtype=np.float64)
    if total == 0 or weights.sum() == 0:
        return np.zeros(len(weights), dtype=np.int64)
    exact = weights / weights.sum() * total
    parts: Array = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - parts), kind="stable")
    parts[order[: total - int(parts.sum())]] += 1
    return parts


def ranking(rng: np.random.Generator, weights: Array) -> Array:
    """Return all indexes in a random order: the heavier tend to come first, those of 0 are last."""
    keys = -np.log(rng.random(len(weights))) / np.where(weights > 0, weights, NEARLY_ZERO)
    order: Array = np.argsort(keys, kind="stable")
    return order


def fill(order: Array, sizes: Array, quota: int) -> Array:
    """Return the first of an order whose sizes add up to the quota exactly, if they can.

    Those without size are never chosen. The last few are looked for by size, since the next in the order may be too large.

    >>> fill(np.array([0, 1, 2, 3]), np.array([3, 2, 4, 1]), 6).tolist()
    [0, 1, 3]
    """
    order = order[sizes[order] > 0]
    sums = np.cumsum(sizes[order])
    count = int(np.searchsorted(sums, quota, side="right"))
    chosen = order[:count]
    missing = quota - (int(sums[count - 1]) if count else 0)
    rest = order[count:]
    while missing > 0 and len(rest):
        fitting = np.flatnonzero(sizes[rest] == missing)
        if not len(fitting):
            fitting = np.flatnonzero(sizes[rest] < missing)
        if not len(fitting):
            break
        chosen = np.append(chosen, rest[fitting[0]])
        missing -= int(sizes[rest[fitting[0]]])
        rest = np.delete(rest, fitting[0])
    return chosen


def ranks_within(groups: Array) -> Array:
    """Return for each element how many of its group stand before it.

    >>> ranks_within(np.array([7, 5, 7, 7])).tolist()
    [0, 0, 1, 2]
    """
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    lengths = np.diff(np.append(starts, len(ordered)))
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, lengths)
    return ranks
