"""The procedures, parameters and calendar by which cases run, as the content words them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.calendar import Calendar, read_calendar
from shouwang.rules.content import Content
from shouwang.rules.load import read_policy
from shouwang.rules.pack import Policy
from shouwang.rules.procedure_files import read_procedures
from shouwang.rules.procedures import Procedure, Version
from shouwang.stages.cases.clocks import Terms
from shouwang.stages.cases.workflow import MoveNotAllowed

HELD = 4  # contents a process remembers


@dataclass(frozen=True)
class Rulebook:
    """By what cases run."""

    policy: Policy
    procedures: Mapping[str, Procedure]
    calendar: Calendar

    @property
    def of_cases(self) -> tuple[Procedure, ...]:
        """The procedures by which cases are run: those that decide something."""
        return tuple(
            each for each in self.procedures.values() if any(v.decides for v in each.versions)
        )

    def procedure(self, name: str) -> Procedure:
        """Return a procedure by which cases are run.

        Raises:
            MoveNotAllowed: if there is none of the name.
        """
        found = self.procedures.get(name)
        if found is None or found not in self.of_cases:
            raise MoveNotAllowed(_("no cases are run by the procedure {name}").format(name=name))
        return found

    def version(self, name: str, start: date, places: Sequence[str]) -> Version:
        """Return the version a case has been pinned to.

        Raises:
            MoveNotAllowed: if the content has it no more.
        """
        found = self.procedure(name).starting(start, places)
        if found is None:
            raise MoveNotAllowed(
                _("the procedure {name} has no version from {day}").format(name=name, day=start)
            )
        return found

    def version_on(self, name: str, day: date, places: Sequence[str]) -> Version:
        """Return the version in force on a day in a place.

        Raises:
            MoveNotAllowed: if none is yet.
        """
        found = self.procedure(name).on(day, places)
        if found is None or not found.decides:
            raise MoveNotAllowed(
                _("the procedure {name} is not in force on {day}").format(name=name, day=day)
            )
        return found

    def terms(self, places: Sequence[str]) -> Terms:
        """Return by what the clocks of a place count."""
        return Terms(self.policy, self.calendar, tuple(places))


def nearest_first(place: Mapping[str, str], content: Content) -> tuple[str, ...]:
    """Return the codes of a record's place and of all above it, the nearest first."""
    return tuple(content.ancestors(place["village"]).values())


def rulebook(content: Content) -> Rulebook:
    """Return the rules of a content; they are read once.

    Raises:
        InputProblems: if they cannot be read.
    """
    return _read(content.root, content.digest)


def rulebook_of(policy: Policy) -> Rulebook:
    """Return the rules of a policy that has been read; procedures and calendar are read once."""
    book = _read(policy.content.root, policy.content.digest)
    return book if book.policy.digest == policy.digest and not policy.settings else Rulebook(
        policy, book.procedures, book.calendar
    )  # fmt: skip


@lru_cache(maxsize=HELD)
def _read(root: Path, digest: str) -> Rulebook:
    del digest
    problems: list[Problem] = []
    policy = read_policy(root, problems, examples=False)
    if policy is None or problems:
        raise InputProblems(problems)
    procedures = read_procedures(policy, problems)
    calendar = read_calendar(policy.content, problems)
    if problems:
        raise InputProblems(problems)
    return Rulebook(policy, procedures, calendar or Calendar())
