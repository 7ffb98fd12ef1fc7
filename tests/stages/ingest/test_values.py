"""Single values: what people write is read, what cannot be read is said."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import Region
from shouwang.base.spelling import clean, heading
from shouwang.base.tables import Column, ColumnType
from shouwang.stages.ingest.problems import Rule, Severity
from shouwang.stages.ingest.values import (
    Meaning,
    is_blank,
    read_boolean,
    read_date,
    read_decimal,
    read_integer,
    read_key,
    read_money,
    read_region,
    read_text,
    reader_of,
)

REGIONS = {
    "1": Region("1", "甲旗", "banner", None),
    "11": Region("11", "新胜村", "village", "1"),
    "12": Region("12", "新胜村", "village", "1"),
    "13": Region("13", "白音嘎查", "village", "1"),
}
MEANING = Meaning(
    regions=REGIONS,
    named={("village", "新胜村"): ("11", "12"), ("village", "白音嘎查"): ("13",)},
    money_minor=100,
    key_types={"household": "integer"},
)


def money(text):
    return read_money(clean(text), minor=100)


class TestClean:
    @pytest.mark.parametrize(
        ("written", "meant"),
        [
            ("５１００", "5100"),
            ("\ufeff 巴特尔\u200b", "巴特尔"),
            ("（月）", "(月)"),
            ("\u3000", ""),
        ],
    )
    def test_takes_away_what_cannot_be_seen(self, written, meant):
        assert clean(written) == meant

    def test_compares_headings_without_blanks(self):
        assert heading("姓 名") == heading("姓\n名") == heading("姓名 ")
        assert heading("务工时间（月）") == heading("务工时间(月)")

    @pytest.mark.parametrize("text", ["", "-", "—", "/", "空", "#N/A", "NULL", "nan"])
    def test_knows_the_words_for_nothing(self, text):
        assert is_blank(clean(text))

    @pytest.mark.parametrize("text", ["0", "无名", "否", "a-b"])
    def test_does_not_take_something_for_nothing(self, text):
        assert not is_blank(clean(text))


class TestNumbers:
    @pytest.mark.parametrize(
        ("written", "fen"),
        [
            ("8,500.00", 850_000),
            ("1200元", 120_000),
            ("￥12.5", 1250),
            ("2.1万", 2_100_000),
            ("-3", -300),
            ("0.1", 10),
            ("５１００", 510_000),
        ],
    )
    def test_reads_money_as_whole_fen(self, written, fen):
        assert money(written) == (fen, None)

    def test_rounds_what_is_finer_than_a_fen_and_warns(self):
        value, note = money("1234.565")
        assert (value, note.rule, note.severity) == (123_457, Rule.ROUNDED, Severity.WARNING)

    @pytest.mark.parametrize("text", ["约5000", "1,20", "1.2.3", "12a", "1e5", "--5", "∞", "nan"])
    def test_reads_no_money_where_there_is_none(self, text):
        assert money(text)[1].rule is Rule.TYPE

    def test_refuses_amounts_that_the_lake_cannot_hold(self):
        assert money("9" * 17)[1].rule is Rule.RANGE
        assert read_integer("3000000000")[1].rule is Rule.RANGE
        assert read_decimal("9" * 17, scale=2)[1].rule is Rule.RANGE

    def test_reads_whole_numbers_even_if_a_spreadsheet_made_them_decimal(self):
        assert read_integer("12.0") == (12, None)
        assert read_integer("1,200") == (1200, None)
        assert read_integer("12.5")[1].rule is Rule.TYPE

    @pytest.mark.parametrize(("text", "number"), [("150599001002", 150599001002), ("7.0", 7)])
    def test_reads_keys(self, text, number):
        assert read_key(text) == (number, None)

    @pytest.mark.parametrize("text", ["1.5e+17", "0", "-4", "12a", "9" * 20])
    def test_refuses_keys_that_have_lost_digits(self, text):
        assert read_key(text)[0] is None

    @given(st.integers(-(10**15), 10**15))
    def test_money_written_and_read_is_the_same(self, fen):
        amount = Decimal(fen) / 100
        for form in (f"{amount:.2f}", f"{amount:,.2f}", f"{amount:.2f}元"):
            assert money(form) == (fen, None)

    @given(st.integers(-(2**31) + 1, 2**31 - 1))
    def test_whole_numbers_written_and_read_are_the_same(self, number):
        assert read_integer(str(number)) == (number, None)
        assert read_integer(f"{number:,}") == (number, None)

    @given(st.decimals(-(10**9), 10**9, places=2))
    def test_decimals_written_and_read_are_the_same(self, number):
        assert read_decimal(f"{number:.2f}", scale=2) == (number, None)


class TestDates:
    @pytest.mark.parametrize(
        "text",
        [
            "2020-01-31",
            "2020/1/31",
            "2020.1.31",
            "20200131",
            "2020年1月31日",
            "2020-01-31 00:00:00",
            "2020-01-31T00:00:00",
        ],
    )
    def test_are_read_in_every_usual_form(self, text):
        assert read_date(clean(text)) == (date(2020, 1, 31), None)

    @pytest.mark.parametrize("text", ["2018年12月", "2018.12", "201812", "2018-12"])
    def test_warn_where_the_day_is_missing(self, text):
        value, note = read_date(clean(text))
        assert (value, note.rule) == (date(2018, 12, 1), Rule.DAY_MISSING)
        assert note.severity is Severity.WARNING

    @pytest.mark.parametrize(
        "text", ["2020-02-30", "2020年2月30日", "20201301", "31/1/2020", "43800", "长期", "2020"]
    )
    def test_are_not_made_up(self, text):
        assert read_date(clean(text))[0] is None

    @given(st.dates(date(1000, 1, 1)))
    def test_written_and_read_are_the_same(self, day):
        for form in (day.isoformat(), f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日"):
            assert read_date(clean(form)) == (day, None)


class TestWords:
    @pytest.mark.parametrize("text", ["是", "有", "1", "true", "√"])
    def test_yes(self, text):
        assert read_boolean(clean(text)) == (True, None)

    @pytest.mark.parametrize("text", ["否", "无", "0", "FALSE"])
    def test_no(self, text):
        assert read_boolean(clean(text)) == (False, None)

    def test_neither(self):
        assert read_boolean("也许")[1].rule is Rule.TYPE

    def test_codes_by_word_label_or_number(self):
        column = Column(
            "sex", ColumnType.CODE, "性别", codes={"male": ("男", "1"), "female": ("女",)}
        )
        read = reader_of(column, MEANING)
        for text in ("男", "男 ", "MALE", "1", "1.0", " 男"):
            assert read(clean(text)) == ("male", None)
        value, note = read("M")
        assert (value, note.rule, note.mend) == (None, Rule.CODE, "one of: 男, 女")

    def test_texts_keep_their_characters(self):
        assert read_text("㐂·Ａ") == ("㐂·Ａ", None)
        assert read_text("a\x00b")[1].rule is Rule.TYPE
        assert read_text("x" * 5000)[1].rule is Rule.TYPE


class TestRegions:
    @pytest.mark.parametrize(("text", "code"), [("11", "11"), ("11.0", "11"), ("白音嘎查", "13")])
    def test_are_known_by_code_or_by_a_name_of_their_own(self, text, code):
        assert read_region(text, level="village", meaning=MEANING) == (code, None)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("1", "甲旗 is a banner; a village is wanted"),
            ("新胜村", "2 regions are called that"),
            ("110101", "there is no such village in this region"),
        ],
    )
    def test_are_not_guessed(self, text, message):
        value, note = read_region(text, level="village", meaning=MEANING)
        assert (value, note.rule, note.message) == (None, Rule.REGION, message)


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text):
    """Whatever is written, there is a value or something to be said about it."""
    cleaned = clean(text)
    readings = [
        read_boolean(cleaned),
        read_integer(cleaned),
        read_key(cleaned),
        read_decimal(cleaned, scale=2),
        money(text),
        read_date(cleaned),
        read_text(text),
        read_region(cleaned, level="village", meaning=MEANING),
    ]
    for value, note in readings:
        assert (value is None) == (note is not None and note.severity is Severity.ERROR)
