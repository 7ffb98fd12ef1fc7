"""``shouwang ingest --check`` of a million people beside readers that only read.

    python benchmarks/intake.py [--people 1000000] [--files DIR] [--rounds 1]

The files are made once and kept in DIR. Each contender runs in a process of its own; its memory is
the most that it and the processes it starts hold together.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import intake_data
import psutil

MEGABYTE = 1_000_000
LOOKS_A_SECOND = 10

READ_TEXT = """
import sys, pyarrow as pa, pyarrow.csv as pc
head = pc.open_csv(sys.argv[1]).schema.names
types = pc.ConvertOptions(column_types=dict.fromkeys(head, pa.string()))
print(sum(batch.num_rows for batch in pc.open_csv(sys.argv[1], convert_options=types)))
"""
READ_WORKBOOK = """
import sys
from python_calamine import CalamineWorkbook
sheet = CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0)
print(sum(1 for row in sheet.iter_rows()) - 1)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took."""

    seconds: float
    processor: float
    megabytes: float


def main() -> None:
    """Make the files if they are not there, run everybody in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--files", type=Path, default=Path(tempfile.gettempdir()) / "intake-bench")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    text, book = files_of(asked.files, asked.people)
    check = [str(Path(sys.executable).with_name("shouwang")), "ingest"]
    what = ["--feed", "person", "--check", "--json"]
    contenders = {
        "csv: pyarrow, read only": [sys.executable, "-c", READ_TEXT, str(text)],
        "csv: Shouwang": [*check, str(text), *what],
        "xlsx: calamine, read only": [sys.executable, "-c", READ_WORKBOOK, str(book)],
        "xlsx: Shouwang": [*check, str(book), *what],
    }
    runs: dict[str, list[Run]] = {name: [] for name in contenders}
    for _round in range(asked.rounds):
        for name, command in contenders.items():
            runs[name].append(measured(command, asked.people))
    print_table(runs, asked.people)


def files_of(folder: Path, people: int) -> tuple[Path, Path]:
    """Return the text and the workbook with so many people."""
    folder.mkdir(parents=True, exist_ok=True)
    text, book = folder / f"{people}.csv", folder / f"{people}.xlsx"
    for path, write in ((text, intake_data.write_text), (book, intake_data.write_workbook)):
        if not path.exists():
            started = path.with_suffix(".part")
            write(started, people)
            started.rename(path)
    return text, book


def measured(command: Sequence[str], people: int) -> Run:
    """Run a command to its end, and fail if it did not see every one of the people.

    Raises:
        SystemExit: if it did not.
    """
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "out").open("w+b") as out:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=folder)
        most = 0.0
        while True:
            most = max(most, held(process.pid))
            pid, _status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            time.sleep(1 / LOOKS_A_SECOND)
        seconds = time.perf_counter() - start
        process.returncode = 0  # it has been waited for
        out.seek(0)
        if str(people).encode() not in out.read():
            raise SystemExit(f"{command}: not every row was read")
    return Run(seconds, usage.ru_utime + usage.ru_stime, max(most, usage.ru_maxrss / 1000))


def held(pid: int) -> float:
    """Return the megabytes that a process and those it started hold now."""
    try:
        parent = psutil.Process(pid)
        every = [parent, *parent.children(recursive=True)]
        return sum(each.memory_info().rss for each in every) / MEGABYTE
    except psutil.Error:
        return 0.0


def print_table(runs: dict[str, list[Run]], people: int) -> None:
    """Print the medians, each with its ratio to the one that only reads."""
    print(f"{people:,} people, {len(intake_data.HEADINGS)} columns\n")
    print("| | wall s | processor s | peak MB | × read only (processor) |")
    print("| --- | ---: | ---: | ---: | ---: |")
    bare = 1.0
    for name, each in runs.items():
        seconds = statistics.median(run.seconds for run in each)
        processor = statistics.median(run.processor for run in each)
        bare = processor if name.endswith("only") else bare
        megabytes = max(run.megabytes for run in each)
        print(
            f"| {name} | {seconds:.1f} | {processor:.1f} | {megabytes:,.0f} | {processor / bare:.1f} |"
        )


if __name__ == "__main__":
    main()
