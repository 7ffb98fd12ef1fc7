"""Corrections as people read them: the label of the column, values in words, names masked."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from shouwang.base.tables import Column
from shouwang.rules.content import Content
from shouwang.stages.register.facts import shown
from shouwang.stages.register.values import ValueFaulty, value_of


@dataclass(frozen=True, slots=True)
class Line:
    """A correction with its words."""

    correction: Any
    table: str
    column_label: str
    was: str
    value: str

    @property
    def origin(self) -> tuple[str, str]:
        """What it comes from, and the number of that."""
        kind, _colon, number = str(self.correction.source).partition(":")
        return kind, number


def lines(corrections: Iterable[Any], content: Content) -> list[Line]:
    """Return corrections with their words."""
    return [line(each, content) for each in corrections]


def line(each: Any, content: Content) -> Line:
    """Return a correction with its words; one of a contract that has changed as it was kept."""
    contract = content.contracts.get(each.feed)
    columns = {column.name: column for column in contract.columns} if contract else {}
    column = columns.get(each.column)
    if contract is None or column is None:
        return Line(each, each.feed, each.column, each.was, each.value)
    was, value = (_worded(kept, column, content) for kept in (each.was, each.value))
    return Line(each, contract.label, column.label, was, value)


def _worded(kept: str, column: Column, content: Content) -> str:
    try:
        return shown(value_of(kept, column, content), column, content)
    except ValueFaulty:
        return kept
