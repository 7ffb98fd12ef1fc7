"""How calls and choices are bound: case, coalesce, least, greatest, abs, round, own functions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from shouwang.base.dates import months_before
from shouwang.base.words import _
from shouwang.rules.bound import (
    FAULT,
    Binds,
    Bound,
    as_type,
    as_wide,
    constant,
    is_unknown,
    joined,
    rounded,
)
from shouwang.rules.expression import quote
from shouwang.rules.functions import FUNCTIONS
from shouwang.rules.types import FAULTY, Kind, Type
from shouwang.rules.units import MONTH, NONE

MOST_MONTHS = 12 * 100


def _alike(binder: Binds, node: exp.Expr, parts: Sequence[Bound]) -> Type:
    """Return the common type of values of which one is taken."""
    kinds = {part.type.kind for part in parts} - {Kind.FAULTY}
    if len(kinds) != 1:
        if kinds:
            mixed = ", ".join(sorted(kinds))
            binder.fault(_("{part} mixes {kinds}").format(part=quote(node.sql()), kinds=mixed))
        return FAULTY
    sound = [part.type for part in parts if part.type.kind is not Kind.FAULTY]
    type_ = sound[0]
    for other in sound[1:]:
        if type_.is_number:
            type_ = joined(type_, other, binder.same_unit(node, type_.unit, other.unit))
    nullable = any(part.type.nullable for part in parts)
    return replace(type_, codes=_words(parts), nullable=nullable)


def _words(parts: Sequence[Bound]) -> Mapping[str, tuple[str, ...]] | None:
    """Return the words that one of several texts can be; ``None`` if it can be anything."""
    words: dict[str, tuple[str, ...]] = {}
    for part in parts:
        if part.type.codes:
            words.update(part.type.codes)
        elif isinstance(part.value, str):
            words.setdefault(part.value, ())
        elif part.type.kind is not Kind.FAULTY:
            return None
    return words or None


def _case(binder: Binds, node: exp.Expr) -> Bound:
    """Bind a case; where a condition is unknown, so is the value.

    SQL alone would fall through to the next branch.
    """
    conditions = [binder.condition(each.this) for each in node.args["ifs"]]
    values = [binder.bind(each.args["true"]) for each in node.args["ifs"]]
    default = node.args.get("default")
    if default is None:
        binder.fault(_("{part} has no else").format(part=quote(node.sql())))
        return FAULT
    values.append(binder.bind(default))
    type_ = _alike(binder, node, values)
    branches = []
    for condition, value in zip(conditions, values[:-1], strict=True):
        branches.append(exp.If(this=condition.tree, true=as_type(value, type_)))
        if condition.type.nullable:
            branches.append(exp.If(this=is_unknown(condition), true=exp.null()))
    nullable = type_.nullable or any(part.type.nullable for part in conditions)
    tree = exp.Case(ifs=branches, default=as_type(values[-1], type_))
    return Bound(tree, replace(type_, nullable=nullable))


def _coalesce(binder: Binds, node: exp.Expr) -> Bound:
    parts = [binder.bind(each) for each in (node.this, *node.expressions)]
    type_ = _alike(binder, node, parts)
    trees = [as_type(part, type_) for part in parts]
    nullable = all(part.type.nullable for part in parts)
    tree = exp.Coalesce(this=trees[0], expressions=trees[1:])
    return Bound(tree, replace(type_, nullable=nullable))


def _extreme(binder: Binds, node: exp.Expr) -> Bound:
    """Bind least or greatest; unknown if one is unknown (SQL would drop it silently)."""
    parts = [binder.bind(each) for each in (node.this, *node.expressions)]
    type_ = _alike(binder, node, parts)
    if type_.kind not in {Kind.NUMBER, Kind.DATE, Kind.FAULTY}:
        binder.fault(_("{part} compares by size what has none").format(part=quote(node.sql())))
        return FAULT
    trees = [as_type(part, type_) for part in parts]
    tree: exp.Expr = type(node)(this=trees[0], expressions=trees[1:], ignore_nulls=True)
    unknowns = [is_unknown(part) for part in parts if part.type.nullable]
    if unknowns:
        branch = exp.If(this=exp.or_(*unknowns, copy=False), true=exp.null())
        tree = exp.Case(ifs=[branch], default=tree)
    return Bound(tree, type_)


def _abs(binder: Binds, node: exp.Expr) -> Bound:
    part = binder.number(node.this)
    return Bound(exp.Abs(this=as_wide(part)), part.type)


def _round(binder: Binds, node: exp.Expr) -> Bound:
    """Round half up to a whole number."""
    if node.args.get("decimals") is not None:
        binder.fault(_("round takes one argument and gives a whole number"))
    part = binder.number(node.this)
    return rounded(part) if part.type.kind is not Kind.FAULTY else FAULT


def _call(binder: Binds, node: exp.Expr) -> Bound:
    name = node.name.lower()
    function = FUNCTIONS[name]
    parts = [binder.bind(each) for each in node.expressions]
    wanted = [str(kind) for kind in function.arguments]
    given = [str(part.type.kind) for part in parts]
    if Kind.FAULTY in given:
        return FAULT
    if wanted != given:
        binder.fault(
            _("{name} takes ({wanted}), not ({given})").format(
                name=name, wanted=", ".join(wanted), given=", ".join(given)
            )
        )
        return FAULT
    type_ = replace(function.result, nullable=any(part.type.nullable for part in parts))
    if name == "months_before":
        return _months_before(binder, parts, type_)
    if name == "year_of" and parts[0].value is not None:
        return constant(parts[0].value.year, type_)
    return Bound(function.build([part.tree for part in parts]), type_)


def _months_before(binder: Binds, parts: Sequence[Bound], type_: Type) -> Bound:
    """The months are fixed, so that a window is one constant and every engine reads it alike."""
    day, months = parts
    if months.value is None or months.value != int(months.value):
        binder.fault(_("the months of months_before are a whole number or a parameter"))
        return FAULT
    if months.type.unit not in {NONE, None, MONTH}:
        binder.fault(
            _("months_before counts in [month], not [{unit}]").format(unit=months.type.unit)
        )
    count = int(months.value)
    if abs(count) > MOST_MONTHS:
        binder.fault(_("{count} months are no span of a policy").format(count=count))
        return FAULT
    if day.value is not None:
        try:
            return constant(months_before(day.value, count), type_)
        except ValueError:
            binder.fault(_("{count} months before {day} there is no date").format(
                count=count, day=day.value))  # fmt: skip
            return FAULT
    number = exp.Literal.number(count)
    return Bound(FUNCTIONS["months_before"].build([day.tree, number]), type_)


CALL_RULES: Mapping[type[exp.Expr], Callable[[Binds, exp.Expr], Bound]] = {
    exp.Case: _case,
    exp.Coalesce: _coalesce,
    exp.Least: _extreme,
    exp.Greatest: _extreme,
    exp.Abs: _abs,
    exp.Round: _round,
    exp.Anonymous: _call,
}
