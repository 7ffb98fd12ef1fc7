"""How each type of column is kept on disk: one Arrow type, one DuckDB type."""

from collections.abc import Mapping

import pyarrow as pa

from shouwang.base.tables import Column, ColumnType, Schema

PRECISION = 18
SYSTEM_COLUMNS: Mapping[str, pa.DataType] = {
    "period": pa.date32(),
    "sender": pa.string(),
    "delivery": pa.int32(),
    "row": pa.int32(),
}
_DUCKDB = {
    pa.string(): "VARCHAR",
    pa.bool_(): "BOOLEAN",
    pa.int32(): "INTEGER",
    pa.int64(): "BIGINT",
    pa.date32(): "DATE",
}


def arrow_type(column: Column, *, key_types: Mapping[str, str]) -> pa.DataType:
    """Return the Arrow type of a column.

    Args:
        key_types: Subject → ``integer`` or ``text``: what households and persons are named by.
    """
    match column.type:
        case ColumnType.BOOLEAN:
            return pa.bool_()
        case ColumnType.INTEGER:
            return pa.int32()
        case ColumnType.MONEY:
            return pa.int64()
        case ColumnType.DECIMAL:
            return pa.decimal128(PRECISION, column.scale)
        case ColumnType.DATE:
            return pa.date32()
        case ColumnType.HOUSEHOLD | ColumnType.PERSON:
            is_whole = key_types.get(column.type.value) == "integer"
            return pa.int64() if is_whole else pa.string()
        case ColumnType.TEXT | ColumnType.CODE | ColumnType.REGION:
            return pa.string()


def duckdb_type(type_: pa.DataType) -> str:
    """Return the DuckDB type that an Arrow type is read as."""
    if pa.types.is_decimal(type_):
        return f"DECIMAL({type_.precision},{type_.scale})"
    return _DUCKDB[type_]


def lake_schema(
    contract: Schema, *, partition: tuple[str, ...], key_types: Mapping[str, str]
) -> pa.Schema:
    """Return the columns of a feed's table in the lake, system columns last."""
    fields = [
        pa.field(column.name, arrow_type(column, key_types=key_types))
        for column in contract.columns
        if column.is_kept
    ]
    fields += [pa.field(level, pa.string()) for level in partition]
    fields += [
        pa.field(name, type_)
        for name, type_ in SYSTEM_COLUMNS.items()
        if name != "period" or contract.has_period
    ]
    return pa.schema(fields)
