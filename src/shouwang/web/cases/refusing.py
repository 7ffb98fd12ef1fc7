"""Refusals that are answered on the page itself, so that what was typed is kept."""

from django.http import HttpRequest

from shouwang.base.errors import ShouwangError
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.web.refusals import STATUS

LONGEST = 200  # characters that the database keeps


def status_of(error: ShouwangError) -> int:
    """Return the status of the answer to an error of ours."""
    return next(number for kind, number in STATUS if isinstance(error, kind))


def note_refusal(request: HttpRequest, error: ShouwangError) -> None:
    """Write into the audit log that something was refused."""
    audit.record(
        what=type(error).__name__, subject=f"{request.method} {request.path}"[:LONGEST],
        at=request.moment, kind=AuditKind.REFUSED, by=request.actor, on=request.day,
    )  # fmt: skip
