"""The examples of packs, run: each is a household of its own in a place of its own."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import InvalidOperation
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.lake.duck import quoted
from shouwang.lake.physical import lake_schema
from shouwang.rules.build import PREVIOUS, table
from shouwang.rules.compile import compile_policy
from shouwang.rules.content import Content
from shouwang.rules.pack import Example, Policy
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.screening.delivered import Delivered, covered_table
from shouwang.stages.screening.typed_csv import typed_value

# Numbers of households are this far apart, so that each has room for the numbers of its persons.
ROOM = 1000
OUTCOMES = {True: "hit", False: "clear", None: "not_evaluable"}


@dataclass(frozen=True, slots=True)
class Trial:
    """An example and what came out."""

    example: Example
    outcome: str

    @property
    def is_right(self) -> bool:
        """Whether it came out as the example says."""
        return self.outcome == self.example.expect


def run_examples(policy: Policy, *, checks: Iterable[str] | None = None) -> list[Trial]:
    """Run the examples of some checks (all by default) and return how they came out.

    Raises:
        InputProblems: if an example gives a value that its contract does not know.
    """
    wanted = set(policy.checks if checks is None else checks)
    by_day: dict[datetime.date, list[Example]] = {}
    for example in policy.examples:
        if example.check in wanted:
            by_day.setdefault(example.as_of, []).append(example)
    problems: list[Problem] = []
    trials: list[Trial] = []
    for day, examples in sorted(by_day.items()):
        names = {example.check for example in examples}
        compiled = compile_policy(policy, on=day, checks=names)
        tables = {
            name: _table(name, examples, policy.content, problems) for name in compiled.columns
        }
        if not problems:
            outcomes = _outcomes(compiled, policy.content, examples, tables)
            trials += [
                Trial(each, outcome) for each, outcome in zip(examples, outcomes, strict=True)
            ]
    if problems:
        raise InputProblems(problems)
    return trials


def lacking_examples(policy: Policy) -> list[Problem]:
    """Return the checks that are not shown to hit, to be clear and to be not evaluable."""
    shown: dict[str, set[str]] = {}
    for example in policy.examples:
        shown.setdefault(example.check, set()).add(example.expect)
    problems = []
    for check in policy.checks.values():
        missing = set(OUTCOMES.values()) - shown.get(check.name, set())
        if missing:
            problems.append(
                Problem(
                    check.where,
                    _("{name} has no example that is: {outcomes}").format(
                        name=check.name, outcomes=", ".join(sorted(missing))
                    ),
                )
            )
    return problems


def _place(number: int) -> str:
    return f"example-{number}"


def _table(
    name: str, examples: Sequence[Example], content: Content, problems: list[Problem]
) -> pa.Table:
    contract = content.contracts[name]
    schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
    rows = []
    for number, example in enumerate(examples, start=1):
        for index, given in enumerate(example.given.get(name, ()), start=1):
            rows.append(_row(contract, content, example, given, number, index, problems))
    return pa.Table.from_pylist([] if problems else rows, schema=schema)


def _row(
    contract: Schema, content: Content, example: Example, given: Mapping[str, Any],
    number: int, index: int, problems: list[Problem],
) -> dict[str, Any]:  # fmt: skip
    row: dict[str, Any] = dict.fromkeys(content.partition, _place(number))
    known = {column.name for column in contract.columns}
    problems += [
        Problem(
            example.where, _("{name} is no column of {feed}").format(name=key, feed=contract.name)
        )
        for key in given
        if key not in known
    ]
    for column in contract.columns:
        value = given.get(column.name)
        if column.is_reference:
            row[column.name] = _key(column, content, contract, number, value, index)
        elif value is not None:
            try:
                row[column.name] = typed_value(_text(value), column, content)
            except (ValueError, InvalidOperation):
                problems.append(
                    Problem(
                        example.where,
                        _("{column}: {value} is no {type}").format(
                            column=f"{contract.name}.{column.name}",
                            value=repr(value),
                            type=column.type,
                        ),
                    )
                )
        elif column.name in contract.key and column.type in {ColumnType.TEXT, ColumnType.INTEGER}:
            row[column.name] = index if column.type is ColumnType.INTEGER else f"{number}-{index}"
        elif column.name in given:
            row[column.name] = None
        else:
            row[column.name] = typed_value("", column, content)
    return row


def _key(
    column: Column, content: Content, contract: Schema, number: int, value: Any, index: int
) -> int | str:
    """The household of the example, or the person given (the row's own in the table of persons)."""
    key = number * ROOM
    if column.type is ColumnType.PERSON:
        own = content.subjects[column.type.value].table == contract.name
        key += index if own else int(value or 1)
    return key if content.key_types.get(column.type.value) == "integer" else str(key)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _outcomes(
    compiled: CompiledPolicy, content: Content, examples: Sequence[Example],
    tables: Mapping[str, pa.Table],
) -> list[str]:  # fmt: skip
    places = [_place(number) for number in range(1, len(examples) + 1)]
    delivered = Delivered(
        {
            feed: {
                place: frozenset({None})
                for place, example in zip(places, examples, strict=True)
                if feed not in example.undelivered
            }
            for feed in content.contracts
        }
    )
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        for name, table in tables.items():
            engine.register(name, table)
        engine.register("covered", _covered(delivered, compiled, content, places))
        for step in compiled.steps:
            kind = "TABLE" if step.is_stored else "VIEW"
            engine.execute(f"CREATE TEMP {kind} {quoted(step.name)} AS {step.sql(pretty=False)}")
        return [
            _outcome(engine, compiled, content, example, number)
            for number, example in enumerate(examples, start=1)
        ]


def _covered(
    delivered: Delivered, compiled: CompiledPolicy, content: Content, places: list[str]
) -> pa.Table:
    """Every feed counts as delivered in all its periods, but for those an example withholds."""
    contracts = {name: _without_periods(contract) for name, contract in content.contracts.items()}
    return covered_table(
        delivered, contracts, compiled.covered, places,
        level=content.coverage_level, on=compiled.on,
    )  # fmt: skip


def _without_periods(contract: Schema) -> Schema:
    return replace(contract, cadence="event")


def _outcome(
    engine: duckdb.DuckDBPyConnection, compiled: CompiledPolicy, content: Content,
    example: Example, number: int,
) -> str:  # fmt: skip
    if example.check in compiled.not_in_force:
        return "not_in_force"
    subject, outcome = next(
        (each, outcome)
        for each in compiled.subjects.values()
        for outcome in each.outcomes
        if outcome.check.name == example.check
    )
    place = exp.EQ(
        this=exp.column(content.coverage_level, quoted=True),
        expression=exp.Literal.string(_place(number)),
    )
    query = (
        exp.select(outcome.condition)
        .from_(table(subject.step, PREVIOUS))
        .where(place)
        .order_by(exp.column(subject.key, quoted=True))
        .limit(1)
    )
    found = engine.execute(query.sql(dialect="duckdb")).fetchone()
    return OUTCOMES[found[0]] if found else "no_subject"
