"""The groups of households that figures are told for besides all of them: `groups` of `areas.yaml`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.rules.conditions import type_over_time
from shouwang.rules.content import Content
from shouwang.rules.contract import NAME
from shouwang.rules.dated import read_status
from shouwang.rules.expression import ExpressionUnreadable, parse_expression
from shouwang.rules.listed import load_listed
from shouwang.rules.source import Entry, Fields, shown
from shouwang.rules.types import Kind
from shouwang.rules.vocabulary import Vocabulary

# What the list of banners says of one; a group may be all banners of which one of them is said.
MARKS = ("deep", "contiguous")


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the households.

    Attributes:
        of: Of whom the condition speaks: the households, or those who belong to them; then one of
            them is enough.
        condition: Who is in it; ``None`` of a group of places.
        marks: Of a group of places: what the list of banners says of them, one is enough.
    """

    name: str
    label: str
    of: str
    condition: exp.Expr | None
    marks: tuple[str, ...]
    where: str
    basis: str = ""
    is_verified: bool = True
    note: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


def read_groups(fields: Fields, problems: list[Problem]) -> dict[str, Group]:
    """Return the groups by name; faults go to ``problems``."""
    groups: dict[str, Group] = {}
    for entry in fields.entries("groups"):
        group = _group(entry, problems)
        if group.name in groups:
            message = _("{key} is given twice").format(key=group.name)
            problems.append(Problem(entry.at("name"), message))
        groups[group.name] = group
    return groups


def _group(entry: Entry, problems: list[Problem]) -> Group:
    fields = Fields(entry, problems)
    name, text = fields.text("name", required=True), fields.text("where")
    if name and not NAME.match(name):
        fields.fault(
            "name",
            _("{value} is no name").format(value=shown(name)),
            _("small letters, digits and _, a letter first"),
        )
    marks = fields.texts("listed")
    for mark in marks:
        if mark not in MARKS:
            message = _("{value} is no {key}").format(value=shown(mark), key="listed")
            fields.fault("listed", message, _("one of: {words}").format(words=", ".join(MARKS)))
    if bool(text) == bool(marks):
        fields.fault("where", _("a group says who is in it: either `where` or `listed`"))
    condition = None
    if text:
        try:
            condition = parse_expression(text)
        except ExpressionUnreadable as error:
            fields.fault("where", str(error))
    basis = fields.text("basis")
    if not basis:
        fields.fault("basis", _("a group cites no basis"), _("basis: document, number, article"))
    group = Group(
        name=name,
        label=fields.text("label", required=True),
        of=fields.text("of", required=bool(text)),
        condition=condition,
        marks=marks,
        where=entry.at(),
        basis=basis,
        is_verified=read_status(fields),
        note=fields.text("note"),
        places=entry.places,
    )
    fields.close()
    return group


def lint_groups(groups: Mapping[str, Group], vocabulary: Vocabulary) -> Iterator[Problem]:
    """Yield every fault of the groups that shows beside the packs; variables must be typed."""
    household = next(iter(vocabulary.content.subjects), "")
    for group in groups.values():
        if group.condition is None:
            continue
        subject = vocabulary.content.subjects.get(group.of)
        if subject is None or household not in {subject.name, subject.parent}:
            yield Problem(
                group.at("of"),
                _("{name} is neither the household nor one who belongs to it").format(
                    name=shown(group.of)
                ),
            )
            continue
        faults: dict[str, None] = {}

        def note(fault: str, seen: dict[str, None] = faults) -> None:
            seen[fault] = None

        type_ = type_over_time(group.condition, subject, vocabulary, note)
        if not faults and type_.kind is not Kind.BOOLEAN:
            faults[_("`where` is no condition")] = None
        yield from (Problem(group.at("where"), f"{group.name}: {fault}") for fault in faults)


def members_of(group: Group, content: Content) -> frozenset[str] | None:
    """Return the banners of a group of places; ``None`` of a group of households."""
    if not group.marks:
        return None
    return frozenset(
        code
        for code, listed in load_listed(content).items()
        if ("deep" in group.marks and listed.is_deep)
        or ("contiguous" in group.marks and listed.contiguous)
    )
