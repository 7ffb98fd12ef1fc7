"""A search is understood as people mean it, and an ID number never shows."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import check_character
from shouwang.base.errors import InputProblems
from shouwang.stages.register.searching import (
    LONGEST_NUMBER,
    Sought,
    asked,
    end_of,
    name_key,
    number_ranges,
)

ID17 = st.dates(min_value=date(1930, 1, 1), max_value=date(2019, 12, 31)).map(
    lambda day: f"159901{day:%Y%m%d}123"
)


@given(ID17)
def test_a_full_id_number_is_known_in_any_spelling(first):
    number = first + check_character(first)
    for text in (number, number.lower(), f" {number[:6]} {number[6:]} "):
        found = asked(text)
        assert found.what is Sought.ID_NUMBER
        assert found.text == number
        assert number not in repr(found)


@given(st.integers(min_value=1, max_value=10**12 - 1))
def test_digits_are_a_number(number):
    assert asked(str(number)).what is Sought.NUMBER


@given(st.text(max_size=60))
def test_every_text_is_understood_or_refused(text):
    with suppress(InputProblems):
        found = asked(text)
        assert found.what is Sought.NOTHING or found.text
        assert "\0" not in found.text


@given(st.text(alphabet="张王李 ·乌云其格", min_size=1, max_size=12))
def test_names_are_the_same_with_and_without_dots_and_blanks(name):
    assert name_key(name) == name_key(name.replace("·", " ").replace(" ", ""))


@given(st.text(min_size=1, max_size=6), st.text(max_size=6))
def test_what_begins_so_lies_in_the_range(prefix, rest):
    assert prefix <= prefix + rest < end_of(prefix)


@given(st.integers(min_value=1, max_value=10**12), st.integers(min_value=0, max_value=10**6))
def test_numbers_that_begin_so_lie_in_one_of_the_ranges(prefix, rest):
    longer = f"{prefix}{rest}"
    if len(longer) <= LONGEST_NUMBER:
        ranges = number_ranges(str(prefix))
        assert sum(first <= int(longer) <= last for first, last in ranges) == 1


@pytest.mark.parametrize(
    ("text", "what"),
    [("150***********1X", Sought.MASKED_ID), ("150＊＊＊＊1x", Sought.MASKED_ID), ("  ", Sought.NOTHING),
     ("张三", Sought.NAME), ("<script>", Sought.NAME), ("a\0b", Sought.NAME)],
)  # fmt: skip
def test_kinds(text, what):
    assert asked(text).what is what


@pytest.mark.parametrize("text", ["159901198001011239", "张" * 61])
def test_what_cannot_be_meant_is_refused(text):
    with pytest.raises(InputProblems):
        asked(text)
