"""Notices, objections and households' own reports, from the drawing up to the decision."""

import datetime
import uuid

import pytest

from shouwang.base.access import NOWHERE, Actor, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.keys import read_keys
from shouwang.rules.notices import load_notices
from shouwang.stages.cases.enums import NoticeState, ObjectionState, ReportState
from shouwang.stages.cases.models import Attachment, Lead, Notice, StepTaken
from shouwang.stages.cases.operations import knocks, notices, objections, self_reports
from shouwang.stages.cases.queries import notices as hung, objections as said, self_reports as sent
from shouwang.stages.cases.queries.standing import forbidding_records
from shouwang.stages.cases.receipts import village_token
from tests.office import world
from tests.office.world import ABROAD, AT, DAY

pytestmark = pytest.mark.django_db
ANYBODY = Actor("-", scope=NOWHERE)
WHEN = {"at": AT, "on": DAY}


@pytest.fixture
def home(tmp_path):
    return world.make_home(tmp_path / "home")


def ready_case(number, side=world.HOME, *, head="张三贵", step="review", **fields):
    world.indexed(number, side, head=head)
    case = world.case(number, side, **fields)
    StepTaken.objects.create(
        case=case,
        step=step,
        taken_by="village-0",
        taken_role="village",
        taken_date=DAY,
        taken_at=AT,
    )
    return case


def neighbours(count=40, start=9000, head="张甲乙"):
    for number in range(start, start + count):
        world.indexed(number, head=head)


def draft(*cases, step="review", by=None):
    return notices.draft_notice(
        content=world.content(), case_ids=[case.pk for case in cases], step=step,
        by=by or world.actor("village"), **WHEN,
    )  # fmt: skip


def prove(notice):
    Attachment.objects.create(
        owner=f"notice:{notice.pk}", kind="posting", name="a.jpg", media_type="image/jpeg", size=1,
        digest=uuid.uuid4().hex, kept_by="village-0", kept_at=AT, **world.place(),
    )  # fmt: skip


def posted(notice, day=DAY, on=DAY):
    prove(notice)
    return notices.post_notice(
        content=world.content(), notice_id=notice.pk, version=notice.version, posted_date=day,
        at=AT, by=world.actor("village"), on=on,
    )  # fmt: skip


class TestDraft:
    def test_names_are_masked(self):
        neighbours()
        notice = draft(ready_case(1), ready_case(2, head="张富"))
        assert [each["name"] for each in notice.shown] == ["张*贵", "张*"]
        assert notice.shown[0]["kind"] == "边缘易致贫户"
        whole = notice.title + notice.text + str(notice.shown)
        assert "张三贵" not in whole
        assert "2户" in notice.text
        assert "5天" in notice.text
        assert notice.warnings == []

    def test_a_small_village_is_not_named(self):
        notice = draft(ready_case(1))
        village = world.content().regions[notice.village].name
        assert notice.is_general
        assert village not in notice.title + str(notice.shown)
        assert notice.shown[0]["name"] == "某某某"
        assert len(notice.warnings) == 2

    def test_a_rare_surname_is_hidden(self):
        neighbours()
        notice = draft(ready_case(1, head="欧阳修"))
        assert notice.shown[0]["name"] == "某某某"
        assert not notice.is_general

    def test_a_household_abroad_is_not_found(self):
        with pytest.raises(NotFound):
            draft(ready_case(1), ready_case(2, ABROAD))

    def test_a_step_that_has_not_been_taken_wants_none(self):
        world.indexed(1)
        with pytest.raises(notices.NoticeNotWanted):
            draft(world.case(1))

    def test_a_case_is_told_once(self):
        case = ready_case(1)
        draft(case)
        with pytest.raises(notices.NoticeNotWanted):
            draft(case)

    def test_the_auditor_draws_up_none(self):
        with pytest.raises((NotAllowed, NotFound)):
            draft(ready_case(1), by=world.actor("auditor"))

    def test_nothing_chosen_is_told(self):
        with pytest.raises(InputProblems):
            draft()

    def test_it_is_listed_as_waiting_until_then(self):
        case = ready_case(1)
        rules = load_notices(world.content())
        scope = world.actor("village").scope
        found = hung.waiting(notices=rules, on=DAY, scope=scope)
        assert [each.cases for each in found] == [(case,)]
        assert hung.waiting(notices=rules, on=DAY, scope=world.actor("village", ABROAD).scope) == []
        draft(case)
        assert hung.waiting(notices=rules, on=DAY, scope=scope) == []

    def test_the_township_announces(self):
        neighbours()
        world.indexed(1, head="张三贵")
        case = world.case(1, state="identified", next_steps=["announce", "help"])
        notice = draft(case, step="announce", by=world.actor("township"))
        assert notice.level == "township"
        with pytest.raises(NotAllowed):
            world.indexed(2, head="张四")
            other = world.case(2, state="identified", next_steps=["announce"])
            draft(other, step="announce", by=world.actor("village"))


class TestPosting:
    def test_wants_a_photo(self):
        notice = draft(ready_case(1))
        with pytest.raises(InputProblems):
            notices.post_notice(
                content=world.content(), notice_id=notice.pk, version=1, posted_date=DAY,
                by=world.actor("village"), **WHEN,
            )  # fmt: skip
        assert Notice.objects.get().state == NoticeState.DRAFT

    def test_runs_its_days(self):
        notice = posted(draft(ready_case(1)))
        assert notice.until_date == DAY + datetime.timedelta(days=5)
        assert hung.is_open(notice=notice, on=notice.until_date, scope=NOWHERE)
        assert not hung.is_open(
            notice=notice, on=notice.until_date + datetime.timedelta(days=1), scope=NOWHERE
        )

    def test_no_day_ahead(self):
        with pytest.raises(InputProblems):
            posted(draft(ready_case(1)), day=DAY + datetime.timedelta(days=1))

    def test_two_at_once(self):
        notice = draft(ready_case(1))
        prove(notice)
        with pytest.raises(Stale):
            notices.post_notice(
                content=world.content(), notice_id=notice.pk, version=7, posted_date=DAY,
                by=world.actor("village"), **WHEN,
            )  # fmt: skip

    def test_what_leaks_is_not_posted(self):
        notice = draft(ready_case(1))
        Notice.objects.update(text="张三 15990119800101001X")
        with pytest.raises(InputProblems):
            posted(notice)

    def test_expires_and_comes_down(self):
        notice = posted(draft(ready_case(1)))
        later = notice.until_date + datetime.timedelta(days=1)
        assert notices.expire_notices(at=AT, by=world.SYSTEM, on=notice.until_date) == 0
        assert notices.expire_notices(at=AT, by=world.SYSTEM, on=later) == 1
        assert notices.expire_notices(at=AT, by=world.SYSTEM, on=later) == 0
        notice.refresh_from_db()
        assert hung.today(on=later, scope=world.actor("village").scope).to_take_down == 1
        down = notices.take_down_notice(
            notice_id=notice.pk, version=notice.version, at=AT, by=world.actor("village"), on=later
        )
        assert down.state == NoticeState.TAKEN_DOWN

    def test_taken_down_early_its_days_begin_anew(self):
        notice = posted(draft(ready_case(1)))
        ends = {"notice_id": notice.pk, "version": notice.version, "by": world.actor("village")}
        with pytest.raises(InputProblems):
            notices.take_down_notice(**ends, **WHEN)
        again = notices.take_down_notice(**ends, reason="风刮掉了", **WHEN)
        assert (again.state, again.until_date) == (NoticeState.DRAFT, None)
        with pytest.raises(InputProblems):
            notices.post_notice(
                content=world.content(), notice_id=notice.pk, version=again.version,
                posted_date=DAY, by=world.actor("village"), **WHEN,
            )  # fmt: skip
        later = DAY + datetime.timedelta(days=2)
        assert posted(again, later, later).until_date == later + datetime.timedelta(days=5)


class TestObjections:
    def take(self, home, notice, on=DAY, **fields):
        said = {"text": "他家有车", "form": uuid.uuid4(), "entry": 0, **fields}
        return objections.take_objection(
            home=home, content=world.content(), token=notice.token, by=ANYBODY, at=AT, on=on, **said
        )

    def test_anybody_may_object(self, home):
        case = ready_case(1)
        notice = posted(draft(case))
        made = self.take(home, notice, contact="13912345678")
        assert made.case == case
        assert b"13912345678" not in bytes(made.contact)
        found = said.objection_of_receipt(receipt=made.receipt, on=DAY, scope=NOWHERE)
        assert said.contact_of(objection=found, home=home, on=DAY, scope=NOWHERE) == "13912345678"

    def test_the_same_form_twice_is_one(self, home):
        notice = posted(draft(ready_case(1)))
        form = uuid.uuid4()
        assert self.take(home, notice, form=form).pk == self.take(home, notice, form=form).pk

    def test_a_draft_has_no_page(self, home):
        with pytest.raises(NotFound):
            self.take(home, draft(ready_case(1)))

    @pytest.mark.parametrize(
        "fields", [{"text": ""}, {"text": "字" * 1001}, {"text": "a\x00b"}, {"contact": "1" * 81},
                   {"entry": 5}, {"entry": -1}]
    )  # fmt: skip
    def test_what_cannot_be_kept_is_told(self, home, fields):
        notice = posted(draft(ready_case(1)))
        with pytest.raises(InputProblems):
            self.take(home, notice, **fields)

    def test_in_the_last_days_it_puts_the_end_off(self, home):
        notice = posted(draft(ready_case(1)))
        self.take(home, notice, on=notice.until_date)
        notice.refresh_from_db()
        assert notice.until_date == DAY + datetime.timedelta(days=8)

    def test_early_it_does_not(self, home):
        notice = posted(draft(ready_case(1)))
        self.take(home, notice)
        notice.refresh_from_db()
        assert notice.until_date == DAY + datetime.timedelta(days=5)

    def test_afterwards_it_is_a_message(self, home):
        notice = posted(draft(ready_case(1)))
        assert self.take(home, notice, on=DAY + datetime.timedelta(days=9)).is_late

    def decide(self, made, by, **fields):
        told = {"verdict": ObjectionState.REJECTED, "finding": "车已报废，名下没有车", **fields}
        return objections.decide_objection(
            content=world.content(),
            objection_id=made.pk,
            version=made.version,
            by=by,
            **WHEN,
            **told,
        )

    def test_the_township_decides_once(self, home):
        made = self.take(home, posted(draft(ready_case(1))))
        decided = self.decide(made, world.actor("township"))
        assert decided.state == ObjectionState.REJECTED
        with pytest.raises(objections.ObjectionDecided):
            self.decide(decided, world.actor("township"))

    def test_whoever_verified_does_not(self, home):
        case = ready_case(1)
        made = self.take(home, posted(draft(case)))
        StepTaken.objects.create(
            case=case, step="verify", taken_by="township-0", taken_role="township",
            taken_date=DAY, taken_at=AT,
        )  # fmt: skip
        with pytest.raises(NotAllowed):
            self.decide(made, world.actor("township"))

    def test_upheld_the_case_is_verified_anew(self, home):
        case = ready_case(1)
        other = ready_case(2)
        made = self.take(home, posted(draft(case, other)))
        self.decide(made, world.actor("township"), verdict=ObjectionState.UPHELD)
        case.refresh_from_db()
        other.refresh_from_db()
        assert case.next_steps == ["verify"]
        assert case.version == 2
        assert not case.steps.filter(step="review", outcome="done", is_void=False).exists()
        assert case.steps.get(outcome="returned").taken_by == "township-0"
        assert other.steps.filter(step="review", is_void=False).exists()

    def test_upheld_against_all_of_it_every_case_is_verified_anew(self, home):
        cases = [ready_case(1), ready_case(2)]
        made = self.take(home, posted(draft(*cases)), entry=None)
        self.decide(made, world.actor("township"), verdict=ObjectionState.UPHELD)
        assert StepTaken.objects.filter(outcome="returned").count() == 2

    def test_or_it_is_stopped(self, home):
        case = ready_case(1)
        made = self.take(home, posted(draft(case)))
        self.decide(
            made, world.actor("township"), verdict=ObjectionState.UPHELD, remedy="stop"
        )  # fmt: skip
        case.refresh_from_db()
        assert (case.state, case.next_steps, case.closed_date) == ("rejected", [], DAY)

    def test_another_remedy_decides_nothing(self, home):
        made = self.take(home, posted(draft(ready_case(1))))
        with pytest.raises(InputProblems):
            self.decide(made, world.actor("township"), verdict=ObjectionState.UPHELD, remedy="moon")
        made.refresh_from_db()
        assert made.state == ObjectionState.OPEN

    def test_a_late_one_holds_nothing_up(self, home):
        case = ready_case(1)
        notice = posted(draft(case))
        after = notice.until_date + datetime.timedelta(days=1)
        self.take(home, notice, on=after)
        told = forbidding_records(case=case, words=["objection_open"], on=after, scope=NOWHERE)
        assert not told

    def test_nor_a_village_nor_another_banner(self, home):
        made = self.take(home, posted(draft(ready_case(1))))
        with pytest.raises(NotAllowed):
            self.decide(made, world.actor("village"))
        with pytest.raises(NotFound):
            self.decide(made, world.actor("township", ABROAD))

    def test_the_finding_tells_no_secret(self, home):
        made = self.take(home, posted(draft(ready_case(1))))
        with pytest.raises(InputProblems):
            self.decide(made, world.actor("township"), finding="他电话13912345678")


class TestOwnReports:
    def send(self, home, **fields):
        token = village_token(world.villages()[0], read_keys(home.keys).hash)
        said = {"token": token, "name": "张三", "contact": "13912345678", "trouble": "illness",
                "text": "住院了", "agreed": True, "form": uuid.uuid4(), **fields}  # fmt: skip
        return self_reports.send_report(
            home=home, content=world.content(), by=ANYBODY, **WHEN, **said
        )

    def test_becomes_a_lead(self, home):
        world.indexed(1)
        made = self.send(home)
        assert made.due_date == DAY + datetime.timedelta(days=2)
        assert sent.sender_of(report=made, home=home, on=DAY, scope=NOWHERE).name == "张三"
        accepted = self_reports.accept_report(
            content=world.content(), report_id=made.pk, version=1, household=1,
            by=world.actor("township"), **WHEN,
        )  # fmt: skip
        assert accepted.state == ReportState.ACCEPTED
        lead = Lead.objects.get()
        assert (lead.household, lead.source, lead.risk) == (1, "self", "illness")
        assert "张三" not in lead.words

    def test_a_household_of_another_village_is_not_taken(self, home):
        world.indexed(2, ABROAD)
        made = self.send(home)
        with pytest.raises(NotFound):
            self_reports.accept_report(
                content=world.content(), report_id=made.pk, version=1, household=2,
                by=world.actor("township"), **WHEN,
            )  # fmt: skip
        assert Lead.objects.count() == 0

    def test_is_declined_with_a_reason(self, home):
        made = self.send(home)
        decline = {"content": world.content(), "report_id": made.pk, "version": 1}
        for reason in ("", "电话13912345678打不通"):
            with pytest.raises(InputProblems):
                self_reports.decline_report(
                    **decline, reason=reason, by=world.actor("township"), **WHEN
                )
        with pytest.raises(NotAllowed):
            self_reports.decline_report(
                **decline, reason="不住这里", by=world.actor("village"), **WHEN
            )
        with pytest.raises(NotFound):
            self_reports.decline_report(
                **decline, reason="不住这里", by=world.actor("township", ABROAD), **WHEN
            )
        done = self_reports.decline_report(
            **decline, reason="不住这里", by=world.actor("township"), **WHEN
        )
        assert done.state == ReportState.DECLINED
        with pytest.raises(self_reports.ReportAnswered):
            self_reports.decline_report(
                **decline, reason="不住这里", by=world.actor("township"), **WHEN
            )

    def test_the_same_form_twice_is_one(self, home):
        form = uuid.uuid4()
        assert self.send(home, form=form).pk == self.send(home, form=form).pk

    @pytest.mark.parametrize(
        "fields", [{"name": ""}, {"contact": ""}, {"trouble": "moon"}, {"agreed": False},
                   {"text": "字" * 1001}, {"name": "\x00"}]
    )  # fmt: skip
    def test_what_cannot_be_kept_is_told(self, home, fields):
        with pytest.raises(InputProblems):
            self.send(home, **fields)

    @pytest.mark.parametrize("token", ["", "150421", "150421100201" + "A" * 20, "字" * 40])
    def test_no_other_token_opens(self, home, token):
        with pytest.raises(NotFound):
            self.send(home, token=token)


def test_nobody_sends_without_end(home):
    for _each in range(knocks.MOST_AN_HOUR):
        knocks.note_knock(home=home, address="10.0.0.1", by=ANYBODY, **WHEN)
    with pytest.raises(knocks.TooOften):
        knocks.note_knock(home=home, address="10.0.0.1", by=ANYBODY, **WHEN)
    knocks.note_knock(home=home, address="10.0.0.2", by=ANYBODY, **WHEN)
    later = AT + datetime.timedelta(hours=1, minutes=1)
    knocks.note_knock(home=home, address="10.0.0.1", by=ANYBODY, at=later, on=DAY)
