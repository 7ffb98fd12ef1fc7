"""Receipts, tokens and sealed words: stable for us, a riddle to everybody else."""

import uuid

import pytest
from hypothesis import given, strategies as st

from shouwang.lake.keys import Key
from shouwang.stages.cases.receipts import (
    receipt_of,
    sender_digest,
    typed_receipt,
    village_of,
    village_token,
)
from shouwang.stages.org.sealing_words import WordsBroken, open_words, seal_words

KEY, OTHER = Key("aa", b"1" * 32), Key("bb", b"2" * 32)


@given(st.uuids())
def test_a_form_has_one_receipt(form):
    receipt = receipt_of(form, KEY)
    assert receipt == receipt_of(uuid.UUID(str(form)), KEY)
    assert receipt != receipt_of(form, OTHER)
    assert typed_receipt(receipt) == receipt
    assert typed_receipt(receipt.lower().replace("-", " ")) == receipt
    assert len(receipt) <= 20


@given(st.text(max_size=40))
def test_anything_can_be_typed(text):
    assert len(typed_receipt(text)) <= 30


def test_letters_like_digits_are_read_as_digits():
    assert typed_receipt("oil0") == "0110"


def test_a_village_is_found_by_its_token_alone():
    token = village_token("150421100201", KEY)
    assert token == village_token("150421100201", KEY)
    assert village_of(token, KEY) == "150421100201"
    assert village_of(token, OTHER) is None


@given(st.text(max_size=40))
def test_no_other_token_is_one(text):
    assert village_of(text, KEY) is None


def test_a_token_of_another_village_is_none():
    token = village_token("150421100201", KEY)
    assert village_of("150421100202" + token[12:], KEY) is None


def test_the_address_cannot_be_told_from_its_digest_and_changes_every_day():
    first, second = (sender_digest("10.0.0.1", day, KEY) for day in ("2020-06-30", "2020-07-01"))
    assert first != second
    assert "10.0.0.1" not in first


class TestSealedWords:
    @given(st.text(max_size=80))
    def test_can_be_opened(self, text):
        assert open_words(seal_words(text, bound_to="a", key=KEY), bound_to="a", key=KEY) == text

    def test_are_of_one_record(self):
        sealed = seal_words("13912345678", bound_to="a:contact", key=KEY)
        assert b"139" not in sealed
        with pytest.raises(WordsBroken):
            open_words(sealed, bound_to="b:contact", key=KEY)
        with pytest.raises(WordsBroken):
            open_words(sealed, bound_to="a:contact", key=OTHER)

    def test_changed_are_not_opened(self):
        sealed = bytearray(seal_words("x", bound_to="a", key=KEY))
        sealed[-1] ^= 1
        with pytest.raises(WordsBroken):
            open_words(bytes(sealed), bound_to="a", key=KEY)

    def test_nothing_is_nothing(self):
        assert open_words(None, bound_to="a", key=KEY) == ""

    def test_the_longest_fit_the_column(self):
        assert len(seal_words("字" * 80, bound_to="a", key=KEY)) <= 400
