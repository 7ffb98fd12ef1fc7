"""``make bench``: Shouwang beside hand-written SQL, a Polars script and a bare scan.

All read the same tables and run the same 40 checks (checks.txt) as of one day; what they find
must be equal to the last byte of evidence. See docs/benchmarks.md for what is measured and how.

Every option can also be given as a variable: ``make bench SCALE=1 CLAIMS=40000000``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import aside
from data import DELIVERED, FEEDS, banners_of, make_subset, rows_of, some_banners
from measure import Result, Run, medians, result_of, run_once
from report import as_markdown, machine

CONTENDERS = ("shouwang", "duckdb", "polars", "scan")
ROOT = Path(__file__).parent.parent


def main() -> None:
    """Measure, assert that all find the same, and print the tables."""
    wanted = arguments()
    tables = tables_in(wanted.data, scale=wanted.scale, claims=wanted.claims)
    with tempfile.TemporaryDirectory(prefix="shouwang-bench-") as scratch:
        work = Path(scratch)
        forms = wanted.forms.split(",") if wanted.forms else []
        runs, result = side_by_side(tables, work, wanted, forms)
        answer = {
            "machine": machine(),
            "options": {key: str(value) for key, value in vars(wanted).items()},
            "rows": rows_of(tables),
            "claims": rows_of(tables, feeds=["medical_claim"]),
            "people": rows_of(tables, feeds=["person"]),
            "households": rows_of(tables, feeds=["household"]),
            "banners": len(banners_of(tables)),
            "bytes": sum(path.stat().st_size for path in tables.rglob("*.parquet")),
            "findings": result.findings,
            "findings_sha256": result.sha256,
            "medians": medians(runs),
            "aside": aside.figures(tables, threads=wanted.threads, memory=wanted.memory),
            "growth": growth(tables, work, wanted),
        }
    text = as_markdown(answer)
    print(text)
    if wanted.json:
        wanted.json.write_text(json.dumps(answer, indent=1), encoding="utf-8")
    if wanted.write:
        write_between_marks(wanted.write, text)


def arguments() -> argparse.Namespace:
    """Return the options, with the variables of the environment as defaults."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])

    def option(name: str, default: str, what: str, kind: type = str) -> None:
        given = os.environ.get(name.upper()) or default
        parser.add_argument(f"--{name}", default=given, type=kind, help=f"{what} [{default}]")

    option("data", "", "a folder of `shouwang synthesize`; made if it has no tables", Path)
    option("scale", "0.1", "of the data that is made", float)
    option("claims", "4000000", "of the data that is made", int)
    option("rounds", "5", "how often each contender runs", int)
    option("partitions", "6,26,103", "numbers of banners for the growth; empty for none")
    option("threads", "2", "of each contender", int)
    option("memory", "1GB", "Shouwang's limit")
    option("forms", "", "other forms of the Polars script to run too: memory,pairs,whole")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--write", type=Path, help="write the tables into this page")
    wanted = parser.parse_args()
    if str(wanted.data) in {"", "."}:
        cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
        wanted.data = cache / "shouwang-bench" / f"{wanted.scale:g}-{wanted.claims}"
    return wanted


def tables_in(data: Path, *, scale: float, claims: int) -> Path:
    """Return the tables in a folder, making them first if there are none."""
    tables = data / "tables"
    if not (tables / f"{DELIVERED}.parquet").exists():
        note(f"making a region of scale {scale:g} with {claims:,} claims in {data}")
        command = [
            Path(sys.executable).with_name("shouwang"), "synthesize", "--scale", f"{scale:g}",
            "--seed", "1", "--claims", str(claims), "--out", data,
        ]  # fmt: skip
        subprocess.run(command, check=True)
        shutil.rmtree(data / "deliveries", ignore_errors=True)
    missing = [feed for feed in FEEDS if not [*tables.glob(f"{feed}*")]]
    if missing:
        raise SystemExit(f"{tables} lacks {', '.join(missing)}")
    return tables


def side_by_side(
    tables: Path, work: Path, wanted: argparse.Namespace, forms: list[str]
) -> tuple[dict[str, list[Run]], Result]:
    """Run all contenders in turn, round after round, and compare what they write."""
    turns = [(name, "") for name in CONTENDERS] + [("polars", form) for form in forms]
    runs: dict[str, list[Run]] = {}
    results: dict[str, Result] = {}
    once(("scan", ""), tables, work, wanted)  # so that nobody reads from a cold disk
    for number in range(wanted.rounds):
        for name, form in turns:
            label = f"{name} ({form})" if form else name
            run, out = once((name, form), tables, work, wanted)
            runs.setdefault(label, []).append(run)
            note(f"round {number + 1} {label:16} {run.seconds:7.2f} s {run.processor:7.2f} s of"
                 f" processor {run.megabytes:6.0f} MB")  # fmt: skip
            if name != "scan":
                results[label] = result_of(out)
                compare(label, results[label], results[CONTENDERS[0]])
    return runs, results[CONTENDERS[0]]


def once(
    turn: tuple[str, str], tables: Path, work: Path, wanted: argparse.Namespace
) -> tuple[Run, Path]:
    """Run one contender into an empty folder."""
    name, form = turn
    out = work / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    run = run_once(
        name, tables, out, threads=wanted.threads, memory=wanted.memory, form=form
    )  # fmt: skip
    return run, out


def compare(label: str, result: Result, first: Result) -> None:
    """Stop if a contender has found something else."""
    if result.findings != first.findings:
        raise SystemExit(f"{label} has {result.findings:,} findings, not {first.findings:,}")
    unequal = sorted(set(result.coverage) ^ set(first.coverage), key=str)
    if unequal:
        raise SystemExit(f"{label} counts otherwise, for example {unequal[0]}")
    if result.sha256 != first.sha256:
        raise SystemExit(f"{label} has other evidence")


def growth(tables: Path, work: Path, wanted: argparse.Namespace) -> list[dict[str, float]]:
    """Return the times of Shouwang by the number of banners, spread evenly over the region."""
    found = []
    numbers = [int(part) for part in wanted.partitions.split(",") if part]
    folders = {}
    for number in numbers:
        banners = some_banners(tables, number)
        if len(banners) in folders:
            continue
        folders[len(banners)] = work / f"{number}-banners"
        make_subset(tables, banners, folders[len(banners)])
    runs: dict[int, list[Run]] = {}
    for turn in range(min(wanted.rounds, 3)):
        for number, folder in folders.items():
            run, _out = once(("shouwang", ""), folder, work, wanted)
            runs.setdefault(number, []).append(run)
            note(f"growth {turn + 1} {number:4} banners {run.seconds:7.2f} s")
    for number, figures in medians({str(key): value for key, value in runs.items()}).items():
        rows = rows_of(folders[int(number)])
        found.append({"banners": int(number), "rows": rows, **figures})
    return found


def write_between_marks(page: Path, text: str) -> None:
    """Put the tables between the two marks of a page."""
    start, end = "<!-- measured -->", "<!-- end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(start)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{start}\n\n{text}\n{end}{after}", encoding="utf-8")


def note(text: str) -> None:
    """Say on standard error what is going on."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
