"""How many rows a table holds of each place: from its log where that says it, else from its files."""

from collections.abc import Mapping
from datetime import date

from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.landing import source_paths
from shouwang.lake.shapes import Shape
from shouwang.lake.snapshots import Lake, Snapshot
from shouwang.lake.sources import Source
from shouwang.lake.workspace import Workspace

# Place → its rows.
Rows = Mapping[str, int]


def rows_by_place(
    work: Workspace,
    lake: Lake,
    shape: Shape,
    snapshot: Snapshot,
    *,
    where: exp.Expr | None = None,
) -> Rows:
    """Return how many rows a table has of each of the finest places.

    Args:
        where: Which rows count; all of them by default.
    """
    source = lake.source(shape.name, snapshot)
    if where is None and shape.partition == shape.places:
        return _from_the_log(source)
    found = _counted(work, source, (shape.places[-1],), where)
    return {str(place): rows for (place,), rows in found.items()}


def rows_by_period(
    work: Workspace, lake: Lake, shape: Shape, snapshot: Snapshot, *, since: date
) -> Mapping[tuple[str, date], int]:
    """Return how many rows a table has of each place and period from a day on."""
    period = sql.column("period")
    where = exp.GTE(this=period, expression=exp.cast(exp.convert(since.isoformat()), "date"))
    found = _counted(work, lake.source(shape.name, snapshot), (shape.places[-1], "period"), where)
    return {(str(place), _day(start)): rows for (place, start), rows in found.items()}


def _from_the_log(source: Source) -> Rows:
    counts: dict[str, int] = {}
    for file in source.files:
        if file.partition:
            place = file.partition[-1]
            counts[place] = counts.get(place, 0) + file.rows
    return counts


def _counted(
    work: Workspace, source: Source, columns: tuple[str, ...], where: exp.Expr | None
) -> dict[tuple[object, ...], int]:
    if not source.files:
        return {}
    rows = sql.parquet(source_paths(source), hive=source.hive)
    groups = [sql.column(each) for each in columns]
    count = exp.Count(this=exp.Star()).as_("rows")
    tree = exp.select(*groups, count).from_(rows.subquery("held")).group_by(*groups)
    if where is not None:
        tree = tree.where(where)
    found = sql.rows(work.connection, tree)
    return {tuple(row[:-1]): int(str(row[-1])) for row in found}


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(value)
    return value
