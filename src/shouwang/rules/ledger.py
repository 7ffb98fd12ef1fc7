"""How the task ledger is kept: who signs off, when offices are reminded, what is too much: `ledger.yaml`."""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.areas import Areas
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated
from shouwang.rules.indicators import Indicator
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "ledger.yaml"
DAYS = ("remind_first", "remind_last", "remind_again")
COUNTS = ("overload",)
SHARES = ("agreement", "same_task")


@dataclass(frozen=True, slots=True)
class CountedList:
    """A list whose rows are counted: a quantity of a plan may be that of a list.

    Attributes:
        words: What the plan calls its rows.
    """

    name: str
    label: str
    file: str
    unit: str
    words: tuple[str, ...] = ()
    where: str = FILE


@dataclass(frozen=True, slots=True)
class LedgerRules:
    """What `ledger.yaml` holds.

    Attributes:
        sign_off: The offices that sign tasks off, and change who owns them.
        everyone: Words that mean all of our offices.
        units: A unit as plans write it → the unit of indicators.
        remind_first: So many days before the due day an office is reminded.
        remind_last: And again so many days before it.
        remind_again: And after it every so many days.
        overload: More tasks due in a month than this are too many for an office.
        agreement: By which share an office's number may differ from the data.
        same_task: From which likeness on two tasks of two plans are the same.
    """

    sign_off: tuple[str, ...] = ()
    everyone: tuple[str, ...] = ()
    units: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, CountedList] = field(default_factory=dict)
    remind_first: Dated = NEVER
    remind_last: Dated = NEVER
    remind_again: Dated = NEVER
    overload: Dated = NEVER
    agreement: Dated = NEVER
    same_task: Dated = NEVER
    is_there: bool = False
    where: str = FILE


def load_ledger(content: Content) -> LedgerRules:
    """Return the rules of the ledger of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_ledger(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_ledger(content: Content, problems: list[Problem]) -> LedgerRules:
    """Return the rules of the ledger, empty ones if there are none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return LedgerRules()
    fields = Fields(entry, problems)
    lists = [_list(each, content, problems) for each in fields.entries("lists")]
    found = LedgerRules(
        sign_off=fields.texts("sign_off", required=True),
        everyone=fields.texts("everyone"),
        units=dict(_units(fields)),
        lists={each.name: each for each in lists},
        remind_first=read_dated(fields, "remind_first"),
        remind_last=read_dated(fields, "remind_last"),
        remind_again=read_dated(fields, "remind_again"),
        overload=read_dated(fields, "overload"),
        agreement=read_dated(fields, "agreement"),
        same_task=read_dated(fields, "same_task"),
        is_there=True,
        where=entry.at(),
    )
    fields.close()
    problems.extend(_faulty_numbers(found, fields))
    return found


def rows_of(listed: CountedList, content: Content) -> int:
    """Return how many rows a list has."""
    with (content.root / listed.file).open(encoding="utf-8", newline="") as lines:
        return sum(1 for _row in csv.DictReader(lines))


def _units(fields: Fields) -> Iterator[tuple[str, str]]:
    for entry in fields.entries("units"):
        each = Fields(entry, fields.problems)
        unit = each.text("unit", required=True)
        for written in each.texts("written", required=True):
            yield written, unit
        each.close()


def _list(entry: Entry, content: Content, problems: list[Problem]) -> CountedList:
    fields = Fields(entry, problems)
    found = CountedList(
        name=fields.text("name", required=True),
        label=fields.text("label", required=True),
        file=fields.text("file", required=True),
        unit=fields.text("unit", required=True),
        words=fields.texts("words"),
        where=entry.at(),
    )
    if found.file and not (content.root / found.file).is_file():
        fields.fault("file", _("there is no file {name}").format(name=shown(found.file)))
    fields.close()
    return found


def _faulty_numbers(found: LedgerRules, fields: Fields) -> Iterator[Problem]:
    for key in (*DAYS, *COUNTS, *SHARES):
        dated: Dated = getattr(found, key)
        if not dated:
            fields.fault(key, _("{key} is missing").format(key=key))
        for each in dated.values:
            if not isinstance(each.value, Decimal) or each.value <= 0:
                yield Problem(each.where, _("{key} is greater than 0").format(key=key))
            elif key in SHARES and each.value > 1:
                yield Problem(each.where, _("a share lies between 0 and 1"))


def lint_ledger(
    found: LedgerRules, areas: Areas, indicators: Collection[str] | Mapping[str, Indicator]
) -> Iterator[Problem]:
    """Yield every fault that only shows beside areas and indicators."""
    if not found.is_there:
        return
    for name in found.sign_off:
        if name not in areas.offices:
            yield Problem(
                found.where,
                _("there is no office {name}").format(name=shown(name)),
                _("one of: {words}").format(words=", ".join(areas.offices)),
            )
    for each in found.lists.values():
        if each.name in indicators:
            message = _("{name} is an indicator already").format(name=each.name)
            yield Problem(each.where, message)
