"""Measures: which kinds answer which risk, and the way from the plan to the end."""

import datetime

import pytest

from shouwang.base.access import NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.rules.measures import load_measures
from shouwang.stages.cases.enums import MeasureState
from shouwang.stages.cases.models import Attachment, Case, Measure
from shouwang.stages.cases.operations import measures
from shouwang.stages.cases.queries import measures as known
from tests.office import world
from tests.office.world import ABROAD, AT, DAY

pytestmark = pytest.mark.django_db
WHEN = {"at": AT, "on": DAY}
LATER = DAY + datetime.timedelta(days=30)


def rules():
    return load_measures(world.content())


def plan(by=None, **fields):
    said = {"household": 1, "kind": "employment", "risk": "unstable_job", "title": "护林员",
            "owner": "李支书", "due_date": DAY + datetime.timedelta(days=9), "amount": 120000,
            **fields}  # fmt: skip
    return measures.plan_measure(
        content=world.content(), by=by or world.actor("village"), **WHEN, **said
    )


def prove(measure):
    Attachment.objects.create(
        owner=f"measure:{measure.pk}", kind="evidence", name="a.jpg", media_type="image/jpeg",
        size=1, digest="0" * 64, kept_by="village-0", kept_at=AT, **world.place(),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def household(db):
    world.indexed(1)
    world.indexed(2, ABROAD)


class TestPlan:
    def test_has_a_number_and_a_place(self):
        made = plan()
        assert made.number == "M2020-000001"
        assert made.village == world.place()["village"]
        assert not made.is_mismatch

    def test_a_kind_that_does_not_fit_is_told_with_those_that_do(self):
        with pytest.raises(measures.KindDoesNotFit) as told:
            plan(kind="housing")
        assert "就业帮扶" in told.value.problems[0].mend
        made = plan(kind="housing", mismatch_reason="房子也漏雨")
        assert (made.is_mismatch, made.mismatch_reason) == (True, "房子也漏雨")

    def test_without_labour_the_safety_net_fits(self):
        with pytest.raises(measures.KindDoesNotFit):
            plan(has_labour=False)
        assert not plan(kind="cover", has_labour=False).is_mismatch

    @pytest.mark.parametrize(
        "fields", [{"kind": "moon"}, {"risk": "moon"}, {"title": ""}, {"title": "字" * 201},
                   {"owner": " "}, {"amount": -1}, {"amount": 10**12}, {"title": "a\x00"},
                   {"due_date": DAY - datetime.timedelta(days=1)},
                   {"due_date": datetime.date(2999, 1, 1)}]
    )  # fmt: skip
    def test_what_cannot_be_is_told(self, fields):
        with pytest.raises(InputProblems):
            plan(**fields)
        assert Measure.objects.count() == 0

    def test_not_for_a_household_abroad(self):
        with pytest.raises(NotFound):
            plan(household=2)

    def test_nor_with_another_household_s_case(self):
        with pytest.raises(NotFound):
            plan(case_id=world.case(3).pk)

    @pytest.mark.parametrize("role", ["approver", "auditor", "region", "sender", "admin"])
    def test_nor_by_those_who_do_not_help(self, role):
        with pytest.raises(NotAllowed):
            plan(by=world.actor(role))


class TestWay:
    def move(self, name, measure, by=None, **fields):
        return getattr(measures, name)(
            measure_id=measure.pk, version=measure.version, by=by or world.actor("village"),
            **WHEN, **fields,
        )  # fmt: skip

    def test_from_plan_to_end(self):
        made = self.move("start_measure", plan())
        with pytest.raises(InputProblems):
            self.move("deliver_measure", made, delivered_date=DAY)
        prove(made)
        made = self.move("deliver_measure", made, delivered_date=DAY, amount=100000)
        assert (made.state, made.amount) == (MeasureState.DELIVERED, 100000)
        assert self.move("end_measure", made).state == MeasureState.ENDED

    def test_cancelled_with_a_reason_only(self):
        made = plan()
        with pytest.raises(InputProblems):
            self.move("cancel_measure", made, reason=" ")
        made = self.move("cancel_measure", made, reason="已外出")
        with pytest.raises(measures.MeasureIsPast):
            self.move("start_measure", made)

    def test_not_ended_before_it_was_delivered(self):
        with pytest.raises(measures.MeasureIsPast):
            self.move("end_measure", plan())

    @pytest.mark.parametrize("day", [DAY + datetime.timedelta(days=1), datetime.date(2020, 1, 1)])
    def test_delivered_on_a_day_that_can_be(self, day):
        made = plan()
        prove(made)
        with pytest.raises(InputProblems):
            self.move("deliver_measure", made, delivered_date=day)

    def test_two_at_once(self):
        made = plan()
        self.move("start_measure", made)
        made.version = 1
        made.state = "planned"
        with pytest.raises(Stale):
            self.move("cancel_measure", made, reason="x")

    def test_from_abroad_it_is_not_there(self):
        with pytest.raises(NotFound):
            self.move("start_measure", plan(), by=world.actor("village", ABROAD))


class TestLists:
    scope = staticmethod(lambda side=world.HOME: world.actor("village", side).scope)

    def page(self, on=DAY, side=world.HOME, after=None, limit=50, **wanted):
        return known.page(wanted=known.Wanted(**wanted), after=after, limit=limit, rules=rules(),
                          on=on, scope=self.scope(side))  # fmt: skip

    def test_own_area_only(self):
        plan()
        assert len(self.page()) == 1
        assert self.page(side=ABROAD) == []

    def test_page_by_page_each_comes_once(self):
        for each in range(7):
            plan(due_date=DAY + datetime.timedelta(days=each % 3))
        seen, after = [], None
        while rows := self.page(after=after, limit=2)[:2]:
            seen += [row.pk for row in rows]
            after = known.After(rows[-1].due_date, rows[-1].pk)
        assert sorted(seen) == sorted(set(seen))
        assert len(seen) == 7

    def test_late_by_its_own_day_or_by_that_of_the_case(self):
        plan()
        assert self.page(is_late=True) == []
        assert len(self.page(on=LATER, is_late=True)) == 1
        case = world.case(1, state="identified", decided_date=datetime.date(2020, 6, 1))
        late = plan(case_id=case.pk)
        assert [row.pk for row in self.page(is_late=True)] == [late.pk]
        assert known.is_late(measure=late, rules=rules(), on=DAY, scope=self.scope())

    def test_households_without_any(self):
        world.case(1, state="identified", decided_date=datetime.date(2020, 6, 1))
        ask = {"rules": rules(), "on": DAY, "scope": self.scope()}
        assert len(known.cases_without_help(**ask)) == 1
        assert known.counts(**ask).without == 1
        made = plan()
        Measure.objects.filter(pk=made.pk).update(state="delivered", delivered_date=DAY)
        assert known.cases_without_help(**ask) == []

    def test_more_than_a_thousand_without_any_are_counted_to_the_last(self):
        first = world.case(1, state="identified", decided_date=datetime.date(2020, 6, 1))
        kept = {
            field.attname: getattr(first, field.attname) for field in Case._meta.concrete_fields
        }
        del kept["id"]
        Case.objects.bulk_create(
            Case(**{**kept, "household": each, "number": f"T{each}"}) for each in range(2, 1003)
        )
        assert known.counts(rules=rules(), on=DAY, scope=self.scope()).without == 1002

    def test_money_counts_once(self):
        plan(amount=100)
        plan(amount=200, person=5)
        given = plan(amount=300)
        gone = plan(amount=400)
        Measure.objects.filter(pk=given.pk).update(state="ended")
        Measure.objects.filter(pk=gone.pk).update(state="cancelled")
        money = known.money_of(households=[1, 2], on=DAY, scope=self.scope())
        assert money == {1: known.Money(given=300, planned=300)}


def test_every_risk_has_kinds_that_answer_it():
    held = rules()
    for risk in held.answers:
        assert held.fitting(risk, has_labour=True)
        assert held.fitting(risk, has_labour=False)
        assert set(held.fitting(risk)) <= set(held.kinds)
    assert held.fitting("moon") == ()
