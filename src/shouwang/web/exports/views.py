"""Exports: a purpose is asked for, the second factor shown, and what was taken is written down."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NotFound
from shouwang.base.errors import Problem
from shouwang.base.words import _
from shouwang.web import place, trail
from shouwang.web.exports.registry import Asked, Export, Row, exports, safe
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.leads.listing import TABS
from shouwang.web.navigation import OFFICES
from shouwang.web.reading import whole
from shouwang.web.statuses import UNPROCESSABLE

SHORTEST = 4  # letters of a purpose: a word at least
LONGEST = 200  # and what the log keeps of it
WORD = 40  # characters of what is chosen from a list
FORMATS = ("csv", "xlsx")
# Rows joined before they go out: fewer, larger pieces.
ROWS_OF_A_PIECE = 500
TASK = "export"


@page(*OFFICES, "auditor", second_factor=True)
@require_GET
def export_list(request: HttpRequest) -> HttpResponse:
    """Show what can be exported."""
    return render(request, "exports/list.html", _shown())


@page(*OFFICES, "auditor", second_factor=True)
@require_POST
def take(request: HttpRequest, name: str) -> Any:
    """Give a list out, as text at once or as a workbook when it is made."""
    export = exports().get(name)
    if export is None:
        raise NotFound(_("there is no such list"))
    purpose, form = request.POST.get("purpose", "").strip(), request.POST.get("format", "")
    problems = []
    if not SHORTEST <= len(purpose) <= LONGEST or "\0" in purpose:
        problems.append(
            Problem("purpose", _("say in {least} to {most} characters what it is for").format(
                least=SHORTEST, most=LONGEST))
        )  # fmt: skip
    if form not in FORMATS:
        problems.append(Problem("format", _("choose a format")))
    if problems:
        shown = _shown(problems=problems, typed=request.POST)
        return render(request, "exports/list.html", shown, status=UNPROCESSABLE)
    wanted = wanted_of(request.POST)
    asked = Asked(wanted, place.content(), request.day, request.scope)
    count, rows = export.rows(asked)
    trail.took(request, "export", f"export:{name}", purpose=purpose, rows=count, format=form,
               **{key: value for key, value in wanted.items() if value})  # fmt: skip
    if form == "xlsx":
        job = ask_for(request, TASK, export.label, {"export": name, "wanted": wanted})
        return redirect("jobs:job", job.pk)
    return _stream(export, rows, f"{name}-{request.day.isoformat()}.csv")


def wanted_of(sent: Any) -> dict[str, Any]:
    """Return the narrowing of a list from what a form sends."""
    tab = sent.get("tab", "")
    return {
        "tab": tab if tab in TABS else TABS[0],
        "place": sent.get("place", "")[:WORD],
        "severity": whole(sent.get("severity")) % 1000,
        "risk": sent.get("risk", "")[:WORD],
    }


def _shown(**more: Any) -> dict[str, Any]:
    return {"exports": exports().values(), "tabs": TABS, "typed": {}, **more}


def _stream(export: Export, rows: Iterator[Row], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(_pieces(export, rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        """Return the text."""
        return text


def _pieces(export: Export, rows: Iterator[Row]) -> Iterator[str]:
    """Yield the table as text, some rows at a time, so that memory stays flat."""
    writer = csv.writer(_Echo())
    # The mark tells spreadsheets that it is UTF-8.
    lines = ["\ufeff", writer.writerow(export.columns)]
    for row in rows:
        lines.append(writer.writerow([safe(value) for value in row]))
        if len(lines) >= ROWS_OF_A_PIECE:
            yield "".join(lines)
            lines = []
    yield "".join(lines)
