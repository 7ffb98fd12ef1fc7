"""Entries sealed while others write, and two workers at one job: on both databases, one of each."""

from datetime import UTC, datetime

import pytest

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.stages.org.enums import JobState
from shouwang.stages.org.models import AuditEntry, DayAnchor, Job
from shouwang.stages.org.operations import audit, jobs
from shouwang.stages.org.queries.audit import verify_chain
from tests.office import world
from tests.office.at_once import at_once, disk

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["disk"]
NOW = {"at": world.AT, "by": SYSTEM, "on": world.DAY}
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def write():
    for number in range(25):
        audit.record(what="publish", subject=f"d:{number}", **NOW)


def seal():
    return sum(audit.seal_entries(**NOW) for _each in range(10))


def test_what_is_written_while_others_seal_is_sealed_once(disk, monkeypatch):
    monkeypatch.setattr(audit, "MOST_AT_ONCE", 7)
    answers = at_once(write, seal, write, seal, write, seal)
    assert [each for each in answers if isinstance(each, Exception)] == []
    sealed = sum(each for each in answers if each is not None)
    assert sealed + audit.seal_entries(**NOW) == 75
    assert sorted(AuditEntry.objects.values_list("position", flat=True)) == list(range(1, 76))
    assert verify_chain(on=world.DAY, scope=EVERYWHERE) == []
    assert DayAnchor.objects.get().position == 75


def asked():
    return jobs.ask_for_job(task="t", label="筛查", wanted={}, enqueue=lambda number: number, **NOW)


def test_of_two_workers_one_gets_the_job(disk):
    job = asked()

    def begin():
        return jobs.begin_job(job=job.pk, moment=MOMENT, by=SYSTEM, on=world.DAY)

    answers = at_once(begin, begin, begin)
    assert sorted(type(each).__name__ for each in answers) == ["Job", "NoneType", "NoneType"]
    assert Job.objects.get().attempt == 1


def test_a_job_that_ends_while_it_is_taken_over_does_one_of_them(disk):
    job = asked()
    jobs.begin_job(job=job.pk, moment=MOMENT, by=SYSTEM, on=world.DAY)

    def end():
        return jobs.end_job(
            job=job.pk, attempt=1, state=JobState.DONE, done=1, total=1, answer={}, **NOW
        )

    def take_over():
        return jobs.take_over(job=job.pk, attempt=1, enqueue=lambda number: number, **NOW)

    ended, state = at_once(end, take_over)
    assert (ended, state) in {(True, JobState.DONE), (False, JobState.WAITING)}
    assert Job.objects.get().state == state
    assert AuditEntry.objects.filter(what__in=("end_job", "take_over")).count() == 1
