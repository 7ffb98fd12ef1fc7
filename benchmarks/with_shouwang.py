"""Shouwang itself, restricted to the benchmark's checks."""

import datetime
import tempfile
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.rules.load import load_policy
from shouwang.rules.pack import Policy
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import FINDINGS, Screening, screen
from shouwang.stages.screening.tables import open_folder

HERE = Path(__file__).parent
CONTENT = HERE.parent / "src" / "shouwang" / "content" / "neimenggu"
AS_OF = datetime.date(2020, 6, 30)


def benchmark_policy() -> Policy:
    """Return the policy of the region with the benchmark's checks only."""
    policy = load_policy(CONTENT)
    names = (HERE / "checks.txt").read_text(encoding="utf-8").split()
    return replace(policy, checks={name: policy.checks[name] for name in names})


def screened(
    tables: Path, sink: FileSink, *, threads: int, memory: str, policy: Policy | None = None
) -> Screening:
    """Screen a folder of tables."""
    policy = policy or benchmark_policy()
    with tempfile.TemporaryDirectory() as scratch:
        opened = open_folder(tables, policy.content, scratch=Path(scratch))
        return screen(policy, opened, on=AS_OF, sink=sink, threads=threads, memory=memory)


def run(tables: Path, out: Path, *, threads: int, memory: str) -> None:
    """Write the findings and the coverage."""
    with FileSink({FINDINGS: out / "findings.parquet"}) as sink:
        result = screened(tables, sink, threads=threads, memory=memory)
    pq.write_table(pa.Table.from_pylist(list(result.coverage.rows())), out / "coverage.parquet")
