"""What is timed apart: compiling, the hash of the findings, the what-if table, one rehearsal."""

import sys
import tempfile
import time
from pathlib import Path

import pyarrow.parquet as pq
from with_shouwang import AS_OF, CONTENT, benchmark_policy, screened

from shouwang.rules.compile import compile_policy
from shouwang.rules.load import load_policy
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import FINDINGS, findings_sha256
from shouwang.stages.screening.whatif import parse_settings, rehearse

SETTING = "monitoring_line=6000"


def _no_rebuild(*_given: object) -> dict[str, Path]:
    raise AssertionError(f"{SETTING} sits inside a variable")


def figures(tables: Path, *, threads: int, memory: str) -> dict[str, float]:
    """Return seconds (and megabytes on disk) by what was done."""
    found: dict[str, float] = {}
    start = time.perf_counter()
    every = load_policy(CONTENT)
    found["load_policy"] = time.perf_counter() - start
    start = time.perf_counter()
    compile_policy(every, on=AS_OF)
    found["compile_all"] = time.perf_counter() - start
    found["checks_compiled"] = len(every.checks)
    policy = benchmark_policy()
    with tempfile.TemporaryDirectory() as folder:
        paths = {FINDINGS: Path(folder) / "findings.parquet"}
        values = {name: Path(folder) / f"{name}.parquet" for name in policy.content.subjects}
        paths |= {f"values:{name}": path for name, path in values.items()}
        start = time.perf_counter()
        with FileSink(paths, keeps_values=True) as sink:
            screened(tables, sink, threads=threads, memory=memory, policy=policy)
        found["screen_with_values"] = time.perf_counter() - start
        values = {name: path for name, path in values.items() if path.exists()}
        found["values_megabytes"] = sum(path.stat().st_size for path in values.values()) / 1e6
        found["values_rows"] = sum(pq.read_metadata(path).num_rows for path in values.values())
        start = time.perf_counter()
        findings_sha256(paths[FINDINGS])
        found["hash"] = time.perf_counter() - start
        start = time.perf_counter()
        rehearsal = rehearse(
            policy,
            parse_settings(policy, [SETTING]),
            on=AS_OF,
            values=values,
            by="",
            scratch=Path(folder),
            rebuild=_no_rebuild,
        )
        found["whatif"] = time.perf_counter() - start
        found["whatif_checks"] = len(rehearsal.checks)
    return found


if __name__ == "__main__":
    for name, value in figures(Path(sys.argv[1]), threads=2, memory="1GB").items():
        print(f"{name:20} {value:12.3f}")
