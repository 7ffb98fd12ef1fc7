"""What is done with tours on their pages: planned, doors gone to, faults made issues, ended."""

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.board.enums import StopState, TourKind, TourState
from shouwang.stages.board.operations import tours
from shouwang.stages.board.operations.tour_issues import raise_issues
from shouwang.stages.board.queries import tours as known
from shouwang.stages.board.tour_draw import closer_looks
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE
from shouwang.web.tours import shown
from shouwang.web.tours.views import tour_page

PARTED = re.compile(r"[\r\n,，、;；]+")
ABSENT = "absent"


@page(*tours.TOURERS)
def plan(request: HttpRequest) -> HttpResponse:
    """Show the form of a new tour, or draw its sample."""
    if request.method != "POST":
        return _plan_page(request, typed=request.GET)
    sent = request.POST
    banners = sent.getlist("banners")
    try:
        made = tours.plan_tour(
            content=place.content(),
            kind=sent.get("kind", ""),
            title=sent.get("title", ""),
            banners=banners,
            area=sent.get("area", ""),
            seed=sent.get("seed", ""),
            team=[each for each in PARTED.split(sent.get("team", "")) if each.strip()],
            start_date=day(sent.get("start_date")),
            end_date=day(sent.get("end_date")),
            weights=_weights(request, banners) if sent.get("closer") == "1" else {},
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        return _plan_page(request, typed=sent, problems=wrong.problems, status=UNPROCESSABLE)
    messages.success(request, _("{number} is drawn").format(number=made.number))
    return redirect("tours:tour", made.pk)


def _weights(request: HttpRequest, banners: list[str]) -> Mapping[str, float]:
    """Return how much closer banners are looked at, by how the board shows them now."""
    design = shown.rules().design
    return closer_looks(
        shown.states_of(shown.cells_of(request, banners)),
        blind=float(design["weight_blind"].number_on(request.day) or 0),
        too_good=float(design["weight_too_good"].number_on(request.day) or 0),
    )


def _plan_page(
    request: HttpRequest, *, typed: Any, problems: Any = (), status: int = OK
) -> HttpResponse:
    content = place.content()
    chosen = set(typed.getlist("banners")) if hasattr(typed, "getlist") else set()
    states = shown.states_of(
        shown.cells_of(request, [each.code for each in content.regions_of("banner")])
    )
    said = {
        "typed": typed,
        "problems": problems,
        "kinds": TourKind,
        "areas": shown.words().areas,
        "banners": [
            {
                "code": each.code,
                "name": place.region_label(each.code),
                "is_chosen": each.code in chosen,
                "blind": sum(state == "blind" for state in states.get(each.code, ())),
            }
            for each in content.regions_of("banner")
            if request.scope.covers(content.ancestors(each.code))
        ],
    }
    return render(request, "tours/plan.html", said, status=status)


@page(*tours.TOURERS)
def stop(request: HttpRequest, stop_id: int) -> HttpResponse:
    """Show the sheet of a door, or keep what was found there."""
    if request.method != "POST":
        return _stop_page(request, stop_id)
    sent = request.POST
    try:
        kept = tours.record_stop(
            content=place.content(), stop_id=stop_id, version=whole(sent.get("version")),
            answers={name: sent.get(f"a_{name}", "") for name in shown.rules().items},
            note=sent.get("note", ""), is_absent=sent.get("act") == ABSENT, at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _stop_page(
            request, stop_id, status=UNPROCESSABLE, problems=wrong.problems, typed=sent
        )
    except Stale as stale:
        audit.record(
            what=type(stale).__name__, subject=f"stop:{stop_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return _stop_page(request, stop_id, status=CONFLICT, stale=stale, typed=sent)
    messages.success(request, _("it is kept"))
    return redirect("tours:village", kept.tour_id, kept.village)


def _stop_page(
    request: HttpRequest, stop_id: int, *, status: int = OK, typed: Any = None, **more: Any
) -> HttpResponse:
    found = known.stop(stop_id=stop_id, on=request.day, scope=request.scope)
    held = index.households(numbers=[found.household], on=request.day, scope=request.scope).get(
        found.household
    )
    trail.saw(request, "tour_stop", f"household:{found.household}")
    said = {
        "stop": found,
        "tour": found.tour,
        "held": held,
        "items": [
            {
                "name": item.name,
                "label": gettext(item.label),
                "answers": [(each.code, gettext(each.label)) for each in item.answers.values()],
                "given": typed.get(f"a_{item.name}", "")
                if typed is not None
                else found.answers.get(item.name, ""),
            }
            for item in shown.rules().asked(found.tour.kind, found.status)
        ],
        "note": typed.get("note", "") if typed is not None else found.note,
        "is_over": found.tour.state == TourState.ENDED,
        "waits": StopState.WAITING,
        **more,
    }
    return render(request, "tours/stop.html", said, status=status)


@page(*tours.TOURERS)
@require_POST
def make_issues(request: HttpRequest, tour_id: int) -> HttpResponse:
    """Make issues of all the faults that were found."""
    made, grown = raise_issues(
        content=place.content(), tour_id=tour_id, at=request.moment, by=request.actor,
        on=request.day,
    )  # fmt: skip
    messages.success(
        request,
        _("{made} issues are in the ledger, {grown} got further households").format(
            made=made, grown=grown
        ),
    )
    return redirect("tours:tour", tour_id)


@page(*tours.TOURERS)
@require_POST
def end(request: HttpRequest, tour_id: int) -> HttpResponse:
    """End a tour with its report."""
    try:
        tours.end_tour(
            tour_id=tour_id, version=whole(request.POST.get("version")),
            report=request.POST.get("report", ""), at=request.moment, by=request.actor,
            on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return tour_page(
            request, tour_id, status=UNPROCESSABLE, problems=wrong.problems, typed=request.POST
        )
    messages.success(request, _("the tour has ended"))
    return redirect("tours:tour", tour_id)
