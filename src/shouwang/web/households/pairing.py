"""The pages of pairings: who is responsible for a household, chosen, taken away, listed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.cases.deciding import DECIDING
from shouwang.stages.cases.operations import pairings
from shouwang.stages.cases.queries import pairings as known
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.reading import whole
from shouwang.web.statuses import OK, UNPROCESSABLE

READERS = (*DECIDING, "approver", "village", "team", "helper")


@page(*READERS)
@require_GET
def pairing_list(request: HttpRequest) -> HttpResponse:
    """Show who is responsible for whom, the newest first."""
    chosen = whole(request.GET.get("account")) or None
    rows = known.page_of_pairings(
        account=chosen, after=whole(request.GET.get("after")) or None, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    shown = rows[: known.PAGE]
    heads = index.households(
        numbers=[each.household for each in shown], on=request.day, scope=request.scope
    )
    trail.saw(request, "pairing_list", "pairings", count=len(shown))
    said = {
        "rows": [{"pairing": each, "head": heads.get(each.household)} for each in shown],
        "chosen": chosen,
        "next": shown[-1].pk if len(rows) > known.PAGE else "",
        "may_decide": request.actor.has_role(*DECIDING),
    }
    return render(request, "households/pairings.html", said)


@page(*DECIDING)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Show who can be responsible for a household, and keep the choice."""
    if request.method != "POST":
        return _choosing(request, number)
    try:
        made = pairings.assign(
            content=place.content(), household=number, account=whole(request.POST.get("account")),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _choosing(request, number, status=UNPROCESSABLE, problems=wrong.problems)
    messages.success(request, _("{name} is responsible now").format(name=made.account.label))
    return redirect("households:page", number)


@page(*DECIDING)
@require_POST
def end(request: HttpRequest, pairing: int) -> HttpResponse:
    """Take a household from the person responsible."""
    ended = pairings.end(pairing_id=pairing, at=request.moment, by=request.actor, on=request.day)
    messages.success(request, _("the pairing has ended"))
    return redirect("households:page", ended.household)


def _choosing(request: HttpRequest, number: int, *, status: int = OK, **more: Any) -> HttpResponse:
    held = index.household(number=number, on=request.day, scope=request.scope)
    trail.saw(request, "pairing_form", f"household:{number}")
    said = {
        "household": held,
        "pairing": known.pairing_of(household=number, on=request.day, scope=request.scope),
        "candidates": known.candidates(
            place=held.place, content=place.content(), on=request.day, scope=request.scope
        ),
        "typed": whole(request.POST.get("account")),
        **more,
    }
    return render(request, "households/pairing.html", said, status=status)
