"""Snapshots: which version of each table counts, by a log that is only ever added to.

A publish writes its tables first and then one record; the record is the act. What a killed
publish has left beyond the versions that the latest record names is not read by anybody and is
undone by the next publish.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake import tables
from shouwang.lake.folder import make_private_folder, write_new
from shouwang.lake.rewrite import Change, Progress, rewrite
from shouwang.lake.sources import Source, TableFile
from shouwang.lake.workspace import Workspace, clear_workspaces, open_workspace

DIGITS = 8
WAIT_SECONDS = 600
MILLISECONDS = 1000


class SnapshotMissing(ShouwangError):
    """There is no snapshot of that number."""


class LakeBusy(ShouwangError):
    """Somebody else is publishing."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the lake that counts, for good.

    Attributes:
        tables: Table → its version.
        delivery: What was published or withdrawn, as the ingest stage says it.
        contracts: The digest of the contracts in force.
    """

    id: int
    on: date
    moment: str
    actor: str
    tables: Mapping[str, int]
    delivery: Mapping[str, Any] | None = None
    contracts: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Who publishes what, when."""

    actor: str
    on: date
    moment: datetime
    delivery: Mapping[str, Any] | None = None
    contracts: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """What a publisher holds while nobody else may publish.

    Attributes:
        base: The snapshot to build on.
    """

    work: Workspace
    base: Snapshot | None
    sources: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Lake:
    """The tables of a home and the log of their snapshots.

    Attributes:
        partition: The content's partition levels, the coarsest first.
    """

    root: Path
    partition: tuple[str, ...]

    def table(self, name: str) -> Path:
        """Return the folder of a table."""
        return self.root / "tables" / name

    def history(self) -> tuple[Snapshot, ...]:
        """Return all snapshots, the oldest first."""
        return tuple(_read(path) for path in sorted(self._log.glob("*.json")))

    def latest(self) -> Snapshot | None:
        """Return the snapshot that counts now."""
        path = max(self._log.glob("*.json"), default=None)
        return _read(path) if path else None

    def snapshot(self, number: int) -> Snapshot:
        """Return one snapshot.

        Raises:
            SnapshotMissing: if there is none of that number.
        """
        path = self._record(number)
        if not path.exists():
            raise SnapshotMissing(_("there is no snapshot {number}").format(number=number))
        return _read(path)

    def sources_of(self, snapshot: Snapshot) -> dict[str, Source]:
        """Return where the rows of each table are, without opening one."""
        return {name: self._source(name, snapshot.tables[name]) for name in snapshot.tables}

    def columns(self, name: str, snapshot: Snapshot) -> frozenset[str]:
        """Return the columns that a table has at a snapshot."""
        return tables.read_version(self.table(name), snapshot.tables[name]).columns

    def source(self, name: str, snapshot: Snapshot) -> Source:
        """Return where the rows of one table are; it has no files if the snapshot lacks it."""
        version = snapshot.tables.get(name)
        return Source(name, ()) if version is None else self._source(name, version)

    @contextmanager
    def publishing(self) -> Iterator[Desk]:
        """Give a desk to the one who publishes; others wait.

        Raises:
            LakeBusy: if the other does not come to an end.
        """
        make_private_folder(self.root)
        lock = FileLock(self.root / ".lock", timeout=WAIT_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            raise LakeBusy(_("somebody else is publishing; try again later")) from None
        try:
            clear_workspaces(self.root)
            with open_workspace(self.root) as work:
                base = self.latest()
                yield Desk(work, base, Sources(self, base))
        finally:
            lock.release()

    def publish(
        self, desk: Desk, changes: Sequence[Change], *, act: Act, progress: Progress
    ) -> Snapshot:
        """Write the changed tables, then the record that makes them count."""
        versions = dict(desk.base.tables) if desk.base else {}
        for change in changes:
            versions[change.shape.name] = self._write(desk, change, act, progress)
        snapshot = Snapshot(
            id=desk.base.id + 1 if desk.base else 1,
            on=act.on,
            moment=act.moment.isoformat(),
            actor=act.actor,
            tables=versions,
            delivery=act.delivery,
            contracts=act.contracts,
        )
        make_private_folder(self._log)
        text = json.dumps(asdict(snapshot), ensure_ascii=False, default=str, indent=1)
        write_new(self._record(snapshot.id), text.encode("utf-8"))
        return snapshot

    @property
    def _log(self) -> Path:
        return self.root / "snapshots"

    def _record(self, number: int) -> Path:
        return self._log / f"{number:0{DIGITS}d}.json"

    def _source(self, name: str, version: int) -> Source:
        folder = self.table(name)
        there = tables.read_version(folder, version)
        files = there.files
        return Source(
            name=name,
            files=tuple(
                TableFile(str(folder / file.name), file.values or None, file.rows, there.columns)
                for file in files
            ),
            hive=any(file.values for file in files),
        )

    def _write(self, desk: Desk, change: Change, act: Act, progress: Progress) -> int:
        folder = self.table(change.shape.name)
        base = desk.base.tables.get(change.shape.name) if desk.base else None
        held = tables.NO_VERSION if base is None else tables.read_version(folder, base)
        new = rewrite(desk.work, table=folder, held=held, change=change, progress=progress)
        return tables.commit(
            folder,
            shape=change.shape,
            base=base,
            added=new.added,
            removed=new.removed,
            moment_ms=int(act.moment.timestamp() * MILLISECONDS),
        )


class Sources(Mapping[str, Source]):
    """The sources of a snapshot, each looked up when it is asked for."""

    def __init__(self, lake: Lake, snapshot: Snapshot | None) -> None:
        self._lake = lake
        self._snapshot = snapshot
        self._found: dict[str, Source] = {}

    def __getitem__(self, name: str) -> Source:
        if self._snapshot is None or name not in self._snapshot.tables:
            raise KeyError(name)
        if name not in self._found:
            self._found[name] = self._lake.source(name, self._snapshot)
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._snapshot.tables if self._snapshot else ())

    def __len__(self) -> int:
        return len(self._snapshot.tables) if self._snapshot else 0


def _read(path: Path) -> Snapshot:
    fields = json.loads(path.read_text(encoding="utf-8"))
    return Snapshot(**{**fields, "on": date.fromisoformat(fields["on"])})
