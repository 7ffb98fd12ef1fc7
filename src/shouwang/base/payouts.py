"""The terms of a payout as content and methods share them: lines, tiers, rates, caps; amounts in fen."""

from dataclasses import dataclass
from enum import StrEnum

# A rate is so many parts of this: a hundredth of a per cent is the finest there is.
WHOLE = 10_000
# The largest amount: with two rates multiplied in, it still fits into 63 bits. [fen]
MOST = 10**10


class TierMethod(StrEnum):
    """How tiers pay: each its own part, the whole by the tier it reaches, or one fixed amount."""

    MARGINAL = "marginal"
    WHOLE = "whole"
    FIXED = "fixed"


class OtherMoney(StrEnum):
    """Where the money of others comes off: before the line, after the tiers, or only as a ceiling."""

    BEFORE = "before"
    AFTER = "after"
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True)
class Tier:
    """A part of what lies above the line, from ``start`` up to, not including, ``end``, in fen.

    Attributes:
        rate: Parts of `WHOLE`.
    """

    start: int
    end: int | None
    rate: int


@dataclass(frozen=True, slots=True)
class Line:
    """What a product pays to a group of households for a cause.

    Attributes:
        deductible: Nothing is paid up to it. [fen]
        share: The payer's share after the tiers, parts of `WHOLE`.
        fixed: What is paid where the method is fixed. [fen]
        cap_claim: The most for one claim. [fen]
        cap_year: The most in a year. [fen]
        step: The sum is rounded down to whole multiples of it. [fen]
        by_year: Whether the losses of a year are added before line and tiers.
    """

    deductible: int
    tiers: tuple[Tier, ...] = ()
    method: TierMethod = TierMethod.MARGINAL
    share: int = WHOLE
    fixed: int = 0
    cap_claim: int | None = None
    cap_year: int | None = None
    others: OtherMoney = OtherMoney.BEFORE
    step: int = 1
    by_year: bool = False
