"""Rows of the register as the lake holds them, changed by us and written again as the office's."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

import pyarrow as pa

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.lake.physical import lake_schema
from shouwang.rules.content import Content
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.placing import country_in
from shouwang.stages.register.changing import Register, Told, apply
from shouwang.stages.register.held import Held, at_snapshot, rows_with
from shouwang.stages.register.values import stored_text

# Keys asked for in one statement over the files of a table.
AT_ONCE = 5_000
# How many earlier states of a table are looked into for a value from before a correction.
FARTHEST_BACK = 50

Row = dict[str, Any]


class Corrected(Protocol):
    """What must be known of a correction to find the value from before it."""

    feed: str
    key: str
    column: str
    value: str
    snapshot: int | None


def register_feeds(content: Content) -> tuple[str, ...]:
    """Return the tables that say who there is, households first: persons find their home by them."""
    return tuple(content.subjects[name].table for name in ("household", "person"))


def held_by_key(found: Held, feed: str, key: str, keys: Iterable[str]) -> dict[str, Row]:
    """Return the held rows of some keys, by key as text."""
    wanted = sorted({int(each) for each in keys if each.isdigit()})
    rows: dict[str, Row] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = rows_with(found.files(feed), {key: wanted[start : start + AT_ONCE]})
        for row in part.to_pylist() if part is not None else ():
            rows[str(row[key])] = row
    return rows


def is_ours(found: Held, row: Mapping[str, Any], snapshot: int | None) -> bool:
    """Tell whether a held row came with the snapshot in which we wrote it last."""
    if snapshot is None:
        return False
    record = found.lake.snapshot(snapshot).delivery or {}
    return bool(record.get("id") == row["delivery"])


def value_before(found: Held, correction: Corrected, content: Content) -> Any:
    """Return the value that a row had before a correction was written into it."""
    key = content.contracts[correction.feed].key[0]
    number = (correction.snapshot or found.snapshot.id) - 1
    seen: set[int] = set()
    while number > 0 and len(seen) < FARTHEST_BACK:
        earlier = at_snapshot(found.lake.root, content, number)
        version = earlier.snapshot.tables.get(correction.feed)
        number -= 1
        if version is None or version in seen:
            continue
        seen.add(version)
        row = held_by_key(earlier, correction.feed, key, [correction.key]).get(correction.key)
        if row is not None and stored_text(row[correction.column]) != correction.value:
            return row[correction.column]
    return None


def changed_rows(found: Held, content: Content, changes: Sequence[Told]) -> dict[str, list[Row]]:
    """Return the rows that changes of households come to, by feed, households first."""
    home, person = content.subjects["household"], content.subjects["person"]
    numbers = {str(each) for told in changes for each in (told.household, told.other) if each}
    register = Register(
        households=held_by_key(found, home.table, home.key, numbers),
        people={},
    )
    for start in sorted(numbers):
        part = rows_with(found.files(person.table), {person.parent_column: [int(start)]})
        for row in part.to_pylist() if part is not None else ():
            register.people[str(row[person.key])] = row
    for told in changes:
        apply(told, register)
    return {
        home.table: [register.households[key] for key in register.touched_households],
        person.table: [register.people[key] for key in register.touched_people],
    }


def write(home: Home, feed: str, rows: Sequence[Row], *, at: datetime, by: Actor, on: date) -> int:
    """Publish rows of the register as the office's, and return the snapshot, 0 if none was made."""
    if not rows:
        return 0
    content = country_in(home.content_dir).content
    contract = content.contracts[feed]
    schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
    table = pa.Table.from_pylist(list(rows), schema=schema)
    snapshot = publish_office_feed(
        home=home, feed=feed, rows=table, at=at,
        because=_("corrections and changes recorded by the office"), by=by, on=on,
    )  # fmt: skip
    return snapshot.id if snapshot is not None else 0
