"""The pages without an account: object to a notice, report a trouble, ask how it stands."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.operations import knocks, objections, self_reports
from shouwang.stages.cases.queries import (
    notices,
    objections as known_objections,
    self_reports as known_reports,
)
from shouwang.stages.cases.receipts import typed_receipt, village_of
from shouwang.stages.cases.wording import seal_of
from shouwang.web import place
from shouwang.web.cases.refusing import note_refusal
from shouwang.web.guard import public
from shouwang.web.notices.codes import rules
from shouwang.web.public.senders import sender
from shouwang.web.reading import whole
from shouwang.web.statuses import OK, UNPROCESSABLE

# The statuses of answers (RFC 9110, RFC 6585).
TOO_MANY = 429
ALL = "all"  # the choice that means the notice as a whole


@public
def objection(request: HttpRequest, token: str) -> HttpResponse:
    """Show a notice as it hangs, and take in what somebody has against it."""
    found = notices.notice_of_token(token=token, on=request.day, scope=request.scope)
    if request.method != "POST":
        return _objection_page(request, found)
    sent = request.POST
    try:
        _knock(request)
        made = objections.take_objection(
            home=request.home,
            content=place.content(),
            token=token,
            text=sent.get("text", ""),
            contact=sent.get("contact", ""),
            entry=None if sent.get("entry", ALL) == ALL else whole(sent.get("entry")) - 1,
            form=_form(sent.get("form")),
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        note_refusal(request, wrong)
        return _objection_page(request, found, problems=wrong.problems, status=UNPROCESSABLE)
    except knocks.TooOften as often:
        return _objection_page(request, found, problems=[Problem("", str(often))], status=TOO_MANY)
    return redirect("public:receipt", made.receipt)


def _objection_page(
    request: HttpRequest, found: Any, *, problems: Any = (), status: int = OK
) -> HttpResponse:
    is_open = notices.is_open(notice=found, on=request.day, scope=request.scope)
    said = {
        "notice": found,
        # What hangs no more is not shown any longer either.
        "shown": found.shown if is_open else [],
        "paragraphs": [line.strip() for line in found.text.splitlines() if line.strip()],
        "is_open": is_open,
        "problems": problems,
        "typed": request.POST,
        "form": request.POST.get("form") or str(uuid.uuid4()),
        "limits": objections,
    }
    return render(request, "public/objection.html", said, status=status)


@public
def report(request: HttpRequest, token: str) -> HttpResponse:
    """Take in a household's own report for the village of a token."""
    village = village_of(token, read_keys(request.home.keys).hash)
    if village is None or village not in place.content().regions:
        raise NotFound(_("there is no such page"))
    if request.method != "POST":
        return _report_page(request, village)
    sent = request.POST
    try:
        _knock(request)
        made = self_reports.send_report(
            home=request.home,
            content=place.content(),
            token=token,
            name=sent.get("name", ""),
            contact=sent.get("contact", ""),
            trouble=sent.get("trouble", ""),
            text=sent.get("text", ""),
            agreed=sent.get("agreed") == "1",
            form=_form(sent.get("form")),
            at=request.moment,
            by=request.actor,
            on=request.day,
        )
    except InputProblems as wrong:
        note_refusal(request, wrong)
        return _report_page(request, village, problems=wrong.problems, status=UNPROCESSABLE)
    except knocks.TooOften as often:
        return _report_page(request, village, problems=[Problem("", str(often))], status=TOO_MANY)
    return redirect("public:receipt", made.receipt)


def _report_page(
    request: HttpRequest, village: str, *, problems: Any = (), status: int = OK
) -> HttpResponse:
    held = rules().self_reports
    said = {
        "village": village,
        "seal": seal_of(village, place.content(), rules()),
        "troubles": held.troubles,
        "consent": held.consent,
        "days": held.accept_within.number_on(request.day),
        "problems": problems,
        "typed": request.POST,
        "form": request.POST.get("form") or str(uuid.uuid4()),
        "limits": self_reports,
    }
    return render(request, "public/report.html", said, status=status)


@public
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a receipt, and lead to how it stands."""
    typed = typed_receipt(request.GET.get("receipt", ""))
    if typed:
        return redirect("public:receipt", typed)
    return render(request, "public/ask.html", {})


@public
@require_GET
def receipt(request: HttpRequest, receipt: str) -> HttpResponse:
    """Show how an objection or a report stands; nothing of what was written, nor by whom."""
    asked = {"receipt": typed_receipt(receipt), "on": request.day, "scope": request.scope}
    try:
        found = known_objections.objection_of_receipt(**asked)
        return render(request, "public/objection_receipt.html", {"objection": found})
    except NotFound:
        mine = known_reports.report_of_receipt(**asked)
        return render(request, "public/report_receipt.html", {"report": mine})


def _knock(request: HttpRequest) -> None:
    knocks.note_knock(
        home=request.home, address=sender(request), at=request.moment, by=request.actor,
        on=request.day,
    )  # fmt: skip


def _form(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()
