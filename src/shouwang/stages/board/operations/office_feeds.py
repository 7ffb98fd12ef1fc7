"""Writes the ledger of issues and the tours into the lake, where checks and indicators read them."""

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
from shouwang.lake.ground import held_rows
from shouwang.lake.physical import arrow_type
from shouwang.lake.workspace import open_workspace
from shouwang.rules.content import Content
from shouwang.stages.board.queries import office_feeds
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.receiving import ground_in, whole_sender

Row = dict[str, Any]


def publish_supervision(
    *, home: Home, content: Content, at: datetime, by: Actor, on: date
) -> dict[str, int]:
    """Write issues, inspections and what they found as of a day; feed → new snapshot.

    What an older ledger said of issues and inspections that are not ours stays: a delivery of
    the office replaces all of its feed, so it is written with what is held.
    """
    read: dict[str, Callable[[], Sequence[Row]]] = {
        "issue": lambda: office_feeds.issue_rows(on=on, scope=EVERYWHERE),
        "inspection": lambda: office_feeds.inspection_rows(on=on, scope=EVERYWHERE),
        "inspection_issue": lambda: office_feeds.inspection_issue_rows(on=on, scope=EVERYWHERE),
    }
    written: dict[str, int] = {}
    for feed, rows in read.items():
        found = rows()
        if not found or feed not in content.contracts:
            continue  # the office has said nothing yet: what others said stands
        contract = content.contracts[feed]
        ours = pa.Table.from_pylist(list(found), schema=_schema(contract, content))
        held = held_of_office(home, content, contract)
        (key,) = contract.key
        others = held.filter(pc.invert(pc.is_in(held.column(key), ours.column(key))))
        snapshot = publish_office_feed(
            home=home, feed=feed, rows=pa.concat_tables([others, ours]), at=at, by=by, on=on
        )
        if snapshot is not None:
            written[feed] = snapshot.id
    return written


def _schema(contract: Schema, content: Content) -> pa.Schema:
    fields = [
        pa.field(column.name, arrow_type(column, key_types=content.key_types))
        for column in contract.columns
        if column.is_kept
    ]
    if contract.has_period:
        fields.append(pa.field("period", pa.date32()))
    return pa.schema(fields)


def held_of_office(home: Home, content: Content, contract: Schema) -> pa.Table:
    """Return the rows of a feed of the office that the lake holds."""
    ground = ground_in(home)
    schema = _schema(contract, content)
    shape = ground.plans[contract.name].shape
    with open_workspace() as work:
        held = held_rows(ground.lake, shape, ground.lake.latest()).subquery("h")
        own = (
            exp.select("*")
            .from_(held)
            .where(sql.column("sender", "h").eq(whole_sender(content, contract)))
        )
        tree = sql.select(schema.names, own)
        found = sql.relation(work.connection, tree).to_arrow_table()
    return found.cast(schema)
