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
    """

    kind: Kind
    unit: Unit | None = NONE
    storage: Storage = Storage.WHOLE
    codes: Mapping[str, tuple[str, ...]] | None = None
    nullable: bool = True

    @property
    def is_number(self) -> bool:
        """Whether it can be added and compared by size."""
        return self.kind is Kind.NUMBER

    def unsure(self) -> "Type":
        """Return the same type, possibly unknown."""
        return replace(self, nullable=True)

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


_OF_COLUMNS = {
    ColumnType.BOOLEAN: BOOLEAN,
    ColumnType.DATE: DATE,
    ColumnType.INTEGER: Type(Kind.NUMBER),
    ColumnType.MONEY: Type(Kind.NUMBER),
    ColumnType.DECIMAL: Type(Kind.NUMBER, storage=Storage.FIXED),
    ColumnType.CODE: TEXT,
    ColumnType.TEXT: TEXT,
    ColumnType.REGION: TEXT,
    ColumnType.HOUSEHOLD: Type(Kind.KEY),
    ColumnType.PERSON: Type(Kind.KEY),
}


def type_of_column(column: Column, *, unit: Unit) -> Type:
    """Return the type under which an expression sees a column."""
    type_ = replace(_OF_COLUMNS[column.type], nullable=not column.required)
    if type_.is_number:
        return replace(type_, unit=unit)
    return replace(type_, codes=column.codes) if column.codes else type_
