"""What is done on the pages of the sites: judge them, plan a measure, show that it is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.relocation.operations import sites as acts
from shouwang.stages.programmes.relocation.queries import sites as known
from shouwang.stages.register.held import RegisterEmpty
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.programmes.relocation.views import site_page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE

MOST_FILES = 10  # sent at once


@page(*acts.JUDGES)
@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """Judge the sites of a banner by what the lake holds now."""
    banner = request.POST.get("banner", "")
    try:
        count = acts.judge_banner(
            home=request.home, policy=place.policy(), banner=banner, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except RegisterEmpty as missing:
        messages.warning(request, str(missing))
        return redirect("relocation:sites")
    messages.success(request, _("{count} sites are judged").format(count=count))
    response = redirect("relocation:sites")
    response["Location"] += f"?place={banner}"
    return response


@page(*acts.PLANNERS)
@require_POST
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """Plan a measure for a site."""
    sent = request.POST
    try:
        acts.plan_follow_up(
            standing_id=number, aspect=sent.get("aspect", ""), measure=sent.get("measure", ""),
            office=sent.get("office", ""), due_date=day(sent.get("due_date")),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return site_page(
            request, number, status=UNPROCESSABLE, problems=wrong.problems, typed=sent, act="plan"
        )
    messages.success(request, _("the measure is planned"))
    return redirect("relocation:site", number)


@page(*acts.PLANNERS)
@require_POST
def finish(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say that a measure is done, with what shows it."""

    def do(told: dict[str, Any]) -> object:
        _keep_files(request, plan_id)
        return acts.finish_follow_up(evidence=request.POST.get("evidence", ""), **told)

    return _end(request, plan_id, do, _("the measure is done"))


@page(*acts.PLANNERS)
@require_POST
def cancel(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say that a measure is not done, and why."""
    return _end(
        request, plan_id,
        lambda told: acts.cancel_follow_up(reason=request.POST.get("evidence", ""), **told),
        _("the measure is cancelled"),
    )  # fmt: skip


def _end(
    request: HttpRequest, plan_id: int, do: Callable[[dict[str, Any]], object], said: str
) -> HttpResponse:
    number = known.site_of_plan(plan_id=plan_id, on=request.day, scope=request.scope).pk
    told = {
        "plan_id": plan_id, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return site_page(
            request, number, status=UNPROCESSABLE, problems=wrong.problems, typed=request.POST,
            act=f"plan-{plan_id}",
        )  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what=type(stale).__name__, subject=f"site_plan:{plan_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return site_page(
            request, number, status=CONFLICT, stale=stale, typed=request.POST,
            act=f"plan-{plan_id}",
        )  # fmt: skip
    messages.success(request, said)
    return redirect("relocation:site", number)


def _keep_files(request: HttpRequest, plan_id: int) -> None:
    """Keep what shows it, even if the rest must be mended: nothing has to be sent twice."""
    found = known.plan(plan_id=plan_id, on=request.day, scope=request.scope)
    for each in request.FILES.getlist("files")[:MOST_FILES]:
        keep_file(
            home=request.home, data=each.read(), name=each.name or "",
            owner=f"site_plan:{plan_id}", kind=FileKind.EVIDENCE, household=None,
            place=found.place, at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
