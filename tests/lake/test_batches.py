"""Partitions packed into batches: each once, in order, with the files it needs."""

from itertools import pairwise

from hypothesis import given, strategies as st

from shouwang.lake.batches import pack_batches
from shouwang.lake.sources import Source, TableFile

PLACES = [("1", "11"), ("1", "12"), ("1", "13"), ("2", "21"), ("2", "22")]


def source(name, *files):
    return Source(name, tuple(TableFile(path, partition, rows) for path, partition, rows in files))


def names(batch, table):
    return [file.path for file in batch.files[table]]


class TestPackBatches:
    def test_puts_all_into_one_where_there_is_room(self):
        large = source("large", *((place[1], place, 10) for place in PLACES))
        (batch,) = pack_batches(PLACES, {"large": large}, rows_of_a_batch=1000)
        assert batch.places == ("11", "12", "13", "21", "22")
        assert names(batch, "large") == ["11", "12", "13", "21", "22"]

    def test_never_splits_a_partition_however_large(self):
        large = source("large", *((place[1], place, 10) for place in PLACES))
        batches = pack_batches(PLACES, {"large": large}, rows_of_a_batch=1)
        assert [batch.places for batch in batches] == [(place[1],) for place in PLACES]

    def test_starts_another_at_an_outer_partition_once_it_is_half_full(self):
        large = source("large", *((place[1], place, 10) for place in PLACES))
        batches = pack_batches(PLACES, {"large": large}, rows_of_a_batch=50)
        assert [batch.places for batch in batches] == [("11", "12", "13"), ("21", "22")]

    def test_gives_each_batch_the_files_that_may_hold_its_rows(self):
        sources = {
            "large": source("large", *((place[1], place, 10) for place in PLACES)),
            "small": source("small", ("one", ("1",), 30), ("two", ("2",), 20)),
            "mixed": source("mixed", ("all", None, 50)),
            "none": source("none"),
        }
        first, *_others, last = pack_batches(PLACES, sources, rows_of_a_batch=1)
        assert (names(first, "large"), names(first, "small")) == (["11"], ["one"])
        assert (names(last, "large"), names(last, "small")) == (["22"], ["two"])
        assert names(first, "mixed") == names(last, "mixed") == ["all"]
        assert names(first, "none") == []

    def test_of_no_places_gives_nothing(self):
        assert pack_batches([], {}) == []

    @given(
        rows=st.lists(st.integers(0, 100), min_size=1, max_size=12),
        limit=st.integers(1, 300),
        outer=st.integers(1, 4),
    )
    def test_holds_every_place_once_in_order_and_within_the_limit(self, rows, limit, outer):
        places = [(f"{n // outer:02}", f"{n:03}") for n in range(len(rows))]
        files = zip(places, rows, strict=True)
        large = source("large", *((place[1], place, count) for place, count in files))
        batches = pack_batches(places, {"large": large}, rows_of_a_batch=limit)
        packed = [place for batch in batches for place in batch.places]
        assert packed == [place[1] for place in places]
        assert all(one.places[-1] < other.places[0] for one, other in pairwise(batches))
        for batch in batches:
            total = sum(file.rows for file in batch.files["large"])
            assert total <= limit or len(batch.places) == 1
