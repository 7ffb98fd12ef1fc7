"""Pages of background work: asked for, seen by its owner alone, cancelled, its file taken."""

import uuid
from datetime import timedelta

import pytest

from shouwang.base.access import NotAllowed
from shouwang.base.errors import ShouwangError
from shouwang.lake.home import real_moment
from shouwang.rules.offices import Offices, ShortMessages
from shouwang.stages.cases.models import Attachment, Notice, StepTaken
from shouwang.stages.cases.operations import files
from shouwang.stages.cases.sealed_files import read_sealed
from shouwang.stages.org.models import AuditEntry, Job, Message
from shouwang.stages.org.operations import messages
from shouwang.web import place
from shouwang.web.jobs import reaping, registry, reminders, running, tasks, timekeeping
from tests.office import world
from tests.web.pictures import photo


@pytest.fixture
def work(monkeypatch):
    """Register the task `t` and return the list that says what it does."""
    steps = []

    def run(job, wanted):
        answer = {}
        for step in steps:
            answer |= step(job, wanted) or {}
        return answer

    monkeypatch.setitem(registry.TASKS, "t", run)
    return steps


def make(by="region-0", **fields):
    return Job.objects.create(
        **{"task": "t", "label": "导出 <script>", "asked_at": world.AT, "asked_on": world.DAY,
           "asked_by": by, **fields}
    )  # fmt: skip


def run(job):
    running.run_job.call(str(job.pk))
    job.refresh_from_db()
    return job


@pytest.mark.django_db
class TestPages:
    def test_asking_puts_it_into_the_queue_and_shows_it(self, sign_in):
        client = sign_in("region")
        answer = client.post("/jobs/screen/")
        job = Job.objects.get()
        assert answer.headers["Location"] == f"/jobs/{job.pk}/"
        assert reaping._is_queued(job.result_id, real_moment())
        page = client.get(f"/jobs/{job.pk}/").content.decode()
        assert "排队" in page
        assert 'hx-trigger="every 1s"' in page

    @pytest.mark.parametrize("role", ["village", "township", "clerk", "auditor"])
    def test_who_may_not_screen_is_refused(self, sign_in, role):
        assert sign_in(role).post("/jobs/screen/").status_code == 403
        assert not Job.objects.exists()

    def test_screening_is_not_asked_for_by_looking(self, sign_in):
        assert sign_in("region").get("/jobs/screen/").status_code == 405
        assert not Job.objects.exists()

    @pytest.mark.parametrize("what", ["", "progress/", "file/"])
    def test_another_persons_work_is_not_there(self, sign_in, what):
        job = make("league-0")
        for role in ("region", "admin"):
            assert sign_in(role).get(f"/jobs/{job.pk}/{what}").status_code == 404

    def test_another_persons_work_is_not_cancelled(self, sign_in):
        job = make("league-0")
        assert sign_in("region").post(f"/jobs/{job.pk}/cancel/").status_code == 404
        job.refresh_from_db()
        assert (job.state, job.cancel_asked) == ("waiting", False)

    def test_a_number_of_nobody_is_not_there(self, sign_in):
        assert sign_in("region").get(f"/jobs/{uuid.uuid4()}/").status_code == 404
        assert sign_in("region").get("/jobs/1 or 1=1/").status_code == 404

    def test_the_list_is_ones_own(self, sign_in):
        make("region-0", label="mine")
        make("league-0", label="theirs")
        page = sign_in("region").get("/jobs/").content.decode()
        assert "mine" in page
        assert "theirs" not in page

    def test_the_administrator_sees_how_everybodys_stands_and_no_more(self, sign_in):
        job = make("league-0", label="theirs", state="done", answer={"said": "secret"})
        page = sign_in("admin").get("/jobs/").content.decode()
        assert "theirs" in page
        assert "secret" not in page
        assert str(job.pk) not in page

    def test_a_list_goes_on_where_it_ended(self, sign_in):
        for number in range(51):
            make(label=f"job {number:02}", asked_at=world.AT + timedelta(minutes=number))
        client = sign_in("region")
        first = client.get("/jobs/")
        assert "job 50" in first.content.decode()
        assert "job 00" not in first.content.decode()
        rest = client.get("/jobs/", {"before": first.context["next"]}).content.decode()
        assert "job 00" in rest
        assert "job 50" not in rest

    @pytest.mark.parametrize("before", ["", "x", "2020-06-30T00:00:00", "9" * 5000])
    def test_a_faulty_address_begins_at_the_top(self, sign_in, before):
        make(label="mine")
        assert "mine" in sign_in("region").get("/jobs/", {"before": before}).content.decode()

    def test_script_in_a_label_is_text(self, sign_in):
        page = sign_in("region").get(f"/jobs/{make().pk}/").content.decode()
        assert "<script>" not in page.replace("<script src", "")
        assert "&lt;script&gt;" in page

    def test_the_piece_is_asked_for_until_the_end(self, sign_in):
        client = sign_in("region")
        job = make(state="running", done=3, total=12, attempt=1)
        answer = client.get(f"/jobs/{job.pk}/progress/")
        assert answer.status_code == 200
        assert 'value="25"' in answer.content.decode()
        Job.objects.update(state="failed", fault="the file is empty")
        answer = client.get(f"/jobs/{job.pk}/progress/")
        assert answer.status_code == 286
        assert "the file is empty" in answer.content.decode()

    def test_what_has_ended_cannot_be_cancelled(self, sign_in):
        job = make(state="done")
        assert sign_in("region").post(f"/jobs/{job.pk}/cancel/").status_code == 400

    def test_cancelling_says_so(self, sign_in):
        job = make()
        answer = sign_in("region").post(f"/jobs/{job.pk}/cancel/", follow=True)
        assert "已停止" in answer.content.decode()

    def test_the_file_is_given_out_and_audited(self, sign_in, empty_home):
        job = make(state="done", answer={"file": "list.csv"}, wanted={"purpose": "核对"})
        folder = empty_home.root / running.RESULTS / str(job.pk)
        folder.mkdir(parents=True)
        (folder / "list.csv").write_text("a,b")
        answer = sign_in("region").get(f"/jobs/{job.pk}/file/")
        assert b"".join(answer.streaming_content) == b"a,b"
        entry = AuditEntry.objects.get(what="result_file")
        assert (entry.kind, entry.purpose, entry.subject) == ("export", "核对", f"job:{job.pk}")

    @pytest.mark.parametrize(
        "name", ["", ".", "..", "../../home.yaml", "/etc/passwd", "no.csv", "../x/list.csv"]
    )
    def test_no_other_file_is(self, sign_in, name):
        job = make(state="done", answer={"file": name})
        assert sign_in("region").get(f"/jobs/{job.pk}/file/").status_code == 404
        assert not AuditEntry.objects.filter(what="result_file").exists()


@pytest.mark.django_db(transaction=True)
class TestRunning:
    @pytest.fixture(autouse=True)
    def quick(self, monkeypatch):
        monkeypatch.setattr(running, "LOOK_SECONDS", 0.02)
        world.account("region")

    def test_it_ends_with_what_it_answers(self, work):
        work += [
            lambda job, _wanted: job.progress(2, 2),
            lambda _job, wanted: {"said": wanted["x"]},
        ]
        job = run(make(wanted={"x": "all is well"}))
        assert (job.state, job.done, job.total, job.attempt) == ("done", 2, 2, 1)
        assert job.answer == {"said": "all is well"}

    def test_how_far_it_is_can_be_seen_meanwhile(self, work):
        seen = []

        def look(job, _wanted):
            job.progress(3, 4)
            while not seen or not seen[-1]:
                seen.append(Job.objects.get(pk=job.job).done)

        work.append(look)
        run(make())
        assert seen[-1] == 3

    def test_it_stops_at_its_next_step_when_cancelled(self, work):
        def wait(job, _wanted):
            Job.objects.update(cancel_asked=True)
            while True:
                job.progress(0, 1)

        work.append(wait)
        assert run(make()).state == "cancelled"

    def test_it_stops_when_another_has_it(self, work):
        def wait(job, _wanted):
            Job.objects.update(attempt=2)
            while True:
                job.progress(0, 1)

        work.append(wait)
        job = run(make())
        assert (job.state, job.attempt) == ("running", 2)

    def test_a_worker_that_goes_away_hands_it_back(self, work, monkeypatch):
        work.append(lambda job, _wanted: job.progress(0, 1))
        monkeypatch.setattr(running.going_away, "is_set", lambda: True)
        job = run(make())
        assert (job.state, job.attempt) == ("waiting", 0)
        assert reaping._is_queued(job.result_id, real_moment())

    def test_what_can_be_mended_is_said(self, work):
        def refuse(_job, _wanted):
            raise ShouwangError("the file is empty")

        work.append(refuse)
        job = run(make())
        assert (job.state, job.fault) == ("failed", "the file is empty")

    def test_what_cannot_is_logged_and_not_told(self, work, caplog):
        def break_(_job, _wanted):
            raise ZeroDivisionError("150421199001010011")

        work.append(break_)
        job = run(make())
        assert job.state == "failed"
        assert "150421" not in job.fault
        assert "ZeroDivisionError" in caplog.text

    @pytest.mark.parametrize("task", registry.TASKS)
    def test_every_task_is_there(self, task):
        assert callable(registry.work_of(task))

    def test_a_task_of_nobody_fails(self):
        job = run(make(task="gone"))
        assert job.state == "failed"
        assert "gone" in job.fault

    def test_it_acts_with_the_roles_of_whoever_asked(self, work):
        seen = []
        work.append(lambda job, _wanted: seen.append(job.by))
        run(make())
        assert (seen[0].name, seen[0].roles) == ("region-0", {"region"})

    def test_a_role_that_was_taken_away_no_longer_screens(self):
        world.account("village")
        job = run(make("village-0", task="screen"))
        assert job.state == "failed"
        with pytest.raises(NotAllowed):
            tasks._fail_without(running.Running(job.pk, 1, world.actor("village"), None), ("a",))

    def test_screening_without_data_says_so(self):
        job = run(make(task="screen"))
        assert job.state == "failed"
        assert "沒" not in job.fault
        assert job.fault

    def test_a_cancelled_one_is_not_begun(self, work):
        work.append(lambda _job, _wanted: pytest.fail("it ran"))
        assert run(make(state="cancelled")).state == "cancelled"


@pytest.mark.django_db(transaction=True)
class TestReaping:
    def test_a_silent_one_is_begun_again(self, work):
        world.account("region")
        work.append(lambda _job, _wanted: {"said": "done"})
        job = make(state="running", attempt=1, heartbeat_at=real_moment() - timedelta(minutes=3))
        assert reaping.reap(place.home()) == 1
        job.refresh_from_db()
        assert job.state == "waiting"
        assert reaping._is_queued(job.result_id, real_moment())
        assert run(job).attempt == 2

    def test_one_that_lives_is_left(self):
        make(state="running", attempt=1, heartbeat_at=real_moment())
        assert reaping.reap(place.home()) == 0

    def test_a_waiting_one_that_the_queue_lost_is_queued_again(self):
        job = make(result_id=str(uuid.uuid4()))
        assert reaping.reap(place.home()) == 1
        job.refresh_from_db()
        assert reaping._is_queued(job.result_id, real_moment())
        assert reaping.reap(place.home()) == 0


@pytest.mark.django_db
class TestTime:
    def test_the_daily_duties_are_done_once_a_day(self, at_home, monkeypatch):
        done = []

        def duty(home):
            done.append(home.root)

        monkeypatch.setattr(timekeeping, "EVERY_DAY", (duty,))
        (at_home.root / timekeeping.BOOK).unlink(missing_ok=True)
        timekeeping.keep_time(at_home)
        timekeeping.keep_time(at_home)
        assert done == [at_home.root]

    def test_a_faulty_duty_does_not_keep_the_others_waiting(self, at_home, monkeypatch, caplog):
        done = []

        def faulty(_home):
            raise ShouwangError("no disk")

        def duty(_home):
            done.append(1)

        monkeypatch.setattr(timekeeping, "EVERY_DAY", (faulty, duty))
        (at_home.root / timekeeping.BOOK).write_text("no json")
        timekeeping.keep_time(at_home)
        assert done == [1]
        assert "faulty" in caplog.text

    def test_every_duty_can_be_done(self, at_home):
        for duty in (*timekeeping.EVERY_MINUTE, *timekeeping.EVERY_DAY):
            duty(at_home)

    def test_old_files_go(self, at_home):
        job = make(state="done", answer={"file": "a.csv", "said": "x"},
                   ended_at=world.AT - timedelta(days=8))  # fmt: skip
        folder = at_home.root / running.RESULTS / str(job.pk)
        folder.mkdir(parents=True)
        timekeeping.remove_old_results(at_home)
        job.refresh_from_db()
        assert job.answer == {"said": "x"}
        assert not folder.exists()

    def test_photos_of_a_form_never_sent_go(self, at_home):
        place = world.place()
        for owner in ("form:1", "visit:1"):
            files.keep_file(
                home=at_home, data=photo("a.jpg").read() + owner.encode(), name="a.jpg",
                owner=owner, kind="photo", household=1, place=place, at=world.AT,
                by=world.actor("village"), on=world.DAY,
            )  # fmt: skip
        soon, later = world.AT + timedelta(days=13), world.AT + timedelta(days=15)
        told = {"home": at_home, "by": world.SYSTEM, "on": world.DAY}
        assert files.remove_unsent_files(at=soon, **told) == 0
        assert files.remove_unsent_files(at=later, **told) == 1
        assert [each.owner for each in Attachment.objects.all()] == ["visit:1"]
        (left,) = Attachment.objects.all()
        assert read_sealed(at_home, left.digest)

    def test_phones_hear_how_many_wait(self, at_home, monkeypatch):
        rules = ShortMessages(by="file", text="您有{count}条新消息")
        monkeypatch.setattr(
            timekeeping, "load_offices", lambda _content: Offices(short_messages=rules)
        )
        reader = world.account("village", phone="13912345678")
        messages.send(
            accounts=[reader],
            kind="leads",
            text="1 lead",
            at=world.AT,
            by=world.SYSTEM,
            on=world.DAY,
        )
        timekeeping.send_short_messages(at_home)
        timekeeping.send_short_messages(at_home)
        text = (at_home.root / timekeeping.OUTBOX).read_text()
        assert text == "13912345678\t您有1条新消息\n"


@pytest.mark.django_db
class TestReminders:
    def told(self):
        rows = Message.objects.exclude(kind="digest").order_by("kind", "account__username")
        return [(each.kind, each.account.username) for each in rows]

    def offices(self):
        for role in ("village", "township", "clerk", "auditor"):
            world.account(role)
            world.account(role, world.ABROAD)

    def test_nothing_waits_and_nobody_is_told(self, at_home):
        self.offices()
        assert reminders.send_reminders(at_home) == 0

    def test_each_waits_where_it_is_to_be_done(self, at_home):
        self.offices()
        day = timedelta(days=1)
        world.indexed(1)
        world.case(1, state="ended", recheck_date=world.DAY, next_steps=[])
        sent_back = world.case(2)
        StepTaken.objects.create(
            case=sent_back, step="township", outcome="returned", taken_by="township-0",
            taken_role="township", taken_date=world.DAY, taken_at=world.AT,
        )  # fmt: skip
        Notice.objects.create(
            token="t", level="village", procedure="identification", step="review", title="x",
            text="x", state="expired", until_date=world.DAY - day, made_by="village-0",
            made_date=world.DAY, **world.place(),
        )  # fmt: skip
        assert reminders.send_reminders(at_home) == 5
        assert reminders.send_reminders(at_home) == 0
        assert self.told() == [
            ("notice", "village-0"), ("recheck", "township-0"), ("recheck", "village-0"),
            ("returned", "township-0"), ("returned", "village-0"),
        ]  # fmt: skip

    def test_what_is_late_beyond_excuse_goes_to_the_level_above(self, at_home):
        self.offices()
        start = world.DAY - timedelta(days=90)
        late = world.case(3, state="identified", opened_date=start, next_steps=["help"],
                          due_date=start)  # fmt: skip
        for step in ("verify", "consent", "compare", "review", "township", "approve", "announce"):
            StepTaken.objects.create(
                case=late, step=step, taken_by="x", taken_role="township", taken_date=start,
                taken_at=world.AT - timedelta(days=90),
            )  # fmt: skip
        reminders.send_reminders(at_home)
        assert self.told() == [("clock", "clerk-0"), ("clock", "township-0")]
        assert "1" in Message.objects.first().text
