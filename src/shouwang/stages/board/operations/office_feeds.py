"""Writes the ledger of issues and the tours into the lake, where checks and indicators read them."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.board.queries import office_feeds
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.office_held import held_of_office, schema_of

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
        ours = pa.Table.from_pylist(list(found), schema=schema_of(contract, content))
        held = held_of_office(home, content, contract)
        (key,) = contract.key
        others = held.filter(pc.invert(pc.is_in(held.column(key), ours.column(key))))
        snapshot = publish_office_feed(
            home=home, feed=feed, rows=pa.concat_tables([others, ours]), at=at, by=by, on=on
        )
        if snapshot is not None:
            written[feed] = snapshot.id
    return written
