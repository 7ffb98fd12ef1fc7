"""A screening run of a home, kept in its lake: findings, coverage and values."""

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun, finish_run, new_run, table_file
from shouwang.lake.snapshots import Lake
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.stages.screening.answers import as_answer
from shouwang.stages.screening.results import Coverage, FileSink
from shouwang.stages.screening.run import FINDINGS, findings_sha256, screen as run_screening
from shouwang.stages.screening.tables import Tables, open_snapshot


class NothingPublished(ShouwangError):
    """There is no snapshot to screen."""


def home_tables(home: Home, content: Content, *, snapshot: int | None = None) -> Tables:
    """Return the tables of a snapshot of a home, by default the latest.

    Raises:
        NothingPublished: if no delivery has been published yet.
    """
    lake = Lake(home.lake, content.partition)
    found = lake.snapshot(snapshot) if snapshot is not None else lake.latest()
    if found is None:
        raise NothingPublished(_("nothing has been published in this home yet"))
    return open_snapshot(lake, found, content)


def runs_of(home: Home) -> Path:
    """Return where a home keeps its runs."""
    return home.lake / "runs"


def screen_home(
    *,
    home: Home,
    policy: Policy,
    at: datetime,
    threads: int,
    memory: str,
    progress: Callable[[int], None] = lambda _batches: None,
    on: date,
) -> StoredRun:
    """Screen the latest snapshot of a home, keep the run and return it.

    Args:
        progress: Called with a number it is told the length, with 0 one step; what it raises ends
            the run, and nothing is kept.

    Raises:
        NothingPublished: if no delivery has been published yet.
    """
    start = time.perf_counter()
    tables = home_tables(home, policy.content)
    snapshot = int(tables.digest.rsplit(" ", 1)[1])
    runs = runs_of(home)
    with new_run(runs) as folder:
        paths = _paths(folder, policy)
        with FileSink(paths, keeps_values=True) as sink:
            run = run_screening(policy, tables, on=on, sink=sink, threads=threads, memory=memory,
                                progress=progress)  # fmt: skip
        _write_coverage(run.coverage, table_file(folder, "coverage"), policy)
        answer = as_answer(
            run, policy, sha256=findings_sha256(paths[FINDINGS]),
            seconds=time.perf_counter() - start,
        )  # fmt: skip
        record = {**answer, "snapshot": snapshot, "moment": at.isoformat()}
        return finish_run(runs, folder, name=run.run, record=record)


def _paths(folder: Path, policy: Policy) -> dict[str, Path]:
    subjects = {check.of for check in policy.checks.values()}
    names = [FINDINGS, *(f"values:{subject}" for subject in sorted(subjects))]
    return {name: table_file(folder, name) for name in names}


def _write_coverage(coverage: Coverage, path: Path, policy: Policy) -> None:
    schema = pa.schema(
        [
            ("check", pa.string()),
            (policy.content.coverage_level, pa.string()),
            ("hit", pa.int64()),
            ("clear", pa.int64()),
            ("not_evaluable", pa.int64()),
            ("late", pa.string()),
        ]
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(list(coverage.rows()), schema=schema), path)
