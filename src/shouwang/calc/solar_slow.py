"""Faults of photovoltaic stations that show over weeks and years: clipping, dirt, ageing.

References:
    Deceglie, M. G., Micheli, L., Muller, M. (2018): Quantifying Soiling Loss Directly From PV
    Yield. IEEE Journal of Photovoltaics 8(2), 547-551.
    Jordan, D. C. et al. (2018): Robust PV Degradation Methodology and Application. IEEE Journal of
    Photovoltaics 8(2), 525-531.
    Perry, K., Muller, M., Anderson, K. (2021): Performance comparison of clipping detection
    techniques in AC power time series. IEEE PVSC.
    Kendall, M. G., Stuart, A. (1967): The Advanced Theory of Statistics 1: the median of normal
    values errs 1.2533 times as much as their mean.
"""

from dataclasses import dataclass

import numpy as np

from shouwang.calc.solar_kinds import Kind, Limits
from shouwang.calc.solar_peers import (
    TO_NORMAL,
    Array,
    Expected,
    Flags,
    Whole,
    median,
    rolling,
)

YEAR = 12
MEDIAN_ERROR = 1.2533
WITHIN = (0.6, 1.4)  # the ratio of a day that may speak of clipping
MANY = 61  # days of like sun whose median is taken
FEW = 6  # months that must agree
SURE = 5.0  # times its error: sure enough
WIDTH = 14  # days whose medians tell a jump
BACK = (20, 30, 45, 60, 90, 120)  # days looked back from a jump
JUMP = 3.5  # times its error: a jump that is no chance among so many days
RISES = 0.6  # of the loss that a jump must bring back
CLEAN = 0.01  # of loss from which a day counts as dirty
CAPPED = 0.015  # of loss from which a day of much sun counts as clipped


# ------------------------------------------------------------------------ clipping


def clipping(
    usable: Flags, share: Array, ratio: Array, month: Whole, limits: Limits
) -> tuple[Flags, Array, Flags]:
    """Return which stations clip, their ratio on days without, and the days on which they do.

    Within a month the season, dirt and age of a station are what they are: if it lacks on sunny
    days what it has on middling ones, and more so than others, its inverter is too small.

    Args:
        usable: Days on which nothing else is wrong and neighbours tell the weather.
        share: Of the sun without clouds that the neighbours had. [0-1]
        ratio: Of yield and what was to be expected.
    """
    sun = np.log(np.where(usable & (share > 0), share, np.nan))
    lack = np.clip(np.where(np.isfinite(sun), ratio, np.nan), *WITHIN) - 1
    for each in np.unique(month):
        days = month == each
        sun[:, days] -= median(sun[:, days], axis=1)[:, None]
        lack[:, days] -= median(lack[:, days], axis=1)[:, None]
    slope, error = _slopes(sun, lack)
    slope = slope - median(slope[None, :], axis=1)
    with np.errstate(invalid="ignore"):
        who = slope <= -SURE * error
    level = np.ones(len(ratio))
    marked = np.zeros(ratio.shape, dtype=bool)
    for row in np.flatnonzero(who):
        known = np.flatnonzero(np.isfinite(sun[row]))
        order = known[np.argsort(share[row, known])]
        usual, days = _capped_days(ratio[row], order)
        who[row] = (usual - ratio[row, days]).sum() >= limits.clipping * usual * len(order)
        if who[row]:
            level[row] = usual
            marked[row, days] = True
    return who, level, marked


def _slopes(sun: Array, lack: Array) -> tuple[Array, Array]:
    """Return the slope of a line through each row, and its error."""
    count = np.maximum(np.isfinite(sun).sum(axis=1), 3)
    with np.errstate(invalid="ignore", divide="ignore"):
        square = np.nansum(sun**2, axis=1)
        slope = np.nansum(sun * lack, axis=1) / square
        rest = np.nansum((lack - slope[:, None] * sun) ** 2, axis=1)
        return slope, np.sqrt(rest / (count - 2) / square)


def _capped_days(ratio: Array, order: Whole) -> tuple[float, Whole]:
    """Return the ratio of one station without clipping, and the days above where it begins."""
    level = float(np.median(ratio[order[: max(len(order) * 2 // 5, 1)]]))
    smooth = rolling(ratio[None, order], min(MANY, len(order)))[0] / level
    above = np.flatnonzero(smooth > 1 - CAPPED)
    begins = int(above[-1]) + MANY // 2 if len(above) else 0
    days = order[min(begins, len(order)) :]
    return level, days[ratio[days] < level]


# ------------------------------------------------------------------------ dirt


def mark_soiling(kind: Whole, expected: Expected, limits: Limits) -> None:
    """Mark the days of slow losses that a rain or a cleaning ended."""
    ratio = np.where((kind == 0) & expected.by_peers, expected.ratio, np.nan)
    ahead = rolling(ratio, WIDTH)
    behind = np.full(ratio.shape, np.nan)
    behind[:, WIDTH:] = ahead[:, :-WIDTH]
    jump = np.nan_to_num(ahead - behind, nan=0.0)
    error = MEDIAN_ERROR * np.nan_to_num(expected.spread, nan=1.0) / np.sqrt(WIDTH)
    enough = np.maximum(RISES * limits.soiling, JUMP * np.sqrt(2) * error)
    padded = np.pad(jump, ((0, 0), (WIDTH, WIDTH)))
    peak = np.lib.stride_tricks.sliding_window_view(padded, 2 * WIDTH + 1, axis=1).max(axis=2)
    for row, day in np.argwhere((jump >= enough[:, None]) & (jump == peak)):
        found = _slow_loss(ratio[row, :day], limits)
        if found is None:
            continue
        back, loss, clean = found
        if jump[row, day] < RISES * loss:
            continue
        days = np.arange(day - back, day)
        dirty = (kind[row, days] == 0) & (ratio[row, days] < clean - CLEAN)
        kind[row, days[dirty]] = Kind.SOILING


def _slow_loss(before: Array, limits: Limits) -> tuple[int, float, float] | None:
    """Return since how many days a station has lost, how much, and from which ratio on."""
    best, found = -SURE, None
    for back in BACK:
        if back < limits.soiling_days or back > len(before):
            continue
        values = before[-back:]
        known = np.flatnonzero(np.isfinite(values))
        if len(known) < back / 2:
            continue
        slope, start, sure, rest = _line(known.astype(float), values[known])
        loss = -slope * back
        if sure < best and loss >= limits.soiling and rest < _step(values[known]):
            best, found = sure, (back, loss, start)
    return found


def _line(days: Array, values: Array) -> tuple[float, float, float, float]:
    """Return slope, start, slope by its error, and the squares that a line leaves."""
    middle = days.mean()
    square = float(((days - middle) ** 2).sum())
    slope = float(((days - middle) * values).sum()) / square
    rest = float(((values - values.mean() - slope * (days - middle)) ** 2).sum())
    error = np.sqrt(max(rest, 1e-12) / max(len(days) - 2, 1) / square)
    return slope, float(values.mean() - slope * middle), slope / float(error), rest


def _step(values: Array) -> float:
    """Return the squares that the best single step leaves."""
    count = np.arange(1, len(values))
    total, squares = np.cumsum(values), float((values**2).sum())
    before = total[:-1]
    after = total[-1] - before
    return float((squares - before**2 / count - after**2 / (len(values) - count)).min())


# ------------------------------------------------------------------------ ageing


@dataclass(frozen=True, slots=True)
class Ageing:
    """How stations age: the change a year, who does so too fast, and the trend of those by day."""

    rate: Array
    aged: Flags
    trend: Array


def ageing(usual: Array, month: Whole, limits: Limits) -> Ageing:
    """Return how stations age, from the ratio of their usual days.

    The median of the changes of a month against the same month a year before; a station that fell
    by one step is not an ageing one.
    """
    months = np.unique(month)
    count = len(usual)
    trend = np.ones(usual.shape)
    aged = np.zeros(count, dtype=bool)
    if len(months) <= YEAR + FEW:
        return Ageing(np.full(count, np.nan), aged, trend)
    table = np.stack([median(usual[:, month == each], axis=1) for each in months], axis=1)
    changes = table[:, YEAR:] / table[:, :-YEAR] - 1
    rate = median(changes, axis=1)
    known = np.isfinite(changes).sum(axis=1)
    error = TO_NORMAL * MEDIAN_ERROR * median(np.abs(changes - rate[:, None]), axis=1)
    error = error / np.sqrt(np.maximum(known, 1))
    half = changes.shape[1] // 2
    both = np.maximum(median(changes[:, :half], axis=1), median(changes[:, half:], axis=1))
    with np.errstate(invalid="ignore"):
        aged = (known >= FEW) & (rate <= -limits.ageing) & (rate <= -2 * error)
        aged &= both <= -limits.ageing / 2
    for row in np.flatnonzero(aged):
        told = np.flatnonzero(np.isfinite(table[row]))
        _slope, start, _sure, rest = _line(told.astype(float), table[row, told])
        aged[row] = rest < _step(table[row, told])
        if aged[row]:
            trend[row] = start * (1 + rate[row]) ** ((month - months[0]) / YEAR)
    return Ageing(rate, aged, trend)


def last_year(month: Whole) -> Flags:
    """Return the days of the last twelve months."""
    found: Flags = month > month.max() - YEAR
    return found
