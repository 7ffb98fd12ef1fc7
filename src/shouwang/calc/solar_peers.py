"""What a station should have yielded on a day, by the other stations of the same banner.

The weather of a day is the same for neighbours: what their panels made of the sun without clouds is
its share of that day. The level of a station beside its neighbours is found together with the days'
shares by polishing medians in turn, so that a station that fails does not move the others.

References:
    Tukey, J. W. (1977): Exploratory Data Analysis, ch. 11: median polish.
    Leloux, J., Narvarte, L., Desportes, A., Trebosc, D. (2015): Performance to Peers (P2P): a
    benchmark approach to fault detections applied to photovoltaic system fleets. Solar Energy 202,
    522-539 (2020): yield beside that of peers in the neighbourhood, no irradiance needed.
    Rousseeuw, P. J., Croux, C. (1993): Alternatives to the Median Absolute Deviation. JASA 88,
    1273-1283: 1.4826 makes the absolute deviation that of a normal distribution.
"""

from dataclasses import dataclass
from importlib import import_module

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ROUNDS = 3  # of polishing; the third changes nothing that matters
UPPER = 0.75  # the quantile from which a level starts: a station may have failed half the time
USUAL = 0.85  # of its level: a day above it counts as a usual one
TO_NORMAL = 1.4826


@dataclass(frozen=True, slots=True)
class Expected:
    """What was to be expected; by station and day.

    Attributes:
        sun: Yield that the neighbours make of the day; by the typical year where there are too
            few of them. [kWh/kW]
        by_peers: Whether it comes from neighbours.
        level: Of each station beside its neighbours. [1 is the usual one]
        ratio: Yield beside ``sun`` and ``level``; NaN where nothing is known.
        spread: Of that ratio on usual days, by station.
    """

    sun: Array
    by_peers: Flags
    level: Array
    ratio: Array
    spread: Array


def expect(
    yields: Array, clear: Array, typical: Array, group: Whole, *, usable: Flags, least: int
) -> Expected:
    """Return what each station was to yield on each day.

    Args:
        yields: What it did yield, NaN where it is not known. [kWh/kW]
        clear: What it would yield without clouds. [kWh/kW]
        typical: What it would yield in a typical year. [kWh/kW]
        group: The neighbourhood of each station.
        usable: Days that say something about the weather.
        least: How many stations make a neighbourhood.
    """
    share = np.where(usable & (clear > 0), yields / np.maximum(clear, 1e-9), np.nan)
    sun = np.full(yields.shape, np.nan)
    level = np.full(len(yields), np.nan)
    for number in np.unique(group):
        own = np.flatnonzero(group == number)
        if len(own) >= least:
            weather, level[own] = _polished(share[own], least)
            sun[own] = clear[own] * weather
    by_peers = np.isfinite(sun)
    alone = ~by_peers.any(axis=1)
    level[alone] = _levels(np.where(usable, yields / np.maximum(typical, 1e-9), np.nan)[alone])
    level = np.where(np.isfinite(level) & (level > 0), level, 1.0)
    sun = np.where(by_peers, sun, typical)
    ratio = np.where(np.isfinite(yields), yields / np.maximum(sun * level[:, None], 1e-9), np.nan)
    usual = np.where(usable & (ratio > USUAL), ratio, np.nan)
    middle = median(usual, axis=1)
    return Expected(
        sun, by_peers, level, ratio, TO_NORMAL * median(np.abs(usual - middle[:, None]), axis=1)
    )


def _polished(share: Array, least: int) -> tuple[Array, Array]:
    """Return the share of the sun on each day, and the level of each station."""
    level = _levels(share)
    weather = median(share / level[:, None], axis=0)
    for _round in range(ROUNDS):
        ratio = share / weather
        level = _levels(ratio)
        weather = median(
            np.where(ratio > USUAL * level[:, None], share, np.nan) / level[:, None], axis=0
        )
    told = np.isfinite(share).sum(axis=0) >= least
    centre = np.nanmedian(level) if np.isfinite(level).any() else 1.0
    return np.where(told, weather * centre, np.nan), level / centre


def _levels(ratio: Array) -> Array:
    """Return the usual ratio of each station, left alone by days on which it failed."""
    upper = quantile(ratio, UPPER)
    return median(np.where(ratio > USUAL * upper[:, None], ratio, np.nan), axis=1)


def median(values: Array, *, axis: int) -> Array:
    """Return medians that leave out what is not known; NaN where nothing is."""
    return quantile(values, 0.5, axis=axis)


def quantile(values: Array, part: float, *, axis: int = 1) -> Array:
    """Return a quantile along an axis that leaves out what is not known (linear interpolation).

    >>> quantile(np.array([[3.0, np.nan, 1.0]]), 0.5)
    array([2.])
    """
    values = values if axis else values.T
    ordered = np.sort(values, axis=1)  # what is not known comes last
    count = np.isfinite(values).sum(axis=1)
    at = part * np.maximum(count - 1, 0)
    low = np.floor(at).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    rows = np.arange(len(ordered))
    if not ordered.shape[1]:
        return np.full(len(ordered), np.nan)
    found: Array = ordered[rows, low] + (at - low) * (ordered[rows, high] - ordered[rows, low])
    return np.where(count > 0, found, np.nan)


def rolling(values: Array, width: int) -> Array:
    """Return medians of so many days, each beginning on its column; fewer at the end."""
    frames = import_module("pandas")  # takes a second: only who computes waits for it
    ahead = frames.DataFrame(values.T[::-1]).rolling(width, min_periods=1).median()
    found: Array = ahead.to_numpy()[::-1].T
    return found
