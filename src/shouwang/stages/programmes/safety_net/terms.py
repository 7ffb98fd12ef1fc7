"""By what the two lists are held against each other on a day: lines in fen and first days.

Parameters of packs come in fen already; `assistance.yaml` writes yuan.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shouwang.base.dates import months_before
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.assistance import Assistance, load_assistance
from shouwang.rules.pack import Policy

FEN = 100  # in a yuan


class TermMissing(ShouwangError):
    """A parameter that this needs has no value that day."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds on a day.

    Attributes:
        line: The dibao line. low_income: up to which income somebody may be covered alone.
            [fen/person/year]
        exit_since: Whose cover ended after this day is within the gradual exit.
        checked_since: A check after this day counts. ill_since: so does serious illness.
    """

    on: date
    line: int
    low_income: int
    severe: int
    severe_mental: int
    car_price: int
    exit_since: date
    checked_since: date
    ill_since: date
    assistance: Assistance


def terms_on(policy: Policy, on: date) -> Terms:
    """Return what holds on a day.

    Raises:
        TermMissing: if the content says nothing for that day.
        InputProblems: with all faults of `assistance.yaml`.
    """
    rules = load_assistance(policy.content)
    rule = rules.exit
    exit_months = rules.number(rule.months, on) if rule else 0
    return Terms(
        on=on,
        line=_number(policy, rules.line, on),
        low_income=_number(policy, "low_income_line", on),
        severe=_number(policy, "severe_disability_level", on),
        severe_mental=_number(policy, "severe_mental_disability_level", on),
        car_price=_number(policy, "car_price", on),
        exit_since=months_before(on, exit_months),
        checked_since=months_before(on, _number(policy, "checked_months", on)),
        ill_since=months_before(on, 12),
        assistance=rules,
    )


def _number(policy: Policy, name: str, on: date) -> int:
    value = policy.value(name, on) if name in policy.parameters else None
    if not isinstance(value, Decimal):
        raise TermMissing(_("{name} has no value on {day}").format(name=name, day=on))
    return int(value)
