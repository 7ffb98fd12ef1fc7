"""The months that are told, as whole days since 1970-01-01 and as numbers from 0 to 11."""

from datetime import date
from functools import cache

import numpy as np

from shouwang.base.dates import month_of, months_before
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array

EPOCH = date(1970, 1, 1)
DAYS_PER_YEAR = 365.25


def day_number(day: date) -> int:
    """Return the days since 1970-01-01."""
    return (day - EPOCH).days


@cache
def told(name: str) -> int:
    """Return a day of months.yaml as a number."""
    return day_number(assumptions("months").value(name))


@cache
def month_dates() -> tuple[date, ...]:
    """Return the first days of the months told."""
    latest = month_of(assumptions("months").value("day"))
    first = assumptions("months").value("first_month")
    count = (latest.year - first.year) * 12 + latest.month - first.month
    return tuple(months_before(latest, back) for back in range(count, -1, -1))


@cache
def history_dates() -> tuple[date, ...]:
    """Return the months told and the one before them."""
    return (assumptions("months").value("history_month"), *month_dates())


@cache
def month_starts() -> Array:
    """Return the first days of the months told, as numbers, and the day after the last."""
    last = month_dates()[-1]
    after = date(last.year + last.month // 12, last.month % 12 + 1, 1)
    return np.array([day_number(day) for day in (*month_dates(), after)], dtype=np.int32)


@cache
def history_starts() -> Array:
    """Return the first days of the months of history (the told ones and the one before)."""
    return np.array([day_number(day) for day in history_dates()], dtype=np.int32)


@cache
def history_ends() -> Array:
    """Return the days after the months of history."""
    return month_starts()


def month_number(days: Array) -> Array:
    """Return the month each day lies in: 0 for the first told, -1 for any before."""
    return np.searchsorted(month_starts(), days, side="right").astype(np.int16) - 1


def period_starts(days: Array) -> Array:
    """Return the first day of the month each day lies in (of the month before, if earlier)."""
    starts = np.concatenate(([told("history_month")], month_starts()))
    return starts[np.searchsorted(starts[1:], days, side="right")].astype(np.int32)


def ages_on(births: Array, day: int) -> Array:
    """Return ages in years and parts of years."""
    ages: Array = (day - births) / DAYS_PER_YEAR
    return ages
