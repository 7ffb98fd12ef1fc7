"""How a loan is paid back and what a subsidy of its interest comes to, in whole fen.

References:
    Wheeler, D. A., Rathke, K., Weir, R. (eds., 2009): Open Document Format for Office Applications
    v1.2, Part 2, PMT: fv + pv (1 + r)^n + pmt ((1 + r)^n - 1) / r = 0, the annuity. NumPy's worked
    example (numpy.org, `numpy.pmt`): 200,000 in 15 years at 7.5 per cent is 1,854.02 a month.
    People's Bank of China, Yinfa [2005] 129: a bank may count a month as 30 days, a year as 360;
    interest by days is principal x days x yearly rate / 360.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from enum import StrEnum

from shouwang.base.dates import months_before

MONTHS = 12  # a year
DAYS = 360  # a year, as banks count
PER_CENT = 100
DIGITS = 40  # of the powers of an annuity: far more than a fen needs
LONGEST = 600  # months: fifty years


class Repayment(StrEnum):
    """How principal and interest come: at the end, interest by month, or in equal payments."""

    AT_ONCE = "at_once"
    INTEREST_MONTHLY = "interest_monthly"
    ANNUITY = "annuity"


@dataclass(frozen=True, slots=True)
class Payment:
    """What is due on a day, in fen.

    Attributes:
        left: The principal that is left after it.
    """

    due: datetime.date
    principal: int
    interest: int
    left: int

    @property
    def sum(self) -> int:
        """What has to be paid that day."""
        return self.principal + self.interest


def fen_of(amount: Decimal) -> int:
    """Return an amount in fen rounded half up to a whole one."""
    return int(amount.to_integral_value(ROUND_HALF_UP))


def simple_interest(principal: int, rate: Decimal, days: int) -> int:
    """Return the interest of so many days, in fen.

    Args:
        principal: [fen] rate: [per cent a year] days: [days]

    Raises:
        ValueError: if one of them is negative.

    >>> simple_interest(5_000_000, Decimal("4.35"), 360)
    217500
    """
    if principal < 0 or rate < 0 or days < 0:
        raise ValueError(f"principal {principal}, rate {rate}, days {days}")
    return fen_of(principal * rate * days / (PER_CENT * DAYS))


def annuity(principal: int, rate: Decimal, months: int) -> int:
    """Return the equal monthly payment, in fen.

    Args:
        principal: [fen] rate: [per cent a year] months: how many payments.

    Raises:
        ValueError: if the principal or rate is negative, or the months are none or too many.

    >>> annuity(20_000_000, Decimal("7.5"), 180)
    185402
    """
    if principal < 0 or rate < 0 or not 1 <= months <= LONGEST:
        raise ValueError(f"principal {principal}, rate {rate}, months {months}")
    with localcontext() as context:
        context.prec = DIGITS
        monthly = rate / (PER_CENT * MONTHS)
        if not monthly:
            return fen_of(Decimal(principal) / months)
        grown = (1 + monthly) ** months
        return fen_of(principal * monthly * grown / (grown - 1))


def schedule(
    *, principal: int, rate: Decimal, start: datetime.date, months: int, plan: Repayment
) -> tuple[Payment, ...]:
    """Return the payments of a loan; their principals add up to the loan.

    Args:
        principal: [fen] rate: [per cent a year] months: from the start to the last payment.

    Raises:
        ValueError: if an amount is negative, or the months are none or too many.
    """
    equal = annuity(principal, rate, months)
    if plan is Repayment.AT_ONCE:
        whole = simple_interest(principal, rate, months * DAYS // MONTHS)
        return (Payment(months_later(start, months), principal, whole, 0),)
    left, payments = principal, []
    for month in range(1, months + 1):
        interest = simple_interest(left, rate, DAYS // MONTHS)
        part = 0 if plan is Repayment.INTEREST_MONTHLY else max(min(equal - interest, left), 0)
        if month == months:
            part = left
        left -= part
        payments.append(Payment(months_later(start, month), part, interest, left))
    return tuple(payments)


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day of a later month, or that month's last day if it is shorter.

    >>> months_later(datetime.date(2020, 1, 31), 1)
    datetime.date(2020, 2, 29)
    """
    return months_before(day, -months)


def subsidy(interest: int, *, rate: Decimal, base_rate: Decimal, share: Decimal) -> int:
    """Return what the treasury pays of some interest, in fen: a share of it up to the base rate.

    Args:
        interest: [fen] rate, base_rate: [per cent a year] share: [per cent]

    Raises:
        ValueError: if one is negative, or the share is above the whole.

    >>> subsidy(217500, rate=Decimal("4.35"), base_rate=Decimal("4.35"), share=Decimal(70))
    152250
    """
    if interest < 0 or rate < 0 or base_rate < 0 or not 0 <= share <= PER_CENT:
        raise ValueError(f"interest {interest}, rate {rate}, base {base_rate}, share {share}")
    if not rate:
        return 0
    return fen_of(interest * min(rate, base_rate) / rate * share / PER_CENT)


def total_interest(payments: Sequence[Payment]) -> int:
    """Return the interest of a schedule, in fen."""
    return sum(each.interest for each in payments)
