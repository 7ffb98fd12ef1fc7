"""The ledger comes back from Excel: all of its changes, or none with all that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.practice import Practice
from shouwang.stages.ledger import units, workbook
from shouwang.stages.ledger.enums import TaskState
from shouwang.stages.ledger.models import Task
from shouwang.stages.ledger.operations import progress, tasks
from shouwang.stages.ledger.queries import tasks as known
from shouwang.stages.ledger.sight import found_plan
from shouwang.stages.ledger.workbook import Given, Line
from shouwang.stages.org.enums import Role

ASSIGNED = ("owners", "partners", "due")
NOTED = ("percent", "note")


@dataclass(frozen=True, slots=True)
class _Change:
    """What a row wants changed."""

    given: Given
    task: Task
    line: Line
    fields: tuple[str, ...]
    due: date | None
    percent: int | None


@transaction.atomic
def take_in(
    *,
    home: Home,
    practice: Practice,
    plan_id: int,
    data: bytes,
    name: str,
    at: datetime,
    by: Actor,
    on: date,
) -> int:
    """Take the changes of a sheet over, and return how many tasks were changed.

    Rows are named by their number; a row whose version is not that of the task is stale.

    Raises:
        InputProblems: with all that is wrong, stale rows among it; nothing is changed then.
    """
    if not by.has_role(Role.REGION):
        raise NotAllowed(_("plans are kept by the offices of the region"))
    plan = found_plan(plan_id, by.scope)
    given = workbook.read_back(data, name)
    found = {each.row: each for each in known.tasks(plan_id=plan.pk, on=on, scope=by.scope)}
    lines = {row: line_of(task=task, by=by, on=on) for row, task in found.items()}
    problems: list[Problem] = []
    changes = [
        change for each in given if (change := _change(each, found, lines, problems)) is not None
    ]
    problems += _refused(changes, practice, by, on)
    if problems:
        raise InputProblems(problems)
    for each in changes:
        _apply(each, home, practice, at, by, on)
    return len(changes)


def line_of(*, task: Task, targets: str = "", now: str = "", by: Actor, on: date) -> Line:
    """Return a task as a row of the sheet."""
    del by, on
    parts = list(task.offices.all())
    return Line(
        row=task.row,
        number=task.number,
        title=task.title,
        owners=units.joined(each.unit for each in parts if each.part != "partner"),
        partners=units.joined(each.unit for each in parts if each.part == "partner"),
        due=task.due_date.isoformat() if task.due_date else "",
        state=str(TaskState(task.state).label),
        percent=task.percent,
        files=sum(note.files for note in task.notes.all()),
        targets=targets,
        now=now,
        note="",
        version=task.version,
    )


def _change(
    given: Given,
    found: Mapping[int, Task],
    lines: Mapping[int, Line],
    problems: list[Problem],
) -> _Change | None:
    """Return what a row wants changed; nothing if nothing, or if it cannot be."""
    task = found.get(given.row)
    if task is None:
        message = _("the plan has no row {row}").format(row=given.row)
        problems.append(Problem(given.where, message))
        return None
    fields = workbook.changed_fields(lines[given.row], given)
    if not fields:
        return None
    if given.version != task.version:
        problems.append(
            Problem(
                given.where,
                _("row {row} is stale: {who} has changed the task since").format(
                    row=given.row, who=task.changed_by or _("somebody")
                ),
                _("take the ledger out again and enter this row anew"),
            )
        )
        return None
    due = _day(given, problems) if "due" in fields else task.due_date
    percent = _percent(given, problems) if "percent" in fields else None
    return _Change(given, task, lines[given.row], fields, due, percent)


def _day(given: Given, problems: list[Problem]) -> date | None:
    text = given.due or ""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = _("“{text}” is no day").format(text=text[: workbook.LONGEST_QUOTE])
        problems.append(Problem(given.where, message, "2020-12-31"))
        return None


def _percent(given: Given, problems: list[Problem]) -> int | None:
    text = (given.percent or "").removesuffix("%").strip()
    if text.isascii() and text.isdigit() and int(text) <= progress.WHOLE:
        return int(text)
    message = _("a percentage lies between 0 and 100")
    problems.append(Problem(given.where, message))
    return None


def _refused(changes: Sequence[_Change], practice: Practice, by: Actor, on: date) -> list[Problem]:
    """Return why changes may not be made, each with its row."""
    problems: list[Problem] = []
    for each in changes:
        where = each.given.where
        try:
            if set(each.fields).intersection(ASSIGNED):
                faults = list(
                    tasks.faulty_change(
                        task=each.task, practice=practice, owners=_owners(each),
                        due_date=each.due, by=by, on=on,
                    )
                )  # fmt: skip
                problems += [Problem(where, fault.message, fault.mend) for fault in faults]
            if set(each.fields).intersection(NOTED):
                progress.fail_unless_noted_by(task=each.task, practice=practice, by=by, on=on)
                if not each.given.note:
                    message = _("say in the column of progress what was done")
                    problems.append(Problem(where, message))
        except NotAllowed as refused:
            problems.append(Problem(where, str(refused)))
    return problems


def _owners(each: _Change) -> list[str]:
    text = each.line.owners if each.given.owners is None else each.given.owners
    return units.read_units(text)


def _apply(
    each: _Change, home: Home, practice: Practice, at: datetime, by: Actor, on: date
) -> None:
    version = each.task.version
    if set(each.fields).intersection(ASSIGNED):
        partners = each.line.partners if each.given.partners is None else each.given.partners
        tasks.reassign_task(
            practice=practice, task_id=each.task.pk, version=version, owners=_owners(each),
            partners=units.read_units(partners), due_date=each.due, at=at, by=by, on=on,
        )  # fmt: skip
        version += 1
    if set(each.fields).intersection(NOTED):
        progress.add_note(
            home=home, practice=practice, task_id=each.task.pk, version=version,
            text=each.given.note or "", percent=each.percent, at=at, by=by, on=on,
        )  # fmt: skip
