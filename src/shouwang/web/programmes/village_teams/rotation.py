"""The pages of rotation: the board of a place, the end of a term, and who comes next."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.words import _
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import ChangeState
from shouwang.stages.programmes.village_teams.operations import rotation as acts
from shouwang.stages.programmes.village_teams.operations.rotation import Successor
from shouwang.stages.programmes.village_teams.queries import rotation as known
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.asking import tried
from shouwang.web.programmes.village_teams import shown
from shouwang.web.programmes.village_teams.teams import (
    banners_offered,
    fail_above_banner,
    team_page,
)
from shouwang.web.reading import day, whole
from shouwang.web.statuses import OK

DETACHED = {"yes": True, "no": False}


@page(*hands.OFFICES)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show whose terms end, which seats are open and which wait for somebody."""
    content = place.content()
    code, offered = request.GET.get("place", ""), banners_offered(request)
    if not code and len(offered) == 1:
        code = offered[0]
    if not code and request.scope.level == "township":
        code = min(request.scope.places)
    found = None
    if code:
        fail_above_banner(content, code)
        found = known.board(
            home=request.home, content=content, place=code, on=request.day, scope=request.scope
        )
        trail.saw(request, "team_rotation", f"place:{code}", terms=len(found.due))
    replace_days = rulebook.number(content, rulebook.REPLACE_DAYS, request.day)
    said = {
        "code": code, "offered": offered, "board": found,
        "due": [(each, shown.word("role", each.post.role)) for each in found.due] if found else [],
        "short": [(each, _open_days(each, request.day), _open_days(each, request.day) > replace_days)
                  for each in found.short] if found else [],
        "late": sum(each.due_date < request.day for each in found.changes) if found else 0,
        "replace_days": replace_days,
        "ahead": rulebook.team_rules(content).days("rotation_ahead_days", request.day),
        "term_days": rulebook.number(content, rulebook.TERM_DAYS, request.day),
    }  # fmt: skip
    return render(request, "village_teams/rotation.html", said)


def _open_days(short: known.Short, on: date) -> int:
    return (on - short.since).days if short.since is not None else 0


@page(*hands.PERSONNEL)
@require_POST
def end(request: HttpRequest, village: str) -> HttpResponse:
    """End a term of a village's team."""

    def then(done: Any) -> HttpResponse:
        messages.success(
            request,
            _("The term has ended; somebody has to come by {day}.").format(
                day=done.due_date.isoformat()
            ),
        )
        return redirect("village_teams:change", number=done.pk)

    sent = request.POST
    return tried(
        request,
        lambda: acts.end_post(
            home=request.home, content=place.content(), village=village,
            post=sent.get("post", ""), reason=sent.get("reason", ""), words=sent.get("words", ""),
            end_date=day(sent.get("end_date")) or date.max, at=request.moment, by=request.actor,
            on=request.day,
        ),
        again=lambda **more: team_page(request, village, typed=sent, **more),
        then=then,
    )  # fmt: skip


@page(*hands.OFFICES)
@require_GET
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Show the end of a term and who comes next."""
    return _page(request, number)


def _page(
    request: HttpRequest, number: int, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    found = known.change(number=number, on=request.day, scope=request.scope)
    trail.saw(request, "post_change", f"post_change:{number}")
    names = shown.labels([found.made_by], request)
    said = {
        "change": found, "tag": shown.CHANGE_TAGS.get(found.state, ""),
        "made": names.get(found.made_by, found.made_by),
        "waits": found.state == ChangeState.ENDED,
        "is_late": found.state == ChangeState.ENDED and found.due_date < request.day,
        "may_act": request.actor.has_role(*hands.PERSONNEL),
        "typed": typed or {}, "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "village_teams/change.html", said, status=status)


@page(*hands.PERSONNEL)
@require_POST
def replace(request: HttpRequest, number: int) -> HttpResponse:
    """Name who comes next."""

    def then(_done: Any) -> HttpResponse:
        messages.success(request, _("The seat is filled again."))
        return redirect("village_teams:change", number=number)

    sent = request.POST
    successor = Successor(
        sent.get("name", ""), sent.get("unit", ""), day(sent.get("start")) or date.max,
        DETACHED.get(sent.get("detached", "")),
    )  # fmt: skip
    return tried(
        request,
        lambda: acts.replace_post(
            change_id=number, version=whole(sent.get("version")), successor=successor,
            at=request.moment, by=request.actor, on=request.day,
        ),
        again=lambda **more: _page(request, number, typed=sent, **more),
        then=then,
    )  # fmt: skip


@page(*hands.PERSONNEL)
@require_POST
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take back the end of a term."""

    def then(_done: Any) -> HttpResponse:
        messages.success(request, _("The end of the term is taken back."))
        return redirect("village_teams:change", number=number)

    return tried(
        request,
        lambda: acts.withdraw_end(
            change_id=number, version=whole(request.POST.get("version")), at=request.moment,
            by=request.actor, on=request.day,
        ),
        again=lambda **more: _page(request, number, typed=request.POST, **more),
        then=then,
    )  # fmt: skip
