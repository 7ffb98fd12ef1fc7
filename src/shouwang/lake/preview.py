"""The lake as it would be after a delivery: what changes is written aside, nothing is published."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlglot import exp

from shouwang.lake import sql, tables
from shouwang.lake.deliveries import Sent, changes_of
from shouwang.lake.ground import Ground, held_rows
from shouwang.lake.landing import Landed
from shouwang.lake.rewrite import Change, Progress, rewrite
from shouwang.lake.shapes import Shape
from shouwang.lake.snapshots import Desk, Snapshot, Sources
from shouwang.lake.sources import Source, TableFile
from shouwang.lake.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Preview:
    """Two states of the lake.

    Attributes:
        before: The tables of the snapshot that counts.
        after: The tables as they would be; their new files go with the workspace.
        places: The full partition values in which something changes, sorted.
    """

    before: Mapping[str, Source]
    after: Mapping[str, Source]
    places: tuple[tuple[str, ...], ...]


def preview(
    ground: Ground,
    work: Workspace,
    *,
    base: Snapshot | None,
    landed: Landed,
    sent: Sent,
    progress: Progress,
) -> Preview:
    """Return the lake before and after a delivery."""
    desk = Desk(work, base, Sources(ground.lake, base))
    before = dict(ground.lake.sources_of(base)) if base else {}
    after = dict(before)
    folder = work.new_folder("preview")
    changes = changes_of(ground, desk, landed=landed, sent=sent)
    for number, change in enumerate(changes):
        after[change.shape.name] = _changed(ground, desk, change, folder / str(number), progress)
    return Preview(before, after, _places(ground, work, base, landed, sent))


def _changed(
    ground: Ground, desk: Desk, change: Change, folder: Path, progress: Progress
) -> Source:
    name = change.shape.name
    held = tables.NO_VERSION
    if desk.base is not None and name in desk.base.tables:
        home = ground.lake.table(name)
        version = tables.read_version(home, desk.base.tables[name])
        # Named by their whole path, the held files stay where they are.
        files = [replace(file, name=str((home / file.name).absolute())) for file in version.files]
        held = replace(version, files=tuple(files))
    new = rewrite(desk.work, table=folder, held=held, change=change, progress=progress)
    removed = {file.name for file in new.removed}
    there = frozenset(change.shape.columns.names)
    files = [*(file for file in held.files if file.name not in removed), *new.added]
    return Source(
        name=name,
        files=tuple(
            # Whatever lacked a column of the contract has been written again.
            TableFile(str(folder / file.name), file.values or None, file.rows, there)
            for file in files
        ),
        hive=any(file.values for file in files),
    )


def _places(
    ground: Ground, work: Workspace, base: Snapshot | None, landed: Landed, sent: Sent
) -> tuple[tuple[str, ...], ...]:
    """Where rows come or give way, and where the sender says it is complete."""
    shape = ground.plans[sent.feed].shape
    columns = [sql.column(each) for each in shape.places]
    found = set(sql.rows(work.connection, landed.rows(shape, shape.places).distinct()))
    if shape.group:
        sql.keep(work.connection, "arriving_groups", landed.rows(shape, shape.group).distinct())
        gives_way = exp.Exists(
            this=exp.select("1")
            .from_("arriving_groups")
            .where(sql.same(shape.group, "arriving_groups", "held"))
        )
        held = exp.select(*columns).from_(held_rows(ground.lake, shape, base).subquery("held"))
        found |= set(sql.rows(work.connection, held.where(gives_way).distinct()))
    found |= _named(ground, shape, sent)
    return tuple(sorted(tuple(map(str, place)) for place in found))


def _named(ground: Ground, shape: Shape, sent: Sent) -> set[tuple[object, ...]]:
    """The places that the sender names as complete."""
    regions = ground.regions.select(list(shape.places)).group_by(list(shape.places)).aggregate([])
    unit = shape.places[-1]
    return {
        tuple(row[level] for level in shape.places)
        for row in regions.to_pylist()
        if row[unit] in sent.covers
    }
