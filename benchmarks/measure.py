"""Runs in processes of their own, measured from outside: wall time, processor time, memory."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from shouwang.stages.screening.run import findings_sha256

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one contender.

    Attributes:
        seconds: Inside the process, from opening the tables to the written results.
        processor: Seconds of processor time of the whole process, starting it included.
        megabytes: The most memory the process held.
    """

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Result:
    """What a run wrote: equal results are equal in all of it."""

    findings: int
    sha256: str
    coverage: tuple[tuple[object, ...], ...]


def run_once(
    name: str, tables: Path, out: Path, *, threads: int, memory: str, form: str = ""
) -> Run:
    """Run a contender and wait for it."""
    command = [sys.executable, HERE / "child.py", name, tables, out, str(threads), memory]
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads)}
    if form:
        environment["POLARS_FORM"] = form
    with tempfile.TemporaryFile("w+") as answer:
        process = subprocess.Popen(command, stdout=answer, env=environment)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{name} ended with {process.returncode}")
        answer.seek(0)
        told = json.load(answer)
    return Run(told["seconds"], usage.ru_utime + usage.ru_stime, told["megabytes"])


def result_of(out: Path) -> Result:
    """Return what a run wrote."""
    with duckdb.connect() as engine:
        rows = engine.execute(
            'SELECT "check", banner, hit, clear, not_evaluable FROM read_parquet(?) ORDER BY ALL',
            [str(out / "coverage.parquet")],
        ).fetchall()
        found = engine.execute(
            "SELECT count(*) FROM read_parquet(?)", [str(out / "findings.parquet")]
        ).fetchall()
    return Result(found[0][0], findings_sha256(out / "findings.parquet"), tuple(rows))


def medians(runs: Mapping[str, Iterable[Run]]) -> dict[str, dict[str, float]]:
    """Return the medians of the times and the highest memory of each contender."""
    table = {}
    for name, done in runs.items():
        all_runs = list(done)
        seconds = [run.seconds for run in all_runs]
        table[name] = {
            "seconds": statistics.median(seconds),
            "least": min(seconds),
            "most": max(seconds),
            "processor": statistics.median(run.processor for run in all_runs),
            "megabytes": max(run.megabytes for run in all_runs),
        }
    return table
