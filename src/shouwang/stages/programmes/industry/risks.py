"""The cell of a project in the risk matrix: what makes trouble likelier, and how many it would hit."""

from collections.abc import Callable
from dataclasses import dataclass

from shouwang.calc import risk
from shouwang.rules.project_rules import Factor, Matrix
from shouwang.stages.programmes.industry.facts import Facts

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Standing:
    """A factor as it stands: whether it holds (``None``: nobody can say), and its value."""

    factor: Factor
    holds: bool | None
    value: float | str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A project in the matrix.

    Attributes:
        grade, label: A grade of the content.
        answers: What is done about it, once each.
    """

    probability: int
    impact: int
    grade: str
    label: str
    standings: tuple[Standing, ...]
    households: int
    promised: float | None

    @property
    def answers(self) -> tuple[str, ...]:
        """What the factors that hold are answered with, each once."""
        return tuple(dict.fromkeys(each.factor.answer for each in self.standings if each.holds))

    @property
    def unknown(self) -> int:
        """How many factors nobody can tell of."""
        return sum(each.holds is None for each in self.standings)


def cell(facts: Facts, matrix: Matrix) -> Cell:
    """Return the cell of a project: what is not known raises nothing, and is told."""
    standings = tuple(_standing(each, facts) for each in matrix.factors)
    raised = sum(each.factor.by for each in standings if each.holds)
    probability = min(risk.STEPS, 1 + raised)
    households = len({each.household for each in facts.active})
    known = [each.promised for each in facts.active if each.promised is not None]
    promised = sum(known) / len(known) / 100 if known else None
    impact = max(
        risk.rung(households, [float(each) for each in matrix.households]),
        risk.rung(promised or 0, [float(each) for each in matrix.promised]),
    )
    grade = risk.graded(
        probability, impact, [(int(each.least), each.name) for each in matrix.grades]
    )
    labels = {each.name: each.label for each in matrix.grades}
    return Cell(probability, impact, grade, labels[grade], standings, households, promised)


def _standing(factor: Factor, facts: Facts) -> Standing:
    holds, value = _READ[factor.name](facts, float(factor.at))
    return Standing(factor, holds, value)


Read = tuple[bool | None, float | str | None]


def _price_fall(facts: Facts, at: float) -> Read:
    change = facts.price_change
    return (None if change is None else -change >= at), change


def _one_product(facts: Facts, at: float) -> Read:
    share = facts.line_share
    return (None if share is None else share >= at), share


def _not_insured(facts: Facts, _at: float) -> Read:
    insured = facts.project.get("insured")
    return (None if insured is None else not insured), None


def _few_orders(facts: Facts, at: float) -> Read:
    share = facts.project.get("order_share")
    return (None if share is None else float(share) < at), None if share is None else float(share)


def _operator_bad(facts: Facts, _at: float) -> Read:
    if facts.operator is None:
        return (None if facts.project.get("operator") else False), None
    state = facts.operator["state"]
    return state != OPEN, state


def _operator_dishonest(facts: Facts, _at: float) -> Read:
    if facts.operator is None:
        return (None if facts.project.get("operator") else False), None
    return facts.operator["dishonest"], None


def _dividend_overdue(facts: Facts, _at: float) -> Read:
    owed = (facts.operator or {}).get("overdue_dividend")
    if facts.operator is None and facts.project.get("operator"):
        return None, None
    return bool(owed), (owed or 0) / 100


def _households_left(facts: Facts, at: float) -> Read:
    planned = facts.project.get("households_planned")
    if not planned:
        return None, None
    left = 1 - len({each.household for each in facts.active}) / planned
    return left >= at, left


def _losing(facts: Facts, _at: float) -> Read:
    profit = facts.project.get("profit_last_year")
    return (None if profit is None else profit < 0), None if profit is None else profit / 100


_READ: dict[str, Callable[[Facts, float], Read]] = {
    "price_fall": _price_fall,
    "one_product": _one_product,
    "not_insured": _not_insured,
    "few_orders": _few_orders,
    "operator_bad": _operator_bad,
    "operator_dishonest": _operator_dishonest,
    "dividend_overdue": _dividend_overdue,
    "households_left": _households_left,
    "losing": _losing,
}
