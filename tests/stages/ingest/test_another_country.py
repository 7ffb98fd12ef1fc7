"""Another country's content, with text keys, one level of places and other money, needs no code."""

from datetime import UTC, date, datetime

import pytest

from shouwang.base.access import Actor
from shouwang.lake.home import create_home
from shouwang.lake.snapshots import Lake
from shouwang.stages.ingest import operations
from tests.stages.ingest.builders import Desk

pytestmark = pytest.mark.django_db
DAY = date(1908, 12, 31)


class Island(Desk):
    """The shipped invented country."""

    @property
    def lake(self):
        return Lake(self.home.lake, ("district",))

    def take(self, feed):
        path = self.home.content_dir / "tables" / f"{feed}.csv"
        moment = datetime(1908, 12, 31, tzinfo=UTC)
        who = {"on": DAY, "at": moment}
        review = operations.receive_delivery(
            home=self.home, path=path, feed=feed, by=Actor("clerk"), **who
        )
        operations.publish_delivery(
            home=self.home, delivery_id=review.delivery, by=Actor("elder"), **who
        )
        return review


def test_is_taken_in_as_it_is(tmp_path):
    island = Island(create_home(tmp_path / "home", content="island"), tmp_path)
    reviews = [island.take(feed) for feed in ("homestead", "islander", "catch")]
    assert all(review.rejected == 0 for review in reviews)
    homesteads = {row["homestead"]: row for row in island.rows("homestead")}
    assert homesteads["kirk-1"]["district"] == "SK-N"
    assert homesteads["kirk-1"]["wool_income"] == 2500
    catch = {row["landing"]: row for row in island.rows("catch")}
    assert (catch["L1"]["islander"], catch["L1"]["district"]) == ("a", "SK-N")
    assert catch["L1"]["paid"] == 7250
    assert catch["L1"]["period"] == date(1908, 1, 1)
    assert catch["L2"]["period"] == date(1908, 7, 1)
    snapshot = island.lake.latest()
    assert [file.partition for file in island.lake.source("catch", snapshot).files] == [None]
    delivered = {(row["feed"], row["district"], row["period"]) for row in island.rows("delivered")}
    assert ("catch", "SK-N", date(1908, 7, 1)) in delivered
    assert ("homestead", "SK-S", date(1908, 1, 1)) in delivered
