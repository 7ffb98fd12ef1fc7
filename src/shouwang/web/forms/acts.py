"""What is done with forms: taken in, confirmed, filled in, asked of villages, put away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.org.scoping import fail_outside
from shouwang.stages.reports.filling.confirming import people_asked
from shouwang.stages.reports.filling.model import from_document
from shouwang.stages.reports.filling.opening import MOST_BYTES
from shouwang.stages.reports.operations import forms as operations
from shouwang.stages.reports.operations.filling import FILLERS
from shouwang.stages.reports.operations.forms import KEEPERS
from shouwang.stages.reports.queries import forms as known
from shouwang.web import place
from shouwang.web.forms.views import shown_form, shown_list
from shouwang.web.guard import FACTOR, has_second_factor, page, sent_to
from shouwang.web.jobs.asking import ask_for
from shouwang.web.reading import whole
from shouwang.web.statuses import CONFLICT, UNPROCESSABLE

TASK = "fill_form"
LONGEST_PURPOSE = 200  # characters, as the log keeps of it


@page(*KEEPERS)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Take a blank form in."""
    typed = request.POST
    try:
        data, name = _uploaded(request)
        found = operations.keep_form(
            home=request.home, content=place.content(), data=data,
            name=typed.get("name", "").strip() or name,
            asked_by=typed.get("asked_by", ""), region=typed.get("region", ""),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        shown = shown_list(request, problems=error.problems, typed=typed)
        return render(request, "forms/list.html", shown, status=UNPROCESSABLE)
    messages.success(request, _("The form is kept. Say once what its headings mean."))
    return redirect("forms:form", number=found.pk)


def _uploaded(request: HttpRequest) -> tuple[bytes, str]:
    """Return the file that came, and its name without the ending.

    Raises:
        InputProblems: if none came.
    """
    upload = request.FILES.get("form")
    if upload is None:
        raise InputProblems([Problem(_("form"), _("no file came"), _("choose the blank workbook"))])
    return upload.read(MOST_BYTES + 1), (upload.name or "").rpartition(".")[0]


@page(*KEEPERS)
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Say what every heading means."""
    content = place.content()
    found = known.form(form_id=number, content=content, on=request.day, scope=request.scope)
    mapping, who = _sent(request, found)
    try:
        operations.confirm_form(
            content=content, practice=place.practice(), form_id=number,
            version=whole(request.POST.get("version")), mapping=mapping, who=who,
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        shown = shown_form(request, found, typed=mapping, who=who, problems=error.problems)
        return render(request, "forms/form.html", shown, status=UNPROCESSABLE)
    except Stale as error:
        found.refresh_from_db()
        problems = [Problem("", str(error))]
        shown = shown_form(request, found, typed=mapping, who=who, problems=problems)
        return render(request, "forms/form.html", shown, status=CONFLICT)
    messages.success(request, _("From now on this form is filled in by one click."))
    return redirect("forms:form", number=number)


def _sent(request: HttpRequest, found: Any) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    mapping: dict[str, dict[str, str]] = {}
    who: dict[str, str] = {}
    for number, blank in enumerate(from_document(found.sheets)):
        mapping[blank.sheet] = {
            slot.key: request.POST.get(f"{number}-{slot.key}", "") for slot in blank.slots
        }
        who[blank.sheet] = request.POST.get(f"who-{number}", "")
    return mapping, who


@page(*FILLERS)
@require_POST
def fill(request: HttpRequest, number: int) -> HttpResponse:
    """Fill a form in for a place, as background work."""
    content = place.content()
    found = known.form(form_id=number, content=content, on=request.day, scope=request.scope)
    code, purpose = request.POST.get("place", ""), request.POST.get("purpose", "").strip()
    fail_outside(code, content, request.scope)
    problems = []
    if not found.mapping:
        problems.append(
            Problem(_("form"), _("nobody has said yet what its headings mean"),
                    _("confirm the headings first; it is done once"))
        )  # fmt: skip
    if people_asked(found.mapping):
        if not has_second_factor(request):
            return sent_to(request, FACTOR)
        if not purpose or len(purpose) > LONGEST_PURPOSE or "\0" in purpose:
            problems.append(Problem("purpose", _("the form names people: say what it is for")))
    if problems:
        shown = shown_form(request, found, problems=problems, place=code, purpose=purpose)
        return render(request, "forms/form.html", shown, status=UNPROCESSABLE)
    label = _("Fill in: {form}, {place}").format(form=found.name, place=content.regions[code].name)
    job = ask_for(
        request, TASK, label, {"form": number, "place": code, "purpose": purpose},
        is_repeatable=False,
    )  # fmt: skip
    return redirect("jobs:job", job.pk)


@page(*KEEPERS)
@require_POST
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Ask the villages of a place for what nobody knows."""
    content = place.content()
    found = known.form(form_id=number, content=content, on=request.day, scope=request.scope)
    code = request.POST.get("place", "")
    try:
        villages = operations.ask_villages(
            content=content, practice=place.practice(), form_id=number, place=code,
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except InputProblems as error:
        shown = shown_form(request, found, problems=error.problems, place=code)
        return render(request, "forms/form.html", shown, status=UNPROCESSABLE)
    messages.success(
        request, _("{count} villages are asked; it counts as their burden.").format(count=villages)
    )
    return redirect("forms:burden")


@page(*KEEPERS)
@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Put a form away."""
    content = place.content()
    found = known.form(form_id=number, content=content, on=request.day, scope=request.scope)
    try:
        operations.retire_form(
            content=content, form_id=number, version=whole(request.POST.get("version")),
            at=request.moment, by=request.actor, on=request.day,
        )  # fmt: skip
    except Stale as error:
        found.refresh_from_db()
        shown = shown_form(request, found, problems=[Problem("", str(error))])
        return render(request, "forms/form.html", shown, status=CONFLICT)
    messages.success(request, _("The form is put away; what was filled in stays."))
    return redirect("forms:list")
