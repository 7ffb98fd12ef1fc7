"""What a tiered insurance pays for a loss: exact to the fen, one claim or a million at once.

A loss less what others have paid is counted; what lies above the line is cut into tiers; each tier
(or the whole, by the tier it reaches) is paid at its rate; the payer's share, the caps and what is
left of the loss bound the sum. Amounts are whole fen, rates are parts of `WHOLE`, and there is one
rounding, half up, after everything has been multiplied: no order of steps can change a fen.

References:
    Klugman, S. A., Panjer, H. H., Willmot, G. E. (2012): Loss Models, 4th ed., chapter 8: ordinary
    deductible, policy limit and coinsurance, by layers of a loss.
    Wei county's insurance against falling into poverty: self-paid cost above a line, paid in tiers
    of 50, 60 and 70 per cent (S66 of the region's list of sources).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from shouwang.base.payouts import MOST, WHOLE, Line, OtherMoney, Tier, TierMethod

__all__ = [
    "MOST",
    "OUTCOMES",
    "WHOLE",
    "Claim",
    "Fen",
    "Line",
    "OtherMoney",
    "Part",
    "PayoutOutcome",
    "Tier",
    "TierMethod",
    "Worked",
    "settle",
    "settle_many",
]

Fen = NDArray[np.int64]


class PayoutOutcome(StrEnum):
    """What decided the sum of a claim."""

    PAID = "paid"
    NOT_COVERED = "not_covered"
    MADE_GOOD = "made_good"
    BELOW_LINE = "below_line"
    CAP_CLAIM = "cap_claim"
    CAP_YEAR = "cap_year"
    CEILING = "ceiling"


OUTCOMES = tuple(PayoutOutcome)


@dataclass(frozen=True, slots=True)
class Claim:
    """A loss, what others paid for it, and what the year has seen of it before, in fen.

    Attributes:
        paid_before: Paid by this insurance earlier in the year.
        loss_before: Counted earlier in the year; only a line by year looks at it.
    """

    loss: int
    other_paid: int = 0
    paid_before: int = 0
    loss_before: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """A tier as a claim meets it: the amount in it, and what it pays in `WHOLE` parts of a fen."""

    tier: Tier
    amount: int
    parts: int


@dataclass(frozen=True, slots=True)
class Worked:
    """A claim as it is worked out, step by step, in fen.

    Attributes:
        counted: The loss less what others paid, if that comes off first.
        total: The same with what the year has seen before.
        above: What of it lies above the line.
        parts: The tiers it meets.
        before: What the tiers had given for the earlier losses of the year, in `WHOLE` parts.
        tiered: What the tiers and the share give, rounded to the fen.
        after_others: The same less what others paid, if that comes off last.
        year_left: What is left of the year's cap.
        ceiling: What is left of the loss after others.
        payout: What is paid.
        outcome: What decided it.
    """

    claim: Claim
    counted: int
    total: int
    above: int
    parts: tuple[Part, ...]
    before: int
    tiered: int
    after_others: int
    year_left: int | None
    ceiling: int
    payout: int
    outcome: PayoutOutcome


def settle(line: Line, claim: Claim) -> Worked:
    """Return what a line pays for a claim, with every step.

    Raises:
        ValueError: if an amount is negative or above `MOST`.

    >>> tiers = (Tier(0, 1_000_000, 5000), Tier(1_000_000, 3_000_000, 6000),
    ...          Tier(3_000_000, None, 7000))
    >>> settle(Line(500_000, tiers), Claim(2_000_000)).payout  # 10,000 at 50 %, 5,000 at 60 %
    800000
    """
    _fail_if_out_of_range(claim)
    ceiling = max(claim.loss - claim.other_paid, 0)
    counted = ceiling if line.others is OtherMoney.BEFORE else claim.loss
    earlier = claim.loss_before if line.by_year else 0
    total = earlier + counted
    above = max(total - line.deductible, 0)
    parts = _parts(line, above)
    given = _given(line, parts, above)
    past = max(earlier - line.deductible, 0)
    before = _given(line, _parts(line, past), past)
    tiered = _rounded(max(given - before, 0) * line.share)
    less = claim.other_paid if line.others is OtherMoney.AFTER else 0
    after_others = max(tiered - less, 0)
    year_left = None if line.cap_year is None else max(line.cap_year - claim.paid_before, 0)
    payout, outcome = _bounded(line, after_others, ceiling, year_left)
    if outcome is PayoutOutcome.PAID and not payout:
        outcome = PayoutOutcome.MADE_GOOD if counted == 0 or above > 0 else PayoutOutcome.BELOW_LINE
    return Worked(
        claim, counted, total, above, parts, before, tiered, after_others, year_left, ceiling,
        payout, outcome,
    )  # fmt: skip


def settle_many(
    lines: Sequence[Line], of: NDArray[np.intp], claims: Mapping[str, Fen]
) -> tuple[Fen, NDArray[np.int8]]:
    """Return payouts and outcomes of many claims, the same fen as `settle` gives one by one.

    Args:
        lines: The lines of a product.
        of: The place of each claim's line among them; -1 where no line covers it.
        claims: ``loss``, ``other_paid``, ``paid_before``, ``loss_before``, in fen.

    Returns:
        The payouts in fen, and the outcomes as places in `OUTCOMES`.

    Raises:
        ValueError: if an amount is negative or above `MOST`.
    """
    for amounts in claims.values():
        if len(amounts) and not 0 <= int(amounts.min()) <= int(amounts.max()) <= MOST:
            raise ValueError("an amount is out of range")
    payout = np.zeros(len(of), dtype=np.int64)
    outcome = np.full(len(of), OUTCOMES.index(PayoutOutcome.NOT_COVERED), dtype=np.int8)
    for place, line in enumerate(lines):
        rows = np.flatnonzero(of == place)
        if len(rows):
            mine = {name: amounts[rows] for name, amounts in claims.items()}
            payout[rows], outcome[rows] = _settle_line(line, mine)
    return payout, outcome


def _fail_if_out_of_range(claim: Claim) -> None:
    for amount in (claim.loss, claim.other_paid, claim.paid_before, claim.loss_before):
        if not 0 <= amount <= MOST:
            raise ValueError(f"{amount} fen is out of range")


def _parts(line: Line, above: int) -> tuple[Part, ...]:
    met = []
    for tier in line.tiers:
        top = above if tier.end is None else min(above, tier.end)
        amount = max(top - tier.start, 0)
        if line.method is TierMethod.WHOLE:
            inside = tier.start <= above and (tier.end is None or above < tier.end)
            amount = above if inside else 0
        if amount:
            met.append(Part(tier, amount, amount * tier.rate))
    return tuple(met)


def _given(line: Line, parts: Sequence[Part], above: int) -> int:
    if line.method is TierMethod.FIXED:
        return line.fixed * WHOLE if above > 0 else 0
    return sum(part.parts for part in parts)


def _rounded(parts: int) -> int:
    whole = WHOLE * WHOLE
    return (parts + whole // 2) // whole


def _bounded(
    line: Line, amount: int, ceiling: int, year_left: int | None
) -> tuple[int, PayoutOutcome]:
    """Return the amount within its bounds, and which of them held it."""
    outcome = PayoutOutcome.PAID
    bounds = (
        (line.cap_claim, PayoutOutcome.CAP_CLAIM),
        (year_left, PayoutOutcome.CAP_YEAR),
        (ceiling, PayoutOutcome.CEILING),
    )
    for bound, name in bounds:
        if bound is not None and amount > bound:
            amount, outcome = bound, name
    return amount // line.step * line.step, outcome


def _settle_line(line: Line, claims: Mapping[str, Fen]) -> tuple[Fen, NDArray[np.int8]]:
    loss, other = claims["loss"], claims["other_paid"]
    ceiling = np.maximum(loss - other, 0)
    counted = ceiling if line.others is OtherMoney.BEFORE else loss
    earlier = claims["loss_before"] if line.by_year else np.zeros_like(loss)
    above = np.maximum(earlier + counted - line.deductible, 0)
    given = _given_many(line, above)
    if line.by_year:
        past = np.maximum(earlier - line.deductible, 0)
        given = np.maximum(given - _given_many(line, past), 0)
    whole = WHOLE * WHOLE
    amount = (given * line.share + whole // 2) // whole
    if line.others is OtherMoney.AFTER:
        amount = np.maximum(amount - other, 0)
    outcome = np.full(len(loss), OUTCOMES.index(PayoutOutcome.PAID), dtype=np.int8)
    bounds: list[tuple[Fen | int, PayoutOutcome]] = [(ceiling, PayoutOutcome.CEILING)]
    if line.cap_year is not None:
        left = np.maximum(line.cap_year - claims["paid_before"], 0)
        bounds.insert(0, (left, PayoutOutcome.CAP_YEAR))
    if line.cap_claim is not None:
        bounds.insert(0, (line.cap_claim, PayoutOutcome.CAP_CLAIM))
    for bound, name in bounds:
        outcome[amount > bound] = OUTCOMES.index(name)
        amount = np.minimum(amount, bound)
    amount = amount // line.step * line.step
    nothing = (amount == 0) & (outcome == OUTCOMES.index(PayoutOutcome.PAID))
    good = (counted == 0) | (above > 0)
    outcome[nothing & good] = OUTCOMES.index(PayoutOutcome.MADE_GOOD)
    outcome[nothing & ~good] = OUTCOMES.index(PayoutOutcome.BELOW_LINE)
    return amount, outcome


def _given_many(line: Line, above: Fen) -> Fen:
    """Return what the tiers give for amounts above the line, in `WHOLE` parts of a fen."""
    given = np.zeros_like(above)
    if line.method is TierMethod.FIXED:
        given[above > 0] = line.fixed * WHOLE
        return given
    for tier in line.tiers:
        if line.method is TierMethod.WHOLE:
            inside = above >= tier.start
            if tier.end is not None:
                inside &= above < tier.end
            given[inside] = above[inside] * tier.rate
            continue
        top = above if tier.end is None else np.minimum(above, tier.end)
        given += np.maximum(top - tier.start, 0) * tier.rate
    return given
