"""Feeds the readers broken files: ``python -m tools.fuzz readers --runs 20000``.

Whole files of every format are made once; each run spoils one of them, in its bytes or inside one
of its parts, and reads it. The reader may take it or refuse it; every other end is a finding, and
the spoiled file is kept as ``fuzz-<format>``. The readers' own code is watched for new branches.
"""

import random
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["shouwang.stages.ingest"]):
    from shouwang.stages.ingest.problems import FileFaulty
    from tools import spoiling

MEMORY, SECONDS = 4096, 60  # MB and seconds a single file may take


def fuzz_readers(runs: int, seed: int, keep: Path) -> None:
    """Spoil and read files until the runs are done or one has another end."""
    files = spoiling.whole_files()
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name) / "file"

    def once(chosen: bytes) -> None:
        luck = random.Random(chosen)  # noqa: S311 - the same bytes spoil the same way
        kind = luck.choice(list(files))
        spoiled = spoiling.spoil(files[kind], luck)
        path.write_bytes(spoiled)
        try:
            spoiling.read(path)
        except FileFaulty:
            return
        except BaseException:
            (keep / f"fuzz-{kind}").write_bytes(spoiled)
            raise

    limits = [
        f"-rss_limit_mb={MEMORY}",
        f"-timeout={SECONDS}",
        f"-seed={seed}",
        f"-artifact_prefix={keep}/",
    ]
    atheris.Setup([sys.argv[0], f"-runs={runs}", "-max_len=64", *limits], once)
    atheris.Fuzz()


def main() -> None:
    """Read the command line."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["readers"])
    parser.add_argument("--runs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()))
    asked = parser.parse_args()
    fuzz_readers(asked.runs, asked.seed, asked.keep)


if __name__ == "__main__":
    main()
