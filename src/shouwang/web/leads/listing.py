"""The work list of leads: what is wanted, counts by place, a page of leads by rank."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.cases.enums import LeadSource
from shouwang.stages.cases.queries import leads
from shouwang.stages.cases.ranking import Tally, answered_checks
from shouwang.stages.org.enums import Role
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.lately import lately
from shouwang.web.leads.rules import counted, risk_labels, rules
from shouwang.web.navigation import EVERY
from shouwang.web.reading import whole

WORD = 80  # characters of what is chosen from a list
TABS = ("open", "waiting", "ended")


@page(*EVERY)
@require_GET
def lead_list(request: HttpRequest) -> HttpResponse:
    """Show what is wanted of the reader, counts by place, and the leads by rank."""
    wanted = _wanted(request)
    here = _here(request, wanted.place)
    below = _level_below(here)
    content = place.content()
    counts = (
        lately(
            request, "leads_by_place", below, wanted.place,
            count=lambda: leads.counts_by_place(
                level=below, within_place=wanted.place, content=content, on=request.day,
                scope=request.scope,
            ),
        )
        if below
        else {}
    )  # fmt: skip
    # Whoever looks after everything sees where work is before any single household.
    is_overview = below in {"league", "banner"} and not wanted.place
    rows = [] if is_overview else _rows(request, wanted)
    if rows:
        trail.saw(request, "lead_list", f"leads:{wanted.place or 'own'}", count=len(rows))
    shown = {
        "wanted": wanted,
        "area": request.GET.get("area", ""),
        "tabs": TABS,
        "breach": lately(
            request,
            "breach",
            wanted.place,
            count=lambda: leads.breach(
                place=wanted.place, content=content, on=request.day, scope=request.scope
            ),
        ),
        "places": _counted_places(counts),
        "level": below,
        "is_overview": is_overview,
        "rows": rows[: leads.ROWS],
        "next": _next(request, rows),
        "filters": _filters(request, here),
        "run": leads.latest_raised(on=request.day, scope=request.scope),
        "may_add": request.actor.has_role(*rules().by_hand_roles),
        "query": _query(request, without=("tab", "after")),
        "place_query": _query(request, without=("place", "after")),
        "is_village": request.actor.has_role(Role.VILLAGE, Role.TEAM, Role.HELPER),
    }
    return render(request, "leads/list.html", shown)


def _wanted(request: HttpRequest) -> leads.Wanted:
    asked = request.GET
    tab = asked.get("tab", "")
    return leads.Wanted(
        tab=tab if tab in TABS else TABS[0],
        place=asked.get("place", "")[:WORD],
        severity=whole(asked.get("severity")) % 1000,
        risk=asked.get("risk", "")[:WORD],
        check=asked.get("check", "")[:WORD],
        source=asked.get("source", "")[:12],
        is_overdue=asked.get("overdue") == "1",
        checks=_checks_of(asked.get("area", "")),
    )


def _checks_of(area: str) -> tuple[str, ...]:
    """Return the checks of an area of supervision; none if there is no such area."""
    found = place.practice().areas.areas.get(area)
    return found.checks if found else ()


def _here(request: HttpRequest, code: str) -> str:
    """Return the code of the place a list is about; the viewer's own if they have one."""
    if code:
        if code not in place.content().regions or not index.is_inside(
            code, place.content(), request.scope
        ):
            raise NotFound(_("there is no such place in your area"))
        return code
    own = sorted(request.scope.places)
    if len(own) == 1:
        return str(own[0])
    if own:
        return ""
    content = place.content()
    whole_region = content.regions_of(content.levels[0])[0].code
    return whole_region if request.scope.is_everything else ""


def _level_below(code: str) -> str:
    """Return the level right below a place; nothing for a village, or for several places."""
    region = place.content().regions.get(code)
    levels = place.content().levels
    if region is None or region.level == levels[-1]:
        return ""
    return str(levels[levels.index(region.level) + 1])


def _counted_places(counts: Mapping[str, leads.Counts]) -> list[dict[str, Any]]:
    """Return places with their counts, those with most to do by Friday first."""
    regions = place.content().regions
    rows = [
        {"code": code, "name": regions[code].name if code in regions else code, "counts": each}
        for code, each in counts.items()
    ]
    return sorted(rows, key=lambda row: (-row["counts"].due, -row["counts"].open, row["code"]))


def _rows(request: HttpRequest, wanted: leads.Wanted) -> list[dict[str, Any]]:
    found = leads.work_list(
        wanted=wanted, after=_after(request.GET.get("after", "")), limit=leads.ROWS + 1,
        content=place.content(), on=request.day, scope=request.scope,
    )  # fmt: skip
    heads = index.households(
        numbers=[each.household for each in found], on=request.day, scope=request.scope
    )
    worst = leads.worst_findings(
        leads=[each.pk for each in found], on=request.day, scope=request.scope
    )
    figures = counted(request)
    rows = []
    for each in found:
        finding = worst.get(each.pk)
        name = finding.check_name if finding else ""
        rows.append(
            {
                "lead": each,
                "head": heads.get(each.household),
                "severity": rules().severity(each.severity),
                "check": place.policy().checks.get(name),
                "tally": figures.get(name, Tally()),
                "is_overdue": bool(each.due_date and each.due_date < request.day),
                "age": (request.day - each.raised_date).days,
            }
        )
    return rows


def _after(text: str) -> tuple[int, int] | None:
    rank, _comma, number = text.partition("-")
    return (whole(rank), whole(number)) if whole(number) else None


def _next(request: HttpRequest, rows: Sequence[Mapping[str, Any]]) -> str:
    if len(rows) <= leads.ROWS:
        return ""
    last = rows[leads.ROWS - 1]["lead"]
    return _query(request, without=("after",), after=f"{last.rank}-{last.pk}")


def _query(request: HttpRequest, *, without: tuple[str, ...], **more: str) -> str:
    kept = [(key, value) for key, value in request.GET.items() if key not in without and value]
    return urlencode([*kept, *more.items()])


def _filters(request: HttpRequest, here: str) -> dict[str, Any]:
    """Return what the drop-downs offer, places of the viewer's own area only."""
    content = place.content()
    below = sorted(request.scope.places) if not here and request.scope.places else []
    if here and content.regions[here].level != content.levels[-1]:
        level = content.levels.index(content.regions[here].level) + 1
        below = [
            each.code for each in content.regions_of(content.levels[level]) if each.parent == here
        ]
    names = {code: content.regions[code].name for code in below if code in content.regions}
    if request.GET.get("place") and here:
        names = {here: content.regions[here].name, **names}
    return {
        "places": names,
        "severities": rules().severities,
        "risks": risk_labels(),
        "checks": list(answered_checks(place.policy())),
        "areas": place.practice().areas.areas.values(),
        "sources": list(LeadSource),
    }
