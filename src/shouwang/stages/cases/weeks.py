"""Weeks as offices count them: from Monday, with Friday as the day things are due by."""

from datetime import date, timedelta

# The number of the day in Python's count, and how many days a week has.
FRIDAY = 4
DAYS = 7


def monday_of(on: date) -> date:
    """Return the Monday of the week a day lies in."""
    return on - timedelta(days=on.weekday())


def friday_of(on: date) -> date:
    """Return the Friday of the week a day lies in, or the next if it is past.

    >>> friday_of(date(2020, 6, 30))
    datetime.date(2020, 7, 3)
    """
    return on + timedelta(days=(FRIDAY - on.weekday()) % DAYS)
