"""Reads a large workbook in a process of its own, which may go down without taking ours with it.

The process is told the file on its command line. It answers with a line of JSON: the sheets, or the
fault. For each line of JSON that asks for columns it sends a stream of Arrow batches. It ends when
nobody can ask any more.
"""

import gc
import json
import resource
import signal
import subprocess
import sys
import weakref
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

import pyarrow as pa

from shouwang.base.words import _, language_in_use, use_language
from shouwang.stages.ingest.guards import Format, damaged, refusal
from shouwang.stages.ingest.limits import LIMITS
from shouwang.stages.ingest.problems import FileFaulty, Rule
from shouwang.stages.ingest.workbook import Table, open_tables

END_SECONDS = 10  # for the process to end by itself


class Reader:
    """The process that reads one workbook; another is started if the last one is gone."""

    def __init__(self, path: Path, kind: Format) -> None:
        self._command = [sys.executable, "-m", __name__, str(path), kind, language_in_use()]
        self._process: subprocess.Popen[bytes] | None = None

    def sheets(self) -> list[dict[str, Any]]:
        """Return what is known of each sheet, as :func:`about` says it.

        Raises:
            FileFaulty: if the file cannot be read, or not within the limits.
        """
        return self._start()[1]

    def columns(
        self, sheet: int, first_row: int, positions: Sequence[int]
    ) -> Iterator[list[pa.Array]]:
        """Yield wanted columns of a sheet as text, some rows at a time.

        Raises:
            FileFaulty: if the process went down.
        """
        process = self._process or self._start()[0]
        # Whoever stops reading in the middle leaves the process in the middle of an answer.
        self._process = None
        try:
            _send(process.stdin, {"sheet": sheet, "first_row": first_row, "positions": positions})
            with pa.ipc.open_stream(process.stdout) as stream:
                for batch in stream:
                    yield batch.columns
        except (OSError, pa.ArrowInvalid):
            raise _went_down(process) from None
        self._process = process

    def _start(self) -> tuple["subprocess.Popen[bytes]", list[dict[str, Any]]]:
        process = subprocess.Popen(  # noqa: S603 - our own module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        weakref.finalize(self, _end, process)
        line = process.stdout.readline() if process.stdout else b""
        if not line.endswith(b"\n"):
            raise _went_down(process)
        answer = json.loads(line)
        if "fault" in answer:
            fault = answer["fault"]
            raise refusal(fault["message"], fault["mend"], rule=Rule(fault["rule"]))
        self._process = process
        return process, answer["sheets"]


def _went_down(process: "subprocess.Popen[bytes]") -> FileFaulty:
    code = process.wait(END_SECONDS)
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return refusal(
            _("reading the workbook takes longer than {count} s of processor time").format(
                count=LIMITS.seconds
            ),
            _("send it in parts, or as text"),
        )
    return refusal(
        _("reading the workbook takes more memory than it may, or it is damaged"),
        _("delete the empty rows and columns beyond the data, or send it as text"),
    )


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def _send(pipe: IO[bytes] | None, what: Any) -> None:
    if pipe is not None:
        pipe.write(json.dumps(what).encode() + b"\n")
        pipe.flush()


# --- in the process -----------------------------------------------------------------------------


def about(table: Table) -> dict[str, Any]:
    """Return what is known of a sheet, as JSON can hold it."""
    return {
        "name": table.sheet.name,
        "start": table.start,
        "rows": table.sheet.height,
        "top": table.top,
        "merges": [list(asdict(merge).values()) for merge in table.merges],
        "hidden_columns": sorted(table.hidden_columns),
        "is_hidden": table.is_hidden,
    }


def main() -> None:
    """Answer what is asked on the standard input, until it ends."""
    _program, name, kind, language = sys.argv
    use_language(language)
    gc.disable()  # millions of values that hold nothing else: looking for cycles takes a quarter
    resource.setrlimit(resource.RLIMIT_AS, (LIMITS.memory_bytes, LIMITS.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMITS.seconds, LIMITS.seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = sys.stdout.buffer
    try:
        tables = open_tables(Path(name), Format(kind), is_near=False)
        _send(out, {"sheets": [about(table) for table in tables]})
    except FileFaulty as error:
        (fault,) = error.faults
        told = {"rule": fault.rule, "message": fault.message, "mend": fault.mend}
        _send(out, {"fault": told})
        return
    except MemoryError as error:
        raise SystemExit(damaged(error).faults[0].message) from None
    for line in sys.stdin.buffer:
        _answer(out, tables, json.loads(line))


def _answer(out: IO[bytes], tables: Sequence[Table], asked: dict[str, Any]) -> None:
    positions = asked["positions"]
    schema = pa.schema([(f"c{place}", pa.string()) for place in range(len(positions))])
    with pa.ipc.new_stream(out, schema) as stream:
        for columns in tables[asked["sheet"]].columns(asked["first_row"], positions):
            stream.write_batch(pa.RecordBatch.from_arrays(columns, schema=schema))
    out.flush()


if __name__ == "__main__":
    main()
