"""Writes the index: a few rows where they stand, all of them into a table that takes its place."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from django.db import connection, models, transaction

from shouwang.stages.register.index_rows import COLUMNS, Row
from shouwang.stages.register.models import Indexed

TABLE = Indexed._meta.db_table  # noqa: SLF001 - the documented way to a model's table
BESIDE = f"{TABLE}_beside"
AT_ONCE = 5_000  # rows of a statement
# More variables than this SQLite does not take in one statement.
NAMED_AT_ONCE = 900
POSTGRESQL = "postgresql"


def write_rows(rows: Sequence[Row], gone: Sequence[int]) -> None:
    """Write some rows and delete others, in the transaction of the caller."""
    for start in range(0, len(gone), NAMED_AT_ONCE):
        Indexed.objects.filter(household__in=gone[start : start + NAMED_AT_ONCE]).delete()
    others = [name for name in COLUMNS if name != "household"]
    updates = ", ".join(f"{_name(each)} = excluded.{_name(each)}" for each in others)
    insert = f"{_insert(TABLE)} ON CONFLICT ({_name('household')}) DO UPDATE SET {updates}"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), AT_ONCE):
            cursor.executemany(insert, rows[start : start + AT_ONCE])


def fill_beside(parts: Iterable[Sequence[Row]]) -> int:
    """Write all rows into a new table beside the one in use; nobody waits for it."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_name(BESIDE)}")
        cursor.execute(_definition())
    total = 0
    for part in parts:
        with transaction.atomic():
            _add(part)
        total += len(part)
    for index in Indexed._meta.indexes:  # noqa: SLF001 - as above
        _create_index(index, _other_name(index.name), BESIDE)
    return total


def swap() -> None:
    """Put the new table into the place of the old one, in the transaction of the caller."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {_name(TABLE)}")
        cursor.execute(f"ALTER TABLE {_name(BESIDE)} RENAME TO {_name(TABLE)}")
        if connection.vendor == POSTGRESQL:
            cursor.execute(
                f"ALTER INDEX {_name(f'{BESIDE}_pkey')} RENAME TO {_name(f'{TABLE}_pkey')}"
            )


def name_indexes() -> None:
    """Give the indexes of the table the names that migrations know them by."""
    there = _index_names()
    for index in Indexed._meta.indexes:  # noqa: SLF001 - as above
        if index.name in there:
            continue
        other = next(each for each in sorted(there) if each.startswith(f"{index.name}_"))
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == POSTGRESQL:
                cursor.execute(f"ALTER INDEX {_name(other)} RENAME TO {_name(index.name)}")
            else:
                _rename_index(cursor, other, index.name)


def _rename_index(cursor: Any, name: str, new_name: str) -> None:
    """Rename an index of SQLite, which has no statement for it.

    To make it again takes as long as filling the table. This is the way that its documentation
    gives for changes of the schema that touch no data (lang_altertable, 7): the entry is written,
    and the schema's version raised so that every connection reads it again.
    """
    cursor.execute("PRAGMA schema_version")
    version = int(cursor.fetchone()[0])
    cursor.execute("PRAGMA writable_schema = ON")
    try:
        cursor.execute(
            "UPDATE sqlite_master SET name = %s, sql = replace(sql, %s, %s) "
            "WHERE type = 'index' AND name = %s",
            [new_name, f"INDEX {_name(name)}", f"INDEX {_name(new_name)}", name],
        )
        cursor.execute(f"PRAGMA schema_version = {version + 1}")
    finally:
        cursor.execute("PRAGMA writable_schema = OFF")


def _definition() -> str:
    if connection.vendor == POSTGRESQL:
        return (
            f"CREATE TABLE {_name(BESIDE)} (LIKE {_name(TABLE)} INCLUDING DEFAULTS "
            f"INCLUDING CONSTRAINTS, CONSTRAINT {_name(f'{BESIDE}_pkey')} "
            f"PRIMARY KEY ({_name('household')}))"
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %s", [TABLE])
        text = str(cursor.fetchone()[0])
    return text.replace(f'"{TABLE}"', f'"{BESIDE}"', 1)


def _add(rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == POSTGRESQL:
            names = ", ".join(_name(each) for each in COLUMNS)
            with cursor.copy(f"COPY {_name(BESIDE)} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        cursor.executemany(_insert(BESIDE), rows)


def _insert(table: str) -> str:
    names = ", ".join(_name(each) for each in COLUMNS)
    values = ", ".join(["%s"] * len(COLUMNS))
    return f"INSERT INTO {_name(table)} ({names}) VALUES ({values})"  # noqa: S608 - quoted names


def _create_index(index: models.Index, name: str, table: str) -> None:
    columns = ", ".join(_name(each) for each in index.fields)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX {_name(name)} ON {_name(table)} ({columns})")


def _other_name(name: str) -> str:
    """A name that no index of the table in use has; names are of the whole database."""
    taken = _index_names()
    return next(found for number in count(2) if (found := f"{name}_{number}") not in taken)


def _index_names() -> set[str]:
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, TABLE)
    return set(constraints)


def _name(text: str) -> str:
    return str(connection.ops.quote_name(text))
