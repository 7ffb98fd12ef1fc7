"""What the ID number says of birth and sex fills what is empty, and is compared."""

from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa

from shouwang.base.codes import check_character
from shouwang.base.tables import Column, ColumnType
from shouwang.lake.physical import arrow_type
from shouwang.stages.ingest.columns import Entries, read_column, read_entries
from shouwang.stages.ingest.forms import counted
from shouwang.stages.ingest.from_id import supplied
from shouwang.stages.ingest.place_names import Gazetteer
from shouwang.stages.ingest.problems import Note, Rule, Severity
from shouwang.stages.ingest.values import Meaning, reader_of

MEANING = Meaning({}, Gazetteer({}), 100, {})
SEX = Column(
    "sex",
    ColumnType.CODE,
    "性别",
    codes={"male": ("男", "1"), "female": ("女", "2")},
    required=True,
    from_id="sex",
)
BIRTH = Column("birth", ColumnType.DATE, "出生日期", required=True, from_id="birth_date")


def number(birth, sequence):
    first = f"160101{birth}{sequence:03d}"
    return first + check_character(first)


MAN, WOMAN = number("19620315", 1), number("19650822", 2)


def ids(*numbers, faulty=()):
    marks = np.array([int(place in faulty) for place in range(len(numbers))], dtype=np.int32)
    texts = pa.array([None if place in faulty else n for place, n in enumerate(numbers)])
    return Entries(texts, (Note(Rule.ID_CHECKSUM, "x"),), marks, id_numbers=texts.cast("string"))


def read(column, texts):
    physical = arrow_type(column, key_types={})
    entries = partial(
        read_entries, column=column, physical=physical, read=reader_of(column, MEANING), minor=100
    )
    return read_column(pa.array(texts, pa.string()), entries)


def rules(entries):
    return [entries.notes[mark - 1].rule if mark else None for mark in entries.marks]


def test_an_unknown_code_of_sex_is_taken_from_the_id_number():
    found = supplied(
        SEX, read(SEX, ["M", "X", "男", "2"]), ids(MAN, WOMAN, MAN, WOMAN), pa.string()
    )
    assert found.values.to_pylist() == ["male", "female", "male", "female"]
    assert rules(found) == [Rule.SEX_CODE_UNKNOWN, Rule.SEX_CODE_UNKNOWN, None, None]
    assert found.notes[found.marks[0] - 1].value == "M"
    assert not found.is_faulty.any()


def test_without_an_id_number_an_unknown_code_is_an_error():
    found = supplied(SEX, read(SEX, ["M", "M"]), ids(MAN, WOMAN, faulty={1}), pa.string())
    assert found.values.to_pylist() == ["male", None]
    assert found.is_faulty.tolist() == [False, True]


def test_sex_that_contradicts_is_kept_and_told():
    found = supplied(SEX, read(SEX, ["女", "男"]), ids(MAN, MAN), pa.string())
    assert found.values.to_pylist() == ["female", "male"]
    assert rules(found) == [Rule.SEX_CONTRADICTS_ID, None]
    assert found.notes[found.marks[0] - 1].value == "女"
    assert found.notes[found.marks[0] - 1].severity is Severity.WARNING


def test_a_day_of_birth_fills_what_is_empty_and_completes_a_month():
    entries = read(BIRTH, ["", "1962-03", "1962-03-15", "1962-04", "1962-02-30"])
    found = supplied(BIRTH, entries, ids(MAN, MAN, MAN, MAN, MAN), pa.date32())
    day = date(1962, 3, 15)
    assert found.values.to_pylist() == [day, day, day, date(1962, 4, 1), None]
    assert rules(found) == [None, None, None, Rule.BIRTH_CONTRADICTS_ID, Rule.IMPOSSIBLE_DATE]
    assert counted(found.forms) == {"from_id": 2}


def test_a_day_that_contradicts_is_kept_and_told():
    found = supplied(BIRTH, read(BIRTH, ["1962-03-16"]), ids(MAN), pa.date32())
    assert found.values.to_pylist() == [date(1962, 3, 16)]
    assert rules(found) == [Rule.BIRTH_CONTRADICTS_ID]


def test_a_column_that_is_not_there_comes_from_the_id_numbers():
    found = supplied(BIRTH, None, ids(MAN, WOMAN, faulty={1}), pa.date32())
    assert found.values.to_pylist() == [date(1962, 3, 15), None]
    assert rules(found) == [None, None]  # the faulty ID number is told already
