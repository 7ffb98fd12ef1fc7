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
from shouwang.stages.ingest.check import ROW, SHEET_ROW
from shouwang.stages.ingest.problems import KEPT

STRANGER = "stranger"
CHECKED = "checked"
REJECTED = "rejected"
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


def rejected_repeats(work: Workspace, key: Sequence[str]) -> Rejected:
    """Reject all rows of a key that stands more than once: nobody knows which of them is right."""
    hashed = exp.func("hash", *(sql.column(each) for each in key))
    several = sql.query("count(*) > 1")
    suspects = exp.select(hashed.as_("h")).from_(CHECKED).group_by("h").having(several)
    sql.keep(work.connection, "suspects", suspects)
    columns = [sql.column(each) for each in (*key, ROW, SHEET_ROW)]
    rows = exp.select(*columns).from_(CHECKED)
    sql.keep(
        work.connection,
        "suspected",
        rows.where(exp.In(this=hashed, query=exp.select("h").from_("suspects").subquery())),
    )
    window = exp.Window(
        this=exp.Count(this=exp.Star()), partition_by=[sql.column(each) for each in key]
    )
    first = exp.Window(
        this=exp.Min(this=sql.column(SHEET_ROW)), partition_by=[sql.column(each) for each in key]
    )
    counted = exp.select(
        sql.column(ROW), sql.column(SHEET_ROW), first.as_("first"), window.as_("times")
    ).from_("suspected")
    repeated = exp.select(sql.column(ROW), sql.column(SHEET_ROW), "first")
    several = sql.query("times > 1")
    sql.keep(
        work.connection, "repeated", repeated.from_(counted.subquery("counted")).where(several)
    )
    _reject(work, "repeated", stranger=False)
    return _summary(work, "repeated")


def find_homes(work: Workspace, homes: exp.Select, column: str) -> None:
    """Find the home of each row once; it is asked several times."""
    needed = exp.select(sql.column(column).as_("wanted")).from_(CHECKED).distinct()
    here = exp.EQ(this=sql.column(SUBJECT, "h"), expression=sql.column("wanted", "n"))
    tree = exp.select(exp.Column(this=exp.Star(), table=sql.name("h"))).from_(homes.subquery("h"))
    sql.keep(work.connection, HOMES, tree.join(needed.subquery("n"), on=here, join_type="semi"))


def rejected_homeless(work: Workspace, column: str) -> Rejected:
    """Reject the rows whose subject has no home in the register."""
    has_home = exp.Exists(
        this=exp.select("1")
        .from_(HOMES)
        .where(exp.EQ(this=sql.column(SUBJECT, HOMES), expression=sql.column(column, CHECKED)))
    )
    return _rejected(work, exp.not_(has_home))


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
    """Write the rows that stand to a folder, each under the coarsest place of its home."""
    rejected = exp.select(sql.column(ROW)).from_(REJECTED)
    stands = exp.not_(exp.In(this=sql.column(ROW), query=rejected.subquery()))
    return land(
        work,
        shape=shape,
        rows=exp.select("*").from_(CHECKED).where(stands),
        homes=exp.select("*").from_(HOMES),
        column=placement.column,
        folder=folder,
        without=AT_PUBLISH,
    )


def _rejected(work: Workspace, condition: exp.Expr) -> Rejected:
    rows = exp.select(sql.column(ROW), sql.column(SHEET_ROW)).from_(CHECKED).where(condition)
    sql.keep(work.connection, "found", rows)
    _reject(work, "found", stranger=True)
    return _summary(work, "found")


def _summary(work: Workspace, table: str) -> Rejected:
    tree = exp.select("*").from_(table).order_by(SHEET_ROW).limit(KEPT)
    rows = [tuple(int(str(value)) for value in row[1:]) for row in sql.rows(work.connection, tree)]
    count = exp.select(exp.Count(this=exp.Star())).from_(table)
    return Rejected(int(str(sql.rows(work.connection, count)[0][0])), rows)


def _reject(work: Workspace, table: str, *, stranger: bool) -> None:
    rows = exp.select(sql.column(ROW), exp.convert(stranger)).from_(table)
    sql.run(work.connection, exp.insert(rows, REJECTED))


def _count_rows(work: Workspace, rows: exp.Select) -> int:
    counted = exp.select(exp.Count(this=exp.Star())).from_(rows.distinct().subquery("counted"))
    return int(str(sql.rows(work.connection, counted)[0][0]))
