"""The performance table: points from records for each banner, its own words, its signature."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems
from shouwang.base.words import _
from shouwang.stages.org.scoping import fail_outside
from shouwang.stages.programmes.funds.enums import AppraisalState
from shouwang.stages.programmes.funds.operations import appraisals as acts
from shouwang.stages.programmes.funds.queries import appraisals, banners
from shouwang.stages.programmes.funds.scoring import Appraised, appraise
from shouwang.stages.reports.blocks import Book, Column, Sheet, Table
from shouwang.stages.reports.workbook import xlsx_of
from shouwang.web import place, trail
from shouwang.web.board import told as written
from shouwang.web.board.asked import supervised
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.programmes.funds import told
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

WRITERS = ("clerk", "approver")
NARROW = 12  # characters of a column of the workbook
MIDDLE = 20  # the same
WIDE = 48  # the same


@page(*told.READERS)
@supervised
@require_GET
def performance(request: HttpRequest) -> HttpResponse:
    """Show the points of all banners the reader may see, the most first."""
    codes = banners.banners(content=place.content(), on=request.day, scope=request.scope)
    names = [each.indicator for each in told.rules().items.values()]
    figures, day = told.figures_of(request, names, codes)
    signed = appraisals.appraisals(year=request.day.year, on=request.day, scope=request.scope)
    rows: list[dict[str, Any]] = [
        {"banner": code, "told": appraise(told.rules(), figures[code]), "own": signed.get(code)}
        for code in codes
    ]
    return render(request, "funds/performance.html", {
        "rows": sorted(rows, key=lambda each: (each["told"].possible == 0, -each["told"].total)),
        "day": day, "items": told.rules().items.values(), "groups": told.rules().groups,
        "signed": sum(each["own"] is not None and each["own"].state == AppraisalState.SIGNED
                      for each in rows),
        "graded": sum(bool(each["told"].grade) for each in rows),
    })  # fmt: skip


@page(*told.READERS)
@supervised
@require_GET
def appraisal(request: HttpRequest, code: int) -> HttpResponse:
    """Show the points of a banner and what it says to each item."""
    return _page(request, str(code))


@page(*WRITERS)
@require_POST
def write(request: HttpRequest, code: int) -> HttpResponse:
    """Keep what the banner says to each item."""
    words = {name: request.POST.get(f"item-{name}", "") for name in told.rules().items}

    def do(given: dict[str, Any]) -> object:
        return acts.write_appraisal(words=words, **given)

    return _act(request, str(code), do, _("what you wrote is kept"))


@page("approver")
@require_POST
def sign(request: HttpRequest, code: int) -> HttpResponse:
    """Sign the appraisal; its points are kept as they are now."""
    fail_outside(str(code), place.content(), request.scope)
    names = [each.indicator for each in told.rules().items.values()]
    figures, day = told.figures_of(request, names, [str(code)])

    def do(given: dict[str, Any]) -> object:
        return acts.sign_appraisal(figures=figures[str(code)], figures_day=day, **given)

    return _act(request, str(code), do, _("it is signed"))


def _act(request: HttpRequest, code: str, do: Any, said: str) -> HttpResponse:
    given = {"content": place.content(), "banner": code,
             "version": whole(request.POST.get("version")), "at": request.moment,
             "by": request.actor, "on": request.day}  # fmt: skip
    try:
        do(given)
    except InputProblems as wrong:
        return _page(request, code, problems=wrong.problems, typed=request.POST,
                     status=UNPROCESSABLE)  # fmt: skip
    except (Stale, acts.AppraisalSigned) as stale:
        return _page(request, code, stale=str(stale), typed=request.POST, status=CONFLICT)
    messages.success(request, said)
    return redirect("funds:appraisal", code)


def _page(
    request: HttpRequest, code: str, *, problems: Any = (), stale: str = "", typed: Any = None,
    status: int = OK,
) -> HttpResponse:  # fmt: skip
    fail_outside(code, place.content(), request.scope)
    banners.banners(content=place.content(), place=code, on=request.day, scope=request.scope)
    rules = told.rules()
    figures, day = told.figures_of(request, [each.indicator for each in rules.items.values()],
                                   [code])  # fmt: skip
    own = appraisals.appraisal(banner=code, year=request.day.year, on=request.day,
                               scope=request.scope)  # fmt: skip
    found = appraise(rules, figures[code])
    is_signed = own is not None and own.state == AppraisalState.SIGNED
    may_write = request.actor.has_role(*WRITERS) and not is_signed
    return render(request, "funds/appraisal.html", {
        "banner": code, "told": found, "day": day, "own": own, "is_signed": is_signed,
        "rows": _rows(found, own, typed), "groups": rules.groups,
        "may_write": may_write, "may_sign": may_write and request.actor.has_role("approver"),
        "version": own.version if own is not None else 0, "problems": problems, "stale": stale,
    }, status=status)  # fmt: skip


def _rows(found: Appraised, own: Any, typed: Any) -> list[dict[str, Any]]:
    indicators, groups = place.practice().indicators, told.rules().groups
    words = own.words if own is not None else {}
    signed = own.points if own is not None else {}
    return [
        {
            "item": each.item, "group": groups[each.item.group],
            "indicator": indicators[each.item.indicator],
            "value": written.written(indicators[each.item.indicator], each.value),
            "points": each.points, "signed": signed.get(each.item.name),
            "none": written.written(indicators[each.item.indicator], float(each.item.none)),
            "full": written.written(indicators[each.item.indicator], float(each.item.full)),
            "name": f"item-{each.item.name}",
            "words": typed.get(f"item-{each.item.name}", "") if typed and f"item-{each.item.name}" in typed
            else words.get(each.item.name, ""),
        }
        for each in found.items
    ]  # fmt: skip


@page(*told.OFFICES)
@require_GET
def book(request: HttpRequest, code: int) -> HttpResponse:
    """Give the table with the banner's words out as a workbook."""
    banner = str(code)
    fail_outside(banner, place.content(), request.scope)
    banners.banners(content=place.content(), place=banner, on=request.day, scope=request.scope)
    rules = told.rules()
    figures, day = told.figures_of(request, [each.indicator for each in rules.items.values()],
                                   [banner])  # fmt: skip
    own = appraisals.appraisal(banner=banner, year=request.day.year, on=request.day,
                               scope=request.scope)  # fmt: skip
    found = appraise(rules, figures[banner])
    columns = (
        Column(_("group"), width=NARROW), Column(_("item"), width=MIDDLE),
        Column(_("indicator"), width=MIDDLE), Column(_("value"), align="right", width=NARROW),
        Column(_("full points"), align="right", width=NARROW),
        Column(_("points"), align="right", width=NARROW), Column(_("what the banner says"), width=WIDE),
    )  # fmt: skip
    rows = tuple(
        (each["group"], each["item"].label, each["indicator"].label, each["value"],
         f"{each['item'].points:g}", "" if each["points"] is None else str(each["points"]),
         each["words"])
        for each in _rows(found, own, None)
    )  # fmt: skip
    name = place.content().regions[banner].name
    title = _("{place}: self-appraisal of funds {year}").format(place=name, year=request.day.year)
    lines = [_("points: {total} of {possible}").format(total=found.total, possible=found.possible)]
    if day is not None:
        lines.append(_("figures of {day}").format(day=day.isoformat()))
    if own is not None and own.state == AppraisalState.SIGNED:
        lines.append(_("signed by {who} on {day}").format(who=own.signed_by, day=own.signed_date))
    sheet = Sheet(name, Table(columns, rows), title, tuple(lines))
    trail.took(request, "appraisal_book", f"banner:{banner}", purpose=title)
    return attachment(xlsx_of(Book(title, request.day, (sheet,))), f"{title}.xlsx")
