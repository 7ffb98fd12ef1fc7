"""The pages of objections: those that are open, one with its decision."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.cases.enums import ObjectionState
from shouwang.stages.cases.operations import objections
from shouwang.stages.cases.queries import notices, objections as known
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.notices.codes import rules
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

# The statuses of answers (RFC 9110).
READERS = ("township", "clerk", "approver", "league", "region")


@page(*READERS)
@require_GET
def objection_list(request: HttpRequest) -> HttpResponse:
    """Show objections, the newest first."""
    asked = request.GET.get("state", ObjectionState.OPEN)
    state = asked if asked in ObjectionState.values else ""
    rows = known.page(
        state=state, after=whole(request.GET.get("after")) or None, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    trail.saw(request, "objection_list", "objections", count=len(rows))
    said = {
        "rows": rows[: known.LIMIT],
        "next": rows[known.LIMIT - 1].pk if len(rows) > known.LIMIT else "",
        "state": state,
        "states": ObjectionState,
        "count": known.count_open(on=request.day, scope=request.scope),
    }
    return render(request, "notices/objections.html", said)


@page(*READERS)
def objection(request: HttpRequest, objection_id: int) -> HttpResponse:
    """Show an objection, or keep the decision on it."""
    if request.method != "POST":
        return _page(request, objection_id)
    try:
        objections.decide_objection(
            content=place.content(),
            objection_id=objection_id,
            version=whole(request.POST.get("version")),
            verdict=request.POST.get("verdict", ""),
            finding=request.POST.get("finding", ""),
            remedy=request.POST.get("remedy", ""),
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        return _page(request, objection_id, status=UNPROCESSABLE, problems=wrong.problems)
    except Stale as stale:
        return _page(request, objection_id, status=CONFLICT, stale=stale)
    messages.success(request, _("the decision is kept; whoever objected reads it by the receipt"))
    return redirect("notices:objection", objection_id)


def _page(
    request: HttpRequest, objection_id: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    found = known.objection(objection_id=objection_id, on=request.day, scope=request.scope)
    verified = known.verifiers(
        objection=found, steps=rules().checked_by_others, on=request.day, scope=request.scope
    )
    cases = notices.cases_in(notice=found.notice, on=request.day, scope=request.scope)
    at = next((n for n, each in enumerate(cases) if each.pk == found.case_id), None)
    shown = found.notice.shown
    trail.saw(request, "objection", f"objection:{found.pk}")
    said = {
        "objection": found,
        "about": shown[at] if at is not None and at < len(shown) else None,
        "contact": known.contact_of(
            objection=found, home=request.home, on=request.day, scope=request.scope
        ),
        "is_open": found.state == ObjectionState.OPEN,
        "verified_it": request.actor.name in verified,
        "may_decide": request.actor.has_role(*objections.DECIDERS),
        "typed": request.POST,
        **more,
    }
    return render(request, "notices/objection.html", said, status=status)
