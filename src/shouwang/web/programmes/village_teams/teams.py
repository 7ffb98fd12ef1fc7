"""The teams of a place, and one team: who is in it, its months, its visits, what was found."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NotFound
from shouwang.base.dates import month_of, months_before
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import banners_inside
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import EndReason
from shouwang.stages.programmes.village_teams.operations import seats as acts
from shouwang.stages.programmes.village_teams.places import fail_if_no_village
from shouwang.stages.programmes.village_teams.queries import days, leaves, rotation, seats, standing
from shouwang.stages.programmes.village_teams.teams import term_ends
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.village_teams import shown
from shouwang.web.statuses import OK

MONTHS = 3  # shown of a team


@page(*hands.READERS)
@require_GET
def teams(request: HttpRequest) -> HttpResponse:
    """Show the teams of a banner or township, those in want first; above it, choose a banner."""
    content = place.content()
    code = request.GET.get("place", "")
    offered = banners_offered(request)
    if not code and len(offered) == 1:
        code = offered[0]
    if not code and request.scope.level in {"township", "village"}:
        code = min(request.scope.places)
    rows: list[Any] = []
    if code:
        fail_above_banner(content, code)
        rows = standing.teams(
            home=request.home, content=content, place=code, on=request.day, scope=request.scope
        )
        trail.saw(request, "team_list", f"place:{code}", count=len(rows))
    said = {
        "code": code, "offered": offered, "rows": rows,
        "least": rulebook.number(content, rulebook.DAYS, request.day),
        "size": rulebook.number(content, rulebook.SIZE, request.day),
        "open": sum(each.seats.open for each in rows),
        "short": sum(each.short for each in rows),
        "month": f"{months_before(month_of(request.day), 1):%Y-%m}",
    }  # fmt: skip
    return render(request, "village_teams/teams.html", said)


def banners_offered(request: HttpRequest) -> list[str]:
    """Return the banners somebody may look at, if they see whole ones."""
    content, scope = place.content(), request.scope
    if scope.level in {"township", "village"}:
        return []
    return banners_inside(content, scope)


def fail_above_banner(content: Content, code: str) -> None:
    """Refuse a place whose teams are too many for a page.

    Raises:
        NotFound: if so, or if there is no such place.
    """
    region = content.regions.get(code)
    depth = content.levels.index("banner")
    if region is None or content.levels.index(region.level) < depth:
        raise NotFound(_("there is no such place in your area"))


@page(*hands.READERS)
@require_GET
def team(request: HttpRequest, village: str) -> HttpResponse:
    """Show a team."""
    return team_page(request, village)


def team_page(
    request: HttpRequest, village: str, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    """Return the page of a team, with what was refused and what was typed, if something was."""
    content, on, scope = place.content(), request.day, request.scope
    fail_if_no_village(content, village)
    posts = seats.posts_of(home=request.home, content=content, place=village, on=on, scope=scope)
    sheets = days.sheets(
        home=request.home, content=content, village=village, months=MONTHS, on=on, scope=scope
    )
    held = seats.seats_in(villages=[village], on=on, scope=scope)
    term_days = rulebook.number(content, rulebook.TERM_DAYS, on)
    least = rulebook.number(content, rulebook.DAYS, on)
    trail.saw(request, "team", f"village:{village}", members=len(posts))
    running = [each for each in posts if each.runs_on(on)]
    said = {
        "village": village, "least": least, "size": rulebook.number(content, rulebook.SIZE, on),
        "members": [
            {"post": each, "role": shown.word("role", each.role), "seat": held.get(each.post),
             "ends": term_ends(each, term_days=term_days),
             "left": (term_ends(each, term_days=term_days) - on).days,
             "leave": leaves.covering(post=each.post, day=on, on=on, scope=scope)}
            for each in running
        ],
        "past": [(each, shown.word("role", each.role), shown.word("ended_reason", each.reason))
                 for each in reversed(posts) if not each.runs_on(on)],
        "sheets": [shown.whole(each, least=least) for each in sheets],
        "visits": days.visits(home=request.home, content=content, village=village, months=MONTHS,
                              on=on, scope=scope),
        "changes": [(each, shown.CHANGE_TAGS.get(each.state, ""))
                    for each in rotation.changes_of(village=village, on=on, scope=scope)],
        "reasons": EndReason, "may_end": request.actor.has_role(*hands.PERSONNEL),
        "may_free": request.actor.has_role(*hands.CORRECTORS, *hands.PERSONNEL),
        "typed": typed or {}, "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "village_teams/team.html", said, status=status)


@page(*hands.CORRECTORS, *hands.PERSONNEL)
@require_POST
def free(request: HttpRequest, number: int) -> HttpResponse:
    """Take a seat from the account that has said it is theirs."""
    seat = acts.free_seat(seat_id=number, at=request.moment, by=request.actor, on=request.day)
    messages.success(request, _("The seat is free to be chosen again."))
    return redirect("village_teams:team", village=seat.village)
