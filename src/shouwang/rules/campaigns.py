"""Campaigns as content: which households they go to, and which questions they ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import read_status
from shouwang.rules.pack import Policy
from shouwang.rules.questions import Bank, load_questions
from shouwang.rules.source import Entry, Fields, read_entry
from shouwang.rules.strange import strange_names

FILE = "campaigns.yaml"


@dataclass(frozen=True, slots=True)
class Who:
    """A choice of households.

    Attributes:
        statuses: Those of these statuses in the register; all, if there are none.
        watched: Those that are watched by a case of ours.
        listed_in: Those that this feed lists, beside the watched; `until` is the column that must
            still be blank.
        lacks: Only those of which one of these feeds says nothing.
    """

    name: str
    label: str
    statuses: tuple[str, ...] = ()
    watched: bool = False
    listed_in: str = ""
    until: str = ""
    lacks: tuple[str, ...] = ()
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Kind:
    """A campaign as it is usually made."""

    name: str
    label: str
    who: str
    questions: tuple[str, ...]
    where: str = FILE


@dataclass(frozen=True, slots=True)
class Campaigns:
    """What `campaigns.yaml` holds.

    Attributes:
        most_questions: How many questions a campaign asks at most.
    """

    who: Mapping[str, Who] = field(default_factory=dict)
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    most_questions: int = 1
    is_there: bool = False
    where: str = FILE


def load_campaigns(policy: Policy) -> Campaigns:
    """Return what a content says of campaigns, linted.

    Raises:
        InputProblems: with all faults of the file, and of the questions.
    """
    bank = load_questions(policy)
    problems: list[Problem] = []
    found = read_campaigns(policy.content, problems)
    problems.extend(lint_campaigns(found, bank, policy.content))
    if problems:
        raise InputProblems(problems)
    return found


def read_campaigns(content: Content, problems: list[Problem]) -> Campaigns:
    """Return the campaigns, none if the file is not there; faults go to ``problems``."""
    path = content.root / FILE
    if not path.exists():
        return Campaigns()
    entry = read_entry(path, where=FILE, problems=problems)
    if entry is None:
        return Campaigns()
    fields = Fields(entry, problems)
    who = [_who(each, problems) for each in fields.entries("who", required=True)]
    kinds = [_kind(each, problems) for each in fields.entries("kinds")]
    found = Campaigns(
        who={each.name: each for each in who},
        kinds={each.name: each for each in kinds},
        most_questions=fields.whole("most_questions", 1),
        is_there=True,
        where=entry.at(),
    )
    fields.text("basis", required=True)
    read_status(fields)
    fields.close()
    for listed in ([(each.name, each.where) for each in who], [(k.name, k.where) for k in kinds]):
        names = [name for name, _where in listed]
        problems.extend(
            Problem(where, _("{key} is given twice").format(key=name))
            for place, (name, where) in enumerate(listed)
            if name in names[:place]
        )
    return found


def _who(entry: Entry, problems: list[Problem]) -> Who:
    fields = Fields(entry, problems)
    who = Who(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        statuses=fields.texts("statuses"),
        watched=fields.flag("watched"),
        listed_in=fields.text("listed_in"),
        until=fields.text("until"),
        lacks=fields.texts("lacks"),
        where=entry.at(),
    )
    fields.close()
    return who


def _kind(entry: Entry, problems: list[Problem]) -> Kind:
    fields = Fields(entry, problems)
    kind = Kind(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        who=fields.text("who", required=True),
        questions=fields.texts("questions", required=True),
        where=entry.at(),
    )
    fields.close()
    return kind


def lint_campaigns(found: Campaigns, bank: Bank, content: Content) -> Iterator[Problem]:
    """Yield every fault that only shows beside the questions and the contracts."""
    if not found.is_there:
        return
    if found.most_questions < 1:
        yield Problem(found.where, _("a campaign asks one question at least"))
    first = next(iter(content.subjects.values()))
    register = content.contracts.get(first.table)
    words = {
        word
        for column in (register.columns if register else ())
        if column.name == "status"
        for word in column.codes
    }
    for who in found.who.values():
        yield from strange_names(who.statuses, words, who.where)
        yield from strange_names(who.lacks, content.contracts, who.where)
        yield from _faulty_list(who, content)
    for kind in found.kinds.values():
        yield from strange_names((kind.who,), found.who, kind.where)
        yield from strange_names(kind.questions, askable(bank), kind.where)
        if len(kind.questions) > found.most_questions:
            yield Problem(
                kind.where,
                _("a campaign asks {count} questions at most").format(count=found.most_questions),
            )


def _faulty_list(who: Who, content: Content) -> Iterator[Problem]:
    if not who.listed_in:
        return
    yield from strange_names((who.listed_in,), content.contracts, who.where)
    contract = content.contracts.get(who.listed_in)
    if contract and who.until:
        yield from strange_names((who.until,), {each.name for each in contract.columns}, who.where)


def askable(bank: Bank) -> dict[str, str]:
    """Return the questions a campaign may ask, those of a household: name → label."""
    return {
        name: question.label
        for name, question in bank.questions.items()
        if question.of == "household"
    }
