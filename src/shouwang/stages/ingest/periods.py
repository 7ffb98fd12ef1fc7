"""Which month, quarter or year a delivery belongs to."""

from datetime import date, timedelta

from shouwang.base.dates import months_before
from shouwang.base.tables import Schema

MONTHS = {"month": 1, "quarter": 3, "year": 12}  # calendar arithmetic, no policy


def period_of(contract: Schema, on: date) -> date | None:
    """Return the first day of the latest period that has ended by the end of a day.

    What is delivered on the last day of a month is that month's. Events belong to no period.
    """
    months = MONTHS.get(contract.cadence)
    if months is None:
        return None
    after = on + timedelta(days=1)
    running = date(after.year, (after.month - 1) // months * months + 1, 1)
    return months_before(running, months)
