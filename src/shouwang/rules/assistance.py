"""Social assistance as content: supplements, gradual exit, benefits side by side, medical aid."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "assistance.yaml"
WHOLE = 100  # the whole in hundredths, as shares are written


@dataclass(frozen=True, slots=True)
class Named:
    """A benefit, or a kind of member that is paid more: a name and a share of the line."""

    name: str
    label: str
    share: Dated = NEVER


@dataclass(frozen=True, slots=True)
class Exit:
    """How dibao ends once the income is above the line.

    Attributes:
        months: For how many months something is still paid.
        step: By which share it falls each time. [hundredths]
        every: After how many months it falls.
        up_to: Up to which share of the line the income may be above it. [hundredths]
    """

    name: str
    label: str
    months: Dated
    step: Dated
    every: Dated
    up_to: Dated


@dataclass(frozen=True, slots=True)
class Beside:
    """Benefits that are not paid side by side; the highest is, if there is no winner."""

    name: str
    label: str
    winner: str
    others: tuple[str, ...]
    basis: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class AidGroup:
    """For whom medical aid pays what: deductible and cap in yuan, the ratio in hundredths."""

    name: str
    label: str
    deductible: Dated
    ratio: Dated
    cap: Dated


@dataclass(frozen=True, slots=True)
class Assistance:
    """What `assistance.yaml` holds.

    Attributes:
        line: The parameter of a pack that is the line.
        single: Who may be covered alone gets this share of the line, `single_income` up to which
            share of the line the household's income per head may be.
    """

    line: str = ""
    floor: Dated = NEVER
    unit: Dated = NEVER
    supplements: Mapping[str, Named] = field(default_factory=dict)
    minor_below: Dated = NEVER
    aged_from: Dated = NEVER
    single: Dated = NEVER
    single_income: Dated = NEVER
    exits: Mapping[str, Exit] = field(default_factory=dict)
    exit_rule: str = ""
    benefits: Mapping[str, Named] = field(default_factory=dict)
    exclusions: tuple[Beside, ...] = ()
    medical_aid: Mapping[str, AidGroup] = field(default_factory=dict)

    def number(self, dated: Dated, on: datetime.date) -> int:
        """Return a number in force that day; 0 where there is none yet."""
        return int(dated.number_on(on) or 0)

    @property
    def exit(self) -> Exit | None:
        """The gradual exit that is in use here."""
        return self.exits.get(self.exit_rule)


def load_assistance(content: Content) -> Assistance:
    """Return what a content says of social assistance.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_assistance(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_assistance(content: Content, problems: list[Problem]) -> Assistance:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return Assistance()
    fields = Fields(entry, problems)
    single = fields.section("single", required=True)
    own = Fields(single, problems) if single is not None else None
    found = Assistance(
        line=fields.text("line", required=True),
        floor=read_dated(fields, "floor"),
        unit=read_dated(fields, "unit"),
        supplements=_named(fields, "supplements", problems, with_share=True),
        minor_below=read_dated(fields, "minor_below"),
        aged_from=read_dated(fields, "aged_from"),
        single=read_dated(own, "share") if own else NEVER,
        single_income=read_dated(own, "income_share") if own else NEVER,
        exits={each.name: each for each in _exits(fields, problems)},
        exit_rule=fields.text("exit_rule", required=True),
        benefits=_named(fields, "benefits", problems, with_share=False),
        exclusions=tuple(_beside(fields, problems)),
        medical_aid={each.name: each for each in _aid(fields, problems)},
    )
    for part in (own, fields):
        if part is not None:
            part.text("label")
            part.text("basis", required=True)
            part.close()
    problems.extend(_faults(found, entry))
    return found


def _named(
    fields: Fields, key: str, problems: list[Problem], *, with_share: bool
) -> dict[str, Named]:
    found: dict[str, Named] = {}
    for entry in fields.entries(key, required=True):
        own = Fields(entry, problems)
        named = Named(
            own.text("name", required=True),
            own.text("label", required=True),
            read_dated(own, "share") if with_share else NEVER,
        )
        if named.name in found:
            own.fault("name", _("{key} is given twice").format(key=named.name))
        if with_share and not named.share:
            own.fault("share", _("{key} is missing").format(key="share"))
        own.close()
        found[named.name] = named
    return found


def _exits(fields: Fields, problems: list[Problem]) -> Iterator[Exit]:
    for entry in fields.entries("exits", required=True):
        own = Fields(entry, problems)
        yield Exit(
            name=own.text("name", required=True),
            label=own.text("label", required=True),
            months=_wanted(own, "months"),
            step=_wanted(own, "step"),
            every=_wanted(own, "every"),
            up_to=_wanted(own, "up_to"),
        )
        own.close()


def _beside(fields: Fields, problems: list[Problem]) -> Iterator[Beside]:
    for entry in fields.entries("exclusions"):
        own = Fields(entry, problems)
        yield Beside(
            name=own.text("name", required=True),
            label=own.text("label", required=True),
            winner=own.text("winner"),
            others=own.texts("others", required=True),
            basis=own.text("basis", required=True),
            is_verified=read_status(own),
        )
        own.close()


def _aid(fields: Fields, problems: list[Problem]) -> Iterator[AidGroup]:
    for entry in fields.entries("medical_aid", required=True):
        own = Fields(entry, problems)
        yield AidGroup(
            name=own.text("name", required=True),
            label=own.text("label", required=True),
            deductible=_wanted(own, "deductible"),
            ratio=_wanted(own, "ratio"),
            cap=_wanted(own, "cap"),
        )
        own.close()


def _wanted(fields: Fields, key: str) -> Dated:
    dated = read_dated(fields, key)
    if not dated:
        fields.fault(key, _("{key} is missing").format(key=key))
    return dated


def _faults(found: Assistance, entry: Entry) -> Iterator[Problem]:
    if found.exits and found.exit_rule not in found.exits:
        message = _("there is no {name}").format(name=shown(found.exit_rule))
        yield Problem(entry.at("exit_rule"), message)
    for rule in found.exclusions:
        unknown = [
            each for each in (rule.winner, *rule.others) if each not in {"", *found.benefits}
        ]
        for name in unknown:
            yield Problem(entry.at("exclusions"), _("there is no {name}").format(name=shown(name)))
    for key, dated in dated_of(found):
        for value in dated.values:
            if not isinstance(value.value, Decimal) or value.value < 0:
                yield Problem(value.where, _("{key} is below 0").format(key=key))
            elif key.endswith((".ratio", ".step")) and value.value > WHOLE:
                yield Problem(value.where, _("{key} is above 100").format(key=key))


def dated_of(found: Assistance) -> Iterator[tuple[str, Dated]]:
    """Yield every dated value with what it is called, to tell which are not verified."""
    for key in ("floor", "unit", "minor_below", "aged_from", "single", "single_income"):
        yield key, getattr(found, key)
    for named in found.supplements.values():
        yield f"supplements.{named.name}", named.share
    for each in found.exits.values():
        for key in ("months", "step", "every", "up_to"):
            yield f"exits.{each.name}.{key}", getattr(each, key)
    for group in found.medical_aid.values():
        for key in ("deductible", "ratio", "cap"):
            yield f"medical_aid.{group.name}.{key}", getattr(group, key)
