"""A feed withheld: what was known becomes unknown and nothing becomes clear."""

import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.stages.screening.tables import open_folder
from shouwang.stages.screening.withheld import busiest_places, dependents, withhold
from tests.stages.screening import island

DAY = datetime.date(1908, 12, 31)


@pytest.fixture
def opened(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for path in (island.ISLAND / "tables").iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    scratch = tmp_path / "typed"
    scratch.mkdir()
    return open_folder(folder, island.policy().content, scratch=scratch)


def held_back(opened, tmp_path, feed, places):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return withhold(island.policy(), opened, feed=feed, places=places, on=DAY, scratch=scratch,
                    threads=1, memory="200MB")  # fmt: skip


class TestWithhold:
    def test_names_the_checks_that_need_the_feed(self):
        assert set(dependents(island.policy(), "catch")) >= {"empty_nets"}
        assert "too_young_to_fish" not in dependents(island.policy(), "homestead")

    def test_turns_what_was_known_into_unknown_and_nothing_into_clear(self, opened, tmp_path):
        districts = [each.code for each in island.policy().content.regions_of("district")]
        held = held_back(opened, tmp_path, "catch", districts)
        before, after = held.as_json()["before"], held.as_json()["after"]
        assert before["hit"] + before["clear"] > 0
        assert after["not_evaluable"] > before["not_evaluable"]
        assert sum(after.values()) == sum(before.values())
        assert held.newly_clear == 0
        assert held.unchanged == ()

    def test_leaves_other_places_as_they_were(self, opened, tmp_path):
        held = held_back(opened, tmp_path, "catch", [])
        assert held.before == held.after == {}


class TestBusiestPlaces:
    def test_are_those_with_most_findings_of_the_checks(self, tmp_path):
        path = tmp_path / "findings.parquet"
        pq.write_table(
            pa.table({"check": ["a", "a", "b", "a", "b"], "district": ["x", "x", "y", "z", "y"]}),
            path,
        )
        assert busiest_places(path, ["a"], "district", count=1) == ["x"]
        assert busiest_places(path, ["a", "b"], "district", count=2) == ["x", "y"]
