"""Totals over rows: all totals of one source fused into one query, unknown values kept unknown."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from shouwang.rules.bound import Bound, rounded
from shouwang.rules.pack import Total, Variable
from shouwang.rules.types import Kind, Storage
from shouwang.rules.units import Unit

KEY = "key"
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
    return Bound(tree, kind if nullable else kind.known())


def over_group(total: TotalOver, left: Bound | None) -> exp.Expr:
    """Return the aggregate of a total over many rows."""
    match total.kind:
        case Total.COUNT:
            return _count(left)
        case Total.ANY:
            return _any(_both(left, total.value))
        case Total.ALL:
            return exp.Not(this=exp.paren(_any(_both(left, _negated(total.value)))))
        case Total.SHARE:
            return _share(left, total.value)
        case _:
            pass
    value = total.value
    assert value is not None  # noqa: S101 - every other kind has a value
    match total.kind:
        case Total.TOTAL:
            width = "BIGINT" if value.type.storage is Storage.WHOLE else None
            amount = _filtered(exp.Sum(this=value.tree.copy()), left)
            tree = exp.cast(amount, width) if width else amount
            if left is not None or value.type.nullable:
                tree = exp.Coalesce(this=tree, expressions=[exp.Literal.number(0)])
        case Total.MAX:
            tree = _filtered(exp.Max(this=value.tree.copy()), left)
        case Total.MIN:
            tree = _filtered(exp.Min(this=value.tree.copy()), left)
        case _:
            tree = _mean(total, value, left)
    return _unless_unknown(tree, left, value)


def over_row(total: TotalOver, left: Bound | None) -> exp.Expr:
    """Return a total over the one row there can be."""
    value = total.value
    match total.kind:
        case Total.COUNT:
            return _three_ways(left, exp.Literal.number(1), exp.Literal.number(0))
        case Total.ANY:
            return _both(left, value).tree
        case Total.ALL:
            return exp.Not(this=exp.paren(_both(left, _negated(value)).tree))
        case _:
            pass
    assert value is not None  # noqa: S101 - every other kind has a value
    match total.kind:
        case Total.SHARE:
            part = _three_ways(value, _float(1), _float(0))
            return _three_ways(left, part, exp.null())
        case Total.TOTAL:
            return _three_ways(left, value.tree.copy(), exp.Literal.number(0))
        case Total.MEAN:
            tree = value.tree.copy() if _is_money(total, value) else _as_float(value)
            return _three_ways(left, tree, exp.null())
        case _:
            return _three_ways(left, value.tree.copy(), exp.null())


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


def _is_unknown(tree: exp.Expr) -> exp.Expr:
    return exp.Is(this=exp.paren(tree.copy()), expression=exp.null())


def _unless_unknown(tree: exp.Expr, condition: Bound | None, value: Bound | None) -> exp.Expr:
    """Make a total unknown if a row that counts, or may count, has an unknown value."""
    doubts: list[exp.Expr] = []
    if condition is not None and condition.type.nullable:
        doubts.append(_is_unknown(condition.tree))
    if value is not None and value.type.nullable:
        unknown = _is_unknown(value.tree)
        doubts.append(
            exp.and_(condition.tree.copy(), unknown) if condition is not None else unknown
        )
    if not doubts:
        return tree
    is_sure_ = exp.EQ(this=_rows(exp.or_(*doubts)), expression=exp.Literal.number(0))
    return exp.Case(ifs=[exp.If(this=is_sure_, true=tree)])


def _count(condition: Bound | None) -> exp.Expr:
    tree = condition.tree.copy() if condition is not None else None
    return _unless_unknown(exp.cast(_rows(tree), "BIGINT"), condition, None)


def _both(left: Bound | None, value: Bound | None) -> Bound:
    if left is None and value is not None:
        return Bound(value.tree.copy(), value.type)
    assert left is not None and value is not None  # noqa: S101, PT018 - conditions only
    nullable = left.type.nullable or value.type.nullable
    type_ = value.type if nullable else value.type.known()
    return Bound(exp.and_(left.tree.copy(), value.tree.copy()), type_)


def _negated(value: Bound | None) -> Bound | None:
    return Bound(exp.Not(this=exp.paren(value.tree.copy())), value.type) if value else None


def _any(condition: Bound) -> exp.Expr:
    hit = exp.GT(this=_rows(condition.tree.copy()), expression=exp.Literal.number(0))
    if not condition.type.nullable:
        return hit
    doubt = exp.GT(this=_rows(_is_unknown(condition.tree)), expression=exp.Literal.number(0))
    return exp.Case(
        ifs=[exp.If(this=hit, true=exp.true()), exp.If(this=doubt, true=exp.null())],
        default=exp.false(),
    )


def _share(left: Bound | None, value: Bound | None) -> exp.Expr:
    both = _both(left, value)
    base = _rows(left.tree.copy() if left is not None else None)
    ratio = exp.Div(
        this=exp.cast(_rows(both.tree.copy()), "DOUBLE"),
        expression=exp.cast(exp.Nullif(this=base, expression=exp.Literal.number(0)), "DOUBLE"),
        typed=False,
        safe=False,
    )
    return _unless_unknown(ratio, left, value)


def _mean(total: TotalOver, value: Bound, left: Bound | None) -> exp.Expr:
    amount = exp.cast(_filtered(exp.Sum(this=value.tree.copy()), left), "DOUBLE")
    number = exp.Nullif(
        this=_rows(left.tree.copy() if left is not None else None), expression=exp.Literal.number(0)
    )
    mean = exp.Div(this=amount, expression=exp.cast(number, "DOUBLE"), typed=False, safe=False)
    if not _is_money(total, value):
        return mean
    storage = type(value.type)(Kind.NUMBER, value.type.unit, Storage.FLOAT)
    return rounded(Bound(mean, storage)).tree


def _is_money(total: TotalOver, value: Bound) -> bool:
    unit: Unit | None = value.type.unit
    return bool(unit and total.money and unit.power(total.money))


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


def _as_float(value: Bound) -> exp.Expr:
    return exp.cast(value.tree.copy(), "DOUBLE")
