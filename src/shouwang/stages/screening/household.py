"""All rows of one household in all tables that a compiled policy reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.physical import lake_schema
from shouwang.lake.sources import Source
from shouwang.rules.content import Content, Subject
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.screening.tables import Tables


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a household by table, and the place it belongs to."""

    tables: Mapping[str, pa.Table]
    place: str

    def every(self, table: str) -> list[dict[str, Any]]:
        """Return all rows of a table."""
        found = self.tables.get(table)
        return found.to_pylist() if found is not None else []

    def all(self, table: str, column: str, key: Any) -> list[dict[str, Any]]:
        """Return the rows of a table that name a key."""
        return [row for row in self.every(table) if row[column] == key]

    def one(self, table: str, column: str, key: Any) -> dict[str, Any] | None:
        """Return the row of a table that names a key."""
        return next(iter(self.all(table, column, key)), None)

    def keys_below(self, subject: Subject, parent: Any) -> list[Any]:
        """Return the keys of the subjects that belong to a parent."""
        rows = self.all(subject.table, subject.parent_column, parent)
        return sorted(row[subject.key] for row in rows)


def household_rows(
    content: Content, tables: Tables, compiled: CompiledPolicy, *, household: str
) -> Rows:
    """Read the rows of a household.

    Raises:
        InputProblems: if the register does not know it.
    """
    first = next(iter(content.subjects.values()))
    key = _key(household, first)
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        found = _select(engine, tables.sources.get(first.table), first.key, [key])
        if found is None or not found.num_rows:
            raise InputProblems(
                [Problem(household, _("the register does not know this household"))]
            )
        place = tuple(found.column(level)[0].as_py() for level in content.partition)
        known: dict[str, list[Any]] = {first.key: [key]}
        rows: dict[str, pa.Table] = {}
        for subject in content.subjects.values():
            if subject.parent_column and subject.parent_column in known:
                below = _select(
                    engine, _at(tables.sources.get(subject.table), place),
                    subject.parent_column, known[subject.parent_column],
                )  # fmt: skip
                keys = below.column(subject.key).to_pylist() if below is not None else []
                known.setdefault(subject.key, keys)
        for name in compiled.columns:
            contract = content.contracts[name]
            relation = next(
                (column.name for column in contract.columns if column.name in known), ""
            )
            part = _select(
                engine, _at(tables.sources.get(name), place), relation, known.get(relation, [])
            )
            schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
            rows[name] = _complete(part, schema)
    return Rows(rows, place[-1])


def _key(text: str, subject: Subject) -> int | str:
    if subject.key_type != "integer":
        return text
    try:
        return int(text)
    except ValueError:
        raise InputProblems([Problem(text, _("a household's number has digits only"))]) from None


def _at(source: Source | None, place: tuple[str, ...]) -> Source | None:
    if source is None:
        return None
    files = tuple(
        file
        for file in source.files
        if file.partition is None or file.partition == place[: len(file.partition)]
    )
    return Source(source.name, files, source.hive)


def _select(
    engine: duckdb.DuckDBPyConnection, source: Source | None, column: str, keys: list[Any]
) -> pa.Table | None:
    if source is None or not source.files or not column or not keys:
        return None
    marks = ", ".join("?" for _key_ in keys)
    query = f"SELECT * FROM {read_parquet(source)} WHERE {quoted(column)} IN ({marks})"  # noqa: S608
    return engine.sql(query, params=keys).to_arrow_table()


def _complete(found: pa.Table | None, schema: pa.Schema) -> pa.Table:
    """Return the rows with all columns of the lake's table; what a file lacks is unknown."""
    if found is None:
        return schema.empty_table()
    columns = [
        found.column(field.name).cast(field.type)
        if field.name in found.column_names
        else pa.nulls(found.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
