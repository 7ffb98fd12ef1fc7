"""ID numbers: read by the column as one by one; nothing destroyed is completed."""

import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import IdNumber, IdNumberFaulty
from shouwang.stages.ingest.id_numbers import IdRule, read_id_number, read_id_numbers
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
        if expected is not None or value is not None:
            assert value == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("150599197404123000"[:-1], Rule.ID_LENGTH),
        ("1.50599197404123e+17", Rule.ID_PRECISION_LOST),
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), Rule.ID_CHECKSUM),
        ("160101198002300012", Rule.ID_DATE),
        ("A" + GOOD[1:], Rule.ID_CHARACTERS),
        ("", Rule.REQUIRED),
    ],
)
def test_what_is_destroyed_is_said(text, rule):
    found = read([text])
    assert found.values.to_pylist() == [None]
    assert rules(found) == [rule]
    assert found.is_faulty.all()


@pytest.mark.parametrize(
    "text", [" " + GOOD, GOOD.lower(), f"'{GOOD}", "".join(chr(ord(c) + 0xFEE0) for c in GOOD)]
)
def test_what_loses_nothing_is_put_right(text):
    found = read([text])
    assert found.values.to_pylist() == [GOOD]
    assert not found.is_faulty.any()


def test_fifteen_digits_become_eighteen_with_a_warning():
    found = read(["160101800101007"])
    assert found.values.to_pylist() == [id_number(7, birth="19800101")]
    assert rules(found) == [Rule.ID_15_DIGITS]
    assert found.notes[0].severity is Severity.WARNING


class TestCounties:
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
