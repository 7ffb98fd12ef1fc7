"""A part of an expression with its type and its SQL, and how parts are cast to go together."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from sqlglot import exp

from shouwang.rules.functions import whole
from shouwang.rules.types import FAULTY, Kind, Storage, Type
from shouwang.rules.units import Unit

STORAGES = (Storage.WHOLE, Storage.FIXED, Storage.FLOAT)


@dataclass(frozen=True, slots=True)
class Bound:
    """A part of an expression with its type, its SQL and, if it is fixed, its value."""

    tree: exp.Expr
    type: Type
    value: Any = None


Fault = Callable[[str], None]
Lookup = Callable[[str], Bound | None]

FAULT = Bound(exp.null(), FAULTY)


class Binds(Protocol):
    """What binds the parts of an expression, as the rules for calls see it."""

    fault: Fault

    def bind(self, node: exp.Expr) -> Bound:
        """Return the typed translation of a node."""

    def number(self, node: exp.Expr) -> Bound:
        """Return the translation of what must be a number."""

    def condition(self, node: exp.Expr) -> Bound:
        """Return the translation of what must be true, false or unknown."""

    def same_unit(self, node: exp.Expr, one: Unit | None, other: Unit | None) -> Unit | None:
        """Return the unit of two numbers that must have the same."""


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
    number = Decimal(value)
    return Bound(number_literal(number), stored_as(number, type_).known(), value)


def number_literal(number: Decimal) -> exp.Expr:
    """Return a number as SQL; a whole one has no point, or engines would count in decimals."""
    is_whole = number == number.to_integral_value()
    return exp.Literal.number(f"{number:.0f}" if is_whole else f"{number:f}")


def stored_as(number: Decimal, type_: Type) -> Type:
    """Return the type of a number that is written out: whole, or with digits after the point."""
    is_whole = number == number.to_integral_value()
    return replace(type_, storage=Storage.WHOLE if is_whole else Storage.FIXED)


def joined(one: Type, other: Type, unit: Unit | None) -> Type:
    """Return the type of two numbers taken together."""
    storage = max(one.storage, other.storage, key=STORAGES.index)
    return Type(Kind.NUMBER, unit, storage, nullable=one.nullable or other.nullable)


def as_float(part: Bound) -> exp.Expr:
    """Return a number as a double."""
    return part.tree if part.type.storage is Storage.FLOAT else exp.cast(part.tree, "DOUBLE")


def as_wide(part: Bound) -> exp.Expr:
    """Return a number for arithmetic: 32-bit columns are widened, so that no engine overflows."""
    is_narrow = part.type.storage is Storage.WHOLE and isinstance(part.tree.unnest(), exp.Column)
    return whole(part.tree) if is_narrow else part.tree


def as_type(part: Bound, type_: Type) -> exp.Expr:
    """Return a value in the type of those it is chosen among."""
    if type_.is_number and type_.storage is Storage.FLOAT:
        return as_float(part)
    if type_.is_number and type_.storage is Storage.WHOLE:
        return whole(part.tree)
    return part.tree


def rounded(part: Bound) -> Bound:
    """Return a number rounded half up to a whole one: the one form all engines share."""
    if part.type.storage is Storage.WHOLE:
        return part
    half = exp.Add(this=as_float(part), expression=exp.cast(exp.Literal.number("0.5"), "DOUBLE"))
    return Bound(whole(exp.Floor(this=half)), replace(part.type, storage=Storage.WHOLE))


def is_unknown(part: Bound) -> exp.Expr:
    """Return the condition that a part is unknown."""
    return exp.Is(this=exp.paren(part.tree.copy(), copy=False), expression=exp.null())
