"""The register as the lake holds it: the latest snapshot, and where its tables lie."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from threading import local

import duckdb
import pyarrow as pa

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.duck import quoted, read_parquet
from shouwang.lake.folder import Home
from shouwang.lake.physical import duckdb_type, lake_schema
from shouwang.lake.snapshots import Lake, Snapshot, Sources
from shouwang.lake.sources import Source
from shouwang.rules.content import Content

# One engine a process, asked by each thread that serves pages through a cursor of its own.
MEMORY = "1GB"
SNAPSHOTS = 4  # remembered: the index's, the run's, and those before a publish
_own = local()


class RegisterEmpty(ShouwangError):
    """No delivery of the register counts yet."""


@dataclass(frozen=True, slots=True)
class Held:
    """A snapshot with its tables, each looked up when it is asked for.

    Attributes:
        content: Whose contracts say what columns a table has today.
    """

    lake: Lake
    snapshot: Snapshot
    sources: Mapping[str, Source]
    content: Content | None = None
    _of_places: dict[tuple[str, tuple[str, ...]], Source | None] = field(default_factory=dict)

    def files(self, table: str, place: Sequence[str] = ()) -> Source | None:
        """Return a table's files, only those that may hold rows of a place if one is given.

        Columns that the contract got after they were written are unknown in them.

        Args:
            place: Its places at the partition levels, or at the first of them only.
        """
        wanted = (table, tuple(place))
        if wanted not in self._of_places:
            self._of_places[wanted] = self._files(*wanted)
        found = self._of_places[wanted]
        return found if found is None or self._has_all(found) else self._with_columns(found)

    def _has_all(self, source: Source) -> bool:
        contract = self.content.contracts.get(source.name) if self.content else None
        return contract is None or all(
            there is None or each.name in there
            for there in {file.columns for file in source.files}
            for each in contract.columns
            if each.is_kept
        )

    def _with_columns(self, source: Source) -> Source:
        assert self.content is not None  # noqa: S101 - it named what is lacking
        content = self.content
        schema = lake_schema(
            content.contracts[source.name],
            partition=content.partition,
            key_types=content.key_types,
        )
        return replace(source, columns={each.name: duckdb_type(each.type) for each in schema})

    def _files(self, table: str, place: tuple[str, ...]) -> Source | None:
        source = self.sources.get(table)
        if source is None:
            return None
        files = tuple(
            file
            for file in source.files
            if file.partition is None
            or not place
            or all(one == other for one, other in zip(file.partition, place, strict=False))
        )
        return replace(source, files=files) if files else None


def held(home: Home, content: Content) -> Held:
    """Return the latest snapshot of a home.

    Raises:
        RegisterEmpty: if the register has not been delivered yet.
    """
    lake = Lake(home.lake, content.partition)
    latest = lake.latest()
    table = content.subjects["household"].table
    if latest is None or table not in latest.tables:
        raise RegisterEmpty(
            _("the register is empty: publish a delivery of households and persons first")
        )
    return at_snapshot(home.lake, content, latest.id)


def at_snapshot(root: Path, content: Content, number: int) -> Held:
    """Return a snapshot; what has been looked up of it stays for the process."""
    return replace(_kept(root, content.partition, number), content=content)


@lru_cache(maxsize=SNAPSHOTS)
def _kept(root: Path, partition: tuple[str, ...], number: int) -> Held:
    lake = Lake(root, partition)
    snapshot = lake.snapshot(number)
    return Held(lake, snapshot, Sources(lake, snapshot))


def engine() -> duckdb.DuckDBPyConnection:
    """Return this thread's cursor of the engine."""
    if not hasattr(_own, "cursor"):
        _own.cursor = _engine().cursor()
    found: duckdb.DuckDBPyConnection = _own.cursor
    return found


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )


def rows_with(
    source: Source | None,
    where: Mapping[str, Sequence[object]],
    *,
    columns: Sequence[str] = (),
    most: int = 0,
) -> pa.Table | None:
    """Return the rows of some files that have one of the values in one of the columns.

    Args:
        where: Column → values; a row counts if any of the columns fits.
        most: How many rows at most; all if 0.
    """
    given = {column: list(keys) for column, keys in where.items() if keys}
    if source is None or not given:
        return None
    conditions = " OR ".join(
        f"{quoted(column)} IN ({', '.join('?' for _each in keys)})"
        for column, keys in given.items()
    )
    fields = ", ".join(quoted(each) for each in columns) or "*"
    query = f"SELECT {fields} FROM {read_parquet(source)} WHERE {conditions}"  # noqa: S608 - quoted
    if most:
        query += f" LIMIT {most}"
    values = [key for keys in given.values() for key in keys]
    return engine().execute(query, values).to_arrow_table()
