"""Screening runs in the lake: Delta tables of findings, coverage and values, made whole at once."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deltalake import convert_to_deltalake

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.sources import Source, TableFile

RECORD = "run.json"
LATEST = "latest"


class RunMissing(ShouwangError):
    """There is no such run, or none at all."""


@dataclass(frozen=True, slots=True)
class StoredRun:
    """A run that has ended: its folder and what its record says."""

    folder: Path
    record: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the run."""
        return self.folder.name

    def file(self, table: str) -> Path:
        """Return the Parquet file of one of its tables."""
        return table_file(self.folder, table)

    def source(self, table: str) -> Source:
        """Return one of its tables as a source."""
        return Source(table, (TableFile(str(self.file(table)), None, 0),))

    def has(self, table: str) -> bool:
        """Tell whether the run has such a table."""
        return self.file(table).exists()


def table_file(folder: Path, table: str) -> Path:
    """Return where a run keeps a table: one file in a folder that is a Delta table."""
    return folder / table.replace(":", "_") / "part.parquet"


@contextmanager
def new_run(runs: Path) -> Iterator[Path]:
    """Yield a folder for a run that nobody sees until ``finish_run``; it goes if that is not called."""
    runs.mkdir(parents=True, exist_ok=True)
    number = 0
    while (folder := runs / f".unfinished-{number}").exists():
        number += 1
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder)


def finish_run(runs: Path, folder: Path, *, name: str, record: Mapping[str, Any]) -> StoredRun:
    """Give a run its name, by which everybody sees it at once; the same run again is the same."""
    for table in sorted(path for path in folder.iterdir() if path.is_dir()):
        convert_to_deltalake(str(table))
    (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=2), encoding="utf-8")
    final = runs / name
    if not final.exists():
        folder.rename(final)
    pointer = runs / f".{LATEST}"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(runs / LATEST)
    return StoredRun(final, record)


def stored_run(runs: Path, name: str = "") -> StoredRun:
    """Return a run by name, by default the latest.

    Raises:
        RunMissing: if there is none.
    """
    pointer = runs / LATEST
    wanted = name or (pointer.read_text(encoding="utf-8").strip() if pointer.exists() else "")
    record = runs / wanted / RECORD
    if not wanted or not record.exists():
        raise RunMissing(_("there is no run yet; run: shouwang screen"))
    return StoredRun(runs / wanted, json.loads(record.read_text(encoding="utf-8")))
