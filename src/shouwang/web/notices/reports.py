"""The pages of households' own reports: those that are due, one to be accepted or declined."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, ShouwangError
from shouwang.base.words import _
from shouwang.stages.cases.enums import ReportState
from shouwang.stages.cases.operations import self_reports
from shouwang.stages.cases.queries import self_reports as known
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.notices.codes import rules
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

# The statuses of answers (RFC 9110).
READERS = ("township", "clerk", "approver", "league", "region")
MOST_FOUND = 20  # households shown for a name


@page(*READERS)
@require_GET
def report_list(request: HttpRequest) -> HttpResponse:
    """Show reports, those due first."""
    asked = request.GET.get("state", ReportState.RECEIVED)
    state = asked if asked in ReportState.values else ""
    rows = known.page(
        state=state, after=_after(request.GET.get("after", "")), on=request.day,
        scope=request.scope,
    )  # fmt: skip
    last = rows[known.LIMIT - 1] if len(rows) > known.LIMIT else None
    trail.saw(request, "report_list", "reports", count=len(rows))
    said = {
        "rows": [(each, rules().self_reports.label(each.trouble)) for each in rows[: known.LIMIT]],
        "next": f"{last.due_date or ''}_{last.pk}" if last else "",
        "state": state,
        "states": ReportState,
        "counts": known.counts(on=request.day, scope=request.scope),
    }
    return render(request, "notices/reports.html", said)


@page(*READERS)
def report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show a report, or answer it."""
    if request.method != "POST":
        return _page(request, report_id)
    told = {
        "content": place.content(), "report_id": report_id,
        "version": whole(request.POST.get("version")), "at": request.moment,
        "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        if request.POST.get("act") == "accept":
            self_reports.accept_report(household=whole(request.POST.get("household")), **told)
            messages.success(request, _("accepted: it is a lead of the village now"))
        else:
            self_reports.decline_report(reason=request.POST.get("reason", ""), **told)
            messages.success(request, _("declined; the household reads why by its receipt"))
    except InputProblems as wrong:
        return _page(request, report_id, status=UNPROCESSABLE, problems=wrong.problems)
    except Stale as stale:
        return _page(request, report_id, status=CONFLICT, stale=stale)
    return redirect("notices:report", report_id)


def _page(request: HttpRequest, report_id: int, *, status: int = OK, **more: Any) -> HttpResponse:
    found = known.report(report_id=report_id, on=request.day, scope=request.scope)
    sender = known.sender_of(report=found, home=request.home, on=request.day, scope=request.scope)
    sought = request.GET.get("name", "").strip() or sender.name
    trail.saw(request, "report", f"report:{found.pk}")
    said = {
        "report": found,
        "sender": sender,
        "trouble": rules().self_reports.label(found.trouble),
        "sought": sought,
        "households": _households(request, sought, found.village),
        "is_waiting": found.state == ReportState.RECEIVED,
        "is_late": found.due_date is not None and found.due_date < request.day,
        "may_answer": request.actor.has_role(*self_reports.ANSWERERS),
        "typed": request.POST,
        **more,
    }
    return render(request, "notices/report.html", said, status=status)


def _households(request: HttpRequest, name: str, village: str) -> list[Any]:
    """Return the households of the village that the name means; none for what is no name."""
    try:
        return list(
            index.search(
                text=name, place=village, limit=MOST_FOUND, content=place.content(),
                on=request.day, scope=request.scope,
            )
        )  # fmt: skip
    except ShouwangError:
        return []


def _after(text: str) -> tuple[date | None, int] | None:
    """Return term and number of the last one shown; a report may have no term."""
    due, _sign, number = text.partition("_")
    read = day(due)
    is_read = whole(number) and (read or not due)
    return (read, whole(number)) if is_read else None
