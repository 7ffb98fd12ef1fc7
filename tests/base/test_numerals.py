"""Chinese numerals and figures of both widths."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shouwang.base import numerals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.6万", "16000"),
        ("3.5亿", "350000000"),
        ("1.2万亿", "1200000000000"),
        ("5千", "5000"),
        ("12,000", "12000"),
        ("１２．５", "12.5"),
        ("一", "1"),
        ("十", "10"),
        ("十一", "11"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("两千", "2000"),
        ("一千二百三十", "1230"),
        ("三千五百万", "35000000"),
        ("一亿二千万", "120000000"),
        ("三万亿", "3000000000000"),
        ("万", "10000"),
        ("二〇二〇", "2020"),
        ("二○二○", "2020"),
        ("零", "0"),
        ("三千二", "3200"),
        ("三千零二", "3002"),
        ("一百五", "150"),
        ("一百十五", "115"),
        ("两万五", "25000"),
        ("两万五千", "25000"),
        ("两万零五百", "20500"),
        ("一千零五十", "1050"),
    ],
)
def test_a_number_has_its_value(text, value):
    assert numerals.number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "处", "1.2.3", "一x", "-", "1,23", "二三十", "三五百", "十百", "一百千", "一万二万"],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(numerals.NotANumeral):
        numerals.number(text)


def test_a_year_in_numerals():
    assert numerals.integer("二〇一九") == 2019


@given(st.integers(1, 9999))
def test_what_is_written_is_read_again(value):
    assert numerals.integer(numerals.chinese(value)) == value


@pytest.mark.parametrize(
    ("value", "written"), [(10, "十"), (19, "十九"), (110, "一百一十"), (1005, "一千零五")]
)
def test_numbers_are_written_as_items_are_numbered(value, written):
    assert numerals.chinese(value) == written


@given(st.integers(1, 9999), st.integers(1, 9999))
def test_wan_and_what_is_below_it_are_added(above, below):
    gap = "零" if below < 1000 else ""
    text = f"{numerals.chinese(above)}万{gap}{numerals.chinese(below)}"
    assert numerals.integer(text) == above * 10_000 + below
