"""Runs a piece of background work: its signs of life, its end, and what its owner is told."""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from django.db import DatabaseError, connection
from django_tasks import task

from shouwang.base.access import EVERYWHERE, NOWHERE, SYSTEM, Actor
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _, use_language_here
from shouwang.lake.folder import Home, make_private_folder
from shouwang.lake.home import now, real_moment, today
from shouwang.stages.cases.queries import pairings
from shouwang.stages.org.enums import JobState
from shouwang.stages.org.operations import jobs as operations
from shouwang.stages.org.queries import jobs as queries
from shouwang.web import place
from shouwang.web.jobs.registry import work_of

log = logging.getLogger("shouwang.jobs")

# Between two looks at how far the work is; on SQLite each one that writes holds up every writer.
LOOK_SECONDS = 0.5
# Between two signs of life of a work that tells no progress, in looks.
LOOKS_A_BEAT = 10
RESULTS = "results"
# Set when the worker is told to go away: its job goes back into the queue.
going_away = threading.Event()


class Cancelled(ShouwangError):
    """Its owner wants it no more."""


class Interrupted(ShouwangError):
    """The worker goes away; another begins the work again."""


class Running:
    """A job as the work sees it: it tells how far it is, and hears that it shall stop.

    Attributes:
        by: Who asked for it, with the roles and the scope they have by now.
    """

    def __init__(self, job: UUID, attempt: int, by: Actor, home: Home) -> None:
        self.job, self.attempt, self.by, self.home = job, attempt, by, home
        self.done = self.total = 0
        self._stop: ShouwangError | None = None

    @property
    def folder(self) -> Path:
        """Where a file goes that the work makes; its name is the answer's ``file``."""
        path = self.home.root / RESULTS / str(self.job)
        make_private_folder(path.parent)
        make_private_folder(path)
        return path

    def progress(self, done: int, total: int) -> None:
        """Tell how far the work is; cheap enough for every step.

        Raises:
            Cancelled: if its owner wants it no more.
            Interrupted: if the worker is told to go away.
        """
        self.done, self.total = max(done, 0), max(total, 0)
        self.check()

    def check(self) -> None:
        """Stop here if the work shall stop."""
        if self._stop is not None:
            raise self._stop
        if going_away.is_set():
            raise Interrupted(_("the program is being stopped"))

    def steps(self) -> Callable[[str, float], None]:
        """Return a function that is told a step and its share, as intake tells them."""

        def tell(_step: str, share: float) -> None:
            self.progress(round(share * 100), 100)

        return tell

    def counted(self) -> Callable[[int], None]:
        """Return a function that is told the length by a number and one step by 0."""

        def advance(length: int) -> None:
            if length:
                self.progress(self.done, length)
            else:
                self.progress(self.done + 1, self.total)

        return advance

    def stop(self, reason: ShouwangError) -> None:
        """Let the work stop at its next step."""
        self._stop = reason


class Heart:
    """Gives signs of life beside the work, over a connection of its own.

    So they are seen at once whatever transaction the work is in, and the work never waits for
    them; one that cannot be written, because the work holds the database, is left out.
    """

    def __init__(self, running: Running) -> None:
        self.running = running
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._go_on, daemon=True, name="heart")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._ended.set()
        self._thread.join()

    def _go_on(self) -> None:
        told, looks = (0, 0), 0
        try:
            while not self._ended.wait(LOOK_SECONDS):
                looks += 1
                at = (self.running.done, self.running.total)
                if at != told or looks >= LOOKS_A_BEAT:
                    told, looks = at, 0
                    self._beat(*at)
        finally:
            connection.close()

    def _beat(self, done: int, total: int) -> None:
        running = self.running
        try:
            answer = operations.beat(
                job=running.job, attempt=running.attempt, done=done, total=total,
                moment=real_moment(), by=SYSTEM, on=today(running.home),
            )  # fmt: skip
        except DatabaseError:
            connection.close()
            return
        if answer.is_cancelled or not answer.is_ours:
            running.stop(Cancelled(_("the work was cancelled")))


@task()
def run_job(number: str) -> None:
    """Run a job of the queue; whatever happens, it does not stay as if it were running."""
    home = place.home()
    job = operations.begin_job(job=UUID(number), moment=real_moment(), by=SYSTEM, on=today(home))
    if job is None:
        return
    running = Running(job.pk, job.attempt, SYSTEM, home)
    state, answer, fault = _outcome(running, job)
    if state is JobState.WAITING:
        operations.hand_back(
            job=job.pk, attempt=job.attempt, enqueue=enqueue, at=now(home), by=SYSTEM,
            on=today(home),
        )  # fmt: skip
        return
    operations.end_job(
        job=job.pk, attempt=job.attempt, state=state, done=running.done, total=running.total,
        answer=answer, fault=fault, at=now(home), by=SYSTEM, on=today(home),
    )  # fmt: skip


def enqueue(number: str) -> str:
    """Put a job into the queue and return the queue's own number of it."""
    return str(run_job.enqueue(number).id)


def _outcome(running: Running, job: Any) -> tuple[JobState, dict[str, Any], str]:
    """Do the work and return how it ended: state, answer, fault."""
    try:
        return JobState.DONE, _work(running, job), ""
    except Interrupted:
        return JobState.WAITING, {}, ""
    except Cancelled:
        return JobState.CANCELLED, {}, ""
    except ShouwangError as error:
        return JobState.FAILED, {}, str(error)
    except Exception:
        log.exception("job %s (%s) broke", job.pk, job.task)
        return JobState.FAILED, {}, _("the system broke at this work; tell the administrator")
    finally:
        use_language_here("")


def _work(running: Running, job: Any) -> dict[str, Any]:
    day = today(running.home)
    by, language = queries.asker_of(
        job=job, content=place.content(), on=day, scope=EVERYWHERE,
        households_of=lambda each: pairings.households_of(account=each, on=day, scope=NOWHERE),
    )  # fmt: skip
    running.by = by
    use_language_here(language)
    work = work_of(job.task)
    with Heart(running):
        running.check()
        return dict(work(running, job.wanted) or {})
