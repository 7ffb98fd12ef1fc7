"""A million claims settled: ``python benchmarks/settling.py CLAIMS``; the whole command is timed.

The claims are drawn from a fixed seed. The command runs in a process of its own, from its start to
the last line of its JSON; wall seconds, processor seconds and peak memory are what the system says.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

SEED = 7
PRODUCT, DAY = "neimenggu", "2020-06-30"
CAUSES = ("illness", "schooling", "disaster", "accident", "livestock", "unemployment", "other")


def write_claims(path: Path, count: int) -> None:
    """Write claims with amounts to the fen."""
    rng = np.random.default_rng(SEED)

    def yuan(most: int) -> pa.Array:
        fen = rng.integers(0, most * 100, count)
        return pa.array([f"{each // 100}.{each % 100:02}" for each in fen.tolist()])

    table = pa.table(
        {
            "claim": pa.array([f"C{number:08}" for number in range(count)]),
            "group": pa.array(
                np.array(["exited", "low_income", "other"])[rng.integers(0, 3, count)]
            ),
            "cause": pa.array(np.array(CAUSES)[rng.integers(0, len(CAUSES), count)]),
            "loss": yuan(120_000),
            "other_paid": yuan(9_000),
            "paid_before": yuan(20_000),
        }
    )
    arrow_csv.write_csv(table, path)


def main() -> None:
    """Make the claims, settle them, say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=int, nargs="?", default=1_000_000)
    count = parser.parse_args().claims
    with tempfile.TemporaryDirectory() as folder:
        path, out = Path(folder) / "claims.csv", Path(folder) / "settled.json"
        write_claims(path, count)
        start = time.perf_counter()
        command = [sys.executable, "-m", "shouwang.cli.main", "insurance", "settle", str(path),
                   "--product", PRODUCT, "--on", DAY, "--json"]  # fmt: skip
        with out.open("wb") as answer:
            subprocess.run(command, stdout=answer, check=True)
        wall = time.perf_counter() - start
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"{count:,} claims, {path.stat().st_size / 1e6:.0f} MB in, "
            f"{out.stat().st_size / 1e6:.0f} MB out: {wall:.2f} s wall, "
            f"{used.ru_utime + used.ru_stime:.2f} s processor, {used.ru_maxrss / 1024:.0f} MB"
        )


if __name__ == "__main__":
    main()
