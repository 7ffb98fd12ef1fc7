"""Money is whole minor units, and comes back as it was written."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from shouwang.base.money import major_units, minor_units


class TestMinorUnits:
    @pytest.mark.parametrize(
        ("amount", "expected"),
        [
            ("8500.00", 850000),
            ("0.1", 10),
            ("-3.05", -305),
            (" 12 ", 1200),
            (7, 700),
            (Decimal("1E+3"), 100000),
        ],
    )
    def test_counts_fen(self, amount, expected):
        assert minor_units(amount) == expected

    @pytest.mark.parametrize("amount", ["", "abc", "1.005", "NaN", "Infinity", "1,000"])
    def test_refuses_what_is_no_amount(self, amount):
        with pytest.raises(ValueError):  # noqa: PT011 - the message is the amount itself
            minor_units(amount)

    def test_follows_the_minor_unit_of_the_content(self):
        assert minor_units("3.125", per_unit=1000) == 3125
        assert minor_units(3, per_unit=1) == 3
        with pytest.raises(ValueError, match=r"0\.5"):
            minor_units("0.5", per_unit=1)


class TestMajorUnits:
    @pytest.mark.parametrize(
        ("minor", "expected"),
        [(480000, "4800"), (480050, "4800.5"), (1, "0.01"), (0, "0"), (-305, "-3.05")],
    )
    def test_has_no_idle_zeros(self, minor, expected):
        assert major_units(minor) == expected

    @given(st.integers(-(10**15), 10**15), st.sampled_from([1, 10, 100, 1000]))
    def test_is_read_back_to_the_same_fen(self, minor, per_unit):
        assert minor_units(major_units(minor, per_unit=per_unit), per_unit=per_unit) == minor
