"""The tables: as the contracts type them, complete, and pointing only at what is there."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from shouwang.base.tables import Blank, ColumnType, Replaces
from shouwang.lake.physical import lake_schema
from shouwang.synthetic.build import FEEDS

KEY_TYPES = {"household": "integer", "person": "integer"}
SYSTEM = ("league", "banner", "period", "sender", "delivery", "row")


def column(table, name):
    return table.column(name).to_pylist()


@pytest.fixture(params=FEEDS)
def feed(request):
    return request.param


def test_columns_are_the_contracts_without_the_personal(made, content, feed):
    contract = content.contracts[feed]
    personal = {each.name for each in contract.columns if each.personal and not each.is_reference}
    wanted = lake_schema(contract, partition=content.partition, key_types=KEY_TYPES)
    kept = [(field.name, field.type) for field in wanted if field.name not in personal]
    assert [(field.name, field.type) for field in made.table(feed).schema] == kept


def test_there_is_no_id_number_in_it(made, feed):
    for field in made.table(feed).schema:
        if pa.types.is_string(field.type):
            texts = made.table(feed).column(field.name)
            assert not pc.any(pc.match_substring_regex(texts, r"^1599\d{13}[\dX]$")).as_py()


def test_keys_are_there_and_no_row_twice(made, content, feed):
    table, key = made.table(feed), list(content.contracts[feed].key)
    assert table.group_by(key).aggregate([]).num_rows == table.num_rows


def test_what_is_required_is_there(made, content, feed):
    table = made.table(feed)
    for each in content.contracts[feed].columns:
        if each.name in table.column_names and (each.required or each.blank is not Blank.UNKNOWN):
            assert table.column(each.name).null_count == 0, each.name


def test_codes_are_words_of_the_contract(made, content, feed):
    for each in content.contracts[feed].columns:
        if each.type is ColumnType.CODE:
            found = {word for word in column(made.table(feed), each.name) if word is not None}
            assert found <= set(each.codes), each.name


def test_numbers_keep_their_limits(made, content, feed):
    for each in content.contracts[feed].columns:
        if each.type in {ColumnType.INTEGER, ColumnType.MONEY, ColumnType.DECIMAL}:
            found = [value for value in column(made.table(feed), each.name) if value is not None]
            low = float(each.minimum) if each.minimum else -np.inf
            high = float(each.maximum) if each.maximum else np.inf
            assert all(low <= value <= high for value in found), each.name


def test_rows_are_sorted_by_subject_within_a_banner(made, feed):
    table = made.table(feed)
    subjects = [name for name in ("household", "person") if name in table.column_names]
    rows = list(zip(*(column(table, name) for name in ("banner", *subjects)), strict=True))
    assert rows == sorted(rows)


def test_every_row_is_about_somebody_of_the_register(made, feed):
    table = made.table(feed)
    for name in ("household", "person"):
        if name in table.column_names:
            known = set(column(made.table(name), name))
            assert set(column(table, name)) <= known


def test_every_row_lies_where_its_subject_lives(made, content, feed):
    homes = made.table("household")
    place = dict(zip(column(homes, "household"), column(homes, "banner"), strict=True))
    people = made.table("person")
    home = dict(zip(column(people, "person"), column(people, "household"), strict=True))
    table = made.table(feed)
    if "household" in table.column_names:
        wanted = [place[number] for number in column(table, "household")]
    elif "person" in table.column_names:
        wanted = [place[home[number]] for number in column(table, "person")]
    elif "county" in table.column_names:
        wanted = column(table, "county")
    else:
        wanted = [content.ancestors(code)["banner"] for code in column(table, "village")]
    assert column(table, "banner") == wanted
    leagues = {code: content.ancestors(code)["league"] for code in set(wanted)}
    assert column(table, "league") == [leagues[code] for code in wanted]


def test_villages_are_of_the_banner(made, content):
    homes = made.table("household")
    for village, banner in set(zip(column(homes, "village"), column(homes, "banner"), strict=True)):
        assert content.regions[village].level == "village"
        assert content.ancestors(village)["banner"] == banner


def test_members_are_those_who_have_not_left(made):
    people = made.table("person")
    present = people.filter(pc.is_null(people.column("left_date")))
    counted = present.group_by("household").aggregate([("person", "count")])
    found = dict(zip(column(counted, "household"), column(counted, "person_count"), strict=True))
    homes = made.table("household")
    living = homes.filter(pc.is_null(homes.column("left_date")))
    for number, members in zip(column(living, "household"), column(living, "members"), strict=True):
        assert found[number] == members


def test_periods_begin_months_and_events_have_none(made, content, feed):
    contract, table = content.contracts[feed], made.table(feed)
    assert ("period" in table.column_names) == contract.has_period
    if not contract.has_period:
        return
    periods = set(column(table, "period"))
    assert all(period.day == 1 for period in periods)
    if contract.replaces is Replaces.PERIOD:
        days = column(table, contract.date)
        own = [day.replace(day=1) for day in days]
        assert column(table, "period") == own
    if contract.replaces is Replaces.ALL:
        assert {str(period) for period in periods} == {"2020-06-01"}


def test_what_was_delivered_covers_every_month_and_every_banner_that_was_not_late(made, content):
    table = made.table("delivered")
    rows = set(zip(*(column(table, name) for name in ("feed", "banner", "period")), strict=True))
    banners = {each.code for each in content.regions_of("banner")}
    assert {row[0] for row in rows} == set(FEEDS)
    late = 0
    for feed in FEEDS:
        there = {row[1] for row in rows if row[0] == feed}
        assert there <= banners
        late += len(banners - there)
    assert 0 < late < len(FEEDS) * len(banners) / 40
    claims = sorted({str(row[2]) for row in rows if row[0] == "medical_claim"})
    assert (claims[0], claims[-1], len(claims)) == ("2019-06-01", "2020-06-01", 13)
    assert {row[2] for row in rows if row[0] == "disaster"} == {None}


def test_claims_lie_in_the_time_a_person_was_there(made):
    claims, people = made.table("medical_claim"), made.table("person")
    facts = zip(
        *(column(people, name) for name in ("person", "birth_date", "left_date")), strict=True
    )
    there = {person: (birth, left) for person, birth, left in facts}
    for person, day in zip(column(claims, "person"), column(claims, "settled_date"), strict=True):
        birth, left = there[person]
        assert day >= birth
        assert left is None or day <= left


def test_system_columns_stand_last(made, feed):
    names = made.table(feed).column_names
    wanted = [name for name in SYSTEM if name != "period" or "period" in names]
    assert names[-len(wanted) :] == wanted
