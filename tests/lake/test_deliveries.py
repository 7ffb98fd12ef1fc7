"""Publishing and withdrawing: what stands is what the deliveries that stand say."""

import atexit
import shutil
import tempfile
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shouwang.base.tables import ColumnType
from shouwang.lake import rewrite
from shouwang.lake.deliveries import DeliveryNotStanding
from shouwang.lake.tables import TableShapeChanged
from tests.lake.toy import CONTRACTS, WATER, column, toy_lake

HOUSEHOLDS = [
    {"household": 1, "village": "v1", "income": 100},
    {"household": 2, "village": "v2", "income": 200},
    {"household": 3, "village": "v3", "income": 300},
]
PERSONS = [
    {"person": 11, "household": 1},
    {"person": 12, "household": 1},
    {"person": 21, "household": 2},
    {"person": 31, "household": 3},
]
MAY, JUNE = date(2020, 5, 1), date(2020, 6, 1)


@cache
def template():
    """A lake with households and persons in it; the tests work on copies."""
    root = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, root)
    toy = toy_lake(root)
    toy.send(1, "household", HOUSEHOLDS)
    toy.send(2, "person", PERSONS)
    return root


def settled(tmp_path, contracts=CONTRACTS):
    shutil.copytree(template(), tmp_path, dirs_exist_ok=True)
    return toy_lake(tmp_path, contracts)


@pytest.fixture(autouse=True, params=[5000, 1], ids=["in_order", "copied"])
def _files_that_lose_rows(request, monkeypatch):
    """Small files are put in order with the rows that come; large ones are copied without a few."""
    monkeypatch.setattr(rewrite, "ROWS_COPIED", request.param)


class TestDeliver:
    def test_lands_rows_in_the_banner_of_their_household(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "claim", [{"claim": "a", "person": 31, "paid": 5}])
        assert [(row["league"], row["banner"]) for row in toy.rows("claim")] == [("20", "2001")]
        files = toy.lake.sources_of(toy.lake.latest())["claim"].files
        assert [(file.partition, file.rows) for file in files] == [(("20", "2001"), 1)]

    def test_keeps_small_tables_by_league_only(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": each, "litres": 40} for each in (1, 2, 3)])
        files = toy.lake.sources_of(toy.lake.latest())["water"].files
        assert [(file.partition, file.rows) for file in files] == [(("10",), 2), (("20",), 1)]
        assert {row["banner"] for row in toy.rows("water")} == {"1001", "1002", "2001"}

    def test_sorts_rows_by_subject_inside_a_banner(self, tmp_path):
        toy = toy_lake(tmp_path)
        numbers = [5, 3, 9, 1, 7]
        rows = [{"household": each, "village": "v1", "income": 1} for each in numbers]
        toy.send(1, "household", rows)
        toy.send(2, "household", [{"household": 4, "village": "v1", "income": 1}, rows[0]])
        files = toy.lake.source("household", toy.lake.latest()).files
        held = [pq.ParquetFile(each.path).read().column("household").to_pylist() for each in files]
        assert sorted(held, key=len) in ([[1, 3, 4, 5, 7, 9]], [[4, 5], [1, 3, 7, 9]])

    def test_takes_a_repeated_key_as_a_correction_whoever_sends_it(self, tmp_path):
        toy = settled(tmp_path)
        changed = {"household": 1, "village": "v1", "income": 999}
        toy.send(3, "household", [changed], sender="dep:1001")
        assert {row["household"]: row["income"] for row in toy.rows("household")} == {
            1: 999,
            2: 200,
            3: 300,
        }

    def test_replaces_the_part_of_its_sender_only(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 1, "litres": 1}], sender="dep:1001")
        toy.send(4, "water", [{"household": 2, "litres": 2}], sender="dep:1002")
        toy.send(5, "water", [{"household": 1, "litres": 3}], sender="dep:1001")
        found = {(row["household"], row["litres"]) for row in toy.rows("water")}
        assert found == {(1, 3), (2, 2)}

    def test_replaces_the_periods_in_the_file_only(self, tmp_path):
        toy = settled(tmp_path)
        claim = {"claim": "a", "person": 11, "paid": 1, "period": MAY}
        toy.send(3, "claim", [claim, {**claim, "claim": "b", "period": JUNE}])
        toy.send(4, "claim", [{**claim, "claim": "c", "period": JUNE}])
        assert {row["claim"] for row in toy.rows("claim")} == {"a", "c"}

    def test_knows_what_has_been_delivered_by_banner_and_period(self, tmp_path):
        toy = settled(tmp_path)
        claim = {"claim": "a", "person": 11, "paid": 1, "period": MAY}
        toy.send(3, "claim", [claim, {**claim, "claim": "b", "person": 31, "period": JUNE}])
        toy.send(4, "water", [{"household": 1, "litres": 1}], covers=("1001", "1002"))
        found = {
            (row["feed"], row["banner"], row["period"], row["delivery"])
            for row in toy.rows("delivered")
            if row["delivery"] > 2
        }
        assert found == {
            ("claim", "1001", MAY, 3),
            ("claim", "2001", JUNE, 3),
            ("water", "1001", JUNE, 4),
            ("water", "1002", JUNE, 4),
        }

    def test_moves_everything_of_a_household_that_moves(self, tmp_path):
        toy = settled(tmp_path)
        claims = [{"claim": str(each), "person": each, "paid": 1} for each in (11, 12, 21)]
        toy.send(3, "claim", claims)
        toy.send(4, "household", [{"household": 1, "village": "v3", "income": 100}])
        homes = {row["person"]: row["banner"] for row in toy.rows("claim")}
        assert homes == {11: "2001", 12: "2001", 21: "1002"}
        assert {row["banner"] for row in toy.rows("person") if row["household"] == 1} == {"2001"}
        toy.withdraw(4)
        homes = {row["person"]: row["banner"] for row in toy.rows("claim")}
        assert homes == {11: "1001", 12: "1001", 21: "1002"}

    def test_moves_the_claims_of_a_person_who_marries_elsewhere(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "claim", [{"claim": "a", "person": 11, "paid": 1}])
        toy.send(4, "person", [{"person": 11, "household": 3}])
        assert [row["banner"] for row in toy.rows("claim")] == ["2001"]
        assert len(toy.rows("person")) == len(PERSONS)

    def test_gives_old_rows_an_unknown_where_the_contract_has_got_a_column(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 3, "litres": 7}], sender="dep:2001")
        wider = replace(WATER, columns=(*WATER.columns, column("minutes", ColumnType.INTEGER)))
        later = toy_lake(tmp_path, (*CONTRACTS[:-1], wider))
        later.send(4, "water", [{"household": 1, "litres": 5, "minutes": 9}])
        found = {(row["household"], row["minutes"]) for row in later.rows("water")}
        assert found == {(1, 9), (3, None)}
        assert [row["litres"] for row in toy.rows("water", toy.lake.snapshot(3))] == [7]

    def test_says_which_columns_the_files_of_a_snapshot_have(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 3, "litres": 7}], sender="dep:2001")
        wider = replace(WATER, columns=(*WATER.columns, column("minutes", ColumnType.INTEGER)))
        later = toy_lake(tmp_path, (*CONTRACTS[:-1], wider))
        later.send(4, "water", [{"household": 1, "litres": 5, "minutes": 9}])

        def there(number):
            files = toy.lake.source("water", toy.lake.snapshot(number)).files
            return {file.has("minutes") for file in files}

        assert (there(3), there(4)) == ({False}, {True})

    def test_refuses_a_contract_that_has_lost_a_column(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 1, "litres": 7}])
        narrower = toy_lake(tmp_path, (*CONTRACTS[:-1], replace(WATER, columns=WATER.columns[:1])))
        with pytest.raises(TableShapeChanged, match="litres"):
            narrower.send(4, "water", [{"household": 1}])
        assert toy.lake.latest().id == 3

    def test_writes_a_partition_anew_when_it_has_many_files(self, tmp_path):
        toy = settled(tmp_path)
        for number in range(3, 24):
            period = date(2018 + number // 12, number % 12 + 1, 1)
            claim = {"claim": str(number), "person": 11, "paid": 1, "period": period}
            toy.send(number, "claim", [claim])
        files = toy.lake.source("claim", toy.lake.latest()).files
        assert len(files) < 17
        assert sum(file.rows for file in files) == 21


class TestWithdraw:
    def test_publishes_again_what_the_sender_held_before(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 1, "litres": 1}], sender="dep:1001")
        toy.send(4, "water", [{"household": 2, "litres": 2}], sender="dep:1002")
        toy.send(5, "water", [{"household": 1, "litres": 3}], sender="dep:1001")
        toy.withdraw(5)
        found = {(row["household"], row["litres"], row["delivery"]) for row in toy.rows("water")}
        assert found == {(1, 1, 3), (2, 2, 4)}

    def test_brings_rows_back_from_before_a_column_came(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 1, "litres": 7}])
        wider = replace(WATER, columns=(*WATER.columns, column("minutes", ColumnType.INTEGER)))
        later = toy_lake(tmp_path, (*CONTRACTS[:-1], wider))
        later.send(4, "water", [{"household": 1, "litres": 5, "minutes": 9}])
        later.withdraw(4)
        found = {(row["litres"], row["minutes"]) for row in later.rows("water")}
        assert found == {(7, None)}
        # A household moves while the table still lacks a column that the contract has by now.
        widest = replace(wider, columns=(*wider.columns, column("metres", ColumnType.INTEGER)))
        last = toy_lake(tmp_path, (*CONTRACTS[:-1], widest))
        last.send(5, "household", [{"household": 1, "village": "v3", "income": 1}])
        found = {(row["banner"], row["litres"], row["metres"]) for row in last.rows("water")}
        assert found == {("2001", 7, None)}

    def test_takes_its_coverage_along(self, tmp_path):
        toy = settled(tmp_path)
        before = toy.rows("delivered")
        toy.send(3, "water", [{"household": 1, "litres": 1}])
        toy.withdraw(3)
        assert toy.rows("delivered") == before
        assert toy.rows("water") == []

    def test_refuses_what_does_not_stand(self, tmp_path):
        toy = settled(tmp_path)
        toy.send(3, "water", [{"household": 1, "litres": 1}])
        toy.withdraw(3)
        with pytest.raises(DeliveryNotStanding):
            toy.withdraw(3)
        with pytest.raises(DeliveryNotStanding):
            toy.withdraw(99)


SENDERS = ("dep:1001", "dep:1002")
A_DELIVERY = st.tuples(
    st.sampled_from(SENDERS),
    st.dictionaries(st.integers(1, 3), st.integers(0, 9), min_size=1, max_size=3),
    st.lists(st.sampled_from((MAY, JUNE)), min_size=3, max_size=3),
)
LIVES = st.lists(A_DELIVERY, min_size=1, max_size=5).flatmap(
    lambda sent: st.tuples(
        st.just(sent), st.lists(st.integers(0, len(sent) - 1), unique=True, max_size=3)
    )
)
FEEDS = {
    "water": lambda number, key, value, period: {"household": key, "litres": value},
    "claim": lambda number, key, value, period: {
        "claim": f"{number}-{key}",
        "person": key * 10 + 1,
        "paid": value,
        "period": period,
    },
    "household": lambda number, key, value, period: {
        "household": key,
        "village": f"v{value % 3 + 1}",
        "income": value,
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("feed", sorted(FEEDS))
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(life=LIVES)
def test_a_table_is_what_the_deliveries_that_stand_say(feed, life, tmp_path_factory):
    """Publish a sequence, withdraw some: the table is as if only the others had ever come."""
    sent, withdrawn = life
    toy = settled(tmp_path_factory.mktemp("life"))
    only = settled(tmp_path_factory.mktemp("only"))
    for number, (sender, values, periods) in enumerate(sent, start=10):
        rows = [FEEDS[feed](number, key, value, periods[key - 1]) for key, value in values.items()]
        toy.send(number, feed, rows, sender=sender)
        if number - 10 not in withdrawn:
            only.send(number, feed, rows, sender=sender)
    before = toy.lake.latest()
    rows_before = toy.rows(feed)
    for index in withdrawn:
        toy.withdraw(index + 10)
    for table in (feed, "delivered", "person"):
        assert toy.rows(table) == only.rows(table)
    assert toy.rows(feed, before) == rows_before
