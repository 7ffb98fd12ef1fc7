"""The office's own feeds as the lake holds them: their columns, and the rows that are there."""

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


def held_of_office(home: Home, content: Content, contract: Schema) -> pa.Table:
    """Return the rows of a feed of the office that the lake holds."""
    ground = ground_in(home)
    schema = schema_of(contract, content)
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
