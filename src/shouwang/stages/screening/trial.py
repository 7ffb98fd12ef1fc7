"""The examples of packs, run: each is a household of its own in a place of its own."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
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
from shouwang.rules.graph import narrowed
from shouwang.rules.pack import Example, Policy
from shouwang.rules.source import WRITTEN, as_written, shown
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
        compiled = compile_policy(narrowed(policy, names), on=day)
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
        given = example.given.get(name, ())
        home = _Home(content, example, number, problems)
        found = [home.row(contract, cells, index) for index, cells in enumerate(given, start=1)]
        home.refuse_doubles(contract, found)
        rows += found
    return pa.Table.from_pylist([] if problems else rows, schema=schema)


@dataclass(frozen=True, slots=True)
class _Home:
    """The household of an example: its number, and what is wrong with what is given of it."""

    content: Content
    example: Example
    number: int
    problems: list[Problem]

    def row(self, contract: Schema, given: Mapping[str, Any], index: int) -> dict[str, Any]:
        """Return a row of a table from the cells that are given."""
        known = {column.name for column in contract.columns}
        for key in given:
            if key not in known:
                self._fault(
                    _("{name} is no column of {feed}").format(name=shown(key), feed=contract.name)
                )
        row: dict[str, Any] = dict.fromkeys(self.content.partition, _place(self.number))
        for column in contract.columns:
            try:
                row[column.name] = self._cell(column, contract, given, index)
            except (ValueError, ArithmeticError):
                self._fault(
                    _("{column}: {value} is no {type}").format(
                        column=f"{contract.name}.{column.name}",
                        value=shown(given.get(column.name)),
                        type=column.type,
                    )
                )
        return row

    def _cell(self, column: Column, contract: Schema, given: Mapping[str, Any], index: int) -> Any:
        value = given.get(column.name)
        if column.is_reference:
            return self._key(column, contract, value, index)
        if value is not None:
            return typed_value(_text(value), column, self.content)
        if column.name in contract.key and column.type in {ColumnType.TEXT, ColumnType.INTEGER}:
            return index if column.type is ColumnType.INTEGER else f"{self.number}-{index}"
        return None if column.name in given else typed_value("", column, self.content)

    def _key(self, column: Column, contract: Schema, value: Any, index: int) -> int | str:
        """The household of the example, or the person given (its own among the persons)."""
        key = self.number * ROOM
        if column.type is ColumnType.PERSON:
            subject = self.content.subjects.get(column.type.value)
            is_own = subject is not None and subject.table == contract.name
            place = index if is_own else 1 if value is None else int(_text(value))
            if not 0 < place < ROOM:
                raise ValueError(place)
            key += place
        return key if self.content.key_types.get(column.type.value) == "integer" else str(key)

    def refuse_doubles(self, contract: Schema, rows: Sequence[Mapping[str, Any]]) -> None:
        """Two rows of one key would be one in the lake."""
        keys = [tuple(row.get(name) for name in contract.key) for row in rows]
        if len(set(keys)) < len(keys):
            self._fault(
                _("{feed}: two rows have the same {key}").format(
                    feed=contract.name, key=", ".join(contract.key)
                )
            )

    def _fault(self, message: str) -> None:
        self.problems.append(Problem(self.example.where, message))


def _text(value: Any) -> str:
    """Return a cell as a file would hold it."""
    if not isinstance(value, WRITTEN):
        raise ValueError(value)  # noqa: TRY004 - a cell that cannot be read, like any other
    return as_written(value)


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
    with _database().cursor() as engine:
        for name, table in tables.items():
            engine.register(name, table)
        engine.register("covered", _covered(delivered, compiled, content, places))
        for step in compiled.steps:
            kind = "TABLE" if step.is_stored else "VIEW"
            engine.execute(f"CREATE TEMP {kind} {quoted(step.name)} AS {step.sql(pretty=False)}")
        found = _answers(engine, compiled, content)
    return [
        _outcome(found, compiled, example, place)
        for place, example in zip(places, examples, strict=True)
    ]


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """The engine of all trials, opened once: each works in a connection of its own."""
    return duckdb.connect(":memory:", config={"threads": 1})


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


def _answers(
    engine: duckdb.DuckDBPyConnection, compiled: CompiledPolicy, content: Content
) -> dict[str, dict[str, str]]:
    """Return check → place → outcome of the first subject there: one query for each subject."""
    answers: dict[str, dict[str, str]] = {}
    for subject in compiled.subjects.values():
        place = exp.column(content.coverage_level, quoted=True)
        conditions = [outcome.condition for outcome in subject.outcomes]
        query = (
            exp.select(place, *conditions)
            .from_(table(subject.step, PREVIOUS))
            .order_by(exp.column(subject.key, quoted=True))
        )
        rows = engine.execute(query.sql(dialect="duckdb")).fetchall()
        for index, outcome in enumerate(subject.outcomes, start=1):
            # Backwards, so that the first subject of a place is the one that stays.
            answers[outcome.check.name] = {row[0]: OUTCOMES[row[index]] for row in reversed(rows)}
    return answers


def _outcome(
    answers: Mapping[str, Mapping[str, str]], compiled: CompiledPolicy, example: Example, place: str
) -> str:
    if example.check in compiled.not_in_force:
        return "not_in_force"
    return answers[example.check].get(place, "no_subject")
