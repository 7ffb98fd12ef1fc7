"""Sharings of money: the list, one with its map and table, two beside each other, the workbook."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shouwang.base.money import major_units
from shouwang.base.words import _
from shouwang.stages.programmes.funds.enums import SharingState
from shouwang.stages.programmes.funds.queries import sharings
from shouwang.stages.programmes.funds.sharing import FEN
from shouwang.stages.reports.blocks import Book, Column, Sheet, Table
from shouwang.stages.reports.workbook import xlsx_of
from shouwang.web import place, trail
from shouwang.web.board import maps
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.reading import whole
from shouwang.web.statuses import OK

READERS = ("region", "league")
TAGS = {SharingState.DRAFT: "watch", SharingState.ADOPTED: "good", SharingState.DISCARDED: ""}
CLASSES = 5  # shades of the map
NARROW = 14  # characters of a column of the workbook
WIDE = 16  # the same
MILLION = 1_000_000  # fen in ten thousand yuan


@page(*READERS)
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """List the sharings: all of them to the region, those adopted to leagues."""
    rows = sharings.sharings(on=request.day, scope=request.scope)
    return render(request, "funds/plans.html", {
        "rows": [{"sharing": each, "tag": TAGS[SharingState(each.state)]} for each in rows],
        "may_make": request.actor.has_role("region"),
        "drafts": sum(each.state == SharingState.DRAFT for each in rows),
    })  # fmt: skip


@page(*READERS)
@require_GET
def plan(request: HttpRequest, sharing_id: int) -> HttpResponse:
    """Show a sharing."""
    return plan_page(request, sharing_id)


def plan_page(
    request: HttpRequest, sharing_id: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    """Return the page of a sharing, with what was refused, if something was."""
    found = sharings.sharing(sharing_id=sharing_id, on=request.day, scope=request.scope)
    parts = sharings.parts(sharing_id=sharing_id, on=request.day, scope=request.scope)
    others = [each for each in sharings.sharings(on=request.day, scope=request.scope)
              if each.pk != found.pk]  # fmt: skip
    said = {
        "sharing": found, "tag": TAGS[SharingState(found.state)], "parts": parts,
        "factors": [each["factor"] for each in found.formula],
        "sum": sum(each.amount for each in parts), "others": others,
        "map": drawn({each.banner: each.amount for each in parts}, found.title),
        "may_decide": request.actor.has_role("region") and found.state == SharingState.DRAFT,
        **more,
    }  # fmt: skip
    return render(request, "funds/plan.html", said, status=status)


@page(*READERS)
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Show two sharings beside each other, the largest differences first."""
    one, other = (
        sharings.sharing(sharing_id=whole(request.GET.get(name)), on=request.day,
                         scope=request.scope)
        for name in ("one", "other")
    )  # fmt: skip
    amounts = [
        {part.banner: part.amount for part in
         sharings.parts(sharing_id=each.pk, on=request.day, scope=request.scope)}
        for each in (one, other)
    ]  # fmt: skip
    rows = [
        {"banner": code, "one": amounts[0].get(code), "other": amounts[1].get(code),
         "change": amounts[1].get(code, 0) - amounts[0].get(code, 0)}
        for code in sorted({*amounts[0], *amounts[1]})
    ]  # fmt: skip
    return render(request, "funds/compare.html", {
        "one": one, "other": other, "rows": sorted(rows, key=lambda each: -abs(each["change"])),
    })  # fmt: skip


@page(*READERS)
@require_GET
def book(request: HttpRequest, sharing_id: int) -> HttpResponse:
    """Give the sharing out as a workbook."""
    found = sharings.sharing(sharing_id=sharing_id, on=request.day, scope=request.scope)
    parts = sharings.parts(sharing_id=sharing_id, on=request.day, scope=request.scope)
    regions = place.content().regions
    factors = [each["factor"] for each in found.formula]
    columns = (
        Column(_("banner"), width=WIDE),
        *(Column(name, align="right", width=NARROW) for name in factors),
        Column(_("share"), align="right", form="share", width=10),
        Column(_("floor"), align="right", form="yuan", width=NARROW),
        Column(_("cap"), align="right", form="yuan", width=NARROW),
        Column(_("amount"), align="right", form="yuan", width=WIDE, is_total=True),
    )
    rows = tuple(
        (regions[each.banner].name, *(each.factors.get(name, "") for name in factors),
         each.share, _in_yuan(each.floor or None), _in_yuan(each.cap), _in_yuan(each.amount))
        for each in parts
    )  # fmt: skip
    weights = "；".join(
        f"{each['factor']} {float(each['weight']):.0%}"
        + (_(" (inverse)") if each["inverse"] else "")
        for each in found.formula
    )
    title = f"{found.number} {found.title}"
    state = gettext(str(found.get_state_display()))
    lines = (f"{major_units(found.total)} {_('yuan')} · {state}", weights)
    table = Table(columns, rows, unit=_("yuan"), total=_("total"))
    made = Book(title, request.day, (Sheet(found.number, table, title, lines),))
    trail.took(request, "sharing_book", f"sharing:{found.pk}", purpose=title)
    return attachment(xlsx_of(made), f"{found.number}.xlsx")


def _in_yuan(amount: int | None) -> float | None:
    return None if amount is None else amount / FEN


def drawn(amounts: dict[str, int], title: str) -> dict[str, Any]:
    """Return the map of amounts by banner, in five shades."""
    regions = place.content().regions
    known = sorted(amounts.values())
    ends = sorted({known[(len(known) - 1) * step // CLASSES] for step in range(1, CLASSES + 1)}
                  if known else set())  # fmt: skip
    places = [
        {"code": code, "name": regions[code].name, "mark": "",
         "state": f"shade-{_shade(amount, ends)}", "value": _written(amount), "text": []}
        for code, amount in amounts.items()
    ]  # fmt: skip
    legend = [{"state": f"shade-{number}", "text": f"≤ {_written(end)}"}
              for number, end in enumerate(ends)]  # fmt: skip
    return {
        "title": title, "is_area": False, "places": places, "legend": legend,
        "data": maps.painted({"places": places}),
        "versions": {kind: maps.version(kind) for kind in maps.KINDS},
    }  # fmt: skip


def _shade(value: int, ends: Sequence[int]) -> int:
    return next((number for number, end in enumerate(ends) if value <= end), max(len(ends) - 1, 0))


def _written(amount: int) -> str:
    return _("{amount} ten thousand yuan").format(amount=f"{amount / MILLION:,.1f}")
