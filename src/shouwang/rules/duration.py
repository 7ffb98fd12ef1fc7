"""How long a clock runs: days, working days, or as many days as a parameter says."""

import datetime
import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from shouwang.base.words import _
from shouwang.rules.calendar import Calendar
from shouwang.rules.pack import Policy
from shouwang.rules.source import Fields, shown
from shouwang.rules.units import DAY

DURATION = re.compile(r"^([0-9]{1,4}) (day|workday)s?$")


@dataclass(frozen=True, slots=True)
class Duration:
    """So many days, in numbers or by a parameter.

    Attributes:
        parameter: The parameter that gives the days, by date; ``count`` is 0 then.
    """

    count: int = 0
    in_workdays: bool = False
    parameter: str = ""

    def __str__(self) -> str:
        return self.parameter or f"{self.count} {'workdays' if self.in_workdays else 'days'}"

    def days_on(self, day: datetime.date, policy: Policy) -> int | None:
        """Return how many days it is by what is in force that day; ``None`` before the first."""
        if not self.parameter:
            return self.count
        value = policy.value(self.parameter, day)
        return int(value) if isinstance(value, Decimal | int) else None

    def after(
        self,
        start: datetime.date,
        *,
        policy: Policy,
        calendar: Calendar | None = None,
        places: Collection[str] = (),
    ) -> datetime.date | None:
        """Return the last day of a clock that starts on a day; ``None`` if nothing is in force.

        Args:
            places: The codes of the region and those above it, for their own holidays.

        Raises:
            YearNotKnown: if it counts working days of a year nobody knows.
        """
        days = self.days_on(start, policy)
        if days is None:
            return None
        if self.in_workdays:
            return (calendar or Calendar()).add_workdays(start, days, places=places)
        return start + datetime.timedelta(days=days)


def read_duration(fields: Fields, key: str, policy: Policy) -> Duration | None:
    """Return a duration; what is none, or a parameter that counts no days, is a fault."""
    text = fields.text(key)
    match = DURATION.match(text)
    if match is not None:
        return Duration(int(match[1]), match[2] == "workday")
    mend = _("15 days, 10 workdays, or the name of a parameter in days")
    if not text:
        fields.fault(key, _("the clock has no days"), f"{key}: {mend}")
        return None
    parameter = policy.parameters.get(text)
    if parameter is None:
        fields.fault(key, _("{value} is no number of days").format(value=shown(text)), mend)
        return None
    if parameter.unit != DAY:
        fields.fault(
            key, _("{name} counts [{unit}], not days").format(name=text, unit=parameter.unit), mend
        )
        return None
    return Duration(parameter=text)
