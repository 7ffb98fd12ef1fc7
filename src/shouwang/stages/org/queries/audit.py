"""What can be asked of the organisation."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from shouwang.base.access import Scope
from shouwang.base.errors import Problem, ShouwangError
from shouwang.base.words import _
from shouwang.stages.org.chain import START, Sealed
from shouwang.stages.org.models import AuditEntry


class ScopeTooNarrow(ShouwangError):
    """The log is one chain: who may not see all of it cannot verify it."""


def verify_chain(*, on: date, scope: Scope) -> list[Problem]:
    """Return where the audit log has been tampered with, up to that day; nothing if it has not.

    An entry taken off the end leaves no trace in the chain itself: keep the last hash elsewhere.

    Raises:
        ScopeTooNarrow: if the scope is not the whole region.
    """
    if not scope.is_everything:
        raise ScopeTooNarrow(_("the audit log can be verified only as a whole"))
    return list(_breaks(on))


def latest_hash(*, on: date, scope: Scope) -> str:
    """Return the hash of the last sealed entry up to that day, to be kept elsewhere."""
    if not scope.is_everything:
        raise ScopeTooNarrow(_("the audit log can be verified only as a whole"))
    entry = _sealed(on).last()
    return str(entry.hash) if entry else START


def _sealed(on: date) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(on_date__lte=on).exclude(position=None).order_by("position")


def _breaks(on: date) -> Iterator[Problem]:
    previous, position = START, 0
    for entry in _sealed(on).iterator():
        where = f"audit:{entry.position}"
        if entry.position != position + 1 or entry.previous_hash != previous:
            yield Problem(where, _("it does not follow the entry before it"))
        if Sealed.of(entry).hash != entry.hash:
            yield Problem(where, _("it has been changed"))
        previous, position = str(entry.hash), int(entry.position or 0)
