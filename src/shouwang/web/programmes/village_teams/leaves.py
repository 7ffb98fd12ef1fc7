"""The pages of leave: those that wait, asking, one leave and what is done with it."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import LeaveKind, LeaveState
from shouwang.stages.programmes.village_teams.granting import may_decide
from shouwang.stages.programmes.village_teams.operations import leaves as acts
from shouwang.stages.programmes.village_teams.operations.leaves import Wish
from shouwang.stages.programmes.village_teams.queries import leaves as known, seats
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.asking import form_number, tried
from shouwang.web.programmes.village_teams import shown
from shouwang.web.reading import day, whole
from shouwang.web.statuses import OK


@page(*hands.READERS)
@require_GET
def leave_list(request: HttpRequest) -> HttpResponse:
    """Show the leaves that wait, who is away, and one's own."""
    on, scope, by = request.day, request.scope, request.actor
    waiting = known.asked(after=whole(request.GET.get("after")) or None, on=on, scope=scope)
    first, more = waiting[: known.LIMIT], waiting[known.LIMIT :]
    away = known.running(on=on, scope=scope)
    seat = seats.seat_of(by=by, on=on, scope=scope) if by.has_role(*hands.MEMBERS) else None
    mine = known.leaves_of(post=seat.post, on=on, scope=scope) if seat is not None else []
    names = shown.labels((each.asked_by for each in (*first, *away)), request)
    trail.saw(request, "team_leaves", "leaves", count=len(first) + len(away))
    said = {
        "rows": [_row(each, names, request) for each in first],
        "away": [_row(each, names, request) for each in away],
        "mine": [_row(each, {}, request) for each in mine],
        "to_decide": sum(may_decide(place.content(), each, by) for each in first),
        "late": sum(each.last_day < on for each in away),
        "may_ask": seat is not None,
        "next": first[-1].pk if more else "",
    }
    return render(request, "village_teams/leaves.html", said)


def _row(found: Any, names: Any, request: HttpRequest) -> dict[str, Any]:
    return {
        "leave": found, "name": names.get(found.asked_by, found.asked_by),
        "tag": shown.LEAVE_TAGS.get(found.state, ""),
        "level": _level(found.level, request.day),
        "is_late": found.state == LeaveState.GRANTED and found.back_date is None
        and found.last_day < request.day,
        "may_decide": may_decide(place.content(), found, request.actor),
    }  # fmt: skip


def _level(level: str, on: date) -> str:
    del on
    rules = rulebook.team_rules(place.content())
    return next((each.label for each in rules.granting if each.level == level), level)


@page(*hands.MEMBERS)
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form of a leave, or ask for it."""
    if request.method != "POST":
        return _form(request)

    def then(done: Any) -> HttpResponse:
        messages.success(
            request,
            _("asked; {days} days are granted by: {level}").format(
                days=done.days, level=_level(done.level, request.day)
            ),
        )
        return redirect("village_teams:leave", number=done.pk)

    return tried(
        request,
        lambda: acts.ask_leave(
            content=place.content(), wish=_wish(request), at=request.moment, by=request.actor,
            on=request.day,
        ),
        again=lambda **more: _form(request, typed=request.POST, **more),
        then=then,
    )  # fmt: skip


def _wish(request: HttpRequest) -> Wish:
    sent, problems = request.POST, list[Problem]()
    first, last = day(sent.get("first_day")), day(sent.get("last_day"))
    for name, found in (("first_day", first), ("last_day", last)):
        if found is None:
            problems.append(Problem(name, _("this is no day"), "2020-06-30"))
    form = form_number(sent.get("form", ""), problems)
    if problems or first is None or last is None or form is None:
        raise InputProblems(problems)
    return Wish(sent.get("kind", ""), first, last, sent.get("words", ""), form)


def _form(
    request: HttpRequest, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    rules = rulebook.team_rules(place.content())
    said = {
        "kinds": LeaveKind, "form": (typed or {}).get("form") or uuid4(),
        "granting": [(each.label, each.days.number_on(request.day)) for each in rules.granting],
        "typed": typed or {}, "problems": problems, "stale": stale,
        "seat": seats.seat_of(by=request.actor, on=request.day, scope=request.scope),
        "year_days": rulebook.number(place.content(), rulebook.LEAVE_DAYS, request.day),
    }  # fmt: skip
    return render(request, "village_teams/ask.html", said, status=status)


@page(*hands.READERS)
@require_GET
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Show a leave."""
    return _page(request, number)


def _page(
    request: HttpRequest, number: int, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    found = known.leave(number=number, on=request.day, scope=request.scope)
    names = shown.labels([found.asked_by, found.decided_by], request)
    trail.saw(request, "team_leave", f"leave:{number}")
    is_own = found.asked_by == request.actor.name
    said = {
        **_row(found, names, request),
        "decided": names.get(found.decided_by, found.decided_by),
        "waits": found.state == LeaveState.ASKED,
        "may_withdraw": is_own and found.state == LeaveState.ASKED,
        "may_return": is_own and found.state == LeaveState.GRANTED and found.back_date is None
        and found.first_day <= request.day,
        "typed": typed or {}, "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "village_teams/leave.html", said, status=status)


def _act(
    request: HttpRequest, number: int, do: Callable[..., Any], said: str, **told: Any
) -> HttpResponse:
    def then(_done: Any) -> HttpResponse:
        messages.success(request, said)
        return redirect("village_teams:leave", number=number)

    return tried(
        request,
        lambda: do(
            leave_id=number, version=whole(request.POST.get("version")), at=request.moment,
            by=request.actor, on=request.day, **told,
        ),
        again=lambda **more: _page(request, number, typed=request.POST, **more),
        then=then,
    )  # fmt: skip


@page("township", "approver", "clerk", "league", "region")
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Grant a leave or refuse it."""
    answer = request.POST.get("answer")
    return _act(
        request, number, acts.decide_leave, _("The leave is decided."), content=place.content(),
        grants=answer == "grant", words=request.POST.get("words", ""),
    )  # fmt: skip


@page(*hands.MEMBERS)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back one's own leave."""
    return _act(request, number, acts.withdraw_leave, _("The leave is taken back."))


@page(*hands.MEMBERS)
@require_POST
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Say that one is back."""
    return _act(
        request, number, acts.come_back, _("Welcome back; tap the days from now on."),
        back_date=day(request.POST.get("back_date")) or date.max,
    )  # fmt: skip
