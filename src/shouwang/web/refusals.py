"""Everything a person can mend becomes a page that says so, with the right status, and is audited."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.base.words import _
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit

# The status of an answer (RFC 9110), by the kind of the error; the first that fits.
STATUS: tuple[tuple[type[ShouwangError], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Stale, 409),
    (InputProblems, 422),
    (ShouwangError, 400),
)
FORBIDDEN = 403  # RFC 9110
MISSING = 404  # RFC 9110


class Refusals:
    """Answers errors of ours; those of nobody go on as faults."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn an error of ours into a page."""
        if not isinstance(error, ShouwangError):
            return None
        return refuse(request, error)


def refuse(request: HttpRequest, error: ShouwangError) -> HttpResponse:
    """Return the page that says what was refused and why; the refusal is audited."""
    status = next(number for kind, number in STATUS if isinstance(error, kind))
    audit.record(
        what=type(error).__name__,
        subject=f"{request.method} {request.path}"[:200],
        at=request.moment,
        kind=AuditKind.REFUSED,
        by=request.actor,
        on=request.day,
    )
    problems = error.problems if isinstance(error, InputProblems) else ()
    said = {"error": error, "problems": problems, "status": status}
    return render(request, "refused.html", said, status=status)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old or came from elsewhere."""
    del reason
    return refuse(request, NotAllowed(_("this form is out of date: open the page again")))


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    del exception
    return render(request, "refused.html", {"error": _("there is no such page")}, status=MISSING)


def faulty(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side; the page needs nothing that may be broken."""
    return render(request, "faulty.html", status=500)  # noqa: PLR2004 - RFC 9110
