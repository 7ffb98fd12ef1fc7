"""``shouwang link``: rows that are one person, what is not sure, and what is wrong with the files."""

import csv

import pytest

from shouwang.stages.ingest.linking import files

PEOPLE = [
    ("r1", "李秀英", "女", "1953-12-06", "新胜村"),
    ("r2", "巴特尔", "男", "1975-03-11", "新胜村"),
    ("r3", "乌云其木格", "女", "1988-09-09", "白音塔拉嘎查"),
    ("r4", "王建国", "男", "1960-01-02", "新胜村"),
    ("r5", "王建军", "男", "1961-05-20", "新胜村"),
    ("r6", "赵铁柱", "男", "1941-01-30", "白音塔拉嘎查"),
]
HEADINGS = ("编号", "姓名", "性别", "出生日期", "嘎查村")
SENT = [
    ("q1", "李秀瑛", "女", "1953.12.6", "新胜"),
    ("q2", "巴特尔", "男", "1975年3月11日", "新胜嘎查"),
    ("q3", "乌云琪木格", "女", "19880909", "白音塔拉"),
    ("q4", "孙悟能", "男", "1950-10-10", "新胜村"),
]


def write(path, headings, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


@pytest.fixture
def left(tmp_path):
    return write(tmp_path / "sent.csv", HEADINGS, SENT)


@pytest.fixture
def right(tmp_path):
    return write(tmp_path / "register.csv", HEADINGS, PEOPLE)


def found(answer):
    return {(pair["left"], pair["right"]) for pair in answer.json["pairs"]}


class TestTwoFiles:
    def test_links_are_found_and_explained(self, call, left, right):
        answer = call("link", left, right, "--json")
        assert answer.code == 0
        assert found(answer) == {("q1", "r1"), ("q2", "r2"), ("q3", "r3")}
        assert all(pair["why"] and 0 < pair["probability"] <= 1 for pair in answer.json["pairs"])

    def test_the_answer_has_its_shape(self, call, left, right):
        answer = call("link", left, right, "--json").json
        assert answer["precision"] is None
        assert answer["header_map"]["left"]["姓名"] == "name"
        assert answer["ignored_columns"] == {"left": ["编号"], "right": ["编号"]}
        assert answer["weights"] == "chinese-1"

    def test_quality_against_the_truth(self, call, tmp_path, left, right):
        truth = write(tmp_path / "t.csv", ("left", "right"), [("q1", "r1"), ("q2", "r2"), ("q3", "r3"), ("q4", "r6")])  # fmt: skip
        answer = call("link", left, right, "--truth", truth, "--json").json
        assert (answer["precision"], answer["recall"]) == (1.0, 0.75)

    def test_the_same_twice_is_the_same(self, call, left, right):
        assert call("link", left, right, "--json").out == call("link", left, right, "--json").out

    def test_people_can_read_it(self, call, left, right):
        done = call("link", left, right)
        assert done.code == 0
        assert "q1 = r1" in done.out

    def test_columns_can_be_named(self, call, tmp_path, right):
        odd = [("甲", "乙", "丙", "丁", "戊"), *((*row[1:], row[0]) for row in SENT)]
        left = write(tmp_path / "odd.csv", odd[0], odd[1:])
        answer = call(
            "link",
            left,
            right,
            "--map",
            "name=甲",
            "--map",
            "birth_date=丙",
            "--map",
            "编号=x",
            "--json",
        )
        assert answer.code == 1
        write(left, ("甲", "乙", "丙", "丁", "编号"), odd[1:])
        answer = call("link", left, right, "--id", "编号", "--map", "name=甲", "--map", "birth_date=丙",
                      "--map", "village=丁", "--json")  # fmt: skip
        assert answer.json["header_map"]["left"]["甲"] == "name"


class TestOneFile:
    def test_duplicates_are_found(self, call, tmp_path):
        rows = [*PEOPLE, ("r7", "李秀瑛", "女", "1953年12月6日", "新胜村")]
        path = write(tmp_path / "one.csv", HEADINGS, rows)
        assert found(call("link", path, "--json")) == {("r1", "r7")}


class TestTraining:
    def test_weights_are_written_and_used(self, call, tmp_path, left, right):
        truth = write(tmp_path / "t.csv", ("left", "right"), [("q1", "r1"), ("q2", "r2"), ("q3", "r3")])  # fmt: skip
        out = tmp_path / "w.json"
        done = call("link", left, right, "--truth", truth, "--train", out, "--name", "mine-1",
                    "--date", "2020-06-30", "--json")  # fmt: skip
        assert done.code == 0
        assert done.json["date"] == "2020-06-30"
        answer = call("link", left, right, "--weights", out, "--json")
        assert answer.json["weights"] == "mine-1"

    def test_without_a_date_it_is_wrong_use(self, call, tmp_path, left, right):
        assert call("link", left, right, "--train", tmp_path / "w.json").code == 2


class TestBadInput:
    def test_missing_files_are_both_told(self, call, tmp_path):
        answer = call("link", tmp_path / "a.csv", tmp_path / "b.csv", "--json")
        assert answer.code == 1
        assert {each["where"] for each in answer.json["problems"]} == {"a.csv", "b.csv"}

    def test_an_empty_file(self, call, tmp_path, right):
        (tmp_path / "empty.csv").write_text("")
        assert call("link", tmp_path / "empty.csv", right, "--json").code == 1

    def test_headings_without_rows(self, call, tmp_path, right):
        answer = call("link", write(tmp_path / "e.csv", HEADINGS, []), right, "--json")
        assert answer.code == 1
        assert "e.csv" in answer.json["problems"][0]["where"]

    def test_what_is_no_text(self, call, tmp_path, right):
        (tmp_path / "x.csv").write_bytes(b"\0\1\2" * 100)
        assert call("link", tmp_path / "x.csv", right, "--json").code == 1

    def test_a_missing_id_column(self, call, left, right):
        answer = call("link", left, right, "--id", "序号", "--json")
        assert answer.code == 1
        assert len(answer.json["problems"]) == 2

    def test_everything_at_once(self, call, tmp_path, left, right):
        truth = write(tmp_path / "t.csv", ("a", "b"), [("q1", "r1")])
        answer = call("link", left, right, "--id", "序号", "--map", "nmae=姓名", "--map", "sex=没有",
                      "--truth", truth, "--json")  # fmt: skip
        assert answer.code == 1
        assert len(answer.json["problems"]) == 5

    def test_rows_named_twice(self, call, tmp_path, right):
        path = write(tmp_path / "d.csv", HEADINGS, [*SENT, SENT[0]])
        answer = call("link", path, right, "--json")
        assert answer.code == 1
        assert "q1" in answer.json["problems"][0]["message"]

    def test_people_named_twice_are_not_shown(self, call, tmp_path, right):
        path = write(tmp_path / "d.csv", HEADINGS[1:], [row[1:] for row in (*SENT, SENT[0])])
        answer = call("link", path, right, "--json")
        assert answer.code == 1
        assert "李秀瑛" not in answer.out

    def test_rows_without_a_name(self, call, tmp_path, right):
        path = write(
            tmp_path / "d.csv", HEADINGS, [*SENT, ("", "某人", "男", "1950-01-01", "新胜")]
        )
        assert call("link", path, right, "--json").code == 1

    def test_a_torn_row(self, call, tmp_path, right):
        path = tmp_path / "torn.csv"
        path.write_text("编号,姓名,性别,出生日期,嘎查村\nq1,李秀英\n")
        answer = call("link", path, right, "--json")
        assert answer.code == 1
        assert any("torn.csv:2" in each["where"] for each in answer.json["problems"])

    def test_truth_about_rows_that_are_not_there(self, call, tmp_path, left, right):
        truth = write(tmp_path / "t.csv", ("left", "right"), [("q1", "r9"), ("q77", "r1")])
        answer = call("link", left, right, "--truth", truth, "--json")
        assert answer.code == 1
        assert len(answer.json["problems"]) == 2

    def test_no_column_that_tells_people_apart(self, call, tmp_path):
        one = write(tmp_path / "a.csv", ("x", "颜色"), [("1", "红"), ("2", "蓝")])
        answer = call("link", one, one, "--json")
        assert answer.code == 1

    def test_weights_that_are_none(self, call, tmp_path, left, right):
        (tmp_path / "w.json").write_text("{}")
        assert call("link", left, right, "--weights", tmp_path / "w.json", "--json").code == 1

    def test_map_without_a_column(self, call, left, right):
        assert call("link", left, right, "--map", "name").code == 2

    def test_an_explosion_is_refused(self, call, tmp_path, monkeypatch, left, right):
        from dataclasses import replace

        limits = replace(files.shipped_limits(), most_pairs=0, most_pairs_a_rule=0, passes=())
        monkeypatch.setattr(files, "shipped_limits", lambda: limits)
        answer = call("link", left, right, "--json")
        assert answer.code == 1
        assert answer.json["problems"]
