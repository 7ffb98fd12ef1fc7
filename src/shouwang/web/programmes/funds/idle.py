"""Money that came and lies untouched; and the trail of one piece: plan, project, people."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.programmes.funds.facts import Idle
from shouwang.stages.programmes.funds.queries import banners
from shouwang.stages.register.facts import shown
from shouwang.stages.register.queries import index, rows as feed_rows
from shouwang.stages.register.queries.rows import PAGE, Row, Wanted
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.funds import told
from shouwang.web.reading import whole

LIMIT_NAME = "idle_days"
LINE, PLAN, PROJECT, PAYEE = "fund_line", "fund_plan", "project", "fund_payee"
LONGEST_NUMBER = 80  # characters of the number of a piece
MOST_PEOPLE = 200  # on the page of a piece of money


@page(*told.OFFICES)
@require_GET
def idle(request: HttpRequest) -> HttpResponse:
    """List the pieces of money that came and of which nothing has been spent for too long."""
    where, days = request.GET.get("place", ""), _limit(request)
    asked: dict[str, Any] = {"home": request.home, "content": place.content(), "place": where,
                             "days": days, "on": request.day, "scope": request.scope}  # fmt: skip
    found = banners.idle(after=_after(request), limit=PAGE + 1, **asked)
    sums = banners.idle_sums(**asked)
    query = request.GET.copy()
    if len(found) > PAGE:
        query["after"] = f"{found[PAGE - 1].arrived}~{found[PAGE - 1].fund_line}"
    return render(request, "funds/idle.html", {
        "rows": [_row(each) for each in found[:PAGE]], "days": days, "place": where,
        "places": told.places(request), "sums": sums, "count": sum(each[1] for each in sums),
        "fen": sum(each[2] for each in sums), "next": query.urlencode() if len(found) > PAGE else "",
        "is_later": bool(request.GET.get("after")),
    })  # fmt: skip


def _limit(request: HttpRequest) -> int:
    """Return after how many days money counts as idle."""
    parameter = place.policy().parameters.get(LIMIT_NAME)
    value = parameter.on(request.day) if parameter is not None else None
    return int(str(value.value)) if value is not None else 0


def _after(request: HttpRequest) -> tuple[int, str] | None:
    amount, _mark, number = request.GET.get("after", "").partition("~")
    return (whole(amount), number) if number else None


def _row(each: Idle) -> dict[str, Any]:
    contract, content = place.content().contracts[LINE], place.content()
    return {
        "idle": each,
        "source": shown(each.source, contract.column("source"), content),
        "kind": shown(each.kind, contract.column("kind"), content),
    }  # fmt: skip


@page(*told.OFFICES)
@require_GET
def line(request: HttpRequest) -> HttpResponse:
    """Follow a piece of money from its source to builders and people."""
    content = place.content()
    number = request.GET.get("number", "")[:LONGEST_NUMBER]
    found = feed_rows.row(
        home=request.home, content=content, feed=LINE, key=(number,), on=request.day,
        scope=request.scope,
    )  # fmt: skip
    plans = _related(request, PLAN, "plan_line", found.values["plan_line"], 1)
    projects = _related(request, PROJECT, "project", found.values["project"], 1)
    payees = _related(request, PAYEE, "fund_line", found.key[0], MOST_PEOPLE + 1)
    numbers = {each.household for each in payees if each.household is not None}
    heads = index.households(numbers=numbers, on=request.day, scope=request.scope)
    trail.saw(request, "fund_line", f"{LINE}:{found.key[0]}", count=len(payees))
    count, sums = feed_rows.sums(
        home=request.home, content=content, feed=PAYEE, columns=("amount",),
        wanted=Wanted(equal={"fund_line": found.key[0]}), on=request.day, scope=request.scope,
    )  # fmt: skip
    people = int(sums["amount"] or 0)
    return render(request, "funds/line.html", {
        "line": found, "told": _told(LINE, found), "place_code": found.place.get("banner", ""),
        "plan": _told(PLAN, plans[0]) if plans else None,
        "plan_row": plans[0] if plans else None,
        "project": _told(PROJECT, projects[0]) if projects else None,
        "project_row": projects[0] if projects else None,
        "payees": [{"told": _told(PAYEE, each), "row": each,
                    "head": heads.get(each.household or 0)} for each in payees[:MOST_PEOPLE]],
        "is_full": len(payees) > MOST_PEOPLE, "count": count, "people": people,
        "steps": _steps(found, people), "back": reverse("programmes:records", args=["funds", LINE]),
    })  # fmt: skip


def _related(request: HttpRequest, feed: str, column: str, value: Any, limit: int) -> list[Row]:
    if value is None:
        return []
    try:
        return feed_rows.rows(
            home=request.home, content=place.content(), feed=feed,
            wanted=Wanted(equal={column: value}, limit=limit), on=request.day,
            scope=request.scope,
        )  # fmt: skip
    except NotFound:
        return []


def _told(feed: str, row: Row) -> dict[str, str]:
    """Return a row as people read it."""
    content = place.content()
    return {
        each.name: shown(row.values[each.name], each, content)
        for each in content.contracts[feed].columns
        if each.is_kept and not each.is_reference and not each.personal
    }


def _steps(line: Row, people: int) -> list[dict[str, Any]]:
    """Return the equations of a piece of money: which close, and by how much the others do not."""
    told_of = line.values
    arrived, paid, works, held = (
        told_of[name] for name in ("arrived", "paid", "works_paid", "held")
    )

    def equation(label: str, left: int | None, *right: int | None) -> dict[str, Any]:
        if left is None or any(each is None for each in right):
            return {"label": label, "state": "blind", "gap": None}
        gap = left - sum(each for each in right if each is not None)
        return {"label": label, "state": "good" if gap == 0 else "bad", "gap": abs(gap)}

    return [
        equation(_("arrived = spent + held"), arrived, paid, held),
        equation(_("spent = paid to builders + paid to people"), paid, works, people),
    ]
