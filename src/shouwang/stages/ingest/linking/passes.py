"""Exact passes: two rows that alone have the same values on either side are one person."""

from collections.abc import Sequence

import duckdb
from sqlglot import exp

from shouwang.calc.linkage.comparisons import UNIQUE_ID
from shouwang.lake import sql

LEFT, RIGHT = "left_rows", "right_rows"
LINKED = "linked"  # pairs of rows that the passes have found, with the pass


def run_passes(
    connection: duckdb.DuckDBPyConnection, passes: Sequence[Sequence[str]], columns: frozenset[str]
) -> list[tuple[str, ...]]:
    """Link rows pass after pass into the table ``linked``; return the passes that could be made.

    A pass counts a value only where one row has it on either side, and never joins two rows that
    carry two different valid ID numbers.
    """
    made = [tuple(each) for each in passes if columns.issuperset(each)]
    sql.keep(
        connection,
        LINKED,
        sql.query("select 0::bigint as row_l, 0::bigint as row_r, 0 as pass where false"),
    )
    for number, key in enumerate(made):
        found = _unique_on_both_sides(key, has_ids="is_id_valid" in columns)
        free = (
            exp.select("row_l", "row_r", exp.convert(number).as_("pass"))
            .from_(found.subquery("found"))
            .where(sql.query("row_l not in (select row_l from linked)"))
            .where(sql.query("row_r not in (select row_r from linked)"))
        )
        sql.run(connection, exp.insert(free, LINKED))
    return made


def open_rows(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Keep the rows of the left side that no pass has linked; return how many there are."""
    rows = exp.select("*").from_(LEFT).where(sql.query("row not in (select row_l from linked)"))
    sql.keep(connection, name, rows)
    return sql.count(connection, name)


def _unique_on_both_sides(key: Sequence[str], *, has_ids: bool) -> exp.Select:
    ids = ("id", "is_id_valid") if has_ids else ()
    left = _single(key, ids, exp.select("*").from_(LEFT))
    # The larger side is cut down to the values of the smaller one before it is counted.
    wanted = dict.fromkeys((*key, UNIQUE_ID, *ids))
    there = (
        exp.select(*(sql.column(each, "r") for each in wanted))
        .from_(exp.to_table(RIGHT).as_("r"))
        .join(left.subquery("l"), on=sql_same(key, "l", "r"), join_type="semi")
    )
    right = _single(key, ids, there)
    pairs = (
        exp.select(sql.column(UNIQUE_ID, "l").as_("row_l"), sql.column(UNIQUE_ID, "r").as_("row_r"))
        .from_(left.subquery("l"))
        .join(right.subquery("r"), on=sql_same(key, "l", "r"))
    )
    if has_ids and "id" not in key:
        pairs = pairs.where(
            sql.query("not coalesce(l.is_id_valid and r.is_id_valid and l.id <> r.id, false)")
        )
    return pairs


def sql_same(key: Sequence[str], left: str, right: str) -> exp.Expr:
    """Return the condition that two tables have the same known values in columns."""
    return exp.and_(*(sql.column(each, left).eq(sql.column(each, right)) for each in key))


def known(key: Sequence[str]) -> exp.Expr:
    """Return the condition that all columns have a value."""
    return exp.and_(*(sql.column(each).is_(exp.null()).not_() for each in key))


def _single(key: Sequence[str], also: Sequence[str], rows: exp.Select) -> exp.Select:
    """The values that one row alone has, with its number and other columns."""
    columns = [sql.column(each) for each in key]
    others = [each for each in (UNIQUE_ID, *also) if each not in key]
    return (
        exp.select(
            *columns, *(exp.func("any_value", sql.column(each)).as_(each) for each in others)
        )
        .from_(rows.subquery("rows_of_side"))
        .where(known(key))
        .group_by(*columns)
        .having(sql.query("count(*) = 1"))
    )
