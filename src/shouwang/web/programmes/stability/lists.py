"""The lists behind the four: policies against the year before, people, gaps, terms of office."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.dates import months_before
from shouwang.base.words import _
from shouwang.stages.programmes.stability import policies as windows, rulebook
from shouwang.stages.programmes.stability.enums import Matter
from shouwang.stages.programmes.stability.operations.explanations import GIVERS
from shouwang.stages.programmes.stability.queries import explanations, four
from shouwang.stages.programmes.stability.responsibility import timeline
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.stability import shown
from shouwang.web.reading import whole

YEARS_SHOWN = 36  # months of a timeline
# Heights of the drawing of terms, in its own units: a lane, a bar in it, the room above the bar.
LANE = 34
BAR = 22
ABOVE = 6


def _basis(request: HttpRequest) -> str:
    wanted = request.GET.get("basis", windows.SAME)
    return wanted if wanted in windows.BASES else windows.SAME


@page(*shown.READERS)
@require_GET
def policies(request: HttpRequest, banner: str) -> HttpResponse:
    """Show every kind of policy of a banner before and now."""
    basis = _basis(request)
    found, rows = four.comparison(
        home=request.home, content=place.content(), place=banner, basis=basis, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    told = explanations.of_banner(banner=banner, on=request.day, scope=request.scope)
    said = {
        "banner": banner, "basis": basis, "windows": found, "bases": windows.BASES,
        "rows": [shown.compared(each, told, request.day) for each in rows],
        "worse": sum(each.is_worse for each in rows),
        "may_explain": request.actor.has_role(*GIVERS), "matter": Matter.POLICY,
        "months": rulebook.number(place.content(), rulebook.COMPARE_MONTHS, request.day),
        "before": sum(each.paid_before for each in rows),
        "now": sum(each.paid_now for each in rows),
    }  # fmt: skip
    return render(request, "stability/policies.html", said)


@page(*shown.READERS)
@require_GET
def lost(request: HttpRequest, banner: str, kind: str) -> HttpResponse:
    """Show who was paid a kind of policy before and is not now, or less."""
    content, basis = place.content(), _basis(request)
    if kind not in content.contracts[windows.PAYMENTS].column("kind").codes:
        raise NotFound(_("there is no such policy"))
    rows = four.lost(
        home=request.home, content=content, banner=banner, kind=kind, basis=basis,
        after=whole(request.GET.get("after")), on=request.day, scope=request.scope,
    )  # fmt: skip
    first, more = rows[: four.PAGE], rows[four.PAGE :]
    families = index.households(
        numbers={each.household for each in first if each.household}, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    trail.saw(request, "policy_lost", f"banner:{banner}", households=len(families))
    said = {
        "banner": banner, "kind": shown.word(windows.PAYMENTS, "kind", kind), "basis": basis,
        "rows": [(each, families.get(each.household),
                  shown.word(windows.PAYMENTS, "reason", each.reason)) for each in first],
        "next": first[-1].person if more else "",
    }  # fmt: skip
    return render(request, "stability/lost.html", said)


@page(*shown.READERS)
@require_GET
def helpers(request: HttpRequest, banner: str) -> HttpResponse:
    """Show whose helper was missing for longer than is allowed."""
    rows = four.gaps(
        home=request.home, content=place.content(), banner=banner,
        after=whole(request.GET.get("after")), on=request.day, scope=request.scope,
    )  # fmt: skip
    first, more = rows[: four.PAGE], rows[four.PAGE :]
    families = index.households(
        numbers={each.household for each in first}, on=request.day, scope=request.scope
    )
    told = explanations.of_banner(banner=banner, on=request.day, scope=request.scope)
    trail.saw(request, "helper_gaps", f"banner:{banner}", households=len(families))
    said = {
        "banner": banner,
        "rows": [
            (each, families.get(each.household), told.get((Matter.HELPER, str(each.household))),
             ((each.until or request.day) - each.since).days if each.since else None)
            for each in first
        ],
        "open": sum(each.until is None for each in first),
        "months": rulebook.number(place.content(), rulebook.HELPER_MONTHS, request.day),
        "may_explain": request.actor.has_role(*GIVERS), "matter": Matter.HELPER,
        "next": first[-1].household if more else "",
    }  # fmt: skip
    return render(request, "stability/helpers.html", said)


@page(*shown.READERS)
@require_GET
def heads(request: HttpRequest, banner: str) -> HttpResponse:
    """Show the terms of chiefs on a line of time, and everybody who went lately."""
    content, on = place.content(), request.day
    terms = four.terms(
        home=request.home, content=content, banner=banner, on=on, scope=request.scope
    )
    changes = four.changes(
        home=request.home, content=content, banner=banner, on=on, scope=request.scope
    )
    told = explanations.of_banner(banner=banner, on=on, scope=request.scope)
    trail.saw(request, "heads", f"banner:{banner}", terms=len(terms))
    first = months_before(on, YEARS_SHOWN)
    said = {
        "banner": banner, "first": first,
        "lanes": _lanes(timeline(terms, first=first, on=on, level="county")),
        "changes": [shown.changed(each, told) for each in changes],
        "faults": sum(each.is_fault for each in changes),
        "months": rulebook.number(content, rulebook.LEADER_MONTHS, on),
        "may_explain": request.actor.has_role(*GIVERS), "matter": Matter.LEADER,
        "height": 2 * LANE, "thick": BAR,
    }  # fmt: skip
    return render(request, "stability/heads.html", said)


def _lanes(found: Any) -> list[dict[str, Any]]:
    """Return the lanes with the height at which they are drawn."""
    return [
        {
            "role": shown.word("post_holder", "role", lane.role), "y": LANE * number + ABOVE,
            "bars": [(bar, shown.word("post_holder", "ended_reason", bar.term.reason))
                     for bar in lane.bars],
        }
        for number, lane in enumerate(found)
    ]  # fmt: skip
