"""Publishing: a second person decides, nothing is open, and what is in force already stays as it is."""

import pytest

from shouwang.base.access import Actor, Scope
from shouwang.stages.ingest import operations, pending
from shouwang.stages.ingest.breaker import Measure, NeedsAReason
from shouwang.stages.ingest.enums import DeliveryState
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.publishing import QuestionsOpen, TooManyRejected
from shouwang.stages.org.queries import audit as org
from tests.stages.ingest.builders import (
    CLAIM_HEADINGS,
    HOUSEHOLD_HEADINGS,
    JUNE_30,
    LI,
    NOON,
    PERSON_HEADINGS,
    WANG,
    WATER_HEADINGS,
    household,
    id_number,
    make_desk,
    person,
    write_csv,
)
from tests.stages.ingest.test_differences import JULY_31

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path):
    found = make_desk(tmp_path)
    found.register()
    return found


def state(number):
    return Delivery.objects.get(pk=number).state


class TestASecondPerson:
    def test_publishes(self, desk):
        review = desk.receive_rows("water", WATER_HEADINGS, (1, 40))
        for same in (LI, Actor(" 李 ")):
            with pytest.raises(pending.SamePerson, match="李"):
                desk.publish(review.delivery, by=same)
        assert state(review.delivery) == DeliveryState.PENDING
        desk.publish(review.delivery, by=WANG)
        assert state(review.delivery) == DeliveryState.PUBLISHED

    def test_is_not_wanted_where_the_system_itself_sends(self, desk):
        program = Actor("shouwang", is_program=True)
        path = write_csv(desk.folder / "w.csv", WATER_HEADINGS, (1, 40))
        review = operations.receive_delivery(
            home=desk.home, path=path, feed="water", at=NOON, by=program, on=JUNE_30
        )
        desk.publish(review.delivery, by=program)
        assert state(review.delivery) == DeliveryState.PUBLISHED


class TestOpenQuestions:
    def test_are_answered_first(self, desk):
        review = desk.receive_rows("water", WATER_HEADINGS, (1, 40))
        asked = [{"column": "village", "value": "新胜村", "rows": 1, "candidates": []}]
        Delivery.objects.filter(pk=review.delivery).update(questions=asked)
        with pytest.raises(QuestionsOpen, match="新胜村"):
            desk.publish(review.delivery, because="随便")
        assert state(review.delivery) == DeliveryState.PENDING
        assert desk.lake.latest().id == 2


class TestTheSameAgain:
    def test_changes_nothing(self, desk):
        sent = desk.send("water", WATER_HEADINGS, (1, 40), (2, 50))
        before = desk.lake.latest()
        review = desk.receive_rows("water", WATER_HEADINGS, (1, 40), (2, 50))
        assert review.same_as == sent.delivery
        assert review.difference["changes_nothing"]
        assert desk.publish(review.delivery) == before
        assert desk.lake.latest() == before
        assert state(review.delivery) == DeliveryState.UNCHANGED
        assert org.verify_chain(on=JUNE_30, scope=Scope()) == []
        with pytest.raises(pending.DeliveryNotPending):
            desk.publish(review.delivery)
        with pytest.raises(operations.DeliveryNotPublished):
            desk.withdraw(review.delivery)

    @pytest.mark.parametrize(
        ("feed", "headings", "rows"),
        [
            ("household", HOUSEHOLD_HEADINGS, [household(1, income=5), household(2, income=6)]),
            ("person", PERSON_HEADINGS, [person(7), person(8, 2)]),
            ("claim", CLAIM_HEADINGS, [("c", id_number(1), "2020-06-03", 10)]),
            ("disaster", ("灾害编号", "户编号", "发生日期"), [("雪", 2, "2020-02-03")]),
        ],
    )
    def test_changes_nothing_whatever_a_delivery_replaces(self, desk, feed, headings, rows):
        desk.send(feed, headings, *rows)
        before = desk.lake.latest()
        desk.send(feed, headings, *reversed(rows))
        assert desk.lake.latest() == before

    def test_counts_for_the_next_month(self, desk):
        desk.send("water", WATER_HEADINGS, (1, 40))
        review = desk.receive_rows("water", WATER_HEADINGS, (1, 40), on=JULY_31)
        assert review.same_as is None
        assert review.difference["newly_covered"] == 1
        assert desk.publish(review.delivery, on=JULY_31).id == 4

    def test_is_weighed_again_where_the_lake_has_moved_since(self, desk):
        first = desk.receive_rows("water", WATER_HEADINGS, (1, 40))
        second = desk.receive_rows("water", WATER_HEADINGS, (1, 40))
        assert second.same_as is None
        held = desk.publish(first.delivery)
        assert desk.publish(second.delivery) == held

    def test_goes_back_where_something_else_was_sent_between(self, desk):
        desk.send("water", WATER_HEADINGS, (1, 40))
        desk.send("water", WATER_HEADINGS, (1, 60))
        desk.send("water", WATER_HEADINGS, (1, 40))
        assert [row["litres"] for row in desk.rows("water")] == [40]
        assert desk.lake.latest().id == 5

    def test_stands_on_its_own_as_part_of_more(self, desk):
        first = desk.send("household", HOUSEHOLD_HEADINGS, household(1, income=1), household(2))
        desk.send("household", HOUSEHOLD_HEADINGS, household(1, income=1))
        desk.withdraw(first.delivery)
        wages = {row["household"]: row["wage_income"] for row in desk.rows("household")}
        assert wages[1] == 100


class TestTheBreaker:
    def test_stops_a_drift_and_keeps_the_reason(self, desk):
        desk.send("water", WATER_HEADINGS, (1, 40), (2, 50), (3, 60))
        review = desk.receive_rows("water", WATER_HEADINGS, (1, 40))
        with pytest.raises(NeedsAReason, match=r"66\.67 %"):
            desk.publish(review.delivery)
        assert len(desk.rows("water")) == 3
        desk.publish(review.delivery, because="停水核查")
        assert len(desk.rows("water")) == 1
        assert Delivery.objects.get(pk=review.delivery).accepted_because == "停水核查"

    def test_measures_against_what_is_held_when_it_is_published(self, desk):
        review = desk.receive_rows("water", WATER_HEADINGS, (1, 40))
        desk.send("water", WATER_HEADINGS, (1, 40), (2, 50), (3, 60))
        with pytest.raises(NeedsAReason) as error:
            desk.publish(review.delivery)
        assert [each.measure for each in error.value.stops] == [Measure.DRIFT]

    def test_a_reason_is_none_for_rejected_rows(self, desk):
        review = desk.receive_rows(
            "household", HOUSEHOLD_HEADINGS, household(1), household(2, income="x")
        )
        with pytest.raises(TooManyRejected):
            desk.publish(review.delivery, because="随便")


def test_a_withdrawal_brings_back_what_the_sender_held_and_leaves_others(desk):
    desk.send("water", WATER_HEADINGS, (1, 40), banner="160101")
    desk.send("water", WATER_HEADINGS, (2, 50), banner="160102")
    second = desk.send("water", WATER_HEADINGS, (1, 60), banner="160101")
    again = desk.send("water", WATER_HEADINGS, (1, 60), banner="160101")
    assert state(again.delivery) == DeliveryState.UNCHANGED
    desk.withdraw(second.delivery)
    assert {(row["household"], row["litres"]) for row in desk.rows("water")} == {(1, 40), (2, 50)}


def incomes(desk):
    return {row["household"]: row["wage_income"] for row in desk.rows("household")}


class TestAColumnLeftOut:
    def test_does_not_take_what_is_held_with_it(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1, income=9000))
        held = incomes(desk)
        without = [each for each in HOUSEHOLD_HEADINGS if each != "工资性收入"]
        row = [
            value
            for heading, value in zip(HOUSEHOLD_HEADINGS, household(1), strict=True)
            if heading != "工资性收入"
        ]
        review = desk.receive_rows("household", without, row)
        with pytest.raises(NeedsAReason, match="工资性收入"):
            desk.publish(review.delivery)
        assert incomes(desk) == held
        desk.publish(review.delivery, because="这一户没有工资")
        assert incomes(desk) == {**held, 1: None}

    def test_may_be_left_out_where_nothing_is_held(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS[:4], household(1)[:4], because="先报基本信息")
        desk.send("household", HOUSEHOLD_HEADINGS[:4], (*household(1)[:3], 3))
