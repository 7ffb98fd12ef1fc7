"""One household through one check, as a tree: values, rows they came from, parameters, articles."""

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import duckdb
from sqlglot import exp

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Column
from shouwang.base.words import _
from shouwang.lake.duck import quoted
from shouwang.rules.binding import Binder
from shouwang.rules.build import PREVIOUS, table, unexpected
from shouwang.rules.content import Content, Subject
from shouwang.rules.expression import names_in
from shouwang.rules.graph import typed
from shouwang.rules.pack import Check, Policy, Variable
from shouwang.rules.steps import CompiledPolicy, Outcome, flag
from shouwang.rules.types import Type
from shouwang.rules.vocabulary import Named, Origin, Vocabulary
from shouwang.stages.screening.delivered import covered_table
from shouwang.stages.screening.household import Rows, household_rows
from shouwang.stages.screening.sheet import compiled as compiled_policy, is_released
from shouwang.stages.screening.tables import Tables
from shouwang.stages.screening.wording import message, shown

OUTCOMES = {True: "hit", False: "clear", None: "not_evaluable"}
MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a check came out for a household, with a tree for each subject of it."""

    household: str
    check: Check
    as_of: datetime.date
    outcome: str
    subjects: tuple[Mapping[str, Any], ...]
    tables: str

    def as_json(self) -> dict[str, Any]:
        """Return it as the document of ``explain --json``."""
        return {
            "household": self.household,
            "check": self.check.name,
            "label": self.check.label,
            "as_of": self.as_of.isoformat(),
            "tables": self.tables,
            "basis": self.check.basis,
            "outcome": self.outcome,
            "subjects": list(self.subjects),
        }


def explain(
    policy: Policy, tables: Tables, *, household: str, check: str, on: datetime.date
) -> Explanation:
    """Return how a check comes out for a household, and why.

    Raises:
        InputProblems: if there is no such check or no such household.
    """
    if check not in policy.checks:
        raise InputProblems(
            [Problem(check, _("there is no such check"), _("see: shouwang packs list"))]
        )
    compiled = compiled_policy(policy, on, [check])
    if check in compiled.not_in_force:
        raise InputProblems(
            [Problem(check, _("a parameter of it has no value on {day}").format(day=on))]
        )
    rows = household_rows(policy, tables, compiled, household=household)
    with _engine(policy.content, tables, compiled, rows) as engine:
        teller = _Teller(policy, tables, compiled, engine, rows)
        subjects = tuple(teller.subjects(policy.checks[check], household))
    found = [subject["outcome"] for subject in subjects]
    outcome = next((each for each in ("hit", "not_evaluable", "clear") if each in found),
                   "no_subject")  # fmt: skip
    return Explanation(household, policy.checks[check], on, outcome, subjects, tables.digest)


@contextmanager
def _engine(
    content: Content, tables: Tables, compiled: CompiledPolicy, rows: Rows
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield an engine in which the check's steps have run over the household's rows alone."""
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        for name, table in rows.tables.items():
            engine.register(name, table)
        engine.register(
            "covered",
            covered_table(tables.delivered, content.contracts, compiled.covered, [rows.place],
                          level=content.coverage_level, on=compiled.on),
        )  # fmt: skip
        for step in compiled.steps:
            engine.execute(f"CREATE TEMP TABLE {quoted(step.name)} AS {step.sql(pretty=False)}")
        yield engine


# Typing all variables of a policy takes as long as explaining a check; it is done once a process.
_vocabularies: dict[tuple[str, datetime.date], Vocabulary] = {}


def _typed_vocabulary(policy: Policy, on: datetime.date) -> Vocabulary:
    key = (policy.digest, on)
    if is_released(policy) and key in _vocabularies:
        return _vocabularies[key]
    vocabulary = Vocabulary(policy, on)
    typed(vocabulary)
    if is_released(policy):
        _vocabularies.clear()
        _vocabularies[key] = vocabulary
    return vocabulary


class _Teller:
    """Tells the tree of a check from the steps that have run."""

    def __init__(
        self, policy: Policy, tables: Tables, compiled: CompiledPolicy,
        engine: duckdb.DuckDBPyConnection, rows: Rows,
    ) -> None:  # fmt: skip
        self.policy = policy
        self.content = policy.content
        self.tables = tables
        self.compiled = compiled
        self.engine = engine
        self.rows = rows
        self.vocabulary = _typed_vocabulary(policy, compiled.on)

    def subjects(self, check: Check, household: str) -> Iterator[dict[str, Any]]:
        """Yield each subject of the household with its outcome, hits first."""
        compiled = next(iter(self.compiled.subjects.values()))
        outcome = compiled.outcomes[0]
        columns: list[str | exp.Expr] = [compiled.key, outcome.condition]
        columns.append(compiled.household_column or compiled.key)
        rows = self._select(compiled.step, columns)
        order = {True: 0, None: 1, False: 2}
        own = [row for row in rows if str(row[2]) == household or not compiled.household_column]
        found = sorted(own, key=lambda row: (order[row[1]], row[0]))
        subject = self.vocabulary.subject(check.of)
        assert subject is not None  # noqa: S101 - linted
        for key, value, _household in found:
            yield {
                "subject": check.of,
                "key": key,
                "outcome": OUTCOMES[value],
                "message": self._message(outcome, compiled.step, compiled.key, key)
                if value
                else "",
                "tree": {
                    "kind": "check",
                    "name": check.name,
                    "label": check.label,
                    "value": OUTCOMES[value],
                    "formula": check.text,
                    "basis": check.basis,
                    "parts": [
                        self._node(name, subject, key) for name in names_in(check.fails_when)
                    ],
                },
            }

    def _message(self, outcome: Outcome, step: str, key_column: str, key: Any) -> str:
        values = dict(outcome.fixed)
        for name in outcome.names:
            values[name] = self._cell(step, name, key_column, key)
        return message(outcome.check, values, outcome.types, self.content)

    # ------------------------------------------------------------------- nodes

    def _node(self, name: str, subject: Subject, key: Any) -> dict[str, Any]:
        named = self.vocabulary.find(name, subject)
        assert named is not None  # noqa: S101 - linted
        if named.origin in {Origin.PARAMETER, Origin.DAY}:
            return self._fixed(named)
        owner = self.vocabulary.subject(named.owner)
        assert owner is not None  # noqa: S101 - it was found there
        while subject.name != owner.name:
            step = self._step_of(subject, subject.parent_column)
            key = self._cell(step, subject.parent_column, subject.key, key)
            parent = self.vocabulary.subject(subject.parent)
            assert parent is not None  # noqa: S101 - in the lineage
            subject = parent
        if named.origin is Origin.COLUMN:
            return self._column(named, owner, key)
        return self._variable(self.policy.variables[name], owner, key, named.type)

    def _fixed(self, named: Named) -> dict[str, Any]:
        if named.origin is Origin.DAY:
            return {"kind": "day", "name": named.name, "label": _("the day of the run"),
                    "value": self.compiled.on.isoformat()}  # fmt: skip
        parameter = self.policy.parameters[named.name]
        value = self.policy.value(named.name, self.compiled.on)
        dated = parameter.on(self.compiled.on)
        return {
            "kind": "parameter",
            "name": parameter.name,
            "label": parameter.label,
            "value": shown(value, named.type, self.content),
            "unit": str(parameter.unit),
            "from": dated.start.isoformat() if dated else "",
            "basis": dated.basis if dated else "",
            "status": "verified" if dated and dated.is_verified else "to-verify",
        }

    def _column(self, named: Named, owner: Subject, key: Any) -> dict[str, Any]:
        contract = self.content.contracts[owner.table]
        column = contract.column(named.name)
        # A parent that does not count as a subject is not there, whatever its row says.
        is_there = self._cell(self._step_of(owner), owner.key, owner.key, key) is not None
        row = self.rows.one(owner.table, owner.key, key) if is_there else None
        value = row.get(named.name) if row else None
        is_open = not column.visible_to
        return {
            "kind": "column",
            "name": named.name,
            "label": column.label,
            "value": shown(value, named.type, self.content) if is_open else _("not shown"),
            "unit": column.unit,
            "source": self._source(owner.table, row),
        }

    def _source(self, feed: str, row: Mapping[str, Any] | None) -> dict[str, Any]:
        contract = self.content.contracts[feed]
        source = {
            "feed": feed,
            "label": contract.label,
            "department": contract.department_label,
            "version": self.tables.names.get(feed, ""),
        }
        for name in ("period", "delivery", "row"):
            if row and row.get(name) is not None:
                source[name] = str(row[name]) if name == "period" else row[name]
        return source

    def _variable(
        self, variable: Variable, owner: Subject, key: Any, type_: Type
    ) -> dict[str, Any]:
        value = self._cell(self._step_of(owner, variable.name), variable.name, owner.key, key)
        node: dict[str, Any] = {
            "kind": "variable",
            "name": variable.name,
            "label": variable.label,
            "value": shown(value, type_, self.content),
            "unit": str(variable.unit),
            "formula": variable.text,
        }
        if not variable.source:
            assert variable.formula is not None  # noqa: S101 - not a total
            node["parts"] = [self._node(name, owner, key) for name in names_in(variable.formula)]
            return node
        node["parts"] = [
            self._fixed(named) for named in self.vocabulary.names(variable) if not named.owner
        ]
        missing = self._missing(variable)
        if missing:
            node["why"] = _("{feed} has not been delivered for {place}").format(
                feed=", ".join(self.content.contracts[name].label for name in missing),
                place=self.rows.place,
            )
        source = self.vocabulary.rows_of(variable)
        node["parts"] += (
            self._rows_of_feed(variable, owner, key)
            if source is None
            else self._rows_of_subject(variable, source, key)
        )
        return node

    def _missing(self, variable: Variable) -> list[str]:
        """Return the feeds behind a total that have not been delivered, or not far enough back."""
        contract = self.vocabulary.table_of(variable)
        assert contract is not None  # noqa: S101 - linted
        passing = self.vocabulary.via(variable)
        wanted = [(contract.name, variable.covers), *([(passing.table, 1)] if passing else [])]
        row = self._select("covered", [flag(*each) for each in wanted])[0]
        return [name for (name, _count), is_there in zip(wanted, row, strict=True) if not is_there]

    def _rows_of_subject(
        self, variable: Variable, source: Subject, key: Any
    ) -> list[dict[str, Any]]:
        """The persons of a household, with the values that a total over them takes."""
        names = [named.name for named in self.vocabulary.names(variable) if named.owner]
        step = self._step_of(source, *names)
        condition = self._condition(variable)
        rows = self._select(step, [source.key, condition], {source.parent_column: key})
        return [
            {
                "kind": "subject",
                "name": source.name,
                "label": str(each),
                "value": "",
                "counts": counts,
                "parts": [self._node(name, source, each) for name in dict.fromkeys(names)],
            }
            for each, counts in sorted(rows)[:MOST_ROWS]
            if counts is not False
        ]

    def _rows_of_feed(self, variable: Variable, owner: Subject, key: Any) -> list[dict[str, Any]]:
        """The rows of a feed that a total goes over, or may go over."""
        contract = self.content.contracts[variable.source]
        passing = self.vocabulary.via(variable)
        about: Any = key
        column = self.vocabulary.own_column(variable)
        if passing is not None:
            column = self.vocabulary.relation(contract, passing)
            keys = self._select(self._step_of(passing), [passing.key], {passing.parent_column: key})
            about = [each for (each,) in keys]
        names = list(dict.fromkeys([*contract.key, "delivery", "row", "period"]))
        shown_names = {named.name for named in self.vocabulary.names(variable)}
        columns = [each for each in contract.columns if each.name in shown_names]
        fields = [*names, *(column.name for column in columns)]
        there = self.rows.tables[variable.source].column_names
        fields = [name for name in dict.fromkeys(fields) if name in there]
        found = self._select(variable.source, [*fields, self._condition(variable)], {column: about})
        rows = [(dict(zip(fields, row, strict=False)), row[-1]) for row in found]
        return [
            {
                "kind": "row",
                "name": variable.source,
                "label": contract.label,
                "counts": counts,
                "values": {
                    each.label: self._shown(row[each.name], each, variable) for each in columns
                },
                "source": self._source(variable.source, row),
            }
            for row, counts in rows[:MOST_ROWS]
            if counts is not False
        ]

    def _shown(self, value: Any, column: Column, variable: Variable) -> str:
        named = self.vocabulary.find_in_rows(column.name, variable)
        if column.visible_to or named is None:
            return _("not shown")
        return shown(value, named.type, self.content)

    def _condition(self, variable: Variable) -> exp.Expr:
        """Return whether a row counts, over the columns of the rows."""
        if variable.condition is None:
            return exp.true()
        binder = Binder(
            lambda name: self.vocabulary.bound(self.vocabulary.find_in_rows(name, variable)),
            unexpected,
        )
        return binder.bind(variable.condition).tree

    # ------------------------------------------------------------------- steps

    def _step_of(self, subject: Subject, *names: str) -> str:
        """Return the first step of a subject that has all the names."""
        own = re.compile(rf"{re.escape(subject.name)}_[0-9]+(?:_[0-9]+)?")
        for step in self.compiled.steps:
            if own.fullmatch(step.name) and {subject.key, *names} <= set(step.query.named_selects):
                return step.name
        raise KeyError(names)

    def _cell(self, step: str, name: str, key_column: str, key: Any) -> Any:
        found = self._select(step, [name], {key_column: key})
        return found[0][0] if found else None

    def _select(
        self,
        source: str,
        columns: Sequence[str | exp.Expr],
        where: Mapping[str, Any] = MappingProxyType({}),
    ) -> list[tuple[Any, ...]]:
        """Return columns of a step or table, of the rows with these values."""
        wanted = [exp.column(c, quoted=True) if isinstance(c, str) else c.copy() for c in columns]
        query = exp.select(*wanted).from_(table(source, PREVIOUS))
        given: list[Any] = []
        for name, value in where.items():
            listed = value if isinstance(value, list) else [value]
            marks = [exp.Placeholder() for _each in listed]
            given += listed
            is_one = exp.In(this=exp.column(name, quoted=True), expressions=marks)
            query = query.where(is_one if marks else exp.false())
        return self.engine.execute(query.sql(dialect="duckdb"), given).fetchall()
