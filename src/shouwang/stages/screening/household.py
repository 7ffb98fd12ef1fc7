"""All rows of one household in all tables that a compiled policy reads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.physical import lake_schema
from shouwang.lake.sources import Source
from shouwang.rules.content import Subject
from shouwang.rules.pack import Policy
from shouwang.rules.steps import CompiledPolicy
from shouwang.rules.vocabulary import Vocabulary
from shouwang.stages.screening.tables import Tables

DIGITS = re.compile(r"^[0-9]{1,18}$")


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a household by table, and the place it belongs to."""

    tables: Mapping[str, pa.Table]
    place: str

    def one(self, table: str, column: str, key: Any) -> dict[str, Any] | None:
        """Return the row of a table that names a key."""
        found = self.tables.get(table)
        rows = found.to_pylist() if found is not None else []
        return next((row for row in rows if row[column] == key), None)


def household_rows(
    policy: Policy, tables: Tables, compiled: CompiledPolicy, *, household: str
) -> Rows:
    """Read the rows of a household, of its persons, and of what else belongs to it.

    Raises:
        InputProblems: if the register does not know it.
    """
    content = policy.content
    first = next(iter(content.subjects.values()))
    key = _key(household, first)
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        found = _select(engine, tables.sources.get(first.table), {first.key: [key]})
        if found is None or not found.num_rows:
            raise InputProblems(
                [Problem(household, _("the register does not know this household"))]
            )
        place = tuple(found.column(level)[0].as_py() for level in content.partition)
        reading = _Reading(engine, Vocabulary(policy, compiled.on), tables, place)
        known = reading.subjects(first, key)
        rows = {name: reading.table(name, known) for name in compiled.columns}
    return Rows(rows, place[-1])


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads tables by the numbers that are known to belong to the household."""

    engine: duckdb.DuckDBPyConnection
    vocabulary: Vocabulary
    tables: Tables
    place: tuple[str, ...]

    def subjects(self, first: Subject, key: Any) -> dict[str, list[Any]]:
        """Return the keys of every subject that belongs to the household, itself included."""
        policy = self.vocabulary.policy
        named = [variable.of for variable in policy.variables.values()]
        named += [check.of for check in policy.checks.values()]
        names = dict.fromkeys((*policy.content.subjects, *named))
        known: dict[str, list[Any]] = {first.name: [key]}
        waiting = [subject for name in names if (subject := self.vocabulary.subject(name))]
        while ready := [
            each for each in waiting if each.name not in known and each.parent in known
        ]:
            for subject in ready:
                where = {subject.parent_column: known[subject.parent]}
                found = _select(self.engine, self._source(subject.table), where)
                known[subject.name] = found.column(subject.key).to_pylist() if found else []
        return known

    def table(self, name: str, known: Mapping[str, list[Any]]) -> pa.Table:
        """Return the rows of a table that name somebody of the household."""
        content = self.vocabulary.content
        contract = content.contracts[name]
        where: dict[str, list[Any]] = {}
        for subject_name, keys in known.items():
            subject = self.vocabulary.subject(subject_name)
            column = self.vocabulary.relation(contract, subject) if subject else ""
            if column:
                where.setdefault(column, []).extend(keys)
        schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
        return _complete(_select(self.engine, self._source(name), where), schema)

    def _source(self, table: str) -> Source | None:
        source = self.tables.sources.get(table)
        if source is None:
            return None
        files = tuple(
            file
            for file in source.files
            if file.partition is None or file.partition == self.place[: len(file.partition)]
        )
        return replace(source, files=files)


def _key(text: str, subject: Subject) -> int | str:
    if subject.key_type != "integer":
        return text
    if not DIGITS.match(text):
        raise InputProblems([Problem(text, _("a household's number has digits only"))])
    return int(text)


def _select(
    engine: duckdb.DuckDBPyConnection, source: Source | None, where: Mapping[str, list[Any]]
) -> pa.Table | None:
    """Return the rows that have one of the values in one of the columns."""
    given = {column: keys for column, keys in where.items() if keys}
    if source is None or not source.files or not given:
        return None
    conditions = [
        f"{quoted(column)} IN ({', '.join('?' for _key_ in keys)})"
        for column, keys in given.items()
    ]
    query = f"SELECT * FROM {read_parquet(source)} WHERE {' OR '.join(conditions)}"  # noqa: S608 - quoted
    values = [key for keys in given.values() for key in keys]
    return engine.sql(query, params=values).to_arrow_table()


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
