"""Balances and aims of a programme as a page tells them: the sums of both sides, and the gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Parameter, Policy
from shouwang.rules.practice import Practice
from shouwang.rules.programmes import Aim, Balance, Programme
from shouwang.web.board import told
from shouwang.web.board.told import Number

NEAR = 0.5  # of a unit: figures are kept as floating numbers
PERCENT = "percent"
CLOSED, OPEN, UNKNOWN = "good", "bad", "blind"


@dataclass(frozen=True, slots=True)
class Term:
    """An indicator in a balance."""

    indicator: Indicator
    figure: Number | None

    @property
    def value(self) -> str:
        """The figure as it is written."""
        return told.written(self.indicator, self.figure.value if self.figure else None)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A balance with its figures.

    Attributes:
        state: ``good`` where both sides are equal, ``bad`` where not, ``blind`` where one is unknown.
    """

    balance: Balance
    left: Sequence[Term]
    right: Sequence[Term]

    @property
    def gap(self) -> float | None:
        """By how much the left side is more than the right one."""
        sides = [
            [each.figure.value if each.figure else None for each in side]
            for side in (self.left, self.right)
        ]
        if any(value is None for side in sides for value in side):
            return None
        left, right = (sum(value for value in side if value is not None) for side in sides)
        return left - right

    @property
    def state(self) -> str:
        """Whether it closes."""
        gap = self.gap
        if gap is None:
            return UNKNOWN
        return CLOSED if abs(gap) < NEAR else OPEN

    @property
    def told_gap(self) -> str:
        """The gap as it is written."""
        gap = self.gap
        return told.written(self.left[0].indicator, abs(gap)) if gap is not None else ""

    @property
    def is_more(self) -> bool:
        """Whether the left side is more."""
        return (self.gap or 0) > 0


@dataclass(frozen=True, slots=True)
class Held:
    """An aim with its figure and its line."""

    aim: Aim
    term: Term
    line: float | None
    parameter: Parameter

    @property
    def state(self) -> str:
        """Whether it is kept."""
        value = self.term.figure.value if self.term.figure else None
        if value is None or self.line is None:
            return UNKNOWN
        is_kept = value >= self.line if self.aim.at_least else value <= self.line
        return CLOSED if is_kept else OPEN

    @property
    def told_line(self) -> str:
        """The line as it is written."""
        return told.written(self.term.indicator, self.line)


def weighed(
    programme: Programme, practice: Practice, figures: Mapping[str, Number]
) -> list[Weighed]:
    """Return the balances of a programme with some figures."""

    def terms(names: Sequence[str]) -> list[Term]:
        return [Term(practice.indicators[name], figures.get(name)) for name in names]

    return [Weighed(each, terms(each.left), terms(each.right)) for each in programme.balances]


def aimed(
    programme: Programme,
    policy: Policy,
    practice: Practice,
    figures: Mapping[str, Number],
    *,
    on: date,
) -> list[Held]:
    """Return the aims of a programme with some figures, held against the parameters of a day."""
    found = []
    for aim in programme.aims:
        parameter = policy.parameters[aim.at_least or aim.at_most]
        indicator = practice.indicators[aim.indicator]
        value = parameter.on(on)
        line = _in_unit(value.value, parameter, indicator) if value is not None else None
        found.append(Held(aim, Term(indicator, figures.get(aim.indicator)), line, parameter))
    return found


def _in_unit(value: object, parameter: Parameter, indicator: Indicator) -> float | None:
    """Return a parameter in the unit of an indicator: of a share, as a part of one."""
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        return None
    is_percent = str(parameter.unit) == PERCENT
    return float(value) / 100 if is_percent and told.is_share(indicator) else float(value)
