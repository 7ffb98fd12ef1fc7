"""The page of the burden: how much villages are asked this month, and by whom."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.stages.board.queries import burden as known
from shouwang.stages.org.scoping import LEVELS, fail_outside
from shouwang.web import place
from shouwang.web.forms.views import READERS
from shouwang.web.guard import page

SHOWN = 200  # places of a page, the most burdened first


@page(*READERS)
@require_GET
def burden(request: HttpRequest) -> HttpResponse:
    """Show the burden of each place below one's own, the heaviest first."""
    content, on, scope = place.content(), request.day, request.scope
    rules = place.practice().burden
    limit = float(rules.too_much_a_month.number_on(on) or 0)
    level = request.GET.get("level", "")
    if level not in LEVELS:
        own = content.levels.index(scope.level) if scope.level in content.levels else 0
        level = content.levels[min(own + 1, len(content.levels) - 1)]
    villages = known.loads(burden=rules, level="village", on=on, scope=scope)
    is_village = level == "village"
    loads = (
        list(villages) if is_village else known.loads(burden=rules, level=level, on=on, scope=scope)
    )
    heavy = [each for each in villages if limit and each.minutes > limit]
    code = request.GET.get("village", "")
    asked = []
    if code:
        fail_outside(code, content, scope)
        asked = known.forms_asked(village=code, on=on, scope=scope)
    loads.sort(key=lambda each: (-each.minutes, each.place))
    return render(
        request, "forms/burden.html",
        {
            "loads": loads[:SHOWN], "more": max(0, len(loads) - SHOWN), "level": level,
            "levels": LEVELS, "limit": limit, "heavy": heavy, "asked": asked, "village": code,
            "minutes": round(sum(each.minutes for each in villages)),
            "villages": len(villages),
            "is_village": is_village,
        },
    )  # fmt: skip
