"""Many rows at once into the database, by the fastest way each has; inside a transaction."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Field, ForeignKey, Model

Row = tuple[Any, ...]
# Rows of one statement; PostgreSQL copies them into a table that goes with the transaction.
STAGED = "staged_rows"
TOGETHER = 500  # rows that one statement of SQLite inserts, if it takes so many values
WRITTEN = 10_000  # records turned into rows at a time


def next_ids(model: type[Model], count: int) -> range | list[int]:
    """Return so many numbers that no row of a table has or will have."""
    table = model._meta.db_table  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                # The sequence is looked up once, not for every number.
                "WITH own AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS ids)"
                " SELECT nextval(own.ids) FROM own, generate_series(1, %s)",
                [table, count],
            )
            return [int(number) for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        start = int(row[0]) + 1 if row else 1
        return range(start, start + count)


def insert(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Insert rows and return how many are new: one that breaks a constraint is left out."""
    if not rows:
        return 0
    table, names = _quoted(model._meta.db_table), _names(columns)  # noqa: SLF001
    if connection.vendor == "postgresql":
        return _copied(table, columns, rows)
    return _insert_parts(f"INSERT INTO {table} ({names}) VALUES", len(columns), rows)


def _copied(table: str, columns: Sequence[str], rows: Sequence[Row]) -> int:
    """Insert into PostgreSQL: at one go, or, where one of the rows is there already, by a detour."""
    names = _names(columns)
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                _copy(cursor, table, names, rows)
        except IntegrityError:
            _stage(cursor, table, columns, rows)
            cursor.execute(
                f"INSERT INTO {table} ({names}) SELECT {names} FROM {STAGED} "  # noqa: S608 - our own names
                "ON CONFLICT DO NOTHING"
            )
            added = int(cursor.rowcount)
            cursor.execute(f"DROP TABLE {STAGED}")
            return added
    return len(rows)


def _insert_parts(insert_values: str, width: int, rows: Sequence[Row]) -> int:
    """Insert into SQLite many rows a statement: it then works a while without Python.

    Another thread of ours works meanwhile. The driver is asked itself: Django would look through
    a hundred thousand marks of every statement.
    """
    driver = connection.connection
    most: int = driver.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    count = max(1, min(TOGETHER, most // width))
    marks = f"({', '.join('?' * width)})"
    added = 0
    with connection.wrap_database_errors:
        for start in range(0, len(rows), count):
            some = rows[start : start + count]
            statement = f"{insert_values} {', '.join([marks] * len(some))} ON CONFLICT DO NOTHING"
            added += driver.execute(statement, list(chain.from_iterable(some))).rowcount
    return added


def add(model: type[Model], records: Sequence[Model]) -> None:
    """Insert new records and give them their numbers; they know those they point to.

    Raises:
        IntegrityError: if one breaks a constraint.
    """
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]  # noqa: SLF001
    columns: list[str] = ["id", *(str(field.column) for field in fields)]
    for start in range(0, len(records), WRITTEN):
        some = records[start : start + WRITTEN]
        rows = []
        for number, record in zip(next_ids(model, len(some)), some, strict=True):
            record.pk = number
            rows.append((number, *(_value(field, record) for field in fields)))
        if insert(model, columns, rows) != len(rows):
            raise IntegrityError(model._meta.db_table)  # noqa: SLF001


def _value(field: Field[Any, Any], record: Model) -> Any:
    value = getattr(record, field.attname)
    pointed = record._state.fields_cache  # noqa: SLF001 - Django's own place for what was set
    if value is None and isinstance(field, ForeignKey) and field.name in pointed:
        value = getattr(record, field.name).pk  # it had no number yet when it was pointed to
    return field.get_db_prep_save(value, connection)


def update(model: type[Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Write columns of rows that are named by their number, which comes last in each row."""
    if not rows:
        return
    table = _quoted(model._meta.db_table)  # noqa: SLF001
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _stage(cursor, table, [*columns, "id"], rows)
            sets = ", ".join(f"{_quoted(name)} = s.{_quoted(name)}" for name in columns)
            cursor.execute(f"UPDATE {table} AS t SET {sets} FROM {STAGED} AS s WHERE t.id = s.id")  # noqa: S608 - our own names
            cursor.execute(f"DROP TABLE {STAGED}")
            return
        sets = ", ".join(f"{_quoted(name)} = %s" for name in columns)
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE id = %s", rows)  # noqa: S608 - our own names


def set_all(
    model: type[Model],
    values: Mapping[str, Any],
    numbers: Sequence[int],
    *,
    where: Mapping[str, Any] | None = None,
) -> int:
    """Write the same values into all rows that are named, and return how many there are.

    Args:
        where: Column → value: only rows that have these.
    """
    if not numbers:
        return 0
    only = dict(where or {})
    table = _quoted(model._meta.db_table)  # noqa: SLF001
    sets = ", ".join(f"{_quoted(name)} = %s" for name in values)
    named: tuple[str, Any] = ("id IN (SELECT value FROM json_each(%s))", json.dumps(list(numbers)))
    if connection.vendor == "postgresql":
        named = ("id = ANY(%s)", list(numbers))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {sets} WHERE {named[0]}"  # noqa: S608 - our own names
            + "".join(f" AND {_quoted(name)} = %s" for name in only),
            [*values.values(), named[1], *only.values()],
        )
        return int(cursor.rowcount)


def _stage(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    names = _names(columns)
    cursor.execute(
        f"CREATE TEMP TABLE {STAGED} ON COMMIT DROP AS SELECT {names} FROM {table} LIMIT 0"  # noqa: S608 - our own names
    )
    _copy(cursor, STAGED, names, rows)


def _copy(cursor: Any, table: str, names: str, rows: Sequence[Row]) -> None:
    with (
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(_quoted(name) for name in columns)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
