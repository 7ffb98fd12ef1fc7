"""The big screen: parts of the board in large type, one after the other, without anybody's name."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.web import place
from shouwang.web.board import grid, headline
from shouwang.web.board.asked import READERS, Asked, asked_of, sets_of, supervised
from shouwang.web.board.views import map_of, rows_of
from shouwang.web.guard import page
from shouwang.web.reading import whole


@page(*READERS)
@supervised
@require_GET
def screen(request: HttpRequest) -> HttpResponse:
    """Show a part of the board; the next is asked for by the page itself."""
    sets = sets_of(request)
    if not sets:
        return render(request, "board/empty.html", {"run": place.latest_run()})
    wanted = asked_of(request, sets)
    found = rows_of(request, wanted)
    areas = list(place.practice().areas.areas)
    parts = ["sum", "worst", *areas]
    number = whole(request.GET.get("part")) % len(parts)
    part = parts[number]
    page_rules = place.practice().board_page
    shown: dict[str, Any] = {
        "wanted": wanted, "part": part, "number": number, "following": (number + 1) % len(parts),
        "parts": len(parts), "seconds": page_rules.seconds,
        "wants": headline.wants(request, found), "moment": request.moment,
        # Nobody touches a wall: it is not locked for being idle. It shows no person's data.
        "idle_seconds": 0, **_part(request, wanted, part, found),
    }  # fmt: skip
    name = "board/_screen.html" if request.htmx else "board/screen.html"
    return render(request, name, shown)


def _part(request: HttpRequest, wanted: Asked, part: str, found: list[grid.Row]) -> dict[str, Any]:
    most = place.practice().board_page.cells
    if part == "sum":
        return {"cards": headline.cards(request, wanted), "leagues": _leagues(found)}
    if part == "worst":
        return {"squares": _worst(found)[:most]}
    area = place.practice().areas.areas[part]
    squares = [(row, each) for row, each in _worst(found) if each.area == part]
    return {"area": area, "squares": squares[:most],
            "map": map_of(request, wanted, part, found)}  # fmt: skip


def _worst(found: list[grid.Row]) -> list[tuple[grid.Row, grid.Square]]:
    """Return the squares that are bad or blind, those with most bad lights first."""
    squares = [
        (row, each) for row in found for each in row.squares if each.worst in {"bad", "blind"}
    ]
    return sorted(
        squares,
        key=lambda pair: (
            grid.ORDER.index(pair[1].worst), -sum(each.state == "bad" for each in pair[1].lights),
            sum((each.figure.value or 0) for each in pair[1].lights if each.figure),
        ),
    )  # fmt: skip


def _leagues(found: list[grid.Row]) -> list[dict[str, Any]]:
    """Return the leagues with how many of their squares are bad, blind and good."""
    counted: dict[str, dict[str, Any]] = {}
    for row in found:
        own = counted.setdefault(
            row.league, {"code": row.league, "banners": 0, **dict.fromkeys(grid.ORDER, 0)}
        )
        own["banners"] += 1
        for each in row.squares:
            own[each.worst] += 1
    return sorted(counted.values(), key=lambda own: (-own["bad"], -own["blind"], own["code"]))
