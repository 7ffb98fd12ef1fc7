"""SQL as trees: fixed text with places in it, where values and names go as nodes, never as text."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa
from sqlglot import exp, parse_one

from shouwang.base.words import _
from shouwang.lake.duck import NotEnoughMemory
from shouwang.lake.physical import duckdb_type

DIALECT = "duckdb"


def query(text: str, **places: exp.Expr | str | int | float | bool | None) -> exp.Expr:
    """Return a statement; each ``:place`` in it is filled with a node or a literal.

    >>> print(query("select a from t where a = :a and b = :b", a="it's", b=name("c")).sql(DIALECT))
    SELECT a FROM t WHERE a = 'it''s' AND b = "c"
    """
    return exp.replace_placeholders(_parsed(text), **places)


@cache
def _parsed(text: str) -> exp.Expr:
    """The fixed text as a tree; whoever fills its places in takes a copy."""
    return parse_one(text, dialect=DIALECT)


def name(text: str) -> exp.Identifier:
    """Return a quoted identifier."""
    return exp.to_identifier(text, quoted=True)


def column(text: str, table: str | None = None) -> exp.Column:
    """Return a column, by its table's name or alias where one is given."""
    return exp.column(text, table=table, quoted=True)


def select(
    columns: Iterable[str], source: exp.Query | str, *, table: str | None = None
) -> exp.Select:
    """Return ``select columns from source``; a source given as text is a table's name."""
    return exp.select(*(column(each, table) for each in columns)).from_(_source(source, table))


def parquet(paths: Iterable[Path], *, hive: bool = False, numbered: bool = False) -> exp.Select:
    """Return the rows of Parquet files of one shape, each with the ``filename`` it comes from.

    Args:
        hive: Whether partition columns stand in the paths; they are texts.
        numbered: Whether each row tells its place in its file, as ``file_row_number``.
    """
    return query(
        "select * from read_parquet(:paths, filename = true, "
        "hive_partitioning = :hive, hive_types_autocast = false, file_row_number = :numbered)",
        paths=exp.convert([str(path) for path in paths]),
        hive=hive,
        numbered=numbered,
    )  # type: ignore[return-value]  # the text above is a select


def no_rows(columns: pa.Schema) -> exp.Select:
    """Return a source of these columns that has no rows."""
    fields = [typed_null(each.type).as_(each.name, quoted=True) for each in columns]
    return exp.select(*fields).where(exp.false())


def typed(value: exp.Expr, type_: pa.DataType) -> exp.Cast:
    """Return a value in a physical type of the lake."""
    return exp.cast(value, duckdb_type(type_), dialect=DIALECT)


def typed_null(type_: pa.DataType) -> exp.Cast:
    """Return an unknown value of a type."""
    return typed(exp.null(), type_)


def same(columns: Iterable[str], left: str, right: str) -> exp.Expr:
    """Return the condition that two tables agree in columns; unknown agrees with unknown."""
    return exp.and_(
        *(
            exp.NullSafeEQ(this=column(each, left), expression=column(each, right))
            for each in columns
        )
    )


def run(connection: duckdb.DuckDBPyConnection, tree: exp.Expr) -> duckdb.DuckDBPyConnection:
    """Run a statement.

    Raises:
        NotEnoughMemory: if it does not fit the engine's limit, spilled to disk or not.
    """
    try:
        return connection.execute(tree.sql(dialect=DIALECT))
    except duckdb.OutOfMemoryException as error:
        raise NotEnoughMemory(
            _("there is not enough memory for so many rows: {fault}").format(
                fault=str(error).splitlines()[0]
            )
        ) from error


def rows(connection: duckdb.DuckDBPyConnection, tree: exp.Expr) -> list[tuple[object, ...]]:
    """Return all rows of a query."""
    return run(connection, tree).fetchall()


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Return the number of rows of a table."""
    return int(str(rows(connection, exp.select("count(*)").from_(table))[0][0]))


def relation(connection: duckdb.DuckDBPyConnection, tree: exp.Expr) -> duckdb.DuckDBPyRelation:
    """Return a query that has not run yet."""
    return connection.sql(tree.sql(dialect=DIALECT))


def keep(
    connection: duckdb.DuckDBPyConnection, table: str, source: exp.Expr, *, view: bool = False
) -> None:
    """Keep a query under a name: its rows, or the query itself as a view."""
    made = exp.Create(
        this=exp.to_table(table),
        kind="VIEW" if view else "TABLE",
        replace=True,
        expression=source,
        properties=exp.Properties(expressions=[exp.TemporaryProperty()]),
    )
    run(connection, made)


def _source(source: exp.Query | str, alias: str | None) -> exp.Expr:
    tree = exp.to_table(source) if isinstance(source, str) else source.subquery()
    return tree.as_(alias) if alias else tree
