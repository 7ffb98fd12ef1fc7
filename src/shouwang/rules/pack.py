"""What a pack holds: parameters with dated values, variables, checks, examples."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlglot import exp

from shouwang.rules.content import Content
from shouwang.rules.units import Unit

Value = Decimal | str | datetime.date


class Total(StrEnum):
    """How many rows become one value."""

    TOTAL = "total"
    COUNT = "count"
    LATEST = "latest"
    EARLIEST = "earliest"
    MAX = "max"
    MIN = "min"
    MEAN = "mean"
    ANY = "any"
    ALL = "all"
    SHARE = "share"


# Stands for the condition of a check that could not be read, so that the rest of it can be.
UNREADABLE = exp.false()
CONDITIONS = frozenset({Total.ANY, Total.ALL, Total.SHARE})


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value of a parameter from a day on, and the article that set it."""

    start: datetime.date
    value: Value
    basis: str
    is_verified: bool
    where: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number, word or date that a policy sets, by date."""

    name: str
    label: str
    unit: Unit
    type: str
    values: tuple[DatedValue, ...]
    pack: str
    where: str
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key in the pack's file, for problems with it."""
        return self.places.get(key, self.where)

    def on(self, day: datetime.date) -> DatedValue | None:
        """Return the value in force that day, or ``None`` before the first."""
        running = [each for each in self.values if each.start <= day]
        return max(running, key=lambda each: each.start) if running else None


@dataclass(frozen=True, slots=True)
class Variable:
    """A derived column: a formula over the subject, or a total over the rows of a source.

    Attributes:
        formula: The tree of the formula, or of the value or condition that is totalled.
        source: The feed or subject whose rows are totalled; ``""`` for a formula.
        covers: How many of the latest due periods must have been delivered.
    """

    name: str
    label: str
    of: str
    unit: Unit
    formula: exp.Expr | None
    pack: str
    where: str
    source: str = ""
    total: Total | None = None
    condition: exp.Expr | None = None
    covers: int = 1
    text: str = ""
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key in the pack's file, for problems with it."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Check:
    """A condition under which somebody must look."""

    name: str
    label: str
    of: str
    area: str
    fails_when: exp.Expr
    text: str
    message: str
    severity: str
    risk: str
    answer_by: str
    answer_days: int
    basis: str
    pack: str
    where: str
    rule: str = ""
    note: str = ""
    finds: tuple[str, ...] = ()
    is_verified: bool = True
    places: Mapping[str, str] = field(default_factory=dict)

    def at(self, key: str) -> str:
        """Return the place of a key in the pack's file, for problems with it."""
        return self.places.get(key, self.where)


@dataclass(frozen=True, slots=True)
class Pack:
    """One folder of policy."""

    name: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """Inputs of one household and the outcome a check must have on them."""

    check: str
    about: str
    as_of: datetime.date
    given: Mapping[str, list[Mapping[str, Any]]]
    undelivered: frozenset[str]
    expect: str
    where: str


@dataclass(frozen=True, slots=True)
class Gap:
    """What the policy asks for and no check says, and why not."""

    what: str
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class Policy:
    """All packs of a content directory, read and linted; ``digest`` names the release."""

    content: Content
    packs: Mapping[str, Pack]
    parameters: Mapping[str, Parameter]
    variables: Mapping[str, Variable]
    checks: Mapping[str, Check]
    examples: tuple[Example, ...] = ()
    digest: str = ""
    settings: Mapping[str, Value] = field(default_factory=dict)
    gaps: tuple[Gap, ...] = ()

    def value(self, name: str, day: datetime.date) -> Value | None:
        """Return a parameter's value that day, or what it was set to for a rehearsal."""
        if name in self.settings:
            return self.settings[name]
        dated = self.parameters[name].on(day)
        return dated.value if dated else None
