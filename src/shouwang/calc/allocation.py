"""Money shared out by factors: weights, floors and caps, closed to the last minor unit.

A place's share is the weighted sum of its part in each factor, ``share = sum(w * x / sum(x))``: the
factor method of the funds. Amounts follow the shares; who would fall under a floor or rise over a
cap is held there and what is left goes to the others by their shares (water-filling: one rate for
all, each amount cut to its bounds). Fractions of a minor unit are settled by the largest remainder,
so that the parts are the whole. All arithmetic is exact; the order of the rows changes nothing.

References:
    Cainong [2017] No. 8, Measures for the central special funds for poverty alleviation: the factor
    method.
    Stefanov, S. M. (2004). Convex quadratic minimization subject to a linear constraint and box
    constraints. Applied Mathematics Research eXpress 2004(1), 17–42: the cut at one rate.
    Balinski, M. L. & Young, H. P. (2001). Fair Representation, 2nd ed. Brookings: Hamilton's method
    of the largest remainder, which stays within one unit of the exact quota.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


class CannotShare(ValueError):
    """The bounds or factors allow no sharing; the caller names the cause by the functions here."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one place brings.

    Attributes:
        name: Unique; settles what is equal in everything else.
        share: Its part by the factors; not negative.
        floor: The least it gets, in minor units (fen); not negative.
        cap: The most it gets, in minor units; no cap if ``None``.
    """

    name: str
    share: Fraction
    floor: int = 0
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What one place gets.

    Attributes:
        amount: Minor units (fen).
        exact: The amount before whole units were settled; less than one unit away.
        bound: ``floor`` or ``cap`` where that holds it, else empty.
    """

    name: str
    share: Fraction
    amount: int
    exact: Fraction
    bound: str


def shares(
    factors: Mapping[str, Sequence[Fraction]], weights: Mapping[str, Fraction]
) -> list[Fraction]:
    """Return each place's share by the factors; they add up to the sum of the weights.

    Args:
        factors: Name → a value for each place, in any unit, none negative, not all 0.
        weights: Name → weight, none negative.

    Raises:
        CannotShare: if a factor is 0 everywhere, or negative somewhere.
    """
    names = [name for name in weights if weights[name] > 0]
    for name in names:
        if min(factors[name]) < 0 or sum(factors[name]) == 0:
            raise CannotShare(name)
    rates = [(factors[name], weights[name] / sum(factors[name])) for name in names]
    count = len(next(iter(factors.values())))
    return [sum((values[row] * rate for values, rate in rates), Fraction()) for row in range(count)]


def inverted(values: Sequence[Fraction]) -> list[Fraction]:
    """Return a factor of which less calls for more: each value's reciprocal, such as of an income.

    Raises:
        CannotShare: if a value is not positive.
    """
    if min(values) <= 0:
        raise CannotShare
    return [1 / value for value in values]


def least(claims: Sequence[Claim]) -> int:
    """Return what the floors ask for, in minor units."""
    return sum(claim.floor for claim in claims)


def most(claims: Sequence[Claim]) -> int | None:
    """Return what can be taken at most, in minor units; ``None`` if there is no end to it.

    A place without any share takes no more than its floor.
    """
    whole = 0
    for claim in claims:
        if not claim.share:
            whole += claim.floor
        elif claim.cap is None:
            return None
        else:
            whole += claim.cap
    return whole


def allocate(total: int, claims: Sequence[Claim]) -> list[Part]:
    """Share a total out, within the bounds, to the last minor unit; in the order of the claims.

    Among claims of equal bounds, who has the larger share gets no less.

    Args:
        total: Minor units (fen), not negative.

    Raises:
        CannotShare: if the floors exceed the total, or no more can be taken than less than it.
    """
    limit = most(claims)
    if total < least(claims) or (limit is not None and limit < total):
        raise CannotShare
    rate = _rate(Fraction(total), claims)
    exact = [_cut(claim, rate) for claim in claims]
    whole = [int(each // 1) for each in exact]
    short = total - sum(whole)
    order = sorted(
        range(len(claims)),
        key=lambda row: (whole[row] - exact[row], -claims[row].share, claims[row].name),
    )
    for row in order[:short]:
        whole[row] += 1
    return [
        Part(claim.name, claim.share, amount, each, _bound(claim, each, rate))
        for claim, amount, each in zip(claims, whole, exact, strict=True)
    ]


def _rate(total: Fraction, claims: Sequence[Claim]) -> Fraction:
    """Return the rate at which the cut amounts add up to the total.

    What all get grows with the rate along straight pieces that meet where one claim leaves its
    floor or reaches its cap; the pieces are walked until the total lies in one.
    """
    turns: list[tuple[Fraction, Fraction]] = []
    for claim in claims:
        if claim.share and claim.cap != claim.floor:
            turns.append((claim.floor / claim.share, claim.share))
            if claim.cap is not None:
                turns.append((claim.cap / claim.share, -claim.share))
    given, slope, rate = Fraction(least(claims)), Fraction(), Fraction()
    for turn, change in sorted(turns):
        reached = given + slope * (turn - rate)
        if reached >= total and slope:
            break
        given, rate, slope = reached, turn, slope + change
    return rate + (total - given) / slope if slope else rate


def _cut(claim: Claim, rate: Fraction) -> Fraction:
    amount = max(claim.share * rate, Fraction(claim.floor))
    return amount if claim.cap is None else min(amount, Fraction(claim.cap))


def _bound(claim: Claim, amount: Fraction, rate: Fraction) -> str:
    free = claim.share * rate
    if amount > free:
        return "floor"
    return "cap" if amount < free else ""
