"""Bad files on the command line: an answer, an exit code, and never a traceback."""

import json

import pytest
from typer.testing import CliRunner

from shouwang.base.words import use_language
from shouwang.cli.main import app
from tests.stages.ingest.builders import (
    CLAIM_HEADINGS,
    HOUSEHOLD_HEADINGS,
    PERSON_HEADINGS,
    VILLAGES,
    household,
    id_number,
    make_desk,
    person,
    write_csv,
    write_workbook,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOUWANG_LANG", "en")
    return make_desk(tmp_path)


def run(desk, path, *words, feed="household"):
    """Run the command and return its exit code and what it answered."""
    command = ["ingest", str(path), "--feed", feed, "--home", str(desk.home.root), *words]
    done = CliRunner().invoke(app, command)
    use_language("en")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done.exit_code, done


def answer(desk, path, *words, feed="household"):
    code, done = run(desk, path, *words, "--json", feed=feed)
    return code, json.loads(done.stdout)


def files_of(home):
    return sorted(path for path in home.root.rglob("*") if "db.sqlite3" not in path.name)


FILE_FAULTS = {
    "empty": (b"", "empty"),
    "headings only": (",".join(HOUSEHOLD_HEADINGS).encode(), "empty"),
    "blank rows only": (",".join(HOUSEHOLD_HEADINGS).encode() + b"\n,,,,,\n\n", "empty"),
    "wrong encoding": (",".join(HOUSEHOLD_HEADINGS).encode("utf-16-le"), "encoding"),
    "broken encoding": (",".join(HOUSEHOLD_HEADINGS).encode() + b"\n1,\xff\xff,a\n", "encoding"),
    "a missing column": ("户编号,嘎查村\n1,160101001001\n".encode(), "column_missing"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "file"),
    "a damaged workbook": (b"PK\x03\x04oops", "file"),
    "another region's": (
        ",".join(HOUSEHOLD_HEADINGS).encode() + "\n1,110101001001,一般农户,2,,\n".encode(),
        "no_row_of_region",
    ),
}


@pytest.mark.parametrize(("data", "rule"), FILE_FAULTS.values(), ids=FILE_FAULTS)
@pytest.mark.parametrize("words", [("--check",), (), ("--publish", "--by", "li")])
def test_a_fault_of_the_file_stops_it_and_nothing_is_written(desk, data, rule, words):
    path = desk.folder / "h.csv"
    path.write_bytes(data)
    before = files_of(desk.home)
    code, found = answer(desk, path, *words)
    assert code == 1
    assert found["problems"][0]["rule"] == rule
    assert found["problems"][0]["message"]
    assert (found["delivery"], found["read"], found["accepted"]) == (None, 0, 0)
    assert files_of(desk.home) == before


def test_all_faults_of_a_file_are_told_at_once(desk):
    path = write_csv(desk.folder / "h.csv", ("户编号", "户号"), (1, 1))
    _code, found = answer(desk, path)
    assert [each["rule"] for each in found["problems"]] == [
        "column_ambiguous",
        "column_missing",
        "column_missing",
        "column_missing",
    ]


class TestRowFaults:
    ROWS = (
        household(1),
        household(1, income=9000),
        ("2a", VILLAGES[2], "富农", 99, "many", ""),
        household(3, "110101001001"),
        household(2),
    )

    def test_reject_their_rows_alone(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, *self.ROWS)
        code, found = answer(desk, path)
        assert code == 1
        assert (found["read"], found["accepted"], found["rejected"]) == (5, 1, 4)
        assert found["state"] == "pending"
        assert [(each["row"], each["column"], each["rule"]) for each in found["problems"]] == [
            (2, "户编号", "duplicate_key"),
            (3, "户编号", "duplicate_key"),
            (4, "户编号", "type"),
            (4, "脱贫属性", "code"),
            (4, "家庭人口", "range"),
            (4, "工资性收入", "type"),
            (5, "嘎查村", "region"),
        ]
        assert all(each["message"] for each in found["problems"])

    def test_name_the_cell_of_a_workbook(self, desk):
        rows = [("农牧户台账",), HOUSEHOLD_HEADINGS, household(1), household(2, income="many")]
        path = write_workbook(desk.folder / "h.xlsx", {"台账": rows})
        _code, found = answer(desk, path, "--check")
        (problem,) = found["problems"]
        assert problem == {
            "sheet": "台账",
            "cell": "E4",
            "row": 4,
            "column": "工资性收入",
            "value": "many",
            "rule": "type",
            "severity": "error",
            "message": "it is no number",
            "mend": "write digits only",
        }
        assert found["header_map"]["户编号"] == "household"
        assert (found["ignored_rows"], found["ignored_sheets"]) == ([1, 2], [])

    def test_forbid_publishing_over_the_limit_and_leave_it_pending(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, *self.ROWS)
        code, found = answer(desk, path, "--publish", "--by", "li")
        assert (code, found["state"], found["snapshot"]) == (1, "pending", None)
        assert "4 of 5 rows" in found["refused"]
        assert desk.lake.latest() is None
        code, done = run(desk, path, "--publish", "--by", "li")
        assert code == 1
        assert "4 of 5 rows" in done.stderr

    def test_publish_the_others_within_the_limit_and_still_say_so(self, desk):
        desk.register()
        path = write_csv(desk.folder / "w.csv", ("户编号", "日用水量"), (1, 40), (99, 50))
        code, found = answer(desk, path, "--publish", "--by", "li", feed="water")
        assert (code, found["state"], found["accepted"]) == (1, "published", 1)
        assert [each["rule"] for each in found["problems"]] == ["unknown_household"]
        assert [row["household"] for row in desk.rows("water")] == [1]

    def test_of_a_torn_row(self, desk):
        path = desk.folder / "h.csv"
        good = ",".join(map(str, household(1)))
        path.write_text(f"{','.join(HOUSEHOLD_HEADINGS)}\n{good}\n{good},more\n", encoding="utf-8")
        _code, found = answer(desk, path)
        assert (found["read"], found["rejected"]) == (2, 1)
        assert [(each["row"], each["rule"]) for each in found["problems"]] == [(3, "torn_row")]

    def test_never_show_what_is_personal(self, desk):
        desk.register()
        strange = id_number(77)
        rows = (
            ("c1", id_number(1), "2020-06-01", 5),
            ("c2", strange, "2020-06-01", 5),
            ("c3", strange[:-1], "2020-06-01", 5),
        )
        path = write_csv(desk.folder / "c.csv", CLAIM_HEADINGS, *rows)
        code, done = run(desk, path, feed="claim")
        assert code == 1
        assert strange[:10] not in done.output
        _code, found = answer(desk, path, feed="claim")
        assert [(each["rule"], each["value"]) for each in found["problems"]] == [
            ("unknown_person", "***"),
            ("id_length", "***"),
        ]


class TestInventedPeople:
    def test_are_an_error_outside_a_demo(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        invented = (id_number(1, county="159901"), 1, "甲", "男", "1980-01-01")
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, invented, person(2))
        _code, found = answer(desk, path, feed="person")
        assert [each["rule"] for each in found["problems"]] == ["invented"]

    def test_pass_silently_in_a_demo(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SHOUWANG_LANG", "en")
        desk = make_desk(tmp_path, demo=True)
        desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        invented = (id_number(1, county="159901"), 1, "甲", "男", "1980-01-01")
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, invented)
        code, found = answer(desk, path, feed="person")
        assert (code, found["warnings"], found["problems"]) == (0, 0, [])

    def test_a_county_of_elsewhere_is_warned_of(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1))
        stranger = (id_number(1, county="110101"), 1, "甲", "男", "1980-01-01")
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, stranger)
        code, found = answer(desk, path, feed="person")
        assert (code, found["accepted"], found["warnings"]) == (0, 1, 1)
        assert found["problems"][0]["severity"] == "warning"


class TestWrongUse:
    def test_ends_with_two(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        assert run(desk, path, "--publish")[0] == 2
        assert run(desk, path, "--publish", "--by", " ")[0] == 2
        assert run(desk, path, "--check", "--publish", "--by", "li")[0] == 2
        assert run(desk, desk.folder / "nothing.csv")[0] == 2
        assert run(desk, desk.folder)[0] == 2

    def test_of_feeds_and_banners_that_are_not_there(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        code, done = run(desk, path, feed="taxes")
        assert code == 1
        assert "household" in done.stderr
        code, done = run(desk, path, "--banner", "110101")
        assert code == 1
        assert "110101" in done.stderr


class TestGoodFiles:
    def test_are_published_in_one_go(self, desk):
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        code, found = answer(desk, path, "--publish", "--by", "李")
        assert (code, found["state"], found["snapshot"]) == (0, "published", 1)
        assert desk.lake.latest().actor == "李"
        code, done = run(desk, path, "--check")
        assert code == 0
        assert "rows read" in done.stdout

    def test_checked_where_there_is_no_home_leave_none(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SHOUWANG_CONTENT", str(make_desk(tmp_path).home.content_dir))
        path = write_csv(tmp_path / "h.csv", HOUSEHOLD_HEADINGS, household(1))
        command = ["ingest", str(path), "--feed", "household", "--home", str(tmp_path / "none")]
        done = CliRunner().invoke(app, [*command, "--check"])
        assert done.exit_code == 0
        assert not (tmp_path / "none").exists()
        done = CliRunner().invoke(app, command)
        assert done.exit_code == 0
        assert (tmp_path / "none" / "home.yaml").exists()
        use_language("en")
