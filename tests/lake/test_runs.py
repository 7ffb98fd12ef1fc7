"""Stored runs: seen whole or not at all, found by name, the latest by default."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from shouwang.lake.runs import RunMissing, finish_run, new_run, stored_run, table_file


def write(folder, table, rows):
    path = table_file(folder, table)
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(rows), path)


def make_run(runs, name, value=1):
    with new_run(runs) as folder:
        write(folder, "findings", {"key": [str(value)]})
        write(folder, "values:person", {"person": [value]})
        return finish_run(
            runs, folder, name=name, record={"run": name, "value": value, "label": "\u6237"}
        )


class TestRuns:
    def test_are_kept_with_their_tables_and_record(self, tmp_path):
        made = make_run(tmp_path / "runs", "a1")

        found = stored_run(tmp_path / "runs")

        assert found.name == made.name == "a1"
        assert found.record == {"run": "a1", "value": 1, "label": "\u6237"}
        assert pq.read_table(found.file("values:person")).to_pylist() == [{"person": 1}]
        assert found.has("findings")
        assert not found.has("nothing")
        assert found.source("findings").files[0].path == str(found.file("findings"))

    def test_are_delta_tables_that_others_can_read(self, tmp_path):
        made = make_run(tmp_path / "runs", "a1")
        table = DeltaTable(str(made.file("findings").parent))
        assert table.version() == 0
        assert [path.rsplit("/", 1)[1] for path in table.file_uris()] == ["part.parquet"]

    def test_are_found_by_name_and_the_latest_without_one(self, tmp_path):
        runs = tmp_path / "runs"
        make_run(runs, "a1", 1)
        make_run(runs, "b2", 2)
        assert stored_run(runs).name == "b2"
        assert stored_run(runs, "a1").record["value"] == 1
        make_run(runs, "a1", 1)
        assert stored_run(runs).name == "a1"

    def test_of_the_same_name_stay_as_they_were(self, tmp_path):
        runs = tmp_path / "runs"
        make_run(runs, "a1", 1)
        make_run(runs, "a1", 2)
        assert pq.read_table(stored_run(runs).file("values:person")).to_pylist() == [{"person": 1}]

    def test_that_fail_leave_nothing(self, tmp_path):
        runs = tmp_path / "runs"
        make_run(runs, "a1")
        with pytest.raises(RuntimeError), new_run(runs) as folder:
            write(folder, "findings", {"key": ["x"]})
            raise RuntimeError
        assert stored_run(runs).name == "a1"
        assert sorted(path.name for path in runs.iterdir()) == ["a1", "latest"]

    def test_that_are_killed_are_seen_by_nobody(self, tmp_path):
        runs = tmp_path / "runs"
        made = make_run(runs, "a1")
        left = runs / ".unfinished-0"
        left.mkdir()
        write(left, "findings", {"key": ["x"]})
        assert stored_run(runs).name == made.name
        assert make_run(runs, "b2").name == "b2"

    def test_that_are_not_there_are_missed(self, tmp_path):
        with pytest.raises(RunMissing):
            stored_run(tmp_path / "runs")
        make_run(tmp_path / "runs", "a1")
        with pytest.raises(RunMissing):
            stored_run(tmp_path / "runs", "zz")
        with pytest.raises(RunMissing):
            stored_run(tmp_path / "runs", "../runs/none")

    def test_have_a_record_that_people_can_read(self, tmp_path):
        made = make_run(tmp_path / "runs", "a1")
        text = (made.folder / "run.json").read_text(encoding="utf-8")
        assert "\u6237" in text
        assert json.loads(text)["run"] == "a1"
