"""Background work as its owner sees it: asked for, begun, cancelled, ended, taken over."""

from datetime import UTC, datetime, timedelta

import pytest

from shouwang.base.access import EVERYWHERE, NOWHERE, SYSTEM, NotFound
from shouwang.stages.org.enums import JobState
from shouwang.stages.org.models import AuditEntry, Job
from shouwang.stages.org.operations import jobs as operations
from shouwang.stages.org.queries import jobs as queries
from tests.office import world

pytestmark = pytest.mark.django_db
NOW = {"at": world.AT, "by": SYSTEM, "on": world.DAY}
SOME_TIME = datetime(2026, 1, 1, tzinfo=UTC)


def queued(number):
    return f"row of {number}"


def ask(by=None, **fields):
    asked = {"task": "t", "label": "筛查", "wanted": {"a": 1}, "enqueue": queued, **fields}
    return operations.ask_for_job(
        **asked, at=world.AT, by=by or world.actor("region"), on=world.DAY
    )


def begin(job, moment=SOME_TIME):
    return operations.begin_job(job=job.pk, moment=moment, by=SYSTEM, on=world.DAY)


def end(job, state=JobState.DONE, **fields):
    how = {"done": 3, "total": 3, "answer": {"said": "done"}, **fields}
    return operations.end_job(job=job.pk, attempt=job.attempt, state=state, **how, **NOW)


def state_of(job):
    job.refresh_from_db()
    return job.state


def test_it_is_written_down_queued_and_audited():
    job = ask()
    assert (job.state, job.result_id, job.asked_by) == ("waiting", f"row of {job.pk}", "region-0")
    assert AuditEntry.objects.filter(what="ask_for_job", subject=f"job:{job.pk}").count() == 1


def test_nothing_is_written_if_the_queue_refuses():
    def refusing(_number):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        ask(enqueue=refusing)
    assert not Job.objects.exists()


def test_it_is_begun_once():
    job = ask()
    assert begin(job).attempt == 1
    assert begin(job) is None


def test_a_sign_of_life_tells_how_far_it_is_and_hears_the_owner():
    job = begin(ask())
    sign = {"job": job.pk, "attempt": 1, "done": 2, "total": 3, "moment": SOME_TIME,
            "by": SYSTEM, "on": world.DAY}  # fmt: skip
    assert operations.beat(**sign) == operations.Beat(is_ours=True, is_cancelled=False)
    operations.cancel_job(job=job.pk, at=world.AT, by=world.actor("region"), on=world.DAY)
    assert operations.beat(**sign) == operations.Beat(is_ours=True, is_cancelled=True)
    assert operations.beat(**{**sign, "attempt": 2}).is_ours is False
    job.refresh_from_db()
    assert (job.done, job.total) == (2, 3)


def test_it_ends_once_and_only_by_whoever_has_it():
    job = begin(ask())
    job.attempt = 7
    assert end(job) is False
    job.attempt = 1
    assert end(job) is True
    assert end(job, JobState.FAILED) is False
    assert state_of(job) == "done"
    assert job.answer == {"said": "done"}


def test_what_waits_is_cancelled_at_once():
    job = ask()
    operations.cancel_job(job=job.pk, at=world.AT, by=world.actor("region"), on=world.DAY)
    assert state_of(job) == "cancelled"
    assert begin(job) is None


def test_what_has_ended_cannot_be_cancelled():
    job = begin(ask())
    end(job)
    with pytest.raises(operations.AlreadyEnded):
        operations.cancel_job(job=job.pk, at=world.AT, by=world.actor("region"), on=world.DAY)
    assert state_of(job) == "done"


def test_another_persons_work_is_not_there():
    job = ask()
    stranger = world.actor("league")
    with pytest.raises(NotFound):
        operations.cancel_job(job=job.pk, at=world.AT, by=stranger, on=world.DAY)
    with pytest.raises(NotFound):
        queries.job(number=job.pk, asker="league-0", on=world.DAY, scope=EVERYWHERE)
    assert queries.jobs_of(asker="league-0", on=world.DAY, scope=EVERYWHERE) == []
    assert state_of(job) == "waiting"


def test_everybodys_work_is_for_the_whole_region_only():
    ask()
    assert len(queries.all_jobs(on=world.DAY, scope=EVERYWHERE)) == 1
    with pytest.raises(NotFound):
        queries.all_jobs(on=world.DAY, scope=NOWHERE)


def take_over(job):
    return operations.take_over(job=job.pk, attempt=job.attempt, enqueue=lambda _n: "again", **NOW)


def test_the_work_of_a_dead_worker_is_begun_again():
    job = begin(ask())
    assert take_over(job) is JobState.WAITING
    job.refresh_from_db()
    assert job.result_id == "again"
    assert begin(job).attempt == 2


def test_after_three_times_it_counts_as_the_cause():
    job = ask()
    for _time in range(operations.MOST_ATTEMPTS):
        job = begin(job)
        take_over(job)
    assert state_of(job) == "failed"
    assert "3 times" in job.fault


def test_what_may_not_be_repeated_fails_and_says_so():
    job = begin(ask(is_repeatable=False))
    assert take_over(job) is JobState.FAILED
    job.refresh_from_db()
    assert "interrupted" in job.fault


def test_a_cancelled_work_of_a_dead_worker_is_cancelled():
    job = begin(ask())
    operations.cancel_job(job=job.pk, at=world.AT, by=world.actor("region"), on=world.DAY)
    assert take_over(job) is JobState.CANCELLED


def test_what_was_begun_again_meanwhile_is_left_alone():
    old = begin(ask())
    take_over(old)
    begin(old)
    assert take_over(old) is JobState.RUNNING


def test_a_worker_that_goes_away_hands_it_back():
    job = begin(ask())
    assert operations.hand_back(job=job.pk, attempt=1, enqueue=lambda _n: "again", **NOW)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.result_id) == ("waiting", 0, "again")
    assert not operations.hand_back(job=job.pk, attempt=1, enqueue=queued, **NOW)


def test_silence_is_found():
    job = begin(ask())
    late = {"on": world.DAY, "scope": EVERYWHERE}
    assert queries.stale_jobs(beat_before=SOME_TIME, **late) == []
    assert queries.stale_jobs(beat_before=SOME_TIME + timedelta(seconds=1), **late) == [job]


def test_it_acts_for_whoever_asked_as_they_are_by_now():
    job = ask()
    account = world.account("region")
    account.roles = ["auditor"]
    account.save()
    known = {"job": job, "content": world.content(), "households_of": lambda _each: frozenset({7}),
             "on": world.DAY, "scope": EVERYWHERE}  # fmt: skip
    actor, language = queries.asker_of(**known)
    assert (actor.name, actor.roles, language) == ("region-0", {"auditor"}, "zh_Hans")
    account.closed_date = world.DAY
    account.save()
    with pytest.raises(NotFound):
        queries.asker_of(**known)


def test_who_is_responsible_for_households_sees_these_alone():
    job = ask(by=world.actor("helper"))
    actor, _language = queries.asker_of(
        job=job, content=world.content(), households_of=lambda _each: frozenset({7}),
        on=world.DAY, scope=EVERYWHERE,
    )  # fmt: skip
    assert actor.scope.households == {7}
