"""The first page: by role, what is wanted of the reader today."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from shouwang.base.access import NOWHERE
from shouwang.stages.board.queries import figures
from shouwang.stages.cases.queries import (
    cases,
    leads,
    measures,
    notices,
    objections,
    self_reports,
    visits,
)
from shouwang.stages.org.queries import accounts, audit
from shouwang.stages.org.standing import places_of
from shouwang.web import place
from shouwang.web.guard import page, public
from shouwang.web.lately import lately
from shouwang.web.measures.rules import rules as measure_rules
from shouwang.web.navigation import EVERY, OFFICES, VISITORS
from shouwang.web.who import account_of

# Whose first page is the board.
SUPERVISORS = ("league", "region")


@page()
def start(request: HttpRequest) -> HttpResponse:
    """Send supervision to the board, once there are figures; show others what waits for them."""
    if request.actor.has_role(*SUPERVISORS) and figures.figure_sets(
        on=request.day, scope=request.scope
    ):
        return redirect("board:board")
    return today(request)


@page()
def today(request: HttpRequest) -> HttpResponse:
    """Show what waits for whoever signed in."""
    actor = request.actor
    said: dict[str, Any] = {
        "places": places_of(account_of(request)),
        "roles": account_of(request).roles,
        "faults": accounts.faults_of_account(
            account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
        ),
    }
    if actor.has_role(*VISITORS):
        said["doors"] = visits.today(by=actor, on=request.day, scope=request.scope)
    if actor.has_role(*EVERY):
        said |= _work(request)
    if actor.has_role("village", "team", *OFFICES):
        said["notices"] = notices.today(on=request.day, scope=request.scope)
    if actor.has_role(*OFFICES):
        said["objections"] = objections.count_open(on=request.day, scope=request.scope)
        said["reports"] = self_reports.counts(on=request.day, scope=request.scope)
    if actor.has_role("auditor"):
        reach = accounts.reach_of(
            account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
        )
        said["anchor"] = audit.anchor_of(on=request.day, scope=reach)
    return render(request, "start.html", said)


def _work(request: HttpRequest) -> dict[str, Any]:
    day, scope = request.day, request.scope
    breach = lately(
        request, "breach", "",
        count=lambda: leads.breach(content=place.content(), on=day, scope=scope),
    )  # fmt: skip
    return {
        "breach": breach,
        "forecast": lately(
            request,
            "forecast",
            breach.friday,
            count=lambda: cases.forecast(until=breach.friday, on=day, scope=scope),
        ),
        "measures": lately(
            request,
            "measures",
            count=lambda: measures.counts(rules=measure_rules(), on=day, scope=scope),
        ),
    }


@public
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language a person chose."""
    request.session["language"] = "en" if request.POST.get("language") == "en" else "zh_Hans"
    back = request.headers.get("Referer") or ""
    # A browser names a whole address; `redirect` takes what is none for the name of a view.
    is_ours = "://" in back and url_has_allowed_host_and_scheme(back, {request.get_host()})
    return redirect(back if is_ours else "home")
