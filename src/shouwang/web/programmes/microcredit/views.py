"""The pages of loans: due, overdue, one loan with its payments, banks and the funds behind them."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.stages.programmes.microcredit.enums import ReminderOutcome, ReminderWay
from shouwang.stages.programmes.microcredit.operations import reminders as acts
from shouwang.stages.programmes.microcredit.queries import loans as known, reminders
from shouwang.stages.programmes.microcredit.queries.loans import Bucket, Listed
from shouwang.stages.programmes.microcredit.terms import number
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.microcredit import shown
from shouwang.web.reading import day, whole
from shouwang.web.statuses import OK

LONGEST = 60  # characters of a key in the log
PARTS = 2  # of where a page goes on: a day, a loan


@page(*shown.READERS)
@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """Show the loans that fall due, the soonest first, and who has been reminded."""
    return _list(request, "due", known.due_buckets, known.due_loans)


@page(*shown.READERS)
@require_GET
def overdue(request: HttpRequest) -> HttpResponse:
    """Show the overdue loans by how long they have been."""
    return _list(request, "overdue", known.overdue_buckets, known.overdue_loans)


def _list(
    request: HttpRequest,
    name: str,
    cut: Callable[..., list[Bucket]],
    read: Callable[..., list[Listed]],
) -> HttpResponse:
    given = request.GET
    where = given.get("place", "")
    asked: dict[str, Any] = {
        "home": request.home, "policy": place.policy(), "on": request.day, "scope": request.scope,
    }  # fmt: skip
    buckets = cut(place=where, **asked)
    start = whole(given.get("days")) if given.get("days") else -1
    chosen = next((each for each in buckets if each.start == start), None)
    whole_span = (buckets[0].start, buckets[-1].end) if buckets else (0, 0)
    first, end = (chosen.start, chosen.end) if chosen else whole_span
    wanted = known.Wanted(where, first, end, _after(given.get("after", "")), known.PAGE + 1)
    rows = read(wanted=wanted, **asked)
    lines = [shown.line(each) for each in rows[: known.PAGE]]
    if lines:
        trail.saw(request, f"loans_{name}", "microloan", count=len(lines))
    query = given.copy()
    query.pop("after", None)
    last = rows[known.PAGE - 1].loan if len(rows) > known.PAGE else None
    return render(
        request, f"microcredit/{name}.html",
        {
            "buckets": shown.buckets(buckets, start),
            "lines": lines,
            "count": sum(each.loans for each in buckets),
            "balance": sum(each.balance for each in buckets),
            "place": where,
            "days": start if chosen else "",
            "places": place.own_and_below(request.scope),
            "reminded": reminders.reminded_count(
                since=request.day.replace(day=1), on=request.day, scope=request.scope
            ),
            "may_remind": request.actor.has_role(*acts.REMINDERS),
            "next": f"{query.urlencode()}&after={last.due}_{last.loan}" if last else "",
        },
    )  # fmt: skip


def _after(text: str) -> tuple[date, str] | None:
    parts = text.split("_", 1)
    last = day(parts[0])
    return (last, parts[1]) if len(parts) == PARTS and last is not None else None


@page(*shown.READERS)
@require_GET
def loan(request: HttpRequest, number: str) -> HttpResponse:
    """Show a loan with its payments."""
    return loan_page(request, number)


def loan_page(request: HttpRequest, number: str, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a loan, with what was refused and what was typed, if something was."""
    found = known.loan_page(
        home=request.home, policy=place.policy(), number=number, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    each = found.loan
    trail.saw(request, "microloan", f"microloan:{number[:LONGEST]}")
    is_owed = each.state == "issued" and bool(each.balance)
    left = (each.due - request.day).days if each.due is not None else None
    return render(
        request, "microcredit/loan.html",
        {
            "page": found,
            "loan": each,
            "words": shown.words(each),
            "points": shown.points(found),
            "is_owed": is_owed,
            "left": left,
            "late": -left if left is not None and left < 0 else 0,
            "ways": ReminderWay,
            "outcomes": ReminderOutcome,
            "may_remind": is_owed and request.actor.has_role(*acts.REMINDERS),
            **more,
        },
        status=status,
    )  # fmt: skip


@page(*shown.OFFICES)
@require_GET
def banks(request: HttpRequest) -> HttpResponse:
    """Show which bank lends in which township, and the funds that stand for the loans."""
    content, where = place.content(), request.GET.get("place", "")
    asked: dict[str, Any] = {"home": request.home, "content": content, "on": request.day,
                             "scope": request.scope}  # fmt: skip
    shares = known.bank_shares(place=where, **asked)
    least = number(place.policy(), "main_bank_share", request.day)
    share_least = number(place.policy(), "fund_share_least", request.day)
    most = 1 / share_least if share_least else None
    townships = []
    for township, rows in groupby(shares, key=lambda each: each.township):
        listed = list(rows)
        total = sum(each.balance for each in listed)
        share = listed[0].balance / total if total else None
        has_main = bool(listed[0].bank) and share is not None and share >= float(least or 0)
        townships.append({"township": township, "rows": listed, "total": total, "main": listed[0],
                          "share": share, "has_main": has_main})  # fmt: skip
    funds = known.funds(place=where, **asked)
    return render(
        request, "microcredit/banks.html",
        {
            "townships": townships,
            "without": sum(not each["has_main"] for each in townships),
            "funds": [
                {"fund": each, "is_small": most is not None and each.times is not None
                 and each.times > float(most)}
                for each in funds
            ],
            "most": most,
            "place": where,
            "places": place.own_and_below(request.scope),
        },
    )  # fmt: skip
