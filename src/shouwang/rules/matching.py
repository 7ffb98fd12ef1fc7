"""Matching as content: trades and demands by their words, limits, points, when lists are published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import Dated, read_dated, read_status
from shouwang.rules.source import Entry, Fields, read_entry

FILE = "matching.yaml"
LIMITS = ("age_from", "age_to", "reach_km", "care_day_km", "care_home_km", "earner_months")
POINTS = ("base", "trade", "skill", "near", "wage", "no_earner", "poor", "waited")
BARS = ("age", "distance", "region", "care", "heavy", "education", "certificate")


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of work, known by words that stand in what people write."""

    name: str
    label: str
    words: tuple[str, ...]
    is_heavy: bool = False
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Demand:
    """What a post asks for if one of the words stands in its requirements."""

    words: tuple[str, ...]
    education: str = ""
    is_certified: bool = False
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Point:
    """How much a reason counts."""

    name: str
    label: str
    values: Dated
    where: str = FILE


@dataclass(frozen=True, slots=True)
class MatchingRules:
    """What `matching.yaml` holds.

    Attributes:
        education: Its degrees, the lowest first.
        bars: Why somebody may not take a post → how it is said.
        recommended: How many are named to a seeker, or for a post.
        every_days: How often the list of vacancies is published; never if 0.
    """

    trades: tuple[Trade, ...] = ()
    demands: tuple[Demand, ...] = ()
    education: tuple[str, ...] = ()
    limits: Mapping[str, Dated] = field(default_factory=dict)
    points: Mapping[str, Point] = field(default_factory=dict)
    bars: Mapping[str, str] = field(default_factory=dict)
    waited_months: int = 0
    recommended: int = 0
    every_days: int = 0
    basis: str = ""
    is_verified: bool = True
    where: str = FILE

    def limit(self, name: str, on: date) -> Decimal:
        """Return a limit in force that day, 0 before the first."""
        return self.limits[name].number_on(on) or Decimal(0)

    def points_on(self, on: date) -> dict[str, int]:
        """Return how much each reason counts that day."""
        return {name: int(each.values.number_on(on) or 0) for name, each in self.points.items()}

    def label(self, reason: str) -> str:
        """Return how a reason is said."""
        found = self.points.get(reason)
        return found.label if found else self.bars.get(reason, reason)

    @property
    def dated(self) -> Iterator[tuple[str, Dated]]:
        """The numbers by date."""
        yield from self.limits.items()
        yield from ((name, each.values) for name, each in self.points.items())


def load_matching(content: Content) -> MatchingRules:
    """Return what a content says of matching.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_matching(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_matching(content: Content, problems: list[Problem]) -> MatchingRules:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return MatchingRules()
    fields = Fields(entry, problems)
    published = _published(fields.section("published", required=True), problems)
    rules = MatchingRules(
        trades=tuple(_trade(each, problems) for each in fields.entries("trades", required=True)),
        demands=tuple(_demand(each, problems) for each in fields.entries("demands")),
        education=fields.texts("education", required=True),
        limits=_limits(fields.section("limits", required=True), problems),
        points=_points(fields.entries("points", required=True), problems),
        bars=_bars(fields.section("bars", required=True), problems),
        waited_months=fields.whole("waited_months"),
        recommended=fields.whole("recommended"),
        every_days=published[0],
        basis=published[1],
        is_verified=published[2],
        where=entry.at(),
    )
    fields.close()
    problems.extend(_faults(rules, content))
    return rules


def _trade(entry: Entry, problems: list[Problem]) -> Trade:
    fields = Fields(entry, problems)
    found = Trade(
        fields.text("name", required=True), fields.text("label", required=True),
        fields.texts("words", required=True), fields.flag("is_heavy"), entry.at(),
    )  # fmt: skip
    fields.close()
    return found


def _demand(entry: Entry, problems: list[Problem]) -> Demand:
    fields = Fields(entry, problems)
    found = Demand(
        fields.texts("words", required=True), fields.text("education"),
        fields.flag("is_certified"), entry.at(),
    )  # fmt: skip
    fields.close()
    return found


def _limits(entry: Entry | None, problems: list[Problem]) -> dict[str, Dated]:
    if entry is None:
        return {}
    fields = Fields(entry, problems)
    found = {name: read_dated(fields, name) for name in LIMITS}
    fields.close()
    for name, dated in found.items():
        if not dated:
            fields.fault(name, _("{key} is missing").format(key=name))
        problems.extend(_below_zero(name, dated))
    return found


def _points(entries: list[Entry], problems: list[Problem]) -> dict[str, Point]:
    found: dict[str, Point] = {}
    for entry in entries:
        fields = Fields(entry, problems)
        name = fields.word("name", POINTS)
        point = Point(name, fields.text("label", required=True), read_dated(fields, "values"),
                      entry.at())  # fmt: skip
        fields.close()
        if name in found:
            problems.append(Problem(entry.at(), _("{name} is there twice").format(name=name)))
        problems.extend(_below_zero(name, point.values))
        problems.extend(
            Problem(value.where, _("points are whole numbers"))
            for value in point.values.values
            if value.value != int(Decimal(str(value.value)))
        )
        found[name] = point
    return found


def _below_zero(name: str, dated: Dated) -> Iterator[Problem]:
    for value in dated.values:
        if isinstance(value.value, Decimal) and value.value < 0:
            yield Problem(value.where, _("{key} is no less than 0").format(key=name))


def _bars(entry: Entry | None, problems: list[Problem]) -> dict[str, str]:
    if entry is None:
        return {}
    fields = Fields(entry, problems)
    found = {name: fields.text(name, required=True) for name in BARS}
    fields.close()
    return found


def _published(entry: Entry | None, problems: list[Problem]) -> tuple[int, str, bool]:
    if entry is None:
        return 0, "", True
    fields = Fields(entry, problems)
    found = (fields.whole("every_days"), fields.text("basis", required=True), read_status(fields))
    fields.close()
    return found


def _faults(rules: MatchingRules, content: Content) -> Iterator[Problem]:
    yield from (
        Problem(rules.where, _("{key} is missing").format(key=name))
        for name in POINTS
        if name not in rules.points
    )
    yield from (
        Problem(rules.where, _("{key} is no less than 0").format(key=name))
        for name in ("recommended", "waited_months", "every_days")
        if getattr(rules, name) < 0
    )
    yield from _twice(rules)
    yield from _unknown_degrees(rules, content)


def _twice(rules: MatchingRules) -> Iterator[Problem]:
    seen: set[str] = set()
    for trade in rules.trades:
        if trade.name in seen:
            yield Problem(trade.where, _("{name} is there twice").format(name=trade.name))
        seen.add(trade.name)


def _unknown_degrees(rules: MatchingRules, content: Content) -> Iterator[Problem]:
    person = content.contracts.get("person")
    known = person.column("education").codes if person is not None else {}
    for degree in rules.education:
        if degree not in known:
            yield Problem(rules.where, _("there is no education {name}").format(name=degree))
    for demand in rules.demands:
        if demand.education and demand.education not in rules.education:
            yield Problem(
                demand.where, _("there is no education {name}").format(name=demand.education)
            )
