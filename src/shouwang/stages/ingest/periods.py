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


def latest_due(contract: Schema, on: date) -> date:
    """Return the first day of the latest period that is due by a day; events have none."""
    step = MONTHS[contract.cadence]
    start = date(on.year, (on.month - 1) // step * step + 1, 1)
    while months_before(start, -step) + timedelta(days=contract.due_days) > on:
        start = months_before(start, step)
    return start


def due_day(contract: Schema, period: date) -> date:
    """Return the last day on which a period may come without being late."""
    after = months_before(period, -MONTHS[contract.cadence])
    return after + timedelta(days=contract.due_days - 1)


def periods_between(contract: Schema, last: date | None, due: date) -> list[date]:
    """Return the periods after the last one that came, up to the one that is due."""
    step = MONTHS[contract.cadence]
    missing = [due]
    while last is not None and missing[0] > last:
        missing.insert(0, months_before(missing[0], step))
    return [each for each in missing if last is None or each > last]
