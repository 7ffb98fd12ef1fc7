"""What a village declares of a project, read out of a form; all that is wrong is told at once."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.money import minor_units
from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.stages.cases.leaks import leaks_in

# The widths of the columns.
LONGEST = {
    "name": 120, "site": 120, "timetable": 120, "responsible_unit": 120, "task": 1000,
    "funding": 120, "beneficiaries": 120, "target": 1000, "mechanism": 1000,
}  # fmt: skip
OPTIONAL = frozenset({"target", "mechanism", "line", "link", "nature", "asset_kind"})
CODES = ("category", "line", "nature", "link", "asset_kind")
MOST_FEN = 1_000_000_000_000_000  # more is no budget, and would not fit the column
MOST_HOUSEHOLDS = 1_000_000  # more is no project
YEARS = (2014, 2030)  # as the feed of projects allows
FIELDS = (*LONGEST, *CODES, "project_year", "budget", "households_planned", "planned_start",
          "planned_end")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declared:
    """The fields of a project, as they are kept."""

    fields: Mapping[str, Any]


def read_declared(told: Mapping[str, str], contract: Schema) -> Declared:
    """Return the fields of a declaration.

    Args:
        told: Field → what was typed.

    Raises:
        InputProblems: with all that is wrong.
    """
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    typed = {name: str(told.get(name, "") or "").strip() for name in FIELDS}
    for name in FIELDS:
        try:
            found[name] = _value(name, typed[name], contract)
        except ValueError as fault:
            problems.append(Problem(name, str(fault)))
    problems.extend(_leaks(typed))
    start, end = found.get("planned_start"), found.get("planned_end")
    if start and end and end < start:
        problems.append(Problem("planned_end", _("it ends before it begins")))
    if problems:
        raise InputProblems(problems)
    return Declared(found)


def _value(name: str, text: str, contract: Schema) -> Any:
    if "\x00" in text:
        raise ValueError(_("there is a character that no text has"))
    if not text:
        if name in OPTIONAL:
            return ""
        raise ValueError(_("this is wanted"))
    if name in CODES:
        if text not in contract.column(name).codes:
            raise ValueError(_("choose one"))
        return text
    return _READ.get(name, _text)(name, text)


def _text(name: str, text: str) -> str:
    if len(text) > LONGEST[name]:
        raise ValueError(_("at most {count} characters").format(count=LONGEST[name]))
    return text


def _money(_name: str, text: str) -> int:
    try:
        fen = minor_units(text.replace(",", ""))
    except ValueError:
        raise ValueError(_("an amount in yuan is wanted, to the fen")) from None
    if not 0 < fen <= MOST_FEN:
        raise ValueError(_("an amount above zero is wanted"))
    return fen


def _whole(name: str, text: str) -> int:
    low, high = YEARS if name == "project_year" else (1, MOST_HOUSEHOLDS)
    if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
        raise ValueError(
            _("a whole number from {low} to {high} is wanted").format(low=low, high=high)
        )
    return int(text)


def _day(_name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("choose a day")) from None


_READ: dict[str, Callable[[str, str], Any]] = {
    "budget": _money,
    "project_year": _whole,
    "households_planned": _whole,
    "planned_start": _day,
    "planned_end": _day,
}


def _leaks(typed: Mapping[str, str]) -> Iterator[Problem]:
    """All of it hangs on a wall one day: no numbers of people, telephones or accounts."""
    for name in LONGEST:
        for each in leaks_in(typed[name]):
            yield Problem(name, each.message, each.mend)
