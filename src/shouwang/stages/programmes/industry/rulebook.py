"""By what projects are judged: the project rules, the pack's parameters, the procedure of the bank."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.procedures import Procedure, Version
from shouwang.rules.project_rule_files import load_project_rules
from shouwang.rules.project_rules import ProjectRules, RuleSet
from shouwang.stages.cases.rulebook import rulebook

HELD = 4  # contents a process remembers
PROCEDURE = "project_approval"
POVERTY_LINE, NOTICE_DAYS = "poverty_line", "library_notice_days"
_read: dict[tuple[Path, str], ProjectRules] = {}


class RulesMissing(ShouwangError):
    """Nothing says how projects are judged on that day."""


def project_rules(content: Content, on: date) -> RuleSet:
    """Return the rules in force on a day; the file is read once.

    Raises:
        RulesMissing: if there are none yet.
    """
    key = content.root, content.digest
    if key not in _read:
        if len(_read) >= HELD:
            _read.clear()
        _read[key] = load_project_rules(content)
    found = _read[key].on(on)
    if found is None:
        raise RulesMissing(_("no rules for projects are in force on {day}").format(day=on))
    return found


def procedure(content: Content) -> Procedure:
    """Return the procedure by which a project enters the bank.

    Raises:
        RulesMissing: if the content has none.
    """
    found = rulebook(content).procedures.get(PROCEDURE)
    if found is None:
        raise RulesMissing(_("the content has no procedure {name}").format(name=PROCEDURE))
    return found


def version_on(content: Content, on: date, places: tuple[str, ...]) -> Version:
    """Return the version of the procedure in force on a day in a place.

    Raises:
        RulesMissing: if none is yet.
    """
    found = procedure(content).on(on, places)
    if found is None:
        raise RulesMissing(_("no rules for projects are in force on {day}").format(day=on))
    return found


def version_from(content: Content, start: date, places: tuple[str, ...]) -> Version:
    """Return the version that a project has been pinned to.

    Raises:
        RulesMissing: if the content has it no more.
    """
    found = procedure(content).starting(start, places)
    if found is None:
        raise RulesMissing(_("no rules for projects are in force on {day}").format(day=start))
    return found


def number(content: Content, name: str, on: date) -> float | None:
    """Return a parameter in force on a day; ``None`` if none is."""
    value = rulebook(content).policy.value(name, on)
    return float(value) if isinstance(value, Decimal) else None
