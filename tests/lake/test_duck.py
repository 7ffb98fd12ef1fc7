"""The executor: statements run batch by batch, alike on any number of workers, and fail by name."""

from dataclasses import replace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.lake.batches import pack_batches
from shouwang.lake.duck import (
    Job,
    NotEnoughMemory,
    Output,
    Statement,
    StatementFailed,
    Table,
    bytes_of,
    default_threads,
    literal,
    quoted,
    read_source,
    run_batches,
)
from shouwang.lake.sources import Source, TableFile

PLACES = [("A", f"A{n}") for n in range(4)]
COLUMNS = {"number": "BIGINT", "place": "VARCHAR"}


@pytest.fixture
def source(tmp_path):
    """A file for each place with the numbers 0, 1, 2 … of it."""
    files = []
    for index, place in enumerate(PLACES):
        path = tmp_path / f"{place[1]}.parquet"
        rows = {"number": list(range(10 * (index + 1))), "place": [place[1]] * 10 * (index + 1)}
        pq.write_table(pa.table(rows), path)
        files.append(TableFile(str(path), place, len(rows["number"])))
    return Source("rows", tuple(files))


def job(
    source,
    *statements,
    output="SELECT place, count(*) AS n, sum(number)::BIGINT AS total FROM rows GROUP BY place",
    name="out",
):
    covered = pa.table({"place": [place[1] for place in PLACES], "rows:1": [True] * len(PLACES)})
    return Job(
        tables=[Table("rows", COLUMNS, source), Table("never", COLUMNS, None)],
        partition=("outer", "place"),
        statements=[Statement(*each) for each in statements],
        outputs=[Output(name, output)],
        covered=covered,
    )


def run(job_, source, *, threads=1, memory="500MB", rows_of_a_batch=1):
    batches = pack_batches(PLACES, {"rows": source}, rows_of_a_batch=rows_of_a_batch)
    steps = []
    found = list(
        run_batches(job_, batches, threads=threads, memory=memory, progress=lambda: steps.append(1))
    )
    assert len(steps) == len(batches) == len(found)
    return [row for result in found for row in result["out"].to_pylist()]


RIGHT = [{"place": f"A{n}", "n": 10 * (n + 1), "total": sum(range(10 * (n + 1)))} for n in range(4)]


class TestRunBatches:
    @pytest.mark.parametrize("threads", [1, 2, 7])
    @pytest.mark.parametrize("rows_of_a_batch", [1, 50, 1000])
    def test_gives_the_same_in_the_order_of_the_places(self, source, threads, rows_of_a_batch):
        found = run(job(source), source, threads=threads, rows_of_a_batch=rows_of_a_batch)
        if rows_of_a_batch == 1:
            assert found == RIGHT
        assert sorted(found, key=lambda row: row["place"]) == RIGHT

    def test_runs_statements_stored_and_not_before_the_outputs(self, source):
        small = job(
            source,
            ("big", "SELECT place, number FROM rows WHERE number >= 5", True),
            ("bigger", "SELECT place, number FROM big WHERE number >= 9", False),
            output="SELECT place, count(*) AS n FROM bigger JOIN big USING (place, number) GROUP BY place",
        )
        assert run(small, source) == [{"place": f"A{n}", "n": 10 * (n + 1) - 9} for n in range(4)]

    def test_reads_a_table_that_never_came_as_empty(self, source):
        found = run(job(source, output="SELECT count(*) AS n, max(number) AS m FROM never"), source)
        assert found == [{"n": 0, "m": None}] * 4

    def test_knows_what_was_covered(self, source):
        output = 'SELECT count(*) AS n FROM rows JOIN covered USING (place) WHERE "rows:1"'
        assert [row["n"] for row in run(job(source, output=output), source)] == [10, 20, 30, 40]

    def test_keeps_only_the_rows_of_a_batch_of_a_mixed_file(self, source, tmp_path):
        tables = [pq.read_table(file.path) for file in source.files]
        pq.write_table(pa.concat_tables(tables), tmp_path / "all.parquet")
        for partition in (None, ("A",)):
            mixed = Source("rows", (TableFile(str(tmp_path / "all.parquet"), partition, 100),))
            assert run(job(mixed), mixed) == RIGHT

    def test_reads_partitions_that_stand_in_the_paths(self, source, tmp_path):
        files = []
        for place, file in zip(PLACES, source.files, strict=True):
            path = tmp_path / "delta" / "outer=A" / f"place={place[1]}" / "part.parquet"
            path.parent.mkdir(parents=True)
            pq.write_table(pq.read_table(file.path, columns=["number"], partitioning=None), path)
            files.append(TableFile(str(path), place, file.rows))
        hive = Source("rows", tuple(files), hive=True)
        assert run(job(hive), hive) == RIGHT

    @pytest.mark.parametrize("lacking", [1, 4])
    def test_takes_a_column_that_files_lack_as_unknown(self, source, tmp_path, lacking):
        files = []
        for number, file in enumerate(source.files):
            rows = pq.read_table(file.path, partitioning=None)
            if number >= lacking:
                rows = rows.append_column("held", pa.array([1] * len(rows), pa.int64()))
            path = tmp_path / f"new-{number}.parquet"
            pq.write_table(rows, path)
            there = frozenset(rows.column_names)
            files.append(TableFile(str(path), file.partition, file.rows, there))
        held = Source("rows", tuple(files))
        output = "SELECT place, count(*) AS n, sum(held)::BIGINT AS held FROM rows GROUP BY place"
        wanted = job(held, output=output)
        wanted = replace(wanted, tables=[Table("rows", COLUMNS | {"held": "BIGINT"}, held)])
        for rows_of_a_batch in (1, 1000):
            found = run(wanted, held, rows_of_a_batch=rows_of_a_batch)
            assert sorted(found, key=lambda row: row["place"]) == [
                {"place": f"A{n}", "n": 10 * (n + 1), "held": None if n < lacking else 10 * (n + 1)}
                for n in range(4)
            ]

    def test_names_the_statement_that_fails_and_shows_it(self, source):
        with pytest.raises(StatementFailed, match="step income failed") as error:
            run(job(source, ("income", "SELECT nothing FROM rows", True)), source)
        assert "SELECT nothing FROM rows" in str(error.value)

    def test_says_when_the_memory_is_too_small(self, source):
        with pytest.raises((NotEnoughMemory, StatementFailed)):
            run(job(source), source, memory="1KB")

    def test_ends_where_the_reader_stops(self, source):
        batches = pack_batches(PLACES, {"rows": source}, rows_of_a_batch=1)
        results = run_batches(
            job(source), batches, threads=2, memory="500MB", progress=lambda: None
        )
        assert next(results)["out"].to_pylist() == RIGHT[:1]
        results.close()

    def test_opens_no_files_but_the_tables(self, source):
        with pytest.raises(StatementFailed):
            run(job(source, ("x", "SELECT * FROM read_csv('/no/such/file')", True)), source)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "size"),
        [
            ("2GB", 2_000_000_000),
            ("512 MB", 512_000_000),
            ("1.5gib", 1_610_612_736),
            ("100KiB", 102_400),
        ],
    )
    def test_bytes_of_reads_a_limit(self, text, size):
        assert bytes_of(text) == size

    @pytest.mark.parametrize("text", ["", "GB", "2", "2TB", "much", "nanGB", "2GB2"])
    def test_bytes_of_refuses_what_is_none(self, text):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
            bytes_of(text)

    def test_quotes_survive_quoting(self):
        assert quoted('a"b') == '"a""b"'
        assert literal("a'b") == "'a''b'"

    def test_threads_are_those_of_the_process(self):
        assert default_threads() >= 1


def test_read_source_returns_a_small_table_whole(source):
    assert read_source(source).num_rows == 100
