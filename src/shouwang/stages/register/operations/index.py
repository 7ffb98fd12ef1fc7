"""What is done with the index of the register: it is brought to the latest snapshot."""

from datetime import date, datetime

from django.db import transaction
from filelock import FileLock

from shouwang.base.access import Actor
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.operations import audit
from shouwang.stages.register import index_tables
from shouwang.stages.register.held import Held, at_snapshot, held
from shouwang.stages.register.index_rows import all_rows, difference, index_rows
from shouwang.stages.register.models import IndexState

# Up to so many rows are written where they stand: a few seconds in which others wait to write.
FEW = 100_000
LOCK = ".register.lock"


def refresh_index(
    *, home: Home, content: Content, is_whole: bool = False, at: datetime, by: Actor, on: date
) -> int:
    """Bring the index to the latest snapshot and return that snapshot's number.

    Readers see the old index or the new one, never half of one.

    Args:
        is_whole: Whether all is written anew, as after a change of the regions.

    Raises:
        RegisterEmpty: if the register has not been delivered yet.
    """
    with FileLock(home.lake / LOCK):
        found = held(home, content)
        state = IndexState.objects.first()
        table = content.subjects["household"].table
        number = found.snapshot.id
        if state is not None and not is_whole:
            before = at_snapshot(home.lake, content, state.snapshot)
            changed = difference(before, found, table)
            if changed.size <= FEW:
                rows = index_rows(changed.written, content)
                with transaction.atomic():
                    index_tables.write_rows(rows, changed.gone)
                    _note(found, table, size=changed.size, at=at, by=by, on=on)
                return number
        parts = (index_rows(batch, content) for batch in all_rows(found, table))
        size = index_tables.fill_beside(parts)
        with transaction.atomic():
            index_tables.swap()
            _note(found, table, size=size, at=at, by=by, on=on)
        index_tables.name_indexes()
    return number


def _note(found: Held, table: str, *, size: int, at: datetime, by: Actor, on: date) -> None:
    """Say which snapshot the index shows now."""
    source = found.files(table)
    IndexState.objects.update_or_create(
        pk=1,
        defaults={
            "snapshot": found.snapshot.id,
            "households": source.rows if source else 0,
            "refreshed_date": on,
        },
    )
    if size:
        audit.record(
            what="refresh_index",
            subject=f"snapshot:{found.snapshot.id}",
            at=at,
            detail={"rows": size},
            by=by,
            on=on,
        )
