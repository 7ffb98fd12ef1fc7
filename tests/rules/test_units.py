"""Units: products and quotients of words."""

import pytest
from hypothesis import given, strategies as st

from shouwang.rules.units import NONE, YEAR, Unit, UnitUnreadable

WORDS = st.sampled_from(["CNY", "person", "year", "m"])
UNITS = st.dictionaries(WORDS, st.integers(-3, 3)).map(
    lambda powers: Unit({w: p for w, p in sorted(powers.items()) if p})
)


class TestUnit:
    @pytest.mark.parametrize(
        ("text", "powers"),
        [
            ("1", {}), ("CNY", {"CNY": 1}), ("CNY/year", {"CNY": 1, "year": -1}),
            ("L/person/day", {"L": 1, "person": -1, "day": -1}), ("1/year", {"year": -1}),
            ("m*m", {"m": 2}), ("m*m/m", {"m": 1}), ("m/m", {}), ("CNY/person*year", {"CNY": 1, "person": -1, "year": -1}),
        ],
    )  # fmt: skip
    def test_is_read_from_words(self, text, powers):
        assert Unit.parse(text).powers == powers

    @pytest.mark.parametrize(
        "text", ["", "/", "CNY/", "CNY//year", "CNY year", "5", "\u5143", "m^2", "CNY/-", "1a"]
    )
    def test_that_is_none_is_refused(self, text):
        with pytest.raises(UnitUnreadable):
            Unit.parse(text)

    @given(UNITS)
    def test_prints_as_it_is_read(self, unit):
        assert Unit.parse(str(unit)) == unit

    @given(UNITS, UNITS)
    def test_is_multiplied_and_divided_like_a_number(self, one, other):
        assert one * other / other == one
        assert one / one == NONE
        assert one * other == other * one
        assert hash(one * other) == hash(other * one)
        assert (one * YEAR).power("year") == one.power("year") + 1
