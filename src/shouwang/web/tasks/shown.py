"""Tasks and their offices as pages show them."""

from typing import Any

from django.http import HttpRequest

from shouwang.stages.ledger import units
from shouwang.stages.ledger.enums import PlanState, TaskState
from shouwang.stages.ledger.queries import offices
from shouwang.stages.org.enums import Role
from shouwang.web import place

VIEWERS = (Role.REGION, Role.LEAGUE, Role.CLERK, Role.APPROVER)
TAGS = {TaskState.OPEN: "", TaskState.APPLIED: "watch", TaskState.SIGNED_OFF: "good"}


def own_office(request: HttpRequest) -> str:
    """Return which of our offices whoever asks works in; nothing if none."""
    return offices.office_of(
        account=request.actor.account, areas=place.practice().areas, on=request.day,
        scope=request.scope,
    )  # fmt: skip


def office_labels() -> dict[str, str]:
    """Return office → how it is called, all of them first."""
    practice = place.practice()
    return dict(units.choices(practice.areas, practice.ledger))


def line(task: Any, request: HttpRequest) -> dict[str, Any]:
    """Return a task as a row shows it."""
    parts = list(task.offices.all())
    is_done = task.state == TaskState.SIGNED_OFF
    return {
        "task": task,
        "owners": [each for each in parts if each.part != "partner"],
        "partners": [each for each in parts if each.part == "partner"],
        "tag": TAGS[TaskState(task.state)],
        "is_late": not is_done and task.due_date is not None and task.due_date < request.day,
        "places": [each.banner or each.league for each in task.places.all()],
        "is_draft": task.plan.state == PlanState.DRAFT,
    }
