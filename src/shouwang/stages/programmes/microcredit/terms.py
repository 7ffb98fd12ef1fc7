"""The scheme's numbers on a day: cap, term, base rates, subsidy, and by what days lists are cut."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shouwang.rules.pack import Policy

DUE_WITHIN = ("due_soon_days", "due_middle_days", "due_watch_days")
OVERDUE_FROM = ("overdue_line", "overdue_watch_line", "overdue_bad_line")


@dataclass(frozen=True, slots=True)
class Scheme:
    """What the scheme allows on a day; ``None`` where nothing is said."""

    limit: int | None
    months: int | None
    base_rate: Decimal | None
    subsidy_share: Decimal | None


def number(policy: Policy, name: str, on: date) -> Decimal | None:
    """Return the number of a parameter on a day, if it has one; money in fen."""
    parameter = policy.parameters.get(name)
    dated = parameter.on(on) if parameter is not None else None
    return dated.value if dated is not None and isinstance(dated.value, Decimal) else None


def days(policy: Policy, names: tuple[str, ...], on: date) -> list[int]:
    """Return the days that some parameters name."""
    found = [number(policy, name, on) for name in names]
    return [int(each) for each in found if each is not None]


def scheme(policy: Policy, *, issued: date, months: int | None) -> Scheme:
    """Return what the scheme allowed for a loan that was issued on a day."""
    limit, longest = (
        number(policy, "loan_limit", issued),
        number(policy, "loan_months_limit", issued),
    )
    short = number(policy, "short_loan_months", issued)
    is_short = months is not None and short is not None and months <= short
    rate = number(policy, "short_loan_rate" if is_short else "long_loan_rate", issued)
    return Scheme(
        limit=int(limit) if limit is not None else None,
        months=int(longest) if longest is not None else None,
        base_rate=rate,
        subsidy_share=number(policy, "full_subsidy", issued),
    )
