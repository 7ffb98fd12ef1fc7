"""How leads are handed out: weekly cap, order, what is worse, how long it rests; `leads.yaml`."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated
from shouwang.rules.pack import Policy
from shouwang.rules.source import Entry, Fields, read_entry, shown
from shouwang.rules.strange import strange_names

FILE = "leads.yaml"
TAGS = ("bad", "watch", "good", "blind", "plain")


@dataclass(frozen=True, slots=True)
class Severity:
    """A word of severity: its label, how heavy it is, and the tag it is shown as."""

    name: str
    label: str
    weight: int
    tag: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a lead may be dismissed without a visit; some want a note."""

    name: str
    label: str
    needs_note: bool = False


@dataclass(frozen=True, slots=True)
class Snooze:
    """For how long a dismissed household is left alone, unless it gets worse."""

    name: str
    label: str
    days: int


@dataclass(frozen=True, slots=True)
class Expected:
    """How a check did on the scoreboard: how many it flagged, and how many of them rightly."""

    flagged: int
    right: int
    where: str = FILE


@dataclass(frozen=True, slots=True)
class LeadRules:
    """What `leads.yaml` holds.

    Attributes:
        weekly_cap: New leads a village a week.
        green_channel: Risks of which a lead does not wait for its week.
        worse_by: The share by which a value must have moved to be worse. [0-1]
        rests: Verdict → days until a closed household may be raised again as it is.
        by_hand: Days within which a lead opened by hand is to be answered.
        least_verdicts: From so many verdicts on, a check is ranked by its own precision.
        prior: The precision of a check of which nothing is known. [0-1]
        expected: Check → how it did on the scoreboard.
    """

    weekly_cap: Dated = NEVER
    severities: tuple[Severity, ...] = ()
    green_channel: frozenset[str] = frozenset()
    worse_by: Dated = NEVER
    rests: Mapping[str, Dated] = field(default_factory=dict)
    reasons: tuple[Reason, ...] = ()
    dismiss_roles: frozenset[str] = frozenset()
    snoozes: tuple[Snooze, ...] = ()
    by_hand: Dated = NEVER
    by_hand_roles: frozenset[str] = frozenset()
    least_verdicts: Dated = NEVER
    prior: Dated = NEVER
    expected: Mapping[str, Expected] = field(default_factory=dict)
    is_there: bool = False
    where: Mapping[str, str] = field(default_factory=dict)

    def weight(self, name: str) -> int:
        """Return the weight of a severity; 0 if there is no such word."""
        return next((each.weight for each in self.severities if each.name == name), 0)

    def severity(self, weight: int) -> Severity | None:
        """Return the severity of a weight."""
        return next((each for each in self.severities if each.weight == weight), None)

    def reason(self, name: str) -> Reason | None:
        """Return a reason by its word."""
        return next((each for each in self.reasons if each.name == name), None)

    def cap_on(self, day: datetime.date) -> int | None:
        """Return how many leads a village gets a week; ``None`` for any number."""
        return _whole(self.weekly_cap, day)

    def by_hand_days(self, day: datetime.date) -> int | None:
        """Return within how many days a lead opened by hand is answered."""
        return _whole(self.by_hand, day)

    def rest_days(self, verdict: str, day: datetime.date) -> int | None:
        """Return how many days a verdict gives peace; ``None`` if only a change ends it."""
        return _whole(self.rests.get(verdict, NEVER), day)


def _whole(dated: Dated, day: datetime.date) -> int | None:
    number = dated.number_on(day)
    return None if number is None else int(number)


def load_leads(content: Content) -> LeadRules:
    """Return the lead rules of a content; empty ones if it has none.

    Raises:
        InputProblems: with every fault of the file.
    """
    problems: list[Problem] = []
    found = read_leads(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_leads(content: Content, problems: list[Problem]) -> LeadRules:
    """Return the lead rules as far as they can be read; faults go to ``problems``."""
    path = content.root / FILE
    if not path.exists():
        return LeadRules()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return LeadRules()
    fields = Fields(entry, problems)
    precision = Fields(fields.section("precision", required=True) or Entry(FILE, 1), problems)
    rules = LeadRules(
        weekly_cap=read_dated(fields, "weekly_cap"),
        severities=tuple(_severity(each, problems) for each in fields.entries("severities")),
        green_channel=frozenset(fields.texts("green_channel")),
        worse_by=read_dated(fields, "worse_by"),
        rests=dict(_rest(each, problems) for each in fields.entries("rests")),
        reasons=tuple(_reason(each, problems) for each in fields.entries("reasons")),
        dismiss_roles=frozenset(fields.texts("dismiss_roles", required=True)),
        snoozes=tuple(_snooze(each, problems) for each in fields.entries("snoozes")),
        by_hand=read_dated(fields, "by_hand"),
        by_hand_roles=frozenset(fields.texts("by_hand_roles", required=True)),
        least_verdicts=read_dated(precision, "least"),
        prior=read_dated(precision, "prior"),
        expected=dict(_expected(each, problems) for each in precision.entries("expected")),
        is_there=True,
        where={key: entry.at(key) for key in ("severities", "green_channel")},
    )
    for key in ("snoozes_basis", "snoozes_status"):
        fields.text(key)
    precision.text("basis")
    precision.close()
    fields.close()
    problems.extend(_faults(rules, entry))
    return rules


def _severity(entry: Entry, problems: list[Problem]) -> Severity:
    fields = Fields(entry, problems)
    found = Severity(
        fields.text("name", required=True),
        fields.text("label", required=True),
        fields.whole("weight"),
        fields.word("tag", TAGS, "plain"),
    )
    fields.close()
    return found


def _rest(entry: Entry, problems: list[Problem]) -> tuple[str, Dated]:
    fields = Fields(entry, problems)
    found = fields.text("verdict", required=True), read_dated(fields, "days")
    fields.close()
    return found


def _reason(entry: Entry, problems: list[Problem]) -> Reason:
    fields = Fields(entry, problems)
    found = Reason(
        fields.text("name", required=True), fields.text("label", required=True), fields.flag("note")
    )
    fields.close()
    return found


def _snooze(entry: Entry, problems: list[Problem]) -> Snooze:
    fields = Fields(entry, problems)
    found = Snooze(
        fields.text("name", required=True),
        fields.text("label", required=True),
        fields.whole("days"),
    )
    fields.close()
    if found.days <= 0:
        fields.fault("days", _("{name} must be more than nothing").format(name="days"))
    return found


def _expected(entry: Entry, problems: list[Problem]) -> tuple[str, Expected]:
    fields = Fields(entry, problems)
    name = fields.text("check", required=True)
    found = Expected(fields.whole("flagged"), fields.whole("right"), entry.at("check"))
    fields.close()
    if not 0 <= found.right <= found.flagged:
        fields.fault("right", _("more are right than were flagged"))
    return name, found


def _faults(rules: LeadRules, entry: Entry) -> Iterator[Problem]:
    weights = [each.weight for each in rules.severities]
    if len(set(weights)) != len(weights) or any(weight < 1 for weight in weights):
        yield Problem(
            entry.at("severities"), _("every severity has a weight of its own, from 1 on")
        )
    for key, dated in (("worse_by", rules.worse_by), ("precision", rules.prior)):
        if any(not 0 <= float(str(each.value)) <= 1 for each in dated.values):
            yield Problem(entry.at(key), _("a share lies between 0 and 1"))
    if any(int(str(each.value)) < 1 for each in rules.weekly_cap.values):
        yield Problem(entry.at("weekly_cap"), _("a village gets at least one lead a week"))
    names = [each.name for each in rules.reasons] + [each.name for each in rules.snoozes]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(entry.at("reasons"), _("{key} is given twice").format(key=name))


def lint_leads(rules: LeadRules, policy: Policy) -> Iterator[Problem]:
    """Yield what only shows beside the packs: severities and checks that are not there."""
    if not rules.is_there:
        return
    known = {each.name for each in rules.severities}
    for check in policy.checks.values():
        if check.severity not in known:
            yield Problem(
                rules.where.get("severities", FILE),
                _("the severity {name} has no weight").format(name=shown(check.severity)),
            )
    risks = {check.risk for check in policy.checks.values()}
    for name in sorted(rules.green_channel - risks):
        where = rules.where.get("green_channel", FILE)
        yield Problem(where, _("no check has the risk {name}").format(name=shown(name)))
    for name, expected in rules.expected.items():
        yield from strange_names([name], policy.checks, expected.where, among="checks")
