"""The pages of tours: the list, one with its design and results, its route, the doors of a village."""

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shouwang.stages.board.enums import StopState, TourKind, TourState
from shouwang.stages.board.operations.tours import TOURERS
from shouwang.stages.board.queries import issues, tours
from shouwang.stages.board.tour_draw import numbers_of
from shouwang.stages.board.tour_results import lots, summed
from shouwang.stages.register.queries import index
from shouwang.web import trail
from shouwang.web.guard import page
from shouwang.web.reading import whole
from shouwang.web.statuses import OK
from shouwang.web.tours import shown

MOST_ISSUES = 100  # of an office's work list


@page(*shown.READERS)
@require_GET
def tour_list(request: HttpRequest) -> HttpResponse:
    """Show the tours, the newest first."""
    asked = request.GET
    rows = tours.tours(
        kind=asked.get("kind", ""), state=asked.get("state", ""),
        before=whole(asked.get("before")) or None, on=request.day, scope=request.scope,
    )  # fmt: skip
    first, more = rows[: tours.LIMIT], rows[tours.LIMIT :]
    done = tours.progress(tours=first, on=request.day, scope=request.scope)
    trail.saw(request, "tour_list", "tours", count=len(first))
    query = asked.copy()
    query["before"] = str(first[-1].pk) if first else ""
    said = {
        "rows": [
            {"tour": each, "tag": shown.TAGS[TourState(each.state)], "done": done.get(each.pk)}
            for each in first
        ],
        "kinds": TourKind,
        "states": TourState,
        "kind": asked.get("kind", ""),
        "state": asked.get("state", ""),
        "running": sum(each.state != TourState.ENDED for each in first),
        "may_plan": request.actor.has_role(*TOURERS),
        "next": query.urlencode() if more else "",
    }
    return render(request, "tours/list.html", said)


@page(*shown.READERS)
@require_GET
def tour(request: HttpRequest, tour_id: int) -> HttpResponse:
    """Show a tour."""
    return tour_page(request, tour_id)


def tour_page(request: HttpRequest, tour_id: int, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a tour, with what was refused and what was typed, if something was."""
    found = tours.tour(tour_id=tour_id, on=request.day, scope=request.scope)
    trail.saw(request, "tour", f"tour:{found.pk}")
    told = summed(
        tours.rows_of(tour_id=found.pk, on=request.day, scope=request.scope),
        {
            each["banner"]: (each["drawn"], each["villages"])
            for each in found.design.get("strata", ())
        },
    )
    done, every = tours.progress(tours=[found], on=request.day, scope=request.scope).get(
        found.pk, (0, 0)
    )
    villages = tours.villages_of(tour_id=found.pk, on=request.day, scope=request.scope)
    reached = _doors(found, request)
    named = shown.words()
    said = {
        "tour": found,
        "tag": shown.TAGS[TourState(found.state)],
        "office": gettext(named.offices.get(found.office, found.office)),
        "area": gettext(named.areas.get(found.area, "")),
        "results": shown.rows(told),
        "strata": shown.strata(
            found.design, _passed(found, told, request, is_complete=done == every)
        ),
        "villages": [
            {"village": each, "doors": reached.get(each.village, (0, 0))} for each in villages
        ],
        "done": done,
        "every": every,
        "waits": every - done,
        "percent": round(100 * done / every) if every else 0,
        "issues": tours.issues_of(tour_id=found.pk, on=request.day, scope=request.scope),
        "may_act": request.actor.has_role(*TOURERS) and found.state != TourState.ENDED,
        "is_office": found.kind == TourKind.OFFICE,
        "error": f"{100 * found.design.get('stated_error', 0):.1f}%",
        "wanted_error": f"{100 * found.design.get('error', 0):.0f}%",
        "confidence": f"{100 * found.design.get('confidence', 0):.0f}%",
        **(_work(found, request) if found.kind == TourKind.OFFICE else {}),
        **more,
    }
    return render(request, "tours/tour.html", said, status=status)


def _passed(
    found: Any, told: list[Any], request: HttpRequest, *, is_complete: bool
) -> dict[str, bool | None]:
    numbers = numbers_of(shown.rules(), request.day)
    return lots(told, found.design, good=numbers.good, bad=numbers.bad,
                is_complete=is_complete or found.state == TourState.ENDED)  # fmt: skip


def _doors(found: Any, request: HttpRequest) -> dict[str, tuple[int, int]]:
    """Return village → doors gone to, and all its doors."""
    counts: dict[str, tuple[int, int]] = {}
    for stop in tours.stops_of(tour_id=found.pk, on=request.day, scope=request.scope):
        done, every = counts.get(stop.village, (0, 0))
        counts[stop.village] = done + (stop.state != "waiting"), every + 1
    return counts


def _work(found: Any, request: HttpRequest) -> dict[str, Any]:
    """Return what an office looks at: cells of its area that are red or blind, and open issues."""
    trail.saw(request, "office_work", f"tour:{found.pk}")
    cells = [
        each
        for each in shown.cells_of(request, found.banners)
        if each.area == found.area and each.worst in ("bad", "blind")
    ]
    rows = []
    for banner in found.banners:
        wanted = issues.Wanted(place=("banner", banner), area=found.area)
        rows += issues.issues(wanted=wanted, limit=MOST_ISSUES, on=request.day, scope=request.scope)
    return {
        "cells": sorted(cells, key=lambda each: each.place),
        "open_issues": sorted(rows, key=lambda each: each.due_date)[:MOST_ISSUES],
        "items": [item for item in shown.rules().items.values() if item.area == found.area],
    }


@page(*shown.READERS)
@require_GET
def route(request: HttpRequest, tour_id: int) -> HttpResponse:
    """Show the route of a tour, township by township, to be printed and taken along."""
    found = tours.tour(tour_id=tour_id, on=request.day, scope=request.scope)
    villages = tours.villages_of(tour_id=found.pk, on=request.day, scope=request.scope)
    reached = _doors(found, request)
    trail.saw(request, "tour_route", f"tour:{found.pk}", count=len(villages))
    said = {
        "tour": found,
        "townships": [
            (
                township,
                [(each, reached.get(each.village, (0, 0))) for each in group],
            )
            for township, group in groupby(villages, key=lambda each: each.township)
        ],
    }
    return render(request, "tours/route.html", said)


@page(*TOURERS)
@require_GET
def village(request: HttpRequest, tour_id: int, code: str) -> HttpResponse:
    """Show the doors of a village, on a phone."""
    found = tours.tour(tour_id=tour_id, on=request.day, scope=request.scope)
    stops = tours.stops_of(tour_id=found.pk, village=code, on=request.day, scope=request.scope)
    heads = index.households(
        numbers=[each.household for each in stops], on=request.day, scope=request.scope
    )
    trail.saw(request, "tour_route", f"tour:{found.pk}", count=len(stops))
    said = {
        "tour": found,
        "code": code,
        "stops": [
            {
                "stop": each,
                "held": heads.get(each.household),
                "tag": shown.STOP_TAGS[StopState(each.state)],
            }
            for each in stops
        ],
        "waits": sum(each.state == "waiting" for each in stops),
    }
    return render(request, "tours/village.html", said)
