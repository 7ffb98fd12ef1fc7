"""The band of headings is found wherever it stands, and nothing in it is lost."""

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.ingest.layout import bands, first_data_row, is_counting, tidy, titles_of
from shouwang.stages.ingest.sheets import Merge, Sheet


def sheet_of(*rows, merges=()):
    return Sheet("一", tuple(tuple(row) for row in rows), lambda _request: iter(()), merges=merges)


def band_of(sheet, first, last):
    return next(
        band
        for band in bands(sheet, lambda _text: True)
        if (band.first, band.last) == (first, last)
    )


class TestBands:
    def test_spread_a_group_over_its_merged_cells(self):
        rows = (("序号", "成员", "", "备注"), ("", "姓 名", "性\n别", ""))
        merges = (Merge(0, 1, 0, 0), Merge(0, 0, 1, 2), Merge(0, 1, 3, 3))
        band = band_of(sheet_of(*rows, merges=merges), 0, 1)
        assert band.paths == (("序号",), ("成员", "姓名"), ("成员", "性别"), ("备注",))

    def test_spread_a_group_over_the_empty_cells_to_its_right(self):
        rows = (("序号", "成员", "", "备注"), ("", "姓名", "性别", ""))
        band = band_of(sheet_of(*rows), 0, 1)
        assert band.paths == (("序号",), ("成员", "姓名"), ("成员", "性别"), ("备注",))

    def test_do_not_reach_over_a_title(self):
        rows = (("台账", "", ""), ("填报单位:甲", "", "时间:2020年"), ("户编号", "姓名", "性别"))
        merges = (Merge(0, 0, 0, 2),)
        found = {
            (band.first, band.last)
            for band in bands(sheet_of(*rows, merges=merges), lambda text: text == "姓名")
        }
        assert found == {(2, 2)}


class TestTitles:
    @pytest.mark.parametrize(
        ("line", "office", "day"),
        [
            ("填报单位(盖章):甲苏木人民政府    填报时间:2020年3月31日    单位:人", "甲苏木人民政府", "2020-03-31"),
            ("填报单位：甲旗扶贫办 填报日期：2020.6.30", "甲旗扶贫办", "2020-06-30"),
            ("填报时间:2020年2月30日", "", None),
            ("填报时间:2020年3月", "", None),
            ("2020年3月31日", "", "2020-03-31"),
            ("2020年度台账", "", None),
            ("上报单位:\u3000甲村", "甲村", None),
        ],
    )  # fmt: skip
    def test_say_who_reports_and_when(self, line, office, day):
        sheet = sheet_of((line, ""), ("户编号", "姓名"))
        found = titles_of(sheet, band_of(sheet, 1, 1))
        assert (found.office, found.day and found.day.isoformat()) == (office, day)

    @pytest.mark.parametrize(
        ("line", "word"),
        [
            ("单位:户、人、万元", "万"),
            ("(单位:万元)", "万"),
            ("收入表（单位：万元）", "万"),
            ("单位：万元", "万"),
            ("单位:元、万元", ""),
            ("单位:人、亩、元", ""),
            ("填报单位:万元村", ""),
        ],
    )
    def test_say_in_what_money_is_counted(self, line, word):
        sheet = sheet_of((line, ""), ("户编号", "姓名"))
        assert titles_of(sheet, band_of(sheet, 1, 1)).unit_word == word


class TestCounting:
    @pytest.mark.parametrize(
        "row",
        [("1", "2", "3"), ("甲", "乙", "1", "2", "3=1+2"), ("(1)", "(2)", "(3)"), ("栏次", "1", "2", "3"),
         ("A", "B", "C", "1", "2")],
    )  # fmt: skip
    def test_signs_of_columns(self, row):
        sheet = sheet_of(("a", "b", "c", "d", "e"), row)
        assert is_counting(row)
        assert first_data_row(sheet, band_of(sheet, 0, 0)) == 2

    @pytest.mark.parametrize(
        "row", [("1", "2"), ("1", "孟和", "男"), ("1", "3", "5"), ("5", "6", "7"), ("", "", "")]
    )
    def test_are_not_seen_in_data(self, row):
        assert not is_counting(row)


@given(st.text(max_size=40))
def test_a_tidy_heading_is_in_one_line_and_stays_so(text):
    once = tidy(text)
    assert "\n" not in once
    assert tidy(once) == once


@given(
    st.lists(st.lists(st.sampled_from(["", "序号", "姓名", "1", "合计"]), max_size=5), max_size=6)
)
def test_every_sheet_has_an_answer(rows):
    sheet = sheet_of(*rows)
    for band in bands(sheet, bool):
        assert len(band.paths) == max(map(len, rows))
        assert first_data_row(sheet, band) > band.last
