"""What is done with background work: asked for, begun, cancelled, ended, taken over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from shouwang.base.access import Actor, NotFound
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.stages.org.enums import JobState
from shouwang.stages.org.models import Job
from shouwang.stages.org.operations import audit

# How often a job whose worker died is begun before it counts as the cause: technical, no policy.
MOST_ATTEMPTS = 3
# What the columns hold.
LONGEST_LABEL = 200
LIVE = (JobState.WAITING, JobState.RUNNING)
# Puts the number of a job into the queue and returns the queue's own number of it.
Enqueue = Callable[[str], str]


class AlreadyEnded(ShouwangError):
    """The work has come to its end; there is nothing to cancel."""


@dataclass(frozen=True, slots=True)
class Beat:
    """What a sign of life is answered with.

    Attributes:
        is_ours: Whether whoever gave it still has the job.
        is_cancelled: Whether its owner wants it no more.
    """

    is_ours: bool
    is_cancelled: bool


@transaction.atomic
def ask_for_job(
    *,
    task: str,
    label: str,
    wanted: Mapping[str, Any],
    enqueue: Enqueue,
    is_repeatable: bool = True,
    at: datetime,
    by: Actor,
    on: date,
) -> Job:
    """Write a piece of work down and put it into the queue: both, or neither."""
    job = Job.objects.create(
        task=task,
        label=label[:LONGEST_LABEL],
        wanted=dict(wanted),
        is_repeatable=is_repeatable,
        asked_at=at,
        asked_by=by.name,
        asked_on=on,
    )
    audit.record(
        what="ask_for_job", subject=f"job:{job.pk}", at=at, detail={"task": task}, by=by, on=on
    )
    job.result_id = enqueue(str(job.pk))
    Job.objects.filter(pk=job.pk).update(result_id=job.result_id)
    job.refresh_from_db()
    return job


def begin_job(*, job: UUID, moment: datetime, by: Actor, on: date) -> Job | None:
    """Take a waiting job and return it; nothing if it was cancelled or is in other hands.

    Args:
        moment: By the real clock, for signs of life are compared between processes.
    """
    del by, on
    taken = Job.objects.filter(pk=job, state=JobState.WAITING).update(
        state=JobState.RUNNING, attempt=F("attempt") + 1, heartbeat_at=moment, done=0, total=0
    )
    return Job.objects.get(pk=job) if taken else None


def beat(
    *, job: UUID, attempt: int, done: int, total: int, moment: datetime, by: Actor, on: date
) -> Beat:
    """Give a sign of life with how far the work is, and return what its owner says."""
    del by, on
    ours = Job.objects.filter(pk=job, state=JobState.RUNNING, attempt=attempt)
    if not ours.update(done=done, total=total, heartbeat_at=moment):
        return Beat(is_ours=False, is_cancelled=False)
    return Beat(is_ours=True, is_cancelled=ours.filter(cancel_asked=True).exists())


@transaction.atomic
def end_job(
    *,
    job: UUID,
    attempt: int,
    state: JobState,
    done: int,
    total: int,
    answer: Mapping[str, Any],
    fault: str = "",
    at: datetime,
    by: Actor,
    on: date,
) -> bool:
    """Write down how a job ended; nothing if another has taken it over meanwhile.

    Returns:
        Whether it was still ours to end.
    """
    ours = Job.objects.filter(pk=job, attempt=attempt, state=JobState.RUNNING)
    fields = {"state": state, "done": done, "total": total, "answer": dict(answer)}
    if not ours.update(ended_at=at, fault=fault, **fields):
        return False
    audit.record(
        what="end_job", subject=f"job:{job}", at=at, detail={"state": str(state)}, by=by, on=on
    )
    return True


@transaction.atomic
def hand_back(
    *, job: UUID, attempt: int, enqueue: Enqueue, at: datetime, by: Actor, on: date
) -> bool:
    """Put a job that was begun back into the queue, because its worker is going away."""
    ours = Job.objects.filter(pk=job, attempt=attempt, state=JobState.RUNNING)
    if not ours.update(state=JobState.WAITING, attempt=F("attempt") - 1):
        return False
    audit.record(what="hand_back", subject=f"job:{job}", at=at, by=by, on=on)
    Job.objects.filter(pk=job).update(result_id=enqueue(str(job)))
    return True


@transaction.atomic
def cancel_job(*, job: UUID, at: datetime, by: Actor, on: date) -> Job:
    """Stop one's own work: at once if it waits, at its next step if it runs.

    Raises:
        NotFound: if there is none, or it is somebody else's.
        AlreadyEnded: if it has come to its end.
    """
    found = Job.objects.select_for_update().filter(pk=job, asked_by=by.name).first()
    if found is None:
        raise NotFound(_("there is no such background work of yours"))
    if found.state not in LIVE:
        raise AlreadyEnded(_("this work has ended already"))
    found.cancel_asked = True
    if found.state == JobState.WAITING:
        found.state, found.ended_at = JobState.CANCELLED, at
    found.save(update_fields=["cancel_asked", "state", "ended_at"])
    audit.record(what="cancel_job", subject=f"job:{job}", at=at, by=by, on=on)
    return found


@transaction.atomic
def take_over(
    *, job: UUID, attempt: int, enqueue: Enqueue, at: datetime, by: Actor, on: date
) -> JobState:
    """Begin a job again whose worker is gone, or say that it failed; and return where it stands.

    A job that waits although the queue no longer has it is put into the queue again.
    """
    found = Job.objects.select_for_update().get(pk=job)
    if found.state not in LIVE or found.attempt != attempt:
        return JobState(found.state)
    fault = _why_not_again(found)
    if found.cancel_asked:
        found.state, found.ended_at = JobState.CANCELLED, at
    elif fault:
        found.state, found.ended_at, found.fault = JobState.FAILED, at, fault
    else:
        found.state, found.result_id = JobState.WAITING, enqueue(str(job))
    found.save(update_fields=["state", "ended_at", "fault", "result_id"])
    audit.record(
        what="take_over", subject=f"job:{job}", at=at, detail={"state": str(found.state)},
        by=by, on=on,
    )  # fmt: skip
    return JobState(found.state)


def forget_file(*, job: UUID, at: datetime, by: Actor, on: date) -> None:
    """Write down that the file a job made is no longer kept."""
    with transaction.atomic():
        found = Job.objects.select_for_update().get(pk=job)
        found.answer = {key: value for key, value in found.answer.items() if key != "file"}
        found.save(update_fields=["answer"])
        audit.record(what="forget_file", subject=f"job:{job}", at=at, by=by, on=on)


def _why_not_again(job: Job) -> str:
    """Say why a job whose worker died is not begun again; nothing if it may be."""
    if job.state == JobState.WAITING:
        return ""
    if not job.is_repeatable:
        return _("the program was interrupted; look at what is there before you ask again")
    if job.attempt >= MOST_ATTEMPTS:
        return _("the program broke off {count} times at this work; tell the administrator").format(
            count=job.attempt
        )
    return ""
