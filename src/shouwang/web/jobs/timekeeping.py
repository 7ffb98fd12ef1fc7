"""What happens by itself: every minute, and once a day; told from the worker's own thread."""

import json
import logging
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import yaml
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.errors import ShouwangError
from shouwang.lake.folder import Home
from shouwang.lake.home import now, open_home, real_moment, today
from shouwang.rules.offices import load_offices
from shouwang.stages.board.operations import escalation
from shouwang.stages.cases.operations import files, leads, notices
from shouwang.stages.ingest import operations as ingest
from shouwang.stages.ledger.operations import reminders as tasks
from shouwang.stages.org.operations import audit, jobs as operations, messages
from shouwang.stages.org.queries import jobs as queries
from shouwang.stages.org.senders import sender_of
from shouwang.stages.programmes.employment.operations import lists as vacancy_lists
from shouwang.web import place
from shouwang.web.jobs.digests import send_digests
from shouwang.web.jobs.reaping import prune_queue, reap
from shouwang.web.jobs.reminders import send_reminders
from shouwang.web.jobs.running import RESULTS

log = logging.getLogger("shouwang.time")

Duty = Callable[[Home], object]
MINUTE = 60  # seconds
# Day of the latest time each daily duty was done, by its name.
BOOK = "timekeeping.json"
# In the home: what a program of the operator's sends from.
OUTBOX = "outbox"


def seal(home: Home) -> object:
    """Seal what the audit log has taken since."""
    return audit.seal_entries(at=now(home), by=SYSTEM, on=today(home))


def remove_old_uploads(home: Home) -> object:
    """Remove the delivered files whose time is over."""
    return ingest.remove_old_uploads(home=home, at=now(home), by=SYSTEM, on=today(home))


def remove_old_results(home: Home) -> object:
    """Remove the files that background work made, and the rows of the queue, after their time."""
    days = yaml.safe_load(Path(__file__).with_name("retention.yaml").read_text(encoding="utf-8"))
    before = now(home) - timedelta(days=days["result_days"])
    for job in queries.jobs_with_files(ended_before=before, on=today(home), scope=EVERYWHERE):
        shutil.rmtree(home.root / RESULTS / str(job.pk), ignore_errors=True)
        operations.forget_file(job=job.pk, at=now(home), by=SYSTEM, on=today(home))
    return prune_queue(ended_before=real_moment() - timedelta(days=days["queue_days"]))


def forget_sessions(home: Home) -> object:
    """Remove the sessions that have run out."""
    del home
    return Session.objects.filter(expire_date__lt=real_moment()).delete()


def send_waiting_leads(home: Home) -> object:
    """Send the next leads of each village, up to the week's number."""
    return leads.send_waiting(content=place.content(), at=now(home), by=SYSTEM, on=today(home))


def expire_notices(home: Home) -> object:
    """Take down the notices whose days are over."""
    return notices.expire_notices(at=now(home), by=SYSTEM, on=today(home))


def escalate_issues(home: Home) -> object:
    """Tell those above of the issues that are overdue."""
    return escalation.escalate(content=place.content(), at=now(home), by=SYSTEM, on=today(home))


def remind_offices(home: Home) -> object:
    """Write to the offices whose tasks are due soon, or overdue."""
    return tasks.remind(
        content=place.content(), practice=place.practice(), at=now(home), by=SYSTEM,
        on=today(home),
    )  # fmt: skip


def publish_vacancies(home: Home) -> object:
    """Publish the vacancies of the banners whose list has grown as old as the content says."""
    return vacancy_lists.publish_due(
        home=home, content=place.content(), rules=place.practice().matching, at=now(home),
        by=SYSTEM, on=today(home),
    )  # fmt: skip


def remove_unsent_files(home: Home) -> object:
    """Remove the photos whose form was never sent."""
    return files.remove_unsent_files(home=home, at=now(home), by=SYSTEM, on=today(home))


def send_short_messages(home: Home) -> object:
    """Tell phones how many messages wait, if the content says who carries it."""
    rules = load_offices(place.content()).short_messages
    return messages.send_short_messages(
        sender=sender_of(rules, home.root / OUTBOX), rules=rules, at=now(home), by=SYSTEM,
        on=today(home),
    )  # fmt: skip


EVERY_MINUTE: tuple[Duty, ...] = (seal, reap)
# Each may be done twice on a day (a process that dies in between forgets that it did).
EVERY_DAY: tuple[Duty, ...] = (
    send_waiting_leads,
    expire_notices,
    remind_offices,
    escalate_issues,
    publish_vacancies,
    send_reminders,
    send_digests,
    send_short_messages,
    remove_unsent_files,
    remove_old_uploads,
    remove_old_results,
    forget_sessions,
)


class Timekeeper(threading.Thread):
    """Does the duties when their time has come; a faulty one does not keep the others waiting."""

    def __init__(self, root: Path) -> None:
        super().__init__(daemon=True, name="timekeeper")
        self.root = root
        self._ended = threading.Event()

    def stop(self) -> None:
        """End soon."""
        self._ended.set()

    def run(self) -> None:
        """Do what is due, every minute."""
        while True:
            keep_time(open_home(self.root))
            connection.close()
            if self._ended.wait(MINUTE):
                return


def keep_time(home: Home) -> None:
    """Do what is due now."""
    for duty in EVERY_MINUTE:
        _do(duty, home)
    day = today(home).isoformat()
    book = _book(home)
    for duty in EVERY_DAY:
        if book.get(duty.__name__) != day and _do(duty, home):
            book[duty.__name__] = day
            draft = home.root / f".{BOOK}"
            draft.write_text(json.dumps(book, indent=1), encoding="utf-8")
            draft.replace(home.root / BOOK)


def _do(duty: Duty, home: Home) -> bool:
    try:
        duty(home)
    except (ShouwangError, DatabaseError, OSError):
        log.exception("the duty %s was not done", duty.__name__)
        return False
    return True


def _book(home: Home) -> dict[str, str]:
    try:
        found = json.loads((home.root / BOOK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
