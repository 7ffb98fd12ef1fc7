"""The divisions, the boundaries and the list of 57: their numbers, and that they fit together."""

import csv
import gzip
import json
from collections import Counter

import pytest


@pytest.fixture(scope="module")
def rows(root):
    with gzip.open(root / "regions.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def listed(root):
    with (root / "listed.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_there_are_as_many_divisions_as_the_statistics_bureau_counts(rows):
    levels = Counter(row["level"] for row in rows)

    assert levels == {
        "region": 1,
        "league": 12,
        "banner": 103,
        "township": 1232,
        "village": 14426,
    }


def test_every_division_hangs_one_level_below_its_parent(rows, content):
    level = {row["code"]: row["level"] for row in rows}

    for row in rows:
        above = content.levels.index(row["level"]) - 1
        assert (level.get(row["parent_code"]) or None) == (
            content.levels[above] if above >= 0 else None
        ), row


def test_nineteen_townships_of_development_zones_hang_under_a_host_banner(rows):
    apart = [
        row
        for row in rows
        if row["level"] == "township" and not row["code"].startswith(row["parent_code"])
    ]

    assert len(apart) == 19
    assert all(row["stat_zone_code"] for row in apart)


def test_a_village_of_a_development_zone_belongs_to_the_host_banner(rows, content):
    zone = next(
        row
        for row in rows
        if row["level"] == "township" and not row["code"].startswith(row["parent_code"])
    )
    village = next(row for row in rows if row["parent_code"] == zone["code"])

    assert content.ancestors(village["code"])["banner"] == zone["parent_code"]


def test_rural_households_have_villages_and_gachas_to_live_in(rows):
    kinds = Counter(row["kind"] for row in rows if row["level"] == "village")

    assert kinds["村"] + kinds["嘎查"] == 11145
    assert kinds["类似村委会"] == 550


@pytest.mark.parametrize(("name", "level"), [("banners", "banner"), ("leagues", "league")])
def test_each_division_has_one_boundary(root, rows, name, level):
    features = json.loads((root / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    named = {row["code"]: row["name"] for row in rows if row["level"] == level}

    assert len(features) == len(named)
    assert {each["properties"]["code"]: each["properties"]["name"] for each in features} == named
    assert all(each["geometry"]["coordinates"] for each in features)


def test_the_list_holds_57_banners_31_national_26_of_the_region(listed, rows):
    named = {row["code"]: (row["name"], row["parent_code"]) for row in rows}

    assert len({row["code"] for row in listed}) == len(listed) == 57
    assert Counter(row["kind"] for row in listed) == {"国贫": 31, "区贫": 26}
    assert all(named[row["code"]] == (row["name"], row["league_code"]) for row in listed)


def test_the_list_says_which_exits_are_only_inferred(listed):
    assert {row["exit_status"] for row in listed} == {"confirmed", "inferred"}
    assert all(row["list_source"] and row["exit_source"] for row in listed)


def test_the_block_of_invented_people_belongs_to_no_division(rows, content):
    first, last = content.id_rule.invented

    assert not [row["code"] for row in rows if first <= row["code"][:6] <= last]
