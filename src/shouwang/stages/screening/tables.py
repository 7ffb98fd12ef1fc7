"""The tables a run reads: a snapshot of the lake, or a folder of files named after feeds."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.duck import read_source
from shouwang.lake.snapshots import Lake, Snapshot
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.screening.delivered import Delivered, read_delivered
from shouwang.stages.screening.homes import Homes
from shouwang.stages.screening.parquet_file import parquet_file
from shouwang.stages.screening.typed_csv import typed_csv

DELIVERED = "delivered"
DELIVERED_FILE = "delivered.parquet"


class NoTables(ShouwangError):
    """The folder holds no table of this content."""


@dataclass(frozen=True, slots=True)
class Tables:
    """Tables by feed, what of them has been delivered, and a name for all of it.

    Attributes:
        digest: Names the content of the tables: the same digest, the same rows.
        names: Feed → what to call its version in an explanation.
    """

    sources: Mapping[str, Source]
    delivered: Delivered
    digest: str
    names: Mapping[str, str]

    def places(self, content: Content) -> list[tuple[str, ...]]:
        """Return the full partition values in which there are subjects, sorted.

        Raises:
            NoTables: if there is nobody to screen.
        """
        found: set[tuple[str, ...]] = set()
        for table in dict.fromkeys(subject.table for subject in content.subjects.values()):
            source = self.sources.get(table)
            for file in source.files if source else ():
                if file.partition is not None and len(file.partition) == len(content.partition):
                    found.add(file.partition)
                else:
                    found |= _places_in(Path(file.path), content.partition, file.partition or ())
        if not found:
            first = next(iter(content.subjects.values()))
            raise NoTables(_("there is nobody in the table {name}").format(name=first.table))
        return sorted(found)


def _places_in(
    path: Path, partition: tuple[str, ...], known: tuple[str, ...]
) -> set[tuple[str, ...]]:
    inner = partition[len(known) :]
    table = pq.read_table(path, columns=list(inner), partitioning=None)
    rows = table.group_by(list(inner)).aggregate([]).to_pylist()
    return {(*known, *(row[level] for level in inner)) for row in rows}


def open_folder(folder: Path, content: Content, *, scratch: Path) -> Tables:
    """Return the tables in a folder: ``<feed>.parquet``, ``<feed>/*.parquet`` or ``<feed>.csv``.

    Args:
        scratch: An empty folder for CSV files in their typed form.

    Raises:
        InputProblems: with all faults of the files.
        NoTables: if nothing in the folder is a table of this content.
    """
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    homes = Homes(content, sources)
    subjects = [subject.table for subject in content.subjects.values()]
    for name in dict.fromkeys((*subjects, *content.contracts)):
        paths = _paths(folder, name)
        csv = folder / f"{name}.csv"
        if not paths and csv.exists():
            path, faults = typed_csv(csv, content, name, homes=homes, scratch=scratch)
            problems += faults
            paths = [path] if path else []
            if path is None:
                homes.lost.add(name)
        if paths:
            files = [parquet_file(path, content, name, problems) for path in paths]
            sources[name] = Source(name, tuple(file for file in files if file is not None))
    delivered = _delivered(folder, content, sources, problems)
    if problems:
        raise InputProblems(problems)
    if not sources:
        raise NoTables(
            _("{folder} holds no table of {content}").format(
                folder=folder.name, content=content.name
            )
        )
    return Tables(
        sources=sources,
        delivered=delivered,
        digest=_digest(folder, sources),
        names=dict.fromkeys(sources, folder.name),
    )


def open_snapshot(lake: Lake, snapshot: Snapshot, content: Content) -> Tables:
    """Return the tables of a snapshot of the lake, with the versions it names."""
    sources = lake.sources_of(snapshot)
    delivered = sources.pop(DELIVERED, None)
    rows = read_source(delivered) if delivered else None
    return Tables(
        sources={name: source for name, source in sources.items() if name in content.contracts},
        delivered=read_delivered(rows, content.coverage_level) if rows else Delivered(),
        digest=f"snapshot {snapshot.id}",
        names={name: str(version) for name, version in snapshot.tables.items()},
    )


def _paths(folder: Path, name: str) -> list[Path]:
    single = folder / f"{name}.parquet"
    return [single] if single.exists() else sorted((folder / name).glob("*.parquet"))


def _delivered(
    folder: Path, content: Content, sources: Mapping[str, Source], problems: list[Problem]
) -> Delivered:
    path = folder / DELIVERED_FILE
    if not path.exists():
        return Delivered(everywhere=frozenset(sources))
    level = content.coverage_level
    try:
        rows = pq.read_table(path, partitioning=None)
        return read_delivered(rows.select(["feed", level, "period"]), level)
    except (pa.ArrowInvalid, OSError) as error:
        fault = str(error).splitlines()[0]
        problems.append(Problem(path.name, _("no Parquet file: {fault}").format(fault=fault)))
    except KeyError:
        problems.append(
            Problem(
                path.name,
                _("what has been delivered is told by the columns {names}").format(
                    names=f"feed, {level}, period"
                ),
            )
        )
    return Delivered()


def _digest(folder: Path, sources: Mapping[str, Source]) -> str:
    """Name the tables by the footers of their files (sizes, schemas, statistics) and coverage."""
    digest = hashlib.sha256()
    delivered = folder / DELIVERED_FILE
    if delivered.exists():
        digest.update(delivered.read_bytes())
    for name, source in sorted(sources.items()):
        for file in source.files:
            path = Path(file.path)
            size = path.stat().st_size
            with path.open("rb") as stream:
                stream.seek(max(size - FOOTER, 0))
                digest.update(f"{name}\0{path.name}\0{size}\0".encode() + stream.read())
    return digest.hexdigest()


FOOTER = 1 << 16  # bytes: statistics of all row groups fit
