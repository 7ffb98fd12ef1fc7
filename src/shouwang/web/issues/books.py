"""The ledger as a workbook: taken in, given out, and blank."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.board.enums import IssueKind, IssueSource, Severity
from shouwang.stages.board.issue_book import MOST_BYTES, write_book
from shouwang.stages.board.issue_lines import STATES
from shouwang.stages.board.operations.importing import Doubled, import_issues
from shouwang.stages.board.operations.issues import FINDERS
from shouwang.stages.board.queries import issues
from shouwang.web import place, trail
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.issues import shown
from shouwang.web.statuses import OK, UNPROCESSABLE


@page(*FINDERS)
def take_in(request: HttpRequest) -> HttpResponse:
    """Show the form for a workbook, or take it in."""
    if request.method != "POST":
        return _page(request)
    try:
        made, left = import_issues(
            content=place.content(), data=_sent(request),
            without_doubles=request.POST.get("without") == "1", at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as wrong:
        return _page(
            request, problems=wrong.problems, are_doubles=isinstance(wrong, Doubled),
            status=UNPROCESSABLE,
        )  # fmt: skip
    messages.success(
        request,
        _("{made} issues are in the ledger, {left} were there already").format(
            made=made, left=left
        ),
    )
    return redirect("issues:list")


def _sent(request: HttpRequest) -> bytes:
    sent = request.FILES.get("book")
    if sent is None:
        raise InputProblems([Problem("book", _("choose a file"))])
    if (sent.size or 0) > MOST_BYTES:
        raise InputProblems([Problem("book", _("the file is too large"))])
    return bytes(sent.read())


def _page(
    request: HttpRequest, *, problems: Any = (), are_doubles: bool = False, status: int = OK
) -> HttpResponse:
    said = {"problems": problems, "are_doubles": are_doubles}
    return render(request, "issues/book.html", said, status=status)


@page(*FINDERS)
@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """Give out the blank workbook."""
    del request
    named = shown.words()
    choices = {
        "area": list(named.areas.values()),
        "office": list(named.offices.values()),
        "source": [gettext(str(each)) for each in IssueSource.labels],
        "kind": [gettext(str(each)) for each in IssueKind.labels],
        "severity": [gettext(str(each)) for each in Severity.labels],
        "state": [gettext(str(each.label)) for each in STATES],
    }
    note = _("One issue a row. Banner, area, source and what is wrong must be filled in.")
    blank = write_book(_("Issue ledger"), (), choices=choices, note=note)
    return attachment(blank, "issues-blank.xlsx")


@page(*shown.READERS)
@require_POST
def give_out(request: HttpRequest) -> HttpResponse:
    """Give out the ledger as it is narrowed."""
    wanted = shown.wanted_of(request.GET.dict())
    rows = [
        shown.cells(each)
        for each in issues.all_issues(wanted=wanted, on=request.day, scope=request.scope)
    ]
    trail.took(request, "issue_book", "issues", purpose=_("issue ledger"), count=len(rows))
    note = _("As of {day}; {count} issues.").format(day=request.day, count=len(rows))
    return attachment(write_book(_("Issue ledger"), rows, note=note), f"issues-{request.day}.xlsx")
