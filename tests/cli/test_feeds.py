"""``shouwang feeds``: contracts, what is late, and what becomes of deliveries."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from shouwang.lake.home import create_home
from tests.cli.conftest import Answer
from tests.stages.ingest.builders import (
    COUNTRY,
    HOUSEHOLD_HEADINGS,
    household,
    write_csv,
    write_workbook,
)
from tests.stages.screening.island import ISLAND


class TestList:
    def test_says_who_sends_what_and_when(self, call):
        done = call("feeds", "list", "--content", ISLAND)
        assert done.code == 0
        assert "homestead" in done.out
        assert "every quarter" in " ".join(done.out.split())

    def test_gives_the_contracts(self, call):
        rows = {row["name"]: row for row in call("feeds", "list", "--json").json}
        claim = rows["medical_claim"]
        assert (claim["department"], claim["cadence"], claim["due_days"], claim["replaces"]) == (
            "healthcare_security", "month", 5, "period",
        )  # fmt: skip
        assert claim["key"] == ["claim"]
        columns = {column["name"]: column for column in claim["columns"]}
        assert columns["person"]["personal"] == "id"
        assert "门诊慢特病" in columns["kind"]["codes"]["special_outpatient"]
        assert columns["serious_illness"]["blank"] == "no"


class TestTemplate:
    def test_writes_a_workbook(self, call, tmp_path):
        out = tmp_path / "catch.xlsx"
        done = call("feeds", "template", "catch", "--out", out, "--content", ISLAND, "--json")
        assert done.code == 0
        book = load_workbook(out)
        assert done.json == {
            "feed": "catch", "out": str(out), "columns": book.worksheets[0].max_column, "rows": 2,
        }  # fmt: skip
        assert "2 example rows to delete" in call(
            "feeds", "template", "catch", "--out", out, "--content", ISLAND
        ).out.replace("\n", " ")

    def test_says_all_that_is_wrong(self, call, tmp_path):
        done = call("feeds", "template", "cattle", "--out", tmp_path / "a.xls", "--content", ISLAND,
                    "--json")  # fmt: skip
        assert done.code == 1
        assert [each["mend"] for each in done.json["problems"]] == [
            "a.xlsx", "one of: catch, homestead, islander",
        ]  # fmt: skip
        done = call("feeds", "template", "catch", "--out", tmp_path / "no" / "a.xlsx",
                    "--content", ISLAND)  # fmt: skip
        assert done.code == 1
        assert "the file cannot be written" in done.err


@pytest.fixture
def run(tmp_path):
    """Commands that need a home of their own, each in a process: a process has one home."""
    home = tmp_path / "home"
    create_home(home, content=str(COUNTRY), day=date(2020, 7, 10))

    def running(*arguments, language="en"):
        done = subprocess.run(
            [sys.executable, "-m", "shouwang.cli.main", *map(str, arguments), "--home", home],
            capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": "src", "SHOUWANG_LANG": language},
        )  # fmt: skip
        return Answer(done.returncode, done.stdout, done.stderr)

    return running


def send(run, path, feed, *rows, by="receiver"):
    write_csv(path, *rows)
    return run("ingest", path, "--feed", feed, "--by", by, "--json").json["delivery"]


class TestDeliveries:
    def test_wait_are_published_by_another_and_withdrawn(self, run, tmp_path):
        """One home for the whole way: making one takes seconds."""
        path = tmp_path / "h.csv"
        number = send(run, path, "household", HOUSEHOLD_HEADINGS, household(1), household(2))
        assert [each["state"] for each in run("feeds", "deliveries", "--json").json] == ["pending"]
        assert "pending" in run("feeds", "deliveries").out

        found = run("feeds", "diff", number, "--json").json
        assert (found["delivery"], found["accepted"]) == (number, 2)
        assert found["difference"]["appeared"] == 2
        assert "appeared" in run("feeds", "diff", number).out

        done = run("feeds", "publish", number, "--by", "receiver", "--json")
        assert done.code == 1
        assert len(done.json["problems"]) == 1
        done = run("feeds", "publish", number, "--by", "somebody", "--json")
        assert (done.code, done.json["state"], done.json["snapshot"]) == (0, "published", 1)
        assert run("feeds", "deliveries", "--state", "published", "--json").json[0]["snapshot"] == 1
        again = run("feeds", "publish", number, "--by", "somebody")
        assert again.code == 1
        assert again.err.strip().count("\n") == 0

        status = run("feeds", "status", "--json").json
        states = {each["feed"]: each["state"] for each in status["feeds"]}
        assert states["claim"] == "never"
        assert states["household"] == "partial"
        text = run("feeds", "status").out
        assert "2 of 5 feeds" not in text
        assert "feeds are missing something" in text
        by_place = run("feeds", "status", "--feed", "household", "--json").json["banners"]
        assert {each["banner"]: each["rows"] for each in by_place} == {
            "160101": 1, "160102": 1, "160201": 0,
        }  # fmt: skip
        assert "160101" in run("feeds", "status", "--feed", "household").out

        folder = tmp_path / "letters"
        letters = run("feeds", "status", "--letters", folder, "--json").json["letters"]
        assert sorted(Path(each).name for each in letters) == [
            "healthcare.txt", "office-1.txt", "water.txt",
        ]  # fmt: skip
        assert "医保局" in (folder / "healthcare.txt").read_text(encoding="utf-8")
        drafted = run("feeds", "letter", "--department", "water", "--json").json
        assert [each["feeds"] for each in drafted] == [["water"]]
        assert "特此函达" in run("feeds", "letter", "--department", "water").out

        done = run("feeds", "withdraw", number, "--by", "somebody", "--json")
        assert (done.code, done.json["state"]) == (0, "withdrawn")
        done = run("feeds", "withdraw", number, "--by", "somebody")
        assert (done.code, done.out) == (1, "")

        other = send(run, path, "household", HOUSEHOLD_HEADINGS, household(3))
        assert (
            run("feeds", "refuse", other, "--by", "somebody", "--json").json["state"] == "refused"
        )
        assert "refused" in run("feeds", "deliveries", "--state", "refused").out

    @pytest.mark.parametrize(
        ("arguments", "code", "said"),
        [
            (("publish", "9", "--by", "x"), 1, "there is no delivery 9"),
            (("withdraw", "9", "--by", "x"), 1, "there is no delivery 9"),
            (("diff", "9"), 1, "there is no delivery 9"),
            (("status", "--feed", "taxes", "--banner", "160100"), 1, "there is no feed 'taxes'"),
            (("letter", "--department", "nobody"), 1, "there is no department 'nobody'"),
            (("publish", "9", "--by", " "), 2, "--by wants a name"),
            (("deliveries", "--state", "lost"), 2, "pending"),
            (("status", "--on", "soon"), 2, "no date"),
        ],
    )  # fmt: skip
    def test_that_are_asked_for_wrongly_get_a_clear_line(self, run, arguments, code, said):
        done = run("feeds", *arguments)
        assert done.code == code
        assert said in " ".join(done.err.split())
        assert "Traceback" not in done.err

    def test_need_a_home(self, call, tmp_path):
        done = call("feeds", "status", "--home", tmp_path / "nowhere")
        assert done.code == 1
        assert "there is no home" in done.err


class TestAnnotated:
    def test_gives_the_senders_workbook_back(self, run, tmp_path):
        source = write_workbook(
            tmp_path / "h.xlsx",
            {"台账": [HOUSEHOLD_HEADINGS, household(1), household(2, income="x")]},
        )
        out = tmp_path / "answer.xlsx"
        done = run("ingest", source, "--feed", "household", "--check", "--annotated", out, "--json")
        assert done.code == 1
        assert done.json["annotated"] == {"path": str(out), "form": "book", "marked": 1}
        sheet = load_workbook(out)["台账"]
        assert sheet["E3"].comment.text
        assert sheet["E2"].comment is None

    def test_never_overwrites_the_file_and_answers_one_that_cannot_be_taken(self, run, tmp_path):
        source = write_workbook(tmp_path / "h.xlsx", {"台账": [("甲", "乙"), (1, 2)]})
        before = source.read_bytes()
        done = run("ingest", source, "--feed", "household", "--annotated", source, "--json")
        assert (done.code, source.read_bytes()) == (1, before)
        assert "delivered file itself" in done.problems[0]
        out = tmp_path / "answer.xlsx"
        done = run("ingest", source, "--feed", "household", "--annotated", out, "--json")
        assert (done.code, done.json["annotated"]["form"]) == (1, "list")
        assert load_workbook(out).sheetnames == ["List of problems"]
