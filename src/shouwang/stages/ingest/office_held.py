"""The feeds of the office as the lake holds them: their columns, and the rows that are there."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa
from sqlglot import exp

from shouwang.base.tables import Schema
from shouwang.lake import sql
from shouwang.lake.folder import Home
from shouwang.lake.ground import held_rows
from shouwang.lake.physical import arrow_type
from shouwang.lake.workspace import open_workspace
from shouwang.rules.content import Content
from shouwang.stages.ingest.receiving import ground_in, whole_sender


def schema_of(contract: Schema, content: Content) -> pa.Schema:
    """Return the columns of a feed as the lake keeps them."""
    fields = [
        pa.field(column.name, arrow_type(column, key_types=content.key_types))
        for column in contract.columns
        if column.is_kept
    ]
    if contract.has_period:
        fields.append(pa.field("period", pa.date32()))
    return pa.schema(fields)


def held_of_office(
    home: Home,
    content: Content,
    contract: Schema,
    *,
    periods: Sequence[date] = (),
    is_own: bool = True,
) -> pa.Table:
    """Return the rows of a feed that the lake holds.

    Args:
        periods: Of these periods only; of all, if there are none.
        is_own: Whether those that the office has sent for the whole region are wanted, or those
            that others have sent.
    """
    ground = ground_in(home)
    schema = schema_of(contract, content)
    shape = ground.plans[contract.name].shape
    with open_workspace() as work:
        held = held_rows(ground.lake, shape, ground.lake.latest()).subquery("h")
        sender = sql.column("sender", "h").eq(whole_sender(content, contract))
        wanted = exp.select("*").from_(held).where(sender if is_own else exp.not_(sender))
        if periods:
            days = [exp.cast(exp.convert(each.isoformat()), "date") for each in periods]
            wanted = wanted.where(sql.column("period", "h").isin(*days))
        tree = sql.select(schema.names, wanted)
        found = sql.relation(work.connection, tree).to_arrow_table()
    return found.cast(schema)
