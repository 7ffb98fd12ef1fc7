"""Type and unit check of an expression, and its translation into a tree every engine runs alike."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlglot import exp

from shouwang.base.dates import months_before
from shouwang.base.words import _
from shouwang.rules.expression import COMPARISONS, LOGIC
from shouwang.rules.functions import FUNCTIONS, whole
from shouwang.rules.types import BOOLEAN, FAULTY, Kind, Storage, Type
from shouwang.rules.units import MONTH, NONE, Unit

Fault = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Bound:
    """A part of an expression with its type, its SQL and, if it is fixed, its value."""

    tree: exp.Expr
    type: Type
    value: Any = None


Lookup = Callable[[str], Bound | None]

FAULT = Bound(exp.null(), FAULTY)


def date_literal(day: datetime.date) -> exp.Expr:
    """Return a day as SQL."""
    return exp.cast(exp.Literal.string(day.isoformat()), "DATE")


def constant(value: Any, type_: Type) -> Bound:
    """Return a fixed value as a bound part."""
    if isinstance(value, bool):
        return Bound(exp.Boolean(this=value), type_.known(), value)
    if isinstance(value, datetime.date):
        return Bound(date_literal(value), type_.known(), value)
    if isinstance(value, str):
        return Bound(exp.Literal.string(value), type_.known(), value)
    return Bound(exp.Literal.number(f"{Decimal(value):f}"), type_.known(), value)


class Binder:
    """Binds one expression; what is wrong with it goes to ``fault``, all of it."""

    def __init__(self, lookup: Lookup, fault: Fault) -> None:
        self.lookup = lookup
        self.fault = fault

    def bind(self, node: exp.Expr) -> Bound:
        """Return the typed translation of a node."""
        if isinstance(node, LOGIC):
            return self._logic(node)
        if isinstance(node, COMPARISONS):
            return self._comparison(node)
        return self._RULES[type(node)](self, node)

    # ------------------------------------------------------------------ leaves

    def _column(self, node: exp.Expr) -> Bound:
        found = self.lookup(node.name)
        if found is None:
            self.fault(_("{name} is no column, variable or parameter here").format(name=node.name))
            return FAULT
        return found

    def _literal(self, node: exp.Expr) -> Bound:
        if node.args["is_string"]:
            return Bound(node.copy(), Type(Kind.TEXT, nullable=False, literal=True), node.name)
        value = Decimal(node.name)
        storage = Storage.WHOLE if value == value.to_integral_value() else Storage.FIXED
        unit = None if value == 0 else NONE
        kind = Type(Kind.NUMBER, unit, storage, nullable=False, literal=True)
        return Bound(exp.Literal.number(f"{value:f}"), kind, value)

    def _boolean(self, node: exp.Expr) -> Bound:
        return Bound(node.copy(), BOOLEAN.known(), bool(node.this))

    def _paren(self, node: exp.Expr) -> Bound:
        inner = self.bind(node.this)
        return replace(inner, tree=exp.paren(inner.tree, copy=False))

    # -------------------------------------------------------------- arithmetic

    def _number(self, node: exp.Expr) -> Bound:
        part = self.bind(node)
        if part.type.kind not in {Kind.NUMBER, Kind.FAULTY}:
            self.fault(_("{part} is no number").format(part=repr(node.sql())))
            return FAULT
        return part

    def _negative(self, node: exp.Expr) -> Bound:
        part = self._number(node.this)
        value = -part.value if part.value is not None else None
        return Bound(exp.Neg(this=part.tree), part.type, value)

    def _sum(self, node: exp.Expr) -> Bound:
        left, right = self._number(node.this), self._number(node.expression)
        if Kind.FAULTY in {left.type.kind, right.type.kind}:
            return FAULT
        unit = self._same_unit(node, left, right)
        type_ = _joined(left, right, unit)
        tree = type(node)(this=_wide(left), expression=_wide(right))
        return Bound(tree, type_)

    def _product(self, node: exp.Expr) -> Bound:
        left, right = self._number(node.this), self._number(node.expression)
        if Kind.FAULTY in {left.type.kind, right.type.kind}:
            return FAULT
        unit = (left.type.unit or NONE) * (right.type.unit or NONE)
        type_ = _joined(left, right, unit)
        if type_.storage is Storage.WHOLE:
            return Bound(exp.Mul(this=_wide(left), expression=_wide(right)), type_)
        type_ = replace(type_, storage=Storage.FLOAT)
        return Bound(exp.Mul(this=_float(left), expression=_float(right)), type_)

    def _quotient(self, node: exp.Expr) -> Bound:
        """Divide as floating point in every engine; by zero is unknown, not an error."""
        left, right = self._number(node.this), self._number(node.expression)
        if Kind.FAULTY in {left.type.kind, right.type.kind}:
            return FAULT
        unit = (left.type.unit or NONE) / (right.type.unit or NONE)
        divisor = (
            right.tree
            if right.value
            else exp.Nullif(this=right.tree, expression=exp.Literal.number(0))
        )
        tree = exp.Div(
            this=_float(left), expression=exp.cast(divisor, "DOUBLE"), typed=False, safe=False
        )
        nullable = left.type.nullable or right.type.nullable or not right.value
        return Bound(tree, Type(Kind.NUMBER, unit, Storage.FLOAT, nullable=nullable))

    def _same_unit(self, node: exp.Expr, left: Bound, right: Bound) -> Unit | None:
        one, other = left.type.unit, right.type.unit
        if one is None or other is None:
            return one if other is None else other
        if one != other:
            self.fault(
                _("{part} puts [{one}] beside [{other}]").format(
                    part=repr(node.sql()), one=one, other=other
                )
            )
        return one

    # ------------------------------------------------------------------- logic

    def _condition(self, node: exp.Expr) -> Bound:
        part = self.bind(node)
        if part.type.kind not in {Kind.BOOLEAN, Kind.FAULTY}:
            self.fault(_("{part} is no condition").format(part=repr(node.sql())))
            return FAULT
        return part

    def _logic(self, node: exp.Expr) -> Bound:
        # A chain of hundreds of `and` nests to the left: walk it flat, not by recursion.
        parts = [self._condition(each) for each in node.flatten(unnest=False)]
        tree = parts[0].tree
        for part in parts[1:]:
            tree = type(node)(this=tree, expression=part.tree)
        nullable = any(part.type.nullable for part in parts)
        return Bound(tree, replace(BOOLEAN, nullable=nullable))

    def _not(self, node: exp.Expr) -> Bound:
        part = self._condition(node.this)
        return Bound(exp.Not(this=exp.paren(part.tree)), part.type)

    def _comparison(self, node: exp.Expr) -> Bound:
        left, right = self.bind(node.this), self.bind(node.expression)
        self._comparable(node, left, right, by_size=not isinstance(node, exp.EQ | exp.NEQ))
        nullable = left.type.nullable or right.type.nullable
        tree = type(node)(this=left.tree, expression=right.tree)
        return Bound(tree, replace(BOOLEAN, nullable=nullable))

    def _comparable(self, node: exp.Expr, left: Bound, right: Bound, *, by_size: bool) -> None:
        kinds = {left.type.kind, right.type.kind}
        if Kind.FAULTY in kinds:
            return
        if len(kinds) > 1:
            self.fault(
                _("{part} compares a {one} with a {other}").format(
                    part=repr(node.sql()), one=left.type.kind, other=right.type.kind
                )
            )
        elif by_size and kinds & {Kind.TEXT, Kind.BOOLEAN, Kind.KEY}:
            self.fault(_("{part} compares by size what has none").format(part=repr(node.sql())))
        elif left.type.is_number:
            self._same_unit(node, left, right)
        else:
            self._known_words(left, right)
            self._known_words(right, left)

    def _known_words(self, coded: Bound, word: Bound) -> None:
        codes = coded.type.codes
        if codes and word.type.literal and word.value not in codes:
            self.fault(
                _("{word} is not in the code list: {words}").format(
                    word=repr(word.value), words=", ".join(codes)
                )
            )

    def _between(self, node: exp.Expr) -> Bound:
        value, low, high = (self.bind(node.args[key]) for key in ("this", "low", "high"))
        self._comparable(node, value, low, by_size=True)
        self._comparable(node, value, high, by_size=True)
        nullable = any(part.type.nullable for part in (value, low, high))
        tree = exp.Between(this=value.tree, low=low.tree, high=high.tree)
        return Bound(tree, replace(BOOLEAN, nullable=nullable))

    def _in(self, node: exp.Expr) -> Bound:
        value = self.bind(node.this)
        members = [self.bind(each) for each in node.expressions]
        for member in members:
            self._comparable(node, value, member, by_size=False)
        if any(member.type.nullable for member in members):
            self.fault(_("{part}: the list holds an unknown").format(part=repr(node.sql())))
        tree = exp.In(this=value.tree, expressions=[member.tree for member in members])
        return Bound(tree, replace(BOOLEAN, nullable=value.type.nullable))

    def _is_null(self, node: exp.Expr) -> Bound:
        value = self.bind(node.this)
        return Bound(exp.Is(this=value.tree, expression=exp.null()), BOOLEAN.known())

    # ------------------------------------------------------------------- calls

    def _alike(self, node: exp.Expr, parts: list[Bound]) -> Type:
        """Return the common type of values of which one is taken."""
        kinds = {part.type.kind for part in parts} - {Kind.FAULTY}
        if len(kinds) != 1:
            if kinds:
                self.fault(
                    _("{part} mixes {kinds}").format(
                        part=repr(node.sql()), kinds=", ".join(sorted(kinds))
                    )
                )
            return FAULTY
        type_ = parts[0].type
        for part in parts[1:]:
            if type_.is_number:
                type_ = _joined(
                    Bound(exp.null(), type_),
                    part,
                    self._same_unit(node, Bound(exp.null(), type_), part),
                )
        codes = next((part.type.codes for part in parts if part.type.codes), None)
        nullable = any(part.type.nullable for part in parts)
        return replace(type_, codes=codes, nullable=nullable, literal=False)

    def _case(self, node: exp.Expr) -> Bound:
        conditions = [self._condition(each.this) for each in node.args["ifs"]]
        values = [self.bind(each.args["true"]) for each in node.args["ifs"]]
        default = node.args.get("default")
        if default is None:
            self.fault(_("{part} has no else").format(part=repr(node.sql())))
            return FAULT
        values.append(self.bind(default))
        type_ = self._alike(node, values)
        trees = [_as(part, type_) for part in values]
        # An unknown condition makes the value unknown; SQL alone would fall through to the next.
        tree = trees[-1]
        for condition, value in reversed(list(zip(conditions, trees[:-1], strict=True))):
            branches = [exp.If(this=condition.tree, true=value)]
            if condition.type.nullable:
                unknown = exp.Is(this=exp.paren(condition.tree.copy()), expression=exp.null())
                branches.append(exp.If(this=unknown, true=exp.null()))
            tree = exp.Case(ifs=branches, default=tree)
        nullable = type_.nullable or any(part.type.nullable for part in conditions)
        return Bound(tree, replace(type_, nullable=nullable))

    def _coalesce(self, node: exp.Expr) -> Bound:
        parts = [self.bind(each) for each in (node.this, *node.expressions)]
        type_ = self._alike(node, parts)
        trees = [_as(part, type_) for part in parts]
        nullable = all(part.type.nullable for part in parts)
        tree = exp.Coalesce(this=trees[0], expressions=trees[1:])
        return Bound(tree, replace(type_, nullable=nullable))

    def _extreme(self, node: exp.Expr) -> Bound:
        """Least or greatest; unknown if one is unknown (SQL would drop it silently)."""
        parts = [self.bind(each) for each in (node.this, *node.expressions)]
        type_ = self._alike(node, parts)
        trees = [_as(part, type_) for part in parts]
        tree: exp.Expr = type(node)(this=trees[0], expressions=trees[1:], ignore_nulls=True)
        unknowns = [
            exp.Is(this=exp.paren(part.tree.copy()), expression=exp.null())
            for part in parts
            if part.type.nullable
        ]
        if unknowns:
            branch = exp.If(this=exp.or_(*unknowns, copy=False), true=exp.null())
            tree = exp.Case(ifs=[branch], default=tree)
        return Bound(tree, type_)

    def _abs(self, node: exp.Expr) -> Bound:
        part = self._number(node.this)
        return Bound(exp.Abs(this=part.tree), part.type)

    def _round(self, node: exp.Expr) -> Bound:
        """Round half up to a whole number: floor(x + 0.5), the one form all engines share."""
        if node.args.get("decimals") is not None:
            self.fault(_("round takes one argument and gives a whole number"))
        part = self._number(node.this)
        return rounded(part) if part.type.kind is not Kind.FAULTY else FAULT

    def _call(self, node: exp.Expr) -> Bound:
        name = node.name.lower()
        function = FUNCTIONS[name]
        parts = [self.bind(each) for each in node.expressions]
        wanted = [str(kind) for kind in function.arguments]
        given = [str(part.type.kind) for part in parts]
        if Kind.FAULTY in given:
            return FAULT
        if wanted != given:
            self.fault(
                _("{name} takes ({wanted}), not ({given})").format(
                    name=name, wanted=", ".join(wanted), given=", ".join(given)
                )
            )
            return FAULT
        nullable = any(part.type.nullable for part in parts)
        type_ = replace(function.result, nullable=nullable)
        if name == "months_before":
            return self._months_before(parts, type_)
        if name == "year_of" and parts[0].value is not None:
            return constant(parts[0].value.year, type_)
        return Bound(function.build([part.tree for part in parts]), type_)

    def _months_before(self, parts: list[Bound], type_: Type) -> Bound:
        day, months = parts
        if months.value is None or months.value != int(months.value):
            self.fault(_("the months of months_before are a whole number or a parameter"))
            return FAULT
        if months.type.unit not in {NONE, None, MONTH}:
            self.fault(
                _("months_before counts in [month], not [{unit}]").format(unit=months.type.unit)
            )
        if day.value is not None:
            return constant(months_before(day.value, int(months.value)), type_)
        return Bound(FUNCTIONS["months_before"].build([day.tree, months.tree]), type_)

    _RULES: Mapping[type[exp.Expr], Callable[["Binder", exp.Expr], Bound]] = {
        exp.Column: _column,
        exp.Literal: _literal,
        exp.Boolean: _boolean,
        exp.Paren: _paren,
        exp.Neg: _negative,
        exp.Add: _sum,
        exp.Sub: _sum,
        exp.Mul: _product,
        exp.Div: _quotient,
        exp.Not: _not,
        exp.Between: _between,
        exp.In: _in,
        exp.Is: _is_null,
        exp.Case: _case,
        exp.Coalesce: _coalesce,
        exp.Least: _extreme,
        exp.Greatest: _extreme,
        exp.Abs: _abs,
        exp.Round: _round,
        exp.Anonymous: _call,
    }


def rounded(part: Bound) -> Bound:
    """Return a number rounded half up to a whole one."""
    if part.type.storage is Storage.WHOLE:
        return part
    half = exp.Add(this=_float(part), expression=exp.cast(exp.Literal.number("0.5"), "DOUBLE"))
    tree = whole(exp.Floor(this=half))
    return Bound(tree, replace(part.type, storage=Storage.WHOLE))


def _joined(left: Bound, right: Bound, unit: Unit | None) -> Type:
    order = (Storage.WHOLE, Storage.FIXED, Storage.FLOAT)
    storage = max(left.type.storage, right.type.storage, key=order.index)
    nullable = left.type.nullable or right.type.nullable
    return Type(Kind.NUMBER, unit, storage, nullable=nullable)


def _float(part: Bound) -> exp.Expr:
    return part.tree if part.type.storage is Storage.FLOAT else exp.cast(part.tree, "DOUBLE")


def _wide(part: Bound) -> exp.Expr:
    """32-bit columns are widened before arithmetic, so that no engine overflows."""
    is_narrow = part.type.storage is Storage.WHOLE and isinstance(part.tree, exp.Column)
    return whole(part.tree) if is_narrow else part.tree


def _as(part: Bound, type_: Type) -> exp.Expr:
    if type_.is_number and type_.storage is Storage.FLOAT:
        return _float(part)
    if type_.is_number and type_.storage is Storage.WHOLE:
        return whole(part.tree)
    return part.tree
