"""The yearly review of who benefits: a list, one of them, and its steps."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.programmes.solar.enums import ReviewState
from shouwang.stages.programmes.solar.operations import reviews as operations
from shouwang.stages.programmes.solar.queries import standings, tickets as known
from shouwang.stages.register.queries import index
from shouwang.web import trail
from shouwang.web.guard import page
from shouwang.web.programmes.solar import shown
from shouwang.web.programmes.solar.stations import station_shown
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

PAGE = 50  # rows
PARTED = re.compile("[\\s,;\u3001\uff0c\uff1b]+")
SHOWN = 20  # characters of what was typed that a complaint repeats
TAGS = {"listed": "watch", "met": "watch", "checked": "watch", "approved": "good",
        "returned": "bad"}  # fmt: skip


@page(*shown.HANDS)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Show this year's reviews of a place."""
    code, where = shown.asked_place(request)
    state = request.GET.get("state", "")
    asked: dict[str, Any] = {"place": where, "on": request.day, "scope": request.scope}
    found = known.reviews(
        year=request.day.year, state=state if state in ReviewState.values else "",
        after=whole(request.GET.get("after")), limit=PAGE + 1, **asked,
    )  # fmt: skip
    counts = known.reviewed(year=request.day.year, **asked)
    query = request.GET.copy()
    query.pop("after", None)
    first = query.urlencode()
    if len(found) > PAGE:
        query["after"] = str(found[PAGE - 1].pk)
    return render(request, "solar/reviews.html", {
        "reviews": found[:PAGE], "tags": TAGS, "here": code, "places": shown.places(request),
        "stations": int(standings.sums(**asked)["stations"]), "begun": sum(counts.values()),
        "approved": counts.get(ReviewState.APPROVED, 0), "year": request.day.year,
        "states": ReviewState.choices, "state": state,
        "next": query.urlencode() if len(found) > PAGE else "", "first": first,
        "is_later": "after" in request.GET,
    })  # fmt: skip


@page(*operations.LISTERS)
@require_POST
def begin(request: HttpRequest, station: str) -> HttpResponse:
    """Draw up this year's list of a station."""
    try:
        made = operations.list_beneficiaries(
            station=station, households=_households(request.POST.get("households", "")),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return station_shown(request, station, status=UNPROCESSABLE, problems=wrong.problems,
                             typed=request.POST, act="review")  # fmt: skip
    messages.success(request, _("the list is drawn up; the village meets about it next"))
    return redirect("solar:review", made.pk)


def _households(text: str) -> list[int]:
    parts = [each for each in PARTED.split(text) if each]
    wrong = [each for each in parts if not whole(each)]
    if wrong:
        raise InputProblems(
            Problem("households", _("“{text}” is no household number").format(text=each[:SHOWN]))
            for each in wrong
        )
    return [whole(each) for each in parts]


@page(*shown.HANDS)
@require_GET
def review(request: HttpRequest, review_id: int) -> HttpResponse:
    """Show one review with the households on its list."""
    return review_page(request, review_id)


def review_page(
    request: HttpRequest, review_id: int, *, status: int = OK, problems: Any = (),
    stale: Stale | None = None, act: str = "", typed: Any = None,
) -> HttpResponse:  # fmt: skip
    """Return the page of a review; with what was wrong of what was sent, if there was."""
    found = known.review(review_id=review_id, on=request.day, scope=request.scope)
    numbers = [each.household for each in found.households.order_by("household")]
    homes = index.households(numbers=numbers, on=request.day, scope=request.scope)
    trail.saw(request, "solar_review", f"solar_review:{review_id}", count=len(homes))
    by = request.actor
    is_own = found.listed_by == by.name
    return render(request, "solar/review.html", {
        "review": found, "tag": TAGS[found.state],
        "homes": [homes[number] for number in numbers if number in homes],
        "hidden": sum(number not in homes for number in numbers),
        "may_meet": found.state == ReviewState.LISTED and by.has_role(*operations.LISTERS),
        "may_check": found.state == ReviewState.MET and by.has_role(*operations.CHECKERS)
        and not is_own,
        "is_own_hand": found.state == ReviewState.MET and by.has_role(*operations.CHECKERS)
        and is_own,
        "may_approve": found.state == ReviewState.CHECKED and by.has_role(*operations.APPROVERS),
        "problems": problems, "stale": stale, "act": act, "typed": typed or {},
    }, status=status)  # fmt: skip


@page(*operations.LISTERS)
@require_POST
def meeting(request: HttpRequest, review_id: int) -> HttpResponse:
    """Note the village's meeting."""
    sent = request.POST
    return _act(
        request, review_id, "meeting",
        lambda told: operations.hold_meeting(
            meeting_date=day(sent.get("meeting_date")), present=whole(sent.get("present")) or None,
            in_favour=whole(sent.get("in_favour")), **told),
        _("the meeting is noted; the township checks the list next"),
    )  # fmt: skip


@page(*operations.CHECKERS)
@require_POST
def check(request: HttpRequest, review_id: int) -> HttpResponse:
    """Check the list at the township."""
    return _decide(request, review_id, "check", operations.check_review)


@page(*operations.APPROVERS)
@require_POST
def approve(request: HttpRequest, review_id: int) -> HttpResponse:
    """Approve the list at the banner."""
    return _decide(request, review_id, "approve", operations.approve_review)


def _decide(
    request: HttpRequest, review_id: int, act: str, operation: Callable[..., object]
) -> HttpResponse:
    is_right = request.POST.get("answer", "") == "yes"
    return _act(
        request, review_id, act,
        lambda told: operation(is_right=is_right, reason=request.POST.get("reason", ""), **told),
        _("the list goes on") if is_right else _("it is sent back"),
    )  # fmt: skip


def _act(
    request: HttpRequest, review_id: int, act: str, do: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:  # fmt: skip
    told = {
        "review_id": review_id, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return review_page(request, review_id, status=UNPROCESSABLE, problems=wrong.problems,
                           act=act, typed=request.POST)  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what=type(stale).__name__, subject=f"solar_review:{review_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return review_page(request, review_id, status=CONFLICT, stale=stale, act=act,
                           typed=request.POST)  # fmt: skip
    messages.success(request, said)
    return redirect("solar:review", review_id)
