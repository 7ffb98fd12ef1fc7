"""Rows are found by their keys as the engine finds them, and little more than they is read."""

import datetime
import random
from decimal import Decimal

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.lake import points
from shouwang.lake.duck import read_parquet
from shouwang.lake.sources import Source, TableFile

ROWS, GROUP = 1000, 64


def make(folder, *, seed=3, ordered=True, group=GROUP):
    """A file as the lake has it: numbers of persons, some unknown, in order; places in the path."""
    draw = random.Random(seed)
    persons = [None if n % 97 == 0 else draw.randrange(10**15) for n in range(ROWS)]
    if ordered:
        persons.sort(key=lambda each: (each is None, each))
    table = pa.table({
        "person": pa.array(persons, pa.int64()),
        "other": pa.array([draw.randrange(50) for _each in persons], pa.int64()),
        "banner_then": pa.array([f"15{n // 250:04}" for n in range(ROWS)]),
        "paid": pa.array([draw.randrange(10**6) for _each in persons], pa.int64()),
        "rate": pa.array([Decimal(n) / 4 for n in range(ROWS)], pa.decimal128(9, 2)),
        "day": pa.array([datetime.date(2020, 1, 1)] * ROWS),
        "is_open": pa.array([None if n % 3 else True for n in range(ROWS)]),
    })  # fmt: skip
    path = folder / "league=1501" / "banner=150121" / f"part-{seed}.parquet"
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, row_group_size=group)
    return path, persons


def source(*paths):
    files = tuple(TableFile(str(each), ("1501", "150121"), ROWS) for each in paths)
    return Source("paid", files, hive=True)


def by_engine(found, where):
    conditions = " OR ".join(f"{name} IN {tuple(keys) * 2}" for name, keys in where.items())
    with duckdb.connect() as engine:
        text = f"SELECT * FROM {read_parquet(found)} WHERE {conditions}"
        return engine.sql(text).to_arrow_table().to_pylist()


def same(rows):
    return sorted((sorted(each.items(), key=str) for each in rows), key=str)


@pytest.mark.parametrize("ordered", [True, False])
def test_they_are_those_that_the_engine_finds(tmp_path, ordered):
    path, persons = make(tmp_path, ordered=ordered)
    other, more = make(tmp_path, seed=4, ordered=ordered)
    wanted = [*[each for each in persons if each][::211], more[5] or 7, 12345]
    found = source(path, other)
    where = {"person": wanted, "other": [7]}
    rows = points.rows_of(found, where)
    assert same(rows) == same(by_engine(found, where))
    assert {each["banner"] for each in rows} == {"150121"}


def test_what_nobody_has_is_not_found(tmp_path):
    path, _persons = make(tmp_path)
    assert points.rows_of(source(path), {"person": [5, -1]}) == []
    assert points.rows_of(source(path), {"person": []}) == []


def test_no_more_than_is_wanted(tmp_path):
    path, _persons = make(tmp_path)
    assert len(points.rows_of(source(path), {"other": [1, 2, 3]}, most=5)) == 5


def test_chosen_columns_of_a_place(tmp_path):
    path, persons = make(tmp_path)
    number = persons[300]
    there = {"banner_then": "150001"}
    (rows,) = points.parts_with(str(path), {"person": [number]}, at=there, columns=["paid"])
    assert rows.column_names == ["paid"]
    assert rows.num_rows == 1
    elsewhere = {"banner_then": "150003"}
    assert not list(points.parts_with(str(path), {"person": [number]}, at=elsewhere))


def test_texts_are_keys_too(tmp_path):
    path, _persons = make(tmp_path)
    parts = list(points.parts_with(str(path), {"banner_then": ["150002"]}))
    assert sum(each.num_rows for each in parts) == 250


def test_what_has_no_bounds_is_looked_into(tmp_path):
    path = tmp_path / "plain.parquet"
    pq.write_table(pa.table({"person": [1, 2, 3]}), path, write_statistics=False)
    assert points.rows_of(Source("x", (TableFile(str(path), None, 3),)), {"person": [2]}) == [
        {"person": 2}
    ]


def test_large_groups_and_texts_are_left_to_the_engine(tmp_path):
    path, _persons = make(tmp_path)
    assert points.suits(source(path), ["person", "other"])
    assert not points.suits(source(path), ["banner_then"])
    assert not points.suits(source(path), ["nothing"])
    large = tmp_path / "large.parquet"
    rows = points.LARGEST_GROUP + 1
    pq.write_table(pa.table({"person": range(rows)}), large, row_group_size=rows)
    assert not points.suits(Source("x", (TableFile(str(large), None, rows),)), ["person"])


def test_only_some_keys_are_remembered(tmp_path, monkeypatch):
    monkeypatch.setattr(points, "MOST_BYTES", 3000)
    path, persons = make(tmp_path, seed=9)
    for number in persons[:900:90]:
        if number:
            assert points.rows_of(source(path), {"person": [number]})
    assert points._held[0] <= 3000
