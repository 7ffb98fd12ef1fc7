"""By what village teams are kept: their own rules, the pack's parameters and the calendar."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from shouwang.rules.content import Content
from shouwang.rules.village_teams import TeamRules, load_team_rules
from shouwang.stages.cases.rulebook import rulebook
from shouwang.stages.programmes.village_teams.sheet import days_of_month

HELD = 4  # contents a process remembers
# The parameters of the pack `village_team` by which teams are measured.
SIZE, DAYS, LEAVE_DAYS = "team_size", "team_days", "team_leave_days"
TERM_DAYS, REPLACE_DAYS = "team_term_days", "team_replace_days"
PRESENCE = "team_presence_share"
_read: dict[tuple[Path, str], TeamRules] = {}


def team_rules(content: Content) -> TeamRules:
    """Return the rules of a content; they are read once.

    Raises:
        InputProblems: if they cannot be read.
    """
    key = content.root, content.digest
    if key not in _read:
        if len(_read) >= HELD:
            _read.clear()
        _read[key] = load_team_rules(content)
    return _read[key]


def number(content: Content, name: str, on: date) -> int:
    """Return a parameter in force on a day; 0 if none is."""
    value = rulebook(content).policy.value(name, on)
    return int(value) if isinstance(value, Decimal) else 0


def share(content: Content, name: str, on: date) -> float:
    """Return a parameter that is a share; 0 if none is in force."""
    value = rulebook(content).policy.value(name, on)
    return float(value) if isinstance(value, Decimal) else 0.0


def workdays(content: Content, month: date, village: str) -> frozenset[date]:
    """Return the days of a month that are worked in a village."""
    calendar = rulebook(content).calendar
    places = tuple(content.ancestors(village).values())
    return frozenset(
        day
        for day in days_of_month(month)
        if not calendar.knows(day.year) or calendar.is_workday(day, places=places)
    )
