"""Days and years as people write them; no impossible day becomes another."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from shouwang.base.spelling import clean
from shouwang.stages.ingest.days import read_date, read_year
from shouwang.stages.ingest.problems import Rule, Severity

DAYS = st.dates(date(1800, 1, 1), date(2099, 12, 30))


class TestDays:
    @pytest.mark.parametrize(
        "text",
        [
            "2020-01-31",
            "2020/1/31",
            "2020.1.31",
            "2020.01.31",
            "20200131",
            "2020年1月31日",
            "2020 年 1 月 31 日",
            "2020年1月31号",
            "二〇二〇年一月三十一日",
            "二零二零年1月31日",
            "2020-01-31 00:00:00",
            "2020-1-31 12:30:00",
            "2020-01-31T00:00:00",
            "２０２０－０１－３１",
            "43861",
            "43861.5",
        ],
    )
    def test_are_read_in_every_usual_form(self, text):
        assert read_date(clean(text)) == (date(2020, 1, 31), None)

    @pytest.mark.parametrize(
        "text", ["2018年12月", "2018.12", "201812", "2018-12", "二〇一八年十二月", "2018年12月份"]
    )
    def test_warn_where_the_day_is_missing(self, text):
        value, note = read_date(clean(text))
        assert (value, note.rule) == (date(2018, 12, 1), Rule.DAY_MISSING)
        assert note.severity is Severity.WARNING

    @pytest.mark.parametrize(
        "text",
        [
            "2020-02-30",
            "2020年2月30日",
            "20201301",
            "2019-02-29",
            "2020年13月",
            "202013",
            "2020-00-10",
            "2020-01-00",
            "0202-03-01",
            "二〇二〇年二月三十日",
        ],
    )
    def test_that_do_not_exist_are_told(self, text):
        value, note = read_date(clean(text))
        assert (value, note.rule) == (None, Rule.IMPOSSIBLE_DATE)

    @pytest.mark.parametrize(
        "text",
        [
            "31/1/2020",
            "长期",
            "2020",
            "2020年",
            "20.3.5",
            "85年3月",
            "民国九年",
            "去年",
            "3月5日",
            "2017.1",
            "2020.3.5-2021.3.4",
            "9999",
            "99999",
            "2020年初",
        ],
    )
    def test_are_not_made_up(self, text):
        value, note = read_date(clean(text))
        assert (value, note.rule) == (None, Rule.TYPE)

    def test_without_end_are_no_days(self):
        for text in ("长期", "永久", "9999-12-31"):
            assert read_date(text, is_open=True) == (None, None)
            assert read_date(text)[1].severity is Severity.ERROR

    @given(DAYS)
    def test_written_and_read_are_the_same(self, day):
        for form in (
            day.isoformat(),
            f"{day:%Y%m%d}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.year}.{day.month}.{day.day}",
        ):
            assert read_date(clean(form)) == (day, None)

    @given(st.integers(10_000, 73_050))
    def test_of_a_spreadsheet_are_counted_from_its_origin(self, serial):
        assert read_date(str(serial)) == (date(1899, 12, 30) + timedelta(days=serial), None)

    @given(st.integers(1800, 2199), st.integers(0, 99), st.integers(0, 99))
    def test_are_what_is_written_or_nothing(self, year, month, day):
        for form in (f"{year}-{month}-{day}", f"{year}年{month}月{day}日", f"{year}.{month}.{day}"):
            value, note = read_date(clean(form))
            if value is None:
                assert note.rule in {Rule.IMPOSSIBLE_DATE, Rule.TYPE}
            else:
                assert (value.year, value.month, value.day) == (year, month, day)

    @given(st.text("0123456789年月日.-/ 〇一二十", max_size=14))
    def test_that_are_taken_read_again_as_themselves(self, text):
        value, note = read_date(clean(text))
        assert (value is None) == (note is not None and note.severity is Severity.ERROR)
        if value is not None and value < date(2099, 12, 31):
            assert read_date(value.isoformat()) == (value, None)


class TestYears:
    @pytest.mark.parametrize(
        ("text", "year"),
        [
            ("2018", 2018),
            ("2018.0", 2018),
            ("2018年", 2018),
            ("二〇一八年", 2018),
            ("2018年12月", 2018),
            ("2017.11", 2017),
            ("2017.1", 2017),
            ("201812", 2018),
            ("2019-12-01", 2019),
            ("43800", 2019),
            ("3年", 3),
        ],
    )
    def test_are_read_or_taken_from_a_day(self, text, year):
        assert read_year(clean(text)) == (year, None)

    def test_are_not_taken_from_a_day_that_does_not_exist(self):
        assert read_year("2020-02-30")[1].rule is Rule.IMPOSSIBLE_DATE
        assert read_year("去年")[1].rule is Rule.TYPE
