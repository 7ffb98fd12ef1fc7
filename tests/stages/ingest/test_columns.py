"""Whole columns: read by the column or one by one, the values are the same."""

from datetime import date
from decimal import Decimal
from functools import partial

import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from shouwang.base.tables import Blank, Column, ColumnType, Personal
from shouwang.lake.physical import arrow_type
from shouwang.stages.ingest.columns import (
    Understood,
    as_text,
    read_column,
    read_entries,
    read_typed,
    within_range,
)
from shouwang.stages.ingest.forms import counted
from shouwang.stages.ingest.place_names import Gazetteer
from shouwang.stages.ingest.problems import Rule
from shouwang.stages.ingest.values import Meaning, reader_of

KEYS = {"household": "integer", "person": "integer"}
MEANING = Meaning({}, Gazetteer({}), 100, KEYS)
AMOUNTS = st.one_of(
    st.decimals(-(10**12), 10**12, places=2).map(str),
    st.sampled_from(
        ["", "-", "1,200", "3元", "x", "1.239", "１２", "2万", "9" * 30, "-0", "+5", ".5"]
    ),
    st.text(max_size=6),
    st.dates(date(1700, 1, 1), date(2200, 1, 1)).map(str),
    st.sampled_from(["2020-02-29", "2019-02-29", "2020-04-31", "2099-12-31", "长期", "2020-02-30"]),
)


def column(type_, **more):
    return Column("a", type_, "甲", **more)


def read(col, texts):
    physical = arrow_type(col, key_types=KEYS)
    entries = partial(
        read_entries, column=col, physical=physical, read=reader_of(col, MEANING), minor=100
    )
    return read_column(pa.array(texts, pa.string()), entries)


def one_by_one(col, texts):
    understood = Understood(col, reader_of(col, MEANING))
    for text in texts:
        value, note, _is_filled = understood(text)
        yield value, note


@pytest.mark.parametrize(
    "col",
    [
        column(ColumnType.MONEY),
        column(ColumnType.INTEGER),
        column(ColumnType.DECIMAL, scale=2),
        column(ColumnType.DECIMAL, scale=0),
        column(ColumnType.HOUSEHOLD),
        column(ColumnType.TEXT),
        column(ColumnType.TEXT, personal=Personal.NAME),
        column(ColumnType.INTEGER, unit="year"),
        column(ColumnType.DATE),
        column(ColumnType.DATE, open_ended=True),
    ],
    ids=lambda col: f"{col.type}-{col.scale}-{col.unit}-{col.personal}",
)
@given(texts=st.lists(AMOUNTS, max_size=12))
def test_a_column_is_read_as_its_values_are(col, texts):
    found = read(col, texts)
    assert len(found.values) == len(texts)
    for place, (value, note) in enumerate(one_by_one(col, texts)):
        assert found.values[place].as_py() == value
        mark = found.marks[place]
        said = found.notes[mark - 1].rule if mark else None
        assert said == (note.rule if note else None)


class TestReadEntries:
    def test_says_what_is_missing_where_a_value_is_required(self):
        found = read(column(ColumnType.INTEGER, required=True), ["1", "", "-"])
        assert found.is_faulty.tolist() == [False, True, True]
        assert {note.rule for note in found.notes} == {Rule.REQUIRED}

    def test_fills_blanks_as_the_contract_says(self):
        zero = read(column(ColumnType.MONEY, blank=Blank.ZERO), ["", "5", "/"])
        assert zero.values.to_pylist() == [0, 500, 0]
        assert zero.filled.tolist() == [True, False, True]
        unknown = read(column(ColumnType.MONEY, blank=Blank.ZERO), ["不详", "#N/A", "无"])
        assert unknown.values.to_pylist() == [None, None, 0]
        no = read(column(ColumnType.BOOLEAN, blank=Blank.NO), ["", "是", "无"])
        assert no.values.to_pylist() == [False, True, False]
        assert no.filled.tolist() == [True, False, False]

    def test_hides_the_values_of_personal_columns(self):
        found = read(column(ColumnType.DATE, personal=Personal.TEXT), ["1980-02-30"])
        assert [note.value for note in found.notes] == ["***"]
        assert [note.value for note in read(column(ColumnType.DATE), ["1980-02-30"]).notes] == [
            "1980-02-30"
        ]

    def test_marks_what_lies_outside_the_range(self):
        col = column(ColumnType.INTEGER, minimum="1", maximum="30")
        found = within_range(read(col, ["0", "1", "30", "31", ""]), None, col, (1, 30))
        assert found.is_faulty.tolist() == [True, False, False, True, False]
        assert [(note.rule, note.message) for note in found.notes] == [
            (Rule.RANGE, "it is less than 1"),
            (Rule.RANGE, "it is more than 30"),
        ]


class TestUnderstood:
    @pytest.mark.parametrize("text", ["①", "5²", "⑴", "½"])
    def test_signs_that_are_no_digits_are_not_made_into_some(self, text):
        found = read(column(ColumnType.MONEY), [text])
        assert (found.values.to_pylist(), found.notes[0].rule) == ([None], Rule.TYPE)

    def test_a_word_for_nothing_is_a_code_where_the_contract_lists_it(self):
        toilets = {"none": ("无",), "dry": ("旱厕",)}
        listed = read(column(ColumnType.CODE, codes=toilets), ["无", "旱 厕", "空"])
        assert listed.values.to_pylist() == ["none", "dry", None]
        other = read(column(ColumnType.CODE, codes={"dry": ("旱厕",)}), ["无"])
        assert (other.values.to_pylist(), other.is_faulty.tolist()) == ([None], [False])

    def test_the_forms_of_values_are_counted(self):
        texts = ["５１００", "'12", "1 200", "7\u200b", "8", "x "]
        found = read(column(ColumnType.INTEGER), texts)
        assert counted(found.forms) == {
            "full_width": 1,
            "apostrophe": 1,
            "blanks": 1,
            "zero_width": 1,
        }
        names = read(column(ColumnType.TEXT, personal=Personal.NAME), ["王玉梅(五保)", "陈桂 兰"])
        assert names.values.to_pylist() == ["王玉梅", "陈桂兰"]
        assert counted(names.forms) == {"remark": 1, "blanks": 1}
        days = read(column(ColumnType.DATE), ["43800", "2019-12-01"])
        assert counted(days.forms) == {"serial": 1}


class TestReadTyped:
    def test_takes_columns_that_have_the_right_type(self):
        days = pa.array([date(2020, 1, 1), None])
        found = read_typed(days, column(ColumnType.DATE, required=True), pa.date32())
        assert found.values.to_pylist() == [date(2020, 1, 1), None]
        assert found.is_faulty.tolist() == [False, True]
        flags = read_typed(
            pa.array([True, None]), column(ColumnType.BOOLEAN, blank=Blank.NO), pa.bool_()
        )
        assert flags.values.to_pylist() == [True, False]
        assert flags.filled.tolist() == [False, True]

    @pytest.mark.parametrize(
        ("values", "type_"),
        [
            (pa.array(["1"]), ColumnType.INTEGER),
            (pa.array([2**40]), ColumnType.INTEGER),
            (pa.array([1.5]), ColumnType.INTEGER),
            (pa.array([1]), ColumnType.MONEY),
        ],
    )
    def test_leaves_others_to_be_read_as_text(self, values, type_):
        assert read_typed(values, column(type_), pa.int32()) is None


class TestAsText:
    @pytest.mark.parametrize(
        ("values", "texts"),
        [
            (pa.array([1, None]), ["1", None]),
            (pa.array([150599001002.0, 0.5, 1.5e17]), ["150599001002", "0.5", "1.5e+17"]),
            (pa.array([Decimal("1.20")]), ["1.20"]),
            (pa.array([True, False]), ["true", "false"]),
            (pa.array([date(2020, 1, 2)]), ["2020-01-02"]),
            (pa.array(["a"]).dictionary_encode(), ["a"]),
            (pa.array(["a"], pa.large_string()), ["a"]),
            (pa.array([[1, 2]]), ["[1, 2]"]),
        ],
    )
    def test_shows_every_type_as_a_person_would_see_it(self, values, texts):
        assert as_text(values).to_pylist() == texts
