"""How conditions come out for one household as of a day, with the values they rest on."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from sqlglot import exp

from shouwang.base.words import _
from shouwang.lake.duck import quoted
from shouwang.rules.build import PREVIOUS, table
from shouwang.rules.compile import compile_policy
from shouwang.rules.pack import Check, Policy
from shouwang.rules.steps import CompiledPolicy, CompiledSubject, Outcome
from shouwang.rules.vocabulary import AS_OF
from shouwang.stages.screening.delivered import covered_table
from shouwang.stages.screening.household import Rows, household_rows
from shouwang.stages.screening.tables import Tables
from shouwang.stages.screening.wording import shown

HIT, CLEAR, NOT_EVALUABLE = "hit", "clear", "not_evaluable"
# The worst of several subjects decides; a value that nobody knows is worse than a good one.
_WORST = {True: 0, None: 1, False: 2}
_WORDS = {True: HIT, None: NOT_EVALUABLE, False: CLEAR}

# So many are held at most: a procedure's guards on a day are one.
MOST_COMPILED = 32
_COMPILED: dict[tuple[object, ...], CompiledPolicy] = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """How a condition came out, and what its names stood for: (label, value as it is shown)."""

    outcome: str
    values: tuple[tuple[str, str], ...] = ()

    @property
    def is_clear(self) -> bool:
        """Whether it is known not to hold."""
        return self.outcome == CLEAR


def judge_household(
    policy: Policy,
    tables: Tables,
    *,
    household: int,
    checks: Mapping[str, Check],
    on: datetime.date,
) -> Mapping[str, Judged]:
    """Return how each condition, put as a check, comes out for a household.

    One of which no parameter is in force yet, or whose subject nobody of the household is, is
    not evaluable and clear, in this order.

    Raises:
        InputProblems: if the register does not know the household.
    """
    if not checks:
        return {}
    asked = replace(policy, checks={check.name: check for check in checks.values()}, examples=())
    compiled = _compiled(asked, on)
    found: dict[str, Judged] = {name: Judged(NOT_EVALUABLE) for name in compiled.not_in_force}
    if compiled.subjects:
        rows = household_rows(asked, tables, compiled, household=str(household))
        found |= _run(asked, tables, compiled, rows, household)
    return {key: found.get(check.name, Judged(CLEAR)) for key, check in checks.items()}


def _compiled(policy: Policy, on: datetime.date) -> CompiledPolicy:
    """Compile once what is asked again and again on a day: half of the time goes into it."""
    texts = tuple((check.name, check.text) for check in policy.checks.values())
    key = (policy.digest, str(policy.content.root), on, texts)
    if key not in _COMPILED:
        if len(_COMPILED) >= MOST_COMPILED:
            _COMPILED.clear()
        _COMPILED[key] = compile_policy(policy, on=on)
    return _COMPILED[key]


def _run(
    policy: Policy, tables: Tables, compiled: CompiledPolicy, rows: Rows, household: int
) -> dict[str, Judged]:
    content = policy.content
    found: dict[str, Judged] = {}
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        for name, held in rows.tables.items():
            engine.register(name, held)
        engine.register(
            "covered",
            covered_table(tables.delivered, content.contracts, compiled.covered, [rows.place],
                          level=content.coverage_level, on=compiled.on),
        )  # fmt: skip
        for step in compiled.steps:
            engine.execute(f"CREATE TEMP TABLE {quoted(step.name)} AS {step.sql(pretty=False)}")
        for subject in compiled.subjects.values():
            for outcome in subject.outcomes:
                found[outcome.check.name] = _judged(engine, policy, subject, outcome, household)
    return found


def _judged(
    engine: duckdb.DuckDBPyConnection, policy: Policy, subject: CompiledSubject,
    outcome: Outcome, household: int,
) -> Judged:  # fmt: skip
    """Return the worst among the subjects of the household."""
    columns: list[exp.Expr] = [outcome.condition.copy()]
    columns += [exp.column(name, quoted=True) for name in outcome.names]
    query = exp.select(*columns).from_(table(subject.step, PREVIOUS))
    if subject.household_column:
        query = query.where(
            exp.EQ(
                this=exp.column(subject.household_column, quoted=True),
                expression=exp.Literal.number(household),
            )
        )
    rows = engine.execute(query.sql(dialect="duckdb")).fetchall()
    if not rows:
        return Judged(CLEAR)
    value, *values = min(rows, key=lambda row: _WORST[row[0]])
    named: dict[str, Any] = dict(zip(outcome.names, values, strict=True))
    told = {**named, **outcome.fixed}
    return Judged(
        _WORDS[value],
        tuple(
            (_label(policy, subject, name), shown(held, outcome.types[name], policy.content))
            for name, held in told.items()
        ),
    )


def _label(policy: Policy, subject: CompiledSubject, name: str) -> str:
    if name == AS_OF:
        return _("the day it is asked for")
    for given in (policy.variables, policy.parameters):
        if name in given:
            return given[name].label
    columns = policy.content.contracts[subject.table].columns
    return next((column.label for column in columns if column.name == name), name)
