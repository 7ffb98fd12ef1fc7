"""The village's page: days that wait for its signature; and the township's, of one day."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.words import _
from shouwang.stages.programmes.village_teams import hands
from shouwang.stages.programmes.village_teams.enums import DayState, SignState
from shouwang.stages.programmes.village_teams.operations import days as acts
from shouwang.stages.programmes.village_teams.queries import days
from shouwang.web import trail
from shouwang.web.guard import page
from shouwang.web.programmes.asking import tried
from shouwang.web.programmes.village_teams import shown
from shouwang.web.reading import whole
from shouwang.web.statuses import OK


@page(*hands.SIGNERS)
def sign(request: HttpRequest) -> HttpResponse:
    """Show what waits for the village, or sign what is ticked."""
    if request.method != "POST":
        return _page(request)

    def then(count: int) -> HttpResponse:
        messages.success(request, _("{count} days are signed").format(count=count))
        return redirect("village_teams:sign")

    return tried(
        request,
        lambda: acts.sign_days(
            versions=_versions(request.POST.getlist("day")), at=request.moment, by=request.actor,
            on=request.day,
        ),
        again=lambda **more: _page(request, **more),
        then=then,
    )  # fmt: skip


def _versions(sent: list[str]) -> dict[int, int]:
    """Return day → version out of what is ticked: ``17.1``; what is none is left out."""
    found = {}
    for each in sent:
        number, _dot, version = each.partition(".")
        if whole(number) and whole(version):
            found[whole(number)] = whole(version)
    return found


def _page(
    request: HttpRequest, *, status: int = OK, problems: Any = (), stale: Any = None
) -> HttpResponse:
    waiting = days.waiting(on=request.day, scope=request.scope)
    names = shown.labels((each.entered_by for each in waiting), request)
    groups: dict[str, list[Any]] = {}
    for each in waiting:
        groups.setdefault(names.get(each.entered_by, each.entered_by), []).append(
            (each, shown.day_tag(each.state))
        )
    trail.saw(request, "team_sign", "team_days", count=len(waiting))
    said = {"groups": groups, "count": len(waiting), "problems": problems, "stale": stale}
    return render(request, "village_teams/sign.html", said, status=status)


@page(*hands.SIGNERS)
@require_POST
def contest(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a day was not so."""

    def then(_day: Any) -> HttpResponse:
        messages.success(request, _("The township decides what the day was."))
        return redirect("village_teams:sign")

    return tried(
        request,
        lambda: acts.contest_day(
            day_id=number, version=whole(request.POST.get("version")),
            words=request.POST.get("words", ""), at=request.moment, by=request.actor,
            on=request.day,
        ),
        again=lambda **more: _page(request, **more),
        then=then,
    )  # fmt: skip


@page(*hands.READERS)
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """Show a day with its history, or write for the township what it was."""
    if request.method != "POST":
        return _day(request, number)

    def then(done: Any) -> HttpResponse:
        messages.success(request, _("The day is corrected; what it was stays beside it."))
        return redirect("village_teams:sheet", village=done.village)

    return tried(
        request,
        lambda: acts.correct_day(
            day_id=number, version=whole(request.POST.get("version")),
            state=request.POST.get("state", ""), words=request.POST.get("words", ""),
            at=request.moment, by=request.actor, on=request.day,
        ),
        again=lambda **more: _day(request, number, typed=request.POST, **more),
        then=then,
    )  # fmt: skip


def _day(
    request: HttpRequest, number: int, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    found = days.day(number=number, on=request.day, scope=request.scope)
    trail.saw(request, "team_day", f"team_day:{number}")
    names = shown.labels([found.entered_by, found.signed_by, found.corrected_by], request)
    said = {
        "found": found, "tag": shown.day_tag(found.state),
        "sign_tag": shown.SIGN_TAGS[SignState(found.sign)],
        "entered": names.get(found.entered_by, found.entered_by),
        "signed": names.get(found.signed_by, found.signed_by),
        "corrected": names.get(found.corrected_by, found.corrected_by),
        "states": DayState, "struck": SignState.STRUCK, "typed": typed or {},
        "may_correct": request.actor.has_role(*hands.CORRECTORS),
        "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "village_teams/day.html", said, status=status)
