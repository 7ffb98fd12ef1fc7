"""One way to do what a form asks for: what is wrong or stale is shown, and what was typed kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE

Again = Callable[..., HttpResponse]


def form_number(text: str, problems: list[Problem]) -> UUID | None:
    """Return the identifier that a form was opened with; what is none becomes a problem."""
    try:
        return UUID(text)
    except ValueError:
        problems.append(Problem("form", _("this form is out of date: open the page again")))
        return None


def tried(
    request: HttpRequest,
    do: Callable[[], Any],
    *,
    again: Again,
    then: Callable[[Any], HttpResponse],
) -> HttpResponse:
    """Do something and go on; or show the page again with what is wrong, and nothing done.

    Args:
        again: Shows the page: ``again(status=…, problems=…, stale=…)``.
        then: Goes on with what was done.
    """
    try:
        done = do()
    except InputProblems as wrong:
        return again(status=UNPROCESSABLE, problems=wrong.problems)
    except Stale as error:
        audit.record(
            what="Stale", subject=request.path[:100], at=request.moment, kind=AuditKind.REFUSED,
            by=request.actor, on=request.day,
        )  # fmt: skip
        return again(status=CONFLICT, stale=error)
    return then(done)
