"""Finds the work that a dead worker left behind, so that none stays as if it were running."""

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.lake.folder import Home
from shouwang.lake.home import now, real_moment, today
from shouwang.stages.org.operations import jobs as operations
from shouwang.stages.org.queries import jobs as queries
from shouwang.web.jobs.running import enqueue

# A worker that lives gives a sign of life every few seconds, and is held up by a database in use
# for less than this.
SILENCE = timedelta(minutes=2)


def reap(home: Home, *, silence: timedelta = SILENCE) -> int:
    """Take over the work whose worker has been silent for so long; and return how much there was.

    Args:
        silence: Nothing, if whoever calls knows that no worker lives.
    """
    before = real_moment() - silence
    day = today(home)
    left = queries.stale_jobs(beat_before=before, on=day, scope=EVERYWHERE)
    left += [
        job
        for job in queries.waiting_jobs(on=day, scope=EVERYWHERE)
        if not _is_queued(job.result_id, before)
    ]
    for job in left:
        with transaction.atomic():
            _end_row(job.result_id)
            operations.take_over(
                job=job.pk, attempt=job.attempt, enqueue=enqueue, at=now(home), by=SYSTEM, on=day
            )
    return len(left)


def prune_queue(*, ended_before: datetime) -> int:
    """Remove the rows of the queue whose work ended before a moment."""
    ended = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)
    gone = DBTaskResult.objects.filter(status__in=ended, finished_at__lt=ended_before)
    return gone.delete()[0]


def _is_queued(number: str, claimed_before: datetime) -> bool:
    """Tell whether the queue still has a waiting job, or a worker has only just taken it."""
    row = DBTaskResult.objects.filter(pk=number).first() if number else None
    if row is None:
        return False
    if row.status == TaskResultStatus.RUNNING and row.started_at is not None:
        return bool(row.started_at >= claimed_before)
    return bool(row.status == TaskResultStatus.READY)


def _end_row(number: str) -> None:
    """End a row of the queue that its worker cannot end any more."""
    if number:
        DBTaskResult.objects.filter(pk=number, status=TaskResultStatus.RUNNING).update(
            status=TaskResultStatus.FAILED,
            finished_at=real_moment(),
            exception_class_path="WorkerDied",
        )
