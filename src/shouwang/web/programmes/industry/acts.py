"""What is done on the pages of the project bank; what was typed is kept when it is refused."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.access import NotFound, Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.workflow import DONE, MoveNotAllowed
from shouwang.stages.org.enums import Role
from shouwang.stages.programmes.industry.operations import notices, proposals
from shouwang.stages.programmes.industry.queries import bank as known
from shouwang.stages.programmes.industry.queries.prefill import prefill
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.programmes.industry import shown
from shouwang.web.programmes.industry.views import proposal_page
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

TAKERS = (Role.VILLAGE, Role.TOWNSHIP, Role.CLERK, Role.APPROVER)
ADJUSTERS = (Role.VILLAGE, Role.APPROVER)
ADJUSTMENTS: dict[str, Callable[..., Any]] = {
    "reopen": proposals.reopen_project,
    "drop": proposals.drop_project,
    "withdraw": proposals.withdraw_project,
}


@page(Role.VILLAGE)
def declare(request: HttpRequest) -> HttpResponse:
    """Show the form of a new project, filled from the village's records; or declare it."""
    village = min(request.scope.places, default="")
    known_of = prefill(
        home=request.home, content=place.content(), village=village, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    if request.method != "POST":
        return _form(request, known_of.values, known_of)
    try:
        made = proposals.declare_project(
            content=place.content(), village=village, told=request.POST.dict(), at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _form(
            request, request.POST.dict(), known_of, problems=wrong.problems, status=UNPROCESSABLE
        )
    messages.success(
        request, _("{number} is a draft: hand it in with its papers").format(number=made.number)
    )
    return redirect("industry:proposal", made.pk)


@page(Role.VILLAGE)
def amend(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Show the form of a draft, or declare it anew."""
    found = known.proposal(proposal_id=proposal_id, on=request.day, scope=request.scope)
    if request.method != "POST":
        return _form(request, shown.typed_of(found), proposal=found)
    typed = request.POST.dict()
    try:
        proposals.amend_project(
            content=place.content(), proposal_id=proposal_id,
            version=whole(request.POST.get("version")), told=typed, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _form(request, typed, proposal=found, problems=wrong.problems,
                     status=UNPROCESSABLE)  # fmt: skip
    except Stale as stale:
        fresh = known.proposal(proposal_id=proposal_id, on=request.day, scope=request.scope)
        return _form(request, typed, proposal=fresh, stale=str(stale), status=CONFLICT)
    messages.success(request, _("it is declared anew; what it said before is kept"))
    return redirect("industry:proposal", proposal_id)


def _form(
    request: HttpRequest, typed: Any, known_of: Any = None, *, status: int = OK,
    problems: Any = (), **more: Any,
) -> HttpResponse:  # fmt: skip
    said = {"fields": shown.form_fields(typed), "known": known_of,
            "problems": shown.of_the_feed(problems), **more}  # fmt: skip
    return render(request, "industry/declare.html", said, status=status)


@page(*TAKERS)
@require_POST
def step(request: HttpRequest, proposal_id: int, step: str) -> HttpResponse:
    """Take a step, refuse at it, or send the project back from it."""
    sent = request.POST
    return _act(
        request, proposal_id, step,
        lambda told: proposals.take_step(
            content=place.content(), step=step, outcome=sent.get("outcome", DONE),
            papers=sent.getlist("papers"), note=sent.get("note", ""), **told,
        ),
        _("it is done"),
    )  # fmt: skip


@page(*TAKERS)
@require_POST
def notice(request: HttpRequest, proposal_id: int, step: str) -> HttpResponse:
    """Say that the notice of a step hangs from today."""
    return _act(
        request, proposal_id, step,
        lambda told: notices.post_notice(content=place.content(), step=step, **told),
        _("the notice hangs from today; print it"),
    )  # fmt: skip


@page(Role.VILLAGE, Role.TOWNSHIP, Role.CLERK)
@require_POST
def objection(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Write down what somebody says against a project."""
    return _act(
        request, proposal_id, "objection",
        lambda told: notices.receive_objection(words=request.POST.get("words", ""), **told),
        _("it is written down, and must be answered"),
    )  # fmt: skip


@page(Role.TOWNSHIP, Role.CLERK)
@require_POST
def answer(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Answer an objection."""
    verdict = request.POST.get("verdict", "")
    found = known.objection(objection_id=objection_id, on=request.day, scope=request.scope)

    def give(told: dict[str, Any]) -> Any:
        if verdict not in {"upheld", "rejected"}:
            raise InputProblems([Problem("verdict", _("choose one"))])
        return notices.answer_objection(
            objection_id=objection_id, answer=request.POST.get("answer", ""),
            is_upheld=verdict == "upheld", at=told["at"], by=told["by"], on=told["on"],
        )  # fmt: skip

    return _act(request, found.proposal_id, "answer", give, _("the objection is answered"))


@page(*ADJUSTERS)
@require_POST
def adjust(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Reopen, drop or withdraw a project."""
    do = ADJUSTMENTS.get(request.POST.get("what", ""))
    if do is None:
        raise NotFound(_("there is no such page"))
    return _act(
        request, proposal_id, "adjust",
        lambda told: do(content=place.content(), reason=request.POST.get("reason", ""), **told),
        _("it is done"),
    )  # fmt: skip


@page(*shown.PUBLISHERS)
@require_POST
def publish(request: HttpRequest) -> HttpResponse:
    """Write what has entered the bank into the feed of projects, in the background."""
    job = ask_for(request, "publish_bank", _("write the project bank into the data"), {})
    return redirect("jobs:job", job.pk)


def _act(
    request: HttpRequest, proposal_id: int, form: str, do: Callable[[dict[str, Any]], Any],
    said: str,
) -> HttpResponse:  # fmt: skip
    """Do something to a project; the page says why not, with what was typed."""
    told = {
        "proposal_id": proposal_id, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    kept = {"typed": request.POST, "form": form}
    try:
        do(told)
    except InputProblems as wrong:
        return proposal_page(
            request, proposal_id, status=UNPROCESSABLE, problems=wrong.problems, **kept
        )
    except MoveNotAllowed as refusal:
        problems = [Problem("", str(refusal))]
        return proposal_page(request, proposal_id, status=UNPROCESSABLE, problems=problems, **kept)
    except Stale as stale:
        return proposal_page(request, proposal_id, status=CONFLICT, stale=str(stale), **kept)
    messages.success(request, said)
    return redirect("industry:proposal", proposal_id)
