"""Days, months and half-open periods."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

# A date of no meaning, for files that must have one: the same content, the same bytes.
UNDATED = datetime(2020, 1, 1)  # noqa: DTZ001 - workbooks know no time zones


def months_before(day: date, months: int) -> date:
    """Return the same day of an earlier month, or that month's last day if it is shorter.

    >>> months_before(date(2020, 3, 31), 1)
    datetime.date(2020, 2, 29)
    >>> months_before(date(2020, 6, 30), 12)
    datetime.date(2019, 6, 30)
    """
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_of(day: date) -> date:
    """Return the first day of the month, by which a monthly period is named."""
    return day.replace(day=1)


def year_of(day: date) -> date:
    """Return the first day of the year.

    >>> year_of(date(2020, 6, 30))
    datetime.date(2020, 1, 1)
    """
    return day.replace(month=1, day=1)


def age_on(birth: date, day: date) -> int:
    """Return the whole years lived on that day.

    >>> age_on(date(2012, 2, 29), date(2020, 2, 28))
    7
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A stretch of days; ``end`` is the first day after it, ``None`` while it runs.

    >>> Period.month(date(2020, 2, 10)).days
    29
    >>> date(2020, 3, 1) in Period.month(date(2020, 2, 10))
    False
    """

    start: date
    end: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Self) -> bool:
        """Tell whether the two share a day."""
        starts_before_end = other.end is None or self.start < other.end
        ends_after_start = self.end is None or other.start < self.end
        return starts_before_end and ends_after_start

    @property
    def days(self) -> int:
        """The number of days in a period that has ended."""
        if self.end is None:
            raise ValueError("a running period has no length")
        return (self.end - self.start).days

    @classmethod
    def month(cls, day: date) -> Self:
        """Return the calendar month of that day."""
        start = month_of(day)
        return cls(start, month_of(start + timedelta(days=31)))

    @classmethod
    def year(cls, day: date) -> Self:
        """Return the calendar year of that day."""
        return cls(date(day.year, 1, 1), date(day.year + 1, 1, 1))
