"""The types of expressions: kind, unit, exactness, code list, and whether a value may be unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from shouwang.base.tables import Column, ColumnType
from shouwang.rules.units import NONE, Unit


class Kind(StrEnum):
    """What sort of value an expression has."""

    NUMBER = "number"
    BOOLEAN = "boolean"
    TEXT = "text"
    DATE = "date"
    KEY = "key"  # the number of a household or person: equal or not, nothing else
    FAULTY = "faulty"  # a problem has been reported; say nothing more about it


class Storage(StrEnum):
    """How a number is kept."""

    WHOLE = "whole"  # 64-bit integers: counts, years, minor units of money
    FIXED = "fixed"  # fixed-point decimals
    FLOAT = "float"  # results of divisions


@dataclass(frozen=True, slots=True)
class Type:
    """The type of an expression.

    Attributes:
        unit: For a number; ``None`` for the literal zero, which fits any unit.
        codes: For a text that is one of a code list: word → labels.
        nullable: Whether the value can be unknown.
        literal: Whether it is written out in the expression.
    """

    kind: Kind
    unit: Unit | None = NONE
    storage: Storage = Storage.WHOLE
    codes: Mapping[str, tuple[str, ...]] | None = None
    nullable: bool = True
    literal: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it can be added and compared by size."""
        return self.kind is Kind.NUMBER

    def known(self) -> "Type":
        """Return the same type, never unknown."""
        return replace(self, nullable=False)

    def __str__(self) -> str:
        if self.kind is Kind.NUMBER and self.unit:
            return f"{self.kind} [{self.unit}]"
        return str(self.kind)


FAULTY = Type(Kind.FAULTY)
BOOLEAN = Type(Kind.BOOLEAN)
DATE = Type(Kind.DATE)
TEXT = Type(Kind.TEXT)


def type_of_column(column: Column, *, unit: Unit, nullable: bool = True) -> Type:
    """Return the type under which an expression sees a column."""
    known = nullable and not column.required
    match column.type:
        case ColumnType.BOOLEAN:
            return Type(Kind.BOOLEAN, nullable=known)
        case ColumnType.DATE:
            return Type(Kind.DATE, nullable=known)
        case ColumnType.INTEGER | ColumnType.MONEY:
            return Type(Kind.NUMBER, unit, Storage.WHOLE, nullable=known)
        case ColumnType.DECIMAL:
            return Type(Kind.NUMBER, unit, Storage.FIXED, nullable=known)
        case ColumnType.CODE:
            return Type(Kind.TEXT, codes=column.codes, nullable=known)
        case ColumnType.HOUSEHOLD | ColumnType.PERSON:
            return Type(Kind.KEY, nullable=known)
        case ColumnType.TEXT | ColumnType.REGION:
            return Type(Kind.TEXT, nullable=known)
