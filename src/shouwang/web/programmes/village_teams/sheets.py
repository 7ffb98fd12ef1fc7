"""The month sheet of a village's team, as it is printed; and a day entered by the township."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.words import _
from shouwang.stages.programmes.village_teams import hands, rulebook
from shouwang.stages.programmes.village_teams.enums import DayState
from shouwang.stages.programmes.village_teams.operations import days as acts
from shouwang.stages.programmes.village_teams.queries import days
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.asking import tried
from shouwang.web.programmes.village_teams import shown
from shouwang.web.reading import day
from shouwang.web.statuses import OK


@page(*hands.READERS)
@require_GET
def sheet(request: HttpRequest, village: str) -> HttpResponse:
    """Show the sheet of a month."""
    return _page(request, village)


@page(*hands.CORRECTORS)
@require_POST
def enter(request: HttpRequest, village: str) -> HttpResponse:
    """Enter a day of which nobody has said anything."""

    def then(_day: Any) -> HttpResponse:
        messages.success(request, _("The day is in the sheet."))
        return redirect("village_teams:sheet", village=village)

    sent = request.POST
    return tried(
        request,
        lambda: acts.enter_day(
            home=request.home, content=place.content(), village=village,
            post=sent.get("post", ""), day=day(sent.get("day")) or date.max,
            state=sent.get("state", ""), words=sent.get("words", ""), at=request.moment,
            by=request.actor, on=request.day,
        ),
        again=lambda **more: _page(request, village, typed=sent, **more),
        then=then,
    )  # fmt: skip


def _page(
    request: HttpRequest, village: str, *, typed: Any = None, status: int = OK, problems: Any = (),
    stale: Any = None,
) -> HttpResponse:  # fmt: skip
    content, month = place.content(), shown.month_asked(request)
    found = days.sheet(
        home=request.home, content=content, village=village, month=month, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    trail.saw(request, "team_sheet", f"village:{village}", month=f"{month:%Y-%m}")
    least = rulebook.number(content, rulebook.DAYS, month)
    said = {
        "village": village, "least": least, "months": shown.months_offered(request.day),
        **shown.whole(found, least=least),
        "short": sum(each.is_whole and not each.is_enough(least) for each in found.lines),
        "differs": sum(cell.differs for each in found.lines for cell in each.cells),
        "may_correct": request.actor.has_role(*hands.CORRECTORS), "states": DayState,
        "typed": typed or {}, "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "village_teams/sheet.html", said, status=status)
