"""A home as a folder: lake, database, uploads, staged rows and keys, one thing to back up."""

import os
from dataclasses import dataclass, field
from datetime import date, timedelta, timezone, tzinfo
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


@dataclass(frozen=True, slots=True)
class Home:
    """Where everything of one region lies, and what its ``home.yaml`` says.

    Attributes:
        root: The folder, by convention named by ``SHOUWANG_HOME``.
        content_dir: The region's content.
        demo: Whether everybody in it is invented.
        fixed_day: The day it is in this home, if it stands still.
    """

    root: Path
    content_dir: Path
    demo: bool = False
    fixed_day: date | None = None
    zone: tzinfo = field(default=timezone(timedelta(0)))

    @property
    def lake(self) -> Path:
        """The tables and their snapshots."""
        return self.root / "lake"

    @property
    def database(self) -> Path:
        """The embedded database."""
        return self.root / "db.sqlite3"

    @property
    def uploads(self) -> Path:
        """The delivered files, enciphered."""
        return self.root / "uploads"

    @property
    def staged(self) -> Path:
        """The checked rows of deliveries that wait to be published."""
        return self.root / "staged"

    @property
    def keys(self) -> Path:
        """The two keys of the identities."""
        return self.root / "keys"


def make_private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter."""
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet: whole or not at all, and never over another.

    Raises:
        FileExistsError: if there is a file of that name.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    finally:
        draft.unlink()
    settle(path.parent)


def settle(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
