"""Totals of one stage fused: one step for all totals over one source in one manner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from shouwang.rules.bound import Bound, rounded
from shouwang.rules.build import ROWS, Build, column, table
from shouwang.rules.content import Subject
from shouwang.rules.pack import Total, Variable
from shouwang.rules.steps import flag
from shouwang.rules.totals import (
    ENDS,
    KEY,
    TotalOver,
    common_conjuncts,
    condition_left,
    for_subject,
    is_money,
    is_sure,
    over_group,
    over_row,
)  # fmt: skip

THROUGH = "t"
COVERAGE = "c"
RANK = "row:rank"  # with a sign that no variable's name has


@dataclass(frozen=True, slots=True)
class Join:
    """A step joined to a subject's, and the columns it brings."""

    step: str
    alias: str
    columns: Mapping[str, exp.Expr]


class Fuser:
    """Makes the steps of totals."""

    def __init__(self, build: Build) -> None:
        self.build = build
        self.content = build.content
        self.vocabulary = build.vocabulary

    def joins(self, subject: Subject, stage: int, new: Sequence[str]) -> list[Join]:
        """Add the steps of a stage's totals and return how they are joined to the subject."""
        groups: dict[tuple[str, str], list[TotalOver]] = {}
        for name in new:
            if self.build.is_total(name, subject):
                total = self._total(self.build.policy.variables[name])
                manner = self._manner(total)
                groups.setdefault((total.variable.source, manner), []).append(total)
        return [
            self._fused(subject, stage, manner.split()[0], totals, number)
            for number, ((_source, manner), totals) in enumerate(groups.items())
        ]

    def _total(self, variable: Variable) -> TotalOver:
        binder = self.build.row_binder(variable)
        value = binder.bind(variable.formula) if variable.formula is not None else None
        if value is not None and is_money(value.type, self.content.money_unit):
            value = rounded(value)  # in each row, so that sums stay exact
        parsed = conjuncts(variable.condition)
        pins = []
        for tree in parsed:
            if isinstance(tree, exp.EQ) and isinstance(tree.this, exp.Column):
                fixed = binder.bind(tree.expression)
                if fixed.value is not None:
                    pins.append((tree.this.name, fixed.tree.sql()))
        bound = tuple(binder.bind(tree) for tree in parsed)
        return TotalOver(variable, value, bound, tuple(sorted(pins)), self.content.money_unit)

    def _manner(self, total: TotalOver) -> str:
        """How rows become one: there is only one (`row`), the latest is taken, or a group."""
        variable = total.variable
        contract = self.build.table_of(variable)
        pinned = {name for name, _value in total.pins}
        relation = self.vocabulary.own_column(variable)
        if relation and set(contract.key) - {relation} <= pinned:
            keyed = [pin for pin in total.pins if pin[0] in contract.key]
            return f"row {keyed}" if keyed else "row"
        if total.kind in ENDS:
            tree = variable.condition.sql() if variable.condition is not None else ""
            return f"{total.kind} {tree}"
        return "group"

    def _fused(
        self, subject: Subject, stage: int, manner: str, totals: list[TotalOver], number: int
    ) -> Join:
        source = totals[0].variable.source
        query, key, reads = self._rows(source, totals)
        hoisted = list(totals[0].conjuncts) if manner in ENDS else common_conjuncts(totals)
        query = query.where(*(_not_false(each) for each in hoisted))
        alias = f"{source}_{number}"
        said = [] if manner in ENDS else hoisted
        query = query.select(exp.alias_(key.copy(), KEY, quoted=True), copy=False)
        seen: dict[str, exp.Expr] = {}
        for total in totals:
            left = condition_left(total, said)
            tree = over_group(total, left) if manner == "group" else over_row(total, left)
            name = total.variable.name
            query = query.select(exp.alias_(tree, name, quoted=True), copy=False)
            seen[name] = self._as_seen(total, alias, sure=is_sure(total, left))
        if manner == "group":
            query = query.group_by(key, copy=False)
        elif manner in ENDS:
            query = self._ranked(query, key, totals[0])
        is_subject = source in self.content.subjects
        step = f"{source}_by_{subject.name}" + (f"_{stage}" if is_subject else "")
        return Join(self.build.add(step, query, reads), alias, seen)

    def _rows(
        self, source: str, totals: Sequence[TotalOver]
    ) -> tuple[exp.Select, exp.Column, set[str]]:
        """The rows to be totalled, and the column that names the subject in them."""
        used = [
            named.name
            for total in totals
            for named in self.vocabulary.names(total.variable)
            if named.owner
        ]
        relation = self.vocabulary.own_column(totals[0].variable)
        if source in self.content.subjects:
            step = self.build.latest_step(source)
            return exp.Select().from_(table(step, ROWS)), column(relation, ROWS), {step}
        query = exp.Select().from_(table(source, ROWS))
        if relation:
            self.build.read(source, [relation, *used])
            return query, column(relation, ROWS), {source}
        through = self.vocabulary.via(totals[0].variable)
        assert through is not None  # noqa: S101 - linted
        relation = self.vocabulary.relation(self.content.contracts[source], through)
        self.build.read(source, [relation, *used])
        step = self.build.latest[through.name][0]
        on = exp.EQ(this=column(relation, ROWS), expression=column(through.key, THROUGH))
        query = query.join(table(step, THROUGH), on=on)
        return query, column(through.parent_column, THROUGH), {source, step}

    def _ranked(self, query: exp.Select, key: exp.Column, total: TotalOver) -> exp.Select:
        """Keep of each group the first row by date; ties fall by key, so that engines agree."""
        source = total.variable.source
        contract = self.content.contracts[source]
        is_latest = total.kind is Total.LATEST
        order = [
            exp.Ordered(this=column(name, ROWS), desc=is_latest, nulls_first=False)
            for name in dict.fromkeys((contract.date, *contract.key))
            if name
        ]
        self.build.read(source, [contract.date, *contract.key])
        rank = exp.Window(
            this=exp.RowNumber(), partition_by=[key.copy()], order=exp.Order(expressions=order)
        )
        names = [each.alias for each in query.selects]
        inner = query.select(exp.alias_(rank, RANK, quoted=True)).subquery("r")
        first = exp.EQ(this=column(RANK), expression=exp.Literal.number(1))
        return exp.select(*(column(name) for name in names)).from_(inner).where(first)

    def _as_seen(self, total: TotalOver, alias: str, *, sure: bool) -> exp.Expr:
        """The total as the subject sees it: unknown unless the feed's periods are there."""
        variable = total.variable
        seen = for_subject(total, column(variable.name, alias), column(KEY, alias), sure=sure)
        flags = {(self.build.table_of(variable).name, variable.covers)}
        passing = self.vocabulary.via(variable)
        if passing is not None:
            flags.add((passing.table, 1))
        self.build.covered |= flags
        is_there = exp.and_(*(column(flag(*each), COVERAGE) for each in sorted(flags)))
        return exp.Case(ifs=[exp.If(this=is_there, true=seen)])


def conjuncts(tree: exp.Expr | None) -> list[exp.Expr]:
    """Return the parts of a condition that must all hold."""
    if tree is None:
        return []
    if isinstance(tree, exp.Paren):
        return conjuncts(tree.this)
    if isinstance(tree, exp.And):
        return [part for each in tree.flatten() for part in conjuncts(each)]
    return [tree]


def _not_false(bound: Bound) -> exp.Expr:
    """A condition that lets rows pass of which it is not known whether they count."""
    if not bound.type.nullable:
        return bound.tree.copy()
    unknown = exp.Is(this=exp.paren(bound.tree.copy()), expression=exp.null())
    return exp.or_(bound.tree.copy(), unknown)
