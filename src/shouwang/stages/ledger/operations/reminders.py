"""Offices are reminded of what is due soon and of what is overdue, once for each occasion."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.dated import Dated
from shouwang.rules.ledger import LedgerRules
from shouwang.rules.practice import Practice
from shouwang.stages.ledger.enums import Part, ReminderKind, TaskState
from shouwang.stages.ledger.models import Reminder, Task
from shouwang.stages.ledger.queries import offices
from shouwang.stages.ledger.sight import in_force
from shouwang.stages.ledger.units import EVERY
from shouwang.stages.org.operations import messages

KIND = "tasks"
LONGEST_TITLE = 40  # characters of a title that a message repeats


def remind(*, content: Content, practice: Practice, at: datetime, by: Actor, on: date) -> int:
    """Write to the offices whose tasks are due soon or overdue, and return how many reminders went.

    Called once a day or more often: an occasion is told once, a missed day is made up for by the
    next occasion.
    """
    people = offices.people_of(areas=practice.areas, content=content, on=on, scope=by.scope)
    waiting = in_force(on).exclude(state=TaskState.SIGNED_OFF).exclude(due_date=None)
    sent = 0
    for task in waiting.prefetch_related("offices"):
        occasion = _occasion(task, practice.ledger, on)
        if occasion is None:
            continue
        kind, days = occasion
        for office in _offices(task, people):
            assert task.due_date is not None  # noqa: S101 - tasks without a day are left out above
            reminder = Reminder(
                task=task, office=office, kind=kind, due_date=task.due_date, days=days
            )
            sent += _remind(reminder, people[office], at, by, on)
    return sent


@transaction.atomic
def _remind(reminder: Reminder, accounts: list[int], at: datetime, by: Actor, on: date) -> int:
    _kept, is_new = Reminder.objects.get_or_create(
        task=reminder.task, office=reminder.office, kind=reminder.kind,
        due_date=reminder.due_date, days=reminder.days,
        defaults={"on_date": on, "accounts": len(accounts)},
    )  # fmt: skip
    if is_new:
        messages.send(
            accounts=accounts, kind=KIND, text=_text(reminder.task, reminder.kind, on),
            link=f"/tasks/{reminder.task.pk}/", at=at, by=by, on=on,
        )  # fmt: skip
    return int(is_new)


def _occasion(task: Task, rules: LedgerRules, on: date) -> tuple[str, int] | None:
    """Return why an office is written to today: kind and the day of the count; nothing if not."""
    assert task.due_date is not None  # noqa: S101 - tasks without a day are left out above
    left = (task.due_date - on).days
    if left < 0:
        again = _days(rules.remind_again, on)
        return (ReminderKind.OVERDUE, -left // again * again) if again else None
    marks = sorted(filter(None, (_days(rules.remind_first, on), _days(rules.remind_last, on))))
    reached = next((mark for mark in marks if left <= mark), None)
    return (ReminderKind.DUE, reached) if reached is not None else None


def _days(dated: Dated, on: date) -> int:
    return int(dated.number_on(on) or 0)


def _offices(task: Task, people: dict[str, list[int]]) -> Iterator[str]:
    """The offices that answer for a task; partners are not written to."""
    its = {each.office for each in task.offices.all() if each.part in {Part.OWNER, Part.JOINT}}
    found = (its | set(people)) if EVERY in its else its
    yield from sorted(each for each in found if each != EVERY and people.get(each))


def _text(task: Task, kind: str, on: date) -> str:
    assert task.due_date is not None  # noqa: S101 - tasks without a day are left out above
    name = f"{task.number} {task.title}".strip()[:LONGEST_TITLE]
    if kind == ReminderKind.OVERDUE:
        return _("{task} is overdue by {days} days").format(
            task=name, days=(on - task.due_date).days
        )
    return _("{task} is due on {day}").format(task=name, day=task.due_date.isoformat())
