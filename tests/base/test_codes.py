"""ID numbers by GB 11643: their check character, their forms, and that nobody prints them."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import IdNumber, IdNumberFaulty, check_character, mask_id

# The example of GB 11643-1999, annex: 11010519491231002X.
STANDARD = "11010519491231002X"
first17 = st.builds(
    lambda county, born, order: f"{county:06}{born:%Y%m%d}{order:03}",
    st.integers(110000, 659999),
    st.dates(date(1900, 1, 1), date(2020, 12, 31)),
    st.integers(0, 999),
)


class TestCheckCharacter:
    def test_is_that_of_the_standard(self):
        assert check_character(STANDARD[:17]) == "X"

    @given(first17, st.integers(0, 16), st.integers(1, 9))
    def test_betrays_any_one_wrong_digit(self, digits, place, shift):
        wrong = str((int(digits[place]) + shift) % 10)
        changed = digits[:place] + wrong + digits[place + 1 :]
        assert check_character(changed) != check_character(digits)

    @given(first17, st.integers(0, 15))
    def test_betrays_two_neighbours_swapped(self, digits, place):
        swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
        if swapped != digits:
            assert check_character(swapped) != check_character(digits)


class TestParse:
    @pytest.mark.parametrize(
        "text",
        [
            STANDARD,
            STANDARD.lower(),
            f"  {STANDARD} ",
            f"'{STANDARD}",
            "110105 19491231 002X",
            "１１０１０５１９４９１２３１００２Ｘ",
            "110105491231002",
        ],
    )
    def test_brings_every_form_to_one(self, text):
        assert IdNumber.parse(text).value == STANDARD

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("", "length"),
            ("110105", "length"),
            ("1101051949123100A2", "characters"),
            ("11010519491331002X", "date"),
            ("110105194912310021", "check character"),
            ("¹¹⁰¹⁰⁵¹⁹⁴⁹¹²³¹⁰⁰²X", "characters"),
        ],
    )
    def test_names_the_fault_and_never_the_number(self, text, fault):
        with pytest.raises(IdNumberFaulty) as caught:
            IdNumber.parse(text)
        assert str(caught.value) == fault

    @given(first17)
    def test_reads_what_the_number_carries(self, digits):
        number = IdNumber.parse(digits + check_character(digits))
        assert number.county == digits[:6]
        assert f"{number.birth_date:%Y%m%d}" == digits[6:14]
        assert number.sex == ("male" if digits[16] in "13579" else "female")


class TestMask:
    def test_hides_the_middle(self):
        assert mask_id(STANDARD) == "110*************2X"

    @pytest.mark.parametrize("text", ["", "1", "12345"])
    def test_hides_a_short_one_whole(self, text):
        assert mask_id(text) == "*" * len(text)

    @pytest.mark.parametrize("shown", [str, repr, "{}".format, "{!r}".format])
    def test_is_what_printing_shows(self, shown):
        number = IdNumber.parse(STANDARD)
        assert STANDARD[3:16] not in shown(number)
        assert shown(number).count("*") == 13
