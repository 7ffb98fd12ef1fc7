"""What can be asked of background work: one's own, and what was left behind by a dead worker."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from shouwang.base.access import NOWHERE, SYSTEM, Actor, NotFound, Scope
from shouwang.base.words import DEFAULT_LANGUAGE, _
from shouwang.rules.content import Content
from shouwang.stages.org.enums import JobState, Role
from shouwang.stages.org.models import Account, Job
from shouwang.stages.org.queries.accounts import actor_of

# A page of a list.
PAGE_ROWS = 50


def job(*, number: UUID, asker: str, on: date, scope: Scope) -> Job:
    """Return a piece of work of whoever asked for it; nobody else is told that there is one.

    Raises:
        NotFound: if there is none of theirs.
    """
    del on, scope
    found = Job.objects.filter(pk=number, asked_by=asker).first()
    if found is None:
        raise NotFound(_("there is no such background work of yours"))
    return found


def jobs_of(
    *, asker: str, before: datetime | None = None, limit: int = PAGE_ROWS, on: date, scope: Scope
) -> list[Job]:
    """Return somebody's own work, the latest first."""
    del on, scope
    return list(_before(Job.objects.filter(asked_by=asker), before)[:limit])


def all_jobs(
    *, before: datetime | None = None, limit: int = PAGE_ROWS, on: date, scope: Scope
) -> list[Job]:
    """Return everybody's work for whoever keeps the system running: who, what, how it stands.

    What was asked for and what came of it is not read.

    Raises:
        NotFound: if the scope is not the whole region.
    """
    del on
    if not scope.is_everything:
        raise NotFound(_("there is no such background work of yours"))
    return list(_before(Job.objects.defer("wanted", "answer", "fault"), before)[:limit])


def stale_jobs(*, beat_before: datetime, on: date, scope: Scope) -> list[Job]:
    """Return the running work that has not given a sign of life since a moment."""
    del on, scope
    return list(Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=beat_before))


def waiting_jobs(*, on: date, scope: Scope) -> list[Job]:
    """Return the work that waits for its turn."""
    del on, scope
    return list(Job.objects.filter(state=JobState.WAITING))


def jobs_with_files(*, ended_before: datetime, on: date, scope: Scope) -> list[Job]:
    """Return the work that ended before a moment and whose file is still kept."""
    del on, scope
    found = Job.objects.filter(ended_at__lt=ended_before, state=JobState.DONE)
    return [each for each in found.iterator() if each.answer.get("file")]


def asker_of(
    *,
    job: Job,
    content: Content,
    households_of: Callable[[int], frozenset[int]],
    on: date,
    scope: Scope,
) -> tuple[Actor, str]:
    """Return who asked for a job, with the roles and the scope they have by now, and their language.

    Args:
        households_of: The households that the person of an account is responsible for.

    Raises:
        NotFound: if their account has been closed.
    """
    if job.asked_by == SYSTEM.name:
        return SYSTEM, DEFAULT_LANGUAGE
    account = Account.objects.select_related("office").filter(username=job.asked_by).first()
    if account is None or not account.is_active:
        raise NotFound(_("the account of whoever asked for this work is closed"))
    households = households_of(account.pk) if Role.HELPER in account.roles else None
    actor = actor_of(account=account, content=content, households=households, on=on, scope=scope)
    return actor, account.language


def count_demo_accounts(*, on: date, scope: Scope = NOWHERE) -> int:
    """Return how many accounts of a demo are open; their passwords are known to everybody."""
    del on, scope
    return Account.objects.filter(is_demo=True, closed_date=None).count()


def _before(jobs: QuerySet[Job], before: datetime | None) -> QuerySet[Job]:
    if before is not None:
        jobs = jobs.filter(asked_at__lt=before)
    return jobs.order_by("-asked_at")
