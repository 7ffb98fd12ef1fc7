"""Deliveries in the lake: publish one, or withdraw one so that all looks as if it had never come.

The rule of both is one: rows of a delivery belong to groups (the sender's part, a period of it,
or a key), and of each group the table holds what the latest delivery that stands says of it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake import sql
from shouwang.lake.ground import Ground, held_rows
from shouwang.lake.landing import (
    NOTHING_LANDED,
    Landed,
    homes_of,
    land,
)
from shouwang.lake.moving import removals
from shouwang.lake.rewrite import Change, Progress
from shouwang.lake.shapes import Shape, delivered_shape
from shouwang.lake.snapshots import Act, Desk, Lake, Snapshot
from shouwang.lake.workspace import Workspace

PUBLISHED = "publish"
WITHDRAWN = "withdraw"


class DeliveryNotStanding(ShouwangError):
    """It has not been published, or it has been withdrawn already."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery as the snapshot log knows it.

    Attributes:
        period: The first day of the period it belongs to; ``None`` for events.
        covers: The places that the sender has named as delivered, rows or none.
    """

    id: int
    feed: str
    sender: str
    period: date | None = None
    covers: tuple[str, ...] = ()


def deliver(
    ground: Ground, desk: Desk, *, landed: Landed, sent: Sent, act: Act, progress: Progress
) -> Snapshot:
    """Publish rows that have landed, and note what has been delivered where."""
    changes = changes_of(ground, desk, landed=landed, sent=sent)
    return ground.lake.publish(desk, changes, act=_act(act, PUBLISHED, sent), progress=progress)


def changes_of(ground: Ground, desk: Desk, *, landed: Landed, sent: Sent) -> list[Change]:
    """Return what a delivery does to the tables."""
    shape = ground.plans[sent.feed].shape
    return [
        Change(shape, landed),
        *removals(ground, desk, feed=sent.feed, landed=landed),
        Change(delivered_shape(shape.places), _coverage(desk, shape, landed, sent)),
    ]


def withdraw(
    ground: Ground, desk: Desk, *, delivery: int, act: Act, progress: Progress
) -> Snapshot:
    """Publish again what stood before a delivery; those of others stand.

    Raises:
        DeliveryNotStanding: if it has not been published, or has been withdrawn.
    """
    standing = deliveries_standing(ground.lake.history())
    if delivery not in standing:
        raise DeliveryNotStanding(_("delivery {number} is not in force").format(number=delivery))
    sent = _sent(standing.pop(delivery))
    plan = ground.plans[sent.feed]
    landed = _restored(ground, desk, sent, list(standing.values()))
    changes = [
        Change(plan.shape, landed, withdrawn=delivery),
        *removals(ground, desk, feed=sent.feed, landed=landed),
        Change(delivered_shape(plan.shape.places), NOTHING_LANDED, withdrawn=delivery),
    ]
    return ground.lake.publish(desk, changes, act=_act(act, WITHDRAWN, sent), progress=progress)


def deliveries_standing(history: Sequence[Snapshot]) -> dict[int, Snapshot]:
    """Return delivery → the snapshot that published it, in their order, without those withdrawn."""
    standing: dict[int, Snapshot] = {}
    for snapshot in history:
        record = snapshot.delivery
        if record is None:
            continue
        if record["act"] == PUBLISHED:
            standing[record["id"]] = snapshot
        else:
            standing.pop(record["id"], None)
    return standing


def _act(act: Act, kind: str, sent: Sent) -> Act:
    record: dict[str, Any] = {"act": kind, **asdict(sent), "covers": list(sent.covers)}
    if sent.period is not None:
        record["period"] = sent.period.isoformat()
    return replace(act, delivery=record)


def _sent(snapshot: Snapshot) -> Sent:
    record = dict(snapshot.delivery or {})
    del record["act"]
    if record["period"] is not None:
        record["period"] = date.fromisoformat(record["period"])
    return Sent(**{**record, "covers": tuple(record["covers"])})


def _coverage(desk: Desk, shape: Shape, landed: Landed, sent: Sent) -> Landed:
    """A row each place and period: those of the rows, and the places that the sender named."""
    unit = shape.places[-1]
    delivered = covered_by(desk.work, shape, landed, sent)
    rows = [
        {
            "feed": sent.feed,
            unit: place,
            "period": period,
            "sender": sent.sender,
            "delivery": sent.id,
        }
        for place, period in delivered
    ]
    path = desk.work.folder / "delivered.parquet"
    table = pa.Table.from_pylist(rows, schema=delivered_shape(shape.places).columns)
    pq.write_table(table, path)
    return Landed({None: (path,)})


def covered_by(
    work: Workspace, shape: Shape, landed: Landed, sent: Sent
) -> set[tuple[object, object]]:
    """Return the places and periods that a delivery delivers."""
    by_row = "period" in shape.group
    columns = (shape.places[-1], "period") if by_row else (shape.places[-1],)
    found = sql.rows(work.connection, landed.rows(shape, columns).distinct())
    periods = {row[1] for row in found} if by_row else {sent.period}
    delivered = {(row[0], row[1] if by_row else sent.period) for row in found}
    return delivered | {(place, period) for place in sent.covers for period in periods}


def _restored(ground: Ground, desk: Desk, sent: Sent, standing: list[Snapshot]) -> Landed:
    """The rows that come back: of each group that loses its rows, the latest delivery's."""
    shape = ground.plans[sent.feed].shape
    connection = desk.work.connection
    gone = _rows_of(ground.lake, shape, desk.base, sent.id)
    missing = exp.select(*(sql.column(each, "held") for each in shape.group)).from_(gone).distinct()
    sql.keep(connection, "missing", missing)
    files: list[Path] = []
    for snapshot in reversed(standing):
        if _sent(snapshot).feed == sent.feed and _count(desk, "missing"):
            files += _found(ground.lake, desk, shape, snapshot)
    if not files:
        return NOTHING_LANDED
    placement = ground.plans[sent.feed].placement
    homes = homes_of(
        desk.work,
        placement,
        places=shape.places,
        sources=desk.sources,
        regions=ground.regions,
    )
    return land(
        desk.work,
        shape=shape,
        rows=sql.select(shape.columns.names, sql.parquet(files)),
        homes=homes,
        column=placement.column,
        folder=desk.work.new_folder("restored"),
        have_lain=True,
    )


def _found(lake: Lake, desk: Desk, shape: Shape, snapshot: Snapshot) -> list[Path]:
    """Write the rows by which an earlier delivery fills missing groups; they are then found."""
    before = _sent(snapshot)
    connection = desk.work.connection
    alike = exp.Exists(
        this=exp.select("1").from_("missing").where(sql.same(shape.group, "missing", "held"))
    )
    rows = _rows_of(lake, shape, snapshot, before.id)
    tree = exp.select(*(sql.column(each, "held") for each in shape.columns.names)).from_(rows)
    sql.keep(connection, "found", tree.where(alike))
    if not _count(desk, "found"):
        return []
    path = desk.work.folder / f"restored-{before.id}.parquet"
    sql.relation(connection, exp.select("*").from_("found")).write_parquet(str(path))
    filled = exp.Exists(
        this=exp.select("1").from_("found").where(sql.same(shape.group, "found", "missing"))
    )
    sql.keep(connection, "missing", exp.select("*").from_("missing").where(exp.not_(filled)))
    return [path]


def _rows_of(lake: Lake, shape: Shape, snapshot: Snapshot | None, delivery: int) -> exp.Expr:
    """The rows of one delivery as a snapshot has them, under the name ``held``."""
    rows = held_rows(lake, shape, snapshot)
    return rows.where(sql.column("delivery").eq(delivery)).subquery("held")


def _count(desk: Desk, table: str) -> int:
    return sql.count(desk.work.connection, table)
