"""What the lake needs to know of a region to keep its feeds, and the rows it holds of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.landing import Placement, source_paths
from shouwang.lake.shapes import Shape
from shouwang.lake.snapshots import Lake, Snapshot


@dataclass(frozen=True, slots=True)
class Plan:
    """How the lake keeps a feed."""

    shape: Shape
    placement: Placement


@dataclass(frozen=True, slots=True)
class Ground:
    """What stays the same from delivery to delivery.

    Attributes:
        plans: Feed → how it is kept.
        regions: ``code`` and the places of every region.
    """

    lake: Lake
    plans: Mapping[str, Plan]
    regions: pa.Table


def held_rows(
    lake: Lake, shape: Shape, snapshot: Snapshot | None, *, files: Collection[str] | None = None
) -> exp.Select:
    """Return the rows of a table at a snapshot; columns that it did not have yet are unknown.

    Args:
        files: The paths of the files to be read; all of the table's by default.
    """
    source = lake.source(shape.name, snapshot) if snapshot else None
    if source is not None and files is not None:
        source = replace(source, files=tuple(each for each in source.files if each.path in files))
    if snapshot is None or source is None or not source.files:
        return sql.no_rows(shape.columns)
    there = lake.columns(shape.name, snapshot)
    fields = [
        sql.column(each.name)
        if each.name in there
        else sql.typed_null(each.type).as_(each.name, quoted=True)
        for each in shape.columns
    ]
    rows = sql.parquet(source_paths(source), hive=source.hive)
    return exp.select(*fields).from_(rows.subquery())
