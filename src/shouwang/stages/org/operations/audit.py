"""What is written into the audit log, and how its entries are sealed into a chain."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from shouwang.base.access import Actor
from shouwang.stages.org.chain import START, Sealed
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.models import AuditEntry, DayAnchor
from shouwang.stages.org.turns import wait_for_turn

# Sealed in one transaction: others do not wait for longer than a moment.
MOST_AT_ONCE = 2000
SEAL = (
    "UPDATE org_audit SET position = %s, previous_hash = %s, hash = %s"
    " WHERE id = %s AND position IS NULL"
)


def record(
    *,
    what: str,
    subject: str,
    at: datetime,
    kind: str = AuditKind.WRITE,
    purpose: str = "",
    detail: Mapping[str, Any] | None = None,
    by: Actor,
    on: date,
) -> int:
    """Add an entry to the audit log and return its number; no other writer is waited for.

    A decision's entry belongs into the transaction of the decision: both are kept, or neither. A
    sight or a refusal is written on its own.

    Args:
        what: The operation, as its function is named.
        subject: The record it was done to: ``delivery:17``.
        detail: What else belongs to it; never an ID number, a phone or an account.
    """
    entry = AuditEntry.objects.create(
        kind=kind,
        who=by.name,
        what=what,
        subject=subject,
        purpose=purpose,
        detail=dict(detail or {}),
        on_date=on,
        at=at,
    )
    return int(entry.id)


def seal_entries(*, at: datetime, by: Actor, on: date) -> int:
    """Give positions and hashes to the entries that have none, and return how many there were.

    Called once a minute by one process; whoever reads or writes entries does not wait for it. A
    second one that comes in between seals nothing twice.
    """
    del at, by, on
    count = 0
    while sealed := _seal_some():
        count += sealed
        if sealed < MOST_AT_ONCE:
            break
    return count


@transaction.atomic
def _seal_some() -> int:
    wait_for_turn("seal_entries")
    latest = AuditEntry.objects.exclude(position=None).order_by("position").last()
    position, previous = (latest.position or 0, latest.hash or START) if latest else (0, START)
    fresh = list(AuditEntry.objects.filter(position=None).order_by("id")[:MOST_AT_ONCE])
    rows: list[tuple[int, str, str, int]] = []
    anchors: dict[date, tuple[int, str]] = {}
    for entry in fresh:
        position += 1
        entry.position, entry.previous_hash = position, previous
        own = Sealed.of(entry).hash
        rows.append((position, previous, own, entry.pk))
        anchors[entry.on_date] = position, own
        previous = own
    with connection.cursor() as cursor:
        cursor.executemany(SEAL, rows)
    for day, (place, own) in anchors.items():
        DayAnchor.objects.update_or_create(day=day, defaults={"position": place, "hash": own})
    return len(rows)
