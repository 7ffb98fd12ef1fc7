"""Values are read by their contract, and written as the lake has them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.register.values import ValueFaulty, entered_text, stored_text, value_of
from tests.office import world


def column(feed, name):
    return world.content().contracts[feed].column(name)


@given(st.integers(min_value=0, max_value=10**12))
def test_an_amount_is_written_in_yuan_and_kept_in_fen(fen):
    wages = column("household", "wage_income")
    text = entered_text(str(Decimal(fen) / 100), wages)
    assert value_of(text, wages, world.content()) == fen
    assert stored_text(fen) == text


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_day_comes_back(day):
    birth = column("person", "birth_date")
    assert value_of(stored_text(day), birth, world.content()) == day


@pytest.mark.parametrize(
    ("feed", "name", "text"),
    [
        ("household", "wage_income", "-1"),
        ("household", "wage_income", "1.5"),
        ("household", "members", "31"),
        ("household", "exit_year", "2013"),
        ("household", "fuel", "wood"),
        ("household", "village", "150000"),
        ("household", "toilet", "yes"),
        ("household", "cultivated_land", "1.234"),
        ("household", "cultivated_land", "NaN"),
        ("household", "account", "62220000"),
        ("household", "household", "1"),
        ("person", "birth_date", "2020-02-30"),
        ("person", "birth_date", "1899-12-31"),
        ("person", "name", "x" * 201),
        ("person", "name", "a\0b"),
        ("person", "name", ""),
    ],
)
def test_what_the_contract_does_not_allow_is_refused(feed, name, text):
    with pytest.raises(ValueFaulty):
        value_of(text, column(feed, name), world.content())
