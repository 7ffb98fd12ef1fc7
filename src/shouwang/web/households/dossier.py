"""Puts the page of a household together: register, run, guarantees, income, time line, decisions."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import Any

from shouwang.base.access import Actor
from shouwang.base.codes import mask_id
from shouwang.lake.folder import Home
from shouwang.rules.household_page import HouseholdPage, Light, Line, load_household_page
from shouwang.rules.pack import Policy
from shouwang.stages.ingest.known_people import id_numbers_of
from shouwang.stages.register.facts import Facts, Row, facts_of, told
from shouwang.stages.register.held import Held, engine
from shouwang.stages.screening.sheet import Came, Finding, Sheet, engine_query
from shouwang.web import place

MOST_EVIDENCE = 12  # rows shown under a kind of income
KEPT = 200  # households a process remembers of the snapshot it has read them from
TAGS = {"red": "bad", "orange": "watch", "yellow": "watch"}
# What a role's eyes are in the words of the contracts (`visible_to`).
EYES = {
    "village": "village",
    "team": "village",
    "helper": "village",
    "township": "township",
    "clerk": "banner",
    "approver": "banner",
}
_facts: "OrderedDict[tuple[str, int, int], Facts]" = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Source:
    """Where something is known from."""

    department: str
    feed: str
    delivery: int | None = None
    row: int | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the time line."""

    day: date
    sentence: str
    who: str = ""
    source: Source | None = None
    money: int | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A finding as the page shows it."""

    finding: Finding
    who: str
    tag: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Shining:
    """A guarantee as a light: good, watch, bad, blind or ``none`` where it does not concern them."""

    light: Light
    state: str
    said: tuple[tuple[str, str], ...]
    whys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomeKind:
    """A kind of income with its share and the rows that bear it out."""

    label: str
    colour: str
    amount: int | None
    width: str
    is_cost: bool
    evidence: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """The yearly account; money in whole fen."""

    kinds: tuple[IncomeKind, ...]
    year: int | None
    members: int | None
    total: int | None
    per_head: int | None
    line: int | None
    line_label: str
    before: int | None
    note: str

    @property
    def distance(self) -> int | None:
        """How far above the line a head is; negative below it."""
        if self.per_head is None or self.line is None:
            return None
        return self.per_head - self.line

    @property
    def change(self) -> str:
        """The change against what was found before, in percent."""
        if self.per_head is None or not self.before:
            return ""
        return f"{(self.per_head - self.before) * 100 / self.before:+.1f}%"


@dataclass(frozen=True, slots=True)
class Dossier:
    """Reads what the page shows from the lake, for one reader."""

    home: Home
    policy: Policy
    found: Held
    facts: Facts
    eyes: frozenset[str]
    page: HouseholdPage
    sheet: Sheet | None = field(default=None)

    def reasons(self) -> list[Reason]:
        """Return the current findings of the household and its people."""
        if self.sheet is None:
            return []
        return [
            Reason(each, self._who(each), TAGS.get(each.check.severity, "watch"),
                   tuple(self._sources(each)))
            for each in self.sheet.findings()
        ]  # fmt: skip

    def lights(self) -> list[Shining]:
        """Return the guarantees."""
        came = self.sheet.came(self.page.checks) if self.sheet else []
        concerned = self._concerned()
        return [self._shining(light, came, concerned) for light in self.page.lights]

    def account(self) -> Account:
        """Return the yearly account."""
        income, row = self.page.income, self.facts.household
        gains = [row[each.column] or 0 for each in income.kinds if not each.is_cost]
        costs = [row[each.column] or 0 for each in income.kinds if each.is_cost]
        is_known = any(row[each.column] is not None for each in income.kinds)
        total = sum(gains) - sum(costs) if is_known else None
        members = row[income.members]
        whole = sum(gains) or 1
        kinds = tuple(
            IncomeKind(
                each.label, each.colour, row[each.column],
                "0%" if each.is_cost else f"{100 * (row[each.column] or 0) / whole:.1f}%",
                each.is_cost, tuple(self._evidence(each.evidence)),
            )
            for each in income.kinds
        )  # fmt: skip
        line = self.policy.value(income.line, self._day()) if self.sheet else None
        before = self._value("household", income.before)
        return Account(
            kinds, row[income.year], members, total,
            round(total / members) if total is not None and members else None,
            int(line) if line is not None else None,  # type: ignore[arg-type]  # money
            self.policy.parameters[income.line].label, before, income.note,
        )  # fmt: skip

    def events(self) -> list[Event]:
        """Return what the feeds say, the latest first."""
        found = [each for line in self.page.timeline for each in self._told(line)]
        return sorted(found, key=lambda each: each.day, reverse=True)

    def received(self, year: int) -> list[Event]:
        """Return the money that came in a year, by what the feeds say."""
        return [each for each in self.events() if each.money and each.day.year == year]

    def members(self) -> list[dict[str, Any]]:
        """Return the members with their ID numbers masked, those who left at the end."""
        numbers = id_numbers_of(self.home, [each["person"] for each in self.facts.people])
        people = sorted(
            self.facts.people,
            key=lambda each: (each["left_date"] is not None, each["relation"] != "head",
                              each["birth_date"] or date.max),
        )  # fmt: skip
        return [
            {
                "row": each,
                "age": _age(each["birth_date"], self._day()),
                "mask": mask_id(numbers.get(each["person"], "")),
                "phone": self._phone(each),
            }
            for each in people
        ]

    def helpers(self) -> list[dict[str, Any]]:
        """Return who helps now, as the feed of pairings has it."""
        rows = [each for each in self.facts.rows.get("helper", ()) if each["ended_date"] is None]
        column = self.policy.content.contracts["helper"].column("helper_phone")
        may_see = not column.visible_to.isdisjoint(self.eyes)
        return [{**each, "helper_phone": each["helper_phone"] if may_see else ""} for each in rows]

    def _phone(self, row: Row) -> str:
        column = self.policy.content.contracts["person"].column("phone")
        return str(row["phone"] or "") if not column.visible_to.isdisjoint(self.eyes) else ""

    def _day(self) -> date:
        return self.sheet.day if self.sheet else self.found.snapshot.on

    def _who(self, finding: Finding) -> str:
        if finding.subject == "household" or not finding.key.isdigit():
            return ""
        return self.facts.name_of(int(finding.key))

    def _sources(self, finding: Finding) -> Iterable[Source]:
        for feed in finding.feeds:
            contract = self.policy.content.contracts[feed]
            rows = [
                row
                for row in self._rows(feed)
                if finding.subject == "household"
                or str(row.get("person", finding.key)) == finding.key
            ]
            latest = max(rows, key=lambda row: row["delivery"], default=None)
            yield Source(
                contract.department_label, contract.label,
                latest["delivery"] if latest else None, latest["row"] if latest else None, len(rows),
            )  # fmt: skip

    def _rows(self, feed: str) -> tuple[Row, ...]:
        subjects = self.policy.content.subjects
        if feed == subjects["household"].table:
            return (self.facts.household,)
        if feed == subjects["person"].table:
            return self.facts.members
        return self.facts.rows.get(feed, ())

    def _value(self, subject: str, name: str) -> Any:
        rows = self.sheet.values(subject, [name]) if self.sheet and name else []
        return rows[0].get(name) if rows else None

    def _concerned(self) -> frozenset[str]:
        """The variables of persons that are true of somebody."""
        names = [each.concerns for each in self.page.lights if each.concerns]
        rows = self.sheet.values("person", names) if self.sheet and names else []
        return frozenset(name for name in names for row in rows if row.get(name) is not False)

    def _shining(self, light: Light, came: list[Came], concerned: frozenset[str]) -> Shining:
        own = [each for each in came if each.check.name in light.checks]
        hits = [each for each in own if each.outcome]
        open_ = [each for each in own if each.outcome is None]
        contract = self.policy.content.contracts[light.feed]
        said = tuple(
            (self._name(row), told(light.sentence, row, contract, self.policy.content, self.eyes))
            for row in self._rows(light.feed)
        )
        if light.concerns and light.concerns not in concerned and self.sheet:
            return Shining(light, "none", said)
        if hits:
            worst = min(TAGS.get(each.check.severity, "watch") for each in hits)
            return Shining(light, worst, said, tuple(each.check.label for each in hits))
        if open_ or not own:
            return Shining(
                light,
                "blind",
                said,
                tuple(dict.fromkeys(chain.from_iterable(map(self._why, open_)))),
            )
        return Shining(light, "good", said)

    def _why(self, came: Came) -> list[str]:
        """What is missing: feeds that are late, or else values that are unknown."""
        contracts = self.policy.content.contracts
        if came.late:
            return [
                f"{contracts[feed].department_label} {contracts[feed].label}" for feed in came.late
            ]
        return [self._label(name) for name in came.unknown] or [came.check.label]

    def _label(self, name: str) -> str:
        variable = self.policy.variables.get(name)
        if variable is not None:
            return variable.label
        for subject in ("household", "person"):
            for column in self.policy.content.contracts[subject].columns:
                if column.name == name:
                    return column.label
        return name

    def _evidence(self, feeds: Iterable[str]) -> Iterable[Event]:
        lines = {line.feed: line for line in self.page.timeline}
        found = [each for feed in feeds if feed in lines for each in self._told(lines[feed])]
        return sorted(found, key=lambda each: each.day, reverse=True)[:MOST_EVIDENCE]

    def _told(self, line: Line) -> Iterable[Event]:
        contract = self.policy.content.contracts[line.feed]
        for row in self.facts.rows.get(line.feed, ()):
            day = row.get(line.date)
            if day is None:
                continue
            text = told(line.sentence, row, contract, self.policy.content, self.eyes)
            yield Event(
                day, text, self._name(row), money=row.get(line.money) if line.money else None,
                source=Source(contract.department_label, contract.label,
                              None if line.is_only else row["delivery"],
                              None if line.is_only else row["row"]),
            )  # fmt: skip

    def _name(self, row: Mapping[str, Any]) -> str:
        return self.facts.name_of(row["person"]) if "person" in row else ""


def dossier_of(
    home: Home, policy: Policy, found: Held, *, household: int, at: tuple[str, ...], reader: Actor
) -> Dossier:
    """Return the reader of a household's page; whether they may see it has been asked before."""
    facts = _remembered(home, policy, found, household, at)
    run = place.latest_run()
    sheet = Sheet(policy, run, engine_query(engine()), household, at) if run is not None else None
    return Dossier(home, policy, found, facts, eyes_of(reader), _page(policy), sheet)


def eyes_of(reader: Actor) -> frozenset[str]:
    """Return as which levels somebody sees columns (`visible_to` of the contracts)."""
    return frozenset(EYES[role] for role in reader.roles if role in EYES)


def _remembered(
    home: Home, policy: Policy, found: Held, household: int, at: tuple[str, ...]
) -> Facts:
    key = (str(home.root), found.snapshot.id, household)
    with _lock:
        if key in _facts:
            _facts.move_to_end(key)
            return _facts[key]
    facts = facts_of(found, policy.content, household=household, place=at)
    with _lock:
        _facts[key] = facts
        while len(_facts) > KEPT:
            _facts.popitem(last=False)
    return facts


_pages: dict[str, HouseholdPage] = {}


def _page(policy: Policy) -> HouseholdPage:
    if policy.digest not in _pages:
        _pages[policy.digest] = load_household_page(policy)
    return _pages[policy.digest]


def _age(birth: date | None, on: date) -> int | None:
    if birth is None:
        return None
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))
