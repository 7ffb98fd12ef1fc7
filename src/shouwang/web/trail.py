"""Tells the audit log what a page showed and what it gave out."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.org.queries.audit import REACH, WHOLE


def saw(request: HttpRequest, what: str, subject: str, **detail: Any) -> None:
    """Note that personal data were shown: ``saw(request, "household", "household:150421…")``."""
    audit.record(
        what=what, subject=subject, at=request.moment, kind=AuditKind.SIGHT, detail=detail,
        by=request.actor, on=request.day,
    )  # fmt: skip


def took(request: HttpRequest, what: str, subject: str, *, purpose: str, **detail: Any) -> None:
    """Note that data were unmasked or exported, and why; and from how far they were taken.

    By that a list that went out is found for every household that may have stood in it.
    """
    detail[REACH] = sorted(request.scope.places) or [WHOLE]
    audit.record(
        what=what, subject=subject, at=request.moment, kind=AuditKind.EXPORT, purpose=purpose,
        detail=detail, by=request.actor, on=request.day,
    )  # fmt: skip
