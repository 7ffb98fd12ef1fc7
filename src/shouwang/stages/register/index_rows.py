"""The rows of the index as a snapshot has them, and what differs between two snapshots."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.lake.duck import read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import LEVELS
from shouwang.stages.register.held import Held
from shouwang.stages.register.searching import name_key

# The columns of the index, as they are written.
COLUMNS = (*LEVELS, "household", "head_name", "head_key", "members", "status", "left")
FETCHED = 50_000  # rows brought into memory at a time
LONGEST_NAME = 120  # characters of a name in the index
FIELDS = (
    "household, head_name, village, status, coalesce(members, 0) AS members, "
    'left_date IS NOT NULL AS "left"'
)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What must be written and what must go to bring the index from one snapshot to another."""

    written: pa.Table
    gone: Sequence[int]

    @property
    def size(self) -> int:
        """How many rows differ."""
        return int(self.written.num_rows) + len(self.gone)


def difference(before: Held, after: Held, table: str) -> Difference:
    """Return what differs, read only from files that are not the same in both snapshots."""
    old, new = before.files(table), after.files(table)
    known = {file.path for file in old.files} if old else set()
    kept = {file.path for file in new.files} if new else set()
    with _engine() as engine:
        _view(engine, "came", _without(new, known))
        _view(engine, "went", _without(old, kept))
        written = engine.execute("SELECT * FROM came EXCEPT SELECT * FROM went").to_arrow_table()
        gone = engine.execute(
            "SELECT household FROM went WHERE household NOT IN (SELECT household FROM came)"
        ).fetchall()
    return Difference(written, [number for (number,) in gone])


def all_rows(found: Held, table: str) -> Iterator[pa.RecordBatch]:
    """Yield all households of a snapshot in the order of their numbers."""
    source = found.files(table)
    with _engine() as engine:
        _view(engine, "came", source)
        engine.execute("SELECT * FROM came ORDER BY household")
        reader: pa.RecordBatchReader = engine.to_arrow_reader(FETCHED)
        yield from reader


def index_rows(rows: pa.Table | pa.RecordBatch, content: Content) -> list[Row]:
    """Return rows as the index keeps them; households of no village we know have no place."""
    places = _places(content)
    nowhere = ("", "", "", "")
    columns = [rows.column(name).to_pylist() for name in ("household", "members", "status", "left")]
    heads, villages = rows.column("head_name").to_pylist(), rows.column("village").to_pylist()
    keys = {head: name_key(head or "")[:LONGEST_NAME] for head in set(heads)}
    return [
        (
            *places.get(village, nowhere),
            household,
            (head or "")[:LONGEST_NAME],
            keys[head],
            members,
            status or "",
            left,
        )
        for household, members, status, left, head, village in zip(
            *columns, heads, villages, strict=True
        )
    ]


# The places of all villages, of the content that was asked for last: a batch takes less than they do.
_villages: dict[str, dict[str, tuple[str, ...]]] = {}


def _places(content: Content) -> dict[str, tuple[str, ...]]:
    if content.digest not in _villages:
        found = {}
        for region in content.regions_of(LEVELS[-1]):
            above = content.ancestors(region.code)
            found[region.code] = tuple(above.get(level, "") for level in LEVELS)
        _villages.clear()
        _villages[content.digest] = found
    return _villages[content.digest]


def _engine() -> duckdb.DuckDBPyConnection:
    config = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    return duckdb.connect(":memory:", config={**config, "memory_limit": "1GB", "threads": 2})


def _without(source: Source | None, paths: set[str]) -> Source | None:
    files = tuple(file for file in source.files if file.path not in paths) if source else ()
    return replace(source, files=files) if source and files else None


def _view(engine: duckdb.DuckDBPyConnection, name: str, source: Source | None) -> None:
    rows = read_parquet(source) if source else (
        "(SELECT NULL::BIGINT AS household, NULL::VARCHAR AS head_name, NULL::VARCHAR AS village, "
        "NULL::VARCHAR AS status, NULL::INTEGER AS members, NULL::DATE AS left_date WHERE false)"
    )  # fmt: skip
    engine.execute(f"CREATE VIEW {name} AS SELECT {FIELDS} FROM {rows}")  # noqa: S608 - ours
