"""A screening run of a home, kept in its lake: findings, coverage and values."""

import datetime
import shutil
import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.words import _
from shouwang.cli.answers import as_answer
from shouwang.cli.progress import bar
from shouwang.cli.runs import home_tables, policy_of, runs_of
from shouwang.lake.home import now, open_home
from shouwang.lake.runs import finish_run, new_run, table_file
from shouwang.rules.pack import Policy
from shouwang.stages.screening.results import Coverage, FileSink
from shouwang.stages.screening.run import FINDINGS, findings_sha256, screen as run_screening


def screen_home(
    root: Path,
    *,
    on: datetime.date,
    out: Path | None,
    threads: int,
    memory: str,
    quiet: bool,
) -> dict[str, Any]:
    """Screen the latest snapshot of a home, keep the run and return the command's answer."""
    start = time.perf_counter()
    home = open_home(root)
    policy = policy_of(home)
    tables = home_tables(home, policy.content)
    snapshot = int(tables.digest.rsplit(" ", 1)[1])
    runs = runs_of(home)
    with new_run(runs) as folder:
        paths = _paths(folder, policy)
        with (
            bar(_("screening"), shown=not quiet) as progress,
            FileSink(paths, keeps_values=True) as sink,
        ):
            run = run_screening(policy, tables, on=on, sink=sink, threads=threads, memory=memory,
                                progress=progress)  # fmt: skip
        _write_coverage(run.coverage, table_file(folder, "coverage"), policy)
        seconds = time.perf_counter() - start
        digest = findings_sha256(paths[FINDINGS])
        answer = as_answer(run, policy, sha256=digest, seconds=seconds)
        answer["snapshot"] = snapshot
        record = {**answer, "moment": now(home).isoformat()}
        stored = finish_run(runs, folder, name=run.run, record=record)
        if out is not None:
            shutil.copyfile(stored.file(FINDINGS), out)
    return answer


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
