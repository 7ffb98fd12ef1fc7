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
from shouwang.lake.physical import lake_schema
from shouwang.lake.snapshots import Lake, Snapshot
from shouwang.lake.sources import Source, TableFile
from shouwang.rules.content import Content
from shouwang.stages.screening.delivered import Delivered, read_delivered
from shouwang.stages.screening.typed_csv import typed_csv

DELIVERED = "delivered"


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
        """Return the full partition values in which the first subject has rows, sorted."""
        first = next(iter(content.subjects.values()))
        source = self.sources.get(first.table)
        if source is None:
            raise NoTables(_("there is no table {name}").format(name=first.table))
        found: set[tuple[str, ...]] = set()
        for file in source.files:
            if file.partition is not None and len(file.partition) == len(content.partition):
                found.add(file.partition)
            else:
                found |= _places_in(Path(file.path), content.partition, file.partition or ())
        if not found:
            raise NoTables(_("the table {name} has no rows").format(name=first.table))
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
    for name in content.contracts:
        paths = _paths(folder, name)
        csv = folder / f"{name}.csv"
        if not paths and csv.exists():
            path = typed_csv(csv, content, name, scratch=scratch, problems=problems)
            paths = [path] if path else []
        if paths:
            sources[name] = _source(name, paths, content, problems)
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
        delivered=_delivered(folder, content, sources),
        digest=_digest(sources),
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


def _source(name: str, paths: list[Path], content: Content, problems: list[Problem]) -> Source:
    wanted = lake_schema(
        content.contracts[name], partition=content.partition, key_types=content.key_types
    )
    files = []
    for path in paths:
        try:
            found = pq.ParquetFile(path)
        except (pa.ArrowInvalid, OSError) as error:
            problems.append(
                Problem(
                    path.name,
                    _("no Parquet file: {fault}").format(fault=str(error).splitlines()[0]),
                )
            )
            continue
        with found:
            problems.extend(_misfits(path, found.schema_arrow, wanted, content, name))
            partition = _partition_of(found.metadata, found.schema_arrow, content.partition)
            files.append(TableFile(str(path), partition, found.metadata.num_rows))
    return Source(name, tuple(files))


def _misfits(
    path: Path, found: pa.Schema, wanted: pa.Schema, content: Content, name: str
) -> list[Problem]:
    """What a file lacks or has in another type; columns nobody asks for are passed over."""
    contract = content.contracts[name]
    required = {column.name for column in contract.columns if column.required and column.is_kept}
    personal = {
        column.name for column in contract.columns if column.personal and not column.is_reference
    }
    problems = []
    for field in wanted:
        if field.name in personal or field.name in {"sender", "delivery", "row", "period"}:
            continue
        if field.name not in found.names:
            if field.name in required or field.name in content.partition:
                problems.append(
                    Problem(
                        path.name, _("the column {column} is missing").format(column=field.name)
                    )
                )
            continue
        type_ = found.field(field.name).type
        type_ = type_.value_type if pa.types.is_dictionary(type_) else type_
        if not _reads_as(type_, field.type):
            problems.append(
                Problem(
                    path.name,
                    _("{column} is {found}, not {wanted}").format(
                        column=field.name, found=type_, wanted=field.type
                    ),
                )
            )
    return problems


def _reads_as(found: pa.DataType, wanted: pa.DataType) -> bool:
    if found == wanted:
        return True
    if pa.types.is_string(wanted):
        return bool(pa.types.is_large_string(found) or pa.types.is_string_view(found))
    if pa.types.is_integer(wanted):
        return bool(pa.types.is_integer(found))
    are_decimals = pa.types.is_decimal(wanted) and pa.types.is_decimal(found)
    return bool(are_decimals and found.scale == wanted.scale)


def _partition_of(
    metadata: pq.FileMetaData, schema: pa.Schema, partition: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the partition values that the statistics of a file prove to be the only ones."""
    known: list[str] = []
    for level in partition:
        if level not in schema.names:
            break
        index = schema.names.index(level)
        values: set[str] = set()
        for group in range(metadata.num_row_groups):
            statistics = metadata.row_group(group).column(index).statistics
            if statistics is None or not statistics.has_min_max:
                return tuple(known) or None
            values |= {statistics.min, statistics.max}
        if len(values) != 1:
            break
        known.append(values.pop())
    return tuple(known) or None


def _delivered(folder: Path, content: Content, sources: Mapping[str, Source]) -> Delivered:
    path = folder / f"{DELIVERED}.parquet"
    if not path.exists():
        return Delivered(everywhere=frozenset(sources))
    return read_delivered(pq.read_table(path, partitioning=None), content.coverage_level)


def _digest(sources: Mapping[str, Source]) -> str:
    """Name the tables by the footers of their files: sizes, schemas and statistics."""
    digest = hashlib.sha256()
    for name, source in sorted(sources.items()):
        for file in source.files:
            path = Path(file.path)
            size = path.stat().st_size
            with path.open("rb") as stream:
                stream.seek(max(size - FOOTER, 0))
                digest.update(f"{name}\0{path.name}\0{size}\0".encode() + stream.read())
    return digest.hexdigest()


FOOTER = 1 << 16  # bytes: statistics of all row groups fit
