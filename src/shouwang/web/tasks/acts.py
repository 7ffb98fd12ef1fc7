"""What is done to tasks on their pages: noted, applied for, signed off, sent back, given to others."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger import units
from shouwang.stages.ledger.operations import progress, sheets, tasks
from shouwang.stages.ledger.queries import plans
from shouwang.stages.org.enums import AuditKind, Role
from shouwang.stages.org.operations import audit
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE
from shouwang.web.tasks.plans import plan_page
from shouwang.web.tasks.reading import number, one_file
from shouwang.web.tasks.views import task_page


@page(Role.REGION)
@require_POST
def note(request: HttpRequest, task_id: int) -> HttpResponse:
    """Keep a note of progress with its files."""
    sent = request.POST

    def do(told: dict[str, Any]) -> object:
        problems: list[Problem] = []
        value = number(sent.get("value", ""), "value", problems)
        percent = number(sent.get("percent", ""), "percent", problems)
        if percent is not None and not percent.is_integer():
            problems.append(Problem("percent", _("a percentage lies between 0 and 100")))
        if problems:
            raise InputProblems(problems)
        return progress.add_note(
            home=request.home,
            text=sent.get("text", ""),
            percent=None if percent is None else int(percent),
            target_id=whole(sent.get("target")) or None,
            value=value,
            files=[(each.name or "", each.read()) for each in request.FILES.getlist("evidence")],
            **told,
        )

    return _act(request, task_id, "note", do, _("the note is kept"))


@page(Role.REGION)
@require_POST
def apply(request: HttpRequest, task_id: int) -> HttpResponse:
    """Ask for it to be signed off."""
    return _step(request, task_id, "apply", progress.apply_for_sign_off, _("it is applied for"))


@page(Role.REGION)
@require_POST
def sign_off(request: HttpRequest, task_id: int) -> HttpResponse:
    """Sign it off."""
    return _step(request, task_id, "sign_off", progress.sign_off, _("it is signed off"))


@page(Role.REGION)
@require_POST
def send_back(request: HttpRequest, task_id: int) -> HttpResponse:
    """Send it back."""
    return _step(request, task_id, "send_back", progress.send_back, _("it is sent back"))


@page(Role.REGION)
@require_POST
def reopen(request: HttpRequest, task_id: int) -> HttpResponse:
    """Open it again."""
    return _step(request, task_id, "reopen", progress.reopen_task, _("it is open again"))


@page(Role.REGION)
@require_POST
def reassign(request: HttpRequest, task_id: int) -> HttpResponse:
    """Give it to others, or another day."""
    sent = request.POST

    def do(told: dict[str, Any]) -> object:
        due = day(sent.get("due_date"))
        if sent.get("due_date") and due is None:
            raise InputProblems([Problem("due_date", _("choose a day"))])
        return tasks.reassign_task(
            owners=units.read_units(sent.get("owners", "")),
            partners=units.read_units(sent.get("partners", "")), due_date=due, **told,
        )  # fmt: skip

    return _act(request, task_id, "reassign", do, _("it is changed"))


@page(Role.REGION)
@require_POST
def take_in(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Take the changes of a sheet over."""
    found = plans.plan(plan_id=plan_id, on=request.day, scope=request.scope)
    try:
        name, data = one_file(request, "sheet")
        count = sheets.take_in(
            home=request.home, practice=place.practice(), plan_id=found.pk, data=data,
            name=name, at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return plan_page(
            request, plan_id, status=UNPROCESSABLE, problems=wrong.problems, act="take_in"
        )
    messages.success(request, _("{count} tasks were changed").format(count=count))
    return redirect("tasks:plan", plan_id)


def _step(
    request: HttpRequest, task_id: int, act: str, operation: Callable[..., object], said: str
) -> HttpResponse:
    def do(told: dict[str, Any]) -> object:
        return operation(reason=request.POST.get("reason", ""), **told)

    return _act(request, task_id, act, do, said)


def _act(
    request: HttpRequest, task_id: int, act: str, do: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:  # fmt: skip
    told = {
        "practice": place.practice(), "task_id": task_id,
        "version": whole(request.POST.get("version")), "at": request.moment, "by": request.actor,
        "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return task_page(
            request, task_id, status=UNPROCESSABLE, problems=wrong.problems, act=act,
            typed=request.POST,
        )  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what="Stale", subject=f"task:{task_id}", at=request.moment, kind=AuditKind.REFUSED,
            by=request.actor, on=request.day,
        )  # fmt: skip
        return task_page(
            request, task_id, status=CONFLICT, stale=stale, act=act, typed=request.POST
        )
    messages.success(request, said)
    return redirect("tasks:task", task_id)
