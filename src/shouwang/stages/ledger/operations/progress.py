"""What offices say of their tasks, with evidence; and how a task is signed off, by somebody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.practice import Practice
from shouwang.stages.cases.enums import FileKind
from shouwang.stages.cases.operations.files import keep_file
from shouwang.stages.ledger.enums import Part, PlanState, SignOffStep, TaskState
from shouwang.stages.ledger.models import ProgressNote, SignOff, Task
from shouwang.stages.ledger.operations.tasks import GREATEST, TaskIsLocked
from shouwang.stages.ledger.queries import offices
from shouwang.stages.ledger.sight import found_task
from shouwang.stages.ledger.units import EVERY
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import LEVELS, change

LONGEST = {"text": 1000, "reason": 300}  # characters, as the columns are wide
MOST_FILES = 10  # sent at once
WHOLE = 100  # per cent
EVIDENCE = "task_note"  # what the files of a note belong to


class NotInThisState(ShouwangError):
    """The task is not where this could be done to it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of signing off as it is written down; ``what`` is the act of the audit log."""

    what: str
    verdict: SignOffStep
    office: str
    reason: str


@transaction.atomic
def add_note(
    *,
    home: Home,
    practice: Practice,
    task_id: int,
    version: int,
    text: str,
    percent: int | None = None,
    target_id: int | None = None,
    value: float | None = None,
    files: Sequence[tuple[str, bytes]] = (),
    at: datetime,
    by: Actor,
    on: date,
) -> ProgressNote:
    """Say how a task stands, for an office that has to do with it; files prove it.

    Args:
        percent: How much of it is done; nothing if the note does not say.
        value: The number of the target that the office reports.
        files: Name and content of each; if one is refused, nothing is kept.

    Raises:
        NotAllowed: if the office has nothing to do with the task.
        TaskIsLocked: if it has been signed off.
        InputProblems: with all that is wrong with what was typed or sent.
    """
    task = _unlocked(task_id, by)
    office = _own_office(task, practice, by, on, *Part.values)
    target = task.targets.filter(pk=target_id).first() if target_id else None
    problems = faulty_note(text=text, percent=percent, value=value, by=by, on=on)
    if target_id and target is None:
        problems.append(Problem("target", _("the task has no such target")))
    if value is not None and target_id is None:
        problems.append(Problem("target", _("say which target the number is for")))
    if len(files) > MOST_FILES:
        message = _("at most {count} files at once").format(count=MOST_FILES)
        problems.append(Problem("evidence", message))
    if problems:
        raise InputProblems(problems)
    note = ProgressNote.objects.create(
        task=task,
        office=office,
        text=text.strip(),
        percent=percent,
        target=target,
        value=value if target else None,
        made_by=by.name,
        made_date=on,
        made_at=at,
    )
    _keep_files(home, note, files, at, by, on)
    if percent is not None:
        change(task, version, at=at, by=by, percent=percent)
    else:
        change(task, version, at=at, by=by)
    _told("add_note", task, at, by, on, note=note.pk, files=note.files)
    return note


def fail_unless_noted_by(*, task: Task, practice: Practice, by: Actor, on: date) -> str:
    """Return the office in whose name somebody may write a note to a task.

    Raises:
        NotAllowed: if the task is not of their office, or locked.
    """
    return _own_office(_unlocked(task.pk, by), practice, by, on, *Part.values)


def faulty_note(
    *, text: str, percent: int | None, value: float | None, by: Actor, on: date
) -> list[Problem]:
    """Return what is wrong with a note as it was typed."""
    del by, on
    problems = []
    if not text.strip() or len(text.strip()) > LONGEST["text"]:
        message = _("a note has 1 to {count} characters").format(count=LONGEST["text"])
        problems.append(Problem("text", message))
    if percent is not None and not 0 <= percent <= WHOLE:
        problems.append(Problem("percent", _("a percentage lies between 0 and 100")))
    if value is not None and not abs(value) < GREATEST:
        problems.append(Problem("value", _("this is no number")))
    return problems


def _keep_files(
    home: Home,
    note: ProgressNote,
    files: Sequence[tuple[str, bytes]],
    at: datetime,
    by: Actor,
    on: date,
) -> None:
    """Keep the files, or none of them: all that are refused are told of at once."""
    problems: list[Problem] = []
    kept: set[int] = set()
    for name, data in files:
        try:
            held = keep_file(
                home=home, data=data, name=name, owner=f"{EVIDENCE}:{note.pk}",
                kind=FileKind.EVIDENCE, household=None, place=_place_of(note.task), at=at, by=by,
                on=on,
            )  # fmt: skip
        except InputProblems as wrong:
            problems += [Problem(name, each.message, each.mend) for each in wrong.problems]
        else:
            kept.add(held.pk)
    if problems:
        raise InputProblems(problems)
    if kept:
        note.files = len(kept)
        note.save(update_fields=["files"])


def _place_of(task: Task) -> dict[str, str]:
    """Where the files of a task lie: at its place if it has one, else with the region."""
    places = list(task.places.all())
    only = places[0].place if len(places) == 1 else {}
    return {level: only.get(level, "") for level in LEVELS}


@transaction.atomic
def apply_for_sign_off(
    *,
    practice: Practice,
    task_id: int,
    version: int,
    reason: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Task:
    """Ask for a task to be signed off; its owner does, with something that proves it.

    Raises:
        InputProblems: if nothing proves it.
    """
    task = _unlocked(task_id, by)
    office = _own_office(task, practice, by, on, Part.OWNER, Part.JOINT)
    _fail_unless(task, TaskState.OPEN)
    _fail_without_evidence(task)
    _fail_if_too_long(reason)
    change(task, version, at=at, by=by, state=TaskState.APPLIED)
    step = Step("apply_for_sign_off", SignOffStep.APPLIED, office, reason)
    return _stepped(task, step, at, by, on)


@transaction.atomic
def sign_off(
    *,
    practice: Practice,
    task_id: int,
    version: int,
    reason: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> Task:
    """Sign a task off: from now on it is locked.

    Raises:
        NotAllowed: if it is for another office to do, or for somebody who did not apply for it.
        InputProblems: if nothing proves it.
    """
    task = _unlocked(task_id, by)
    office = _judging_office(practice, by, on)
    _fail_unless(task, TaskState.APPLIED)
    _fail_if_own(task, office, by)
    _fail_without_evidence(task)
    _fail_if_too_long(reason)
    change(task, version, at=at, by=by, state=TaskState.SIGNED_OFF, signed_off_date=on)
    step = Step("sign_off", SignOffStep.SIGNED_OFF, office, reason)
    return _stepped(task, step, at, by, on)


@transaction.atomic
def send_back(
    *,
    practice: Practice,
    task_id: int,
    version: int,
    reason: str,
    at: datetime,
    by: Actor,
    on: date,
) -> Task:
    """Refuse to sign a task off, and say why: it goes on."""
    task = _unlocked(task_id, by)
    office = _judging_office(practice, by, on)
    _fail_unless(task, TaskState.APPLIED)
    _fail_if_own(task, office, by)
    _fail_without_reason(reason)
    change(task, version, at=at, by=by, state=TaskState.OPEN)
    step = Step("send_back", SignOffStep.SENT_BACK, office, reason)
    return _stepped(task, step, at, by, on)


@transaction.atomic
def reopen_task(
    *,
    practice: Practice,
    task_id: int,
    version: int,
    reason: str,
    at: datetime,
    by: Actor,
    on: date,
) -> Task:
    """Open a task again that was signed off, and say why."""
    task = _adopted(task_id, by)
    office = _judging_office(practice, by, on)
    _fail_unless(task, TaskState.SIGNED_OFF)
    _fail_without_reason(reason)
    change(task, version, at=at, by=by, state=TaskState.OPEN, signed_off_date=None)
    step = Step("reopen_task", SignOffStep.REOPENED, office, reason)
    return _stepped(task, step, at, by, on)


def _adopted(task_id: int, by: Actor) -> Task:
    task = found_task(task_id, by.scope)
    if task.plan.state != PlanState.ADOPTED:
        raise NotAllowed(_("the plan has not been adopted yet"))
    return task


def _unlocked(task_id: int, by: Actor) -> Task:
    task = _adopted(task_id, by)
    if task.state == TaskState.SIGNED_OFF:
        raise TaskIsLocked(_("the task has been signed off: open it again first"))
    return task


def _own_office(task: Task, practice: Practice, by: Actor, on: date, *parts: str) -> str:
    """Return the office of whoever acts, if the task is theirs."""
    own = offices.office_of(account=by.account, areas=practice.areas, on=on, scope=by.scope)
    its = {each.office for each in task.offices.all() if each.part in parts}
    if not own or not its.intersection({own, EVERY}):
        raise NotAllowed(_("the task is not of your office"))
    return own


def _judging_office(practice: Practice, by: Actor, on: date) -> str:
    own = offices.office_of(account=by.account, areas=practice.areas, on=on, scope=by.scope)
    if not own or own not in practice.ledger.sign_off:
        labels = [practice.areas.offices[each].label for each in practice.ledger.sign_off]
        raise NotAllowed(
            _("tasks are signed off by {offices}").format(offices="\u3001".join(labels))
        )
    return own


def _fail_unless(task: Task, state: TaskState) -> None:
    if task.state != state:
        raise NotInThisState(
            _("the task is “{state}”: this cannot be done to it now").format(
                state=TaskState(task.state).label
            )
        )


def _fail_if_own(task: Task, office: str, by: Actor) -> None:
    applied = task.sign_offs.filter(verdict=SignOffStep.APPLIED).last()
    if applied is not None and (applied.made_by == by.name or applied.office == office):
        raise NotAllowed(_("whoever applied for it does not sign it off, nor does their office"))


def _fail_without_evidence(task: Task) -> None:
    if not task.notes.filter(files__gt=0).exists():
        raise InputProblems(
            [
                Problem(
                    "evidence", _("nothing is attached that proves it"),
                    _("add a note of progress with a file first"),
                )
            ]
        )  # fmt: skip


def _fail_if_too_long(reason: str) -> None:
    if len(reason.strip()) > LONGEST["reason"]:
        message = _("has more than {count} characters").format(count=LONGEST["reason"])
        raise InputProblems([Problem("reason", message)])


def _fail_without_reason(reason: str) -> None:
    if not reason.strip():
        raise InputProblems([Problem("reason", _("say why"))])
    _fail_if_too_long(reason)


def _stepped(task: Task, step: Step, at: datetime, by: Actor, on: date) -> Task:
    SignOff.objects.create(
        task=task, verdict=step.verdict, office=step.office, reason=step.reason.strip(),
        made_by=by.name, made_date=on, made_at=at,
    )  # fmt: skip
    _told(step.what, task, at, by, on)
    return task


def _told(what: str, task: Task, at: datetime, by: Actor, on: date, **detail: object) -> None:
    audit.record(what=what, subject=f"task:{task.pk}", at=at, by=by, on=on, detail=detail)
