"""What can be asked of progress: notes, steps of signing off, what is covered and what is not."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from shouwang.base.access import Scope
from shouwang.rules.practice import Practice
from shouwang.stages.ledger.enums import ClauseState, Part, TaskState
from shouwang.stages.ledger.models import Clause, ProgressNote, Reminder, SignOff, Task
from shouwang.stages.ledger.queries import plans, tasks
from shouwang.stages.ledger.sight import found_task, visible
from shouwang.stages.ledger.units import EVERY


@dataclass(frozen=True, slots=True)
class Load:
    """How many tasks of an office are due in a month (`2020-06`)."""

    office: str
    month: str
    count: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a plan is covered by nothing, and whom it asks too much of."""

    clauses: tuple[Clause, ...]
    without_evidence: tuple[Task, ...]
    without_note: tuple[Task, ...]
    overloaded: tuple[Load, ...]
    limit: int


def notes_of(*, task_id: int, on: date, scope: Scope) -> list[ProgressNote]:
    """Return the notes of a task, the latest first."""
    del on
    found_task(task_id, scope)
    return list(ProgressNote.objects.filter(task=task_id).select_related("target"))


def sign_offs_of(*, task_id: int, on: date, scope: Scope) -> list[SignOff]:
    """Return the steps of signing a task off, the first first."""
    del on
    found_task(task_id, scope)
    return list(SignOff.objects.filter(task=task_id))


def reminders_of(*, task_id: int, on: date, scope: Scope) -> list[Reminder]:
    """Return when offices were reminded of a task, the latest first."""
    del on
    found_task(task_id, scope)
    return list(Reminder.objects.filter(task=task_id))


def reported(*, targets: Collection[int], on: date, scope: Scope) -> dict[int, ProgressNote]:
    """Return target → the latest note that reports a number for it."""
    del on
    notes = ProgressNote.objects.filter(target__in=targets, value__isnull=False)
    if not scope.is_everything:
        notes = notes.filter(task__in=visible(Task.objects.all(), scope).values("pk"))
    found = notes.order_by("made_date", "id")
    return {each.target_id: each for each in found if each.target_id is not None}


def coverage(*, plan_id: int, practice: Practice, on: date, scope: Scope) -> Coverage:
    """Return what of a plan is covered by nothing, and which offices have too much due at once."""
    found = tasks.tasks(plan_id=plan_id, on=on, scope=scope)
    noted = set(
        ProgressNote.objects.filter(task__plan=plan_id).values_list("task", flat=True).distinct()
    )
    limit = practice.ledger.overload.number_on(on)
    loads = _loads(found)
    return Coverage(
        clauses=tuple(
            each
            for each in plans.clauses(plan_id=plan_id, on=on, scope=scope)
            if each.state in {ClauseState.UNDECIDED, ClauseState.NO_TASK}
        ),
        without_evidence=tuple(each for each in found if not each.is_evidenced),  # type: ignore[attr-defined]
        without_note=tuple(each for each in found if each.pk not in noted),
        overloaded=tuple(each for each in loads if limit is not None and each.count > limit),
        limit=int(limit or 0),
    )


def _loads(found: Collection[Task]) -> list[Load]:
    counts: Counter[tuple[str, str]] = Counter()
    for task in found:
        if task.due_date is None or task.state == TaskState.SIGNED_OFF:
            continue
        offices = {
            each.office
            for each in task.offices.all()
            if each.office and each.office != EVERY and each.part != Part.PARTNER
        }
        counts.update((office, f"{task.due_date:%Y-%m}") for office in offices)
    rows = [Load(office, month, count) for (office, month), count in counts.items()]
    return sorted(rows, key=lambda each: (-each.count, each.month, each.office))
