"""The lists that may be exported: what each is called, its columns, its rows as they are read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from django.utils.translation import gettext

from shouwang.base.access import Scope
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.enums import LeadSource, LeadState, Verdict
from shouwang.stages.cases.queries import leads
from shouwang.stages.register.queries import index
from shouwang.web import place
from shouwang.web.leads.rules import risk_labels, rules

Row = Sequence[Any]
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is exported, for whom: the narrowing of a list, day and scope."""

    wanted: Mapping[str, Any]
    content: Content
    on: date
    scope: Scope


@dataclass(frozen=True, slots=True)
class Export:
    """A list that may be exported.

    Attributes:
        rows: Returns how many rows there are, and the rows.
    """

    name: str
    label: str
    columns: tuple[str, ...]
    rows: Callable[[Asked], tuple[int, Iterator[Row]]]


def exports() -> dict[str, Export]:
    """Return all lists by name; their labels are in the reader's language."""
    found = (
        Export(
            "leads", _("Leads"),
            (_("lead"), _("household number"), _("head of household"), _("village code"), _("village"), _("state"),
             _("source"), _("severity"), _("risk"), _("why"), _("findings"), _("raised"),
             _("sent"), _("due on"), _("ended"), _("verdict")),
            _leads,
        ),
        Export(
            "findings", _("Findings behind leads"),
            (_("lead"), _("household number"), _("head of household"), _("village code"), _("village"), _("check"),
             _("severity"), _("risk"), _("why"), _("still found"), _("first run"),
             _("latest run")),
            _findings,
        ),
    )  # fmt: skip
    return {each.name: each for each in found}


def safe(value: Any) -> Any:
    """Return a value as a cell that no spreadsheet takes for a formula.

    >>> safe("=1+1"), safe("plain"), safe(7)
    ("'=1+1", 'plain', 7)
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return value.isoformat() if isinstance(value, date) else value


def _wanted(asked: Asked) -> leads.Wanted:
    return leads.Wanted(**asked.wanted)


def _leads(asked: Asked) -> tuple[int, Iterator[Row]]:
    count, rows = leads.rows_of_leads(
        wanted=_wanted(asked), content=asked.content, on=asked.on, scope=asked.scope
    )
    return count, _lead_rows(rows, asked)


def _lead_rows(rows: Iterable[Row], asked: Asked) -> Iterator[Row]:
    risks, states, sources, verdicts = (
        risk_labels(), _labels(LeadState), _labels(LeadSource), _labels(Verdict),
    )  # fmt: skip
    name, severity_of = _words(asked)
    for head, row in _with_heads(rows, asked):
        number, household, village, state, source, severity, risk, words, *rest = row
        findings, raised, sent, due, ended, verdict = rest
        yield (
            number, household, head, village, name(village), states[state], sources[source],
            severity_of(severity), risks.get(risk, risk), words, findings, raised, sent, due, ended,
            verdicts.get(verdict, ""),
        )  # fmt: skip


def _findings(asked: Asked) -> tuple[int, Iterator[Row]]:
    count, rows = leads.rows_of_findings(
        wanted=_wanted(asked), content=asked.content, on=asked.on, scope=asked.scope
    )
    return count, _finding_rows(rows, asked)


def _finding_rows(rows: Iterable[Row], asked: Asked) -> Iterator[Row]:
    risks, checks = risk_labels(), place.policy().checks
    name, severity_of = _words(asked)
    for head, row in _with_heads(rows, asked):
        lead, household, village, check, severity, risk, words, is_current, first, last = row
        label = checks[check].label if check in checks else check
        yield (
            lead, household, head, village, name(village), label, severity_of(severity),
            risks.get(risk, risk), words, int(is_current), first, last,
        )  # fmt: skip


def _with_heads(rows: Iterable[Row], asked: Asked) -> Iterator[tuple[str, Row]]:
    """Yield each row with the name of its household's head; the household is the second column."""
    turning = iter(rows)
    while some := list(islice(turning, ROWS_AT_ONCE)):
        heads = index.households(numbers={row[1] for row in some}, on=asked.on, scope=asked.scope)
        for row in some:
            held = heads.get(row[1])
            yield (held.head_name if held else "", row)


def _labels(enum: Any) -> dict[str, str]:
    return {str(each): gettext(str(each.label)) for each in enum}


def _words(asked: Asked) -> tuple[Callable[[str], str], Callable[[int], str]]:
    """Return what names places and what names severities: looked up once, not for every row."""
    regions, found = asked.content.regions, rules()

    @cache
    def name(code: str) -> str:
        region = regions.get(code)
        return region.name if region else ""

    @cache
    def severity(weight: int) -> str:
        known = found.severity(weight)
        return known.label if known else str(weight)

    return name, severity
