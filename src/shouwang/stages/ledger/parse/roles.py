"""The grammar of responsibility marks: labels before units, verbs after them, and rules for all."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from shouwang.stages.ledger.parse import deadlines, spans, units, vocabulary

# In characters; what is longer is no mark, however it ends.
LONGEST_MARK = 2000


class Role(StrEnum):
    """What a unit is to a task."""

    OWNER = "owner"
    PARTNER = "partner"
    JOINT = "joint"
    PERSON = "person"  # people, not units
    DEADLINE = "deadline"
    OTHER = "other"  # a role the ledger does not know: guidance, supervision


class Sign(StrEnum):
    """The pieces of a mark."""

    LABEL = "label"
    VERB = "verb"
    TOGETHER = "together"
    NAMES = "names"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a mark."""

    sign: Sign
    text: str
    role: Role | None = None


@dataclass(slots=True)
class Reading:
    """What a mark says.

    Attributes:
        joint_before_comma: How many of the joint units stand before the first comma.
        unread: Names whose role is not known.
        order: Every name in the order of the text.
        deadline: What it says about time.
        has_role: Whether it says who does what at all.
        is_labelled: Whether it names a role by a label, not a verb.
    """

    owners: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    joint: list[str] = field(default_factory=list)
    etc: bool = False
    joint_before_comma: int = 0
    unread: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    deadline: str = ""
    has_role: bool = False
    is_labelled: bool = False

    @property
    def names(self) -> list[str]:
        """Every unit in it, whatever its role."""
        return [*self.owners, *self.partners, *self.joint, *self.unread]

    def add(self, role: Role | None, found: units.UnitList) -> None:
        """Give these units that role."""
        places = {Role.OWNER: self.owners, Role.PARTNER: self.partners, Role.JOINT: self.joint}
        place = places.get(role, self.unread) if role else self.unread
        place.extend(name for name in found.names if name not in place)
        self.order.extend(found.names)
        self.etc = self.etc or found.etc


# ------------------------------------------------------------------------------ what is declared


def declared_rule(text: str) -> str:
    """Return the name of the rule a text declares about its marks, or ``""``."""
    for rule in ("before_comma", "first_listed"):
        if vocabulary.declared("declarations", rule).search(text):
            return rule
    return ""


def without_notes(text: str) -> str:
    """Return a mark without what it says about all other marks ("the same below")."""
    for span in reversed(list(spans.brackets(text))):
        noted = text[span.start : span.end]
        if declared_rule(noted) or vocabulary.declared("applies_to_all").search(noted):
            text = text[: span.start] + text[span.end :]
    pieces = re.split(r"(?<=[，,。；;])", text)
    text = "".join(piece for piece in pieces if not declared_rule(piece))
    for notes in ("onward", "applies_to_all"):
        text = vocabulary.declared(notes).sub("", text)
    return text.rstrip("，,；;。 ")


# ------------------------------------------------------------------------------ tokens


@functools.cache
def _label_pattern() -> re.Pattern[str]:
    nouns, copula = vocabulary.any_of("label_nouns"), vocabulary.entry("copula")
    roles = "|".join(
        f"(?P<{role.value}>{vocabulary.any_of('roles', role.value, 'labels')})" for role in Role
    )
    return re.compile(
        rf"\s*(?:{roles})\s*(?P<noun>{nouns})?\s*(?P<colon>[：:]|(?(noun){copula}|(?!)))"
    )


@functools.cache
def _verb_pattern() -> re.Pattern[str]:
    manner, complement = vocabulary.any_of("manner"), vocabulary.any_of("complement")
    verbs = "|".join(
        f"(?P<{role.value}>{vocabulary.any_of('roles', role.value, 'verbs')})"
        for role in (Role.OWNER, Role.PARTNER, Role.JOINT, Role.OTHER)
    )
    not_before = f"(?:{'|'.join(vocabulary.words('not_verb_before'))})"
    not_after = "".join(vocabulary.words("not_verb_after"))
    together = vocabulary.any_of("together")
    every = _every_verb()
    return re.compile(
        rf"\s*(?<![{not_after}]){manner}*(?:{verbs})(?!{not_before})(?P<tail>(?:{complement}|{every})*)(?!{not_before})"
        rf"(?P<boundary>(?=$|[，,；;。、）)\]】\s]|{together})|)"
    )


@functools.cache
def _every_verb() -> str:
    return vocabulary.one_of(
        verb
        for role in (Role.OWNER, Role.PARTNER, Role.JOINT)
        for verb in vocabulary.words("roles", role.value, "verbs")
    )


def _label_at(text: str, place: int) -> re.Match[str] | None:
    match = _label_pattern().match(text, place)
    if match is None or match["noun"] or _role_of(match) in {Role.PERSON, Role.DEADLINE}:
        return match
    return match if match[_role_of(match).value] in vocabulary.words("bare_labels") else None


def starts_with_label(text: str) -> bool:
    """Tell whether a line begins with a label such as "units responsible:"."""
    return _label_at(text.lstrip("（([【〔［"), 0) is not None


def label_role(text: str) -> Role | None:
    """Return the role that a label names, as the heading of a column does."""
    match = _label_at(text.rstrip("：: ") + ":", 0)
    return _role_of(match) if match and match.end() >= len(text) else None


def find_label(text: str, start: int = 0) -> int:
    """Return where the first label of units stands, or -1."""
    for found in _label_pattern().finditer(text, start):
        match = _label_at(text, found.start())
        if match and _role_of(match) in {Role.OWNER, Role.PARTNER, Role.JOINT}:
            return match.start()
    return -1


def _role_of(match: re.Match[str]) -> Role:
    return next(role for role in Role if match.groupdict().get(role.value))


def _verb_role(match: re.Match[str]) -> Role:
    """The strongest word decides: "takes the lead and is responsible" is the owner."""
    said = match.group()
    for role in (Role.OWNER, Role.PARTNER, Role.JOINT):
        if vocabulary.matcher("roles", role.value, "verbs").search(said):
            return role
    return Role.OTHER


def tokens(text: str) -> Iterator[Token]:
    """Yield the pieces of a mark in order."""
    flags = spans.covered(text)
    place = start = 0
    while place < len(text):
        found = None if flags[place] else _token_at(text, place, start)
        if found is None:
            place += 1
            continue
        token, end = found
        if text[start:place].strip(" 　，,、"):
            yield Token(Sign.NAMES, text[start:place])
        yield token
        place = start = end
    if text[start:].strip(" 　，,、"):
        yield Token(Sign.NAMES, text[start:])


def _token_at(text: str, place: int, start: int) -> tuple[Token, int] | None:
    if text[place] in "；;。\n":
        return Token(Sign.STOP, text[place]), place + 1
    if match := _label_at(text, place):
        return Token(Sign.LABEL, match.group(), _role_of(match)), match.end()
    if match := vocabulary.matcher("together").match(text, place):
        return Token(Sign.TOGETHER, match.group()), match.end()
    if (match := _verb_pattern().match(text, place)) and _is_verb(match, text, start):
        return Token(Sign.VERB, match.group(), _verb_role(match)), match.end()
    return None


def _is_verb(match: re.Match[str], text: str, start: int) -> bool:
    """A verb ends a clause; the owner's may also stand between two lists ("A leads B helps")."""
    at_boundary = re.match(r"$|[，,；;。、）)\]】\s]", text[match.end() :]) is not None
    if at_boundary or vocabulary.matcher("together").match(text, match.end()):
        return True
    before = text[start : match.start()]
    last = re.split(r"[、，,\s]", before)[-1] if before else ""
    strong = vocabulary.matcher("roles", Role.OWNER.value, "verbs").search(match.group())
    return bool(strong) and (units.is_name(last) or units.is_generic(last))


# ------------------------------------------------------------------------------ assignment


@dataclass(slots=True)
class _State:
    label: Role | None = None
    waiting: str = ""
    first: str = ""  # the unit before "together with"
    owner_named: bool = False


def read_mark(text: str, default: Role | None = None) -> Reading | None:
    """Return what a mark says, or ``None`` where it says nothing about who does what."""
    if len(text) > LONGEST_MARK:
        return None
    reading = Reading()
    body, reading.deadline = deadlines.cut_from_mark(without_notes(text))
    state = _State(label=default)
    for token in tokens(body):
        _take(token, state, reading)
    _settle(state.label, state, reading)
    if not reading.has_role and default is None:
        return None
    return reading if reading.names else None


def _take(token: Token, state: _State, reading: Reading) -> None:
    if token.sign is Sign.LABEL:
        _settle(state.label, state, reading)
        state.label = token.role
        reading.is_labelled = True
        state.owner_named = False
    elif token.sign is Sign.VERB:
        _settle(token.role, state, reading)
        state.owner_named = False
    elif token.sign is Sign.TOGETHER:
        state.first += state.waiting
        state.waiting = ""
        state.owner_named = True
    elif token.sign is Sign.STOP:
        _settle(state.label, state, reading)
        state.owner_named = False
    else:
        state.waiting += ("," if state.waiting else "") + token.text


def _settle(role: Role | None, state: _State, reading: Reading) -> None:
    """Give what waits its role; with "A together with B" A is the owner and B helps."""
    if state.first:
        named = role if role is Role.PARTNER or reading.owners else Role.OWNER
        _give(named, state.first, reading)
    if state.waiting:
        helped = state.owner_named and role in {None, Role.OWNER, Role.JOINT}
        _give(Role.PARTNER if helped else role, state.waiting, reading)
    state.first = state.waiting = ""


def _give(role: Role | None, text: str, reading: Reading) -> None:
    if role is Role.PERSON:
        return
    if role is Role.DEADLINE:
        reading.deadline = reading.deadline or text.strip("，,、 ")
        return
    reading.has_role = reading.has_role or role in {Role.OWNER, Role.PARTNER, Role.JOINT}
    for own_role, names in _by_own_role(units.listed(text)):
        reading.add(own_role or role, names)
    if role is Role.JOINT and not reading.joint_before_comma:
        head = spans.split_outside(text, re.compile(r"[，,；;]"))
        reading.joint_before_comma = len(units.listed(head[0]).names) if head else 0


def _by_own_role(found: units.UnitList) -> Iterator[tuple[Role | None, units.UnitList]]:
    """A unit may carry its role in brackets: "A (lead), B, C"."""
    for place, name in enumerate(found.names):
        etc = found.etc and place == len(found.names) - 1
        role, plain = _own_role(name)
        yield role, units.UnitList((plain,), etc)


def _own_role(name: str) -> tuple[Role | None, str]:
    for span in spans.brackets(name):
        inner = spans.inside(name, span)
        role = label_role(inner) or next(
            (
                each
                for each in (Role.OWNER, Role.PARTNER)
                if vocabulary.matcher("roles", each.value, "verbs").fullmatch(inner)
            ),
            None,
        )
        if role in {Role.OWNER, Role.PARTNER, Role.JOINT}:
            return role, name[: span.start] + name[span.end :]
    return None, name
