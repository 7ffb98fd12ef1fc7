"""Everything a person can mend becomes a page that says so, with the right status, and is audited."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shouwang.base.access import NOWHERE, Actor, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.base.rows import LARGEST_NUMBER
from shouwang.base.words import _
from shouwang.lake.home import now, today
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.web import place
from shouwang.web.statuses import MISSING

# The status of an answer (RFC 9110), by the kind of the error; the first that fits.
STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotAllowed, 403),
    (NotFound, 404),
    (Stale, 409),
    (InputProblems, 422),
    (RequestDataTooBig, 413),
    (Exception, 400),
)
BROKEN = 500  # RFC 9110
LONGEST_SUBJECT = 200  # characters, as the column of the audit log is wide
NUL = "\x00"


class Unreadable(ShouwangError):
    """What was sent holds what no form and no link of ours sends."""


class Refusals:
    """Answers errors of ours; those of nobody go on as faults."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse what the database could not even be asked for."""
        del view, args
        if any(NUL in text for text in _texts(request)):
            return refuse(request, Unreadable(_("what was sent holds a character that is none")))
        for value in kwargs.values():
            if isinstance(value, int) and value > LARGEST_NUMBER:
                return refuse(request, NotFound(_("there is no such record in your area")))
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn an error of ours into a page."""
        if isinstance(error, DataError):
            # A column is too narrow for it, and no form of ours had seen that.
            error = Unreadable(_("something that was sent is too long or too great"))
        if not isinstance(error, ShouwangError):
            return None
        return refuse(request, error)


def _texts(request: HttpRequest) -> Iterator[str]:
    yield request.path
    for sent in (request.GET, request.POST):
        for name, values in sent.lists():
            yield name
            yield from values
    for _name, files in request.FILES.lists():
        yield from (file.name or "" for file in files)


def refuse(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the page that says what was refused and why; the refusal is audited."""
    status = next(number for kind, number in STATUS if isinstance(error, kind))
    _tell(request, type(error).__name__, status)
    problems = error.problems if isinstance(error, InputProblems) else ()
    return _page(request, {"error": error, "problems": problems, "status": status})


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form was too old or came from elsewhere."""
    del reason
    return refuse(request, NotAllowed(_("this form is out of date: open the page again")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that something is not for whoever asks."""
    del exception
    return refuse(request, NotAllowed(_("this page is not for your role")))


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that what was sent cannot be taken: too large, too much, or no request of a browser."""
    status = next(number for kind, number in STATUS if isinstance(exception, kind))
    _tell(request, type(exception).__name__, status)
    return _page(request, {"error": _said_of(exception), "problems": (), "status": status})


def _said_of(exception: Exception) -> str:
    if isinstance(exception, RequestDataTooBig):
        return _("what was sent is too large: send less at once")
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return _("the form has too many entries: send it in parts")
    if isinstance(exception, SuspiciousOperation):
        return _("this is no request that a page of ours sends")
    return _("what was sent cannot be read")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page; noted of those who are signed in, not of passing scanners."""
    del exception
    if getattr(request, "actor", None) is not None and request.actor.account:
        _tell(request, "PageMissing", MISSING)
    return _page(request, {"error": _("there is no such page"), "problems": (), "status": MISSING})


def faulty(request: HttpRequest) -> HttpResponse:
    """Say that something broke on our side; the page needs nothing that may be broken."""
    return render(request, "faulty.html", status=BROKEN)


def _page(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    template = "refused_piece.html" if htmx and not htmx.boosted else "refused.html"
    return render(request, template, said, status=said["status"])


def _tell(request: HttpRequest, what: str, status: int) -> None:
    """Audit a refusal; some come before it is known who asks."""
    home = getattr(request, "home", None) or place.home()
    path = request.path.replace(NUL, "?")
    audit.record(
        what=what,
        subject=f"{request.method} {path}"[:LONGEST_SUBJECT],
        at=getattr(request, "moment", None) or now(home),
        kind=AuditKind.REFUSED,
        detail={"status": status},
        by=getattr(request, "actor", None) or Actor("-", scope=NOWHERE),
        on=getattr(request, "day", None) or today(home),
    )
