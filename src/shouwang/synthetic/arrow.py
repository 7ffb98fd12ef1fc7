"""Rows as Arrow tables: as the lake keeps them, and as departments send them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from shouwang.base.errors import ShouwangError
from shouwang.base.tables import Blank, Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Cells, Coded, Known, Rows
from shouwang.synthetic.draw import Array, chance

PRECISION = 18
MONEY_SCALE = 2


class ContractDiffers(ShouwangError):
    """A contract has columns or codes that the made-up region does not know, or lacks some."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a place stands for: household numbers, person numbers, ID numbers."""

    homes: Array
    people: Array
    ids: pa.Array


def lake_columns(contract: Schema) -> tuple[Column, ...]:
    """Return the columns of a feed's table: personal ones are left out, but for the numbers."""
    return tuple(each for each in contract.columns if each.is_reference or each.personal is None)


def lake_table(rows: Rows, contract: Schema, keys: Keys) -> pa.Table:
    """Return rows as the lake keeps them, without the system's columns.

    Raises:
        ContractDiffers: if the contract does not fit the rows.
    """
    _fail_if_different(rows, contract)
    columns = lake_columns(contract)
    return _table(rows, columns, lambda column, cells: _lake_array(column, cells, keys))


def delivered_table(
    rows: Rows,
    contract: Schema,
    keys: Keys,
    *,
    personal: Mapping[str, pa.Array],
    rng: np.random.Generator,
) -> pa.Table:
    """Return rows as a department sends them: labels, ID numbers, yuan, blanks.

    Args:
        rows: The rows, in the order of the file.
        contract: The agreement that says what the columns are called.
        keys: What places stand for.
        personal: Names and the like by column, already in the order of the rows.
        rng: Decides which zeros and noes are left blank.
    """

    def array(column: Column, cells: Cells | None) -> pa.Array:
        if column.name in personal:
            return personal[column.name]
        return _delivered_array(column, cells, rows.count, keys=keys, rng=rng)

    return pa.table(
        {column.label: array(column, rows.columns.get(column.name)) for column in contract.columns}
    )


def _fail_if_different(rows: Rows, contract: Schema) -> None:
    names = {each.name for each in contract.columns}
    required = {each.name for each in lake_columns(contract) if each.required}
    faults = sorted({*(set(rows.columns) - names), *(required - set(rows.columns))})
    if faults:
        raise _differs(contract.name, faults)


def _differs(place: str, words: Iterable[str]) -> ContractDiffers:
    return ContractDiffers(
        _("the made-up region and the contract differ: {place}: {words}").format(
            place=place, words=", ".join(words)
        )
    )


def _table(
    rows: Rows, columns: tuple[Column, ...], array: Callable[[Column, Cells], pa.Array]
) -> pa.Table:
    made: dict[str, Any] = {}
    for column in columns:
        cells = rows.columns.get(column.name)
        empty = pa.nulls(rows.count, lake_type(column)) if cells is None else None
        made[column.name] = empty if cells is None else array(column, cells)
    return pa.table(made)


def lake_type(column: Column) -> pa.DataType:
    """Return the physical type of a column in the lake."""
    plain = {
        ColumnType.BOOLEAN: pa.bool_(),
        ColumnType.INTEGER: pa.int32(),
        ColumnType.MONEY: pa.int64(),
        ColumnType.DATE: pa.date32(),
        ColumnType.HOUSEHOLD: pa.int64(),
        ColumnType.PERSON: pa.int64(),
        ColumnType.DECIMAL: pa.decimal128(PRECISION, column.scale),
    }
    return plain.get(column.type, pa.string())


def _lake_array(column: Column, cells: Cells, keys: Keys) -> pa.Array:
    values, known = _values(cells)
    if column.type is ColumnType.HOUSEHOLD:
        return pa.array(keys.homes[values])
    if column.type is ColumnType.PERSON:
        return pa.array(keys.people[values])
    if isinstance(cells, Coded):
        return _worded(cells.places, _checked(column, cells.words))
    if column.blank is not Blank.UNKNOWN and known is not None:
        return _plain(column, np.where(known, values, 0), None)
    return _plain(column, values, known)


def _delivered_array(
    column: Column, cells: Cells | None, count: int, *, keys: Keys, rng: np.random.Generator
) -> pa.Array:
    if cells is None:
        return pa.nulls(count, _delivered_type(column))
    values, known = _values(cells)
    if column.type is ColumnType.HOUSEHOLD:
        return pa.array(keys.homes[values])
    if column.type is ColumnType.PERSON:
        return _identified(values, keys.ids)
    if isinstance(cells, Coded):
        return _worded(cells.places, _labels(column, cells.words))
    return _written(column, values, _with_blanks(column, values, known, rng))


def _with_blanks(
    column: Column, values: Any, known: Array | None, rng: np.random.Generator
) -> Array | None:
    """Return which cells are filled: some zeros and noes are not, where a blank means them."""
    if column.blank is Blank.UNKNOWN:
        return known
    blank = chance(rng, assumptions("delivery").number("left_blank"), len(values)) & (values == 0)
    filled: Array = ~blank if known is None else known & ~blank
    return filled


def _written(column: Column, values: Any, known: Array | None) -> pa.Array:
    """Return values as a department writes them: yes and no as words, money in whole units."""
    if column.type is ColumnType.BOOLEAN:
        return _yes_no(values, known)
    if column.type is ColumnType.MONEY:
        return decimals(values, MONEY_SCALE, known)
    return _plain(column, values, known)


def _delivered_type(column: Column) -> pa.DataType:
    if column.type is ColumnType.BOOLEAN or column.type is ColumnType.PERSON:
        return pa.string()
    if column.type is ColumnType.MONEY:
        return pa.decimal128(PRECISION, MONEY_SCALE)
    return lake_type(column)


def _values(cells: Cells) -> tuple[Any, Array | None]:
    if isinstance(cells, Known):
        return cells.values, cells.known
    if isinstance(cells, Coded):
        return cells.places, cells.places >= 0
    return cells, None


def _plain(column: Column, values: Any, known: Array | None) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    mask = None if known is None else ~known
    if column.type is ColumnType.DECIMAL:
        scaled = np.rint(np.asarray(values, dtype=np.float64) * 10**column.scale)
        return decimals(scaled.astype(np.int64), column.scale, known)
    if column.type is ColumnType.DATE:
        return pa.array(values.astype(np.int32), mask=mask).view(pa.date32())
    if column.type is ColumnType.INTEGER:
        return pa.array(values.astype(np.int32), mask=mask)
    if column.type is ColumnType.MONEY:
        return pa.array(values.astype(np.int64), mask=mask)
    return pa.array(values, mask=mask)


def decimals(values: Array, scale: int, known: Array | None = None) -> pa.Array:
    """Return whole numbers of the last digit as decimals.

    >>> decimals(np.array([1250]), 2).to_pylist()
    [Decimal('12.50')]
    """
    wide = np.empty((len(values), 2), dtype=np.int64)
    wide[:, 0] = values
    wide[:, 1] = np.where(values < 0, -1, 0)
    validity = None
    if known is not None:
        validity = pa.py_buffer(np.packbits(known, bitorder="little"))
    kind = pa.decimal128(PRECISION, scale)
    return pa.Array.from_buffers(kind, len(values), [validity, pa.py_buffer(wide)])


@lru_cache(maxsize=512)
def texts_of(words: tuple[str, ...]) -> pa.Array:
    """Return words as an array of texts, made once for many columns."""
    return pa.array(words, pa.string())


def _worded(places: Array, words: tuple[str, ...]) -> pa.Array:
    indexes = pa.array(places.astype(np.int32), mask=places < 0)
    return pa.DictionaryArray.from_arrays(indexes, texts_of(words))


def _checked(column: Column, words: tuple[str, ...]) -> tuple[str, ...]:
    if column.type is ColumnType.CODE:
        unknown = [word for word in words if word not in column.codes]
        if unknown:
            raise _differs(column.name, unknown)
    return words


def _labels(column: Column, words: tuple[str, ...]) -> tuple[str, ...]:
    if column.type is not ColumnType.CODE:
        return words
    return tuple((column.codes[word] or (word,))[0] for word in _checked(column, words))


def _identified(places: Array, ids: pa.Array) -> pa.Array:
    """Return ID numbers by place, as a dictionary, since many rows share them."""
    if len(places) < len(ids):
        present, places = np.unique(places, return_inverse=True)
        ids = ids.take(pa.array(present))
    return pa.DictionaryArray.from_arrays(pa.array(places.astype(np.int32)), ids)


def _yes_no(values: Array, known: Array | None) -> pa.Array:
    told = assumptions("names")
    words = (str(told.value("no")), str(told.value("yes")))
    places = values.astype(np.int8)
    if known is not None:
        places = np.where(known, places, -1)
    return _worded(places, words)
