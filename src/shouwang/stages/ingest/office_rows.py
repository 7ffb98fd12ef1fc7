"""Rows that the office writes itself: brought into the shape of a feed, or told what is wrong."""

from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.codes import Region
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.lake.physical import arrow_type
from shouwang.rules.content import Content

ROW, PERIOD = "row", "period"
NUMBERS = {ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.MONEY}
SHOWN = 5  # rows named of each fault


def shaped(content: Content, feed: str, rows: pa.Table, *, period: date | None) -> pa.Table:
    """Return rows with the columns of their feed's contract, its period and a number each.

    Columns that the rows lack are unknown in them.

    Args:
        period: The period of rows that do not say theirs.

    Raises:
        InputProblems: with all that contradicts the contract.
    """
    contract = content.contracts[feed]
    kept = [column for column in contract.columns if column.is_kept]
    known = {column.name for column in kept} | {PERIOD, ROW, *content.partition}
    known |= {"sender", "delivery"}
    problems = [
        Problem(f"{feed}.{name}", _("{name} is no column").format(name=name))
        for name in rows.column_names
        if name not in known
    ]
    columns: dict[str, pa.ChunkedArray | pa.Array] = {}
    for column in kept:
        type_ = arrow_type(column, key_types=content.key_types)
        values = _column(rows, column.name, type_, feed, problems)
        problems.extend(_faults(column, values, feed, content))
        columns[column.name] = values
    problems.extend(_repeated(contract, columns, feed))
    if contract.has_period:
        columns[PERIOD] = _periods(rows, period)
    if problems:
        raise InputProblems(problems)
    columns[ROW] = pa.array(range(1, rows.num_rows + 1), pa.int32())
    return pa.table(columns)


def _periods(rows: pa.Table, period: date | None) -> pa.ChunkedArray | pa.Array:
    given = pa.scalar(period, pa.date32())
    if PERIOD not in rows.column_names:
        return pa.repeat(given, rows.num_rows)
    return pc.fill_null(rows.column(PERIOD).cast(pa.date32()), given)


def _column(
    rows: pa.Table, name: str, type_: pa.DataType, feed: str, problems: list[Problem]
) -> pa.ChunkedArray | pa.Array:
    if name not in rows.column_names:
        return pa.nulls(rows.num_rows, type_)
    try:
        return rows.column(name).cast(type_)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        problems.append(
            Problem(
                f"{feed}.{name}",
                _("{name} wants values of the type {type}").format(name=name, type=type_),
            )
        )
        return pa.nulls(rows.num_rows, type_)


def _faults(
    column: Column, values: pa.ChunkedArray | pa.Array, feed: str, content: Content
) -> Iterator[Problem]:
    where = f"{feed}.{column.name}"
    if column.required and values.null_count:
        yield Problem(
            where,
            _("{count} rows lack {name}").format(count=values.null_count, name=column.name),
        )
    if column.type is ColumnType.CODE:
        yield from _unknown(where, values, list(column.codes))
    if column.type is ColumnType.REGION:
        codes = [each.code for each in _regions(content, column.level)]
        yield from _unknown(where, values, codes)
    if column.type in NUMBERS or column.type is ColumnType.DATE:
        yield from _outside(where, column, values, content)


def _regions(content: Content, level: str) -> tuple[Region, ...]:
    return content.regions_of(level)


def _unknown(where: str, values: pa.ChunkedArray | pa.Array, words: list[str]) -> Iterator[Problem]:
    foreign = pc.unique(pc.drop_null(values))
    foreign = foreign.filter(pc.invert(pc.is_in(foreign, pa.array(words, pa.string()))))
    if len(foreign):
        shown = ", ".join(map(str, foreign[:SHOWN].to_pylist()))
        yield Problem(where, _("{words}: not in the contract").format(words=shown))


def _outside(
    where: str, column: Column, values: pa.ChunkedArray | pa.Array, content: Content
) -> Iterator[Problem]:
    # Bounds of money are written in whole units, the lake counts in minor ones.
    factor = content.money_minor if column.type is ColumnType.MONEY else 1
    for text, is_beyond in ((column.minimum, pc.less), (column.maximum, pc.greater)):
        if text is None:
            continue
        bound = (
            pa.scalar(date.fromisoformat(text), pa.date32())
            if column.type is ColumnType.DATE
            else pa.scalar(float(text) * factor)
        )
        numbers = values if column.type is ColumnType.DATE else values.cast(pa.float64())
        count = pc.sum(is_beyond(numbers, bound)).as_py() or 0
        if count:
            yield Problem(
                where, _("{count} values lie beyond {bound}").format(count=count, bound=text)
            )


def _repeated(
    contract: Schema, columns: dict[str, pa.ChunkedArray | pa.Array], feed: str
) -> Iterator[Problem]:
    keys = pa.table({name: columns[name] for name in contract.key})
    distinct = keys.group_by(list(contract.key)).aggregate([]).num_rows
    if distinct < keys.num_rows:
        yield Problem(
            feed,
            _("{count} rows repeat a key").format(count=keys.num_rows - distinct),
        )
