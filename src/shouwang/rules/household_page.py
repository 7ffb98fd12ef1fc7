"""What the page of a household shows: income, lights of the guarantees, time line; `household_page.yaml`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import ColumnType, Personal, Schema
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.rules.source import Entry, Fields, read_entry, shown
from shouwang.rules.strange import strange_names

FILE = "household_page.yaml"
SIGNS = ("plus", "minus")
PLACE = re.compile(r"\{(\w+)\}")
PART = re.compile(r"\[([^\[\]]*)\]|([^\[\]]+)")
COLOUR = re.compile(r"^#[0-9a-f]{6}$")
# What stands in no sentence, whoever reads it.
UNSAID = frozenset({Personal.ID, Personal.PHONE, Personal.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence over the columns of a feed, in parts; one that may go is left out where a value is unknown.

    Attributes:
        parts: Text with places, and whether it may go.
    """

    parts: tuple[tuple[str, bool], ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns it names, in their order."""
        return tuple(dict.fromkeys(PLACE.findall("".join(text for text, _may in self.parts))))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of income, or of cost: the column with its sum, and the feeds that bear it out."""

    column: str
    label: str
    colour: str
    is_cost: bool = False
    evidence: tuple[str, ...] = ()
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Income:
    """The yearly account of a household.

    Attributes:
        per_head, before: Variables: what it comes to a head, and what it came to before.
        line: The parameter it is held against.
    """

    year: str
    members: str
    per_head: str
    line: str
    before: str
    kinds: tuple[Kind, ...]
    note: str = ""
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Light:
    """A guarantee: the checks it rests on, and the feed that says how it stands.

    Attributes:
        concerns: A variable of persons: if nobody has it, the guarantee does not concern them.
    """

    name: str
    label: str
    checks: tuple[str, ...]
    feed: str
    sentence: Sentence
    concerns: str = ""
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Line:
    """How the rows of a feed are told on the time line.

    Attributes:
        date: The column by which they are ordered.
        money: The column with what was received, or ``""``.
        is_only: Whether only that there is a record is told.
    """

    feed: str
    date: str
    sentence: Sentence
    money: str = ""
    is_only: bool = False
    where: str = FILE


@dataclass(frozen=True, slots=True)
class HouseholdPage:
    """What `household_page.yaml` holds."""

    income: Income
    lights: tuple[Light, ...]
    timeline: tuple[Line, ...]

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks behind all lights."""
        return tuple(check for light in self.lights for check in light.checks)


def load_household_page(policy: Policy) -> HouseholdPage:
    """Return the page of a content, checked against its packs and contracts.

    Raises:
        InputProblems: with every fault of the file.
    """
    problems: list[Problem] = []
    page = read_household_page(policy, problems)
    if page is not None and not problems:
        problems.extend(lint_household_page(page, policy))
    if page is None or problems:
        raise InputProblems(problems)
    return page


def read_household_page(policy: Policy, problems: list[Problem]) -> HouseholdPage | None:
    """Return the page as far as it can be read; faults go to ``problems``."""
    entry = read_entry(policy.content.root / FILE, where=FILE, problems=problems)
    if entry is None:
        return None
    fields = Fields(entry, problems)
    section = fields.section("income", required=True)
    page = HouseholdPage(
        income=_income(section or Entry(FILE, 1), problems),
        lights=tuple(_light(each, problems) for each in fields.entries("lights", required=True)),
        timeline=tuple(_line(each, problems) for each in fields.entries("timeline", required=True)),
    )
    fields.close()
    return page


def _income(entry: Entry, problems: list[Problem]) -> Income:
    fields = Fields(entry, problems)
    income = Income(
        year=fields.text("year", required=True),
        members=fields.text("members", required=True),
        per_head=fields.text("per_head", required=True),
        line=fields.text("line", required=True),
        before=fields.text("before"),
        kinds=tuple(_kind(each, problems) for each in fields.entries("kinds", required=True)),
        note=fields.text("note"),
        where=entry.at(),
    )
    fields.close()
    return income


def _kind(entry: Entry, problems: list[Problem]) -> Kind:
    fields = Fields(entry, problems)
    kind = Kind(
        column=fields.text("column", required=True),
        label=fields.text("label", required=True),
        colour=fields.text("colour", required=True),
        is_cost=fields.word("sign", SIGNS, "plus") == "minus",
        evidence=fields.texts("evidence"),
        where=entry.at(),
    )
    if not COLOUR.match(kind.colour):
        fields.fault("colour", _("{value} is no colour").format(value=shown(kind.colour)))
    fields.close()
    return kind


def _light(entry: Entry, problems: list[Problem]) -> Light:
    fields = Fields(entry, problems)
    light = Light(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        checks=fields.texts("checks", required=True),
        feed=fields.text("feed", required=True),
        sentence=sentence(fields.text("sentence", required=True)),
        concerns=fields.text("concerns"),
        where=entry.at(),
    )
    fields.close()
    return light


def _line(entry: Entry, problems: list[Problem]) -> Line:
    fields = Fields(entry, problems)
    line = Line(
        feed=fields.text("feed", required=True),
        date=fields.text("date", required=True),
        sentence=sentence(fields.text("sentence", required=True)),
        money=fields.text("money"),
        is_only=fields.flag("only"),
        where=entry.at(),
    )
    fields.close()
    return line


def sentence(text: str) -> Sentence:
    """Return a sentence from its text, in which ``[…]`` may go.

    >>> sentence("{kind}[, degree {grade}]").parts
    (('{kind}', False), (', degree {grade}', True))
    """
    return Sentence(tuple((may_go or stays, bool(may_go)) for may_go, stays in PART.findall(text)))


def lint_household_page(page: HouseholdPage, policy: Policy) -> Iterator[Problem]:
    """Yield every fault that only shows beside packs and contracts."""
    content, income = policy.content, page.income
    register = content.contracts[content.subjects["household"].table]
    columns = {each.name for each in register.columns}
    yield from strange_names([income.year, income.members], columns, income.where)
    variables = [income.per_head, *([income.before] if income.before else [])]
    yield from strange_names(variables, policy.variables, income.where)
    yield from strange_names([income.line], policy.parameters, income.where)
    for kind in income.kinds:
        yield from strange_names([kind.column], columns, kind.where)
        yield from strange_names(kind.evidence, content.contracts, kind.where)
    for light in page.lights:
        concerns = [light.concerns] if light.concerns else []
        yield from strange_names(concerns, policy.variables, light.where)
        yield from strange_names(light.checks, policy.checks, light.where)
        yield from _said(light, (), content)
    for line in page.timeline:
        named = tuple(each for each in (line.date, line.money) if each)
        yield from _said(line, named, content)


def _said(told: Light | Line, named: tuple[str, ...], content: Content) -> Iterator[Problem]:
    contract = content.contracts.get(told.feed)
    if contract is None:
        yield from strange_names([told.feed], (), told.where)
        return
    known = {each.name: each for each in contract.columns}
    yield from strange_names((*told.sentence.columns, *named), known, told.where)
    for name in told.sentence.columns:
        if name in known and known[name].personal in UNSAID:
            message = _("{name} is not told on a page").format(name=shown(name))
            yield Problem(told.where, message)
    if not _is_about_people(contract):
        message = _("{name} is about no household and no person").format(name=shown(told.feed))
        yield Problem(told.where, message)


def _is_about_people(contract: Schema) -> bool:
    kinds = {ColumnType.HOUSEHOLD, ColumnType.PERSON}
    return any(each.type in kinds for each in contract.columns)
