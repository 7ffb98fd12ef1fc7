"""How right each rule has been, where and by which feed, what it missed, and what nobody saw."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.calc.proportions import wilson
from shouwang.stages.cases.queries import precision
from shouwang.stages.cases.ranking import Tally, answered_checks
from shouwang.stages.screening.effects import affected_checks
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.leads.rules import rules
from shouwang.web.navigation import OFFICES

SORTS = ("precision", "verdicts", "leads")


@page(*OFFICES, "auditor")
@require_GET
def precision_page(request: HttpRequest) -> HttpResponse:
    """Show the precision of all rules in the viewer's area; of one by banner; or by feed."""
    asked = {"on": request.day, "scope": request.scope}
    policy = place.policy()
    tallies = precision.tallies(**asked)
    counts = precision.leads_by_check(**asked)
    sort = request.GET.get("sort", "")
    sort = sort if sort in SORTS else SORTS[0]
    rows = [_row(check, tallies, counts) for check in answered_checks(policy)]
    check = request.GET.get("check", "")
    if check and check not in policy.checks:
        raise NotFound(_("there is no such check"))
    missed = precision.missed(**asked)
    shown = {
        "rows": sorted((row for row in rows if row["leads"] or row["expected"]), key=_by(sort)),
        "sort": sort,
        "missed": missed,
        "check": policy.checks.get(check),
        "banners": _by_banner(check, asked) if check else [],
        "feeds": _by_feed(asked) if request.GET.get("by") == "feed" else [],
        "least": rules().least_verdicts.number_on(request.day),
        "told": sum(tally.told for tally in tallies.values()),
    }
    return render(request, "leads/precision.html", shown)


def _row(check: Any, tallies: dict[str, Tally], counts: dict[str, int]) -> dict[str, Any]:
    expected = rules().expected.get(check.name)
    return {
        "check": check,
        "leads": counts.get(check.name, 0),
        "tally": tallies.get(check.name, Tally()),
        "expected": wilson(expected.right, expected.flagged) if expected else None,
    }


def _by(sort: str) -> Any:
    """Return the key of a sorting: the least right with any verdict first, or the most."""
    if sort == "leads":
        return lambda row: (-row["leads"], row["check"].name)
    if sort == "verdicts":
        return lambda row: (-row["tally"].told, row["check"].name)

    def least_right(row: dict[str, Any]) -> tuple[bool, float, int, str]:
        found = row["tally"].proportion
        return (found is None, found.value if found else 0.0, -row["leads"], row["check"].name)

    return least_right


def _by_banner(check: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    found = precision.tallies_by_banner(check=check, **asked)
    rows = [{"banner": code, "tally": tally} for code, tally in found.items()]
    return sorted(rows, key=lambda row: (-row["tally"].told, row["banner"]))


def _by_feed(asked: dict[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for name, label, checks in _feeds(str(place.home().content_dir)):
        tally = precision.tally_of(checks=checks, **asked)
        if tally.told or tally.not_found:
            rows.append({"name": name, "label": label, "tally": tally, "checks": len(checks)})
    return sorted(rows, key=lambda row: (-row["tally"].told, row["name"]))


@lru_cache(maxsize=2)
def _feeds(content_dir: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Return each feed with the checks, answered by a visit, that read it."""
    del content_dir
    policy = place.policy()
    mine = {check.name for check in answered_checks(policy)}
    return tuple(
        (
            name,
            contract.label,
            tuple(each for each in affected_checks(policy, name) if each in mine),
        )
        for name, contract in policy.content.contracts.items()
    )
