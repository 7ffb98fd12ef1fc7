"""The project bank: declared by a village, noticed at every level, approved by others, adjusted late."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given, strategies as st
from sqlglot import exp

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake import sql
from shouwang.lake.ground import held_rows
from shouwang.lake.workspace import open_workspace
from shouwang.stages.cases.guards import StepForbidden
from shouwang.stages.cases.workflow import MoveNotAllowed
from shouwang.stages.ingest.receiving import ground_in
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.programmes.industry.declared import FIELDS, read_declared
from shouwang.stages.programmes.industry.models import Edition, Proposal, ProposalStep
from shouwang.stages.programmes.industry.operations import notices, proposals
from shouwang.stages.programmes.industry.operations.publishing import publish_bank
from shouwang.stages.programmes.industry.queries import bank
from tests.office import lake, world

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "肉羊改良项目", "project_year": "2021", "category": "breed", "line": "mutton",
    "nature": "new", "site": "东队", "timetable": "2021年4月至10月",
    "responsible_unit": "苏木人民政府", "task": "购种羊20只", "budget": "120000.50",
    "funding": "财政专项扶贫资金", "beneficiaries": "脱贫户、监测户", "households_planned": "12",
    "target": "户均增收2000元", "mechanism": "托管代养、保底收购", "link": "custody",
    "asset_kind": "operating", "planned_start": "2021-04-01", "planned_end": "2021-10-31",
}  # fmt: skip
PAPERS = ("项目申报表", "村民代表会议记录")


def day(number):
    return world.DAY + timedelta(days=number)


def when(number):
    on = day(number)
    return {"at": datetime.combine(on, world.AT.timetz()), "on": on}


def declared(side=world.HOME, number=0, **other):
    return proposals.declare_project(
        content=world.content(), village=world.villages()[side], told=TOLD | other,
        by=world.actor("village", side), **when(number),
    )  # fmt: skip


def step(found, name, role, number, *, outcome="done", papers=(), note="", username=""):
    fresh = Proposal.objects.get(pk=found.pk)
    by = world.actor(role, username=username)
    return proposals.take_step(
        content=world.content(), proposal_id=found.pk, version=fresh.version, step=name,
        outcome=outcome, papers=papers, note=note, by=by, **when(number),
    )  # fmt: skip


def post(found, name, role, number, username=""):
    fresh = Proposal.objects.get(pk=found.pk)
    return notices.post_notice(
        content=world.content(), proposal_id=found.pk, version=fresh.version, step=name,
        by=world.actor(role, username=username), **when(number),
    )  # fmt: skip


def listed():
    """A project that has gone the whole way into the bank."""
    found = declared()
    step(found, "apply", "village", 0, papers=PAPERS)
    post(found, "apply", "village", 0)
    step(found, "township", "township", 10)
    post(found, "township", "township", 10)
    step(found, "department", "clerk", 20)
    step(found, "approve", "approver", 20)
    post(found, "approve", "approver", 20)
    return Proposal.objects.get(pk=found.pk)


class TestTheWayIn:
    def test_from_the_village_into_the_bank(self):
        found = listed()
        assert found.state == "listed"
        assert found.entered_date == day(20)
        assert found.budget == 12_000_050
        assert found.number == "K2020-000001"
        hung = [(each.level, (each.until_date - each.posted_date).days)
                for each in found.notices.all()]  # fmt: skip
        assert hung == [("village", 10), ("township", 10), ("banner", 10)]
        acts = set(AuditEntry.objects.values_list("what", flat=True))
        assert {"declare_project", "take_project_step", "post_bank_notice"} <= acts

    def test_and_on_until_its_asset_is_confirmed(self):
        found = listed()
        with pytest.raises(StepForbidden, match="the notice hangs until"):
            step(found, "fund", "approver", 29)
        step(found, "fund", "approver", 30)
        assert Proposal.objects.get(pk=found.pk).state == "planned"
        step(found, "start", "township", 40)
        step(found, "finish", "township", 90)
        assert Proposal.objects.get(pk=found.pk).state == "running"
        step(found, "accept", "clerk", 95)
        step(found, "asset", "clerk", 99)
        found.refresh_from_db()
        assert (found.is_confirmed, found.accepted_date) == (True, day(95))
        assert found.next_steps == []

    def test_nine_days_are_too_few(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        with pytest.raises(StepForbidden, match="no public notice has been posted"):
            step(found, "township", "township", 12)
        post(found, "apply", "village", 0)
        with pytest.raises(StepForbidden, match="the notice hangs until 2020-07-10"):
            step(found, "township", "township", 9)
        assert Proposal.objects.get(pk=found.pk).next_steps == ["township"]

    @pytest.mark.parametrize("lacking", ["target", "mechanism"])
    def test_no_target_or_no_mechanism_no_entry(self, lacking):
        found = declared(**{lacking: ""})
        step(found, "apply", "village", 0, papers=PAPERS)
        post(found, "apply", "village", 0)
        step(found, "township", "township", 10)
        post(found, "township", "township", 10)
        step(found, "department", "clerk", 20)
        with pytest.raises(StepForbidden) as told:
            step(found, "approve", "approver", 20)
        assert len(told.value.problems) == 1
        assert Proposal.objects.get(pk=found.pk).state == "review"

    def test_without_its_papers_it_is_not_handed_in(self):
        with pytest.raises(MoveNotAllowed, match="lacks"):
            step(declared(), "apply", "village", 0, papers=PAPERS[:1])

    def test_who_reviewed_does_not_approve(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        post(found, "apply", "village", 0)
        step(found, "township", "township", 10)
        post(found, "township", "township", 10)
        step(found, "department", "clerk", 20)
        clerk = world.account("clerk")
        clerk.roles = ["clerk", "approver"]
        clerk.save()
        ProposalStep.objects.filter(step="department").update(taken_by="approver-0")
        with pytest.raises(StepForbidden, match="you took an earlier step"):
            step(found, "approve", "approver", 20)

    @pytest.mark.parametrize("role", ["team", "township", "clerk", "approver", "league", "region"])
    def test_only_villages_declare(self, role):
        with pytest.raises(NotAllowed):
            proposals.declare_project(
                content=world.content(), village=world.villages()[0], told=TOLD,
                by=world.actor(role), **when(0),
            )  # fmt: skip

    def test_not_for_another_village(self):
        with pytest.raises(NotFound):
            proposals.declare_project(
                content=world.content(), village=world.villages()[1], told=TOLD,
                by=world.actor("village"), **when(0),
            )  # fmt: skip

    def test_a_foreign_project_is_not_there(self):
        found = declared(world.ABROAD)
        with pytest.raises(NotFound):
            step(found, "apply", "village", 0, papers=PAPERS)
        with pytest.raises(NotFound):
            bank.proposal(proposal_id=found.pk, on=world.DAY, scope=world.actor("clerk").scope)

    def test_the_same_project_twice(self):
        declared()
        with pytest.raises(InputProblems, match="a project of this name"):
            declared()
        assert Proposal.objects.count() == 1


class TestBack:
    def test_sent_back_it_is_declared_anew_and_noticed_anew(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        post(found, "apply", "village", 0)
        step(found, "township", "township", 10, outcome="returned", note="写明受益户")
        found.refresh_from_db()
        assert (found.state, found.next_steps) == ("draft", ["apply"])
        proposals.amend_project(
            content=world.content(), proposal_id=found.pk, version=found.version,
            told=TOLD | {"beneficiaries": "脱贫户12户"}, by=world.actor("village"), **when(11),
        )  # fmt: skip
        kept = Edition.objects.get()
        assert (kept.edition, kept.fields["beneficiaries"]) == (1, "脱贫户、监测户")
        step(found, "apply", "village", 12, papers=PAPERS)
        with pytest.raises(StepForbidden, match="no public notice"):
            step(found, "township", "township", 30)
        post(found, "apply", "village", 12)
        step(found, "township", "township", 22)
        assert Proposal.objects.get(pk=found.pk).edition == 2

    def test_refused_it_is_over_and_says_why(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        post(found, "apply", "village", 0)
        step(found, "township", "township", 10, outcome="refused", note="与规划不符")
        found.refresh_from_db()
        assert (found.state, found.closed_reason) == ("refused", "与规划不符")
        with pytest.raises(MoveNotAllowed):
            step(found, "township", "township", 11)
        declared()  # the name is free again

    def test_what_is_handed_in_is_not_changed(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        found.refresh_from_db()
        with pytest.raises(proposals.NotAdjustable):
            proposals.amend_project(
                content=world.content(), proposal_id=found.pk, version=found.version, told=TOLD,
                by=world.actor("village"), **when(1),
            )  # fmt: skip

    def test_whoever_comes_second_is_told(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        with pytest.raises(Stale, match="village-0"):
            proposals.withdraw_project(
                content=world.content(), proposal_id=found.pk, version=1, reason="不办了",
                by=world.actor("village"), **when(1),
            )  # fmt: skip


class TestAdjusted:
    def test_not_before_the_fourth_quarter(self):
        found = listed()
        with pytest.raises(proposals.NotAdjustable, match="month 10"):
            proposals.drop_project(
                content=world.content(), proposal_id=found.pk, version=found.version,
                reason="政策停止", by=world.actor("approver"), **when(60),
            )  # fmt: skip

    def test_dropped_in_october(self):
        found = listed()
        proposals.drop_project(
            content=world.content(), proposal_id=found.pk, version=found.version,
            reason="政策停止", by=world.actor("approver"), **when(100),
        )  # fmt: skip
        assert Proposal.objects.get(pk=found.pk).state == "dropped"
        with pytest.raises(MoveNotAllowed):
            step(found, "fund", "approver", 101)

    def test_declared_anew_it_goes_the_whole_way(self):
        found = listed()
        proposals.reopen_project(
            content=world.content(), proposal_id=found.pk, version=found.version,
            reason="调整规模", by=world.actor("approver"), **when(100),
        )  # fmt: skip
        found.refresh_from_db()
        assert (found.state, found.entered_date, found.next_steps) == ("draft", None, ["apply"])


class TestObjections:
    def told(self, found, words="名单里没有他家"):
        fresh = Proposal.objects.get(pk=found.pk)
        return notices.receive_objection(
            proposal_id=found.pk, version=fresh.version, words=words, by=world.actor("village"),
            **when(15),
        )  # fmt: skip

    def test_whoever_had_it_open_is_told(self):
        found = declared()
        self.told(found)
        with pytest.raises(Stale):
            notices.receive_objection(
                proposal_id=found.pk, version=1, words="再提一条", by=world.actor("village"),
                **when(15),
            )  # fmt: skip

    def test_an_open_one_forbids_the_approval(self):
        found = declared()
        step(found, "apply", "village", 0, papers=PAPERS)
        post(found, "apply", "village", 0)
        step(found, "township", "township", 10)
        post(found, "township", "township", 10)
        objection = self.told(found)
        step(found, "department", "clerk", 20)
        with pytest.raises(StepForbidden):
            step(found, "approve", "approver", 20)
        notices.answer_objection(
            objection_id=objection.pk, answer="已核实", is_upheld=False,
            by=world.actor("township"), **when(21),
        )  # fmt: skip
        step(found, "approve", "approver", 21)
        with pytest.raises(MoveNotAllowed):
            notices.answer_objection(
                objection_id=objection.pk, answer="再答", is_upheld=True,
                by=world.actor("township"), **when(22),
            )  # fmt: skip

    def test_no_numbers_of_people(self):
        with pytest.raises(InputProblems):
            self.told(declared(), "电话13800138000")


class TestDeclared:
    def test_all_that_is_wrong_is_told_at_once(self):
        contract = world.content().contracts["project"]
        told = TOLD | {"name": "", "budget": "-3", "category": "castle", "project_year": "1999",
                       "households_planned": "9" * 30, "planned_end": "2021-01-01",
                       "task": "x" * 1001, "site": "身份证150102199001011234"}  # fmt: skip
        with pytest.raises(InputProblems) as faults:
            read_declared(told, contract)
        assert {each.where for each in faults.value.problems} >= {
            "name", "budget", "category", "project_year", "households_planned", "planned_end", "task",
        }  # fmt: skip

    @given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=40)))
    def test_whatever_is_typed_is_read_or_refused(self, told):
        contract = world.content().contracts["project"]
        with suppress(InputProblems):
            found = read_declared(TOLD | told, contract).fields
            assert set(found) == set(FIELDS)
            assert found["budget"] > 0
            assert found["planned_start"] <= found["planned_end"]

    def test_a_nul_is_no_text(self):
        with pytest.raises(InputProblems, match="no text has"):
            declared(name="a\x00b")
        assert not Proposal.objects.exists()


class TestPublished:
    @pytest.fixture
    def office(self, own_lake_home):
        lake.keep_deliveries(own_lake_home.home)
        return own_lake_home.home

    def rows(self, home):
        ground = ground_in(home)
        with open_workspace() as work:
            held = held_rows(ground.lake, ground.plans["project"].shape, ground.lake.latest())
            found = sql.relation(work.connection, exp.select("*").from_(held.subquery("h")))
            table = found.to_arrow_table()
        names = [each for each in table.column_names if each not in {"sender", "delivery", "row"}]
        return {row["project"]: row for row in table.select(names).to_pylist()}

    def published(self, home, number=40):
        return publish_bank(
            home=home, content=world.content(), by=world.actor("region"), **when(number)
        )

    def test_what_has_entered_stands_beside_what_was_delivered(self, office):
        before = self.rows(office)
        assert before
        found = listed()
        assert self.published(office) is not None
        after = self.rows(office)
        assert {number: after[number] for number in before} == before
        new = after[found.number]
        assert (new["state"], new["entered_date"], new["budget"]) == ("listed", day(20), 12_000_050)
        assert (new["notice_days"], new["notice_levels"]) == (10, 3)
        assert self.published(office) is None

    def test_a_draft_does_not(self, office):
        declared()
        assert self.published(office) is None

    def test_what_only_a_delivery_knows_stays(self, office):
        found = listed()
        number = min(self.rows(office))
        Proposal.objects.filter(pk=found.pk).update(number=number)
        before = self.rows(office)[number]
        self.published(office)
        after = self.rows(office)[number]
        assert after["project_name"] == "肉羊改良项目"
        for name in ("profit_last_year", "dividend_paid", "satisfaction", "operator"):
            assert after[name] == before[name]

    def test_not_by_a_village(self, office):
        listed()
        with pytest.raises(NotAllowed):
            publish_bank(home=office, content=world.content(), by=world.actor("village"),
                         **when(40))  # fmt: skip
