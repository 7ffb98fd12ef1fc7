"""The issue ledger as content: by when issues are mended, who is told if not, what looks like one."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "issues.yaml"
FEED = "issue"
LEVELS = ("banner", "league", "region")
ALIKE = 100  # of a hundred: word for word


@dataclass(frozen=True, slots=True)
class IssueRules:
    """What `issues.yaml` holds.

    Attributes:
        sources: Source → within how many days its issues are mended.
        severities: The same by how grave they are; the shorter term holds.
        escalation: Level → how many days after the term it is told, from near to far.
        likeness: From which likeness of their words on two issues may be the same, of a hundred.
        lead_days: Within how many days a household an issue touches is looked at.
        lead_severities: Severity → that of the leads of the households it touches.
    """

    sources: Mapping[str, Dated] = field(default_factory=dict)
    severities: Mapping[str, Dated] = field(default_factory=dict)
    escalation: Mapping[str, Dated] = field(default_factory=dict)
    likeness: Dated = NEVER
    lead_days: Dated = NEVER
    lead_severities: Mapping[str, str] = field(default_factory=dict)

    def days_for(self, source: str, severity: str, on: datetime.date) -> int | None:
        """Return within how many days an issue is mended; ``None`` if the content says nothing."""
        terms = [
            int(number)
            for dated in (self.sources.get(source), self.severities.get(severity))
            if dated is not None and (number := dated.number_on(on)) is not None
        ]
        return min(terms, default=None)


def load_issues(content: Content) -> IssueRules:
    """Return what a content says of issues.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_issues(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_issues(content: Content, problems: list[Problem]) -> IssueRules:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return IssueRules()
    fields = Fields(entry, problems)
    leads: dict[str, str] = {}
    rules = IssueRules(
        sources=_terms(fields, "sources", "name", problems),
        severities=_terms(fields, "severities", "name", problems, leads),
        escalation=_terms(fields, "escalation", "level", problems),
        likeness=read_dated(fields, "likeness"),
        lead_days=read_dated(fields, "lead_days"),
        lead_severities=leads,
    )
    fields.close()
    problems.extend(_faults(rules, entry, content))
    return rules


def _terms(
    fields: Fields,
    key: str,
    name: str,
    problems: list[Problem],
    leads: dict[str, str] | None = None,
) -> dict[str, Dated]:
    found: dict[str, Dated] = {}
    for entry in fields.entries(key, required=True):
        own = Fields(entry, problems)
        word = own.text(name, required=True)
        days = read_dated(own, "days")
        if leads is not None:
            leads[word] = own.text("lead", required=True)
        own.close()
        if word in found:
            own.fault(name, _("{key} is given twice").format(key=word))
        if not days:
            own.fault("days", _("{key} is missing").format(key="days"))
        found[word] = days
    return found


def _faults(rules: IssueRules, entry: Entry, content: Content) -> Iterator[Problem]:
    contract = content.contracts.get(FEED)
    codes = {column.name: set(column.codes) for column in (contract.columns if contract else ())}
    for name in rules.sources:
        if contract is not None and name not in codes.get("source", set()):
            yield Problem(entry.at("sources"), _("there is no {name}").format(name=shown(name)))
    for level in rules.escalation:
        if level not in LEVELS:
            yield Problem(
                entry.at("escalation"),
                _("{value} is no {key}").format(value=shown(level), key="level"),
                _("one of: {words}").format(words=", ".join(LEVELS)),
            )
    yield from _faulty_numbers(rules, entry)
    yield from _not_later(rules, entry)


def _faulty_numbers(rules: IssueRules, entry: Entry) -> Iterator[Problem]:
    for key in ("likeness", "lead_days"):
        if not getattr(rules, key):
            yield Problem(entry.at(key), _("{key} is missing").format(key=key))
    for value in rules.likeness.values:
        if not isinstance(value.value, Decimal) or not 0 < value.value <= ALIKE:
            yield Problem(value.where, _("a likeness lies between 0 and 100"))


def _not_later(rules: IssueRules, entry: Entry) -> Iterator[Problem]:
    """Who is farther away is not told earlier."""
    days = sorted({day for dated in rules.escalation.values() for day in dated.days})
    for day in days:
        found = [
            number
            for level in LEVELS
            if (dated := rules.escalation.get(level)) is not None
            and (number := dated.number_on(day)) is not None
        ]
        if found != sorted(found) or any(number < 0 for number in found):
            yield Problem(
                entry.at("escalation"), _("a higher level is told no earlier than the one below")
            )


def dated_of(rules: IssueRules) -> Iterator[tuple[str, Dated]]:
    """Yield every dated value with what it is called, to tell which are not verified."""
    for key in ("sources", "severities", "escalation"):
        for name, dated in getattr(rules, key).items():
            yield f"{key}.{name}", dated
    yield "likeness", rules.likeness
    yield "lead_days", rules.lead_days
