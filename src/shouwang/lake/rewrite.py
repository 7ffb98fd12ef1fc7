"""Rewriting a table's files: rows come, rows give way, and each partition stays in order.

Only files with rows that give way are written again; new rows otherwise go to files of their own.
A file that loses some of its rows is copied without them as it stands: it is in order already,
and most of a register's file outlives the few rows that a month corrects. What has to be put in
order goes from one coarsest partition to the next, so that memory holds one of them; small ones
go together.
"""

import re
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake import sql
from shouwang.lake.duck import default_threads
from shouwang.lake.landing import Landed
from shouwang.lake.points import ROWS_OF_A_GROUP
from shouwang.lake.shapes import Shape
from shouwang.lake.tables import DataFile, Version
from shouwang.lake.workspace import Workspace

PLAIN = re.compile(r"^[A-Za-z0-9._-]+$")
# A partition with more files than this is written into one when rows come to it.
FILES_OF_A_PARTITION = 16
# Up to so many rows are sorted and cut apart in memory.
ROWS_AT_ONCE = 200_000
# A file of fewer rows is put in order with those that come; a larger one is copied as it stands.
ROWS_COPIED = 5_000

Progress = Callable[[str, float], None]


class PlaceNotPlain(ShouwangError):
    """The code of a region cannot be part of a path."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one publish does to one table.

    Attributes:
        added: The rows that come.
        withdrawn: The delivery whose rows go. Without it, rows that share the shape's group
            with a row that comes give way; if the shape has no group, none does.
    """

    shape: Shape
    added: Landed
    withdrawn: int | None = None


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The files that come and the files that go."""

    added: tuple[DataFile, ...]
    removed: tuple[DataFile, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    work: Workspace
    table: Path
    change: Change
    version: Version

    neighbours: Counter[tuple[str, ...]]

    @property
    def held(self) -> tuple[DataFile, ...]:
        return self.version.files

    @property
    def shape(self) -> Shape:
        return self.change.shape

    def path(self, file: DataFile) -> Path:
        return self.table / file.name


def rewrite(
    work: Workspace,
    *,
    table: Path,
    held: Version,
    change: Change,
    progress: Progress,
) -> Rewriting:
    """Write the files that the change makes necessary; nothing counts until they are committed.

    Args:
        held: The version that the change builds on; columns that it lacks are unknown in it.

    Raises:
        PlaceNotPlain: if the code of a region cannot be part of a path.
    """
    neighbours = Counter(file.values for file in held.files)
    desk = _Desk(work, table, change, held, neighbours)
    if change.shape.group and held.files and change.added.files:
        groups = change.added.rows(change.shape, change.shape.group).distinct()
        sql.keep(work.connection, "groups", groups)
    gone = _rows_gone(desk)
    targets = _targets(desk)
    removed = tuple(file for file in held.files if _is_rewritten(desk, file, gone, targets))
    outlived = [file for file in removed if file.rows > gone[str(desk.path(file))]]
    copied = [file for file in outlived if _is_copied(desk, file, targets)]
    kept = [file for file in outlived if file not in copied]
    progress(change.shape.name, 0)
    added = _copy_files(desk, copied)
    coarse = sorted({values[:1] for values in targets} | {file.values[:1] for file in kept})
    done = 0
    for fronts in _batches(desk, coarse, kept):
        progress(change.shape.name, done / len(coarse))
        added += _write_part(desk, fronts, [file for file in kept if file.values[:1] in fronts])
        done += len(fronts)
    return Rewriting(tuple(added), removed)


def _batches(
    desk: _Desk, coarse: list[tuple[str, ...]], kept: list[DataFile]
) -> list[tuple[tuple[str, ...], ...]]:
    """Return the coarsest partitions, those together that are small enough for one go."""
    parts = desk.change.added.parts
    mixed = sum(pq.read_metadata(path).num_rows for path in parts.get(None, ()))
    batches: list[tuple[tuple[str, ...], ...]] = []
    room = 0
    for front in coarse:
        own = parts.get(front[0], ()) if front else ()
        size = mixed + sum(pq.read_metadata(path).num_rows for path in own)
        size += sum(file.rows for file in kept if file.values[:1] == front)
        if batches and size <= room:
            batches[-1] = (*batches[-1], front)
            room -= size
        else:
            batches.append((front,))
            room = ROWS_AT_ONCE - size
    return batches


def _gives_way(desk: _Desk) -> exp.Expr | None:
    """The condition under which a held row goes."""
    if desk.change.withdrawn is not None:
        return sql.column("delivery", "held").eq(desk.change.withdrawn)
    if not desk.shape.group or not desk.change.added.files:
        return None
    alike = sql.same(desk.shape.group, "groups", "held")
    return exp.Exists(this=exp.select("1").from_("groups").where(alike))


def _rows_gone(desk: _Desk) -> Counter[str]:
    condition = _gives_way(desk)
    if condition is None or not desk.held:
        return Counter()
    tree = (
        exp.select(sql.column("filename"), exp.Count(this=exp.Star()))
        .from_(_held(desk, desk.held))
        .where(condition)
        .group_by(sql.column("filename"))
    )
    return Counter(dict(sql.rows(desk.work.connection, tree)))  # type: ignore[arg-type]  # pairs


def _targets(desk: _Desk) -> set[tuple[str, ...]]:
    """The partitions to which rows come."""
    if not desk.change.added.files:
        return set()
    if not desk.shape.partition:
        return {()}
    tree = desk.change.added.rows(desk.shape, desk.shape.partition).distinct()
    return {tuple(map(str, values)) for values in sql.rows(desk.work.connection, tree)}


def _is_rewritten(
    desk: _Desk, file: DataFile, gone: Counter[str], targets: set[tuple[str, ...]]
) -> bool:
    if gone[str(desk.path(file))] or not desk.version.columns.issuperset(desk.shape.columns.names):
        return True
    return _is_merged(desk, file, targets)


def _is_merged(desk: _Desk, file: DataFile, targets: set[tuple[str, ...]]) -> bool:
    """Whether the files of its partition become one."""
    return file.values in targets and desk.neighbours[file.values] >= FILES_OF_A_PARTITION


def _is_copied(desk: _Desk, file: DataFile, targets: set[tuple[str, ...]]) -> bool:
    """Whether it is copied as it stands, without the rows that go."""
    has_all = desk.version.columns.issuperset(desk.shape.columns.names)
    return file.rows >= ROWS_COPIED and has_all and not _is_merged(desk, file, targets)


def _copy_files(desk: _Desk, files: list[DataFile]) -> list[DataFile]:
    """Copy files without the rows that go, in the order they have; several at a time."""
    if not files:
        return []
    gone = _places_gone(desk, files)
    with ThreadPoolExecutor(default_threads()) as pool:
        return list(pool.map(lambda file: _copy(desk, file, gone[str(desk.path(file))]), files))


def _places_gone(desk: _Desk, files: list[DataFile]) -> dict[str, list[int]]:
    """File → the places of the rows that go, from 0."""
    condition = _gives_way(desk)
    assert condition is not None  # noqa: S101 - these files have rows that go
    paths = [desk.path(file) for file in files]
    held = sql.parquet(paths, hive=bool(desk.shape.partition), numbered=True)
    place = exp.func("list", sql.column("file_row_number"))
    tree = (
        exp.select(sql.column("filename"), place)
        .from_(held.subquery("held"))
        .where(condition)
        .group_by(sql.column("filename"))
    )
    return dict(sql.rows(desk.work.connection, tree))  # type: ignore[arg-type]  # pairs


def _copy(desk: _Desk, file: DataFile, gone: list[int]) -> DataFile:
    stays = np.ones(file.rows, dtype=np.bool_)
    stays[gone] = False
    with pq.ParquetFile(desk.path(file)) as held:
        rows = held.read(columns=list(desk.shape.stored))
    path, name = _new_file(desk, file.values)
    kept = rows.filter(pa.array(stays))
    pq.write_table(kept, path, compression="zstd", row_group_size=ROWS_OF_A_GROUP)
    return DataFile(name=name, values=file.values, rows=kept.num_rows, size=path.stat().st_size)


def _write_part(
    desk: _Desk, fronts: tuple[tuple[str, ...], ...], kept: list[DataFile]
) -> list[DataFile]:
    sources = [*_added(desk, fronts), *_kept(desk, kept)]
    rows: exp.Query = sources[0]
    for other in sources[1:]:
        rows = exp.union(rows, other, distinct=False)
    sql.keep(desk.work.connection, "part", rows)
    partition = [sql.column(each) for each in desk.shape.partition]
    counts = exp.select(*partition, exp.Count(this=exp.Star())).from_("part")
    if partition:
        counts = counts.group_by(*partition).order_by(*partition)
    counted = [
        (tuple(map(str, values)), int(str(rows)))
        for *values, rows in sql.rows(desk.work.connection, counts)
        if rows
    ]
    if sum(rows for _values, rows in counted) <= ROWS_AT_ONCE:
        return _write_together(desk, counted)
    return [_write_alone(desk, values, rows) for values, rows in counted]


def _write_together(desk: _Desk, counted: list[tuple[tuple[str, ...], int]]) -> list[DataFile]:
    """Sort all partitions in one go and cut them apart: quicker where they are small."""
    shape, files, done = desk.shape, [], 0
    order = [sql.column(each) for each in (*shape.partition, *shape.order)]
    tree = sql.select(shape.columns.names, "part").order_by(*order)
    table = sql.relation(desk.work.connection, tree).to_arrow_table().cast(shape.columns)
    for values, rows in counted:
        path, name = _new_file(desk, values)
        part = table.slice(done, rows).select(list(shape.stored))
        pq.write_table(part, path, compression="zstd", row_group_size=ROWS_OF_A_GROUP)
        files.append(DataFile(name=name, values=values, rows=rows, size=path.stat().st_size))
        done += rows
    return files


def _write_alone(desk: _Desk, values: tuple[str, ...], rows: int) -> DataFile:
    shape = desk.shape
    path, name = _new_file(desk, values)
    here = [
        sql.column(level).eq(exp.Literal.string(value))
        for level, value in zip(shape.partition, values, strict=True)
    ]
    tree = sql.select(shape.stored, "part").order_by(*(sql.column(each) for each in shape.order))
    sql.relation(desk.work.connection, tree.where(*here)).write_parquet(
        str(path), compression="zstd", row_group_size=ROWS_OF_A_GROUP
    )
    return DataFile(name=name, values=values, rows=rows, size=path.stat().st_size)


def _new_file(desk: _Desk, values: tuple[str, ...]) -> tuple[Path, str]:
    for value in values:
        if not PLAIN.match(value):
            raise PlaceNotPlain(
                _("{value}: a region's code may hold letters, digits, . _ and - only").format(
                    value=repr(value)
                )
            )
    levels = desk.shape.partition
    folders = [f"{level}={value}" for level, value in zip(levels, values, strict=True)]
    name = "/".join([*folders, f"part-{uuid.uuid4()}.parquet"])
    path = desk.table / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path, name


def _added(desk: _Desk, fronts: tuple[tuple[str, ...], ...]) -> list[exp.Select]:
    added, names = desk.change.added, desk.shape.columns.names
    if fronts == ((),):
        return [added.rows(desk.shape, names)] if added.files else []
    places = [place for (place,) in fronts]
    own = [path for place in places for path in added.parts.get(place, ())]
    sources = [added.rows(desk.shape, names, own)] if own else []
    if added.parts.get(None):
        mixed = added.rows(desk.shape, names, added.parts[None])
        here = sql.column(desk.shape.partition[0]).isin(*map(exp.Literal.string, places))
        sources.append(mixed.where(here))
    return sources


def _kept(desk: _Desk, files: list[DataFile]) -> list[exp.Select]:
    if not files:
        return []
    fields = [
        (
            sql.typed(sql.column(each.name, "held"), each.type)
            if each.name in desk.version.columns
            else sql.typed_null(each.type)
        ).as_(each.name, quoted=True)
        for each in desk.shape.columns
    ]
    tree = exp.select(*fields).from_(_held(desk, files))
    condition = _gives_way(desk)
    return [tree if condition is None else tree.where(exp.not_(condition))]


def _held(desk: _Desk, files: tuple[DataFile, ...] | list[DataFile]) -> exp.Expr:
    paths = [desk.path(file) for file in files]
    return sql.parquet(paths, hive=bool(desk.shape.partition)).subquery("held")
