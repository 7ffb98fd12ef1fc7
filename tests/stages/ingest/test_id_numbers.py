"""ID numbers: read by the column as one by one; nothing destroyed is completed."""

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import IdNumber, IdNumberFaulty
from shouwang.stages.ingest.forms import counted
from shouwang.stages.ingest.id_numbers import (
    IdRule,
    births_of,
    read_id_number,
    read_id_numbers,
    sexes_of,
)
from shouwang.stages.ingest.problems import Rule, Severity
from tests.stages.ingest.builders import id_number

RULE = IdRule("gb11643", frozenset({"160101"}), ("159900", "159999"), is_demo=False)
DEMO = IdRule("gb11643", frozenset({"160101"}), ("159900", "159999"), is_demo=True)
FREE = IdRule("", frozenset(), None, is_demo=False)
GOOD = id_number(7)
DIGITS = st.text("0123456789X", min_size=18, max_size=18)
DATES = st.dates().map(lambda day: f"{day:%Y%m%d}".zfill(8))
NUMBERS = st.one_of(
    st.builds(lambda day, sequence: id_number(sequence, birth=day), DATES, st.integers(0, 999)),
    DIGITS,
    st.text(max_size=20),
)


def read(texts, rule=RULE):
    return read_id_numbers(pa.array(texts, pa.string()), rule, required=True)


def rules(found):
    return [found.notes[mark - 1].rule if mark else None for mark in found.marks]


@given(st.lists(NUMBERS, max_size=10, unique=True))
def test_a_column_is_read_as_its_numbers_are(texts):
    """The arithmetic over the column agrees with base.codes, which says what a valid number is."""
    found = read(texts, DEMO)
    for text, value in zip(texts, found.values.to_pylist(), strict=True):
        try:
            expected = IdNumber.parse(text).value
        except IdNumberFaulty:
            expected = None
        if value is not None:
            assert value == expected
        elif expected is not None:
            assert expected.endswith("000")  # a number that may be cut off, beside one that is


@given(st.text(max_size=24))
def test_garbage_never_becomes_a_number_of_its_own(text):
    """What is taken stands in the text, digit by digit; nothing is made up but the upgrade."""
    value, note = read_id_number(text, RULE)
    assert (value is None) == (note is not None and note.severity is Severity.ERROR)


@given(st.dates(date(1920, 1, 1), date(2020, 1, 1)), st.integers(0, 999), st.integers(14, 16))
def test_a_number_that_a_spreadsheet_destroyed_is_never_taken(day, sequence, kept):
    number = id_number(sequence, birth=f"{day:%Y%m%d}")
    as_float = float(number.replace("X", "0"))
    for text in (repr(as_float), f"{as_float:.{kept - 1}E}", str(Decimal(as_float)) + ".0"):
        assert read_id_number(text, RULE)[1].rule is Rule.ID_PRECISION_LOST
    cut = number[:15] + "000"
    found = read([cut, cut[:14] + "1000"])
    assert cut not in found.values.to_pylist() or IdNumber.parse(cut).value == cut


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("150599197404123000"[:-1], Rule.ID_LENGTH),
        ("1.50599197404123e+17", Rule.ID_PRECISION_LOST),
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), Rule.ID_CHECKSUM),
        ("160101198002300012", Rule.ID_DATE),
        ("A" + GOOD[1:], Rule.ID_CHARACTERS),
        ("1.50599197404123E17", Rule.ID_PRECISION_LOST),
        ("1.50599E+17", Rule.ID_PRECISION_LOST),
        ("150599197404123000", Rule.ID_PRECISION_LOST),
        ("150599197404123000.0", Rule.ID_PRECISION_LOST),
        ("16010119800230123", Rule.ID_LENGTH),
        ("160101800230001", Rule.ID_DATE),
        (GOOD.replace("0", "O", 1), Rule.ID_CHARACTERS),
        (GOOD[:-1] + "O", Rule.ID_CHARACTERS),
        (f"{GOOD}11", Rule.ID_LENGTH),
        (f"①{GOOD[1:]}", Rule.ID_CHARACTERS),
        ("", Rule.REQUIRED),
        ("不详", Rule.REQUIRED),
    ],
)
def test_what_is_destroyed_is_said(text, rule):
    found = read([text])
    assert found.values.to_pylist() == [None]
    assert rules(found) == [rule]
    assert found.is_faulty.all()


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (" " + GOOD, "blanks"),
        (f"{GOOD[:6]} {GOOD[6:14]} {GOOD[14:]}", "blanks"),
        (f"'{GOOD}", "apostrophe"),
        ("".join(chr(ord(c) + 0xFEE0) for c in GOOD), "full_width"),
        (GOOD[:9] + "\u200b" + GOOD[9:], "zero_width"),
        (GOOD + "\u3000", "blanks"),
    ],
)
def test_what_loses_nothing_is_put_right_and_counted(text, form):
    found = read([text])
    assert found.values.to_pylist() == [GOOD]
    assert rules(found) == [None]
    assert counted(found.forms) == {form: 1}


def test_a_small_x_is_told():
    number = next(n for n in map(id_number, range(99)) if n.endswith("X"))
    found = read([number.lower()])
    assert (found.values.to_pylist(), rules(found)) == ([number], [Rule.ID_LOWER_CASE])
    assert not found.is_faulty.any()


def test_a_number_that_may_be_cut_off_is_not_taken_beside_one_that_is():
    """One in eleven numbers that a spreadsheet cut to fifteen digits has the right check."""
    whole = next(
        n for day in range(10, 29) if (n := id_number(500, birth=f"198001{day}")).endswith("000")
    )
    assert read([whole]).values.to_pylist() == [whole]
    found = read([whole, GOOD[:15] + "000", GOOD])
    assert found.values.to_pylist() == [None, None, GOOD]
    assert rules(found) == [Rule.ID_PRECISION_LOST, Rule.ID_PRECISION_LOST, None]


def test_the_number_of_a_card_is_taken_where_the_contract_says_so():
    card = GOOD + "43"
    assert read_id_number(card, RULE, card=True) == (GOOD, None)
    assert read_id_number(card + "01", RULE, card=True) == (GOOD, None)
    assert read_id_number(GOOD + "93", RULE, card=True)[1].rule is Rule.ID_LENGTH
    assert read_id_number(card, RULE)[1].rule is Rule.ID_LENGTH


def test_a_number_tells_birth_and_sex():
    numbers = pa.array([GOOD, None, id_number(8, birth="19990228")], pa.string())
    assert births_of(numbers).to_pylist() == [date(1980, 1, 1), None, date(1999, 2, 28)]
    assert sexes_of(numbers).to_pylist() == ["male", None, "female"]


def test_fifteen_digits_become_eighteen_with_a_warning():
    found = read(["160101800101007"])
    assert found.values.to_pylist() == [id_number(7, birth="19800101")]
    assert rules(found) == [Rule.ID_15_DIGITS]
    assert found.notes[0].severity is Severity.WARNING


class TestCounties:
    def test_that_the_region_once_had_pass(self):
        once = IdRule("gb11643", frozenset(), None, is_demo=False, block=("160000", "169999"))
        assert rules(read([id_number(1, county="162301")], once)) == [None]
        assert rules(read([id_number(1, county="110101")], once)) == [Rule.ID_COUNTY]

    def test_of_the_region_pass(self):
        assert rules(read([GOOD])) == [None]

    def test_of_elsewhere_are_warned_of(self):
        found = read([id_number(1, county="110101")])
        assert rules(found) == [Rule.ID_COUNTY]
        assert not found.is_faulty.any()

    def test_invented_ones_live_in_a_demo_only(self):
        invented = id_number(1, county="159907")
        assert rules(read([invented], DEMO)) == [None]
        found = read([invented])
        assert rules(found) == [Rule.INVENTED]
        assert found.is_faulty.all()

    def test_an_error_stands_over_an_upgrade(self):
        found = read([id_number(1, county="159907").lower() + " "])
        assert rules(found) == [Rule.INVENTED]


def test_another_country_takes_any_text():
    assert read_id_number(" ab-12 ", FREE) == ("AB-12", None)
    assert read_id_number("x" * 40, FREE)[1].rule is Rule.ID_LENGTH


def test_no_note_shows_a_number():
    texts = [GOOD[:-1], "A" + GOOD[1:], id_number(1, county="110101")]
    for note in read(texts).notes:
        assert note.value == "***"
        assert not any(text[:6] in note.message + note.mend for text in texts)


def test_nothing_is_missing_where_nothing_is_required():
    found = read_id_numbers(pa.array([""]), RULE, required=False)
    assert rules(found) == [None]
