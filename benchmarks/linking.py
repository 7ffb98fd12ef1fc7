"""Linking at full size: makes invented registers, links rows to them, measures time and memory.

python benchmarks/linking.py make banner FOLDER --people 30000 --rows 12000 --seed 77
python benchmarks/linking.py run banner FOLDER --people 7800000 --rows 100000
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.csv as pc
import pyarrow.parquet as pq

from shouwang.synthetic.linkage import kinds, trial

KILOBYTES_A_GIGABYTE = 1 << 20


def make(kind: str, folder: Path, *, people: int, rows: int, seed: int) -> None:
    """Write a register, rows to be linked to it, and the truth."""
    folder.mkdir(parents=True, exist_ok=True)
    made = trial(kind, people=people, rows=rows, seed=seed)
    pq.write_table(made.register, folder / f"{kind}_register.parquet")
    pc.write_csv(made.register, folder / f"{kind}_register.csv")
    pc.write_csv(made.rows, folder / f"{kind}_rows.csv")
    lines = [f"{left},{right}\n" for left, right in made.truth.items()]
    (folder / f"{kind}_truth.csv").write_text("left,right\n" + "".join(lines))


def run(kind: str, folder: Path, *, register: str) -> dict[str, object]:
    """Link the rows in a process of its own; return time, memory and quality."""
    names = [folder / f"{kind}_{name}" for name in ("rows.csv", f"register.{register}")]
    command = [sys.executable, "-m", "shouwang.cli.main", "link", *map(str, names),
               "--truth", str(folder / f"{kind}_truth.csv"), "--json"]  # fmt: skip
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - start
    answer = json.loads(done.stdout)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / KILOBYTES_A_GIGABYTE
    return {
        "kind": kind,
        "register": register,
        "seconds": round(seconds, 1),
        "memory_gb": round(used, 2),
        "links": len(answer["pairs"]),
        "questions": len(answer["questions"]),
        "precision": answer["precision"],
        "recall": answer["recall"],
        "blocking": answer["blocking"],
    }


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("make", "run"))
    parser.add_argument("kind", choices=kinds())
    parser.add_argument("folder", type=Path)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--register", choices=("csv", "parquet"), default="parquet")
    asked = parser.parse_args()
    if asked.what == "make" or not (asked.folder / f"{asked.kind}_truth.csv").exists():
        make(asked.kind, asked.folder, people=asked.people, rows=asked.rows, seed=asked.seed)
    if asked.what == "run":
        print(json.dumps(run(asked.kind, asked.folder, register=asked.register), indent=1))


if __name__ == "__main__":
    main()
