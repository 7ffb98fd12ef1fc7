"""Numbers as people write them: exact ones are read, others told."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shouwang.base.spelling import clean
from shouwang.stages.ingest.amounts import Measure, read_decimal, read_integer, read_money
from shouwang.stages.ingest.problems import Rule, Severity

YEARLY = Measure("money", frozenset({"year"}))
AMOUNTS = st.text("0123456789,.，．万亿元约多-+() ￥百千一二三五十零%/年亩", max_size=12)


def money(text):
    return read_money(clean(text), minor=100, measure=YEARLY)


def decimal(text, unit):
    return read_decimal(clean(text), scale=2, measure=Measure.of(unit))


class TestMoney:
    @pytest.mark.parametrize(
        ("written", "fen"),
        [
            ("8,500.00", 850_000),
            ("8，500", 850_000),
            ("12 000", 1_200_000),
            ("1'200", 120_000),
            ("1200元", 120_000),
            ("1200 元", 120_000),
            ("1200元整", 120_000),
            ("500元/年", 50_000),
            ("￥12.5", 1250),
            ("-￥3", -300),
            ("￥-3", -300),
            ("人民币500元", 50_000),
            ("2.1万", 2_100_000),
            ("1.2万元", 1_200_000),
            ("3千元", 300_000),
            ("５１００", 510_000),
            ("３６００", 360_000),
            ("三千二", 320_000),
            ("三千零二元", 300_200),
            ("十万", 10_000_000),
            ("壹万贰仟元整", 1_200_000),
            ("(0.2)", -20),
            ("(1,200.50)", -120_050),
            ("-3", -300),
            ("−5", -500),
            ("0.1", 10),
            ("1234.5600000000002", 123_456),
            ("99999999999999.99", 9_999_999_999_999_999),
        ],
    )
    def test_is_read_as_whole_fen(self, written, fen):
        assert money(written) == (fen, None)

    @pytest.mark.parametrize(
        ("written", "fen"),
        [
            ("约5000", 500_000),
            ("5000左右", 500_000),
            ("大约5000元", 500_000),
            ("5000多元", 500_000),
            ("5000余", 500_000),
            ("10多万", 10_000_000),
            ("近万", 1_000_000),
            ("三千多元", 300_000),
        ],
    )
    def test_that_is_not_exact_is_taken_with_a_warning(self, written, fen):
        value, note = money(written)
        assert (value, note.rule, note.severity) == (
            fen,
            Rule.VALUE_APPROXIMATE,
            Severity.WARNING,
        )

    def test_finer_than_a_fen_is_rounded_with_a_warning(self):
        value, note = money("1234.565")
        assert (value, note.rule, note.severity) == (123_457, Rule.ROUNDED, Severity.WARNING)

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            ("1-2万", "it is a range, not one number"),
            ("1~2万", "it is a range, not one number"),
            ("3至5千", "it is a range, not one number"),
            ("5000以上", "it is a limit, not a number"),
            (">5000", "it is a limit, not a number"),
            ("1.200", "the point may part thousands or a fraction"),
        ],
    )
    def test_that_no_one_number_stands_for_is_refused(self, text, message):
        value, note = money(text)
        assert (value, note.rule, note.message) == (None, Rule.TYPE, message)

    @pytest.mark.parametrize(
        "text",
        [
            "1,20",
            "1.2.3",
            "1.200.000",
            "12a",
            "1e5",
            "--5",
            "∞",
            "nan",
            "几千",
            "二三百",
            "三五",
            "2万5",
            "5元3",
            "0.1+0.2",
            "12 3",
            "(一)",
            "长期",
            "千元户",
        ],
    )
    def test_is_not_read_where_there_is_none(self, text):
        value, note = money(text)
        assert (value, note.rule) == (None, Rule.TYPE)

    @pytest.mark.parametrize("text", ["500元/月", "2亩", "12%", "3人", "100斤", "5角"])
    def test_in_another_unit_is_refused(self, text):
        value, note = money(text)
        assert (value, note.rule) == (None, Rule.UNIT)

    @given(st.integers(-(10**15), 10**15))
    def test_written_and_read_is_the_same(self, fen):
        amount = Decimal(fen) / 100
        for form in (f"{amount:.2f}", f"{amount:,.2f}", f"{amount:.2f}元", f"{amount:.2f} 元/年"):
            assert money(form) == (fen, None)

    @given(AMOUNTS)
    def test_that_is_taken_reads_again_as_itself(self, text):
        value, note = money(text)
        assert (value is None) == (note is not None and note.severity is Severity.ERROR)
        if value is not None:
            assert money(f"{Decimal(value) / 100:.2f}")[0] == value


class TestMeasures:
    @pytest.mark.parametrize(
        ("text", "unit", "number"),
        [
            ("2.1万亩", "mu", 21_000),
            ("二十亩", "mu", 20),
            ("30㎡", "m2", 30),
            ("30平方米", "m2", 30),
            ("100m²", "m2", 100),
            ("12个月", "month", 12),
            ("3口人", "person", 3),
            ("5个", "person", 5),
            ("12%", "percent", 12),
            ("１２％", "percent", 12),
            ("5 公里", "km", 5),
            ("3处", "1", 3),
            ("60升/人/天", "L/person/day", 60),
        ],
    )
    def test_of_the_column_may_stand_after_the_number(self, text, unit, number):
        assert decimal(text, unit) == (number, None)

    @pytest.mark.parametrize(
        ("text", "unit"),
        [
            ("2公顷", "mu"),
            ("一年", "month"),
            ("5户", "person"),
            ("12%", "mu"),
            ("3个", "mu"),
            ("10元", "person"),
        ],
    )
    def test_of_another_kind_is_never_converted(self, text, unit):
        value, note = decimal(text, unit)
        assert (value, note.rule) == (None, Rule.UNIT)


class TestWholeNumbers:
    def test_are_read_even_if_a_spreadsheet_made_them_decimal(self):
        assert read_integer("12.0") == (12, None)
        assert read_integer("1,200") == (1200, None)
        assert read_integer("2.9999999999999996") == (3, None)
        assert read_integer("12.5")[1].rule is Rule.TYPE

    def test_that_the_lake_cannot_hold_are_refused(self):
        assert money("9" * 17)[1].rule is Rule.RANGE
        assert read_integer("3000000000")[1].rule is Rule.RANGE
        assert read_decimal("9" * 17, scale=2)[1].rule is Rule.RANGE

    @given(st.integers(-(2**31) + 1, 2**31 - 1))
    def test_written_and_read_are_the_same(self, number):
        assert read_integer(str(number)) == (number, None)
        assert read_integer(f"{number:,}") == (number, None)

    @given(st.decimals(-(10**9), 10**9, places=2))
    def test_decimals_written_and_read_are_the_same(self, number):
        assert read_decimal(f"{number:.2f}", scale=2) == (number, None)
