"""Values as people read them."""

import datetime
from decimal import Decimal

import pytest

from shouwang.rules.types import BOOLEAN, DATE, Kind, Type
from shouwang.rules.units import Unit
from shouwang.stages.screening.wording import message, shown
from tests.stages.screening.island import policy


def number(unit):
    return Type(Kind.NUMBER, Unit.parse(unit))


class TestShown:
    @pytest.mark.parametrize(
        ("value", "type_", "text"),
        [
            (None, number("SKC"), "unknown"),
            (True, BOOLEAN, "yes"),
            (False, BOOLEAN, "no"),
            (12_500, number("SKC/year"), "12.5"),
            (Decimal("12500.0"), number("SKC/year"), "12.5"),
            (Decimal("0.5"), number("SKC"), "0.0005"),
            (-5, number("SKC"), "-0.005"),
            (-12_030, number("SKC"), "-12.03"),
            (10**30, number("SKC"), "1" + "0" * 27),
            (-7, number("kg"), "-7"),
            (0, number("SKC"), "0"),
            (0.002, number("hearth/SKC"), "2"),
            (12345.678, number("kg"), "12345.68"),
            (0.33333333, number("1"), "0.333"),
            (1e20, number("kg"), "100000000000000000000"),
            (Decimal("79.90"), number("kg"), "79.9"),
            (7, number("person"), "7"),
            ("strand", Type(Kind.TEXT, codes={"strand": ("Strand", "Beach")}), "Strand"),
            ("strand", Type(Kind.TEXT, codes={"strand": ()}), "strand"),
            ("other", Type(Kind.TEXT, codes={"strand": ("Strand",)}), "other"),
            (datetime.date(1908, 2, 29), DATE, "1908-02-29"),
        ],
    )  # fmt: skip
    def test_is_what_a_person_would_write(self, value, type_, text):
        assert shown(value, type_, policy().content) == text


def test_a_message_holds_the_values_and_nothing_else():
    check = policy().checks["poor_hearth"]
    types = {
        "income_per_hearth": number("SKC/hearth/year"),
        "hearth_money": number("SKC/hearth/year"),
    }
    values = {"income_per_hearth": 9_999, "hearth_money": Decimal(12_500)}
    text = message(check, values, types, policy().content)
    assert text == "9.999 crowns a hearth, less than 12.5"
