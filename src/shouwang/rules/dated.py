"""Dated values outside the packs: thresholds and targets, each with its day and its basis."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.pack import DatedValue
from shouwang.rules.source import Entry, Fields, shown

TO_VERIFY = "to-verify"
STATUSES = ("", TO_VERIFY, "verified")


@dataclass(frozen=True, slots=True)
class Dated:
    """A number by date."""

    values: tuple[DatedValue, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.values)

    @property
    def days(self) -> list[datetime.date]:
        """The days on which it changes."""
        return sorted({each.start for each in self.values})

    def on(self, day: datetime.date) -> DatedValue | None:
        """Return the value in force that day, or ``None`` before the first."""
        running = [each for each in self.values if each.start <= day]
        return max(running, key=lambda each: each.start) if running else None

    def number_on(self, day: datetime.date) -> Decimal | None:
        """Return the number in force that day, or ``None`` before the first."""
        dated = self.on(day)
        return dated.value if dated and isinstance(dated.value, Decimal) else None


NEVER = Dated()


def read_dated(fields: Fields, key: str) -> Dated:
    """Return the dated numbers under a key; each must have a day, a value and a basis."""
    values = [_dated(entry, fields.problems) for entry in fields.entries(key)]
    dated = Dated(tuple(each for each in values if each is not None))
    fields.problems.extend(_doubles(dated.values))
    return dated


def read_status(fields: Fields) -> bool:
    """Return whether an entry is verified."""
    status = fields.text("status")
    if status not in STATUSES:
        message = _("{value} is no {key}").format(value=shown(status), key="status")
        fields.fault("status", message, TO_VERIFY)
    return status != TO_VERIFY


def _dated(entry: Entry, problems: list[Problem]) -> DatedValue | None:
    fields = Fields(entry, problems)
    start, value = fields.day("from"), fields.number("value")
    if value is None:
        fields.any("value", required=True)
    basis = fields.text("basis")
    if not basis:
        fields.fault("basis", _("a value cites no basis"), _("basis: document, number, article"))
    is_verified = read_status(fields)
    fields.any("note")
    fields.close()
    if start is None or value is None:
        return None
    return DatedValue(start, value, basis, is_verified, entry.at())


def _doubles(values: Sequence[DatedValue]) -> Iterator[Problem]:
    seen: dict[datetime.date, str] = {}
    for each in values:
        before = seen.setdefault(each.start, each.where)
        if before != each.where:
            yield Problem(
                each.where, _("two values start on {day}").format(day=each.start),
                _("see {where}").format(where=before),
            )  # fmt: skip
