"""One household through one check, as a tree: values, rows they came from, parameters, articles."""

import datetime
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import duckdb
from sqlglot import exp

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.duck import quoted
from shouwang.rules.build import PREVIOUS, table
from shouwang.rules.compile import compile_policy
from shouwang.rules.content import Content, Subject
from shouwang.rules.expression import names_in
from shouwang.rules.graph import typed
from shouwang.rules.pack import Check, Policy, Variable
from shouwang.rules.steps import CompiledPolicy, Outcome, flag
from shouwang.rules.types import Type
from shouwang.rules.vocabulary import Named, Origin, Vocabulary
from shouwang.stages.screening.delivered import covered_table
from shouwang.stages.screening.household import Rows, household_rows
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
    compiled = compile_policy(policy, on=on, checks=[check])
    if check in compiled.not_in_force:
        raise InputProblems(
            [Problem(check, _("a parameter of it has no value on {day}").format(day=on))]
        )
    rows = household_rows(policy.content, tables, compiled, household=household)
    with _engine(policy.content, tables, compiled, rows) as engine:
        teller = _Teller(policy, tables, compiled, engine, rows)
        subjects = tuple(teller.subjects(policy.checks[check]))
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
        self.vocabulary = Vocabulary(policy, compiled.on)
        typed(self.vocabulary)

    def subjects(self, check: Check) -> Iterator[dict[str, Any]]:
        """Yield each subject of the household with its outcome, hits first."""
        compiled = next(iter(self.compiled.subjects.values()))
        outcome = compiled.outcomes[0]
        key = exp.column(compiled.key, quoted=True)
        is_hit = exp.alias_(outcome.condition, "outcome", quoted=True)
        query = exp.select(key, is_hit).from_(table(compiled.step, PREVIOUS))
        rows = self.engine.execute(query.sql(dialect="duckdb")).fetchall()
        order = {True: 0, None: 1, False: 2}
        found = sorted(rows, key=lambda row: (order[row[1]], row[0]))
        subject = self.vocabulary.subject(check.of)
        assert subject is not None  # noqa: S101 - linted
        for key, value in found:
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
            key = self._cell(self._step_of(subject, subject.parent_column), subject.parent_column,
                             subject.key, key)  # fmt: skip
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
        row = self.rows.one(owner.table, owner.key, key)
        value = row.get(named.name) if row else None
        return {
            "kind": "column",
            "name": named.name,
            "label": column.label,
            "value": shown(value, named.type, self.content),
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
        if not self._is_covered(variable):
            contract = self.content.contracts[variable.source]
            node["why"] = _("{feed} has not been delivered for {place}").format(
                feed=contract.label, place=self.rows.place
            )
        node["parts"] += self._rows(variable, owner, key)
        return node

    def _is_covered(self, variable: Variable) -> bool:
        column = quoted(flag(variable.source, variable.covers))
        found = self.engine.execute(f"SELECT {column} FROM covered").fetchone()  # noqa: S608
        return bool(found and found[0])

    def _rows(self, variable: Variable, owner: Subject, key: Any) -> list[dict[str, Any]]:
        """The rows that a total goes over: those of a feed, or the persons with their values."""
        source = self.content.subjects.get(variable.source)
        trees = (variable.formula, variable.condition)
        names = list(dict.fromkeys(n for tree in trees if tree is not None for n in names_in(tree)))
        if source is not None:
            keys = self.rows.keys_below(source, key)
            return [
                {
                    "kind": "subject",
                    "name": source.name,
                    "label": str(each),
                    "value": "",
                    "parts": [
                        self._node(name, source, each)
                        for name in names
                        if (named := self.vocabulary.find(name, source)) and named.owner
                    ],
                }
                for each in keys[:MOST_ROWS]
            ]
        contract = self.content.contracts[variable.source]
        relation = self.vocabulary.relation(contract, owner)
        rows = (
            self.rows.all(variable.source, relation, key)
            if relation
            else (self.rows.every(variable.source))
        )
        return [
            {
                "kind": "row",
                "name": variable.source,
                "label": contract.label,
                "values": {
                    column.label: shown(row.get(column.name), named.type, self.content)
                    for column in contract.columns
                    if column.name in names
                    and (named := self.vocabulary.find_in_rows(column.name, variable))
                },
                "source": self._source(variable.source, row),
            }
            for row in rows[:MOST_ROWS]
        ]

    # ------------------------------------------------------------------- steps

    def _step_of(self, subject: Subject, name: str) -> str:
        """Return the first step of a subject that has a name."""
        for step in self.compiled.steps:
            if step.name.startswith(f"{subject.name}_") and name in step.query.named_selects:
                return step.name
        raise KeyError(name)

    def _cell(self, step: str, name: str, key_column: str, key: Any) -> Any:
        found = self.engine.execute(
            f"SELECT {quoted(name)} FROM {quoted(step)} WHERE {quoted(key_column)} = ?",  # noqa: S608
            [key],
        ).fetchone()
        return found[0] if found else None
