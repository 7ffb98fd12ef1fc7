"""What is done to cases: opened, moved, held, withdrawn; a refusal keeps what was typed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from shouwang.base.access import NotFound, Stale
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.stages.cases.enums import CaseKind
from shouwang.stages.cases.operations import exits, following, procedures, relapse, signatures
from shouwang.stages.cases.queries import cases
from shouwang.stages.cases.rulebook import rulebook_of
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.cases import shown
from shouwang.web.cases.refusing import note_refusal, status_of
from shouwang.web.cases.views import case_page
from shouwang.web.guard import page
from shouwang.web.reading import whole
from shouwang.web.statuses import OK

ROLES = ("village", "team", "helper", "township", "clerk", "approver")
MOST_VERSION = 2**31 - 1  # what the column holds
MOST_SIGNATURES = 6  # photos of one paper
SOURCES = {"township": "cadre", "clerk": "department"}


class Versioned(forms.Form):
    """A form that knows which version of the case was shown."""

    version = forms.IntegerField(min_value=1, max_value=MOST_VERSION)


class StepForm(Versioned):
    """A step as its form sends it; the procedure itself says what is missing."""

    outcome = forms.CharField(max_length=20)
    people = forms.IntegerField(min_value=0, max_value=MOST_VERSION, required=False)
    note = forms.CharField(max_length=4000, required=False, strip=True)
    signed = forms.CharField(max_length=40, required=False)
    present = forms.CharField(max_length=400, required=False, strip=True)
    kind = forms.CharField(max_length=40, required=False)
    way = forms.CharField(max_length=40, required=False)


class ReasonForm(Versioned):
    """A reason, chosen or written."""

    reason = forms.CharField(max_length=400, strip=True)
    note = forms.CharField(max_length=400, required=False, strip=True)


class OpenForm(forms.Form):
    """A case to be opened of a household."""

    procedure = forms.CharField(max_length=40)
    source = forms.CharField(max_length=20, required=False)
    kind = forms.CharField(max_length=20, required=False)
    is_green_channel = forms.BooleanField(required=False)


def read_form(form: forms.Form) -> dict[str, Any]:
    """Return what a form holds.

    Raises:
        InputProblems: with every field that cannot be read.
    """
    if form.is_valid():
        return dict(form.cleaned_data)
    raise InputProblems(
        Problem(str(form.fields[name].label or name) if name in form.fields else name, str(fault))
        for name, faults in form.errors.items()
        for fault in faults
    )


@page(*ROLES)
@require_POST
def take(request: HttpRequest, case_id: int, step: str) -> HttpResponse:
    """Take a step, refuse at it, or send back from it."""

    def act() -> str:
        given = read_form(StepForm(request.POST))
        _keep_signatures(request, case_id, step)
        facts = {key: given[key] for key in ("signed", "present", "kind", "way") if given[key]}
        papers = request.POST.getlist("papers")
        procedures.take_step(
            home=request.home, policy=place.policy(), case_id=case_id, version=given["version"],
            step=step, outcome=given["outcome"], people=given["people"] or 1,
            facts={**facts, "papers": papers} if papers else facts, note=given["note"],
            **_by(request),
        )  # fmt: skip
        return _("the step is taken")

    typed = {**request.POST.dict(), "papers": request.POST.getlist("papers"), "step": step}
    return _answered(request, case_id, act, typed)


def _keep_signatures(request: HttpRequest, case_id: int, step: str) -> None:
    """Keep the signed papers, even if the rest must be mended: nothing has to be sent twice."""
    for each in request.FILES.getlist("signature")[:MOST_SIGNATURES]:
        signatures.attach_signature(
            home=request.home, content=place.content(), case_id=case_id, step=step,
            data=each.read(), name=each.name or "", **_by(request),
        )  # fmt: skip


@page(*ROLES)
@require_POST
def pause(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the clocks stand still."""

    def act() -> str:
        given = read_form(ReasonForm(request.POST))
        procedures.pause_case(content=place.content(), case_id=case_id, **given, **_by(request))
        return _("the clocks stand still")

    return _answered(request, case_id, act, {**request.POST.dict(), "step": "pause"})


@page(*ROLES)
@require_POST
def resume(request: HttpRequest, case_id: int) -> HttpResponse:
    """Let the clocks run again."""

    def act() -> str:
        given = read_form(Versioned(request.POST))
        procedures.resume_case(content=place.content(), case_id=case_id, **given, **_by(request))
        return _("the clocks run again")

    return _answered(request, case_id, act, {})


@page(*ROLES)
@require_POST
def withdraw(request: HttpRequest, case_id: int) -> HttpResponse:
    """Withdraw a case."""

    def act() -> str:
        given = read_form(ReasonForm(request.POST))
        procedures.withdraw_case(
            content=place.content(), case_id=case_id, version=given["version"],
            reason=given["reason"], **_by(request),
        )  # fmt: skip
        return _("the case is withdrawn")

    return _answered(request, case_id, act, {**request.POST.dict(), "step": "withdraw"})


@page(*ROLES)
@require_POST
def leave(request: HttpRequest, case_id: int) -> HttpResponse:
    """Take a household off the list of those to be brought out of poverty."""

    def act() -> str:
        given = read_form(ReasonForm(request.POST))
        exits.leave_list(
            content=place.content(), case_id=case_id, version=given["version"],
            reason=given["reason"], **_by(request),
        )  # fmt: skip
        return _("the household is off the list")

    return _answered(request, case_id, act, {**request.POST.dict(), "step": "leave"})


@page(*ROLES)
@require_http_methods(["GET", "POST"])
def open_new(request: HttpRequest) -> HttpResponse:
    """Open a case of a household: identification, exit from poverty."""
    if request.method == "GET":
        return _opening(request, whole(request.GET.get("household")), {})
    household = whole(request.POST.get("household"))
    try:
        given = read_form(OpenForm(request.POST))
        role = next((role for role in SOURCES if request.actor.has_role(role)), "")
        opened = procedures.open_case(
            household=household, procedure=given["procedure"], content=place.content(),
            source=given["source"] or SOURCES.get(role, "cadre"), kind=given["kind"],
            risks=request.POST.getlist("risks"), is_green_channel=given["is_green_channel"],
            **_by(request),
        )  # fmt: skip
    except (InputProblems, MoveNotAllowed) as error:
        note_refusal(request, error)
        typed = {**request.POST.dict(), "risks": request.POST.getlist("risks")}
        return _opening(request, household, typed, error)
    messages.success(request, _("the case is opened"))
    return redirect("cases:case", opened.pk)


def _opening(
    request: HttpRequest, household: int, typed: dict[str, Any], error: ShouwangError | None = None
) -> HttpResponse:
    """Return the form by which a case of a household is opened."""
    held = index.household(number=household, on=request.day, scope=request.scope)
    trail.saw(request, "case_opening", f"household:{household}")
    said = {
        "household": held,
        "procedures": shown.openable(held, request.actor, request.day, request.scope),
        "risks": shown.risk_labels(place.content()),
        "kinds": dict(CaseKind.choices),
        "typed": typed,
        "error": error,
        "problems": getattr(error, "problems", ()),
    }
    return render(request, "cases/open.html", said, status=status_of(error) if error else OK)


@page(*ROLES)
@require_POST
def reviewed(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note that somebody has looked at a case after its household changed."""

    def act() -> str:
        given = read_form(Versioned(request.POST))
        following.mark_reviewed(case_id=case_id, **given, **_by(request))
        return _("the case has been looked at")

    return _answered(request, case_id, act, {})


@page(*ROLES)
@require_POST
def rechecked(request: HttpRequest, case_id: int) -> HttpResponse:
    """Note that a household was seen again after its risk had ended."""

    def act() -> str:
        given = read_form(Versioned(request.POST))
        relapse.note_recheck(policy=place.policy(), case_id=case_id, **given, **_by(request))
        return _("the visit after the end is noted")

    return _answered(request, case_id, act, {})


@page(*ROLES)
@require_POST
def end_risk(request: HttpRequest, case_id: int) -> HttpResponse:
    """Open the procedure that ends the risk of a watched household."""
    watched = cases.case(case_id=case_id, on=request.day, scope=request.scope)
    book = rulebook_of(place.policy())
    ending = next((each for each in book.of_cases if each.follows == watched.procedure), None)
    if ending is None:
        raise NotFound(_("there is no such record in your area"))

    opened: list[int] = []

    def act() -> str:
        made = procedures.open_case(
            household=watched.household, procedure=ending.name, source="cadre",
            content=place.content(), risks=watched.risks, **_by(request),
        )  # fmt: skip
        opened.append(made.pk)
        return _("the end of the risk is begun")

    answer = _answered(request, case_id, act, {})
    return redirect("cases:case", opened[0]) if opened else answer


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"at": request.moment, "by": request.actor, "on": request.day}


def _answered(
    request: HttpRequest, case_id: int, act: Callable[[], str], typed: dict[str, Any]
) -> HttpResponse:
    """Do something to a case; if that is refused, show the case with why and what was typed."""
    try:
        said = act()
    except (InputProblems, MoveNotAllowed, Stale) as error:
        return _refused(request, case_id, error, typed)
    messages.success(request, said)
    return redirect("cases:case", case_id)


def _refused(
    request: HttpRequest, case_id: int, error: ShouwangError, typed: dict[str, Any]
) -> HttpResponse:
    note_refusal(request, error)
    problems = getattr(error, "problems", ())
    return case_page(
        request, case_id, status=status_of(error), error=error, problems=problems, typed=typed
    )
