"""The issues and tasks of a document as rows of its tables."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from shouwang.stages.board.enums import IssueState
from shouwang.stages.board.queries import issues
from shouwang.stages.ledger.enums import Part
from shouwang.stages.ledger.queries import progress, tasks
from shouwang.stages.reports.gathering.asked import Asked

Row = dict[str, Any]


def issue_rows(asked: Asked) -> list[Row]:
    """Return the issues of the document's place, banner by banner."""
    place = None if asked.level == asked.policy.content.levels[0] else (asked.level, asked.place)
    found = issues.all_issues(
        wanted=issues.Wanted(place=place, state=""), on=asked.on, scope=asked.scope
    )
    return [_issue(each, asked) for each in found]


def issue_sheets(asked: Asked) -> list[tuple[str, Sequence[Row]]]:
    """Return the issues, a sheet a banner; one empty sheet if there are none."""
    sheets: dict[str, list[Row]] = defaultdict(list)
    for row in issue_rows(asked):
        sheets[row["banner"]].append(row)
    return list(sheets.items()) or [(asked.name(asked.place), [])]


def task_sheets(asked: Asked) -> list[tuple[str, Sequence[Row]]]:
    """Return the tasks of the plan in force, a sheet for each office that owns some."""
    plan = tasks.adopted_plan(on=asked.on, scope=asked.scope)
    if plan is None:
        return [(asked.name(asked.place), [])]
    sheets: dict[str, list[Row]] = defaultdict(list)
    found = tasks.tasks(plan_id=plan.pk, on=asked.on, scope=asked.scope)
    for task in found:
        notes = progress.notes_of(task_id=task.pk, on=asked.on, scope=asked.scope)
        row = _task(task, notes, asked)
        sheets[row["office"] or asked.name(asked.place)].append(row)
    return list(sheets.items())


def _issue(issue: Any, asked: Asked) -> Row:
    is_closed = issue.state == IssueState.CLOSED
    words, areas = asked.practice.documents.words, asked.practice.areas
    over = _over(issue.due_date, asked.on) if not is_closed else None
    area, office = areas.areas.get(issue.area), areas.offices.get(issue.office)
    return {
        "number": issue.number,
        "banner": asked.name(issue.banner),
        "township": asked.name(issue.township) if issue.township else "",
        "area": area.label if area else issue.area,
        "kind": str(issue.get_kind_display()),
        "source": str(issue.get_source_display()),
        "severity": str(issue.get_severity_display()),
        "words": issue.words,
        "unit": issue.unit,
        "owner": issue.owner,
        "office": office.label if office else issue.office,
        "plan": issue.plan,
        "state": str(issue.get_state_display()),
        "found": issue.found_date,
        "assigned": issue.assigned_date,
        "due": issue.due_date,
        "applied": issue.applied_date,
        "result": issue.result,
        "closed": issue.closed_date,
        "returned": issue.returned_times,
        "recurred": words["yes"] if issue.recurred else words["no"],
        "days_over": over,
        "open": not is_closed,
        "overdue": over is not None,
        "pending": not is_closed and over is None,
    }


def _task(task: Any, notes: Sequence[Any], asked: Asked) -> Row:
    offices = asked.practice.areas.offices
    comma = asked.practice.documents.words["comma"]

    def units(part: str) -> str:
        found = [each for each in task.offices.all() if each.part == part]
        return comma.join(
            offices[each.office].label if each.office in offices else each.unit for each in found
        )

    is_done = task.signed_off_date is not None
    owners = [each for each in task.offices.all() if each.part == Part.OWNER]
    first = owners[0] if owners else None
    return {
        "number": str(task.row),
        "item": task.number,
        "title": task.title,
        "office": (offices[first.office].label if first.office in offices else first.unit)
        if first
        else "",
        "partners": units(Part.PARTNER),
        "due": task.due_date or task.due_words,
        "state": str(task.get_state_display()),
        "progress": notes[0].text if notes else "",
        "target": comma.join(each.raw for each in task.targets.all()),
        "signed": task.signed_off_date,
        "evidence": sum(each.files for each in notes),
        "days_over": None if is_done else _over(task.due_date, asked.on),
    }


def _over(due: date | None, on: date) -> int | None:
    return (on - due).days if due is not None and due < on else None
