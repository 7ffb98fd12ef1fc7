"""The pages of the issue ledger: the list, one issue, its letter, the ledger as paper."""

from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import EVERYWHERE
from shouwang.stages.board.enums import IssueState, RecurrenceState
from shouwang.stages.board.hands import due_on, files_of, may_verify
from shouwang.stages.board.operations import issues as acts, recurrences
from shouwang.stages.board.queries import issues
from shouwang.stages.cases.queries import files
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.queries import accounts, audit
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.cases.shown import inner_places
from shouwang.web.guard import page
from shouwang.web.issues import shown
from shouwang.web.lately import lately
from shouwang.web.statuses import OK

MOST_PRINTED = 2_000  # rows of a ledger on paper; more are a workbook
MENDABLE = (IssueState.OPEN, IssueState.UNDER_WAY, IssueState.RETURNED)


@page(*shown.READERS)
@require_GET
def issue_list(request: HttpRequest) -> HttpResponse:
    """Show the ledger, what is due first at the top."""
    wanted = shown.wanted_of(request.GET.dict())
    rows = issues.issues(
        wanted=wanted, after=shown.after_of(request.GET.get("after", "")), on=request.day,
        scope=request.scope,
    )  # fmt: skip
    first, more = rows[: issues.LIMIT], rows[issues.LIMIT :]
    trail.saw(request, "issue_list", "issues", count=len(first))
    query = request.GET.copy()
    query.pop("after", None)
    said = {
        "rows": [shown.line(each, request.day) for each in first],
        "wanted": wanted,
        "counts": lately(
            request, "issues", wanted.place, wanted.area,
            count=lambda: issues.counts(
                place=wanted.place, area=wanted.area, on=request.day, scope=request.scope
            ),
        ),
        "places": inner_places(request.scope),
        "may_find": request.actor.has_role(*acts.FINDERS),
        "query": query.urlencode(),
        "next": shown.next_page(request, first[-1]) if more else "",
        **shown.choices(),
    }  # fmt: skip
    return render(request, "issues/list.html", said)


@page(*shown.READERS)
@require_GET
def issue(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show an issue."""
    return issue_page(request, issue_id)


def issue_page(
    request: HttpRequest, issue_id: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    """Return the page of an issue, with what was refused and what was typed, if something was."""
    found = issues.issue(issue_id=issue_id, on=request.day, scope=request.scope)
    touched = issues.households_of(issue_id=found.pk, on=request.day, scope=request.scope)
    heads = index.households(
        numbers=[each.household for each in touched], on=request.day, scope=request.scope
    )
    trail.saw(request, "issue", f"issue:{found.pk}")
    by = request.actor
    labels = accounts.labels_of(
        usernames={found.owner, found.rectified_by, found.verified_by, found.made_by},
        on=request.day, scope=request.scope,
    )  # fmt: skip
    said = {
        "line": shown.line(found, request.day),
        "issue": found,
        "households": [(each, heads.get(each.household)) for each in touched],
        "files": files.attachments_of(
            owner=files_of(found), on=request.day, scope=request.scope
        ),
        "recurrences": issues.recurrences_of(
            issue_id=found.pk, on=request.day, scope=request.scope
        ),
        "asked": RecurrenceState.ASKED,
        "history": _history(found.pk, request),
        "labels": labels,
        "mender": labels.get(found.rectified_by, found.rectified_by),
        "term": due_on(place.content(), found.source, found.severity, request.day),
        "may_assign": found.state == IssueState.FOUND and by.has_role(*acts.ASSIGNERS),
        "may_mend": found.state in MENDABLE and by.has_role(*acts.MENDERS),
        "may_verify": found.state == IssueState.APPLIED and may_verify(found, by),
        "is_own_hand": found.state == IssueState.APPLIED and found.rectified_by == by.name,
        "may_touch": by.has_role(*acts.FINDERS),
        "may_answer": by.has_role(*recurrences.ANSWERERS),
        **shown.choices(),
        **more,
    }  # fmt: skip
    return render(request, "issues/issue.html", said, status=status)


@page(*shown.READERS)
@require_GET
def letter(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Show the letter by which an issue is handed over, as it is printed."""
    found = issues.issue(issue_id=issue_id, on=request.day, scope=request.scope)
    touched = issues.households_of(issue_id=found.pk, on=request.day, scope=request.scope)
    trail.saw(request, "issue_letter", f"issue:{found.pk}")
    said = {
        "line": shown.line(found, request.day),
        "issue": found,
        "households": len(touched),
        "owner": accounts.labels_of(
            usernames={found.owner}, on=request.day, scope=request.scope
        ).get(found.owner, found.owner),
    }
    return render(request, "issues/letter.html", said)


@page(*shown.READERS)
@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    """Show the ledger as the paper it replaces."""
    wanted = shown.wanted_of(request.GET.dict())
    rows = issues.all_issues(wanted=wanted, on=request.day, scope=request.scope)
    found = list(islice(rows, MOST_PRINTED + 1))
    trail.saw(request, "issue_paper", "issues", count=len(found))
    said = {
        "rows": [shown.cells(each) for each in found[:MOST_PRINTED]],
        "is_more": len(found) > MOST_PRINTED,
        "most": MOST_PRINTED,
        "wanted": wanted,
    }
    return render(request, "issues/paper.html", said)


def _history(number: int, request: HttpRequest) -> list[Any]:
    """Return what was done to an issue, the latest first; whoever sees it sees its history."""
    sought = audit.Sought(kind=AuditKind.WRITE, subject=f"issue:{number}")
    return audit.entries(sought=sought, on=request.day, scope=EVERYWHERE)
