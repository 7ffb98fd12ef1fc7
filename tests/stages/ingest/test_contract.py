"""Headings find their columns by label, alias or name, wherever the row of headings stands."""

import pytest

from shouwang.rules.content import load_content
from shouwang.stages.ingest.contract import absent, match_book
from shouwang.stages.ingest.problems import FileFaulty, Rule
from shouwang.stages.ingest.readers import read_book
from tests.stages.ingest.builders import COUNTRY, HOUSEHOLD_HEADINGS, write_csv, write_workbook

HOUSEHOLD = load_content(COUNTRY).contracts["household"]


def match(path):
    return match_book(read_book(path), HOUSEHOLD)


def faults_of(path):
    with pytest.raises(FileFaulty) as error:
        match(path)
    return error.value.faults


class TestMatchBook:
    def test_by_label_alias_and_name_in_any_order(self, tmp_path):
        headings = (
            "备注",
            "家 庭\n人口",
            "户号",
            "status",
            "嘎查村 ",
            "牧草地面积(亩)",
            "工资性收入（元）",
        )
        found = match(write_csv(tmp_path / "a.csv", headings))
        assert dict(found.positions) == {
            "members": 1,
            "household": 2,
            "status": 3,
            "village": 4,
            "grassland": 5,
            "wage_income": 6,
        }
        assert found.header_map["户号"] == "household"
        assert found.ignored_columns == ("备注",)
        assert "transfer_income" in {column.name for column in absent(found, HOUSEHOLD)}

    def test_below_titles(self, tmp_path):
        path = write_csv(tmp_path / "a.csv", ("台账",), ("2020年6月",), HOUSEHOLD_HEADINGS)
        found = match(path)
        assert (found.header_rows, found.table.rows_above) == ((3, 3), (1, 2, 3))

    def test_on_the_sheet_that_has_them(self, tmp_path):
        sheets = {"说明": [("填表说明",)], "数据": [HOUSEHOLD_HEADINGS, (1,)]}
        found = match(write_workbook(tmp_path / "a.xlsx", sheets))
        assert (found.sheet.name, found.ignored_sheets) == ("数据", ("说明",))

    def test_keeps_a_unit_that_changes_the_value(self, tmp_path):
        found = match(write_csv(tmp_path / "a.csv", (*HOUSEHOLD_HEADINGS[:4], "工资性收入(万元)")))
        assert dict(found.table.unit_words) == {"wage_income": "万"}

    def test_does_not_drop_a_unit_it_does_not_know(self, tmp_path):
        found = match(write_csv(tmp_path / "a.csv", (*HOUSEHOLD_HEADINGS[:4], "工资性收入(美元)")))
        assert "wage_income" not in found.positions

    def test_says_every_column_that_is_missing_and_its_other_names(self, tmp_path):
        faults = faults_of(write_csv(tmp_path / "a.csv", ("户编号", "嘎查村")))
        assert [(each.rule, each.column) for each in faults] == [
            (Rule.COLUMN_MISSING, "脱贫属性"),
            (Rule.COLUMN_MISSING, "家庭人口"),
        ]
        assert "the file has 户编号, 嘎查村" in faults[0].mend

    def test_says_which_headings_mean_the_same(self, tmp_path):
        (fault,) = faults_of(write_csv(tmp_path / "a.csv", (*HOUSEHOLD_HEADINGS, "户号")))
        assert fault.rule is Rule.COLUMN_AMBIGUOUS
        assert "户编号, 户号" in fault.message

    def test_does_not_show_somebodys_data_as_headings(self, tmp_path):
        faults = faults_of(write_csv(tmp_path / "a.csv", ("1", "王小明", "13812345678")))
        assert not any("王小明" in each.mend + each.message for each in faults)
