"""Numbers as text, ID numbers among them."""

from datetime import date

import numpy as np
from hypothesis import given, strategies as st

from shouwang.base.codes import IdNumber
from shouwang.synthetic.digits import calendar_numbers, digits, id_numbers, numbered
from shouwang.synthetic.months import day_number

days = st.dates(date(1900, 1, 1), date(2020, 6, 30))


@given(
    people=st.lists(
        st.tuples(st.integers(159900, 159999), days, st.integers(0, 999)), min_size=1, max_size=20
    )
)
def test_id_numbers_are_valid_and_say_what_they_should(people):
    county, born, sequence = (list(each) for each in zip(*people, strict=True))
    births = np.array([day_number(day) for day in born])
    numbers = id_numbers(np.array(county), calendar_numbers(births), np.array(sequence))
    for text, code, day, last in zip(numbers.to_pylist(), county, born, sequence, strict=True):
        parsed = IdNumber.parse(text)
        assert parsed.value == text
        assert parsed.county == str(code)
        assert parsed.birth_date == day
        assert parsed.sex == ("male" if last % 2 else "female")


@given(numbers=st.lists(st.integers(0, 10**9 - 1), min_size=1, max_size=20))
def test_digits_are_those_of_the_number(numbers):
    rows = digits(np.array(numbers), 9)
    assert ["".join(map(str, row)) for row in rows.tolist()] == [f"{each:09d}" for each in numbers]


def test_numbers_stand_one_after_the_other():
    assert numbered((np.array([5, 12]), 2), (np.array([7, 8]), 1)).to_pylist() == ["057", "128"]


def test_no_number_gives_no_text():
    assert numbered((np.array([], dtype=np.int64), 3)).to_pylist() == []
