"""The units of a plan and our own offices: which is which."""

import re
from collections.abc import Iterable, Mapping

from shouwang.rules.areas import Areas, Office
from shouwang.rules.ledger import LedgerRules

EVERY = "*"  # stands for all of our offices
JOIN = "\u3001"  # between the names of a list
SPLIT = re.compile(r"[\u3001,\uff0c;\uff1b/\s]+")
BLANKS = re.compile(r"\s+")


def office_of(unit: str, areas: Areas, rules: LedgerRules) -> str:
    """Return the office a plan means by a unit: a name, `EVERY`, or nothing if none is known."""
    plain = BLANKS.sub("", unit)
    if plain in rules.everyone:
        return EVERY
    return next((name for name, each in areas.offices.items() if _is(each, plain)), "")


def office_called(name: str, areas: Areas) -> str:
    """Return which of our offices a place of work is, by the end of its name; nothing if none.

    It is called by all of its name, or by ours behind that of the authority.
    """
    ends = [each for each in areas.offices.values() if name.strip().endswith(each.label)]
    return max(ends, key=lambda each: len(each.label)).name if ends else ""


def label_of(office: str, areas: Areas, rules: LedgerRules) -> str:
    """Return how an office is called."""
    if office == EVERY:
        return rules.everyone[0] if rules.everyone else EVERY
    return areas.offices[office].label if office in areas.offices else office


def read_units(text: str) -> list[str]:
    """Return the units of a cell or a field, each once, in order."""
    return list(dict.fromkeys(each for each in SPLIT.split(text.strip()) if each))


def joined(units: Iterable[str]) -> str:
    """Return units as a cell or a field shows them."""
    return JOIN.join(units)


def choices(areas: Areas, rules: LedgerRules) -> Mapping[str, str]:
    """Return what a unit may be: office → label, all of them first."""
    every = {EVERY: label_of(EVERY, areas, rules)} if rules.everyone else {}
    return {**every, **{name: each.label for name, each in areas.offices.items()}}


def _is(office: Office, unit: str) -> bool:
    return unit in {office.label, office.name}
