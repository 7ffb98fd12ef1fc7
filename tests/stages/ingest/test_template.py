"""The blank workbook of a feed: intake knows its headings, and its examples are nobody's."""

import datetime
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest

from shouwang.base.codes import IdNumber
from shouwang.base.tables import Blank, Column, ColumnType, Personal, Replaces, Schema
from shouwang.base.words import use_language
from shouwang.lake.home import create_home
from shouwang.rules.content import load_content
from shouwang.stages.ingest import terms
from shouwang.stages.ingest.contract import match_book
from shouwang.stages.ingest.problems import FileFaulty, Rule
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.samples import sample_rows
from shouwang.stages.ingest.template import write_template
from tests.stages.ingest.builders import JUNE_30, LI

CONTENT = Path(str(files("shouwang") / "content"))
NEIMENGGU = load_content(CONTENT / "neimenggu")
FEEDS = sorted(NEIMENGGU.contracts)
# What an example row may be rejected for: whom it names is not there.
NOBODY = {Rule.UNKNOWN_PERSON, Rule.UNKNOWN_HOUSEHOLD, Rule.NO_ROW_OF_REGION}


def sheets(path):
    return openpyxl.load_workbook(path).worksheets


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("feed", FEEDS)
def test_intake_knows_every_heading_and_passes_over_the_notes(tmp_path, feed, language):
    use_language(language)
    contract = NEIMENGGU.contracts[feed]
    write_template(contract, NEIMENGGU, tmp_path / "t.xlsx")

    match = match_book(read_book(tmp_path / "t.xlsx"), contract)

    assert list(match.positions) == [column.name for column in contract.columns]
    assert match.ignored_columns == ()
    assert len(match.ignored_sheets) == 1


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A demo's home in which nobody lives yet."""
    return create_home(
        tmp_path_factory.mktemp("demo") / "home",
        content=str(CONTENT / "neimenggu"), day=JUNE_30, demo=True,
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("feed", FEEDS)
def test_nothing_is_wrong_with_it_but_that_nobody_is_there(tmp_path, home, feed):
    from shouwang.stages.ingest import operations

    write_template(NEIMENGGU.contracts[feed], NEIMENGGU, tmp_path / "t.xlsx")
    try:
        review = operations.check_delivery(
            home=home, path=tmp_path / "t.xlsx", feed=feed, by=LI, on=JUNE_30
        )
        problems, accepted = review.problems, review.accepted
    except FileFaulty as fault:
        problems, accepted = fault.faults, 0

    assert [each for each in problems if each.rule not in NOBODY] == []
    assert accepted == 2


class TestExamples:
    def test_are_the_same_every_time(self, tmp_path):
        contract = NEIMENGGU.contracts["household"]
        for name in ("a", "b"):
            write_template(contract, NEIMENGGU, tmp_path / f"{name}.xlsx")
        assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

    @pytest.mark.parametrize("feed", FEEDS)
    def test_fill_in_all_columns_once_and_the_required_ones_always(self, feed):
        contract = NEIMENGGU.contracts[feed]
        first, second = sample_rows(contract, NEIMENGGU)
        assert list(first) == [column.name for column in contract.columns]
        assert list(second) == [column.name for column in contract.columns if column.required]
        keys = [tuple(row[name] for name in contract.key) for row in (first, second)]
        assert len(set(keys)) == 2

    def test_carry_id_numbers_of_the_invented_block_with_a_right_check(self):
        numbers = [
            IdNumber.parse(row["person"])
            for row in sample_rows(NEIMENGGU.contracts["medical_claim"], NEIMENGGU)
        ]
        first, last = NEIMENGGU.id_rule.invented
        assert all(first <= number.county <= last for number in numbers)
        assert {number.birth_date for number in numbers} == {datetime.date(1900, 1, 1)}

    def test_stay_within_the_bounds_of_their_columns(self):
        columns = (
            Column("k", ColumnType.TEXT, "K", required=True),
            Column("low", ColumnType.INTEGER, "Low", maximum="1"),
            Column("high", ColumnType.MONEY, "High", unit="SKC", minimum="5000"),
            Column("old", ColumnType.DATE, "Old", maximum="1900-01-01"),
            Column("new", ColumnType.DATE, "New", minimum="2024-01-01"),
            Column("fine", ColumnType.DECIMAL, "Fine", scale=3, maximum="0.5"),
        )
        contract = Schema("f", "F", "d", "D", "event", 0, ("k",), Replaces.ALL, columns)
        row = sample_rows(contract, load_content(CONTENT / "island"))[0]
        assert [str(row[name]) for name in ("low", "high", "old", "new", "fine")] == [
            "1", "5000", "1900-01-01", "2024-01-01", "0.500",
        ]  # fmt: skip


class TestWorkbook:
    @pytest.fixture
    def claim(self, tmp_path):
        use_language("zh_Hans")
        write_template(NEIMENGGU.contracts["medical_claim"], NEIMENGGU, tmp_path / "t.xlsx")
        return sheets(tmp_path / "t.xlsx")

    def test_marks_what_is_required_and_says_of_each_column_what_it_wants(self, claim):
        headings = {cell.value: cell for cell in claim[0][1]}
        assert list(headings)[:4] == [
            "结算单号(必填)",
            "证件号码(必填)",
            "医疗类别(必填)",
            "入院日期",
        ]
        paid = headings["个人自付金额(必填)"].comment.text
        for part in ("必填", "金额", "单位：元", "不小于0", "不能为空", "个人自付金额（元）"):
            assert part in paid
        assert "加密保存" in headings["证件号码(必填)"].comment.text
        assert "视为否" in headings["大病专项救治病种"].comment.text

    def test_keeps_numbers_that_name_somebody_as_text(self, claim):
        assert claim[0]["B2"].value == "159900190001010017"
        assert claim[0]["B2"].number_format == "@"
        assert claim[0]["B900"].number_format == "@" or (
            claim[0].column_dimensions["B"].number_format == "@"
        )
        assert claim[0]["E2"].is_date

    def test_offers_the_words_of_a_code_list_that_stand_on_the_notes(self, claim):
        sheet, notes = claim
        lists = {
            str(each.sqref)[0]: each.formula1
            for each in sheet.data_validations.dataValidation
            if each.type == "list"
        }

        def offered(letter):
            name, _sep, span = lists[letter].rpartition("!")
            assert name == f"'{notes.title}'"
            return [cell.value for (cell,) in notes[span.replace("$", "")]]

        assert offered("C") == ["住院", "门诊", "门诊特殊病"]
        assert offered("I") == ["是", "否"]

    def test_says_on_the_second_sheet_what_is_sent_when_and_what_it_replaces(self, claim):
        text = "\n".join(
            str(value) for row in claim[1].iter_rows(values_only=True) for value in row if value
        )
        assert claim[1].title == "填报说明"
        for part in ("医疗保障局", "每月", "期末后5天内", "替换本单位同一期", "一行为一次结算",
                     "报送前请删除", "门诊慢特病, 门诊特殊慢性病, special_outpatient"):  # fmt: skip
            assert part in text

    def test_of_a_label_that_is_no_name_of_a_sheet_is_written_all_the_same(self, tmp_path):
        columns = (Column("k", ColumnType.TEXT, "K", required=True),)
        contract = Schema(
            "f", "a/b:c?[d]*" * 5, "d", "D", "event", 0, ("k",), Replaces.ALL, columns
        )
        write_template(contract, NEIMENGGU, tmp_path / "t.xlsx")
        assert sheets(tmp_path / "t.xlsx")[0].title == ("a_b_c__d__" * 5)[:31]

    def test_that_cannot_be_written_says_so(self, tmp_path):
        with pytest.raises(OSError, match="nowhere"):
            write_template(NEIMENGGU.contracts["price"], NEIMENGGU, tmp_path / "nowhere" / "t.xlsx")


class TestTerms:
    @pytest.mark.parametrize(
        ("unit", "words"), [("1", ""), ("CNY/person/year", "CNY/person/yr"), ("kg*m2", "kg*m2"),
                            ("SKC", "SKC")],
    )  # fmt: skip
    def test_units_that_nobody_translates_stay(self, unit, words):
        assert terms.unit_of(Column("c", ColumnType.DECIMAL, "C", unit=unit)) == words

    def test_units_are_said_in_the_readers_words(self):
        use_language("zh_Hans")
        assert (
            terms.unit_of(Column("c", ColumnType.MONEY, "C", unit="CNY/person/year")) == "元/人/年"
        )
        assert terms.unit_of(Column("c", ColumnType.DECIMAL, "C", unit="m2")) == "平方米"

    def test_a_blank_says_what_it_counts_as(self):
        money = Column("c", ColumnType.MONEY, "C", unit="CNY", blank=Blank.ZERO)
        assert terms.blank_of(money) == "counts as 0"
        named = Column("c", ColumnType.TEXT, "C", required=True, personal=Personal.NAME)
        assert terms.blank_of(named) == "must not be empty"
        assert terms.personal_of(named) == "name"
        assert terms.bounds_of(money) == terms.personal_of(money) == ""

    @pytest.mark.parametrize(
        ("cadence", "days", "words"),
        [("month", 5, "within 5 days after the end of the period"), ("event", 3, "within 3 days"),
         ("year", 0, "by the end of the period"), ("event", 0, "at once")],
    )  # fmt: skip
    def test_a_deadline_is_said_as_it_is_counted(self, cadence, days, words):
        columns = (Column("k", ColumnType.TEXT, "K", required=True),)
        contract = Schema("f", "F", "d", "D", cadence, days, ("k",), Replaces.ALL, columns)
        assert terms.due_of(contract) == words
