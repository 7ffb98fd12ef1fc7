"""``make bench-peers``: OpenFisca-core and pandas on a sample, beside Shouwang.

Both live in an environment that this script makes and throws away: OpenFisca-core is under the
AGPL and no dependency of ours. OpenFisca gets what the feeds add up to ready-made (by_hand.sql up
to its outcomes; that is not timed) and counts hits; pandas reads the feeds and counts hits and what
cannot be evaluated; Shouwang does all that and writes findings with evidence. Counts must be equal.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Any

import duckdb
from data import banners_of, make_subset, rows_of, some_banners
from measure import run_once
from run import arguments, note, tables_in
from with_duckdb import HERE, patterns

PACKAGES = ("openfisca-core>=44", "pandas>=2.3", "pyarrow>=22")
OUTCOMES = "-- The outcome of each check"
MADE_BY_FORMULAS = (
    "members_present", "heads_present", "labour_count", "without_labour", "wages_lately",
    "wages_before", "household_self_paid_12m", "household_schooling_cost", "member_assisted",
    "member_newly_assisted", "uninsured_members", "child_out_of_school", "house_unsafe",
    "income_per_head", "income_after_medical", "rigid_spending", "monthly_wages_lately",
    "monthly_wages_before", "league", "banner",
)  # fmt: skip
SAMPLE = 10


def main() -> None:
    """Measure all three, round after round, and compare their counts."""
    wanted = sample_arguments()
    tables = tables_in(wanted.data, scale=wanted.scale, claims=wanted.claims)
    with tempfile.TemporaryDirectory(prefix="shouwang-peers-") as scratch:
        work = Path(scratch)
        python = environment(work / "venv")
        sample = work / "tables"
        make_subset(tables, some_banners(tables, wanted.banners), sample)
        persons, households = ready_made(sample, work)
        note(f"{rows_of(sample):,} rows in {len(banners_of(sample))} banners")
        rows: dict[str, list[dict[str, float]]] = {}
        counts: dict[str, Mapping[str, int]] = {}
        for _round in range(wanted.rounds):
            out = work / "out"
            out.mkdir(exist_ok=True)
            run = run_once("shouwang", sample, out, threads=wanted.threads, memory=wanted.memory)
            add(rows, "Shouwang", run.seconds, run.processor, run.megabytes)
            counts["Shouwang"] = hits_in(out)
            for name, command in (
                ("pandas", [python, HERE / "peer_pandas.py", sample]),
                ("OpenFisca", [python, HERE / "peer_openfisca.py", persons, households]),
            ):
                told, processor = run_peer(command)
                add(rows, name, told["seconds"], processor, told["megabytes"])
                counts[name] = told["hits"]
        show(rows, counts)


def sample_arguments() -> argparse.Namespace:
    """Return the options of the benchmark, with the size of the sample."""
    banners = int(os.environ.get("BANNERS") or SAMPLE)
    if "--banners" in sys.argv:
        position = sys.argv.index("--banners")
        banners = int(sys.argv[position + 1])
        del sys.argv[position : position + 2]
    wanted = arguments()
    wanted.banners = banners
    return wanted


def environment(folder: Path) -> Path:
    """Make an environment with the peers and return its Python."""
    note(f"installing {', '.join(PACKAGES)}")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    return python


def ready_made(tables: Path, work: Path) -> tuple[Path, Path]:
    """Write what OpenFisca is given: persons and households with the totals of their feeds."""
    text = (HERE / "by_hand.sql").read_text(encoding="utf-8").partition(OUTCOMES)[0]
    persons, households = work / "persons.parquet", work / "households.parquet"
    with duckdb.connect() as engine:
        for statement in engine.extract_statements(Template(text).substitute(patterns(tables))):
            engine.execute(statement).fetchall()
        engine.execute(
            "COPY (SELECT * EXCLUDE (league, banner, status, watched, watch_kind) FROM persons)"
            f" TO '{persons}' (FORMAT parquet)"
        )
        engine.execute(
            f"COPY (SELECT * EXCLUDE ({', '.join(MADE_BY_FORMULAS)}) FROM households_complete)"
            f" TO '{households}' (FORMAT parquet)"
        )
    return persons, households


def run_peer(command: list[Path]) -> tuple[dict[str, Any], float]:
    """Run a peer; return its answer and its processor time."""
    with tempfile.TemporaryFile("w+") as answer:
        process = subprocess.Popen(command, stdout=answer)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{command[1].name} ended with {process.returncode}")
        answer.seek(0)
        return json.load(answer), usage.ru_utime + usage.ru_stime


def add(
    rows: dict[str, list[dict[str, float]]],
    name: str,
    seconds: float,
    processor: float,
    megabytes: float,
) -> None:
    """Note a run."""
    row = {"seconds": seconds, "processor": processor, "megabytes": megabytes}
    rows.setdefault(name, []).append(row)
    note(f"{name:10} {seconds:7.2f} s {processor:7.2f} s of processor {megabytes:6.0f} MB")


def hits_in(out: Path) -> dict[str, int]:
    """Return the hits of each check in a coverage."""
    with duckdb.connect() as engine:
        found = engine.execute(
            'SELECT "check", sum(hit)::BIGINT FROM read_parquet(?) GROUP BY ALL',
            [str(out / "coverage.parquet")],
        )
        return dict(found.fetchall())


def show(
    rows: Mapping[str, list[dict[str, float]]], counts: Mapping[str, Mapping[str, int]]
) -> None:
    """Print the table, and every count that differs."""
    print("| | median s | processor s | peak MB | hits | checks with other counts |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    first = counts["Shouwang"]
    for name, runs in rows.items():
        middle = sorted(runs, key=lambda run: run["seconds"])[len(runs) // 2]
        peak = max(run["megabytes"] for run in runs)
        other = {check for check, number in first.items() if counts[name].get(check) != number}
        print(
            f"| {name} | {middle['seconds']:.2f} | {middle['processor']:.1f} | {peak:,.0f}"
            f" | {sum(counts[name].values()):,} | {len(other)} |"
        )
        for check in sorted(other):
            note(f"{name}: {check} {counts[name].get(check)}, not {first[check]}")


if __name__ == "__main__":
    main()
