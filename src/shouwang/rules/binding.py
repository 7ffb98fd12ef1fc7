"""Type and unit check of an expression, and its translation into a tree every engine runs alike."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from shouwang.base.words import _
from shouwang.rules.bound import (
    FAULT,
    Bound,
    Fault,
    Lookup,
    as_float,
    as_wide,
    joined,
    number_literal,
    stored_as,
)
from shouwang.rules.calls import CALL_RULES
from shouwang.rules.expression import COMPARISONS, LOGIC, quote
from shouwang.rules.types import BOOLEAN, Kind, Storage, Type
from shouwang.rules.units import NONE, Unit

# Trees that a comparison must not take without brackets: engines read `a = b = c` differently.
LOOSE = (exp.Not, exp.Between, exp.In, exp.Is, *COMPARISONS, *LOGIC)


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
        call = CALL_RULES.get(type(node))
        return call(self, node) if call is not None else self._RULES[type(node)](self, node)

    # ------------------------------------------------------------------ leaves

    def _column(self, node: exp.Expr) -> Bound:
        found = self.lookup(node.name)
        if found is None:
            self.fault(
                _("{name} is no column, variable or parameter here").format(name=quote(node.name))
            )
            return FAULT
        return found

    def _literal(self, node: exp.Expr) -> Bound:
        if node.args["is_string"]:
            text = Type(Kind.TEXT, codes={node.name: ()}, nullable=False)
            return Bound(exp.Literal.string(node.name), text, node.name)
        value = Decimal(node.name)
        kind = Type(Kind.NUMBER, NONE if value else None, nullable=False)
        return Bound(number_literal(value), stored_as(value, kind), value)

    def _boolean(self, node: exp.Expr) -> Bound:
        return Bound(exp.Boolean(this=node.this), BOOLEAN.known(), bool(node.this))

    def _paren(self, node: exp.Expr) -> Bound:
        inner = self.bind(node.this)
        return replace(inner, tree=exp.paren(inner.tree, copy=False))

    # -------------------------------------------------------------- arithmetic

    def number(self, node: exp.Expr) -> Bound:
        """Return the translation of what must be a number."""
        part = self.bind(node)
        if part.type.kind not in {Kind.NUMBER, Kind.FAULTY}:
            self.fault(_("{part} is no number").format(part=shown(node)))
            return FAULT
        return part

    def _numbers(self, node: exp.Expr) -> tuple[Bound, Bound] | None:
        left, right = self.number(node.this), self.number(node.expression)
        is_faulty = Kind.FAULTY in {left.type.kind, right.type.kind}
        return None if is_faulty else (left, right)

    def _negative(self, node: exp.Expr) -> Bound:
        part = self.number(node.this)
        value = -part.value if part.value is not None else None
        return Bound(exp.Neg(this=as_wide(part)), part.type, value)

    def _sum(self, node: exp.Expr) -> Bound:
        parts = self._numbers(node)
        if parts is None:
            return FAULT
        left, right = parts
        unit = self.same_unit(node, left.type.unit, right.type.unit)
        tree = type(node)(this=as_wide(left), expression=as_wide(right))
        return Bound(tree, joined(left.type, right.type, unit))

    def _product(self, node: exp.Expr) -> Bound:
        parts = self._numbers(node)
        if parts is None:
            return FAULT
        left, right = parts
        unit = (left.type.unit or NONE) * (right.type.unit or NONE)
        type_ = joined(left.type, right.type, unit)
        if type_.storage is Storage.WHOLE:
            return Bound(exp.Mul(this=as_wide(left), expression=as_wide(right)), type_)
        type_ = replace(type_, storage=Storage.FLOAT)
        return Bound(exp.Mul(this=as_float(left), expression=as_float(right)), type_)

    def _quotient(self, node: exp.Expr) -> Bound:
        """Divide as floating point in every engine; by zero is unknown, not an error."""
        parts = self._numbers(node)
        if parts is None:
            return FAULT
        left, right = parts
        unit = (left.type.unit or NONE) / (right.type.unit or NONE)
        divisor = (
            right.tree
            if right.value
            else exp.Nullif(this=right.tree, expression=exp.Literal.number(0))
        )
        tree = exp.Div(
            this=as_float(left), expression=exp.cast(divisor, "DOUBLE"), typed=False, safe=False
        )
        nullable = left.type.nullable or right.type.nullable or not right.value
        return Bound(tree, Type(Kind.NUMBER, unit, Storage.FLOAT, nullable=nullable))

    def same_unit(self, node: exp.Expr, one: Unit | None, other: Unit | None) -> Unit | None:
        """Return the unit of two numbers that must have the same; a zero fits any."""
        if one is None or other is None:
            return one if other is None else other
        if one != other:
            self.fault(
                _("{part} puts [{one}] beside [{other}]").format(
                    part=shown(node), one=one, other=other
                )
            )
        return one

    # ------------------------------------------------------------------- logic

    def condition(self, node: exp.Expr) -> Bound:
        """Return the translation of what must be true, false or unknown."""
        part = self.bind(node)
        if part.type.kind not in {Kind.BOOLEAN, Kind.FAULTY}:
            self.fault(_("{part} is no condition").format(part=shown(node)))
            return FAULT
        return part

    def _logic(self, node: exp.Expr) -> Bound:
        # A chain of hundreds of `and` nests to the left: walk it flat, not by recursion.
        parts = [self.condition(each) for each in node.flatten(unnest=False)]
        tree = parts[0].tree
        for part in parts[1:]:
            tree = type(node)(this=tree, expression=part.tree)
        nullable = any(part.type.nullable for part in parts)
        return Bound(tree, replace(BOOLEAN, nullable=nullable))

    def _not(self, node: exp.Expr) -> Bound:
        part = self.condition(node.this)
        return Bound(exp.Not(this=exp.paren(part.tree)), part.type)

    def _comparison(self, node: exp.Expr) -> Bound:
        left, right = self.bind(node.this), self.bind(node.expression)
        self._comparable(node, left, right, by_size=not isinstance(node, exp.EQ | exp.NEQ))
        nullable = left.type.nullable or right.type.nullable
        tree = type(node)(this=_closed(left), expression=_closed(right))
        return Bound(tree, replace(BOOLEAN, nullable=nullable))

    def _comparable(self, node: exp.Expr, left: Bound, right: Bound, *, by_size: bool) -> None:
        kinds = {left.type.kind, right.type.kind}
        if Kind.FAULTY in kinds:
            return
        if len(kinds) > 1:
            self.fault(
                _("{part} compares a {one} with a {other}").format(
                    part=shown(node), one=left.type.kind, other=right.type.kind
                )
            )
        elif by_size and kinds & {Kind.TEXT, Kind.BOOLEAN, Kind.KEY}:
            self.fault(_("{part} compares by size what has none").format(part=shown(node)))
        elif left.type.is_number:
            self.same_unit(node, left.type.unit, right.type.unit)
        else:
            self._known_words(node, left, right)
            self._known_words(node, right, left)

    def _known_words(self, node: exp.Expr, coded: Bound, word: Bound) -> None:
        codes = coded.type.codes
        if codes and isinstance(word.value, str) and word.value not in codes:
            self.fault(
                _("{word} is not in the code list: {words}").format(
                    word=quote(word.value), words=", ".join(codes)
                )
            )
        elif coded.value is None and codes and not set(codes) & set(word.type.codes or codes):
            self.fault(_("{part} compares code lists without a common word").format(
                part=shown(node)))  # fmt: skip

    def _between(self, node: exp.Expr) -> Bound:
        value, low, high = (self.bind(node.args[key]) for key in ("this", "low", "high"))
        self._comparable(node, value, low, by_size=True)
        self._comparable(node, value, high, by_size=True)
        nullable = any(part.type.nullable for part in (value, low, high))
        tree = exp.Between(this=_closed(value), low=_closed(low), high=_closed(high))
        return Bound(tree, replace(BOOLEAN, nullable=nullable))

    def _in(self, node: exp.Expr) -> Bound:
        value = self.bind(node.this)
        members = [self.bind(each) for each in node.expressions]
        for member in members:
            self._comparable(node, value, member, by_size=False)
        if any(member.type.nullable for member in members if member.type.kind is not Kind.FAULTY):
            self.fault(_("{part}: the list holds an unknown").format(part=shown(node)))
        tree = exp.In(this=_closed(value), expressions=[member.tree for member in members])
        return Bound(tree, replace(BOOLEAN, nullable=value.type.nullable))

    def _is_null(self, node: exp.Expr) -> Bound:
        value = self.bind(node.this)
        return Bound(exp.Is(this=_closed(value), expression=exp.null()), BOOLEAN.known())

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
    }


def shown(node: exp.Expr) -> str:
    """Return a part of an expression as a message shows it."""
    return quote(node.sql())


def _closed(part: Bound) -> exp.Expr:
    """Return a tree that can stand beside a comparison's sign."""
    return exp.paren(part.tree, copy=False) if isinstance(part.tree, LOOSE) else part.tree
