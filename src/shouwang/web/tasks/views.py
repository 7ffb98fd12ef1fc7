"""The pages of the ledger: the list, a task, what is covered by nothing, two plans, the sheet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from shouwang.base.access import EVERYWHERE
from shouwang.base.words import _
from shouwang.stages.cases.queries import files
from shouwang.stages.ledger import workbook
from shouwang.stages.ledger.enums import Part, PlanState, TaskState
from shouwang.stages.ledger.operations import sheets
from shouwang.stages.ledger.queries import plans, progress, tasks
from shouwang.stages.org.enums import AuditKind, Role
from shouwang.stages.org.queries import accounts, audit
from shouwang.web import place, trail
from shouwang.web.files import attachment
from shouwang.web.guard import page
from shouwang.web.reading import whole
from shouwang.web.statuses import OK
from shouwang.web.tasks.live import Followed, followed
from shouwang.web.tasks.shown import VIEWERS, line, office_labels, own_office

LATE = "overdue"


@page(*VIEWERS)
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """Show the ledger of a plan: by office, by state, with what the data say."""
    asked = request.GET
    known = plans_of(request)
    chosen = next((each for each in known if each.pk == whole(asked.get("plan"))), None)
    plan = chosen or tasks.adopted_plan(on=request.day, scope=request.scope)
    wanted = tasks.Wanted(
        office=asked.get("office", ""), part=asked.get("part", ""), state=asked.get("state", "")
    )
    if plan is None:
        said = {"plan": None, "may_keep": request.actor.has_role(Role.REGION)}
        return render(request, "tasks/list.html", said)
    every = tasks.tasks(plan_id=plan.pk, on=request.day, scope=request.scope)
    shown = tasks.tasks(plan_id=plan.pk, wanted=wanted, on=request.day, scope=request.scope)
    lines = [line(each, request) for each in every]
    own = own_office(request)
    mine = {each["task"].pk for each in lines if any(part.office == own for part in each["owners"])}
    by_target = followed(request, shown)
    said = {
        "plan": plan,
        "plans": known,
        "rows": [
            {**line(each, request), "targets": by_target[each.pk], "is_mine": each.pk in mine}
            for each in shown
        ],
        "counts": {
            "all": len(every),
            "done": sum(each["task"].state == TaskState.SIGNED_OFF for each in lines),
            "late": sum(each["is_late"] for each in lines),
            "applied": sum(each["task"].state == TaskState.APPLIED for each in lines),
            "disagree": sum(each.disagrees for found in by_target.values() for each in found),
            "mine": len(mine),
        },
        "wanted": wanted,
        "offices": office_labels(),
        "own": own,
        "states": TaskState,
        "parts": Part,
        "late": LATE,
        "may_keep": request.actor.has_role(Role.REGION),
    }
    return render(request, "tasks/list.html", said)


def plans_of(request: HttpRequest) -> list[Any]:
    """Return the adopted plans somebody may see."""
    found = tasks.plans(on=request.day, scope=request.scope)
    return [each for each in found if each.state == PlanState.ADOPTED]


@page(*VIEWERS)
@require_GET
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    """Show a task."""
    return task_page(request, task_id)


def task_page(request: HttpRequest, task_id: int, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a task, with what was refused and what was typed, if something was."""
    found = tasks.task(task_id=task_id, on=request.day, scope=request.scope)
    notes = progress.notes_of(task_id=task_id, on=request.day, scope=request.scope)
    steps = progress.sign_offs_of(task_id=task_id, on=request.day, scope=request.scope)
    own = own_office(request)
    shown = line(found, request)
    parts = [*shown["owners"], *shown["partners"]]
    its = {each.office for each in parts}
    owns = {each.office for each in shown["owners"]}
    judges = place.practice().ledger.sign_off
    is_adopted = found.plan.state == PlanState.ADOPTED
    is_open = is_adopted and found.state != TaskState.SIGNED_OFF
    said = {
        **shown,
        "plan": found.plan,
        "targets": followed(request, [found], with_trend=True)[found.pk],
        "notes": [(each, _files_of(each, request)) for each in notes],
        "steps": steps,
        "reminders": progress.reminders_of(
            task_id=task_id, on=request.day, scope=request.scope
        ),
        "people": accounts.labels_of(
            usernames={*(each.made_by for each in notes), *(each.made_by for each in steps)}, on=request.day,
            scope=request.scope,
        ),
        "offices": office_labels(),
        "own": own,
        "may_note": is_open and bool(own) and bool(its & {own, "*"}),
        "may_apply": is_adopted and found.state == TaskState.OPEN and bool(own)
        and bool(owns & {own, "*"}),
        "may_judge": found.state == TaskState.APPLIED and own in judges
        and not _applied_by(steps, own, request),
        "may_reopen": found.state == TaskState.SIGNED_OFF and own in judges,
        "may_reassign": is_open and own in judges,
        "has_evidence": any(each.files for each in notes),
        "judges": [place.practice().areas.offices[each].label for each in judges],
        "history": _history(found),
        "typed": {},
        **more,
    }  # fmt: skip
    return render(request, "tasks/task.html", said, status=status)


def _applied_by(steps: list[Any], own: str, request: HttpRequest) -> bool:
    applied = [each for each in steps if each.verdict == "applied"]
    if not applied:
        return False
    return bool(applied[-1].office == own or applied[-1].made_by == request.actor.name)


def _files_of(note: Any, request: HttpRequest) -> list[Any]:
    if not note.files:
        return []
    return files.attachments_of(owner=f"task_note:{note.pk}", on=request.day, scope=request.scope)


def _history(found: Any) -> list[Any]:
    """Return what was done to a task, the latest first; whoever sees it sees its history."""
    sought = audit.Sought(kind=AuditKind.WRITE, subject=f"task:{found.pk}")
    return audit.entries(sought=sought, on=found.plan.uploaded_date, scope=EVERYWHERE)


@page(*VIEWERS)
@require_GET
def coverage(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show which sentence has no task, which task no evidence, which office too much."""
    plan = plans.plan(plan_id=plan_id, on=request.day, scope=request.scope)
    found = progress.coverage(
        plan_id=plan_id, practice=place.practice(), on=request.day, scope=request.scope
    )
    said = {"plan": plan, "coverage": found, "offices": office_labels()}
    return render(request, "tasks/coverage.html", said)


@page(*VIEWERS)
@require_GET
def compare(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Show how a plan differs from another."""
    plan = plans.plan(plan_id=plan_id, on=request.day, scope=request.scope)
    others = plans.comparable(plan_id=plan_id, on=request.day, scope=request.scope)
    wanted = whole(request.GET.get("with"))
    other = next((each for each in others if each.pk == wanted), others[0] if others else None)
    found = None
    if other is not None:
        found = plans.changes(
            before=other.pk, after=plan.pk, practice=place.practice(), on=request.day,
            scope=request.scope,
        )  # fmt: skip
    said = {"plan": plan, "others": others, "other": other, "found": found, "names": _fields()}
    return render(request, "tasks/compare.html", said)


def _fields() -> dict[str, str]:
    return {
        "owners": _("owner"), "partners": _("partners"), "quantities": _("targets"),
        "title": _("task"), "text": _("what it says"), "due": _("due on"),
    }  # fmt: skip


@page(*VIEWERS)
@require_GET
def sheet(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Send the ledger as an Excel sheet."""
    plan = plans.plan(plan_id=plan_id, on=request.day, scope=request.scope)
    found = tasks.tasks(plan_id=plan_id, on=request.day, scope=request.scope)
    by_target = followed(request, found)
    lines = [
        sheets.line_of(
            task=each, targets=_targets(by_target[each.pk]), now=_values(by_target[each.pk]),
            by=request.actor, on=request.day,
        )
        for each in found
    ]  # fmt: skip
    title = _("Task ledger: {title}").format(title=plan.title)
    unit = _("unit: tasks, per cent, as of {day}").format(day=request.day.isoformat())
    data = workbook.written(title, unit, lines)
    trail.took(request, "task_sheet", f"plan:{plan.pk}", purpose="", rows=len(lines))
    name = f"{_('task-ledger')}-{plan.year}-{request.day.isoformat()}.xlsx"
    return attachment(data, name)


def _targets(found: list[Followed]) -> str:
    return "\n".join(
        f"{each.target.raw} {each.label or gettext(each.why)}".strip() for each in found
    )


def _values(found: list[Followed]) -> str:
    return "\n".join(each.now or "\u2014" for each in found)
