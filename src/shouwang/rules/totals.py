"""Totals over rows: all totals of one source fused into one query, unknown values kept unknown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from shouwang.rules.bound import Bound, as_float, is_unknown, rounded
from shouwang.rules.pack import Total, Variable
from shouwang.rules.types import Storage, Type

KEY = "row:key"  # with a sign that no variable's name has
# Sums of fractions are added up exactly, so that no order of rows changes the last digit.
EXACT = "DECIMAL(38, 9)"
EMPTY = {
    Total.TOTAL: exp.Literal.number(0),
    Total.COUNT: exp.Literal.number(0),
    Total.ANY: exp.false(),
    Total.ALL: exp.true(),
}
ENDS = frozenset({Total.LATEST, Total.EARLIEST})


@dataclass(frozen=True, slots=True)
class TotalOver:
    """A total, bound: its value and the conjuncts of its condition.

    Attributes:
        pins: Conjuncts that fix a key column to one value: column → SQL.
    """

    variable: Variable
    value: Bound | None
    conjuncts: tuple[Bound, ...]
    pins: tuple[tuple[str, str], ...]
    money: str = ""

    @property
    def given(self) -> Bound:
        """The value or condition that is totalled; every kind but a count has one."""
        assert self.value is not None  # noqa: S101 - linted
        return self.value

    @property
    def kind(self) -> Total:
        """What kind of total it is."""
        assert self.variable.total is not None  # noqa: S101 - totals only
        return self.variable.total


def common_conjuncts(totals: Sequence[TotalOver]) -> list[Bound]:
    """Return the conditions all totals share and that are never unknown: one WHERE for all."""
    texts = [{each.tree.sql(): each for each in total.conjuncts} for total in totals]
    return [
        bound
        for text, bound in texts[0].items()
        if not bound.type.nullable and all(text in others for others in texts[1:])
    ]


def condition_left(total: TotalOver, hoisted: Sequence[Bound]) -> Bound | None:
    """Return what of a total's condition the shared WHERE does not already say."""
    said = {each.tree.sql() for each in hoisted}
    left = [each for each in total.conjuncts if each.tree.sql() not in said]
    if not left:
        return None
    tree = exp.and_(*(each.tree for each in left))
    nullable = any(each.type.nullable for each in left)
    kind = left[0].type
    return Bound(tree, replace(kind, nullable=nullable))


def over_group(total: TotalOver, left: Bound | None) -> exp.Expr:
    """Return the aggregate of a total over many rows."""
    return _OVER_GROUP[total.kind](total, left)


def over_row(total: TotalOver, left: Bound | None) -> exp.Expr:
    """Return a total over the one row there can be."""
    return _OVER_ROW.get(total.kind, _one_value)(total, left)


def is_sure(total: TotalOver, left: Bound | None) -> bool:
    """Tell whether a total over known rows is never unknown."""
    parts = [part for part in (left, total.value) if part is not None]
    return not any(part.type.nullable for part in parts)


def for_subject(total: TotalOver, column: exp.Expr, key: exp.Expr, *, sure: bool) -> exp.Expr:
    """Return a joined total as the subject sees it: no rows are 0, none or all, or unknown."""
    empty = EMPTY.get(total.kind)
    if empty is None:
        return column
    if sure:
        return exp.Coalesce(this=column, expressions=[empty.copy()])
    missing = exp.Is(this=key, expression=exp.null())
    return exp.Case(ifs=[exp.If(this=missing, true=empty.copy())], default=column)


def is_money(type_: Type, money: str) -> bool:
    """Tell whether a type counts in money, which is kept in whole minor units."""
    return bool(type_.is_number and type_.unit and money and type_.unit.power(money) > 0)


# ------------------------------------------------------------------ many rows


def _count(_total: TotalOver, left: Bound | None) -> exp.Expr:
    tree = left.tree.copy() if left is not None else None
    return _unless_unknown(exp.cast(_rows(tree), "BIGINT"), left, None)


def _any_of(total: TotalOver, left: Bound | None) -> exp.Expr:
    return _any(_both(left, total.given))


def _all_of(total: TotalOver, left: Bound | None) -> exp.Expr:
    return exp.Not(this=exp.paren(_any(_both(left, _negated(total.given)))))


def _any(condition: Bound) -> exp.Expr:
    hit = exp.GT(this=_rows(condition.tree.copy()), expression=exp.Literal.number(0))
    if not condition.type.nullable:
        return hit
    doubt = exp.GT(this=_rows(is_unknown(condition)), expression=exp.Literal.number(0))
    return exp.Case(
        ifs=[exp.If(this=hit, true=exp.true()), exp.If(this=doubt, true=exp.null())],
        default=exp.false(),
    )


def _share(total: TotalOver, left: Bound | None) -> exp.Expr:
    both = _both(left, total.given)
    ratio = _ratio(exp.cast(_rows(both.tree.copy()), "DOUBLE"), left)
    return _unless_unknown(ratio, left, total.given)


def _sum(total: TotalOver, left: Bound | None) -> exp.Expr:
    amount = _amount(total.given, left)
    if left is not None or total.given.type.nullable:
        amount = exp.Coalesce(this=amount, expressions=[exp.Literal.number(0)])
    return _unless_unknown(amount, left, total.given)


def _largest(total: TotalOver, left: Bound | None) -> exp.Expr:
    tree = _filtered(exp.Max(this=total.given.tree.copy()), left)
    return _unless_unknown(tree, left, total.given)


def _smallest(total: TotalOver, left: Bound | None) -> exp.Expr:
    tree = _filtered(exp.Min(this=total.given.tree.copy()), left)
    return _unless_unknown(tree, left, total.given)


def _mean(total: TotalOver, left: Bound | None) -> exp.Expr:
    mean = _ratio(exp.cast(_amount(total.given, left), "DOUBLE"), left)
    if is_money(total.given.type, total.money):
        mean = rounded(Bound(mean, replace(total.given.type, storage=Storage.FLOAT))).tree
    return _unless_unknown(mean, left, total.given)


def _amount(value: Bound, left: Bound | None) -> exp.Expr:
    """The sum of a value in the width its storage can be summed in."""
    tree = value.tree.copy()
    match value.type.storage:
        case Storage.WHOLE:
            return exp.cast(_filtered(exp.Sum(this=tree), left), "BIGINT")
        case Storage.FIXED:
            return _filtered(exp.Sum(this=tree), left)
        case Storage.FLOAT:
            exact = _filtered(exp.Sum(this=exp.cast(tree, EXACT)), left)
            return exp.cast(exact, "DOUBLE")


def _ratio(amount: exp.Expr, left: Bound | None) -> exp.Expr:
    base = _rows(left.tree.copy() if left is not None else None)
    number = exp.Nullif(this=base, expression=exp.Literal.number(0))
    return exp.Div(this=amount, expression=exp.cast(number, "DOUBLE"), typed=False, safe=False)


_OVER_GROUP: Mapping[Total, Callable[[TotalOver, Bound | None], exp.Expr]] = {
    Total.COUNT: _count,
    Total.ANY: _any_of,
    Total.ALL: _all_of,
    Total.SHARE: _share,
    Total.TOTAL: _sum,
    Total.MAX: _largest,
    Total.MIN: _smallest,
    Total.MEAN: _mean,
}


# -------------------------------------------------------------------- one row


def _one_count(_total: TotalOver, left: Bound | None) -> exp.Expr:
    return _three_ways(left, exp.Literal.number(1), exp.Literal.number(0))


def _one_any(total: TotalOver, left: Bound | None) -> exp.Expr:
    return _both(left, total.given).tree


def _one_all(total: TotalOver, left: Bound | None) -> exp.Expr:
    return exp.Not(this=exp.paren(_both(left, _negated(total.given)).tree))


def _one_share(total: TotalOver, left: Bound | None) -> exp.Expr:
    part = _three_ways(total.given, _float(1), _float(0))
    return _three_ways(left, part, exp.null())


def _one_sum(total: TotalOver, left: Bound | None) -> exp.Expr:
    return _three_ways(left, total.given.tree.copy(), exp.Literal.number(0))


def _one_mean(total: TotalOver, left: Bound | None) -> exp.Expr:
    is_kept = is_money(total.given.type, total.money)
    tree = total.given.tree.copy() if is_kept else as_float(total.given).copy()
    return _three_ways(left, tree, exp.null())


def _one_value(total: TotalOver, left: Bound | None) -> exp.Expr:
    return _three_ways(left, total.given.tree.copy(), exp.null())


_OVER_ROW: Mapping[Total, Callable[[TotalOver, Bound | None], exp.Expr]] = {
    Total.COUNT: _one_count,
    Total.ANY: _one_any,
    Total.ALL: _one_all,
    Total.SHARE: _one_share,
    Total.TOTAL: _one_sum,
    Total.MEAN: _one_mean,
}


# ---------------------------------------------------------------------- pieces


def _filtered(aggregate: exp.Expr, condition: Bound | None) -> exp.Expr:
    if condition is None:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=condition.tree.copy()))


def _rows(condition: exp.Expr | None) -> exp.Expr:
    counted = exp.Count(this=exp.Star(), big_int=True)
    if condition is None:
        return counted
    return exp.Filter(this=counted, expression=exp.Where(this=condition))


def _unless_unknown(tree: exp.Expr, condition: Bound | None, value: Bound | None) -> exp.Expr:
    """Make a total unknown if a row that counts, or may count, has an unknown value."""
    doubts: list[exp.Expr] = []
    if condition is not None and condition.type.nullable:
        doubts.append(is_unknown(condition))
    if value is not None and value.type.nullable:
        unknown = is_unknown(value)
        doubts.append(
            exp.and_(condition.tree.copy(), unknown) if condition is not None else unknown
        )
    if not doubts:
        return tree
    is_sure_ = exp.EQ(this=_rows(exp.or_(*doubts)), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=is_sure_, true=tree)])


def _both(left: Bound | None, value: Bound) -> Bound:
    if left is None:
        return Bound(value.tree.copy(), value.type)
    nullable = left.type.nullable or value.type.nullable
    return Bound(
        exp.and_(left.tree.copy(), value.tree.copy()), replace(value.type, nullable=nullable)
    )


def _negated(value: Bound) -> Bound:
    return Bound(exp.Not(this=exp.paren(value.tree.copy())), value.type)


def _three_ways(condition: Bound | None, then: exp.Expr, otherwise: exp.Expr) -> exp.Expr:
    if condition is None:
        return then
    tree = condition.tree
    if isinstance(otherwise, exp.Null):
        return exp.Case(ifs=[exp.If(this=tree.copy(), true=then)])
    if not condition.type.nullable:
        return exp.Case(ifs=[exp.If(this=tree.copy(), true=then)], default=otherwise)
    negated = exp.Not(this=exp.paren(tree.copy()))
    return exp.Case(ifs=[exp.If(this=tree.copy(), true=then), exp.If(this=negated, true=otherwise)])


def _float(number: int) -> exp.Expr:
    return exp.cast(exp.Literal.number(number), "DOUBLE")
