"""The page by which a workbook gives many households their persons responsible at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases import pairing_book
from shouwang.stages.cases.deciding import DECIDING
from shouwang.stages.cases.operations import pairings_at_once
from shouwang.stages.cases.queries import pairings as known
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.statuses import OK, UNPROCESSABLE

MOST_SHOWN = 200  # problems on one page


@page(*DECIDING)
@require_http_methods(["GET", "POST"])
def book(request: HttpRequest) -> HttpResponse:
    """Show how it is done, and take a workbook in: every row of it, or none."""
    if request.method != "POST":
        return _form(request)
    sent = request.FILES.get("book")
    if sent is None:
        return _form(request, InputProblems([Problem("", _("choose a file"))]))
    try:
        taken = pairings_at_once.assign_many(
            content=place.content(), lines=pairing_book.read_lines(sent.read()),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _form(request, wrong)
    messages.success(
        request,
        _("{made} households have another person responsible, {same} had this one").format(
            made=taken.made, same=taken.same
        ),
    )
    return redirect("households:pairings")


@page(*DECIDING)
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """Send the workbook to be filled in; of one village, with its households in it."""
    village = request.GET.get("village", "")
    rows = _rows(request, village) if village else []
    name = f"pairings-{village}.xlsx" if rows else "pairings.xlsx"
    return attachment(pairing_book.template(rows), name)


def _rows(request: HttpRequest, village: str) -> list[tuple[int, str, str]]:
    found = index.households_of(village=village, on=request.day, scope=request.scope)
    held = known.persons_of(
        households=[each.household for each in found], on=request.day, scope=request.scope
    )
    trail.saw(request, "pairing_template", f"village:{village}", count=len(found))
    return [(each.household, each.head_name, held.get(each.household, "")) for each in found]


def _form(request: HttpRequest, wrong: InputProblems | None = None) -> HttpResponse:
    problems = wrong.problems if wrong is not None else ()
    said = {
        "problems": problems[:MOST_SHOWN],
        "more": max(0, len(problems) - MOST_SHOWN),
        "headings": [pairing_book.headings()[name][0] for name in pairing_book.COLUMNS],
        "most": pairing_book.MOST_ROWS,
    }
    status = UNPROCESSABLE if wrong is not None else OK
    return render(request, "households/pairing_book.html", said, status=status)
