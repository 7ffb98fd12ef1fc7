"""Staging: checked rows wait in files, are compared with each other and with the register."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.landing import SUBJECT, Landed, Placement, land
from shouwang.lake.shapes import Shape
from shouwang.lake.workspace import Workspace
from shouwang.stages.ingest.check import OPEN, ROW, SHEET_ROW
from shouwang.stages.ingest.problems import KEPT

STRANGER = "stranger"
CHECKED = "checked"
REJECTED = "rejected"
COPIES = "copies"
HOMES = "homes_of_rows"
# What is the same in all rows of a delivery and not known before it is published.
AT_PUBLISH = ("sender", "delivery")


@dataclass(frozen=True, slots=True)
class Checked:
    """The rows that stood value by value, in files."""

    files: tuple[Path, ...]
    columns: pa.Schema


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows that a comparison rejects.

    Attributes:
        rows: The first of them: the row as the spreadsheet counts, and for a repeated key the
            first row that has it.
    """

    count: int
    rows: Sequence[tuple[int, ...]]


def write_blocks(tables: Iterator[pa.Table], folder: Path) -> Checked:
    """Write blocks of checked rows, a file each."""
    files = []
    columns = pa.schema([])
    for number, table in enumerate(tables):
        columns = table.schema
        if table.num_rows:
            path = folder / f"checked-{number}.parquet"
            pq.write_table(table, path, compression="lz4")
            files.append(path)
    return Checked(tuple(files), columns)


def look_at(work: Workspace, checked: Checked) -> None:
    """Lay the checked rows out in the workspace."""
    rows = sql.parquet(checked.files) if checked.files else sql.no_rows(checked.columns)
    sql.keep(work.connection, CHECKED, rows, view=True)
    empty = pa.schema([(ROW, pa.int32()), (STRANGER, pa.bool_())])
    sql.keep(work.connection, REJECTED, sql.no_rows(empty))


def find_homes(work: Workspace, homes: exp.Select, column: str) -> None:
    """Find the home of each row once; it is asked several times."""
    needed = exp.select(sql.column(column).as_("wanted")).from_(CHECKED).distinct()
    here = exp.EQ(this=sql.column(SUBJECT, "h"), expression=sql.column("wanted", "n"))
    tree = exp.select(exp.Column(this=exp.Star(), table=sql.name("h"))).from_(homes.subquery("h"))
    sql.keep(work.connection, HOMES, tree.join(needed.subquery("n"), on=here, join_type="semi"))


def rejected_homeless(work: Workspace, column: str) -> Rejected:
    """Reject the rows whose subject has no home in the register; those in question may get one."""
    has_home = exp.Exists(
        this=exp.select("1")
        .from_(HOMES)
        .where(exp.EQ(this=sql.column(SUBJECT, HOMES), expression=sql.column(column, CHECKED)))
    )
    return _rejected(work, exp.and_(exp.not_(has_home), exp.not_(sql.column(OPEN))))


def rejected_elsewhere(work: Workspace, column: str, places: Mapping[str, str]) -> Rejected:
    """Reject the rows whose home is not in the place that was named."""
    is_elsewhere = exp.or_(*(sql.column(level, HOMES).neq(code) for level, code in places.items()))
    subject = exp.EQ(this=sql.column(SUBJECT, HOMES), expression=sql.column(column, CHECKED))
    lives = exp.Exists(this=exp.select("1").from_(HOMES).where(subject, is_elsewhere))
    return _rejected(work, lives)


def count_rejected(work: Workspace) -> int:
    """Return how many rows were rejected by comparison."""
    return _count_rows(work, exp.select(sql.column(ROW)).from_(REJECTED))


def count_strangers(work: Workspace) -> int:
    """Return how many of them do not belong to this region, or not to the place named."""
    is_strange = sql.column(STRANGER).is_(exp.true())
    return _count_rows(work, exp.select(sql.column(ROW)).from_(REJECTED).where(is_strange))


def stage(work: Workspace, *, shape: Shape, placement: Placement, folder: Path) -> Landed:
    """Write the rows that stand to a folder, each under the coarsest place of its home.

    Rows that wait for an answer stay out: without it they would say less than they do.
    """
    rejected = exp.select(sql.column(ROW)).from_(REJECTED)
    copies = exp.select(sql.column(ROW)).from_(COPIES)
    aside = exp.union(rejected, copies, distinct=False)
    stands = exp.not_(exp.In(this=sql.column(ROW), query=aside.subquery()))
    return land(
        work,
        shape=shape,
        rows=exp.select("*").from_(CHECKED).where(stands, exp.not_(sql.column(OPEN))),
        homes=exp.select("*").from_(HOMES),
        column=placement.column,
        folder=folder,
        without=AT_PUBLISH,
    )


def _rejected(work: Workspace, condition: exp.Expr) -> Rejected:
    rows = exp.select(sql.column(ROW), sql.column(SHEET_ROW)).from_(CHECKED).where(condition)
    sql.keep(work.connection, "found", rows)
    reject(work, "found", stranger=True)
    return summary(work, "found")


def summary(work: Workspace, table: str) -> Rejected:
    """Return how many rows a comparison has found, and the first of them."""
    tree = exp.select("*").from_(table).order_by(SHEET_ROW).limit(KEPT)
    rows = [tuple(int(str(value)) for value in row[1:]) for row in sql.rows(work.connection, tree)]
    count = exp.select(exp.Count(this=exp.Star())).from_(table)
    return Rejected(int(str(sql.rows(work.connection, count)[0][0])), rows)


def reject(work: Workspace, table: str, *, stranger: bool) -> None:
    """Reject the rows that a comparison has found."""
    rows = exp.select(sql.column(ROW), exp.convert(stranger)).from_(table)
    sql.run(work.connection, exp.insert(rows, REJECTED))


def _count_rows(work: Workspace, rows: exp.Select) -> int:
    counted = exp.select(exp.Count(this=exp.Star())).from_(rows.distinct().subquery("counted"))
    return int(str(sql.rows(work.connection, counted)[0][0]))
