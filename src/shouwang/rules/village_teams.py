"""How village teams are kept: late entries, who grants which leave, rotation: `village_teams.yaml`."""

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import NEVER, Dated, read_dated
from shouwang.rules.measures import words_of
from shouwang.rules.source import Entry, Fields, read_entry, shown

FILE = "village_teams.yaml"
DAYS = ("late_days", "offline_days", "rotation_ahead_days", "longest_leave_days")


@dataclass(frozen=True, slots=True)
class Granting:
    """Who grants leave of how many days; ``days`` is empty for whoever grants the rest."""

    level: str
    label: str
    roles: tuple[str, ...]
    days: Dated = NEVER
    where: str = ""


@dataclass(frozen=True, slots=True)
class TeamRules:
    """What `village_teams.yaml` holds.

    Attributes:
        dated: The days of `DAYS` by their names.
        granting: From the one who grants the shortest leave to the one who grants the rest.
        needs_words: Reasons for ending a term that want a sentence.
    """

    dated: Mapping[str, Dated] = field(default_factory=dict)
    granting: tuple[Granting, ...] = ()
    needs_words: tuple[str, ...] = ()

    def days(self, name: str, day: datetime.date) -> int:
        """Return a number of days in force on a day; none are 0."""
        value = self.dated.get(name, NEVER).number_on(day)
        return int(value) if value is not None else 0

    def grants(self, days: int, day: datetime.date) -> Granting | None:
        """Return who grants leave of so many days."""
        for each in self.granting:
            most = each.days.number_on(day)
            if not each.days or (most is not None and days <= most):
                return each
        return None


def load_team_rules(content: Content) -> TeamRules:
    """Return the rules of a content.

    Raises:
        InputProblems: with all faults of the file.
    """
    problems: list[Problem] = []
    found = read_team_rules(content, problems)
    if problems:
        raise InputProblems(problems)
    return found


def read_team_rules(content: Content, problems: list[Problem]) -> TeamRules:
    """Return the rules of a content, empty ones if it has none; faults go to ``problems``."""
    path = content.root / FILE
    entry = read_entry(path, where=FILE, problems=problems) if path.exists() else None
    if entry is None:
        return TeamRules()
    fields = Fields(entry, problems)
    dated = {name: read_dated(fields, name) for name in DAYS}
    for name, each in dated.items():
        if not each:
            fields.fault(name, _("{key} is missing").format(key=name))
        problems.extend(_negative(name, each))
    granting = tuple(
        _granting(each, content, problems) for each in fields.entries("leave", required=True)
    )
    problems.extend(_gaps(granting))
    needs_words = fields.texts("needs_words")
    reasons = words_of(content, "team_post", "ended_reason")
    for name in needs_words:
        if name not in reasons:
            fields.fault("needs_words", _("there is no reason {name}").format(name=shown(name)))
    fields.close()
    return TeamRules(dated, granting, needs_words)


def _negative(name: str, dated: Dated) -> Iterator[Problem]:
    for each in dated.values:
        if not isinstance(each.value, Decimal) or each.value <= 0:
            yield Problem(each.where, _("{key} is greater than 0").format(key=name))


def _granting(entry: Entry, content: Content, problems: list[Problem]) -> Granting:
    fields = Fields(entry, problems)
    found = Granting(
        level=fields.word("level", content.levels),
        label=fields.text("label", required=True),
        roles=fields.texts("roles", required=True),
        days=read_dated(fields, "days"),
        where=entry.at(),
    )
    if not fields.text("basis") and not found.days:
        fields.fault("basis", _("a value cites no basis"), _("basis: document, number, article"))
    fields.close()
    problems.extend(_negative("days", found.days))
    return found


def _gaps(granting: tuple[Granting, ...]) -> Iterator[Problem]:
    """Every leave is granted by somebody: the last takes the rest, the others ever longer ones."""
    for number, each in enumerate(granting):
        is_last = number == len(granting) - 1
        if is_last == bool(each.days):
            yield Problem(
                each.where,
                _("the last grants what is left, without days; all others say how many"),
            )
    whole = [each for each in granting if each.days]
    for shorter, longer in itertools.pairwise(whole):
        for day in sorted({*shorter.days.days, *longer.days.days}):
            first, second = shorter.days.number_on(day), longer.days.number_on(day)
            if first is not None and second is not None and first >= second:
                yield Problem(
                    longer.where,
                    _("{label} must grant more days than {other}").format(
                        label=longer.label, other=shorter.label
                    ),
                )
