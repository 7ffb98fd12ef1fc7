"""What examples give is what the contracts hold: their feeds, their columns, their words."""

from collections.abc import Iterator, Mapping
from typing import Any

from shouwang.base.errors import Problem
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.rules.pack import Example, Policy
from shouwang.rules.source import WRITTEN, Entry, as_written, shown
from shouwang.rules.vocabulary import Vocabulary


def fail_if_example_gives_what_no_contract_holds(
    policy: Policy, _vocabulary: Vocabulary
) -> Iterator[Problem]:
    """A column or a word that the contract has lost: the example shows nothing any more."""
    for example in policy.examples:
        for feed, rows in example.given.items():
            contract = policy.content.contracts.get(feed)
            if contract is not None:
                for row in rows:
                    yield from _faults(row, contract, example)


def _faults(row: Mapping[str, Any], contract: Schema, example: Example) -> Iterator[Problem]:
    columns = {column.name: column for column in contract.columns}
    for name, value in row.items():
        where = row.at(name) if isinstance(row, Entry) else example.where
        column = columns.get(name)
        if column is None:
            yield Problem(
                where,
                _("{name} is no column of {feed}").format(name=shown(name), feed=contract.name),
                _("one of: {words}").format(words=", ".join(columns)),
            )
        elif not _is_known_word(value, column):
            yield Problem(
                where,
                _("{column}: {value} is no {type}").format(
                    column=f"{contract.name}.{name}", value=shown(value), type=column.type
                ),
                _("one of: {words}").format(words=", ".join(column.codes)),
            )


def _is_known_word(value: Any, column: Column) -> bool:
    if column.type is not ColumnType.CODE or value is None:
        return True
    labels = {label for labels in column.codes.values() for label in labels}
    return isinstance(value, WRITTEN) and as_written(value) in {"", *column.codes, *labels}
