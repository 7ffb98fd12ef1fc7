"""``shouwang feeds``: contracts, what is late, and what becomes of deliveries."""

import json
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


# Calls one command after the other in a process of its own: a process has one home.
DRIVER = """
import json, sys
from typer.testing import CliRunner
from shouwang.cli.main import app
for arguments in json.loads(sys.stdin.read()):
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""


@pytest.fixture
def run(tmp_path):
    """Commands of a new home, called one after the other."""
    home = tmp_path / "home"
    create_home(home, content=str(COUNTRY), day=date(2020, 7, 10))

    def running(*commands):
        listed = [[*map(str, each), "--home", str(home)] for each in commands]
        done = subprocess.run(
            [sys.executable, "-c", DRIVER], input=json.dumps(listed), capture_output=True,
            text=True, check=True, env={**os.environ, "PYTHONPATH": "src", "SHOUWANG_LANG": "en"},
        )  # fmt: skip
        return [Answer(*json.loads(line)) for line in done.stdout.splitlines()]

    return running


def received(path, *rows):
    return ("ingest", write_csv(path, *rows), "--feed", "household", "--by", "receiver", "--json")


class TestDeliveries:
    def test_are_published_by_another_and_withdrawn(self, run, tmp_path):
        first = received(tmp_path / "1.csv", HOUSEHOLD_HEADINGS, household(1), household(2))
        second = received(tmp_path / "2.csv", HOUSEHOLD_HEADINGS, household(3))
        (
            got,
            pending,
            listed,
            diff,
            shown,
            same,
            published,
            again,
            withdrawn,
            twice,
            _got,
            refused,
        ) = run(
            first,
            ("feeds", "deliveries", "--json"),
            ("feeds", "deliveries"),
            ("feeds", "diff", 1, "--json"),
            ("feeds", "diff", 1),
            ("feeds", "publish", 1, "--by", "receiver", "--json"),
            ("feeds", "publish", 1, "--by", "somebody", "--json"),
            ("feeds", "publish", 1, "--by", "somebody"),
            ("feeds", "withdraw", 1, "--by", "somebody", "--json"),
            ("feeds", "withdraw", 1, "--by", "somebody"),
            second,
            ("feeds", "refuse", 2, "--by", "somebody", "--json"),
        )
        assert got.json["delivery"] == 1
        assert [each["state"] for each in pending.json] == ["pending"]
        assert "pending" in listed.out
        assert (diff.json["accepted"], diff.json["difference"]["appeared"]) == (2, 2)
        assert "appeared" in shown.out
        assert (same.code, len(same.json["problems"])) == (1, 1)
        assert (published.code, published.json) == (
            0, {"delivery": 1, "state": "published", "snapshot": 1, "by": "somebody"},
        )  # fmt: skip
        assert (again.code, again.out, again.err.strip().count("\n")) == (1, "", 0)
        assert (withdrawn.code, withdrawn.json["state"]) == (0, "withdrawn")
        assert (twice.code, twice.out) == (1, "")
        assert (refused.code, refused.json["state"]) == (0, "refused")

    def test_that_are_asked_for_wrongly_get_a_clear_line(self, run):
        wrong = {
            ("publish", 9, "--by", "x"): (1, "there is no delivery 9"),
            ("withdraw", 9, "--by", "x"): (1, "there is no delivery 9"),
            ("refuse", 9, "--by", "x"): (1, "there is no delivery 9"),
            ("diff", 9): (1, "there is no delivery 9"),
            ("status", "--feed", "taxes", "--banner", "160100"): (1, "there is no feed 'taxes'"),
            ("letter", "--department", "nobody"): (1, "there is no department 'nobody'"),
            ("publish", 9, "--by", " "): (2, "--by wants a name"),
            ("deliveries", "--state", "lost"): (2, "pending"),
            ("status", "--on", "soon"): (2, "no date"),
        }
        answers = run(*(("feeds", *each) for each in wrong))
        for done, (code, said) in zip(answers, wrong.values(), strict=True):
            assert done.code == code
            assert said in " ".join(done.err.split())

    def test_need_a_home(self, call, tmp_path):
        done = call("feeds", "status", "--home", tmp_path / "nowhere")
        assert done.code == 1
        assert "there is no home" in done.err


class TestStatus:
    def test_says_who_is_late_and_writes_to_them(self, run, tmp_path):
        folder = tmp_path / "letters"
        _got, _done, status, text, by_place, shown, written, drafted, read = run(
            received(tmp_path / "1.csv", HOUSEHOLD_HEADINGS, household(1), household(2)),
            ("feeds", "publish", 1, "--by", "somebody"),
            ("feeds", "status", "--json"),
            ("feeds", "status"),
            ("feeds", "status", "--feed", "household", "--json"),
            ("feeds", "status", "--feed", "household"),
            ("feeds", "status", "--letters", folder, "--json"),
            ("feeds", "letter", "--department", "water", "--json"),
            ("feeds", "letter", "--department", "water"),
        )
        states = {each["feed"]: each["state"] for each in status.json["feeds"]}
        assert (states["claim"], states["household"]) == ("never", "partial")
        assert "feeds are missing something" in text.out
        rows = {each["banner"]: each["rows"] for each in by_place.json["banners"]}
        assert rows == {"160101": 1, "160102": 1, "160201": 0}
        assert "160101" in shown.out
        assert sorted(Path(each).name for each in written.json["letters"]) == [
            "healthcare.txt", "office-1.txt", "water.txt",
        ]  # fmt: skip
        assert "医保局" in (folder / "healthcare.txt").read_text(encoding="utf-8")
        assert [each["feeds"] for each in drafted.json] == [["water"]]
        assert "特此函达" in read.out


class TestAnnotated:
    def test_gives_the_senders_workbook_back(self, run, tmp_path):
        rows = [HOUSEHOLD_HEADINGS, household(1), household(2, income="x")]
        source = write_workbook(tmp_path / "h.xlsx", {"台账": rows})
        other = write_workbook(tmp_path / "o.xlsx", {"台账": [("甲", "乙"), (1, 2)]})
        before = source.read_bytes()
        out, listed = tmp_path / "answer.xlsx", tmp_path / "list.xlsx"
        feed = ("--feed", "household", "--json", "--annotated")
        checked, kept, refused, faulty = run(
            ("ingest", source, "--check", *feed, out),
            ("ingest", source, *feed, tmp_path / "kept.xlsx"),
            ("ingest", source, *feed, source),
            ("ingest", other, *feed, listed),
        )
        assert checked.code == 1
        assert checked.json["annotated"] == {"path": str(out), "form": "book", "marked": 1}
        sheet = load_workbook(out)["台账"]
        assert sheet["E3"].comment.text
        assert sheet["E2"].comment is None
        assert (kept.json["delivery"], kept.json["annotated"]["marked"]) == (1, 1)
        assert (refused.code, source.read_bytes()) == (1, before)
        assert "delivered file itself" in refused.problems[0]
        assert (faulty.code, faulty.json["annotated"]["form"]) == (1, "list")
        assert load_workbook(listed).sheetnames == ["List of problems"]
