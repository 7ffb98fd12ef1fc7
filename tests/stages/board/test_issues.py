"""Issues: from found to closed by another hand, sent back, told upwards, come back."""

import datetime

import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.load import load_policy
from shouwang.rules.sources import DECISIONS
from shouwang.stages.board.enums import IssueState
from shouwang.stages.board.hands import files_of
from shouwang.stages.board.models import Issue, Recurrence
from shouwang.stages.board.operations import closing, escalation, issues, recurrences
from shouwang.stages.board.queries import issues as known
from shouwang.stages.cases.models import Attachment, Lead
from shouwang.stages.org.models import AuditEntry, Message
from tests.office import world
from tests.office.world import ABROAD, AT, DAY

pytestmark = pytest.mark.django_db
WHEN = {"at": AT, "on": DAY}
LATER = DAY + datetime.timedelta(days=90)


def find(by=None, side=world.HOME, **fields):
    place = world.place(side)
    said = {"banner": place["banner"], "area": "assurance", "kind": "policy",
            "source": "inspection", "words": "部分农牧户饮水水量不足，没有整改", **fields}  # fmt: skip
    return issues.find_issue(
        content=world.content(), by=by or world.actor("region"), **{**WHEN, **said}
    )


def assign(issue, by=None, **fields):
    said = {"unit": "水务局", "owner": "王局长", "due_date": None, **fields}
    return issues.assign_issue(
        content=world.content(), issue_id=issue.pk, version=issue.version,
        by=by or world.actor("region"), **WHEN, **said,
    )  # fmt: skip


def prove(issue):
    Attachment.objects.create(
        owner=files_of(issue), kind="evidence", name="a.jpg", media_type="image/jpeg",
        size=1, digest="0" * 64, kept_by="clerk-0", kept_at=AT, **issue.place,
    )  # fmt: skip


def mend(issue, by=None, **when):
    issue.refresh_from_db()
    return closing.apply_for_closing(
        issue_id=issue.pk, version=issue.version, result="已打井两眼，水质合格",
        by=by or world.actor("clerk"), **{**WHEN, **when},
    )  # fmt: skip


def close(issue, by=None, **when):
    issue.refresh_from_db()
    return closing.verify_issue(
        issue_id=issue.pk, version=issue.version, by=by or world.actor("league"), **{**WHEN, **when}
    )


def applied(side=world.HOME, **fields):
    issue = find(side=side, **fields)
    assign(issue)
    prove(issue)
    return mend(issue, world.actor("clerk", side))


def closed(side=world.HOME, **fields):
    return close(applied(side, **fields), world.actor("league", side))


class TestFound:
    def test_has_a_number_a_term_and_an_office_in_charge(self):
        made = find()
        assert (made.number, made.office, made.state) == ("W2020-000001", "social", "found")
        assert made.due_date == DAY + datetime.timedelta(days=30)
        assert (made.village, made.banner) == ("", world.place()["banner"])

    def test_everything_wrong_is_said_at_once(self):
        with pytest.raises(InputProblems) as wrong:
            find(area="x", kind="", source="y", words="\0", severity="z")
        where = {each.where for each in wrong.value.problems}
        assert where >= {"area", "kind", "source", "severity", "words", "office"}
        assert not Issue.objects.exists()

    def test_a_person_s_number_does_not_stand_in_it(self):
        with pytest.raises(InputProblems):
            find(words="联系电话13800138000，饮水不足")

    def test_a_place_abroad_is_not_there(self):
        with pytest.raises(NotFound):
            find(world.actor("clerk"), side=ABROAD)
        with pytest.raises(NotFound):
            find(place=world.place(ABROAD)["village"])
        with pytest.raises(NotFound):
            find(banner="999999")

    @pytest.mark.parametrize("role", ["village", "township", "helper", "auditor"])
    def test_is_not_for_every_role(self, role):
        with pytest.raises(NotAllowed):
            find(world.actor(role))

    def test_touched_households_get_or_join_a_lead(self):
        world.indexed(1)
        world.indexed(2)
        lead = world.lead(2)
        made = find(households=[1, 2, 2])
        touched = known.households_of(issue_id=made.pk, on=DAY, scope=world.actor("clerk").scope)
        assert [each.household for each in touched] == [1, 2]
        assert touched[1].lead == lead.pk
        opened = Lead.objects.get(pk=touched[0].lead)
        assert made.number in opened.words
        assert opened.source == "channel"
        assert [each.pk for each in known.issues_of(
            household=1, on=DAY, scope=world.actor("village").scope)] == [made.pk]  # fmt: skip

    def test_a_household_abroad_undoes_everything(self):
        world.indexed(1)
        world.indexed(2, ABROAD)
        with pytest.raises(InputProblems):
            find(households=[1, 2])
        with pytest.raises(NotFound):
            find(world.actor("clerk"), households=[1, 2])
        assert not Issue.objects.exists()
        assert not Lead.objects.exists()


class TestMended:
    def test_from_assigned_to_closed_by_another_hand(self):
        issue = assign(find())
        issue = issues.plan_issue(
            issue_id=issue.pk, version=issue.version, plan="打井", by=world.actor("clerk"), **WHEN
        )
        assert issue.state == IssueState.UNDER_WAY
        prove(issue)
        issue = mend(issue)
        assert (issue.state, issue.rectified_by) == (IssueState.APPLIED, "clerk-0")
        issue = close(issue)
        assert (issue.state, issue.closed_date, issue.verified_by) == ("closed", DAY, "league-0")
        acts = AuditEntry.objects.filter(subject=f"issue:{issue.pk}").order_by("id")
        assert [each.what for each in acts] == [
            "find_issue", "assign_issue", "plan_issue", "apply_for_closing", "verify_issue",
        ]  # fmt: skip

    def test_nobody_verifies_what_they_mended(self):
        """A banner may verify what it found itself, but not by the hand that mended it."""
        issue = find(source="self")
        assign(issue)
        prove(issue)
        mend(issue, world.actor("approver"))
        with pytest.raises(NotAllowed, match="yourself"):
            close(issue, world.actor("approver"))
        issue.refresh_from_db()
        assert issue.state == IssueState.APPLIED
        other = world.actor("approver", username="second-approver")
        assert close(issue, other).verified_by == "second-approver"

    def test_a_banner_does_not_verify_what_was_found_from_above(self):
        issue = applied(source="patrol")
        for role in ("approver", "clerk"):
            with pytest.raises(NotAllowed):
                close(issue, world.actor(role))
        with pytest.raises(NotFound):  # an issue of the whole banner is not a township's
            close(issue, world.actor("township"))

    def test_without_evidence_nothing_is_applied_for(self):
        issue = assign(find())
        with pytest.raises(InputProblems) as wrong:
            mend(issue)
        assert [each.where for each in wrong.value.problems] == ["evidence"]

    def test_is_sent_back_with_a_reason(self):
        issue = applied()
        with pytest.raises(InputProblems):
            closing.send_back(issue_id=issue.pk, version=issue.version, reason=" ",
                              by=world.actor("league"), **WHEN)  # fmt: skip
        issue = closing.send_back(
            issue_id=issue.pk, version=issue.version, reason="照片看不出水质", **WHEN,
            by=world.actor("league"),
        )  # fmt: skip
        assert (issue.state, issue.returned_times) == (IssueState.RETURNED, 1)
        assert mend(issue).state == IssueState.APPLIED

    def test_steps_are_not_taken_twice_or_out_of_order(self):
        issue = find()
        with pytest.raises(issues.NotYetThere):
            mend(issue)
        assign(issue)
        issue.refresh_from_db()
        with pytest.raises(issues.NotYetThere):
            assign(issue)
        with pytest.raises(issues.NotYetThere):
            close(issue)
        issue = closed()
        with pytest.raises(issues.NotYetThere):
            issues.plan_issue(issue_id=issue.pk, version=issue.version, plan="x",
                              by=world.actor("clerk"), **WHEN)  # fmt: skip

    def test_who_comes_second_is_told(self):
        issue = find()
        assign(issue)
        stale = Issue.objects.get(pk=issue.pk)
        stale.version -= 1
        with pytest.raises(Stale):
            assign(stale)

    def test_what_lies_abroad_is_not_there(self):
        issue = find(side=ABROAD)
        for act in (assign, mend, close):
            with pytest.raises(NotFound):
                act(issue, world.actor("approver" if act is assign else "clerk"))


class TestRecurrence:
    def test_like_words_are_told_and_a_person_says(self):
        before = closed()
        again = find(words="部分农牧户饮水 水量不足")
        asked = known.recurrences_of(issue_id=again.pk, on=DAY, scope=world.actor("region").scope)
        assert [(each.before_id, each.state) for each in asked] == [(before.pk, "asked")]
        before.refresh_from_db()
        assert not before.recurred
        recurrences.answer_recurrence(
            recurrence_id=asked[0].pk, is_recurrence=True, by=world.actor("league"), **WHEN
        )
        before.refresh_from_db()
        assert before.recurred
        with pytest.raises(InputProblems):
            recurrences.answer_recurrence(recurrence_id=asked[0].pk, is_recurrence=False,
                                          by=world.actor("league"), **WHEN)  # fmt: skip

    def test_the_same_household_is_told_whatever_the_words(self):
        world.indexed(1)
        before = closed(households=[1])
        find(words="学生没有上学", households=[1])
        found = Recurrence.objects.get()
        assert (found.before_id, found.same_household, found.likeness) == (before.pk, True, 100)

    def test_other_areas_places_and_open_issues_are_not_meant(self):
        closed(area="industry")
        closed(side=ABROAD)
        assign(find())
        find()
        assert not Recurrence.objects.exists()

    def test_is_answered_by_those_in_reach(self):
        closed()
        find()
        asked = Recurrence.objects.get()
        with pytest.raises(NotFound):
            recurrences.answer_recurrence(recurrence_id=asked.pk, is_recurrence=True,
                                          by=world.actor("league", ABROAD), **WHEN)  # fmt: skip
        with pytest.raises(NotAllowed):
            recurrences.answer_recurrence(recurrence_id=asked.pk, is_recurrence=True,
                                          by=world.actor("clerk"), **WHEN)  # fmt: skip


class TestEscalation:
    def test_each_level_is_told_once_in_its_time(self):
        for role in ("approver", "league", "region"):
            world.account(role)
        issue = assign(find())
        on = issue.due_date + datetime.timedelta(days=1)

        def tell(day):
            return escalation.escalate(content=world.content(), at=AT, by=world.SYSTEM, on=day)

        assert tell(issue.due_date) == 0
        assert tell(on) == 1
        assert tell(on) == 0
        told = lambda: list(  # noqa: E731
            Message.objects.order_by("id").values_list("account__username", flat=True)
        )
        assert told() == ["approver-0"]
        assert tell(on + datetime.timedelta(days=7)) == 1
        assert told() == ["approver-0", "league-0"]
        assert tell(on + datetime.timedelta(days=40)) == 1
        assert told()[-1] == "region-0"

    def test_what_is_closed_is_not_told(self):
        world.account("approver")
        closed()
        assert escalation.escalate(content=world.content(), at=AT, by=world.SYSTEM, on=LATER) == 0
        assert not Message.objects.exists()


class TestLists:
    def test_pages_follow_each_other(self):
        for day in range(5):
            find(due_date=DAY + datetime.timedelta(days=day % 2))
        scope = world.actor("league").scope
        rows = known.issues(wanted=known.Wanted(), limit=2, on=DAY, scope=scope)
        seen = []
        while rows:
            seen += [each.pk for each in rows[:2]]
            last = rows[:2][-1]
            rows = known.issues(wanted=known.Wanted(), limit=2, on=DAY, scope=scope,
                                after=known.After(last.due_date, last.pk))  # fmt: skip
        assert len(seen) == len(set(seen)) == 5

    def test_narrow_by_what_is_wanted(self):
        made = find(area="industry", source="audit")
        find()
        find(side=ABROAD)
        scope = world.actor("league").scope
        wanted = known.Wanted(area="industry", source="audit", office="development")
        assert [each.pk for each in known.issues(wanted=wanted, on=DAY, scope=scope)] == [made.pk]
        late = known.Wanted(is_late=True)
        assert known.issues(wanted=late, on=DAY, scope=scope) == []
        assert len(known.issues(wanted=late, on=LATER, scope=scope)) == 2
        assert known.counts(on=LATER, scope=scope).late == 2

    def test_counts_by_place(self):
        policy = load_policy(world.content().root, known_release="")
        closed()
        find()
        place = world.place()
        for measure in DECISIONS["issues"]:
            for level in ("region", "league", "banner"):
                known.tallies(measure=measure, level=level, policy=policy, on=DAY,
                              scope=world.actor("region").scope)  # fmt: skip
        told = {
            measure: known.tallies(
                measure=measure, level="banner", policy=policy, on=DAY, area="assurance",
                scope=world.actor("region").scope,
            )[place["banner"]]
            for measure in DECISIONS["issues"]
        }  # fmt: skip
        assert told["found"] == (2, None)
        assert told["closed_share"] == (1, 1)
        assert told["open"] == (1, None)
        assert told["recurred_share"] == (0, 1)
