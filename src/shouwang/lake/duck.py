"""The executor: compiled steps run by DuckDB, batch after batch of partitions, in bounded memory."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import local

import duckdb
import pyarrow as pa

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.batches import Batch
from shouwang.lake.sources import Source

DEFAULT_MEMORY = "2GB"
UNITS = {"KB": 1000, "MB": 1000**2, "GB": 1000**3, "KIB": 1 << 10, "MIB": 1 << 20, "GIB": 1 << 30}


class StatementFailed(ShouwangError):
    """A statement did not run; the message names it and shows its SQL."""


class NotEnoughMemory(ShouwangError):
    """The limit is too small for the largest partition."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A named query in DuckDB's SQL; a stored one is kept, another is inlined where it is read."""

    name: str
    sql: str
    is_stored: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table as the statements see it: its columns with their types, and where its rows are.

    Attributes:
        columns: Name → DuckDB type; a column that the files lack is unknown throughout.
        source: ``None`` where the table has never been delivered.
    """

    name: str
    columns: Mapping[str, str]
    source: Source | None


@dataclass(frozen=True, slots=True)
class Output:
    """A query whose result leaves the engine, batch by batch."""

    name: str
    sql: str


@dataclass(frozen=True, slots=True)
class Job:
    """Everything a run executes.

    Attributes:
        covered: What has been delivered: a row each partition value, a flag each feed.
    """

    tables: Sequence[Table]
    partition: tuple[str, ...]
    statements: Sequence[Statement]
    outputs: Sequence[Output]
    covered: pa.Table


Result = Mapping[str, pa.Table]


def quoted(name: str) -> str:
    """Return an identifier as SQL, whatever is in it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL."""
    return "'" + text.replace("'", "''") + "'"


def bytes_of(memory: str) -> int:
    """Return a memory limit in bytes.

    >>> bytes_of("2GB")
    2000000000

    Raises:
        ValueError: if it is no number with a unit.
    """
    text = memory.strip().upper().replace(" ", "")
    for unit in sorted(UNITS, key=len, reverse=True):
        if text.endswith(unit):
            return int(float(text[: -len(unit)]) * UNITS[unit])
    raise ValueError(memory)


def run_batches(
    job: Job, batches: Sequence[Batch], *, threads: int, memory: str, progress: Callable[[], None]
) -> Iterator[Result]:
    """Run the job over every batch and yield the outputs in the order of the batches.

    Each worker has an engine of its own with one thread: batches are independent, so nothing is
    shared, nothing is merged, and the result does not depend on how many workers there are.

    Raises:
        StatementFailed: if a statement does not run.
        NotEnoughMemory: if a batch does not fit the limit.
    """
    workers = max(1, min(threads, len(batches)))
    limit = bytes_of(memory) // workers
    engines: list[duckdb.DuckDBPyConnection] = []
    own = local()
    with tempfile.TemporaryDirectory(prefix="shouwang-") as spill:

        def run(batch: Batch) -> Result:
            if not hasattr(own, "engine"):
                own.engine = _engine(limit, Path(spill) / str(len(engines)))
                engines.append(own.engine)
            return _run_batch(own.engine, job, batch)

        try:
            with ThreadPoolExecutor(workers) as pool:
                # No more than two batches a worker wait at a time, so that memory stays bounded.
                waiting = iter(batches)
                queue = [pool.submit(run, batch) for batch in islice(waiting, 2 * workers)]
                while queue:
                    result = queue.pop(0).result()
                    queue += [pool.submit(run, batch) for batch in islice(waiting, 1)]
                    progress()
                    yield result
        finally:
            for engine in engines:
                engine.close()


# Steps are written with the larger side first, and totals are never larger than their subjects.
# Left to itself the optimizer turns the joins round after its estimates of the number of groups,
# and then builds hash tables over the wide rows of the subjects (measured: a sixth of a run).
UNWANTED_OPTIMIZERS = "build_side_probe_side,join_order"


def _engine(limit: int, spill: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        ":memory:",
        config={
            "threads": 1,
            "memory_limit": f"{limit}B",
            "temp_directory": str(spill),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "disabled_optimizers": UNWANTED_OPTIMIZERS,
        },
    )


def _run_batch(engine: duckdb.DuckDBPyConnection, job: Job, batch: Batch) -> Result:
    stored: list[str] = []
    engine.register("covered", job.covered)
    try:
        for table in job.tables:
            _execute(engine, table.name, _view(table, job.partition, batch))
        for statement in job.statements:
            kind = "TEMP TABLE" if statement.is_stored else "TEMP VIEW"
            sql = f"CREATE OR REPLACE {kind} {quoted(statement.name)} AS {statement.sql}"
            _execute(engine, statement.name, sql)
            if statement.is_stored:
                stored.append(statement.name)
        return {output.name: _arrow(engine, output) for output in job.outputs}
    finally:
        for name in stored:
            engine.execute(f"DROP TABLE IF EXISTS {quoted(name)}")
        engine.unregister("covered")


def _arrow(engine: duckdb.DuckDBPyConnection, output: Output) -> pa.Table:
    with _naming(output.name, output.sql):
        return engine.sql(output.sql).to_arrow_table()


def _execute(engine: duckdb.DuckDBPyConnection, name: str, sql: str) -> None:
    with _naming(name, sql):
        engine.execute(sql)


@contextmanager
def _naming(name: str, sql: str) -> Iterator[None]:
    """Say which step failed, whatever the engine says."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise NotEnoughMemory(
            _("step {name} needs more memory than the limit leaves it: {fault}").format(
                name=name, fault=str(error).splitlines()[0]
            )
        ) from error
    except duckdb.Error as error:
        raise StatementFailed(
            _("step {name} failed: {fault}\n{sql}").format(
                name=name, fault=str(error).splitlines()[0], sql=sql
            )
        ) from error


def _view(table: Table, partition: tuple[str, ...], batch: Batch) -> str:
    """The rows of one batch of a table: its files, and a filter where a file holds others too."""
    files = batch.files.get(table.name, ())
    if table.source is None or not files:
        columns = ", ".join(f"NULL::{type_} AS {quoted(n)}" for n, type_ in table.columns.items())
        return f"CREATE OR REPLACE TEMP VIEW {quoted(table.name)} AS SELECT {columns} WHERE FALSE"
    columns = ", ".join(quoted(name) for name in table.columns)
    part = Source(table.name, files, table.source.hive)
    rows = f"SELECT {columns} FROM {read_parquet(part)}"
    if any(file.partition is None or len(file.partition) < len(partition) for file in files):
        places = ", ".join(literal(place) for place in batch.places)
        rows += f" WHERE {quoted(partition[-1])} IN ({places})"
    return f"CREATE OR REPLACE TEMP VIEW {quoted(table.name)} AS {rows}"


def read_parquet(source: Source) -> str:
    """Return the table function that reads a source's files."""
    paths = ", ".join(literal(file.path) for file in source.files)
    hive = (
        "hive_partitioning = true, hive_types_autocast = false"
        if source.hive
        else "hive_partitioning = false"
    )
    return f"read_parquet([{paths}], {hive})"


def read_source(source: Source) -> pa.Table:
    """Return all rows of a small table."""
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        return engine.sql(f"SELECT * FROM {read_parquet(source)}").to_arrow_table()  # noqa: S608


def default_threads() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0))
