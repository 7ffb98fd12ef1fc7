"""What is done to issues on their pages: found, assigned, planned, mended, verified, sent back."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.board.hands import files_of
from shouwang.stages.board.operations import closing, issues, recurrences
from shouwang.stages.board.queries import issues as known
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.operations import audit
from shouwang.stages.register.queries import index
from shouwang.web import place
from shouwang.web.cases.shown import inner_places
from shouwang.web.guard import page
from shouwang.web.issues import shown
from shouwang.web.issues.views import issue_page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE

MOST_FILES = 10  # sent at once
SHOWN = 20  # characters of what was typed that a complaint repeats
ANSWERS = {"yes": True, "no": False}
PARTED = re.compile(r"[\s,，、;；]+")


@page(*issues.FINDERS)
def find(request: HttpRequest) -> HttpResponse:
    """Show the form of a new issue, or write it into the ledger."""
    if request.method != "POST":
        return _find_page(request, typed=request.GET)
    sent = request.POST
    banner, inner = _where(request)
    try:
        made = issues.find_issue(
            content=place.content(),
            banner=banner,
            place=inner,
            area=sent.get("area", ""),
            kind=sent.get("kind", ""),
            source=sent.get("source", ""),
            severity=sent.get("severity", ""),
            words=sent.get("words", ""),
            unit=sent.get("unit", ""),
            households=_households(sent.get("households", "")),
            office=sent.get("office", ""),
            due_date=day(sent.get("due_date")),
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        return _find_page(request, typed=sent, problems=wrong.problems, status=UNPROCESSABLE)
    messages.success(request, _("issue {number} is in the ledger").format(number=made.number))
    return redirect("issues:issue", made.pk)


def _find_page(
    request: HttpRequest, *, typed: Any, problems: Any = (), status: int = OK
) -> HttpResponse:
    number = whole(typed.get("household"))
    held = None
    if number:
        held = index.household(number=number, on=request.day, scope=request.scope)
    said = {
        "typed": typed,
        "problems": problems,
        "held": held,
        "banners": _banners(request),
        "inner": inner_places(request.scope) if request.scope.level == "banner" else (),
        **shown.choices(),
    }
    return render(request, "issues/find.html", said, status=status)


def _banners(request: HttpRequest) -> list[tuple[str, str]]:
    content = place.content()
    return [
        (each.code, place.region_label(each.code))
        for each in content.regions_of("banner")
        if request.scope.covers(content.ancestors(each.code))
    ]


def _where(request: HttpRequest) -> tuple[str, str]:
    """Return the banner and the place in it; a place that was written is looked up by its code."""
    banner = request.POST.get("banner", "")
    return banner, request.POST.get("place", "").strip()


def _households(text: str) -> list[int]:
    parts = [each for each in PARTED.split(text) if each]
    wrong = [each for each in parts if not whole(each)]
    if wrong:
        raise InputProblems(
            [
                Problem(
                    "households", _("“{text}” is no household number").format(text=wrong[0][:SHOWN])
                )
            ]
        )
    return [whole(each) for each in parts]


@page(*issues.ASSIGNERS)
@require_POST
def assign(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Hand it to whoever mends it."""
    sent = request.POST
    return _act(
        request, issue_id, "assign",
        lambda told: issues.assign_issue(
            content=place.content(), unit=sent.get("unit", ""), owner=sent.get("owner", ""),
            due_date=day(sent.get("due_date")), office=sent.get("office", ""), **told,
        ),
        _("it is assigned; the letter can be printed"),
    )  # fmt: skip


@page(*issues.MENDERS)
@require_POST
def plan(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Say how it is mended."""
    return _act(
        request, issue_id, "plan",
        lambda told: issues.plan_issue(plan=request.POST.get("plan", ""), **told),
        _("the plan is kept"),
    )  # fmt: skip


@page(*issues.MENDERS)
@require_POST
def apply(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Say that it is mended, with what proves it."""

    def do(told: dict[str, Any]) -> object:
        _keep_files(request, issue_id)
        return closing.apply_for_closing(result=request.POST.get("result", ""), **told)

    return _act(request, issue_id, "apply", do, _("it waits for somebody else to verify it"))


@page("region", "league", "approver")
@require_POST
def verify(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Close it after having looked."""
    return _act(
        request, issue_id, "verify", lambda told: closing.verify_issue(**told), _("it is closed")
    )


@page("region", "league", "approver")
@require_POST
def send_back(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Send it back with the reason."""
    return _act(
        request, issue_id, "send_back",
        lambda told: closing.send_back(reason=request.POST.get("reason", ""), **told),
        _("it is sent back"),
    )  # fmt: skip


@page(*issues.FINDERS)
@require_POST
def touch(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Say that further households are touched."""
    return _act(
        request, issue_id, "touch",
        lambda told: issues.add_households(
            content=place.content(), households=_wanted(request.POST.get("households", "")), **told
        ),
        _("their leads are open"),
    )  # fmt: skip


def _wanted(text: str) -> list[int]:
    found = _households(text)
    if not found:
        raise InputProblems([Problem("households", _("write their numbers"))])
    return found


@page(*recurrences.ANSWERERS)
@require_POST
def answer(request: HttpRequest, recurrence_id: int) -> HttpResponse:
    """Say whether it is an earlier issue come back."""
    found = recurrences.answer_recurrence(
        recurrence_id=recurrence_id, is_recurrence=ANSWERS.get(request.POST.get("answer", "")), at=request.moment,
        by=request.actor, on=request.day,
    )  # fmt: skip
    messages.success(request, _("your answer is kept"))
    return redirect("issues:issue", found.pk)


def _act(
    request: HttpRequest,
    issue_id: int,
    act: str,
    do: Callable[[dict[str, Any]], object],
    said: str,
) -> HttpResponse:
    told = {
        "issue_id": issue_id, "version": whole(request.POST.get("version")),
        "at": request.moment, "by": request.actor, "on": request.day,
    }  # fmt: skip
    try:
        do(told)
    except InputProblems as wrong:
        return issue_page(
            request, issue_id, status=UNPROCESSABLE, problems=wrong.problems, act=act,
            typed=request.POST,
        )  # fmt: skip
    except Stale as stale:  # told here with what was typed; the log is told too
        audit.record(
            what=type(stale).__name__, subject=f"issue:{issue_id}", at=request.moment,
            kind=AuditKind.REFUSED, by=request.actor, on=request.day,
        )  # fmt: skip
        return issue_page(
            request, issue_id, status=CONFLICT, stale=stale, act=act, typed=request.POST
        )
    messages.success(request, said)
    return redirect("issues:issue", issue_id)


def _keep_files(request: HttpRequest, issue_id: int) -> None:
    """Keep what proves it, even if the rest must be mended: nothing has to be sent twice."""
    found = known.issue(issue_id=issue_id, on=request.day, scope=request.scope)
    for each in request.FILES.getlist("evidence")[:MOST_FILES]:
        keep_file(
            home=request.home, data=each.read(), name=each.name or "",
            owner=files_of(found), kind=FileKind.EVIDENCE, household=None,
            place=found.place, at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
