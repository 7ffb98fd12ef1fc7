"""The four of all banners, from the latest run; and the page of one banner, from the lake."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shouwang.stages.programmes.stability import rulebook
from shouwang.stages.programmes.stability.enums import ExplanationState, Matter, Verdict
from shouwang.stages.programmes.stability.operations.explanations import GIVERS
from shouwang.stages.programmes.stability.places import banners_in
from shouwang.stages.programmes.stability.queries import explanations, four
from shouwang.stages.register.queries import index
from shouwang.stages.screening.found import outcomes_in
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.stability import shown

# Which checks of the latest run stand for which of the four.
CHECKS: Mapping[Matter, tuple[str, ...]] = {
    Matter.LEADER: ("leader_changed", "post_vacant"),
    Matter.POLICY: ("policy_cut", "policy_unpaid", "policy_dropped"),
    Matter.HELPER: ("helper_missing", "helper_changed_often"),
    Matter.INSPECTION: ("village_uninspected", "key_village_uninspected"),
}


@page(*shown.READERS)
@require_GET
def banners(request: HttpRequest) -> HttpResponse:
    """Show how the four stand in every banner of the scope, the worst first."""
    content = place.content()
    codes = banners_in(content, request.scope)
    if len(codes) == 1 and not request.actor.has_role("league", "region"):
        return redirect("stability:banner", banner=codes[0])
    rows = [_row(code) for code in codes]
    waiting = explanations.explanations(
        state=ExplanationState.GIVEN, on=request.day, scope=request.scope
    )
    said = {
        "rows": sorted(rows, key=lambda each: (-each["bad"], -each["hits"], each["code"])),
        "matters": Matter, "bad": sum(each["bad"] > 0 for each in rows),
        "waiting": len(waiting), "limit": explanations.LIMIT,
        "run": place.latest_run(),
    }  # fmt: skip
    return render(request, "stability/banners.html", said)


def _row(code: str) -> dict[str, Any]:
    run = place.latest_run()
    outcomes = outcomes_in(run, code) if run is not None else {}
    cells, total, bad = [], 0, 0
    for matter, checks in CHECKS.items():
        told = [outcomes[each] for each in checks if each in outcomes]
        hits = sum(each.hit for each in told)
        seen = sum(each.hit + each.clear for each in told)
        verdict = Verdict.BLIND if not seen else Verdict.BAD if hits else Verdict.GOOD
        cells.append((matter, shown.VERDICT_TAGS[verdict], hits, verdict))
        total += hits
        bad += verdict == Verdict.BAD
    return {"code": code, "cells": cells, "hits": total, "bad": bad}


@page(*shown.READERS)
@require_GET
def banner(request: HttpRequest, banner: str) -> HttpResponse:
    """Show the four of a banner on one sheet."""
    content, on, scope = place.content(), request.day, request.scope
    found = four.four(home=request.home, content=content, banner=banner, on=on, scope=scope)
    families = index.households(
        numbers={each.household for each in found.gaps[: shown.SHOWN]}, on=on, scope=scope
    )
    trail.saw(request, "stability_banner", f"banner:{banner}", households=len(families))
    faults = [each for each in found.changes if each.is_fault]
    said = {
        "banner": banner, "four": found, "panels": shown.panels(found),
        "changes": [shown.changed(each, found.told) for each in faults[: shown.SHOWN]],
        "compared": [shown.compared(each, found.told, on) for each in found.compared],
        "gaps": [(each, families.get(each.household),
                  found.told.get((Matter.HELPER, str(each.household))))
                 for each in found.gaps[: shown.SHOWN]],
        "missed": [(code, is_key, last, found.told.get((Matter.INSPECTION, code)))
                   for code, is_key, last in found.uninspected[: shown.SHOWN]],
        "kinds": _kinds(found), "money": [
            (shown.word("policy_payment", "state", state), amount)
            for state, amount in sorted(found.money.items())
        ],
        "may_explain": request.actor.has_role(*GIVERS),
        "leader_months": rulebook.number(content, rulebook.LEADER_MONTHS, on),
        "gap_days": rulebook.number(content, rulebook.GAP_DAYS, on),
        "key_months": rulebook.number(content, rulebook.KEY_MONTHS, on),
        "bad": sum(each.verdict == Verdict.BAD for each in found.panels.values()),
        "blind": sum(each.verdict == Verdict.BLIND for each in found.panels.values()),
    }  # fmt: skip
    return render(request, "stability/banner.html", said)


def _kinds(found: four.Four) -> list[tuple[str, int, int, int]]:
    """Return the inspections of the year by kind: how many, doors, what was found."""
    kinds: dict[str, list[int]] = {}
    for each in found.inspections:
        counts = kinds.setdefault(each.kind, [0, 0, 0])
        counts[0] += each.count
        counts[1] += each.doors
        counts[2] += each.found
    return [(shown.word("inspection", "kind", kind), *counts) for kind, counts in kinds.items()]  # type: ignore[misc]
