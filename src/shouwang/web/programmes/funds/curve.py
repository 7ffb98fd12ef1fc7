"""How money was spent month by month beside its target; the target is changed by its owner."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.rules.funds import MONTHS
from shouwang.stages.programmes.funds.facts import Spending
from shouwang.stages.programmes.funds.operations import curves as acts
from shouwang.stages.programmes.funds.queries import banners, curves
from shouwang.stages.programmes.funds.queries.curves import Curve
from shouwang.web import place
from shouwang.web.board.asked import supervised
from shouwang.web.charts import Chart
from shouwang.web.guard import page
from shouwang.web.programmes.funds import told
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

ALL = "all"
LONGEST_NUMBER = 12  # characters of a percentage
GRID = {
    "left": 8,
    "right": 12,
    "top": 32,
    "bottom": 4,
    "containLabel": True,
}  # pixels around the lines of the chart


@page(*told.READERS)
@supervised
@require_GET
def curve(request: HttpRequest) -> HttpResponse:
    """Show the spending of a year by month and banner beside its target."""
    return _page(request)


@page("region")
@require_POST
def target(request: HttpRequest) -> HttpResponse:
    """Write a new edition of a target curve."""
    sent = request.POST
    kind = sent.get("kind", "")
    shares = [_share(sent.get(f"month-{month}", "")) for month in range(1, MONTHS + 1)]
    try:
        acts.set_curve(
            content=place.content(), kind=kind, year=request.day.year,
            edition=whole(sent.get("edition")), shares=shares, owner=sent.get("owner", ""),
            basis=sent.get("basis", ""), at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _page(request, typed=sent, problems=wrong.problems, status=UNPROCESSABLE)
    except Stale as stale:
        return _page(request, typed=sent, stale=str(stale), status=CONFLICT)
    messages.success(request, _("the target has a new edition"))
    return redirect(f"{reverse('funds:curve')}?kind={kind}")


def _share(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip()[:LONGEST_NUMBER])
    except InvalidOperation:
        return None
    return value / 100 if value.is_finite() else None


def _page(
    request: HttpRequest, *, typed: Any = None, problems: Any = (), stale: str = "",
    status: int = OK,
) -> HttpResponse:  # fmt: skip
    kinds = told.rules().targets
    wanted = (typed or request.GET).get("kind", ALL)
    kind = wanted if wanted in kinds else ALL
    where = request.GET.get("place", "")
    goal = curves.curve(
        content=place.content(), kind=kind, year=request.day.year, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    spent = banners.spending(
        home=request.home, content=place.content(), place=where, kind=kind, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    due = goal.share(finished_month(request.day))
    rows = [_row(each, due) for each in spent]
    whole_issued, whole_paid = sum(each.issued for each in spent), sum(each.paid for each in spent)
    said = {
        "kinds": kinds.values(), "kind": kind, "place": where, "places": told.places(request),
        "goal": goal, "rows": sorted(rows, key=lambda each: each["gap"]), "due": f"{due:.0%}",
        "issued": whole_issued, "paid": whole_paid,
        "share": f"{whole_paid / whole_issued:.1%}" if whole_issued else "",
        "behind": sum(each["gap"] < 0 for each in rows),
        "chart": _chart(request, goal, spent) if spent else None,
        "months": _months(goal, typed), "may_set": request.actor.has_role("region"),
        "offices": place.practice().areas.offices.values(), "typed": typed,
        "editions": curves.editions(kind=goal.kind, year=goal.year, on=request.day,
                                    scope=request.scope),
        "problems": problems, "stale": stale,
    }  # fmt: skip
    return render(request, "funds/curve.html", said, status=status)


def finished_month(day: date) -> int:
    """Return the latest month that is over: today's on its last day, else the one before.

    >>> finished_month(date(2020, 6, 30)), finished_month(date(2020, 1, 15))
    (6, 0)
    """
    is_last = (day + timedelta(days=1)).month != day.month
    return day.month if is_last else day.month - 1


def _row(each: Spending, due: Decimal) -> dict[str, Any]:
    share = Decimal(each.paid) / each.issued if each.issued else Decimal(0)
    gap = share - due
    return {
        "banner": each.banner, "issued": each.issued, "paid": each.paid, "share": f"{share:.1%}",
        "gap": gap, "told_gap": f"{gap * 100:+.1f}", "width": f"{min(share, 1):.0%}",
        "state": "good" if gap >= 0 else "bad",
        "missing": max(int(due * each.issued) - each.paid, 0),
    }  # fmt: skip


def _months(goal: Curve, typed: Any) -> list[dict[str, Any]]:
    return [
        {"month": month, "name": f"month-{month}",
         "value": typed.get(f"month-{month}", "") if typed else f"{share * 100:f}".rstrip("0").rstrip(".") or "0"}
        for month, share in enumerate(goal.shares, start=1)
    ]  # fmt: skip


def _chart(request: HttpRequest, goal: Curve, spent: Sequence[Spending]) -> Chart:
    issued = sum(each.issued for each in spent)
    reached, lines = 0, []
    for month in range(1, MONTHS + 1):
        reached += sum(each.by_month.get(month, 0) for each in spent)
        is_over = month <= request.day.month
        lines.append(round(reached / issued * 100, 1) if issued and is_over else None)
    goals = [float(share * 100) for share in goal.shares]
    months = [str(month) for month in range(1, MONTHS + 1)]
    names = [_("Target"), _("Spent")]
    option = {
        "grid": GRID, "legend": {"top": 0, "data": names}, "tooltip": {"trigger": "axis"},
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value", "max": 100, "axisLabel": {"formatter": "{value}%"}},
        "series": [
            {"type": "line", "name": names[0], "data": goals, "symbol": "circle",
             "lineStyle": {"type": "dashed"}},
            {"type": "line", "name": names[1], "data": lines, "symbol": "rect"},
        ],
    }  # fmt: skip
    return Chart(
        name="spending", title=_("Spent by the end of each month, and the target"), option=option,
        columns=[_("Month"), *names],
        rows=[[month, f"{aim:g}%", "" if line is None else f"{line:g}%"]
              for month, aim, line in zip(months, goals, lines, strict=True)],
    )  # fmt: skip
