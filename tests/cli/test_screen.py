"""``shouwang screen``: over a folder of tables, and over a home."""

import json
import shutil

import pyarrow.parquet as pq
import pytest

from tests.stages.screening.island import ISLAND

ISLANDS = ("--content", ISLAND, "--tables", ISLAND / "tables")


def screen(call, *arguments):
    return call("screen", *arguments, "--as-of", "1908-12-31")


class TestFolder:
    def test_is_screened_into_a_table(self, call):
        done = screen(call, *ISLANDS)
        assert done.code == 0
        assert "Income a hearth too low" in done.out
        assert "5 findings on 9 households and 10 persons as of 1908-12-31" in done.out

    def test_is_screened_into_a_document(self, call):
        answer = screen(call, *ISLANDS, "--json").json
        assert {"run", "release", "as_of", "households", "persons", "checks", "findings",
                "findings_sha256", "seconds"} <= set(answer)  # fmt: skip
        assert (answer["households"], answer["persons"], answer["findings"]) == (9, 10, 5)
        assert answer["not_in_force"] == []
        households = {"poor_hearth": 9, "empty_nets": 9, "too_young_to_fish": 10}
        for check in answer["checks"]:
            assert (
                check["hit"] + check["clear"] + check["not_evaluable"] == households[check["name"]]
            )
        assert len(answer["findings_sha256"]) == 64

    def test_gives_the_same_hash_on_any_threads_and_memory(self, call):
        answers = [
            screen(call, *ISLANDS, "--json", *more).json
            for more in ((), ("--threads", "1"), ("--threads", "2", "--memory", "100MB"))
        ]
        assert len({answer["findings_sha256"] for answer in answers}) == 1
        assert len({answer["run"] for answer in answers}) == 1

    def test_writes_the_findings(self, call, tmp_path):
        out = tmp_path / "new" / "findings.parquet"
        answer = screen(call, *ISLANDS, "--out", out, "--json").json
        rows = pq.read_table(out).to_pylist()
        assert len(rows) == answer["findings"]
        assert set(rows[0]) == {"subject", "key", "household", "check", "district", "evidence"}
        assert json.loads(rows[0]["evidence"])
        assert [path.name for path in out.parent.iterdir()] == ["findings.parquet"]

    def test_says_what_is_not_in_force(self, call):
        done = call("screen", *ISLANDS, "--as-of", "1899-12-31")
        assert done.code == 0
        assert "Not in force on that day: poor_hearth, empty_nets, too_young_to_fish." in done.out
        answer = call("screen", *ISLANDS, "--as-of", "1899-12-31", "--json").json
        assert answer["not_in_force"] == ["poor_hearth", "empty_nets", "too_young_to_fish"]

    def test_with_bad_files_names_them_and_writes_nothing(self, call, tmp_path):
        tables = tmp_path / "tables"
        shutil.copytree(ISLAND / "tables", tables)
        (tables / "catch.csv").write_text("landing\n")
        out = tmp_path / "findings.parquet"
        done = screen(call, "--content", ISLAND, "--tables", tables, "--out", out, "--json")
        assert done.code == 1
        assert "catch.csv: the column islander is missing" in done.problems
        assert not out.exists()

    def test_with_bad_packs_names_them(self, call, tmp_path):
        content = tmp_path / "island"
        shutil.copytree(ISLAND, content)
        path = content / "packs/fishing/variables.yaml"
        path.write_text(path.read_text().replace("covers: 4", "covers: 0", 1))
        done = screen(call, "--content", content, "--tables", ISLAND / "tables")
        assert done.code == 1
        assert "packs/fishing/variables.yaml:8: covers wants a whole number" in done.err

    def test_of_nothing_says_so(self, call, tmp_path):
        done = screen(call, "--content", ISLAND, "--tables", tmp_path)
        assert done.code == 1
        assert "holds no table of island" in done.err


class TestWrongUse:
    @pytest.mark.parametrize(
        ("arguments", "fault"),
        [
            (("--as-of", "soon"), "no date like"),
            (("--as-of", "1908-02-30"), "no date like"),
            (("--as-of", "0001-01-01"), "no day of this age"),
            (("--as-of", "9999-12-31"), "no day of this age"),
            (("--as-of", "1908-12-31", "--memory", "much"), "no amount of memory"),
            (("--as-of", "1908-12-31", "--memory", "-1GB"), "no amount of memory"),
            (("--as-of", "1908-12-31", "--memory", "infGB"), "no amount of memory"),
            (("--as-of", "1908-12-31", "--memory", "0GB"), "no amount of memory"),
            (("--as-of", "1908-12-31", "--threads", "-1"), "threads"),
            (
                ("--as-of", "1908-12-31", "--out", "/proc/none/findings.parquet"),
                "cannot be written",
            ),
            (("--as-of", "1908-12-31", "--colour", "red"), "No such option"),
            ((), "--as-of"),
        ],
    )
    def test_ends_with_two(self, call, arguments, fault):
        done = call("screen", *ISLANDS, *arguments)
        assert done.code == 2
        assert fault in done.err

    def test_of_a_folder_that_is_none_ends_with_two(self, call, tmp_path):
        assert screen(call, "--content", ISLAND, "--tables", tmp_path / "none").code == 2
        assert screen(call, *ISLANDS, "--out", tmp_path).code == 2

    def test_of_too_little_memory_is_no_traceback(self, call):
        done = screen(call, *ISLANDS, "--memory", "1KB")
        assert done.code == 1
        assert "memory" in done.err.lower()


@pytest.mark.slow
class TestHome:
    def test_is_screened_by_its_latest_snapshot(self, call, island_home, tmp_path):
        out = tmp_path / "findings.parquet"
        answer = screen(call, "--home", island_home, "--out", out, "--json").json
        assert answer["snapshot"] == 3
        assert answer["households"] == 9
        assert pq.read_table(out).num_rows == answer["findings"] > 0
        again = screen(call, "--home", island_home, "--json").json
        assert (again["run"], again["findings_sha256"]) == (
            answer["run"],
            answer["findings_sha256"],
        )

    def test_gives_the_findings_of_the_same_files_in_a_folder(self, call, screened_home, tmp_path):
        tables = tmp_path / "tables"
        shutil.copytree(ISLAND / "tables", tables)
        shutil.copy(screened_home.parent / "catch.csv", tables / "catch.csv")
        one = screen(call, "--home", screened_home, "--json").json
        other = screen(call, "--content", ISLAND, "--tables", tables, "--json").json
        assert one["findings_sha256"] == other["findings_sha256"]
        assert one["release"] == other["release"]

    def test_keeps_findings_coverage_and_values(self, screened_home):
        runs = screened_home / "lake" / "runs"
        record = json.loads((runs / (runs / "latest").read_text() / "run.json").read_text())
        folder = runs / record["run"]
        coverage = pq.read_table(folder / "coverage" / "part.parquet").to_pylist()
        assert {row["check"] for row in coverage} == {check["name"] for check in record["checks"]}
        assert sum(row["hit"] for row in coverage) == record["findings"]
        assert (folder / "values_household" / "part.parquet").exists()

    def test_that_is_none_ends_with_one(self, call, tmp_path):
        done = screen(call, "--home", tmp_path / "none")
        assert done.code == 1
        assert "there is no home" in done.err
