"""What is done in the organisation: every decision of every stage is recorded here."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.stages.org.chain import START, Sealed
from shouwang.stages.org.models import AuditEntry


@transaction.atomic
def record(*, what: str, subject: str, at: datetime, by: Actor, on: date) -> int:
    """Add an entry to the audit log and return its position.

    It belongs into the transaction of the decision: both are kept, or neither.

    Args:
        what: The operation, as its function is named.
        subject: The record it was done to: ``delivery:17``.
    """
    entries = AuditEntry.objects.order_by("position")
    # The first entry is the lock: who holds it may read the last one and follow it.
    entries.select_for_update().first()
    latest = entries.last()
    sealed = Sealed(
        position=latest.position + 1 if latest else 1,
        who=by.name,
        what=what,
        subject=subject,
        on_date=on,
        at=at,
        previous_hash=latest.hash if latest else START,
    )
    AuditEntry.objects.create(
        position=sealed.position,
        who=sealed.who,
        what=sealed.what,
        subject=sealed.subject,
        on_date=sealed.on_date,
        at=sealed.at,
        previous_hash=sealed.previous_hash,
        hash=sealed.hash,
    )
    return sealed.position
