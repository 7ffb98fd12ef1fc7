"""Writes the decisions of the office into the lake, where the checks read them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.base.tables import Schema
from shouwang.lake import sql
from shouwang.lake.folder import Home
from shouwang.lake.ground import Ground, held_rows
from shouwang.lake.physical import arrow_type
from shouwang.lake.snapshots import Snapshot
from shouwang.lake.workspace import open_workspace
from shouwang.rules.content import Content
from shouwang.stages.cases.queries import office_feeds
from shouwang.stages.cases.rulebook import rulebook
from shouwang.stages.cases.visit_keys import OURS
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.receiving import ground_in, whole_sender

Row = dict[str, Any]


def publish_decisions(
    *, home: Home, content: Content, at: datetime, by: Actor, on: date
) -> dict[str, int]:
    """Write cases, watched households, measures and visits as of a day; feed → new snapshot.

    A feed that says already what the office says is left as it is. Visits that came from
    elsewhere stay: a month with visits of ours is written with all that it holds.
    """
    book = rulebook(content)
    rows: dict[str, Callable[[], Sequence[Row]]] = {
        "watch": lambda: office_feeds.watch_rows(on=on, scope=EVERYWHERE),
        "case": lambda: office_feeds.case_rows(book=book, on=on, scope=EVERYWHERE),
        "measure": lambda: office_feeds.measure_rows(on=on, scope=EVERYWHERE),
    }
    written: dict[str, int] = {}
    for feed, read in rows.items():
        found = read()
        if not found:
            continue  # the office has decided nothing yet: what others said stands
        table = _table_of(content, feed, found)
        snapshot = publish_office_feed(home=home, feed=feed, rows=table, at=at, by=by, on=on)
        if snapshot is not None:
            written[feed] = snapshot.id
    snapshot = _publish_visits(home, content, at=at, by=by, on=on)
    if snapshot is not None:
        written["visit"] = snapshot.id
    return written


def _table_of(content: Content, feed: str, rows: Sequence[Row]) -> pa.Table:
    """Return rows in the lake's form."""
    return pa.Table.from_pylist(list(rows), schema=_schema(content.contracts[feed], content))


def _schema(contract: Schema, content: Content) -> pa.Schema:
    fields = [
        pa.field(column.name, arrow_type(column, key_types=content.key_types))
        for column in contract.columns
        if column.is_kept
    ]
    if contract.has_period:
        fields.append(pa.field("period", pa.date32()))
    return pa.schema(fields)


def _publish_visits(
    home: Home, content: Content, *, at: datetime, by: Actor, on: date
) -> Snapshot | None:
    rows = office_feeds.visit_rows(on=on, scope=EVERYWHERE)
    months: dict[date, list[Row]] = {}
    for row in rows:
        period = row["visited_date"].replace(day=1)
        months.setdefault(period, []).append({**row, "period": period})
    if not months:
        return None
    held = _held_visits(home, content, sorted(months))
    schema = _schema(content.contracts["visit"], content)
    fresh: list[pa.Table] = []
    for period, ours in sorted(months.items()):
        there = held.filter(pc.equal(held.column("period"), pa.scalar(period)))
        is_ours = pc.starts_with(there.column("visit"), OURS)
        new = pa.Table.from_pylist(ours, schema=schema)
        if _same(there.filter(is_ours), new):
            continue
        fresh += [there.filter(pc.invert(is_ours)), new]
    if not fresh:
        return None
    table = pa.concat_tables(fresh)
    return publish_office_feed(home=home, feed="visit", rows=table, at=at, by=by, on=on)


def _same(held: pa.Table, new: pa.Table) -> bool:
    order = [("visit", "ascending")]
    return bool(held.sort_by(order).equals(new.sort_by(order)))


def _held_visits(home: Home, content: Content, months: Sequence[date]) -> pa.Table:
    """The visits of the office that the lake holds, of the months in which there are ours."""
    ground = ground_in(home)
    contract = content.contracts["visit"]
    names = _schema(contract, content).names
    with open_workspace() as work:
        tree = sql.select(names, _held(ground, whole_sender(content, contract), months))
        found = sql.relation(work.connection, tree).to_arrow_table()
    return found.cast(_schema(contract, content))


def _held(ground: Ground, sender: str, months: Sequence[date]) -> exp.Select:
    shape = ground.plans["visit"].shape
    held = held_rows(ground.lake, shape, ground.lake.latest()).subquery("h")
    periods = [exp.cast(exp.convert(each.isoformat()), "date") for each in months]
    return (
        exp.select("*")
        .from_(held)
        .where(sql.column("sender", "h").eq(sender), sql.column("period", "h").isin(*periods))
    )
