"""How public notices read, what may not stand in them, and how households send in: `notices.yaml`."""

import string
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated, read_status
from shouwang.rules.measures import RISKS, words_of
from shouwang.rules.procedures import Procedure
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "notices.yaml"
# What the system fills in, by the names under which a text may ask for it.
FILLED = (
    "village", "township", "banner", "place", "seal", "township_seal", "count", "days", "kind",
)  # fmt: skip
LEVELS = ("village", "township", "banner")
SEVERITIES = ("red", "orange", "yellow")


@dataclass(frozen=True, slots=True)
class Seal:
    """How the offices of a kind of region call themselves.

    Attributes:
        words: With the name of the region to be filled in.
        instead_of: What a name may end in that says the same, the longest first; it is left out.
        enough: What a name may end in that says all: it stays as it is.
    """

    words: str
    instead_of: tuple[str, ...] = ()
    enough: tuple[str, ...] = ()

    def of(self, name: str) -> str:
        """Return the office of a region with this name."""
        if name.endswith(self.enough):
            return name
        said = next((each for each in self.instead_of if name.endswith(each)), "")
        return self.words.format(name=name.removesuffix(said))


BARE = Seal("{name}")


@dataclass(frozen=True, slots=True)
class Template:
    """How a notice of a step reads.

    Attributes:
        level: Whose notice it is.
        kind: What is said of each household; the kind of its case if empty.
        hangs: How many days it hangs, where the step itself does not say.
    """

    procedure: str
    step: str
    level: str
    title: str
    text: str
    kind: str = ""
    hangs: Dated = NEVER
    where: str = ""


@dataclass(frozen=True, slots=True)
class SmallVillage:
    """When so few live in a place that a masked name tells who is meant.

    Attributes:
        households: A village of fewer is not named.
        alike: A surname of fewer households there is not shown.
    """

    households: Dated = NEVER
    alike: Dated = NEVER
    place: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble a household can tell of, in its own words, and the risk it is."""

    risk: str
    label: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class SelfReports:
    """How a household's own report is taken.

    Attributes:
        words: The words of the lead that it becomes.
        consent: What the household agrees to.
    """

    accept_within: Dated = NEVER
    severity: str = "orange"
    words: str = ""
    consent: str = ""
    troubles: tuple[Trouble, ...] = ()

    def label(self, risk: str) -> str:
        """Return how a trouble is called."""
        return next((each.label for each in self.troubles if each.risk == risk), risk)


@dataclass(frozen=True, slots=True)
class Notices:
    """What `notices.yaml` holds.

    Attributes:
        seals: Kind of region → how the office is called whose seal it bears.
        late_within: An objection in so many last days puts the end off…
        late_extends: … by so many days from the day it came.
        checked_by_others: Whoever took one of these steps does not decide on an objection.
        private_words: What a word is about → the words that are not for a wall.
    """

    seals: Mapping[str, Seal] = field(default_factory=dict)
    templates: tuple[Template, ...] = ()
    small: SmallVillage = SmallVillage()
    late_within: Dated = NEVER
    late_extends: Dated = NEVER
    checked_by_others: tuple[str, ...] = ()
    private_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    basis: str = ""
    is_verified: bool = True
    self_reports: SelfReports = SelfReports()

    @property
    def dated(self) -> dict[str, Dated]:
        """Every number of it, by a name that says what it is."""
        hangs = {f"hangs:{each.procedure}:{each.step}": each.hangs for each in self.templates}
        return {
            **hangs,
            "small_village_households": self.small.households,
            "small_village_alike": self.small.alike,
            "late_objection_within": self.late_within,
            "late_objection_extends": self.late_extends,
            "self_report_accept_within": self.self_reports.accept_within,
        }

    def template(self, procedure: str, step: str) -> Template | None:
        """Return how the notice of a step reads, if it has one."""
        wanted = (procedure, step)
        return next(
            (each for each in self.templates if (each.procedure, each.step) == wanted), None
        )

    def seal(self, kind: str, name: str) -> str:
        """Return the office of a place, as it signs."""
        return self.seals.get(kind, BARE).of(name)


def load_notices(content: Content) -> Notices:
    """Return what a content says of notices.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_notices(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_notices(content: Content, problems: list[Problem]) -> Notices:
    """Return what a content says of notices, nothing if it has no file; faults go to ``problems``."""
    path = content.root / FILE
    if not Path(path).exists():
        return Notices()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return Notices()
    fields = Fields(entry, problems)
    late = _section(fields, "late_objection")
    if not fields.text("basis"):
        fields.fault("basis", _("a value cites no basis"), _("basis: document, number, article"))
    notices = Notices(
        seals=_seals(fields),
        templates=tuple(_template(each, problems) for each in fields.entries("templates")),
        small=_small(_section(fields, "small_village")),
        late_within=_wanted(late, "within"),
        late_extends=_wanted(late, "extends"),
        checked_by_others=fields.texts("checked_by_others"),
        private_words=_private_words(fields),
        basis=fields.text("basis"),
        is_verified=read_status(fields),
        self_reports=_self_reports(_section(fields, "self_report")),
    )
    late.close()
    fields.close()
    known = words_of(content, *RISKS)
    for trouble in notices.self_reports.troubles:
        if trouble.risk not in known:
            message = _("there is no risk {name}").format(name=shown(trouble.risk))
            problems.append(Problem(trouble.where, message))
    return notices


def lint_notices(notices: Notices, procedures: Mapping[str, Procedure]) -> Iterator[Problem]:
    """Yield what contradicts the procedures: steps that are not there, steps without a notice."""
    for template in notices.templates:
        procedure = procedures.get(template.procedure)
        steps = [
            step
            for version in (procedure.versions if procedure else ())
            for step in version.steps
            if step.name == template.step
        ]
        if not steps:
            message = _("{procedure} has no step {step}").format(
                procedure=shown(template.procedure), step=shown(template.step)
            )
            yield Problem(template.where, message)
        elif not template.hangs and any(step.notice is None for step in steps):
            yield Problem(
                template.where, _("nothing says how many days it hangs"),
                "hangs: [{from: 2020-01-01, value: 5, basis: …}]",
            )  # fmt: skip
    named = {(each.procedure, each.step) for each in notices.templates}
    for procedure in procedures.values() if notices.templates else ():
        for name in {
            step.name for each in procedure.versions for step in each.steps if step.notice
        }:
            if procedure.of == "household" and (procedure.name, name) not in named:
                message = _(
                    "{procedure} has a notice in step {step}, and nothing says how it reads"
                )
                yield Problem(f"{FILE}:1", message.format(procedure=procedure.name, step=name))


def _section(fields: Fields, key: str) -> Fields:
    section = fields.section(key, required=True)
    return Fields(
        section if section is not None else Entry(FILE, fields.entry.line), fields.problems
    )


def _wanted(fields: Fields, key: str) -> Dated:
    found = read_dated(fields, key)
    if not found:
        fields.fault(key, _("{key} is missing").format(key=key))
    return found


def _seals(fields: Fields) -> dict[str, Seal]:
    seals: dict[str, Seal] = {}
    for entry in fields.entries("seals"):
        each = Fields(entry, fields.problems)
        seal = Seal(
            _filled(each, "words", ("name",)),
            instead_of=tuple(sorted(each.texts("instead_of"), key=len, reverse=True)),
            enough=each.texts("enough"),
        )
        seals |= dict.fromkeys(each.texts("kinds", required=True), seal)
        each.close()
    return seals


def _template(entry: Entry, problems: list[Problem]) -> Template:
    fields = Fields(entry, problems)
    template = Template(
        procedure=fields.text("procedure", required=True),
        step=fields.text("step", required=True),
        level=fields.word("level", LEVELS),
        title=_filled(fields, "title", FILLED),
        text=_filled(fields, "text", FILLED),
        kind=fields.text("kind"),
        hangs=read_dated(fields, "hangs"),
        where=entry.at(),
    )
    fields.close()
    return template


def _filled(fields: Fields, key: str, allowed: Collection[str]) -> str:
    """Return a text whose braces ask only for what is filled in."""
    text = fields.text(key, required=True)
    try:
        names = {
            name for _text, name, _form, _way in string.Formatter().parse(text) if name is not None
        }
    except ValueError:
        names = {text}
    for name in sorted(names - set(allowed)):
        fields.fault(
            key, _("nothing fills {name} in").format(name=shown(name)),
            _("one of: {words}").format(words=", ".join(allowed)),
        )  # fmt: skip
    return text if names <= set(allowed) else ""


def _small(fields: Fields) -> SmallVillage:
    small = SmallVillage(
        households=_wanted(fields, "households"),
        alike=_wanted(fields, "alike"),
        place=_filled(fields, "place", FILLED),
        name=fields.text("name", required=True),
    )
    fields.close()
    return small


def _private_words(fields: Fields) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in fields.entries("private_words"):
        each = Fields(entry, fields.problems)
        found[each.text("about", required=True)] = each.texts("words", required=True)
        each.close()
    return found


def _self_reports(fields: Fields) -> SelfReports:
    if not fields.text("consent_basis"):
        fields.fault("consent_basis", _("a value cites no basis"))
    reports = SelfReports(
        accept_within=_wanted(fields, "accept_within"),
        severity=fields.word("severity", SEVERITIES, "orange"),
        words=_filled(fields, "words", ("trouble",)),
        consent=fields.text("consent", required=True),
        troubles=tuple(_troubles(fields)),
    )
    fields.close()
    return reports


def _troubles(fields: Fields) -> Iterator[Trouble]:
    for entry in fields.entries("troubles", required=True):
        each = Fields(entry, fields.problems)
        yield Trouble(
            each.text("risk", required=True), each.text("label", required=True), entry.at()
        )
        each.close()
