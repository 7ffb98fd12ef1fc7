"""Writes what has entered the project bank into the lake, beside what the banners deliver."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa
from sqlglot import exp

from shouwang.base.access import EVERYWHERE, Actor, NotAllowed
from shouwang.base.tables import Schema
from shouwang.base.words import _
from shouwang.lake import sql
from shouwang.lake.folder import Home
from shouwang.lake.ground import held_rows
from shouwang.lake.physical import arrow_type
from shouwang.lake.snapshots import Snapshot
from shouwang.lake.workspace import open_workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.receiving import ground_in, whole_sender
from shouwang.stages.org.enums import Role
from shouwang.stages.programmes.industry.queries import bank

FEED, KEY = "project", "project"
# What the bank alone decides; of all else a delivered row says more than the bank knows.
DECIDED = frozenset({
    "project_name", "site", "category", "line", "nature", "project_year", "responsible_unit",
    "task", "budget", "funding", "entered_date", "target", "mechanism", "beneficiaries",
    "timetable", "notice_days", "notice_levels", "planned_start", "planned_end", "link",
    "households_planned", "asset_kind", "county", "village",
})  # fmt: skip


def publish_bank(
    *, home: Home, content: Content, at: datetime, by: Actor, on: date
) -> Snapshot | None:
    """Write the projects that have entered the bank; ``None`` if the lake says so already.

    Rows that others delivered stay as they are. A project of the bank that a delivery tells of too
    keeps what only the delivery knows: profit, dividends, how content people are.
    """
    if not (by.is_program or by.has_role(Role.REGION, Role.LEAGUE, Role.CLERK, Role.APPROVER)):
        raise NotAllowed(_("this is not for your role"))
    ours = {row[KEY]: row for row in bank.feed_rows(on=on, scope=EVERYWHERE)}
    if not ours:
        return None
    contract = content.contracts[FEED]
    schema = _schema(contract, content)
    rows: list[Mapping[str, Any]] = []
    delivered, foreign = _delivered(home, content, contract, schema)
    for number in foreign:
        ours.pop(number, None)  # a banner tells of it itself, under its own name
    for theirs in delivered:
        own = ours.pop(theirs[KEY], None)
        rows.append(theirs if own is None else _merged(theirs, own))
    rows += ours.values()
    table = pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
    return publish_office_feed(home=home, feed=FEED, rows=table, at=at, by=by, on=on)


def _merged(theirs: Mapping[str, Any], own: Mapping[str, Any]) -> Mapping[str, Any]:
    found = dict(theirs)
    for name, value in own.items():
        if name in DECIDED or found.get(name) is None:
            found[name] = value
    return found


def _schema(contract: Schema, content: Content) -> pa.Schema:
    fields = [
        pa.field(column.name, arrow_type(column, key_types=content.key_types))
        for column in contract.columns
        if column.is_kept
    ]
    if contract.has_period:
        fields.append(pa.field("period", pa.date32()))
    return pa.schema(fields)


def _delivered(
    home: Home, content: Content, contract: Schema, schema: pa.Schema
) -> tuple[list[dict[str, Any]], list[str]]:
    """The rows of the office that a delivery of its would replace, and what others tell of."""
    ground = ground_in(home)
    latest = ground.lake.latest()
    if latest is None or FEED not in latest.tables:
        return [], []
    whole = whole_sender(content, contract)
    held = held_rows(ground.lake, ground.plans[FEED].shape, latest).subquery("h")
    tree = exp.select("*").from_(held)
    sender = sql.column("sender", "h")
    with open_workspace() as work:
        own = sql.select(schema.names, tree.where(sender.eq(whole)))
        rows = sql.relation(work.connection, own).to_arrow_table().cast(schema).to_pylist()
        others = sql.select([KEY], tree.where(sender.neq(whole)))
        numbers = [str(row[0]) for row in sql.rows(work.connection, others)]
    return rows, numbers
