"""Whether a lot is good enough, from few: lot quality assurance sampling with exact errors.

References:
    Dodge, H. F., Romig, H. G. (1929): A Method of Sampling Inspection. Bell System Technical
    Journal 8(4), 613-631.
    Valadez, J. J. (1991): Assessing Child Survival Programs in Developing Countries: Testing Lot
    Quality Assurance Sampling. Harvard School of Public Health: the rules for lots of 19.
    Robertson, S. E., Valadez, J. J. (2006): Global review of health care surveys using lot quality
    assurance sampling (LQAS), 1984-2004. Social Science & Medicine 63(6), 1648-1660.
"""

import math
from dataclasses import dataclass

# Up to how many are looked at to find a rule; beyond it a share is estimated instead.
MOST = 400


@dataclass(frozen=True, slots=True)
class Rule:
    """A lot passes if at least `pass_from` of `size` are right.

    Attributes:
        alpha: How likely a good lot is turned down.
        beta: How likely a bad lot passes.
    """

    size: int
    pass_from: int
    alpha: float
    beta: float

    def passes(self, right: int) -> bool:
        """Tell whether a lot passes of which so many were right."""
        return right >= self.pass_from


def binomial_below(count: int, size: int, share: float) -> float:
    """Return how likely fewer than ``count`` of ``size`` are right where ``share`` is.

    >>> round(binomial_below(13, 19, 0.8), 4)
    0.0676
    """
    return math.fsum(
        math.comb(size, each) * share**each * (1 - share) ** (size - each)
        for each in range(max(0, min(count, size + 1)))
    )


def hypergeometric_below(count: int, size: int, right: int, population: int) -> float:
    """Return how likely fewer than ``count`` of ``size`` are right of a population without repeats.

    >>> hypergeometric_below(1, 1, 3, 4)
    0.25
    """
    every = math.comb(population, size)
    return math.fsum(
        math.comb(right, each) * math.comb(population - right, size - each) / every
        for each in range(max(0, min(count, size + 1)))
        if 0 <= size - each <= population - right
    )


def rule_of(size: int, *, good: float, bad: float, population: int | None = None) -> Rule:
    """Return the rule of a size whose two errors together are smallest.

    Args:
        good: From which share of right ones on a lot is good. [0-1]
        bad: Up to which share it is bad. [0-1]
        population: How many the lot has, if it is small; then the errors are hypergeometric.

    Raises:
        ValueError: if the shares are not in order, or more are looked at than there are.

    >>> rule_of(19, good=0.8, bad=0.5).pass_from
    13
    """
    if not 0 <= bad < good <= 1 or size < 1 or (population is not None and size > population):
        raise ValueError(f"size {size}, good {good}, bad {bad}, population {population}")
    rules = [
        Rule(
            size,
            count,
            _below(count, size, good, population, is_good=True),
            1 - _below(count, size, bad, population, is_good=False),
        )
        for count in range(size + 1)
    ]
    return min(rules, key=lambda rule: (rule.alpha + rule.beta, rule.alpha))


def smallest_rule(
    *, good: float, bad: float, alpha: float, beta: float, population: int | None = None
) -> Rule | None:
    """Return the rule with the fewest to look at that keeps both errors; ``None`` if none does.

    >>> rule = smallest_rule(good=0.8, bad=0.5, alpha=0.1, beta=0.1)
    >>> rule.size, rule.pass_from
    (19, 13)
    """
    for size in range(1, min(MOST, population or MOST) + 1):
        for count in range(size + 1):
            first = _below(count, size, good, population, is_good=True)
            if first > alpha:
                break
            second = 1 - _below(count, size, bad, population, is_good=False)
            if second <= beta:
                return Rule(size, count, first, max(0.0, second))
    return None


def _below(count: int, size: int, share: float, population: int | None, *, is_good: bool) -> float:
    if population is None:
        return binomial_below(count, size, share)
    number = share * population
    # A good lot has at least that many right ones, a bad lot at most: rounded to be of that kind.
    right = math.ceil(number - 1e-9) if is_good else math.floor(number + 1e-9)
    return hypergeometric_below(count, size, right, population)
