"""What the office writes into the lake itself goes the way of a delivery, and says nothing twice."""

from datetime import date

import pyarrow as pa
import pytest

from shouwang.base.access import SYSTEM, NotAllowed
from shouwang.base.errors import InputProblems
from shouwang.stages.ingest.enums import DeliveryState
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.ingest.receiving import FeedUnknown
from tests.stages.ingest.builders import JUNE_30, NOON, VILLAGES, make_desk

pytestmark = pytest.mark.django_db
SYSTEM_COLUMNS = {"league", "banner", "sender", "delivery", "row"}


@pytest.fixture
def desk(tmp_path):
    desk = make_desk(tmp_path)
    desk.register()
    return desk


def publish(desk, rows, feed="household", **more):
    return publish_office_feed(
        home=desk.home, feed=feed, rows=rows, at=NOON, by=SYSTEM, on=JUNE_30, **more
    )


def held(desk, number):
    """A row of the register as it is held, without what the lake adds; the period stays."""
    row = next(each for each in desk.rows("household") if each["household"] == number)
    return {name: value for name, value in row.items() if name not in SYSTEM_COLUMNS}


def corrected(desk, number, **cells):
    schema = pa.schema(
        [(name, pa.array([value]).type) for name, value in held(desk, number).items()]
    )
    return pa.Table.from_pylist([{**held(desk, number), **cells}], schema=schema)


def test_a_correction_takes_the_place_of_the_row_and_leaves_the_others(desk):
    before = {each["household"]: each for each in desk.rows("household")}
    snapshot = publish(desk, corrected(desk, 1, wage_income=123_456))
    after = {each["household"]: each for each in desk.rows("household")}
    assert after[1]["wage_income"] == 123_456
    assert {number: after[number] for number in (2, 3)} == {
        number: before[number] for number in (2, 3)
    }
    delivery = Delivery.objects.get(snapshot=snapshot.id)
    assert delivery.state == DeliveryState.PUBLISHED
    assert (delivery.sender, delivery.received_by) == ("office:160000", "system")
    assert (delivery.read, delivery.accepted, delivery.rejected) == (1, 1, 0)
    assert delivery.difference["changed"] == 1
    assert after[1]["delivery"] == delivery.id


def test_what_the_lake_says_already_makes_no_snapshot_and_no_delivery(desk):
    count, latest = Delivery.objects.count(), desk.lake.latest().id
    assert publish(desk, corrected(desk, 1)) is None
    assert (Delivery.objects.count(), desk.lake.latest().id) == (count, latest)


def test_a_correction_does_not_make_its_feed_punctual_for_places_it_is_not_about(desk):
    publish(desk, corrected(desk, 1, wage_income=1))
    of_it = [
        each for each in desk.rows("delivered") if each["delivery"] == Delivery.objects.last().id
    ]
    assert {(each["banner"], each["period"]) for each in of_it} == {("160101", date(2020, 6, 1))}


def test_a_household_that_moves_takes_its_people_along(desk):
    publish(desk, corrected(desk, 1, village=VILLAGES[3]))
    assert [each["banner"] for each in desk.rows("person") if each["household"] == 1] == ["160201"]


def test_all_faults_are_told_at_once_and_nothing_is_kept(desk):
    rows = pa.table(
        {
            "household": pa.array([1, 1, None], pa.int64()),
            "village": ["160101001001", "999999999999", "160101001001"],
            "status": ["general", "rich", "general"],
            "members": pa.array([2, 2, 0], pa.int32()),
            "wage_income": ["much", "more", "most"],
            "colour": ["red", "red", "red"],
        }
    )
    count = Delivery.objects.count()
    with pytest.raises(InputProblems) as caught:
        publish(desk, rows)
    told = "\n".join(map(str, caught.value.problems))
    for word in ("household.household", "999999999999", "rich", "household.wage_income", "colour",
                 "repeat"):  # fmt: skip
        assert word in told
    assert Delivery.objects.count() == count


def test_a_row_about_nobody_is_refused(desk):
    rows = corrected(desk, 1).set_column(0, "household", pa.array([999], pa.int64()))
    rows = rows.drop_columns(["village"]).append_column("village", pa.array([None], pa.string()))
    with pytest.raises(InputProblems):
        publish(desk, rows)


def test_feeds_of_others_are_left_to_them(desk):
    with pytest.raises(NotAllowed):
        publish(desk, pa.table({"household": pa.array([1], pa.int64())}), feed="water")
    with pytest.raises(FeedUnknown):
        publish(desk, pa.table({}), feed="nothing")


def test_a_correction_can_be_withdrawn(desk):
    from shouwang.stages.ingest import operations

    before = held(desk, 1)
    publish(desk, corrected(desk, 1, wage_income=5))
    operations.withdraw_delivery(
        home=desk.home, delivery_id=Delivery.objects.last().id, at=NOON, by=SYSTEM, on=JUNE_30
    )
    assert held(desk, 1) == before
