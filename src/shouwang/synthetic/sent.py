"""A feed's rows as a file bears them: agreed headings that drift, keys and codes mistyped."""

from collections.abc import Callable, Mapping

import numpy as np
import pyarrow as pa

from shouwang.base.codes import CHECK_CHARACTERS
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.synthetic.arrow import Keys, delivered_table
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.draw import Array
from shouwang.synthetic.mistakes import Slips

NOBODYS_HOUSEHOLD = 999_999_000_000  # added to a number: no village has these digits


def heading(column: Column, *, drifts: bool) -> str:
    """Return the heading a file bears: the label, or another one that was agreed."""
    return column.aliases[0] if drifts and column.aliases else column.label


def sent_table(
    slips: Slips,
    chosen: Array,
    contract: Schema,
    keys: Keys,
    *,
    drifts: bool,
    rng: np.random.Generator,
) -> pa.Table:
    """Return some of a feed's rows as they are sent.

    Args:
        slips: The rows with what goes wrong in them.
        chosen: The places of the rows in the order of the file.
        drifts: Whether the file bears other headings than usual.
    """
    whole = np.array_equal(chosen, np.arange(slips.rows.count))
    rows = slips.rows if whole else slips.rows.take(chosen)
    personal = {
        column.name: cells
        for column in contract.columns
        if column.personal is not None
        and not column.is_reference
        and isinstance(cells := rows.columns.get(column.name), pa.Array)
    }
    table = delivered_table(rows, contract, keys, personal=personal, rng=rng)
    for name, wrong in ((slips.key, slips.wrong_key), (slips.code, slips.wrong_code)):
        places = np.flatnonzero(wrong[chosen])
        if name and len(places):
            column = contract.column(name)
            place = table.column_names.index(column.label)
            spoiled = _spoiled(table.column(place).combine_chunks(), column, places)
            table = table.set_column(place, column.label, spoiled)
    return table.rename_columns([heading(each, drifts=drifts) for each in contract.columns])


def _spoiled(values: pa.Array, column: Column, places: Array) -> pa.Array:
    """Return a column in which the cells at some places cannot be read."""
    if column.type is ColumnType.HOUSEHOLD:
        numbers = values.to_numpy(zero_copy_only=False).copy()
        numbers[places] = numbers[places] % NOBODYS_HOUSEHOLD + NOBODYS_HOUSEHOLD
        return pa.array(numbers)
    spoil = _SPOIL[column.type]
    if not pa.types.is_dictionary(values.type):
        return _spoiled(values.dictionary_encode(), column, places).cast(values.type)
    words = values.dictionary
    right = np.asarray(values.indices.fill_null(-1)).astype(np.int32)
    wrong = [spoil(words[int(place)].as_py() if place >= 0 else "") for place in right[places]]
    indices = right.copy()
    indices[places] = len(words) + np.arange(len(places))
    mask = indices < 0
    return pa.DictionaryArray.from_arrays(
        pa.array(indices, mask=mask), pa.concat_arrays([words, pa.array(wrong, words.type)])
    )


def _misread(number: str) -> str:
    """Return an ID number whose check character does not fit."""
    place = CHECK_CHARACTERS.index(number[-1]) if number else 0
    return number[:-1] + CHECK_CHARACTERS[(place + 1) % len(CHECK_CHARACTERS)]


_SPOIL: Mapping[ColumnType, Callable[[str], str]] = {
    ColumnType.PERSON: _misread,
    ColumnType.REGION: lambda _code: str(assumptions("mistakes").value("unknown_region")),
    ColumnType.CODE: lambda _label: str(assumptions("mistakes").value("unknown_label")),
}
