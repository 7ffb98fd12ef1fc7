"""Delta tables: which files a version holds, and the one commit that makes the next version.

We write the Parquet files ourselves (``rewrite``), so that their order and our memory are in our
hands; the Delta log takes them in, or lets them go, in a single commit. No file is ever deleted
and no log entry expires: every version can be read again.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties, Schema
from deltalake.transaction import AddAction, RemoveAction

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import settle
from shouwang.lake.shapes import Shape

LOG = "_delta_log"
LOG_DIGITS = 20
CREATED = 0
CONFIGURATION: Mapping[str, str | None] = {
    "delta.checkpointInterval": "20",
    "delta.enableExpiredLogCleanup": "false",
}
HOOKS = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


class TableShapeChanged(ShouwangError):
    """The contract no longer has the columns that the table holds."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a version.

    Attributes:
        name: The path inside the table's folder.
        values: The values of the partition columns, in their order.
    """

    name: str
    values: tuple[str, ...]
    rows: int
    size: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a table, as its log has it.

    Attributes:
        files: In the order of their partitions.
    """

    files: tuple[DataFile, ...]
    columns: frozenset[str]


NO_VERSION = Version((), frozenset())


def read_version(table: Path, version: int) -> Version:
    """Return what one version of a table is made of, without opening a file of it."""
    delta = DeltaTable(table, version=version)
    keys = delta.metadata().partition_columns
    actions = pa.table(delta.get_add_actions(flatten=True))
    rows = actions.select(
        ["path", "num_records", "size_bytes", *(f"partition.{key}" for key in keys)]
    ).to_pylist()
    files = [
        DataFile(
            name=row["path"],
            values=tuple(row[f"partition.{key}"] for key in keys),
            rows=row["num_records"],
            size=row["size_bytes"],
        )
        for row in rows
    ]
    return Version(
        files=tuple(sorted(files, key=lambda file: (file.values, file.name))),
        columns=frozenset(field.name for field in delta.schema().fields),
    )


def commit(
    table: Path,
    *,
    shape: Shape,
    base: int | None,
    added: Sequence[DataFile],
    removed: Sequence[DataFile],
    moment_ms: int,
) -> int:
    """Take files in and let others go; return the new version.

    A version beyond ``base`` was left by a publish that was killed: the table goes back to
    ``base`` first, so that nothing of it gets in.

    Args:
        base: The version that the latest snapshot names; ``None`` if it names none.

    Raises:
        TableShapeChanged: if the table holds other columns.
    """
    delta = _at(table, shape=shape, base=base)
    if not added and not removed:
        return delta.version()
    for file in added:
        settle(table / file.name)
    actions: list[AddAction | RemoveAction] = [
        *(_remove(file, shape, moment_ms) for file in removed),
        *(_add(file, shape, moment_ms) for file in added),
    ]
    delta.create_write_transaction(
        actions,
        "append",
        Schema.from_arrow(shape.columns),
        list(shape.partition),
        commit_properties=CommitProperties(max_commit_retries=0),
        post_commithook_properties=HOOKS,
    )
    delta.update_incremental()
    version = delta.version()
    settle(table / LOG / f"{version:0{LOG_DIGITS}d}.json")
    settle(table / LOG)
    return version


def _at(table: Path, *, shape: Shape, base: int | None) -> DeltaTable:
    if not DeltaTable.is_deltatable(str(table)):
        table.mkdir(parents=True, exist_ok=True)
        return DeltaTable.create(
            table,
            schema=Schema.from_arrow(shape.columns),
            partition_by=list(shape.partition),
            configuration=dict(CONFIGURATION),
        )
    delta = DeltaTable(table)
    wanted = CREATED if base is None else base
    if delta.version() != wanted:
        delta.restore(wanted, post_commithook_properties=HOOKS)
        delta = DeltaTable(table)
    return _with_columns(delta, shape)


def _with_columns(delta: DeltaTable, shape: Shape) -> DeltaTable:
    """A contract may get columns; it may not lose one or give it another type."""
    wanted = {each.name: each.type for each in shape.columns}
    held = {each.name: each.type for each in pa.schema(delta.schema().to_arrow())}
    clashes = sorted(each for each in held if wanted.get(each) != held[each])
    if clashes:
        raise TableShapeChanged(
            _(
                "{table}: the contract has lost these columns or changed their type: {columns}"
            ).format(table=shape.name, columns=", ".join(clashes))
        )
    new = [each for each in shape.columns if each.name not in held]
    if new:
        fields = Schema.from_arrow(pa.schema(new)).fields
        delta.alter.add_columns(fields, post_commithook_properties=HOOKS)
    return delta


def _add(file: DataFile, shape: Shape, moment_ms: int) -> AddAction:
    return AddAction(
        path=file.name,
        size=file.size,
        partition_values=_partition(file, shape),
        modification_time=moment_ms,
        data_change=True,
        # Only the count: smallest and largest values would write names into the log.
        stats=json.dumps({"numRecords": file.rows}),
    )


def _remove(file: DataFile, shape: Shape, moment_ms: int) -> RemoveAction:
    return RemoveAction(
        path=file.name,
        data_change=True,
        deletion_timestamp=moment_ms,
        size=file.size,
        partition_values=dict(_partition(file, shape)),
    )


def _partition(file: DataFile, shape: Shape) -> dict[str, str | None]:
    return dict(zip(shape.partition, file.values, strict=True))
