"""A DuckDB engine for work on tables: bounded in memory, with a folder to spill to."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

MEMORY = "1536MB"
THREADS = 2
PREFIX = ".work-"


@dataclass(frozen=True, slots=True)
class Workspace:
    """An engine and the folder for what it leaves lying about; both go when the work is done."""

    connection: duckdb.DuckDBPyConnection
    folder: Path

    def new_folder(self, name: str) -> Path:
        """Make an empty folder that lives as long as the work."""
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.folder))


@contextmanager
def open_workspace(parent: Path | None = None, *, memory: str = MEMORY) -> Iterator[Workspace]:
    """Give an engine of its own for a piece of work.

    Args:
        parent: Where its folder is made; the system's place for such folders if not given.
    """
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=parent) as folder:
        connection = duckdb.connect(
            ":memory:",
            config={
                "threads": THREADS,
                "memory_limit": memory,
                "temp_directory": str(Path(folder) / "spill"),
                "preserve_insertion_order": False,
                "autoinstall_known_extensions": False,
                "autoload_known_extensions": False,
            },
        )
        try:
            yield Workspace(connection, Path(folder))
        finally:
            connection.close()


def clear_workspaces(parent: Path) -> None:
    """Remove what works that were killed have left; nobody else may be at work there."""
    for folder in parent.glob(f"{PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)
