"""How solar stations are judged: limits, skies, clocks of tickets, headings: `solar.yaml`."""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "solar.yaml"
MONTHS = 12
SHARES = ("outage_share", "low_share", "soiling_share", "clipping_share", "ageing_share")
COUNTS = ("low_days", "soiling_days", "peers")
PANEL = ("losses", "by_warmth", "albedo", "wind")
MONEY = ("price",)
TICKETS = ("answer_days", "repair_days", "verify_days", "least_days", "recent_days")
SECTIONS: Mapping[str, tuple[str, ...]] = {
    "limits": (*SHARES, *COUNTS),
    "panel": PANEL,
    "money": MONEY,
    "tickets": TICKETS,
}
COLUMNS = ("station", "date", "energy_kwh", "capacity_kw", "latitude", "longitude", "tilt",
           "azimuth", "banner")  # fmt: skip
BY_MONTH = ("haze", "water", "clearness", "warmth")

# Physical ranges: degrees, metres, and those for which the clear sky is computed.
RANGES: Mapping[str, tuple[float, float]] = {
    "latitude": (-66, 66),
    "altitude": (0, 7000),
    "tilt": (0, 90),
    "azimuth": (0, 360),
    "haze": (0, 0.45),
    "water": (0.2, 10),
    "clearness": (0.05, 1),
    "warmth": (-60, 60),
}


@dataclass(frozen=True, slots=True)
class SkyRule:
    """The sky of some leagues, and how stations under it stand where nobody tells."""

    name: str
    label: str
    leagues: tuple[str, ...]
    single: Mapping[str, float]
    months: Mapping[str, tuple[float, ...]]
    basis: str = ""
    is_verified: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class SolarRules:
    """What `solar.yaml` holds.

    Attributes:
        dated: The numbers of `SECTIONS` by their names.
        skies: The first one holds where no other does.
        headings: Column of a file of days → what it is called.
    """

    dated: Mapping[str, Dated] = field(default_factory=dict)
    skies: tuple[SkyRule, ...] = ()
    headings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def number(self, name: str, day: datetime.date) -> float:
        """Return a number in force on a day, or that of the first day; 0 if there is none."""
        dated = self.dated.get(name, NEVER)
        if not dated:
            return 0.0
        value = dated.number_on(max(day, dated.days[0]))
        return float(value) if value is not None else 0.0

    def days(self, name: str, day: datetime.date) -> int:
        """Return a number of days in force on a day."""
        return int(self.number(name, day))

    def sky_of(self, league: str) -> int:
        """Return the place of the sky over a league."""
        for place, sky in enumerate(self.skies):
            if league in sky.leagues:
                return place
        return 0


def load_solar_rules(content: Content) -> SolarRules:
    """Return the rules of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_solar_rules(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_solar_rules(content: Content, problems: list[Problem]) -> SolarRules:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return SolarRules()
    fields = Fields(entry, problems)
    dated: dict[str, Dated] = {}
    for name, keys in SECTIONS.items():
        section = fields.section(name, required=True)
        if section is not None:
            dated |= _section(section, keys, problems)
    skies = tuple(_sky(each, content, problems) for each in fields.entries("skies", required=True))
    problems.extend(_doubles(skies))
    section = fields.section("headings", required=True)
    headings = _headings(section, problems) if section is not None else {}
    fields.close()
    return SolarRules(dated, skies, headings)


def _section(entry: Entry, keys: tuple[str, ...], problems: list[Problem]) -> dict[str, Dated]:
    fields = Fields(entry, problems)
    found = {key: read_dated(fields, key) for key in keys}
    for key, dated in found.items():
        if not dated:
            fields.fault(key, _("{key} is missing").format(key=key))
        problems.extend(_out_of_range(key, dated))
    fields.close()
    return found


def _out_of_range(key: str, dated: Dated) -> Iterator[Problem]:
    most = 1 if key in {*SHARES, "losses", "albedo"} else None
    for each in dated.values:
        value = each.value
        if not isinstance(value, Decimal):
            yield Problem(each.where, _("{key} wants a number").format(key=key))
        elif key == "by_warmth":
            if not -1 < value <= 0:
                yield Problem(each.where, _("{key} is between {low} and {high}").format(
                    key=key, low=-1, high=0))  # fmt: skip
        elif value <= 0:
            yield Problem(each.where, _("{key} is greater than 0").format(key=key))
        elif most is not None and value >= most:
            yield Problem(each.where, _("{key} is between {low} and {high}").format(
                key=key, low=0, high=1))  # fmt: skip


def _sky(entry: Entry, content: Content, problems: list[Problem]) -> SkyRule:
    fields = Fields(entry, problems)
    single = {key: _single(fields, key) for key in ("latitude", "altitude", "tilt", "azimuth")}
    leagues = fields.texts("leagues")
    for code in leagues:
        region = content.regions.get(code)
        if region is None or region.level != content.partition[0]:
            message = _("{code} is no {level} here")
            fields.fault("leagues", message.format(code=shown(code), level=content.partition[0]))
    sky = SkyRule(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        leagues=leagues,
        single=single,
        months={key: _months(fields, key) for key in BY_MONTH},
        basis=fields.text("basis", required=True),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    return sky


def _single(fields: Fields, key: str) -> float:
    value = fields.number(key)
    if value is None:
        fields.any(key, required=True)
        return 0.0
    _within(fields, key, float(value))
    return float(value)


def _months(fields: Fields, key: str) -> tuple[float, ...]:
    listed = fields.any(key, required=True) or []
    values = tuple(
        float(each)
        for each in listed
        if isinstance(each, int | Decimal) and not isinstance(each, bool)
    )
    if len(values) != MONTHS or len(listed) != MONTHS:
        fields.fault(key, _("{key} wants twelve numbers, one a month").format(key=key))
        return (0.0,) * MONTHS
    for value in values:
        _within(fields, key, value)
    return values


def _within(fields: Fields, key: str, value: float) -> None:
    low, high = RANGES[key]
    if not low <= value <= high:
        message = _("{key} is between {low} and {high}")
        fields.fault(key, message.format(key=key, low=low, high=high))


def _doubles(skies: tuple[SkyRule, ...]) -> Iterator[Problem]:
    for one, other in itertools.combinations(skies, 2):
        for code in sorted({*one.leagues} & {*other.leagues}):
            yield Problem(other.where, _("{code} lies under two skies").format(code=code))


def _headings(entry: Entry, problems: list[Problem]) -> dict[str, tuple[str, ...]]:
    fields = Fields(entry, problems)
    found = {key: fields.texts(key, required=True) for key in COLUMNS}
    fields.close()
    seen: dict[str, str] = {}
    for key, words in found.items():
        for word in words:
            if seen.setdefault(word, key) != key:
                fields.fault(
                    key, _("{word} is a heading of {other} already").format(
                        word=shown(word), other=seen[word])
                )  # fmt: skip
    return found
