"""Which days are worked: the national calendar, and what `calendar.yaml` says differs from it."""

import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import chinese_calendar

from shouwang.base.errors import Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "calendar.yaml"
# Which calendar the file adds to: the State Council's yearly notices, or weekdays alone.
NATIONAL = ("china", "weekdays")
SATURDAY = 5  # the number of the first day of the weekend in Python's count
ONE_DAY = datetime.timedelta(days=1)
LONGEST_SPAN = 60  # days of one entry: a longer one is a slip of the pen


class YearNotKnown(ShouwangError):
    """Neither the national calendar nor the file says which days of the year are worked."""


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that differs from the national calendar, everywhere or in some regions."""

    day: datetime.date
    is_worked: bool
    label: str
    basis: str
    regions: tuple[str, ...]
    is_verified: bool
    where: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a content.

    Attributes:
        national: One of `NATIONAL`.
        years: The years the file itself knows whole, beyond the national calendar.
    """

    national: str = "china"
    years: frozenset[int] = frozenset()
    days: Mapping[datetime.date, tuple[SpecialDay, ...]] = field(default_factory=dict)
    covers: tuple[int, int] | None = None
    where: str = FILE

    def knows(self, year: int) -> bool:
        """Tell whether the working days of a year are known."""
        return self.national == "weekdays" or year in self.years or year in national_years()

    def is_workday(self, day: datetime.date, *, places: Collection[str] = ()) -> bool:
        """Tell whether a day is worked.

        Args:
            places: The codes of the region and those above it, for days that differ there.

        Raises:
            YearNotKnown: if nobody knows the year.
        """
        if not self.knows(day.year):
            raise YearNotKnown(
                _("the working days of {year} are not known: complete {file}").format(
                    year=day.year, file=self.where
                )
            )
        for special in self.days.get(day, ()):
            if not special.regions or set(special.regions) & set(places):
                return special.is_worked
        if self.national == "china" and day.year in national_years():
            return bool(chinese_calendar.is_workday(day))
        return day.weekday() < SATURDAY

    def add_workdays(
        self, day: datetime.date, count: int, *, places: Collection[str] = ()
    ) -> datetime.date:
        """Return the day that is so many working days later; the day itself does not count.

        Raises:
            YearNotKnown: if the count runs into a year nobody knows.
        """
        while count > 0:
            day += ONE_DAY
            count -= self.is_workday(day, places=places)
        return day

    def workdays_between(
        self, start: datetime.date, end: datetime.date, *, places: Collection[str] = ()
    ) -> int:
        """Return the working days after ``start`` up to and with ``end``.

        Raises:
            YearNotKnown: if a year between is not known.
        """
        span = range(1, (end - start).days + 1)
        days = (start + datetime.timedelta(days=each) for each in span)
        return sum(self.is_workday(day, places=places) for day in days)


def national_years() -> range:
    """Return the years of which the national calendar knows every day."""
    years = {day.year for day in chinese_calendar.holidays}
    return range(min(years), max(years) + 1)


def read_calendar(content: Content, problems: list[Problem]) -> Calendar | None:
    """Return the calendar of a content, ``None`` if it has none; faults go to ``problems``."""
    path = content.root / FILE
    if not Path(path).exists():
        return None
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return None
    fields = Fields(entry, problems)
    covers = fields.section("covers")
    years = _years(fields)
    special: list[SpecialDay] = []
    for each in fields.entries("days"):
        special += _days(each, problems)
    national = fields.word("national", NATIONAL, "china")
    fields.any("note")
    fields.close()
    days: dict[datetime.date, tuple[SpecialDay, ...]] = {}
    # What holds in some regions goes before what holds everywhere.
    for one in sorted(special, key=lambda one: not one.regions):
        days[one.day] = (*days.get(one.day, ()), one)
    calendar = Calendar(
        national=national,
        years=frozenset(years),
        days=days,
        covers=_covers(covers, problems) if covers is not None else None,
    )
    problems.extend(_unknown_years(calendar, entry, years))
    problems.extend(_faulty_days(calendar, content))
    return calendar


def _years(fields: Fields) -> dict[int, str]:
    """Return the years the file knows whole, each with its place."""
    years: dict[int, str] = {}
    for entry in fields.entries("years"):
        each = Fields(entry, fields.problems)
        if each.any("year", required=True) is not None:
            years[each.whole("year")] = entry.at("year")
        if not each.text("basis"):
            each.fault("basis", _("a year cites no basis"), _("basis: document, number, article"))
        each.text("status")
        each.close()
    return years


def _days(entry: Entry, problems: list[Problem]) -> Iterator[SpecialDay]:
    each = Fields(entry, problems)
    first = each.day("from")
    last = each.day("until") if "until" in entry else first
    label, basis = each.text("label", required=True), each.text("basis")
    if not basis:
        each.fault("basis", _("a day cites no basis"), _("basis: document, number, article"))
    is_worked = each.flag("worked")
    regions, status = each.texts("regions"), each.text("status")
    each.close()
    if first is None or last is None:
        return
    if not 0 <= (last - first).days < LONGEST_SPAN:
        each.fault(
            "until", _("from {first} until {last} is no stretch of days").format(
                first=first, last=last)
        )  # fmt: skip
        return
    for number in range((last - first).days + 1):
        day = first + datetime.timedelta(days=number)
        yield SpecialDay(day, is_worked, label, basis, regions, status == "", entry.at())


def _covers(section: Entry, problems: list[Problem]) -> tuple[int, int] | None:
    fields = Fields(section, problems)
    given = fields.any("from", required=True), fields.any("until", required=True)
    first, last = fields.whole("from"), fields.whole("until")
    fields.close()
    if None in given:
        return None
    if not 0 <= last - first < LONGEST_SPAN:
        fields.fault("until", _("from {first} until {last} is no stretch of years").format(
            first=first, last=last))  # fmt: skip
        return None
    return first, last


def _unknown_years(calendar: Calendar, entry: Entry, years: Mapping[int, str]) -> Iterator[Problem]:
    """A year of which nobody knows the working days has no deadlines."""
    known = national_years()
    mend = _("give its days under `days` and name it under `years`, with the notice that sets them")
    if calendar.covers is not None:
        for year in range(calendar.covers[0], calendar.covers[1] + 1):
            if not calendar.knows(year):
                yield Problem(
                    entry.at("covers"),
                    _("the working days of {year} are known neither to the package"
                      " ({first} to {last}) nor to this file").format(
                        year=year, first=known[0], last=known[-1]),
                    mend,
                )  # fmt: skip
    for year, where in years.items():
        if year in known and calendar.national == "china":
            yield Problem(
                where, _("the package knows {year} already").format(year=year),
                _("give only the days that differ"),
            )  # fmt: skip
    for special in (each for listed in calendar.days.values() for each in listed):
        if not calendar.knows(special.day.year):
            yield Problem(
                special.where,
                _("{day} is in a year whose other days are not known").format(day=special.day),
                mend,
            )


def _faulty_days(calendar: Calendar, content: Content) -> Iterator[Problem]:
    """A day stands there once for a place, differs from the national one, and the place is there."""
    for day, listed in calendar.days.items():
        claimed: dict[str, str] = {}
        for special in listed:
            for region in special.regions or ("",):
                before = claimed.setdefault(region, special.where)
                if before != special.where:
                    yield Problem(
                        special.where, _("{day} is given twice").format(day=day),
                        _("see {where}").format(where=before),
                    )  # fmt: skip
                if region and region not in content.regions:
                    yield Problem(
                        special.where, _("there is no region {name}").format(name=shown(region))
                    )
        plain = Calendar(calendar.national, calendar.years)
        everywhere = next((each for each in listed if not each.regions), None)
        if (
            everywhere is not None
            and plain.knows(day.year)
            and plain.is_workday(day) == everywhere.is_worked
        ):
            yield Problem(
                everywhere.where,
                _("{day} does not differ from the national calendar").format(day=day),
                _("leave it out"),
            )
