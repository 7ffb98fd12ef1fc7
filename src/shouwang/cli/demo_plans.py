"""The demo's task ledger: the plan of 2020 adopted, its quantities bound, some of it done.

Needs Django set up.
"""

import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import yaml

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.cli.demo_life import Life, actor
from shouwang.rules.practice import Practice, read_practice
from shouwang.stages.ledger import binding
from shouwang.stages.ledger.enums import Part
from shouwang.stages.ledger.operations import plans, progress, reminders, tasks
from shouwang.stages.ledger.queries import plans as plan_queries, tasks as task_queries

PLAN = Path("plans") / "2020.txt"
STORY = Path(__file__).with_name("demo_plans.yaml")


def keep_ledger(life: Life) -> None:
    """Adopt the plan that ships with the content, and let its offices report on it."""
    path = life.home.content_dir / PLAN
    if not path.exists():
        return
    told: dict[str, Any] = yaml.safe_load(STORY.read_text(encoding="utf-8"))
    practice = read_practice(life.policy, [])
    made = life.act("plan", _adopted, life, practice, told, path)
    if made is None:
        return
    for each in told["progress"]:
        life.act("note", _report, life, practice, made, each)
    start: dict[str, Any] = {
        "at": life.moment(life.day),
        "by": actor(life, "region"),
        "on": life.day,
    }
    life.act("remind", reminders.remind, content=life.policy.content, practice=practice, **start)


def _adopted(life: Life, practice: Practice, told: dict[str, Any], path: Path) -> int:
    """Take the plan in, settle what it leaves open, and adopt it; return its number."""
    on: date = told["adopted"]
    act: dict[str, Any] = {"at": life.moment(on), "by": actor(life, "region"), "on": on}
    plan = plans.upload_plan(practice=practice, data=path.read_bytes(), name=path.name, **act)
    plans.describe_plan(
        plan_id=plan.pk, version=plan.version, title=told["title"], issuer="", issued="",
        year=on.year, **act,
    )  # fmt: skip
    for task in task_queries.tasks(plan_id=plan.pk, on=on, scope=EVERYWHERE):
        _settle(life, practice, told, task, act)
    plans.decide_rest(plan_id=plan.pk, reason=told["no_task"], **act)
    plan = plan_queries.plan(plan_id=plan.pk, on=on, scope=EVERYWHERE)
    plans.adopt_plan(practice=practice, plan_id=plan.pk, version=plan.version, **act)
    return int(plan.pk)


def _settle(
    life: Life, practice: Practice, told: dict[str, Any], task: Any, act: dict[str, Any]
) -> None:
    units = [
        tasks.Unit(each.unit, each.part, each.office, is_outside=not each.office)
        for each in task.offices.all()
    ]
    if not units:
        office = practice.areas.offices[told["owner_of_rest"]]
        units = [tasks.Unit(office.label, Part.OWNER, office.name)]
    offered = binding.bindable(practice.indicators, practice.ledger)
    targets = []
    for each in task.targets.all():
        bound = told["bound"].get(each.raw, {})
        indicator = bound.get("indicator", "")
        is_known = indicator in offered
        targets.append(
            tasks.Aimed(
                raw=each.raw, value=each.value, value_to=each.value_to,
                comparator=each.comparator, unit=each.unit, what=each.what,
                goal=bound.get("goal"), indicator=indicator if is_known else "",
                unbound_reason="" if is_known else told["unbound"],
            )
        )  # fmt: skip
    tasks.correct_task(
        content=life.policy.content, practice=practice, task_id=task.pk, version=task.version,
        title=task.title, due_date=told["due"].get(_wide(task.number), told["rest"]), parts=units,
        targets=targets, **act,
    )  # fmt: skip


def _report(life: Life, practice: Practice, plan_id: int, told: dict[str, Any]) -> None:
    """Let an office say how a task stands, and apply for its end if it is done."""
    on = life.day - timedelta(days=told["days"])
    by = actor(life, told["by"])
    act: dict[str, Any] = {"at": life.moment(on), "by": by, "on": on}
    task = _task(plan_id, told["task"], on)
    first = next(iter(task.targets.all()), None)
    named = told.get("file")
    progress.add_note(
        home=life.home, practice=practice, task_id=task.pk, version=task.version,
        text=told["text"], percent=told["percent"],
        target_id=first.pk if first and "value" in told else None, value=told.get("value"),
        files=[(named, _paper(told["text"]))] if named else [], **act,
    )  # fmt: skip
    if told.get("apply"):
        _end(life, practice, plan_id, told["task"], by, on)


def _end(life: Life, practice: Practice, plan_id: int, number: str, by: Actor, on: date) -> None:
    """Apply for a task's end, and have it signed off by another office two days later."""
    task = _task(plan_id, number, on)
    progress.apply_for_sign_off(
        practice=practice, task_id=task.pk, version=task.version, at=life.moment(on), by=by, on=on
    )
    later = on + timedelta(days=2)
    task = _task(plan_id, number, later)
    progress.sign_off(
        practice=practice, task_id=task.pk, version=task.version, at=life.moment(later),
        by=actor(life, "region"), on=later,
    )  # fmt: skip


def _task(plan_id: int, number: str, on: date) -> Any:
    found = task_queries.tasks(plan_id=plan_id, on=on, scope=EVERYWHERE)
    return next(each for each in found if _wide(each.number) == number)


def _wide(number: str) -> str:
    """The number with the brackets of the story."""
    return number.replace("(", "\uff08").replace(")", "\uff09")


def _paper(text: str) -> bytes:
    """A paper that proves it, as a Word file."""
    document = docx.Document()
    document.add_paragraph(text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
