"""What is written into the audit log, and how its entries are sealed into a chain."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.stages.org.chain import START, Sealed
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.models import AuditEntry, DayAnchor

# Sealed at once: a minute of a busy region, held in memory.
MOST_AT_ONCE = 10000


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


@transaction.atomic
def seal_entries(*, at: datetime, by: Actor, on: date) -> int:
    """Give positions and hashes to the entries that have none, and return how many there were.

    Called once a minute by one process; whoever reads or writes entries does not wait for it.
    """
    latest = (
        AuditEntry.objects.select_for_update().exclude(position=None).order_by("position").last()
    )
    position, previous = (latest.position, latest.hash) if latest else (0, START)
    fresh = list(AuditEntry.objects.filter(position=None).order_by("id")[:MOST_AT_ONCE])
    for entry in fresh:
        position = (position or 0) + 1
        entry.position, entry.previous_hash = position, previous
        entry.hash = Sealed.of(entry).hash
        previous = entry.hash
    AuditEntry.objects.bulk_update(fresh, ["position", "previous_hash", "hash"], batch_size=100)
    for entry in fresh:
        DayAnchor.objects.update_or_create(
            day=entry.on_date, defaults={"position": entry.position, "hash": entry.hash}
        )
    return len(fresh)
