"""The member's own page on the phone: one large key, what waits, the days so far."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import SignState
from shouwang.stages.programmes.village_teams.operations import days as acts, seats as seat_acts
from shouwang.stages.programmes.village_teams.operations.days import Tap
from shouwang.stages.programmes.village_teams.queries import days, leaves, seats
from shouwang.stages.programmes.village_teams.sheet import Counts
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.asking import form_number, tried
from shouwang.web.programmes.village_teams import shown
from shouwang.web.reading import day
from shouwang.web.statuses import OK

LEAVES_SHOWN = 3  # the latest of one's own
SPARE_FORMS = 12  # taps that a phone can keep while there is no network


@page(*hands.MEMBERS)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """Show the key of today, what waits and the month so far."""
    return _page(request)


@page(*hands.MEMBERS)
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Keep which seat is one's own."""
    village, _sign, post = request.POST.get("post", "").partition(" ")
    return tried(
        request,
        lambda: seat_acts.take_seat(
            home=request.home, content=place.content(), village=village, post=post,
            at=request.moment, by=request.actor, on=request.day,
        ),
        again=lambda **more: _page(request, **more),
        then=lambda _seat: redirect("village_teams:me"),
    )  # fmt: skip


@page(*hands.MEMBERS)
@require_POST
def tap(request: HttpRequest) -> HttpResponse:
    """Keep a tap: of today, kept by the phone since, or entered late."""

    def then(done: Any) -> HttpResponse:
        messages.success(
            request,
            _("{day}: {state}; the village signs it").format(
                day=done.day.isoformat(), state=shown.label(done.state)
            ),
        )
        return redirect("village_teams:me")

    return tried(
        request,
        lambda: acts.tap_day(
            content=place.content(), tap=_tap(request), at=request.moment, by=request.actor,
            on=request.day,
        ),
        again=lambda **more: _page(request, typed=request.POST, **more),
        then=then,
    )  # fmt: skip


def _tap(request: HttpRequest) -> Tap:
    sent, problems = request.POST, list[Problem]()
    found = day(sent.get("day"))
    if found is None:
        problems.append(Problem("day", _("this is no day"), "2020-06-30"))
    form = form_number(sent.get("form", ""), problems)
    if problems or found is None or form is None:
        raise InputProblems(problems)
    return Tap(
        day=found, state=sent.get("state", ""), form=form,
        is_offline=sent.get("offline") == "1", late_words=sent.get("late_words", ""),
    )  # fmt: skip


def _page(
    request: HttpRequest, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    by, on, scope = request.actor, request.day, request.scope
    seat = seats.seat_of(by=by, on=on, scope=scope)
    trail.saw(request, "team_me", f"seat:{seat.pk}" if seat else "seat")
    said: dict[str, Any] = {
        "seat": seat,
        "problems": problems,
        "stale": stale,
        "typed": typed or {},
    }
    if seat is None:
        said["posts"] = _posts(request)
        return render(request, "village_teams/me.html", said, status=status)
    content = place.content()
    entered = days.days_of_post(post=seat.post, month=on, on=on, scope=scope)
    counted = [each for each in entered if each.sign != SignState.STRUCK]
    today = next((each for each in counted if each.day == on), None)
    least = rulebook.number(content, rulebook.DAYS, on)
    counts = Counts.of(each.state for each in counted)
    said |= {
        "role": shown.word("role", seat.role),
        "today": today,
        "may_change": today is None or today.sign == SignState.WAITING,
        "away": leaves.covering(post=seat.post, day=on, on=on, scope=scope),
        "days": [(each, shown.day_tag(each.state), shown.SIGN_TAGS[SignState(each.sign)])
                 for each in reversed(counted)],
        "counts": counts, "least": least, "left": max(least - counts.in_village, 0),
        "missing": _missing(request, seat, counted),
        "leaves": [(each, shown.LEAVE_TAGS.get(each.state, "")) for each in
                   leaves.leaves_of(post=seat.post, on=on, scope=scope)[:LEAVES_SHOWN]],
        "form": uuid4(), "late_form": uuid4(),
        "forms": " ".join(str(uuid4()) for _each in range(SPARE_FORMS)),
        "late_days": rulebook.team_rules(content).days("late_days", on),
    }  # fmt: skip
    return render(request, "village_teams/me.html", said, status=status)


def _posts(request: HttpRequest) -> list[tuple[str, Any, str]]:
    """Return the terms of one's villages that run and nobody has said to be theirs."""
    found = []
    for village in sorted(request.scope.places):
        told = seats.posts_of(
            home=request.home, content=place.content(), place=village, on=request.day,
            scope=request.scope,
        )  # fmt: skip
        taken = seats.seats_in(villages=[village], on=request.day, scope=request.scope)
        found += [
            (village, each, shown.word("role", each.role))
            for each in told
            if each.runs_on(request.day) and each.post not in taken
        ]
    return found


def _missing(request: HttpRequest, seat: Any, entered: list[Any]) -> list[Any]:
    """Return the working days of late of which nothing has been said."""
    content, on = place.content(), request.day
    late = rulebook.team_rules(content).days("late_days", on)
    first = max(seat.since_date, on - timedelta(days=late))
    months = {first.replace(day=1), on.replace(day=1)}
    worked = set().union(*(rulebook.workdays(content, each, seat.village) for each in months))
    said = {each.day for each in entered}
    if len(months) > 1:
        before = days.days_of_post(post=seat.post, month=first, on=on, scope=request.scope)
        said |= {each.day for each in before}
    return sorted(
        (each for each in worked if first <= each < on and each not in said), reverse=True
    )
