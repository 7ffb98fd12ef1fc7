"""What is wrong with photovoltaic stations, told apart from their daily energy.

In this order, each day belongs to one kind: not told, a meter that stands still, no power, more
than the inverter can take, dirt, power that is low for no reason we know. Ageing is told once a
station. What was lost is what was to be expected less what came.

References:
    Deceglie, M. G., Micheli, L., Muller, M. (2018): Quantifying Soiling Loss Directly From PV
    Yield. IEEE Journal of Photovoltaics 8(2), 547-551: slow loss, recovery by rain or cleaning.
    Jordan, D. C., Deline, C., Kurtz, S. R., Kimball, G. M., Anderson, M. (2018): Robust PV
    Degradation Methodology and Application. IEEE Journal of Photovoltaics 8(2), 525-531: the
    median of year-on-year changes. Sen, P. K. (1968): Estimates of the regression coefficient
    based on Kendall's tau. JASA 63, 1379-1389.
    Perry, K., Muller, M., Anderson, K. (2021): Performance comparison of clipping detection
    techniques in AC power time series. IEEE PVSC: energy that no longer follows the sun.
    Killick, R., Fearnhead, P., Eckley, I. A. (2012): Optimal Detection of Changepoints. JASA 107,
    1590-1598: one change of mean against a line by the sum of squares.
"""

from dataclasses import dataclass, replace

import numpy as np

from shouwang.calc import solar_slow as slow
from shouwang.calc.solar_kinds import Kind, Limits
from shouwang.calc.solar_peers import Array, Expected, Flags, Whole, expect, quantile, rolling

CHANCE = 0.001  # that a value repeats by itself in the whole record of a station
AT_LEAST = 3  # days of one value before a meter can be said to stand still
FULL = 0.97  # of what was to be expected, on repeated days: the meter may be right, power is capped
CLOUDY = 1.12  # times what was to be expected: a repeated day had too little sun for its value
SMOOTH = 5  # days whose median tells low power
MOSTLY = 0.5  # of its days: a station that is always low has no better level of its own
TINY = 1e-9  # nothing, to divide by
CATCHES_UP = 1.6  # times what was to be expected: a day that carries those not told before it


@dataclass(frozen=True, slots=True)
class Daily:
    """What stations yielded, a row each; a column for each day from the first one on.

    Attributes:
        energy: NaN where no row tells it. [kWh]
        capacity: [kW]
        group: The neighbourhood.
        clear: Yield without clouds. typical: in a typical year. [kWh/kW]
        month: The place of the month of each day, from 0 on.
    """

    energy: Array
    capacity: Array
    group: Whole
    clear: Array
    typical: Array
    month: Whole


@dataclass(frozen=True, slots=True)
class Faults:
    """What was found.

    Attributes:
        kind: By station and day.
        lost: By station and day, 0 where nothing is wrong. [kWh]
        expected: By station and day. [kWh]
        by_peers: Whether neighbours say so.
        ageing: Change of a station by year, NaN where it cannot be told. [1/year]
        aged: Which of them age too fast. aged_lost: in their last twelve months. [kWh]
    """

    kind: Whole
    lost: Array
    expected: Array
    by_peers: Flags
    ageing: Array
    aged: Flags
    aged_lost: Array


def find_faults(daily: Daily, limits: Limits) -> Faults:
    """Return what is wrong with stations, from their daily energy.

    Raises:
        ValueError: if energy is less than 0, or a capacity is not greater.
    """
    if np.any(daily.energy < 0) or not np.all(daily.capacity > 0):
        raise ValueError("energy is never less than 0, and a capacity is greater")
    yields = daily.energy / daily.capacity[:, None]
    told = np.isfinite(yields)
    stuck, capped = _repeated(daily.energy, yields, daily.clear)
    expected = expect(
        yields, daily.clear, daily.typical, daily.group,
        usable=told & (yields > 0) & ~stuck, least=limits.peers,
    )  # fmt: skip
    stuck, capped = _truly_stuck(stuck, capped, expected, daily)
    kind = np.zeros(yields.shape, dtype=np.int64)
    kind[~told & (np.cumsum(told, axis=1) > 0)] = Kind.DATA_GAP
    kind[stuck] = Kind.STUCK_METER
    out = (expected.ratio <= limits.outage) & (expected.sun > limits.outage * daily.typical)
    kind[(kind == 0) & told & out] = Kind.OUTAGE
    expected = _with_clipping(kind, capped, expected, daily, limits)
    slow.mark_soiling(kind, expected, limits)
    usual = np.where((kind == 0) & expected.by_peers, expected.ratio, np.nan)
    aged = slow.ageing(usual, daily.month, limits)
    _mark_low(kind, expected, aged.trend, limits)
    return _weighed(kind, expected, aged, daily, limits)


# ------------------------------------------------------------------------ meters


def _repeated(energy: Array, yields: Array, clear: Array) -> tuple[Flags, Flags]:
    """Return the days on which a value repeats, and those of them at the top of the sun.

    How often a value must repeat follows from how finely the meter counts: a small station in
    whole kilowatt hours shows the same value twice by chance.
    """
    same = np.zeros(energy.shape, dtype=bool)
    same[:, 1:] = (energy[:, 1:] == energy[:, :-1]) & (energy[:, 1:] > 0)
    chance = np.clip(_chance_of_repeating(energy), 1e-6, 0.5)
    days = np.maximum(np.isfinite(energy).sum(axis=1), 1)
    needed = 1 + np.ceil(np.log(CHANCE / days) / np.log(chance))
    length = _run_lengths(same)
    runs = (length + 1 >= np.maximum(needed, AT_LEAST)[:, None]) & (length > 0)
    runs[:, :-1] |= runs[:, 1:] & same[:, 1:]
    top = quantile(yields, 1.0)
    return runs, runs & (yields >= FULL * top[:, None])


def _chance_of_repeating(energy: Array) -> Array:
    """Return how likely two days show the same value: the share of neighbours that do not differ."""
    ordered = np.sort(energy, axis=1)
    count = np.maximum(np.isfinite(ordered).sum(axis=1), 2)
    steps = np.diff(ordered, axis=1)
    steps = np.where(steps > TINY, steps, np.nan)
    finest = quantile(steps, 0.05)
    spread = quantile(energy, 0.9) - quantile(energy, 0.1)
    found: Array = np.where(
        np.isfinite(finest) & (spread > 0), finest / np.maximum(spread, TINY), 0.5
    )
    least: Array = np.maximum(found, 1 / count**2)
    return least


def _run_lengths(flags: Flags) -> Whole:
    """Return at each day of a run how long the run is, 0 elsewhere."""
    count, days = flags.shape
    padded = np.zeros((count, days + 1), dtype=np.int64)
    padded[:, :-1] = flags
    flat = padded.ravel()
    change = np.diff(flat, prepend=0)
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    length = np.zeros(flat.shape, dtype=np.int64)
    length[flat == 1] = np.repeat(ends - starts, ends - starts)
    return length.reshape(padded.shape)[:, :-1]


def _truly_stuck(
    stuck: Flags, capped: Flags, expected: Expected, daily: Daily
) -> tuple[Flags, Flags]:
    """Take repeated days for a cap where every one of the run had sun enough for the value."""
    enough = (expected.ratio <= CLOUDY) & expected.by_peers
    hidden = stuck & ~(capped & enough)
    whole = _spread_over_runs(hidden, stuck, daily.energy)
    return stuck & whole, stuck & ~whole


def _spread_over_runs(some: Flags, runs: Flags, energy: Array) -> Flags:
    """Return the runs of one value that hold at least one of some days."""
    begins = runs.copy()
    begins[:, 1:] &= ~(runs[:, :-1] & (energy[:, 1:] == energy[:, :-1]))
    number = np.cumsum(begins.ravel()).reshape(runs.shape) * runs
    held = np.zeros(int(number.max()) + 1, dtype=bool)
    held[number[some]] = True
    held[0] = False
    return held[number]


# ------------------------------------------------------------------------ power


def _with_clipping(
    kind: Whole, capped: Flags, expected: Expected, daily: Daily, limits: Limits
) -> Expected:
    """Mark days of more sun than the inverter takes; return what is expected by the other days."""
    share = expected.sun / np.maximum(daily.clear, TINY)
    who, level, marked = slow.clipping(
        (kind == 0) & expected.by_peers & np.isfinite(expected.ratio),
        share, expected.ratio, daily.month, limits,
    )  # fmt: skip
    kind[(kind == 0) & marked] = Kind.CLIPPING
    kind[(kind == 0) & capped] = Kind.CLIPPING
    better = np.where(who, level, 1.0)
    return replace(expected, level=expected.level * better, ratio=expected.ratio / better[:, None])


def _mark_low(kind: Whole, expected: Expected, trend: Array, limits: Limits) -> None:
    """Mark weeks of low power that nothing else explains, age neither."""
    beside = expected.ratio * np.minimum(expected.level, 1)[:, None] / trend
    free = (kind == 0) & expected.by_peers
    half = SMOOTH // 2
    smooth = rolling(np.where(free, beside, np.nan), SMOOTH)
    centred = np.full(smooth.shape, np.nan)
    centred[:, half:] = smooth[:, : smooth.shape[1] - half]
    low = (centred < limits.low) & np.isfinite(centred)
    long_enough = _run_lengths(low) >= limits.low_days
    kind[free & low & long_enough & (beside < limits.low)] = Kind.LOW_OUTPUT


def _weighed(
    kind: Whole, expected: Expected, ageing: slow.Ageing, daily: Daily, limits: Limits
) -> Faults:
    """Return the faults with what each of them cost."""
    start = ageing.trend[:, 0]
    level = expected.level * np.where(ageing.aged, start, 1.0)
    always_low = (kind == Kind.LOW_OUTPUT).mean(axis=1) > MOSTLY
    level = np.where(always_low | (level < limits.low), 1.0, level)
    due = expected.sun * level[:, None] * daily.capacity[:, None]
    came = np.nan_to_num(daily.energy)
    missing = np.where(kind > 0, np.maximum(due - came, 0.0), 0.0)
    _carry(missing, kind, due, came)
    last = slow.last_year(daily.month)
    short = np.where(ageing.aged[:, None] & (kind == 0) & last, due - came, 0.0)
    lost = np.maximum(short.sum(axis=1), 0.0)
    return Faults(kind, missing, due, expected.by_peers, ageing.rate, ageing.aged, lost)


def _carry(missing: Array, kind: Whole, due: Array, came: Array) -> None:
    """Take from days not told what the next day told for them."""
    catches = np.zeros(kind.shape, dtype=bool)
    catches[:, 1:] = (kind[:, 1:] != Kind.DATA_GAP) & (kind[:, :-1] == Kind.DATA_GAP)
    catches &= (came > CATCHES_UP * due) & (due > 0)
    for row, column in np.argwhere(catches):
        told, day = came[row, column] - due[row, column], column - 1
        while day >= 0 and kind[row, day] == Kind.DATA_GAP and told > 0:
            taken = min(told, missing[row, day])
            missing[row, day] -= taken
            told -= taken
            day -= 1
