"""Values are prepared for comparison: nothing is invented, nothing that helps is lost."""

import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from shouwang.base.codes import check_character
from shouwang.stages.ingest.linking.prepare import birth_of, columns_for, id_of, prepared

FIRST = "15059919531206012"
NUMBER = FIRST + check_character(FIRST)
FULL_WIDTH = "".join(chr(ord(char) + 0xFEE0) for char in NUMBER)


def table(*, is_han=True, **kinds):
    raw = {kind: pa.array(values, pa.string()) for kind, values in kinds.items()}
    found = prepared(raw, is_han=is_han)
    return {name: values.to_pylist() for name, values in found.items()}


@pytest.mark.parametrize(
    "text",
    [NUMBER, FULL_WIDTH, f"'{NUMBER}", f"{NUMBER[:6]} {NUMBER[6:]}", NUMBER.lower(), NUMBER[:6] + NUMBER[8:17]],
)  # fmt: skip
def test_an_id_number_in_any_form_is_one_number(text):
    value, _is_valid, tail, start, birth, sex = id_of(text)
    assert (value, tail, start, birth, sex) == (NUMBER, NUMBER[-4:], NUMBER[:14], "19531206", "f")


def test_fifteen_digits_are_not_called_valid():
    assert id_of(NUMBER)[1] == "true"
    assert id_of(NUMBER[:6] + NUMBER[8:17])[1] == "false"


@pytest.mark.parametrize("text", [NUMBER[:15] + "000", NUMBER[:14] + "****", NUMBER[:14]])
def test_a_destroyed_number_is_none_and_keeps_the_birth_date(text):
    value, is_valid, _tail, _start, birth, _sex = id_of(text)
    assert birth == "19531206"
    assert value is None or is_valid == "false"


@pytest.mark.parametrize("text", ["1.50599E+17", "", "无", "-", "abc"])
def test_what_is_no_number_is_nothing(text):
    assert id_of(text) == (None,) * 6


def test_a_wrong_digit_is_kept_and_not_valid():
    wrong = NUMBER[:10] + ("9" if NUMBER[10] != "9" else "8") + NUMBER[11:]
    assert id_of(wrong)[:2] == (wrong, "false")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("1953-12-06", ("19531206", "1206", "195312", "1953")),
        ("1953年12月6日", ("19531206", "1206", "195312", "1953")),
        ("19531206", ("19531206", "1206", "195312", "1953")),
        ("1953.12", (None, None, "195312", "1953")),
        ("1953年", (None, None, None, "1953")),
        ("1953", (None, None, None, "1953")),
        ("19531306", ("19531306", "1306", "195313", "1953")),
        ("—", (None, None, None, None)),
        ("不详", (None, None, None, None)),
    ],
)
def test_dates_as_far_as_they_are_known(text, parts):
    assert birth_of(text) == parts


@given(st.text(max_size=20))
def test_any_text_is_read(text):
    assert len(birth_of(text)) == 4
    assert len(id_of(text)) == 6
    value, _valid, _tail, _start, birth, _sex = id_of(text)
    assert birth is None or len(birth) == 8
    assert value is None or value.isascii()


def test_the_id_number_gives_birth_date_and_sex_where_they_are_missing():
    found = table(id_number=[NUMBER, NUMBER], birth_date=[None, "1960-01-01"], sex=["", "男"])
    assert found["birth"] == ["19531206", "19600101"]
    assert found["sex"] == ["f", "m"]


def test_a_year_gives_way_to_the_date_that_agrees_with_it():
    found = table(id_number=[NUMBER, NUMBER], birth_date=["1953", "1954"])
    assert found["birth"] == ["19531206", None]
    assert found["birth_year"] == ["1953", "1954"]


def test_chinese_names_in_two_columns_are_compared_as_one():
    assert table(surname=["李"], given_name=["秀英"])["name"] == ["李秀英"]
    apart = table(surname=["Li"], given_name=["Xiuying"], is_han=False)
    assert (apart["surname"], apart["given_name"]) == (["li"], ["xiuying"])


@pytest.mark.parametrize("text", ["新胜村", "新胜嘎查", "新胜 村", "新胜村民委员会", "新胜"])
def test_a_village_is_its_name(text):
    assert table(village=[text])["village"] == ["新胜"]


def test_a_phone_number_loses_what_is_no_digit():
    assert table(phone=["+86 100-1234-5678", "10012345678.0", ""])["phone"] == [
        "10012345678", "10012345678", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "kinds", [{"name"}, {"id_number"}, {"name", "birth_date", "sex"}, {"surname", "given_name"}]
)
def test_the_columns_are_those_foretold(kinds):
    made = table(**{kind: ["1"] for kind in kinds})
    assert set(made) == columns_for(frozenset(kinds), is_han=True)


@given(
    st.lists(
        st.one_of(
            st.from_regex(r"150599(19|20)[0-9]{2}(0[1-9]|1[0-3])[0-3][0-9]{5}X?", fullmatch=True),
            st.integers(0, 10**17 - 1).map(lambda n: f"{n:017d}").map(lambda f: f + check_character(f)),
            st.sampled_from([NUMBER, NUMBER[:15] + "000", FULL_WIDTH, "", "无", "15059920200230123X"]),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_by_the_column_as_one_by_one(texts):
    names = ("id", "is_id_valid", "id_tail", "id_start")
    found = table(id_number=texts)
    for place, text in enumerate(texts):
        value, is_valid, tail, start, birth, sex = id_of(text)
        wanted = (value, {"true": True, "false": False}.get(is_valid), tail, start)
        assert tuple(found[name][place] for name in names) == wanted
        assert (found["birth"][place], found["sex"][place]) == (birth, sex)


def test_household_numbers_are_compared_without_capitals():
    assert table(household=["H12", "h12", "H 12 ", "无"])["household"] == [
        "h12",
        "h12",
        "h 12",
        None,
    ]
