"""The executor: compiled steps run by DuckDB, batch after batch of partitions, in bounded memory."""

import os
import tempfile
import warnings
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

# The other way to Arrow, through a relation, plans every query twice; what comes out here is small.
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result", category=UserWarning)

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
    started: list[_Worker] = []
    own = local()
    with tempfile.TemporaryDirectory(prefix="shouwang-") as spill:

        def run(batch: Batch) -> Result:
            if not hasattr(own, "worker"):
                folder = Path(tempfile.mkdtemp(dir=spill))
                own.worker = _Worker(job, limit=limit, spill=folder)
                started.append(own.worker)
            worker: _Worker = own.worker
            return worker.run(batch)

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
            for worker in started:
                worker.close()


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


class _Worker:
    """An engine of one thread; what does not change from batch to batch is prepared once."""

    def __init__(self, job: Job, *, limit: int, spill: Path) -> None:
        self.job = job
        self.engine = _engine(limit, spill)
        self.engine.register("covered", job.covered)
        self._parsed: dict[str, duckdb.Statement] = {}
        self._has_views = False

    def run(self, batch: Batch) -> Result:
        """Run the job on a batch."""
        for table in self.job.tables:
            self._execute(table.name, _view(table, self.job.partition, batch))
        for statement in self.job.statements:
            kind = "TEMP TABLE" if statement.is_stored else "TEMP VIEW"
            if statement.is_stored or not self._has_views:
                self._execute_again(
                    statement.name,
                    f"CREATE OR REPLACE {kind} {quoted(statement.name)} AS {statement.sql}",
                )
        self._has_views = True
        result = {}
        for output in self.job.outputs:
            self._execute_again(output.name, output.sql)
            with _naming(output.name, output.sql):
                result[output.name] = self.engine.to_arrow_table()
        for statement in self.job.statements:
            if statement.is_stored:
                self._execute_again(statement.name, f"DROP TABLE {quoted(statement.name)}")
        return result

    def _execute(self, name: str, sql: str) -> None:
        with _naming(name, sql):
            self.engine.execute(sql)

    def _execute_again(self, name: str, sql: str) -> None:
        """Execute a text that comes with every batch; it is parsed the first time only."""
        with _naming(name, sql):
            if sql not in self._parsed:
                self._parsed[sql] = self.engine.extract_statements(sql)[0]
            self.engine.execute(self._parsed[sql])

    def close(self) -> None:
        """Let the engine go."""
        self.engine.close()


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
    part = Source(table.name, files, table.source.hive, table.columns)
    rows = f"SELECT {columns} FROM {read_parquet(part)}"  # noqa: S608 - quoted names
    if any(file.partition is None or len(file.partition) < len(partition) for file in files):
        places = ", ".join(literal(place) for place in batch.places)
        rows += f" WHERE {quoted(partition[-1])} IN ({places})"
    return f"CREATE OR REPLACE TEMP VIEW {quoted(table.name)} AS {rows}"


def read_parquet(source: Source) -> str:
    """Return what a query reads a source's files from; what they lack is unknown throughout."""
    paths = ", ".join(literal(file.path) for file in source.files)
    hive = (
        "hive_partitioning = true, hive_types_autocast = false"
        if source.hive
        else "hive_partitioning = false"
    )
    rows = f"read_parquet([{paths}], {hive}{', union_by_name = true' if source.is_mixed else ''})"
    unknown = "".join(f", NULL::{type_} AS {quoted(n)}" for n, type_ in source.lacking.items())
    return f"(SELECT *{unknown} FROM {rows})" if unknown else rows  # noqa: S608 - quoted names


def read_source(source: Source) -> pa.Table:
    """Return all rows of a small table."""
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        return engine.sql(f"SELECT * FROM {read_parquet(source)}").to_arrow_table()  # noqa: S608


def default_threads() -> int:
    """Return the number of processors this process may use."""
    return len(os.sched_getaffinity(0))
