"""Risk of a project and of the households that live by it: matrix, simulated income, concentration.

Money in any one unit, shares from 0 to 1, factors around 1 (1: as promised).

References:
    ISO/IEC 31010:2019: Risk management. Risk assessment techniques. B.10.3: the matrix of
    likelihood and consequence; both in five steps.
    McNeil, A. J., Frey, R., Embrechts, P. (2015): Quantitative Risk Management, 2nd ed. Princeton
    University Press. Sections 2.3 (value at risk, expected shortfall), 11.1 (threshold models with
    one common factor: how operators fail together and prices fall with them).
    Vasicek, O. (2002): The Distribution of Loan Portfolio Value. Risk 15(12), 160-162.
    U.S. Department of Justice, Federal Trade Commission (2010): Horizontal Merger Guidelines,
    section 5.3: the Herfindahl-Hirschman index, in points up to 10,000.
    Glasserman, P. (2003): Monte Carlo Methods in Financial Engineering. Springer. Chapter 1.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
STEPS = 5  # of likelihood and of consequence
POINTS = 10_000.0  # of the index, where one has everything
LEAST_TRIALS = 2  # a spread wants two
CELLS = 2_000_000  # trials times households held at once: 16 MB an array


def rung(value: float, steps: Sequence[float]) -> int:
    """Return on which of the steps from 1 to 5 a value stands.

    Args:
        steps: The four values from which on the steps 2 to 5 begin, rising.

    Raises:
        ValueError: if there are not four, or they do not rise.

    >>> rung(9, (10, 30, 60, 100)), rung(30, (10, 30, 60, 100)), rung(500, (10, 30, 60, 100))
    (1, 3, 5)
    """
    if len(steps) != STEPS - 1 or any(one >= other for one, other in pairwise(steps)):
        raise ValueError(f"steps {steps}")
    return 1 + sum(value >= each for each in steps)


def graded(probability: int, impact: int, cuts: Sequence[tuple[int, str]]) -> str:
    """Return the grade of a cell of the matrix: the first whose product is reached.

    Args:
        cuts: Least product and grade, from the gravest; the last one begins at 1.

    Raises:
        ValueError: if a step is none, or the grades leave a cell without one.

    >>> graded(3, 5, ((15, "high"), (6, "middle"), (1, "low")))
    'high'
    """
    if not (1 <= probability <= STEPS and 1 <= impact <= STEPS):
        raise ValueError(f"no cell {probability} x {impact}")
    for least, grade in cuts:
        if probability * impact >= least:
            return grade
    raise ValueError(f"no grade for {probability} x {impact}")


def herfindahl(amounts: Iterable[float]) -> float:
    """Return the Herfindahl-Hirschman index in points: 10,000 where one has everything.

    Raises:
        ValueError: if an amount is negative or no number, or there is nothing at all.

    >>> round(herfindahl([30, 30, 20, 20]))
    2600
    """
    listed = list(amounts)
    whole = math.fsum(listed)
    if not all(each >= 0 and math.isfinite(each) for each in listed) or whole <= 0:
        raise ValueError("an index of what is negative, no number, or nothing")
    return POINTS * math.fsum((each / whole) ** 2 for each in listed)


@dataclass(frozen=True)
class Market:
    """What can happen to a product in a year.

    Attributes:
        price: The price that is expected beside the one that was reckoned with. [factor > 0]
        price_spread: Standard deviation of the logarithm of the price. [>= 0]
        yield_spread: The same of the harvest or the growth of all herds together. [>= 0]
        death: The share of a household's animals or plants that is lost in a mean year. [0-1)
        death_alike: How narrow the households' losses lie around it, as the sum of the two
            parameters of a beta distribution; 0 if all lose the same. [>= 0]
    """

    price: float = 1.0
    price_spread: float = 0.0
    yield_spread: float = 0.0
    death: float = 0.0
    death_alike: float = 0.0


@dataclass(frozen=True)
class Exposed:
    """The households, each in its place of every array.

    Attributes:
        rest: Income from elsewhere. [money a year]
        promised: What the project promises. [money a year]
        sells: Which share of it moves with price and harvest. [0-1]
        floor: The least price that is guaranteed, beside the expected one; 0 if none. [factor]
        market: The place of its product among the markets.
        operator: The place of its operator among those whose chance to fail is given.
        members: How many live by it. [count > 0]
    """

    rest: Array
    promised: Array
    sells: Array
    floor: Array
    market: Places
    operator: Places
    members: Array

    @property
    def count(self) -> int:
        """How many households."""
        return len(self.promised)


@dataclass(frozen=True)
class Trials:
    """How the simulation is made.

    Attributes:
        count: How many years are drawn.
        seed: The same seed gives the same years.
        correlation: How far prices and failures go together. [0-1]
        recovered: What is still paid once an operator has failed. [0-1]
        confidence: Of the quantiles and the expected shortfall. [0-1]
    """

    count: int
    seed: int
    correlation: float = 0.0
    recovered: float = 0.0
    confidence: float = 0.95


@dataclass(frozen=True)
class Simulated:
    """What came out.

    Attributes:
        expected: The mean of what all receive. [money a year]
        low: The quantile of it that is undercut in one minus confidence of the years.
        middle: The median.
        high: The quantile that is exceeded as seldom.
        at_risk: By how much `low` falls short of what was promised; at least 0.
        shortfall: By how much the mean of the years at or below `low` does.
        under: For each household the probability to fall under the line. [0-1]
        under_expected: How many households fall under it in a mean year.
        under_bad: How many in a year as bad as `low` or worse, at the quantile.
        error: The standard error of `expected`.
    """

    promised: float
    expected: float
    low: float
    middle: float
    high: float
    at_risk: float
    shortfall: float
    under: Array
    under_expected: float
    under_bad: float
    error: float


def simulate(
    exposed: Exposed,
    markets: Sequence[Market],
    failing: Sequence[float],
    trials: Trials,
    *,
    line: float,
) -> Simulated:
    """Return how the income of households is spread over the years that may come.

    In each year one common factor moves all prices and brings operators nearer to failing; each
    product has a price and a harvest of its own, each household its own losses of animals.

    Args:
        failing: For each operator the chance that it fails within the year. [0-1]
        line: Under which income for each member a household counts as poor. [money a year]

    Raises:
        ValueError: with all that makes no sense in what is given.
    """
    faults = [*_faults(exposed, markets, failing), *_faulty_trials(trials)]
    if faults:
        raise ValueError("; ".join(faults))
    rng = np.random.default_rng(trials.seed)
    years = _years(rng, markets, failing, trials)
    total = np.zeros(trials.count)
    poor = np.zeros(trials.count)
    under = np.zeros(exposed.count)
    step = max(1, CELLS // trials.count)
    for start in range(0, exposed.count, step):
        some = slice(start, start + step)
        received = _received(rng, exposed, some, years)
        total += received.sum(axis=1)
        falls = exposed.rest[some] + received < line * exposed.members[some]
        poor += falls.sum(axis=1)
        under[some] = falls.mean(axis=0)
    return _summed(exposed, trials, total, poor, under)


@dataclass(frozen=True)
class _Years:
    """Trial by product price and harvest, and trial by operator what share is paid."""

    markets: Sequence[Market]
    price: Array
    harvest: Array
    pays: Array


def _years(
    rng: np.random.Generator, markets: Sequence[Market], failing: Sequence[float], trials: Trials
) -> _Years:
    common = rng.standard_normal((trials.count, 1))
    near, apart = math.sqrt(trials.correlation), math.sqrt(1 - trials.correlation)
    spread = np.array([each.price_spread for each in markets])
    centre = np.array([each.price for each in markets])
    moves = near * common + apart * rng.standard_normal((trials.count, len(markets)))
    price = centre * np.exp(spread * moves - spread**2 / 2)
    weather = np.array([each.yield_spread for each in markets])
    grown = rng.standard_normal((trials.count, len(markets)))
    harvest = np.exp(weather * grown - weather**2 / 2)
    strength = near * common + apart * rng.standard_normal((trials.count, len(failing)))
    fails = strength < _thresholds(failing)
    return _Years(markets, price, harvest, np.where(fails, trials.recovered, 1.0))


def _thresholds(failing: Sequence[float]) -> Array:
    normal = NormalDist()
    sure = {0.0: -math.inf, 1.0: math.inf}
    return np.array([sure[each] if each in sure else normal.inv_cdf(each) for each in failing])


def _received(rng: np.random.Generator, exposed: Exposed, some: slice, years: _Years) -> Array:
    """Return trial by household what is received."""
    market, operator = exposed.market[some], exposed.operator[some]
    price = np.maximum(years.price[:, market], exposed.floor[some])
    sold = price * years.harvest[:, market] * (1 - _lost(rng, years, market))
    sells = exposed.sells[some]
    factor = (1 - sells) + sells * sold
    received: Array = exposed.promised[some] * factor * years.pays[:, operator]
    return received


def _lost(rng: np.random.Generator, years: _Years, market: Places) -> Array:
    """Return trial by household which share of the animals is lost."""
    mean = np.array([each.death for each in years.markets])[market]
    alike = np.array([each.death_alike for each in years.markets])[market]
    count = len(years.price)
    lost = np.broadcast_to(mean, (count, len(market))).copy()
    varies = np.flatnonzero((mean > 0) & (alike > 0))
    if len(varies):
        own, width = mean[varies], alike[varies]
        lost[:, varies] = rng.beta(own * width, (1 - own) * width, (count, len(varies)))
    return lost


def _summed(exposed: Exposed, trials: Trials, total: Array, poor: Array, under: Array) -> Simulated:
    tail = 1 - trials.confidence
    low, middle, high = (
        float(each) for each in np.quantile(total, (tail, 1 / 2, trials.confidence))
    )
    promised = math.fsum(exposed.promised)
    bad = float(total[total <= low].mean())
    return Simulated(
        promised=promised,
        expected=float(total.mean()),
        low=low,
        middle=middle,
        high=high,
        at_risk=max(0.0, promised - low),
        shortfall=max(0.0, promised - bad),
        under=under,
        under_expected=float(poor.mean()),
        under_bad=float(np.quantile(poor, trials.confidence)),
        error=float(total.std(ddof=1) / math.sqrt(trials.count)),
    )


def _faults(exposed: Exposed, markets: Sequence[Market], failing: Sequence[float]) -> list[str]:
    faults = []
    arrays = (exposed.rest, exposed.promised, exposed.sells, exposed.floor, exposed.members)
    sizes = {len(each) for each in (*arrays, exposed.market, exposed.operator)}
    if len(sizes) != 1 or sizes == {0}:
        return ["the arrays of the households are empty or of different lengths"]
    if not all(np.isfinite(each).all() for each in arrays):
        faults.append("something of a household is no number")
    if (exposed.promised < 0).any() or (exposed.members <= 0).any():
        faults.append("a promise below zero, or a household without members")
    if ((exposed.sells < 0) | (exposed.sells > 1)).any() or (exposed.floor < 0).any():
        faults.append("a share outside 0 to 1, or a floor below zero")
    if not _all_within(exposed.market, len(markets)):
        faults.append("a household of no product")
    if not _all_within(exposed.operator, len(failing)):
        faults.append("a household of no operator")
    faults += [f"no market {number}" for number, each in enumerate(markets) if not _is_sane(each)]
    faults += [f"no chance to fail: {each}" for each in failing if not 0 <= each <= 1]
    return faults


def _all_within(places: Places, count: int) -> bool:
    return bool(((places >= 0) & (places < count)).all())


def _is_sane(market: Market) -> bool:
    spreads = (market.price_spread, market.yield_spread, market.death_alike)
    return (
        all(math.isfinite(each) and each >= 0 for each in spreads)
        and math.isfinite(market.price)
        and market.price > 0
        and 0 <= market.death < 1
    )


def _faulty_trials(trials: Trials) -> list[str]:
    faults = []
    if trials.count < LEAST_TRIALS or trials.seed < 0:
        faults.append(f"{trials.count} trials with the seed {trials.seed}")
    if not (0 <= trials.correlation <= 1 and 0 <= trials.recovered <= 1):
        faults.append("a correlation or a share that is recovered outside 0 to 1")
    if not 0 < trials.confidence < 1:
        faults.append(f"confidence {trials.confidence}")
    return faults
