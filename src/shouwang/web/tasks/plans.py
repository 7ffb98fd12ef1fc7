"""The pages of plans: sent, put in order beside their text, adopted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import Stale
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger import binding
from shouwang.stages.ledger.enums import ClauseState, Part, PlanState
from shouwang.stages.ledger.operations import plans as acts, tasks as task_acts
from shouwang.stages.ledger.queries import plans, tasks
from shouwang.stages.ledger.reaching import COMPARATORS
from shouwang.stages.org.enums import Role
from shouwang.web import place
from shouwang.web.guard import page
from shouwang.web.reading import day, whole
from shouwang.web.statuses import CONFLICT, OK, UNPROCESSABLE
from shouwang.web.tasks import reading
from shouwang.web.tasks.shown import VIEWERS, line, office_labels

NO_ROWS = 3  # empty rows a form offers for more units or quantities
ACCEPTED = ".docx,.pdf,.txt,.html,.htm"


@page(Role.REGION)
@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    """Show the plans, and where a new one is sent."""
    return _list_page(request)


def _list_page(request: HttpRequest, *, status: int = OK, problems: Any = ()) -> HttpResponse:
    found = tasks.plans(on=request.day, scope=request.scope)
    said = {
        "drafts": [each for each in found if each.state == PlanState.DRAFT],
        "adopted": [each for each in found if each.state == PlanState.ADOPTED],
        "problems": problems,
        "accepted": ACCEPTED,
    }
    return render(request, "tasks/plans.html", said, status=status)


@page(Role.REGION)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Take a plan in as a draft."""
    try:
        name, data = reading.one_file(request, "plan")
        made = acts.upload_plan(practice=place.practice(), data=data, name=name, **_told(request))
    except InputProblems as wrong:
        return _list_page(request, status=UNPROCESSABLE, problems=wrong.problems)
    messages.success(request, _("the draft is made: put it in order and adopt it"))
    return redirect("tasks:plan", made.pk)


@page(*VIEWERS)
@require_GET
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show a plan: its text, and its tasks beside it."""
    return plan_page(request, plan_id)


def plan_page(request: HttpRequest, plan_id: int, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a plan, with what was refused, if something was."""
    found = plans.plan(plan_id=plan_id, on=request.day, scope=request.scope)
    rows = tasks.tasks(plan_id=plan_id, on=request.day, scope=request.scope)
    sees_all = request.scope.is_everything
    clauses = (
        plans.clauses(plan_id=plan_id, on=request.day, scope=request.scope) if sees_all else []
    )
    is_draft = found.state == PlanState.DRAFT
    wanting = (
        plans.wanting(
            plan_id=plan_id, practice=place.practice(), on=request.day, scope=request.scope
        )
        if is_draft
        else []
    )
    faulty = {each.where for each in wanting}
    its_lines = {each.line for each in rows}
    said = {
        "plan": found,
        "lines": [
            {
                "number": number,
                "text": text,
                "tasks": [each for each in rows if each.line == number],
                "clauses": [each for each in clauses if each.line == number],
            }
            for number, text in found.lines
            if sees_all or number in its_lines
        ],
        "rows": [
            {**line(each, request), "is_faulty": f"task-{each.pk}" in faulty,
             "targets": list(each.targets.all())}
            for each in rows
        ],
        "clauses": [(each, f"clause-{each.pk}" in faulty) for each in clauses],
        "wanting": wanting,
        "undated": sum(each.due_date is None for each in rows),
        "is_draft": is_draft,
        "may_keep": request.actor.has_role(Role.REGION),
        "offices": office_labels(),
        "undecided": sum(each.state == ClauseState.UNDECIDED for each in clauses),
        **more,
    }  # fmt: skip
    return render(request, "tasks/plan.html", said, status=status)


@page(Role.REGION)
@require_POST
def describe(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Correct title, issuer, day and year."""
    sent = request.POST
    return _act(
        request, plan_id, "describe",
        lambda told: acts.describe_plan(
            version=whole(sent.get("version")), title=sent.get("title", ""),
            issuer=sent.get("issuer", ""), issued=sent.get("issued", ""),
            year=whole(sent.get("year")), **told,
        ),
        _("it is changed"),
    )  # fmt: skip


@page(Role.REGION)
@require_POST
def rest(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Say of all sentences left that they are no tasks."""
    return _act(
        request, plan_id, "rest",
        lambda told: acts.decide_rest(reason=request.POST.get("reason", ""), **told),
        _("the sentences are settled"),
    )  # fmt: skip


@page(Role.REGION)
@require_POST
def dates(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give the tasks without a day one."""

    def do(told: dict[str, Any]) -> object:
        due = day(request.POST.get("due_date"))
        if due is None:
            raise InputProblems([Problem("due_date", _("choose a day"))])
        return acts.date_rest(due_date=due, **told)

    return _act(request, plan_id, "dates", do, _("the days are set"))


@page(Role.REGION)
@require_POST
def adopt(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Adopt a draft."""
    return _act(
        request, plan_id, "adopt",
        lambda told: acts.adopt_plan(
            practice=place.practice(), version=whole(request.POST.get("version")), **told
        ),
        _("the plan is adopted: its tasks count from today"),
    )  # fmt: skip


@page(Role.REGION)
@require_POST
def discard(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Give a draft up."""
    acts.discard_plan(plan_id=plan_id, version=whole(request.POST.get("version")), **_told(request))
    messages.success(request, _("the draft is given up"))
    return redirect("tasks:plans")


@page(Role.REGION)
@require_POST
def clause(request: HttpRequest, clause_id: int) -> HttpResponse:
    """Decide what a sentence is."""
    sent = request.POST
    plan_id = whole(sent.get("plan"))
    return _act(
        request, plan_id, f"clause-{clause_id}",
        lambda told: acts.decide_clause(
            clause_id=clause_id, state=sent.get("state", ""),
            task_id=whole(sent.get("task")) or None, reason=sent.get("reason", ""),
            **{name: told[name] for name in ("at", "by", "on")},
        ),
        _("the sentence is settled"),
    )  # fmt: skip


@page(Role.REGION)
def correct(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show the form of a task of a draft, or keep what was corrected."""
    found = tasks.task(task_id=task_id, on=request.day, scope=request.scope)
    if found.plan.state != PlanState.DRAFT:
        return redirect("tasks:task", task_id)
    if request.method != "POST":
        return _correct_page(request, found)
    sent = request.POST
    try:
        read = reading.corrected(sent)
        task_acts.correct_task(
            content=place.content(), practice=place.practice(), task_id=task_id,
            version=whole(sent.get("version")), title=sent.get("title", ""), due_date=read.due_date,
            parts=read.parts, targets=read.targets,
            places=[each for each in sent.getlist("places") if each], **_told(request),
        )  # fmt: skip
    except InputProblems as wrong:
        return _correct_page(
            request, found, sent=sent, status=UNPROCESSABLE, problems=wrong.problems
        )
    except Stale as stale:
        found.refresh_from_db()
        return _correct_page(request, found, sent=sent, status=CONFLICT, stale=stale)
    messages.success(request, _("it is changed"))
    return redirect("tasks:plan", found.plan_id)


@page(Role.REGION)
@require_POST
def drop(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take a task out of a draft."""
    found = tasks.task(task_id=task_id, on=request.day, scope=request.scope)
    task_acts.drop_task(
        task_id=task_id, version=whole(request.POST.get("version")), **_told(request)
    )
    messages.success(request, _("the task is a sentence again"))
    return redirect("tasks:plan", found.plan_id)


def _correct_page(
    request: HttpRequest, found: Any, *, sent: Any = None, status: int = OK, **more: Any
) -> HttpResponse:
    practice = place.practice()
    offered = binding.bindable(practice.indicators, practice.ledger)
    targets: list[dict[str, Any]] = (
        reading.rows(sent, reading.TARGET_FIELDS) if sent else [*map(_typed, found.targets.all())]
    )
    units = reading.rows(sent, reading.UNIT_FIELDS) if sent else [
        {"unit": each.unit, "part": each.part,
         "office": reading.OUTSIDE if each.is_outside else each.office}
        for each in found.offices.all()
    ]  # fmt: skip
    for each in targets:
        wanted = binding.Wanted(
            each["raw"], each["unit_word"], each["what"], found.number, found.title
        )
        each["suggestions"] = binding.suggest(wanted, practice.indicators, practice.ledger)
    places = sent.getlist("places") if sent else [
        each.banner or each.league for each in found.places.all()
    ]  # fmt: skip
    said = {
        "task": found,
        "plan": found.plan,
        "text": [text for number, text in found.plan.lines if number == found.line],
        "title": sent.get("title", "") if sent else found.title,
        "due": sent.get("due_date", "") if sent else found.due_date and found.due_date.isoformat(),
        "units": [*units, *({} for _row in range(NO_ROWS - 1))],
        "targets": [*targets, {}],
        "places": set(places),
        "regions": [
            each for level in ("league", "banner") for each in place.content().regions_of(level)
        ],
        "parts": Part,
        "offices": office_labels(),
        "comparators": COMPARATORS,
        "indicators": offered,
        **more,
    }
    return render(request, "tasks/correct.html", said, status=status)


def _typed(target: Any) -> dict[str, Any]:
    return {
        "raw": target.raw, "value": _number(target.value), "value_to": _number(target.value_to),
        "comparator": target.comparator, "unit_word": target.unit, "what": target.what,
        "goal": _number(target.goal), "indicator": target.indicator,
        "unbound_reason": target.unbound_reason,
    }  # fmt: skip


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if float(value).is_integer() else str(value)


def _told(request: HttpRequest) -> dict[str, Any]:
    return {"at": request.moment, "by": request.actor, "on": request.day}


def _act(request: HttpRequest, plan_id: int, act: str, do: Any, said: str) -> HttpResponse:
    try:
        do({"plan_id": plan_id, **_told(request)})
    except InputProblems as wrong:
        return plan_page(request, plan_id, status=UNPROCESSABLE, problems=wrong.problems, act=act)
    except Stale as stale:
        return plan_page(request, plan_id, status=CONFLICT, stale=stale, act=act)
    messages.success(request, said)
    return redirect("tasks:plan", plan_id)
