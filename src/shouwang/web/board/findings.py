"""What the checks of a cell found in a banner, by household: where a click on a figure ends."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.lake.runs import RunMissing, StoredRun, stored_run
from shouwang.stages.board.queries import figures
from shouwang.stages.register.queries import index
from shouwang.stages.screening.found import ROWS, Position, findings_in, outcomes_in
from shouwang.stages.screening.sheet import Finding
from shouwang.web import place, trail
from shouwang.web.board.asked import banner_of
from shouwang.web.guard import page
from shouwang.web.households.dossier import TAGS
from shouwang.web.reading import whole
from shouwang.web.record_keys import token_of
from shouwang.web.tokens import packed, unpacked

# Who may see names of a whole banner; the auditor looks at figures and at the log.
SEERS = ("region", "league", "approver", "clerk")


@page(*SEERS)
@require_GET
def findings(request: HttpRequest, banner: str) -> HttpResponse:
    """Show the households of a banner that checks found something of, a page of them."""
    code = banner_of(request, banner)
    areas, known = place.practice().areas.areas, place.policy().checks
    area = areas.get(request.GET.get("area", ""))
    chosen = [name for name in request.GET.getlist("check") if name in known]
    checks = chosen or list(area.checks if area else known)
    run = _run(request)
    if run is None:
        raise NotFound(_("there is no run yet"))
    found = findings_in(
        run, place.policy(), place=code, checks=checks,
        after=_after(request.GET.get("after", "")), limit=ROWS + 1,
    )  # fmt: skip
    rows = found[:ROWS]
    numbers = {each.household for each in rows if each.household is not None}
    heads = index.households(numbers=numbers, on=request.day, scope=request.scope)
    trail.saw(request, "findings", f"place:{code}", count=len(rows), checks=len(checks))
    outcomes = outcomes_in(run, code)
    query = request.GET.copy()
    query.pop("after", None)
    first = query.urlencode()
    if len(found) > ROWS:
        query["after"] = packed(rows[-1].position)
    return render(request, "board/findings.html", {
        "banner": code, "area": area, "chosen": [known[name] for name in chosen], "run": run,
        "offered": [known[name] for name in (area.checks if area else known)
                    if name in outcomes and outcomes[name].hit],
        "hits": sum(outcomes[name].hit for name in checks if name in outcomes),
        "rows": [{"found": each, "head": heads.get(each.household or 0),
                  "tag": TAGS.get(each.finding.check.severity, "watch"),
                  "link": record_page(each.finding)} for each in rows],
        "next": query.urlencode() if len(found) > ROWS else "", "first": first,
        "is_later": "after" in request.GET,
    })  # fmt: skip


def record_page(finding: Finding) -> str:
    """Return the page of the record a finding is about; nothing if no programme lists it."""
    feed = finding.check.of
    contract = place.content().contracts.get(feed)
    if contract is None or len(contract.key) != 1 or contract.column(contract.key[0]).is_reference:
        return ""
    for programme in place.practice().programmes.values():
        if feed in programme.records:
            token = token_of((finding.key,))
            return reverse("programmes:record", args=[programme.name, feed, token])
    return ""


def _run(request: HttpRequest) -> StoredRun | None:
    """Return the run of the figures that are looked at, else the latest."""
    number = whole(request.GET.get("set"))
    sets = figures.figure_sets(on=request.day, scope=request.scope) if number else []
    found = next((each for each in sets if each.pk == number), None)
    if found is None:
        return place.latest_run()
    try:
        return stored_run(request.home.lake / "runs", found.run)
    except RunMissing:
        return None


def _after(token: str) -> Position | None:
    """Return the position an address names.

    Raises:
        NotFound: if it is none.
    """
    if not token:
        return None
    try:
        household, check, key = unpacked(token)
    except ValueError:
        raise NotFound(_("there is no such page of the list")) from None
    return str(household), str(check), str(key)
