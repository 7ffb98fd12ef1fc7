"""Ledgers made for the eye give exactly the rows that are in them, and every fault at its cell."""

from datetime import date

import pytest

from shouwang.base.access import Scope
from shouwang.base.errors import InputProblems
from shouwang.lake.home import create_home
from shouwang.stages.ingest import queries
from shouwang.stages.ingest.mappings import Answered
from tests.stages.ingest import ledgers
from tests.stages.ingest.builders import JUNE_30, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("ledgers")


@pytest.fixture
def desk(tmp_path):
    return Desk(create_home(tmp_path / "home", content="neimenggu", day=JUNE_30), tmp_path)


def counts(review):
    return review.read, review.accepted, review.rejected


def told(review):
    return [(each.sheet, each.cell, str(each.rule)) for each in review.problems]


def asked(review):
    return [(each.column, each.value, each.rows) for each in review.questions]


class TestPovertyLedger:
    def test_gives_its_persons(self, desk):
        review = desk.check(ledgers.poverty_ledger(desk.folder / "a.xlsx"), "person")
        assert counts(review) == (6, 4, 2)
        assert told(review) == [
            ("Sheet1 ", "G8", "id_checksum"),
            ("Sheet1 ", "G9", "id_precision_lost"),
        ]
        assert review.header_map == {
            "户编号": "household",
            "家庭成员基本情况/姓名": "name",
            "家庭成员基本情况/性别": "sex",
            "家庭成员基本情况/证件号码": "person",
            "家庭成员基本情况/与户主关系": "relation",
            "家庭成员基本情况/劳动技能": "labour",
        }
        assert review.ignored_rows == (1, 2, 3, 4, 11, 12, 13)
        assert review.ignored_sheets == ("Sheet2", "填表说明")
        assert review.hidden_columns == ("I",)
        assert review.reporting_date == date(2020, 3, 31)
        assert review.reporting_unit == "××苏木人民政府"
        assert review.carried == {"household": 3}
        assert review.compared_with is None

    def test_gives_its_households(self, desk):
        review = desk.check(ledgers.poverty_ledger(desk.folder / "a.xlsx"), "household")
        assert counts(review) == (3, 3, 0)
        assert told(review) == []
        assert review.header_map["是否脱贫"] == "status"
        assert review.header_map["2019年家庭收入(元)/工资性收入"] == "wage_income"
        assert review.ignored_rows == (1, 2, 3, 4, 11, 12, 13)
        totals = {each.cell: (each.stated, each.recomputed, each.ok) for each in review.totals}
        assert totals == {
            "D11": ("6", "6", True),
            "L11": ("15600", "15600", True),
            "M11": ("24900", "24900", True),
            "N11": ("300", "300", True),
            "O11": ("29120.5", "29120.5", True),
        }


class TestNationalExport:
    def test_gives_its_persons(self, desk):
        review = desk.check(ledgers.national_export(desk.folder / "a.xlsx"), "person")
        assert counts(review) == (5, 4, 1)
        assert told(review) == [("人员信息", "F6", "required")]
        assert review.header_map == {
            "户编号": "household",
            "姓名": "name",
            "性别": "sex",
            "出生日期": "birth_date",
            "证件号码": "person",
            "民族": "ethnicity",
            "成员联系电话": "phone",
            "与户主关系": "relation",
            "文化程度": "education",
            "在校生状况": "school_status",
            "劳动技能": "labour",
            "务工时间(月)": "months_working",
            "健康状况": "health",
        }
        assert (review.ignored_rows, review.fuzzy, asked(review)) == ((1,), {}, [])


class TestMonitoringLedger:
    def test_has_three_rows_of_headings_and_a_row_of_numbers(self, desk):
        review = desk.check(ledgers.monitoring_ledger(desk.folder / "a.xlsx"), "watch")
        assert counts(review) == (3, 2, 1)
        assert told(review) == [("监测台账", "E9", "code")]
        assert review.header_map == {
            "监测对象基本情况/户编号": "household",
            "监测对象基本情况/监测对象类别": "kind",
            "风险情况/识别监测时间": "identified_date",
            "风险情况/返贫致贫风险/返贫致贫风险1": "risk",
            "风险情况/返贫致贫风险/返贫致贫风险2": "second_risk",
        }
        assert review.ignored_rows == (*range(1, 7), 10, 11, 12)
        assert (review.reporting_unit, review.reporting_date) == ("××旗扶贫办", JUNE_30)


class TestVillagesInSheets:
    def test_are_read_as_one_table(self, desk):
        review = desk.check(ledgers.villages_in_sheets(desk.folder / "a.xlsx"), "household")
        assert counts(review) == (5, 5, 0)
        assert told(review) == [("红星村", "G6", "total_check")]
        assert review.warnings == 1
        assert review.ignored_sheets == ("说明", "旧表")
        assert review.ignored_rows_of == {"新胜村": (1, 2, 5), "红星村": (1, 2, 6)}
        assert [(each.cell, each.stated, each.recomputed, each.ok) for each in review.totals] == [
            ("F5", "4", "4", True),
            ("G5", "3000", "3000", True),
            ("F6", "6", "6", True),
            ("G6", "1900", "1800", False),
        ]

    def test_tell_a_household_that_stands_on_two_of_them(self, desk):
        path = ledgers.villages_in_sheets(desk.folder / "a.xlsx", second=1501990002)
        review = desk.check(path, "household")
        assert counts(review) == (5, 3, 2)
        assert told(review)[:2] == [
            ("红星村", "C3", "duplicate_key"),
            ("新胜村", "C4", "duplicate_key"),
        ]
        assert {each.message for each in review.problems[:2]} == {
            "row 4 has the same key",
            "its key stands in another row too",
        }
        assert [each["row"] for each in review.duplicates.in_file] == [4, "红星村!3"]


class TestLivestockLedger:
    def test_ends_where_another_table_begins(self, desk):
        review = desk.check(ledgers.livestock_ledger(desk.folder / "a.xlsx"), "livestock")
        assert counts(review) == (5, 5, 0)
        assert told(review) == []
        assert review.ignored_rows == (1, 2, 6, 9, 10, 11, 12, 13, 14, 15, 16)
        assert review.other_tables == ("牲畜!13",)
        assert review.carried == {"household": 1}
        totals = [(each.cell, each.stated, each.ok) for each in review.totals]
        assert totals == [
            ("D6", "212", True), ("E6", "42", True), ("F6", "3", True),
            ("D9", "8", True),
            ("D10", "220", True), ("E10", "42", True), ("F10", "3", True),
        ]  # fmt: skip


class TestPrintedLedger:
    def test_has_its_headings_on_every_page_and_ten_thousands(self, desk):
        review = desk.receive(ledgers.printed_ledger(desk.folder / "a.xlsx"), "household")
        assert counts(review) == (4, 4, 0)
        assert told(review) == []
        assert review.header_map == {
            "嘎查村代码": "village",
            "户编号": "household",
            "户类型": "status",
            "家庭人口": "members",
            "家庭收入/工资性收入": "wage_income",
            "家庭收入/转移性收入(元)": "transfer_income",
            "家庭收入/生产经营性收入": "business_income",
        }
        assert review.units == {"家庭收入/工资性收入": "万", "家庭收入/生产经营性收入": "万"}
        assert review.ignored_rows == (1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 16, 17, 18)
        assert all(each.ok for each in review.totals)
        assert len(review.totals) == 12
        desk.publish(review.delivery)
        rows = {row["household"]: row for row in desk.rows("household")}
        assert {
            key: (row["wage_income"], row["transfer_income"], row["business_income"])
            for key, row in rows.items()
        } == {
            1501990001: (1_200_000, 300_000, 850_000),
            1501990002: (2_100_000, 50_000, None),
            1501990003: (800_000, 10_000, 0),
            1501990004: (500_000, 20_000, 1_000_000),
        }


class TestTitledText:
    def test_keeps_titles_and_footers_out_and_a_torn_row_in(self, desk):
        review = desk.check(ledgers.titled_text(desk.folder / "a.csv"), "person")
        assert counts(review) == (3, 2, 1)
        assert [(each.row, str(each.rule)) for each in review.problems] == [(7, "torn_row")]
        assert review.ignored_rows == (1, 2, 3, 5, 8, 9, 10)
        assert (review.reporting_unit, review.reporting_date) == (
            "××苏木人民政府",
            date(2020, 6, 1),
        )


class TestWordLedger:
    def test_is_read_like_a_sheet(self, desk):
        review = desk.check(ledgers.word_ledger(desk.folder / "a.docx"), "person")
        assert counts(review) == (2, 1, 1)
        assert [(each.row, str(each.rule)) for each in review.problems] == [(4, "required")]
        assert review.ignored_rows == (1, 2, 5)
        assert review.header_map["家庭成员/姓名"] == "name"


class TestFirstRowsLedger:
    def test_carries_numbers_to_members_and_never_to_heads(self, desk):
        review = desk.check(ledgers.first_rows_ledger(desk.folder / "a.xlsx"), "person")
        assert counts(review) == (5, 3, 2)
        assert told(review) == [("一", "B5", "required"), ("一", "B6", "required")]
        assert review.carried == {"household": 1}

    def test_carries_places_to_the_households_below(self, desk):
        review = desk.check(ledgers.first_rows_ledger(desk.folder / "a.xlsx"), "household")
        assert counts(review) == (4, 2, 2)
        assert told(review)[:2] == [("一", "B5", "required"), ("一", "B6", "required")]
        assert review.carried == {"household": 1, "village": 3}


class TestRepeatingLedger:
    def test_brings_equal_lines_together_and_rejects_those_that_contradict(self, desk):
        review = desk.check(ledgers.repeating_ledger(desk.folder / "a.xlsx"), "household")
        assert counts(review) == (3, 2, 1)
        assert told(review) == [("一", "C3", "contradiction"), ("一", "D3", "contradiction")]
        assert "5" in review.problems[0].message


class TestDoubtfulLedger:
    def test_asks_what_it_cannot_know(self, desk):
        review = desk.check(ledgers.doubtful_ledger(desk.folder / "a.xlsx"), "person")
        assert counts(review) == (3, 3, 0)
        assert review.fuzzy == {"务工时间月数": {"column": "months_working", "likeness": 80}}
        assert {(each.column, each.candidates[0].code) for each in review.questions} == {
            ("能力情况", "labour"),
            ("健康状况", "health"),
            ("身体状况", "health"),
        }
        assert "labour" not in review.header_map.values()

    def test_asks_nobody_twice(self, desk):
        path = ledgers.doubtful_ledger(desk.folder / "a.xlsx")
        answered = Answered(("能力情况=劳动技能", "健康状况=health", "身体状况="))
        checked = desk.check(path, "person", answered=answered)
        assert (asked(checked), checked.header_map["能力情况"]) == ([], "labour")
        assert asked(desk.check(path, "person"))
        village = "150121100203"
        households = [(1501990001 + each, village, "一般农户", 1) for each in range(3)]
        desk.send("household", ("户编号", "嘎查村代码", "脱贫属性", "家庭人口"), *households)
        review = desk.receive(path, "person", answered=answered)
        assert (review.mapping_version, asked(review)) == (1, [])
        again = desk.receive(path, "person")
        assert (again.mapping_version, asked(again)) == (1, [])
        assert again.header_map["健康状况"] == "health"
        newer = desk.receive(path, "person", answered=Answered(("健康状况=",)))
        assert newer.mapping_version == 2
        held = queries.mapping_of(sender="office:150000", feed="person", on=JUNE_30, scope=Scope())
        assert held.headings == {"能力情况": "labour", "健康状况": "", "身体状况": ""}
        assert asked(desk.check(path, "person")) == []

    def test_answers_are_understood_or_refused_all_at_once(self, desk):
        path = ledgers.doubtful_ledger(desk.folder / "a.xlsx")
        wrong = Answered(("身体状况", "a=b"), ("姓名:甲=x", "嘎查村", "性别:男=neither"))
        with pytest.raises(InputProblems) as error:
            desk.check(path, "person", answered=wrong)
        assert len(error.value.problems) == 5
