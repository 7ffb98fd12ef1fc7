"""The pages of documents: the catalogue, asking, one document with its preview, the file, consents."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shouwang.base.access import NotAllowed, NotFound
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.documents import DocumentForm
from shouwang.stages.board.queries import figures
from shouwang.stages.cases.queries import cases, notices
from shouwang.stages.reports.operations import (
    consents as consent_operations,
    documents as operations,
)
from shouwang.stages.reports.queries import consents, documents
from shouwang.web import place, trail
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.reading import whole
from shouwang.web.reports.choices import places_for
from shouwang.web.reports.preview import parts_of
from shouwang.web.statuses import OK, UNPROCESSABLE

ROLES = ("village", "team", "helper", "township", "clerk", "approver", "league", "region")
TASK = "document"
MOST_SETS = 60  # sets of figures offered
MOST_STORIES = 200  # ended cases offered


@page(*ROLES)
@require_GET
def document_list(request: HttpRequest) -> HttpResponse:
    """Show what can be asked for, and what was made."""
    wanted = place.practice().documents
    kind = request.GET.get("kind", "")
    rows = documents.page(
        documents=wanted, reader=request.actor, kind=kind,
        after=whole(request.GET.get("after")) or None, on=request.day, scope=request.scope,
    )  # fmt: skip
    more = rows[documents.LIMIT - 1].pk if len(rows) > documents.LIMIT else 0
    forms = documents.forms_for(
        documents=wanted, reader=request.actor, on=request.day, scope=request.scope
    )
    shown = {
        "forms": list(forms.values()),
        "rows": [(each, forms[each.kind]) for each in rows[: documents.LIMIT]],
        "kind": kind if kind in forms else "",
        "more": more,
        "may_tell": request.actor.has_role(*consent_operations.ROLES),
    }
    return render(request, "reports/list.html", shown)


@page(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Ask for a document."""
    form = place.practice().documents.forms.get(kind)
    if form is None:
        raise NotFound(_("there is no such document"))
    if not request.actor.has_role(*form.roles):
        raise NotAllowed(_("this document is not for your role"))
    if request.method != "POST":
        return render(request, "reports/new.html", _choices(request, form, request.GET))
    sent = request.POST
    parameters: dict[str, Any] = {
        key: sent.get(key, "") for key in ("household", "notice") if key in form.levels
    }
    try:
        made = operations.ask_for_document(
            content=place.content(), documents=place.practice().documents, kind=kind,
            place=sent.get("place", ""), figure_set_id=whole(sent.get("figure_set")) or None,
            parameters=parameters, purpose=sent.get("purpose", ""), at=request.moment,
            by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        shown = _choices(request, form, sent) | {"problems": error.problems}
        return render(request, "reports/new.html", shown, status=UNPROCESSABLE)
    job = ask_for(request, TASK, made.label, {"document": made.pk})
    return redirect("jobs:job", job.pk)


@page(*ROLES)
@require_GET
def document(request: HttpRequest, number: int) -> HttpResponse:
    """Show a document as it will be printed, and what it rests on."""
    found, form = _found(request, number)
    shown: dict[str, Any] = {"document": found, "form": form}
    if found.state == "made":
        kept = documents.paper_of(
            home=request.home, document=found, on=request.day, scope=request.scope
        )
        shown |= parts_of(kept, form.format)
        if form.personal != "none":
            trail.saw(request, "document", f"document:{found.pk}")
    return render(request, "reports/document.html", shown)


@page(*ROLES)
@require_GET
def file(request: HttpRequest, number: int) -> HttpResponse:
    """Give out the file as it was made: the same bytes each time; who takes it is written down."""
    found, _form = _found(request, number)
    data = documents.file_of(home=request.home, document=found, on=request.day, scope=request.scope)
    trail.took(
        request, "document_file", f"document:{found.pk}", purpose=found.purpose or found.label,
        digest=found.digest,
    )  # fmt: skip
    return attachment(data, found.name, found.media_type)


@page(*consent_operations.ROLES)
@require_GET
def stories(request: HttpRequest) -> HttpResponse:
    """Show the cases whose risk has ended, and which households agree to be told of."""
    return _stories(request)


@page(*consent_operations.ROLES)
@require_POST
def consent(request: HttpRequest, case_id: int) -> HttpResponse:
    """Record or withdraw the consent of a household."""
    act: dict[str, Any] = {"at": request.moment, "by": request.actor, "on": request.day}
    try:
        if request.POST.get("withdraw"):
            consent_operations.withdraw_consent(case_id=case_id, **act)
            messages.success(request, _("The household is no longer told of."))
        else:
            consent_operations.record_consent(
                case_id=case_id, paper=request.POST.get("paper", ""),
                story=request.POST.get("story", ""), **act,
            )  # fmt: skip
            messages.success(request, _("The consent is recorded."))
    except InputProblems as error:
        return _stories(request, error.problems, case_id)
    return redirect("reports:stories")


def _stories(request: HttpRequest, problems: tuple[Problem, ...] = (), at: int = 0) -> HttpResponse:
    found = list(cases.ended_cases(on=request.day, scope=request.scope).values())[:MOST_STORIES]
    agreed = consents.consents(
        case_ids=[each.pk for each in found], on=request.day, scope=request.scope
    )
    trail.saw(request, "stories", "stories")
    shown = {
        "rows": [(each, agreed.get(each.pk)) for each in found],
        "problems": problems, "at": at, "typed": request.POST,
    }  # fmt: skip
    status = UNPROCESSABLE if problems else OK
    return render(request, "reports/stories.html", shown, status=status)


def _found(request: HttpRequest, number: int) -> tuple[Any, DocumentForm]:
    wanted = place.practice().documents
    found = documents.document(
        number=number, documents=wanted, reader=request.actor, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    return found, wanted.forms[found.kind]


def _choices(request: HttpRequest, form: DocumentForm, typed: Any) -> dict[str, Any]:
    shown: dict[str, Any] = {"form": form, "typed": typed}
    if "notice" in form.levels:
        shown["notices"] = notices.page(on=request.day, scope=request.scope)
    elif "household" not in form.levels:
        shown["places"] = places_for(form, place.content(), request.scope)
    if form.composer in operations.FIGURES:
        shown["sets"] = figures.figure_sets(on=request.day, scope=request.scope)[:MOST_SETS]
    return shown
