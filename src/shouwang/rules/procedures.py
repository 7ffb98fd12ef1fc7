"""Procedures: steps, who takes them, clocks and guards, by region and date, read from `procedures/`."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sqlglot import exp

from shouwang.rules.duration import Duration

FOLDER = "procedures"
# Who may take a step.
ACTORS = ("household", "village", "team", "helper", "township", "clerk", "approver", "league",
          "region", "department", "insurer", "operator")  # fmt: skip
OPENED = "opened"  # the moment the procedure starts, where a clock may start too
# What the database knows of a running procedure and may forbid a step.
RECORDS = ("objection_open", "no_delivered_measure", "no_consent", "no_evidence",
           "no_measure_a_member", "entered_this_year", "spot_check_open")  # fmt: skip

# What becomes of a case of a procedure once its deciding step is taken.
DECISIONS = ("identified", "exited", "ended")


@dataclass(frozen=True, slots=True)
class Clock:
    """A term: from one step (or the opening) to another.

    Attributes:
        start: The step after which it runs, or `OPENED`.
        end: The step that stops it.
        within: After so long it is overdue.
        at_most: After so long it is a fault and goes to the level above; ``None`` if never.
    """

    name: str
    label: str
    start: str
    end: str
    within: Duration
    at_most: Duration | None = None
    basis: str = ""
    is_verified: bool = True
    where: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A public notice that belongs to a step: how long it hangs, and where its days are told."""

    at_least: Duration
    from_column: str = ""
    until_column: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        by: Who may take it.
        after: The steps that must be done before; steps after the same ones run side by side.
        notice: The public notice that must have run before the next step.
        column: The date of the feed in which it is told to the lake.
        papers: The forms filled in.
        least_people: How many must be there.
        may_refuse: Whether it can end the procedure.
        returns_to: The step to which it can send back; ``""`` for none.
        is_optional: Whether it may be left out.
        signs: Who signs.
    """

    name: str
    label: str
    by: tuple[str, ...]
    after: tuple[str, ...]
    notice: Notice | None = None
    column: str = ""
    papers: tuple[str, ...] = ()
    least_people: int = 1
    may_refuse: bool = False
    returns_to: str = ""
    is_optional: bool = False
    signs: tuple[str, ...] = ()
    note: str = ""
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Guard:
    """What forbids a step: the same person, too few days, a condition, a check, a record.

    Attributes:
        step: The step that is forbidden.
        other_than: It may not be taken by whoever took one of these steps.
        apart: It comes so long after `since` at the earliest.
        holds: It is refused while this is true (or unknown) of the subject.
        checks: It is refused while one of these hits (or cannot be evaluated).
        record: It is refused while the database says this.
    """

    name: str
    label: str
    step: str
    other_than: tuple[str, ...] = ()
    since: str = ""
    apart: Duration | None = None
    holds: exp.Expr | None = None
    text: str = ""
    checks: tuple[str, ...] = ()
    record: str = ""
    basis: str = ""
    is_verified: bool = True
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Pause:
    """A reason for which clocks may stand still, and for how long at most."""

    name: str
    label: str
    at_most: Duration | None
    where: str = ""


@dataclass(frozen=True, slots=True)
class GreenChannel:
    """When help may come first: for these risks, the steps made good within a term.

    Attributes:
        step: The step that gives the help, and may be taken before `before`.
    """

    risks: tuple[str, ...]
    before: str
    made_good: Duration | None
    step: str = ""
    basis: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdKind:
    """A kind of household that a procedure tells apart, and the statuses that it fits."""

    name: str
    statuses: tuple[str, ...]
    where: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason that can be chosen."""

    name: str
    label: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class Aftercare:
    """How a household is looked after once its case has ended.

    Attributes:
        rechecks: So long after the end somebody goes there again.
        severities: A finding of one of these is a relapse.
    """

    rechecks: tuple[Duration, ...]
    severities: tuple[str, ...]
    basis: str = ""
    where: str = ""


@dataclass(frozen=True)
class Version:
    """A procedure as it runs in some regions (everywhere, if none are named) from a day on.

    Attributes:
        decided_by: The step that decides a case; ``""`` if no cases are run by it.
        decides: What a case is then, one of `DECISIONS`.
        opened_by: Who may open a case.
        statuses: The statuses of households it is for; all if none are named.
        kinds: The kinds of household it tells apart; the first that fits is proposed.
        left_reasons: Why a household need no longer be brought to its end.
    """

    start: datetime.date
    regions: tuple[str, ...]
    steps: tuple[Step, ...]
    clocks: tuple[Clock, ...] = ()
    guards: tuple[Guard, ...] = ()
    pauses: tuple[Pause, ...] = ()
    green_channel: GreenChannel | None = None
    decided_by: str = ""
    decides: str = ""
    opened_by: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    kinds: tuple[HouseholdKind, ...] = ()
    left_reasons: tuple[Reason, ...] = ()
    aftercare: Aftercare | None = None
    basis: str = ""
    is_verified: bool = True
    note: str = ""
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)

    @cached_property
    def _by_name(self) -> dict[str, Step]:
        return {step.name: step for step in self.steps}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the steps, in the order of the file."""
        return tuple(step.name for step in self.steps)

    def step(self, name: str) -> Step:
        """Return a step by its name.

        Raises:
            KeyError: if there is none.
        """
        return self._by_name[name]

    def open_steps(self, done: Sequence[str]) -> tuple[Step, ...]:
        """Return the steps that may be taken next, once these are done."""
        return tuple(
            step
            for step in self.steps
            if step.name not in done and all(self._is_past(each, done) for each in step.after)
        )

    def _is_past(self, name: str, done: Sequence[str]) -> bool:
        """Tell whether a step is done, or may be left out and everything before it is past."""
        if name in done:
            return True
        step = self.step(name)
        return step.is_optional and all(self._is_past(each, done) for each in step.after)

    def reachable(self) -> set[str]:
        """Return the steps that can ever be taken."""
        found: set[str] = set()
        growing = True
        while growing:
            ready = {step.name for step in self.steps if set(step.after) <= found}
            growing = ready > found
            found |= ready
        return found


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure in all its versions.

    Attributes:
        of: The subject it is about.
        feed: The feed in which its dates are told to the lake, or ``""``.
        letter: By which the numbers of its cases begin.
        follows: The procedure whose cases it brings to an end, or ``""``.
    """

    name: str
    label: str
    of: str
    area: str
    office: str
    versions: tuple[Version, ...]
    feed: str = ""
    plan: tuple[str, ...] = ()
    letter: str = ""
    follows: str = ""
    note: str = ""
    where: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key."""
        return self.places.get(key, self.where)

    def starting(self, day: datetime.date, places: Sequence[str] = ()) -> Version | None:
        """Return the version that began on a day: the one a case has been pinned to."""
        found = [each for each in self.versions if each.start == day]
        for place in (*places, None):
            for each in found:
                if (place in each.regions) if place is not None else not each.regions:
                    return each
        return None

    def on(self, day: datetime.date, places: Sequence[str] = ()) -> Version | None:
        """Return the version in force on a day, ``None`` before the first.

        Args:
            places: The codes of the region and those above it, the nearest first: a version of a
                nearer one goes before that of a farther, and before one for everywhere.
        """
        running = [each for each in self.versions if each.start <= day]
        for place in (*places, None):
            here = [
                each
                for each in running
                if (place in each.regions if place is not None else not each.regions)
            ]
            if here:
                return max(here, key=lambda each: each.start)
        return None
