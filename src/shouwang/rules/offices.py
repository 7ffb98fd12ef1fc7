"""Roles of the offices: at which level, what excludes what, how people sign in, from `offices.yaml`."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Formatter

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.source import Entry, Fields, read_entry, shown
from shouwang.rules.strange import strange_names

FILE = "offices.yaml"
SIGHTS = ("place", "households", "nothing")
SENDERS = ("none", "console", "file")
# The only thing a short message may be filled in with.
COUNT = "count"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """What holds for a role.

    Attributes:
        levels: The levels at which somebody may have it.
        sees: One of `SIGHTS`.
        second_factor: Whether a password alone is not enough.
    """

    name: str
    label: str
    levels: tuple[str, ...]
    sees: str = "place"
    second_factor: bool = False
    basis: str = ""
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Roles that one person may not have together: any of one side with any of the other."""

    one: tuple[str, ...]
    other: tuple[str, ...]
    label: str
    basis: str = ""
    is_verified: bool = True
    where: str = FILE

    def pair(self, roles: Collection[str]) -> tuple[str, str] | None:
        """Return two of the roles that exclude each other, if there are two."""
        first = next((each for each in self.one if each in roles), None)
        second = next((each for each in self.other if each in roles), None)
        return (first, second) if first and second else None


@dataclass(frozen=True, slots=True)
class SignInRules:
    """How long a screen may be idle and a password may serve; 0 where nothing is said."""

    idle_minutes: int = 0
    password_days: int = 0
    password_history: int = 0
    basis: str = ""
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class ShortMessages:
    """Who sends short messages, and the one text they have."""

    by: str = "none"
    text: str = ""
    basis: str = ""
    is_verified: bool = True
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Offices:
    """What `offices.yaml` holds."""

    roles: Mapping[str, RoleRule] = field(default_factory=dict)
    exclusions: tuple[Exclusion, ...] = ()
    sign_in: SignInRules = SignInRules()
    short_messages: ShortMessages = ShortMessages()

    def conflict(self, roles: Collection[str]) -> tuple[Exclusion, str, str] | None:
        """Return the first rule that forbids these roles together, and the two it is about."""
        for each in self.exclusions:
            pair = each.pair(roles)
            if pair is not None:
                return each, *pair
        return None

    def needs_second_factor(self, roles: Collection[str]) -> bool:
        """Tell whether a password alone is not enough for one of the roles."""
        return any(self.roles[each].second_factor for each in roles if each in self.roles)

    def misplaced(self, roles: Collection[str], level: str) -> list[str]:
        """Return the roles that nobody may have at a level, and those nobody knows."""
        return [
            each for each in roles if each not in self.roles or level not in self.roles[each].levels
        ]

    def sights(self, roles: Collection[str]) -> set[str]:
        """Return what the roles see, as words of `SIGHTS`."""
        return {self.roles[each].sees for each in roles if each in self.roles}


def load_offices(content: Content) -> Offices:
    """Return the offices of a content that has been read; read once a process.

    Raises:
        InputProblems: with all faults of the file.
    """
    return _load(content.root, content.levels)


@lru_cache(maxsize=2)
def _load(root: Path, levels: tuple[str, ...]) -> Offices:
    problems: list[Problem] = []
    offices = read_offices(root, levels, problems)
    if problems:
        raise InputProblems(problems)
    return offices


def read_offices(root: Path, levels: Collection[str], problems: list[Problem]) -> Offices:
    """Return the offices of a content, none if the file is not there; faults go to ``problems``."""
    path = root / FILE
    if not path.exists():
        return Offices()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return Offices()
    fields = Fields(entry, problems)
    roles: dict[str, RoleRule] = {}
    for one in fields.entries("roles", required=True):
        role = _role(one, levels, problems)
        if role.name in roles:
            problems.append(
                Problem(one.at("name"), _("{key} is given twice").format(key=role.name))
            )
        roles[role.name] = role
    exclusions = tuple(_exclusion(one, problems) for one in fields.entries("exclusions"))
    sign_in = fields.section("sign_in")
    short = fields.section("short_messages")
    fields.close()
    offices = Offices(
        roles,
        exclusions,
        _sign_in(sign_in, problems) if sign_in is not None else SignInRules(),
        _short_messages(short, problems) if short is not None else ShortMessages(),
    )
    problems.extend(_faults(offices))
    return offices


def _role(entry: Entry, levels: Collection[str], problems: list[Problem]) -> RoleRule:
    fields = Fields(entry, problems)
    role = RoleRule(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        levels=fields.texts("levels", required=True),
        sees=fields.word("sees", SIGHTS, "place"),
        second_factor=fields.flag("second_factor"),
        basis=_basis(fields),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.any("note")
    fields.close()
    for level in role.levels:
        if level not in levels:
            fields.fault(
                "levels",
                _("{name} is no level").format(name=shown(level)),
                _("one of: {words}").format(words=", ".join(levels)),
            )
    return role


def _exclusion(entry: Entry, problems: list[Problem]) -> Exclusion:
    fields = Fields(entry, problems)
    found = Exclusion(
        one=fields.texts("one", required=True),
        other=fields.texts("other", required=True),
        label=fields.text("label", required=True),
        basis=_basis(fields),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    return found


def _sign_in(entry: Entry, problems: list[Problem]) -> SignInRules:
    fields = Fields(entry, problems)
    numbers = {
        key: fields.whole(key) for key in ("idle_minutes", "password_days", "password_history")
    }
    for key, value in numbers.items():
        if value < 0:
            fields.fault(key, _("{key} wants a whole number from 0").format(key=key))
    rules = SignInRules(
        **numbers, basis=_basis(fields), is_verified=read_status(fields), where=entry.at()
    )
    fields.close()
    return rules


def _short_messages(entry: Entry, problems: list[Problem]) -> ShortMessages:
    fields = Fields(entry, problems)
    found = ShortMessages(
        by=fields.word("by", SENDERS, "none"),
        text=fields.text("text", required=True),
        basis=_basis(fields),
        is_verified=read_status(fields),
        where=entry.at(),
    )
    fields.close()
    try:
        wanted = {name for _text, name, *_rest in Formatter().parse(found.text) if name is not None}
    except ValueError as error:
        fields.fault("text", _("braces do not match: {fault}").format(fault=error), "{…}")
        return found
    for name in sorted(wanted - {COUNT}):
        # A short message goes over foreign wires: it says how many, never who.
        fields.fault(
            "text", _("nobody fills in {place}").format(place=shown(f"{{{name}}}")), f"{{{COUNT}}}"
        )
    return found


def _basis(fields: Fields) -> str:
    basis = fields.text("basis")
    if not basis:
        fields.fault("basis", _("an entry cites no basis"), _("basis: document, number, article"))
    return basis


def _faults(offices: Offices) -> Iterator[Problem]:
    for each in offices.exclusions:
        yield from strange_names(
            (*each.one, *each.other), offices.roles, each.where, among="roles",
            offered=offices.roles,
        )  # fmt: skip
        for name in sorted(set(each.one) & set(each.other)):
            yield Problem(each.where, _("{name} excludes itself").format(name=shown(name)))
