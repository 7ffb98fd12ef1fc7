"""The evidence of a finding: what its condition names, with the values, as one line of JSON."""

import datetime
import json
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlglot import exp

from shouwang.rules.build import PREVIOUS, table
from shouwang.rules.content import decimal_text
from shouwang.rules.steps import CompiledSubject, Outcome
from shouwang.rules.types import Kind, Type

HIT, HITS = "a hit", "the hits"  # with a blank that no variable's name has


def flagged_step(subject: CompiledSubject) -> str:
    """Return the name of the step with the subjects that some check hits."""
    return f"{subject.name}_flagged"


def flagged_query(subject: CompiledSubject) -> exp.Query:
    """Return the query for the subjects that some check hits: few, so each check looks at few."""
    hit = exp.or_(*(outcome.condition for outcome in subject.outcomes))
    return exp.select("*").from_(table(subject.step, PREVIOUS)).where(hit)


def findings_schema(partition: tuple[str, ...]) -> pa.Schema:
    """Return the columns of the findings."""
    names = ("subject", "key", "household", "check", *partition, "evidence")
    return pa.schema([(name, pa.string()) for name in names])


def findings_query(subject: CompiledSubject, partition: tuple[str, ...]) -> exp.Query:
    """Return the query for all findings of a subject, hits only.

    Each subject gives a list of its hits, which is then laid out row by row: one scan and one plan,
    where a branch for each check would cost the engine more to plan than to run.
    """
    household = subject.household_column
    owner = _column(household) if household else exp.null()
    hits = exp.Array(expressions=[_hit(outcome) for outcome in subject.outcomes])
    rows = exp.select(
        exp.alias_(exp.cast(_column(subject.key), "VARCHAR"), "key", quoted=True),
        exp.alias_(exp.cast(owner, "VARCHAR"), "household", quoted=True),
        *(_column(level) for level in partition),
        exp.alias_(exp.Anonymous(this="unnest", expressions=[hits]), HIT, quoted=True),
    ).from_(table(flagged_step(subject), PREVIOUS))
    return (
        exp.select(
            exp.alias_(exp.Literal.string(subject.name), "subject", quoted=True),
            *(_column(name) for name in ("key", "household")),
            exp.alias_(_of_hit("check"), "check", quoted=True),
            *(_column(level) for level in partition),
            exp.alias_(_of_hit("evidence"), "evidence", quoted=True),
        )
        .from_(rows.subquery(HITS))
        .where(exp.Not(this=exp.Is(this=_column(HIT), expression=exp.null())))
    )


def _hit(outcome: Outcome) -> exp.Case:
    """Return check and evidence where the condition holds, else unknown."""
    fields = {"check": exp.Literal.string(outcome.check.name), "evidence": evidence(outcome)}
    struct = exp.Struct(
        expressions=[
            exp.PropertyEQ(this=exp.to_identifier(name), expression=value)
            for name, value in fields.items()
        ]
    )
    return exp.Case(ifs=[exp.If(this=outcome.condition.copy(), true=struct)])


def _of_hit(name: str) -> exp.Dot:
    return exp.Dot(this=_column(HIT), expression=exp.to_identifier(name, quoted=True))


def evidence(outcome: Outcome) -> exp.Expr:
    """Return the JSON of an outcome's evidence as an expression: sorted keys, no blanks."""
    parts: list[exp.Expr] = []
    pending = "{"
    for position, name in enumerate(sorted({*outcome.names, *outcome.fixed})):
        pending += ("," if position else "") + json.dumps(name) + ":"
        if name in outcome.fixed:
            pending += fixed_json(outcome.fixed[name])
        else:
            parts += [exp.Literal.string(pending), _value(name, outcome.types[name])]
            pending = ""
    parts.append(exp.Literal.string(pending + "}"))
    return exp.func("CONCAT", *parts, dialect="duckdb")


def fixed_json(value: Any) -> str:
    """Return a parameter's value as JSON."""
    if isinstance(value, Decimal):
        return decimal_text(value)
    if isinstance(value, datetime.date):
        return json.dumps(value.isoformat())
    return json.dumps(value, ensure_ascii=False)


def _value(name: str, type_: Type) -> exp.Expr:
    column = _column(name)
    text: exp.Expr = exp.cast(column, "VARCHAR")
    if type_.kind is Kind.DATE:
        text = exp.func("CONCAT", _text('"'), text, _text('"'), dialect="duckdb")
        known = exp.Not(this=exp.Is(this=column.copy(), expression=exp.null()))
        return exp.Case(ifs=[exp.If(this=known, true=text)], default=_text("null"))
    if type_.kind in {Kind.TEXT, Kind.KEY}:  # a key is a number here and a text there
        text = exp.cast(exp.Anonymous(this="to_json", expressions=[column.copy()]), "VARCHAR")
    return exp.Coalesce(this=text, expressions=[_text("null")])


def _text(text: str) -> exp.Expr:
    return exp.Literal.string(text)


def _column(name: str) -> exp.Column:
    return exp.column(name, quoted=True)
