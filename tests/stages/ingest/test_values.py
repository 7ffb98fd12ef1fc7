"""Single values: what people write is read, what cannot be read is said."""

import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import Region
from shouwang.base.spelling import clean, heading
from shouwang.base.tables import Column, ColumnType
from shouwang.stages.ingest.amounts import read_decimal, read_integer, read_money
from shouwang.stages.ingest.days import read_date
from shouwang.stages.ingest.names import read_name
from shouwang.stages.ingest.place_names import Gazetteer, read_place
from shouwang.stages.ingest.problems import Rule, Severity
from shouwang.stages.ingest.values import (
    Meaning,
    is_blank,
    read_boolean,
    read_digits,
    read_key,
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
    gazetteer=Gazetteer(REGIONS),
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


class TestKeys:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("150599001002", 150599001002),
            ("7.0", 7),
            ("'150599001002", 150599001002),
            ("150599 001002", 150599001002),
        ],
    )
    def test_are_read(self, text, number):
        assert read_key(text) == (number, None)

    @pytest.mark.parametrize("text", ["1.5e+17", "0", "-4", "12a", "9" * 20, "约12"])
    def test_are_refused_if_they_have_lost_digits(self, text):
        assert read_key(text)[0] is None


class TestDigits:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("13800000000", "13800000000"),
            ("138 0000 0000", "13800000000"),
            ("'13800000000", "13800000000"),
            ("１３８００００００００", "13800000000"),
            ("0476-8220000", "0476-8220000"),
        ],
    )
    def test_are_kept_without_blanks(self, text, number):
        assert read_digits(text) == (number, None)

    @pytest.mark.parametrize("text", ["6.21E+18", "1.38E10"])
    def test_that_a_spreadsheet_destroyed_are_left_empty_with_a_warning(self, text):
        value, note = read_digits(text)
        assert (value, note.severity) == (None, Severity.WARNING)


class TestWords:
    @pytest.mark.parametrize("text", ["是", "有", "1", "1.0", "true", "√", "是 "])
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


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader(text):
    """Whatever is written, there is a value or something to be said about it."""
    cleaned = clean(text)
    readings = [
        read_boolean(cleaned),
        read_integer(cleaned),
        read_key(cleaned),
        read_decimal(cleaned, scale=2),
        read_money(cleaned, minor=100),
        read_date(cleaned),
        read_name(text),
        read_text(text),
        read_place(cleaned, level="village", regions=REGIONS, gazetteer=MEANING.gazetteer),
    ]
    for value, note in readings:
        assert (value is None) == (note is not None and note.severity is not Severity.WARNING)
