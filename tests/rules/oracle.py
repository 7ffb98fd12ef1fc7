"""What a policy should find, worked out by hand: row by row, in plain Python, in three values.

It shares the parsed packs with the engine and nothing else: no types, no SQL, no fusing.
"""

import datetime
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import Any

from sqlglot import exp

from shouwang.base.dates import age_on, months_before
from shouwang.rules.pack import Policy, Total, Variable

Row = Mapping[str, Any]
Names = Callable[[str], Any]


def evaluate(tree: exp.Expr, names: Names) -> Any:
    """Return the value of an expression; ``None`` is unknown."""
    return RULES[type(tree)](tree, names)


def both(one: Any, other: Any) -> Any:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def either(one: Any, other: Any) -> Any:
    return opposite(both(opposite(one), opposite(other)))


def opposite(value: Any) -> Any:
    return None if value is None else not value


def like(one: Any, other: Any) -> tuple[Any, Any]:
    """Two numbers as the engines compare and add them: a double makes both doubles."""
    if isinstance(one, float) and isinstance(other, Decimal | int):
        return one, float(other)
    if isinstance(other, float) and isinstance(one, Decimal | int):
        return float(one), other
    return one, other


def strict(act: Callable[..., Any]) -> Callable[..., Any]:
    """An act that is unknown where one of its values is."""

    def acting(*values: Any) -> Any:
        if any(value is None for value in values):
            return None
        return act(*(like(*values) if len(values) == 2 else values))

    return acting


def product(one: Any, other: Any) -> Any:
    return (
        one * other
        if isinstance(one, int) and isinstance(other, int)
        else float(one) * float(other)
    )


def quotient(one: Any, other: Any) -> Any:
    return float(one) / float(other) if other else None


def half_up(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else math.floor(float(value) + 0.5)


BINARY: Mapping[type, Callable[[Any, Any], Any]] = {
    exp.Add: strict(lambda a, b: a + b),
    exp.Sub: strict(lambda a, b: a - b),
    exp.Mul: strict(product),
    exp.Div: strict(quotient),
    exp.EQ: strict(lambda a, b: a == b),
    exp.NEQ: strict(lambda a, b: a != b),
    exp.LT: strict(lambda a, b: a < b),
    exp.LTE: strict(lambda a, b: a <= b),
    exp.GT: strict(lambda a, b: a > b),
    exp.GTE: strict(lambda a, b: a >= b),
    exp.And: both,
    exp.Or: either,
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "age_on": strict(age_on),
    "months_before": strict(lambda day, months: months_before(day, int(months))),
    "days_between": strict(lambda start, end: (end - start).days),
    "year_of": strict(lambda day: day.year),
}


def _literal(tree: exp.Expr, _names: Names) -> Any:
    if tree.is_string:
        return tree.name
    number = Decimal(tree.name)
    return int(number) if number == number.to_integral_value() else number


def _case(tree: exp.Expr, names: Names) -> Any:
    for branch in tree.args["ifs"]:
        holds = evaluate(branch.this, names)
        if holds is None:
            return None
        if holds:
            return evaluate(branch.args["true"], names)
    return evaluate(tree.args["default"], names)


def _values(tree: exp.Expr, names: Names) -> list[Any]:
    return [evaluate(each, names) for each in (tree.this, *tree.expressions)]


def _extreme(choose: Callable[[Iterable[Any]], Any]) -> Callable[[exp.Expr, Names], Any]:
    def chosen(tree: exp.Expr, names: Names) -> Any:
        values = _values(tree, names)
        return None if any(value is None for value in values) else choose(values)

    return chosen


def _between(tree: exp.Expr, names: Names) -> Any:
    value, low, high = (evaluate(tree.args[key], names) for key in ("this", "low", "high"))
    return both(BINARY[exp.GTE](value, low), BINARY[exp.LTE](value, high))


def _in(tree: exp.Expr, names: Names) -> Any:
    value = evaluate(tree.this, names)
    return reduce(either, (BINARY[exp.EQ](value, evaluate(m, names)) for m in tree.expressions))


def _binary(tree: exp.Expr, names: Names) -> Any:
    return BINARY[type(tree)](evaluate(tree.this, names), evaluate(tree.expression, names))


def _call(tree: exp.Expr, names: Names) -> Any:
    return FUNCTIONS[tree.name.lower()](*(evaluate(each, names) for each in tree.expressions))


RULES: Mapping[type, Callable[[Any, Names], Any]] = {
    exp.Column: lambda tree, names: names(tree.name),
    exp.Literal: _literal,
    exp.Boolean: lambda tree, _names: bool(tree.this),
    exp.Paren: lambda tree, names: evaluate(tree.this, names),
    exp.Neg: lambda tree, names: strict(lambda a: -a)(evaluate(tree.this, names)),
    exp.Not: lambda tree, names: opposite(evaluate(tree.this, names)),
    exp.Is: lambda tree, names: evaluate(tree.this, names) is None,
    exp.Between: _between,
    exp.In: _in,
    exp.Case: _case,
    exp.Coalesce: lambda t, names: next((v for v in _values(t, names) if v is not None), None),
    exp.Least: _extreme(min),
    exp.Greatest: _extreme(max),
    exp.Abs: lambda tree, names: strict(abs)(evaluate(tree.this, names)),
    exp.Round: lambda tree, names: half_up(evaluate(tree.this, names)),
    exp.Anonymous: _call,
    **dict.fromkeys(BINARY, _binary),
}


class Oracle:
    """The values of all variables over some tables.

    Attributes:
        tables: Feed → rows, money in minor units.
        missing: Feeds that have not been delivered.
    """

    def __init__(
        self,
        policy: Policy,
        tables: Mapping[str, Sequence[Row]],
        *,
        on: datetime.date,
        missing: frozenset[str] = frozenset(),
    ) -> None:
        self.policy = policy
        self.content = policy.content
        self.tables = tables
        self.on = on
        self.missing = missing
        self.known: dict[tuple[str, str, Any], Any] = {}

    def subjects(self, name: str) -> list[Row]:
        """Return the rows that count as subjects."""
        subject = self.content.subjects.get(name)
        if (subject.table if subject else name) in self.missing:
            return []
        if subject is None:
            return list(self.tables.get(name, ()))
        gone = {"household": "left_on", "person": "gone_on", "departed": "gone_on"}[name]
        is_gone = name == "departed"
        return [
            row for row in self.tables.get(subject.table, ()) if (row[gone] is not None) is is_gone
        ]

    def value(self, name: str, subject: str, row: Row | None) -> Any:
        """Return what a name means for a subject, or for the one it belongs to."""
        if name == "as_of":
            return self.on
        if name in self.policy.parameters:
            return self.parameter(name)
        if row is None:
            return None
        if name in row:
            return row[name]
        variable = self.policy.variables.get(name)
        if variable is not None and variable.of == subject:
            place = (name, subject, row[self.key(subject)])
            if place not in self.known:
                self.known[place] = self.variable(variable, row)
            return self.known[place]
        parent, column = self.parent(subject)
        assert parent, name
        above = [each for each in self.subjects(parent) if each[self.key(parent)] == row[column]]
        return self.value(name, parent, above[0] if above else None)

    def parameter(self, name: str) -> Any:
        value = self.policy.value(name, self.on)
        whole = isinstance(value, Decimal) and value == value.to_integral_value()
        return int(value) if whole else value  # type: ignore[call-overload]

    def key(self, subject: str) -> str:
        found = self.content.subjects.get(subject)
        return found.key if found else self.content.contracts[subject].key[0]

    def parent(self, subject: str) -> tuple[str, str]:
        found = self.content.subjects.get(subject)
        if found is not None:
            return found.parent, found.parent_column
        kinds = {
            column.type.value: column.name for column in self.content.contracts[subject].columns
        }
        kind = next((each for each in ("household", "person") if each in kinds), "")
        return kind, kinds.get(kind, "")

    def variable(self, variable: Variable, row: Row) -> Any:
        if not variable.source:
            assert variable.formula is not None
            value = evaluate(variable.formula, lambda name: self.value(name, variable.of, row))
            return self.stored(variable, value)
        source = self.content.subjects.get(variable.source)
        rows, through = self.rows_of(variable, row)
        if {source.table if source else variable.source, *through} & self.missing:
            return None
        scope = source.name if source else variable.source
        cells = [
            (
                each,
                True
                if variable.condition is None
                else evaluate(variable.condition, lambda n, each=each: self.value(n, scope, each)),
                None
                if variable.formula is None
                else evaluate(variable.formula, lambda n, each=each: self.value(n, scope, each)),
            )
            for each in rows
        ]
        if variable.total not in {Total.LATEST, Total.EARLIEST}:
            pairs = [(counts, self.stored(variable, value)) for _row, counts, value in cells]
            return self.stored(variable, total(variable.total, pairs))
        contract = self.content.contracts[variable.source]
        order = [name for name in (contract.date, *contract.key) if name]
        possible = [cell for cell in cells if cell[1] is not False]
        if not possible:
            return None
        pick = max if variable.total is Total.LATEST else min
        _row, counts, value = pick(possible, key=lambda cell: [cell[0][name] for name in order])
        return self.stored(variable, value) if counts else None

    def rows_of(self, variable: Variable, row: Row) -> tuple[list[Row], set[str]]:
        """Return the rows that a variable totals for a subject, and the tables on the way."""
        key = row[self.key(variable.of)]
        source = self.content.subjects.get(variable.source)
        if source is not None:
            below = self.subjects(source.name)
            return [each for each in below if each[source.parent_column] == key], set()
        rows = list(self.tables.get(variable.source, ()))
        columns = {
            column.name: column.type.value
            for column in self.content.contracts[variable.source].columns
        }
        kind = {"household": "household", "person": "person", "departed": "person"}.get(variable.of)
        own = [name for name, type_ in columns.items() if type_ == kind] if kind else []
        own = own or [name for name in columns if name == self.key(variable.of)]
        if own:
            return [each for each in rows if each[own[0]] == key], set()
        named = next(name for name, type_ in columns.items() if type_ == "person")
        members = {p["soul"] for p in self.subjects("person") if p["hearth"] == key}
        return [each for each in rows if each[named] in members], {"soul"}

    def stored(self, variable: Variable, value: Any) -> Any:
        is_money = variable.unit.power(self.content.money_unit) > 0
        is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        return half_up(value) if is_money and is_number else value


def total(kind: Total | None, cells: Sequence[tuple[Any, Any]]) -> Any:
    """Return a total over rows of which it is known, or not, whether they count."""
    counting = [value for counts, value in cells if counts]
    is_sure = all(counts is not None for counts, _value in cells)
    if kind is Total.COUNT:
        return len(counting) if is_sure else None
    if kind is Total.ANY:
        return reduce(either, (both(*cell) for cell in cells), False)
    if kind is Total.ALL:
        return reduce(both, (either(opposite(counts), value) for counts, value in cells), True)
    if not is_sure or any(value is None for value in counting):
        return None
    if kind is Total.TOTAL:
        return sum(counting)
    if not counting:
        return None
    if kind is Total.SHARE:
        return sum(counting) / len(counting)
    if kind is Total.MEAN:
        return float(sum(counting)) / len(counting)
    return max(counting) if kind is Total.MAX else min(counting)
