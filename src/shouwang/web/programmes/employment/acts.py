"""What is done to proposals on their pages: answered, taken up, kept, ended."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.employment.operations import proposals
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.employment.views import proposal_page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE

ANSWERS = {"yes": True, "no": False}


@page(*proposals.ANSWERERS)
@require_POST
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what the seeker says."""
    sent = request.POST

    def do(told: dict[str, Any]) -> object:
        if sent.get("answer") not in ANSWERS:
            raise InputProblems([Problem("answer", _("choose yes or no"))])
        return proposals.answer_proposal(
            accepts=ANSWERS[sent["answer"]], reason=sent.get("reason", ""),
            note=sent.get("note", ""), **told,
        )  # fmt: skip

    return _act(request, number, "answer", do, _("the answer is kept"))


@page(*proposals.PLACERS)
@require_POST
def take_up(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the day on which the seeker began to work."""

    def do(told: dict[str, Any]) -> object:
        placed = day(request.POST.get("placed_date"))
        if placed is None:
            raise InputProblems([Problem("placed_date", _("choose a day"))])
        return proposals.place_seeker(placed_date=placed, **told)

    return _act(request, number, "place", do, _("the first day of work is kept"))


@page(*proposals.PLACERS)
@require_POST
def keep(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that they are still there."""
    return _act(
        request, number, "keep",
        lambda told: proposals.confirm_kept(policy=place.policy(), **told),
        _("the work counts as kept"),
    )  # fmt: skip


@page(*proposals.PLACERS)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Keep that they have left, and why."""
    sent = request.POST

    def do(told: dict[str, Any]) -> object:
        ended = day(sent.get("ended_date"))
        if ended is None:
            raise InputProblems([Problem("ended_date", _("choose a day"))])
        return proposals.end_placement(
            reason=sent.get("reason", ""), ended_date=ended, note=sent.get("note", ""), **told
        )

    return _act(request, number, "end", do, _("the end is kept"))


def _act(
    request: HttpRequest, number: int, act: str, do: Callable[[dict[str, Any]], object], told: str
) -> HttpResponse:
    asked = {
        "proposal_id": number, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        do(asked)
    except InputProblems as wrong:
        return proposal_page(request, number, status=UNPROCESSABLE, problems=wrong.problems,
                             act=act, typed=request.POST)  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what=type(stale).__name__, subject=f"proposal:{number}", at=request.moment, kind=AuditKind.REFUSED,
            by=request.actor, on=request.day,
        )  # fmt: skip
        return proposal_page(
            request, number, status=CONFLICT, stale=stale, act=act, typed=request.POST
        )
    messages.success(request, told)
    return redirect("employment:proposal", number)
