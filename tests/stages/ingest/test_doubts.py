"""Names in doubt: what else the row says narrows them, the rest is asked once."""

import numpy as np
import pyarrow as pa

from shouwang.stages.ingest.columns import Entries
from shouwang.stages.ingest.doubts import Doubts, apart, narrowed
from shouwang.stages.ingest.place_names import Gazetteer
from shouwang.stages.ingest.problems import Note, Rule, Severity
from tests.stages.ingest.test_place_names import REGIONS

GAZETTEER = Gazetteer(REGIONS)


def asked(text, *candidates):
    return Note(Rule.REGION, "?", "", Severity.QUESTION, text, candidates)


def places(*codes):
    return Entries(pa.array(codes, pa.string()), (), np.zeros(len(codes), dtype=np.int32))


def villages(notes, marks, codes=None):
    values = pa.array(codes or [None] * len(marks), pa.string())
    return Entries(values, tuple(notes), np.array(marks, dtype=np.int32))


def test_a_name_is_known_where_the_row_names_the_banner():
    doubtful = villages([asked("新胜", "111", "121")], [1, 1, 1, 0], [None, None, None, "112"])
    found = narrowed({"village": doubtful, "county": places("11", "12", None, "11")}, GAZETTEER)
    assert found["village"].values.to_pylist() == ["111", "121", None, "112"]
    assert found["village"].is_open.tolist() == [False, False, True, False]


def test_a_name_that_is_only_like_it_stays_a_question_with_fewer_candidates():
    doubtful = villages([asked("新盛", "111", "121")], [1])
    found = narrowed({"village": doubtful, "county": places("11")}, GAZETTEER)["village"]
    assert found.is_open.tolist() == [True]
    assert found.notes[found.marks[0] - 1].candidates == ("111",)


def test_each_word_is_asked_once_with_its_rows():
    doubts = Doubts({"village": "嘎查村"}, GAZETTEER)
    entries = villages([asked("新胜", "111", "121"), asked("天边")], [1, 1, 2, 0])
    doubts.take("village", entries, entries.is_open)
    doubts.take("village", entries, entries.is_open)
    first, second = doubts.questions
    assert (first.column, first.value, first.rows) == ("嘎查村", "新胜", 4)
    assert [(each.code, each.name) for each in first.candidates] == [
        ("111", "甲旗/新胜村委会"),
        ("121", "乙旗/新胜村"),
    ]
    assert (second.value, second.rows, second.candidates) == ("天边", 2, ())


def test_places_that_do_not_lie_in_each_other_are_told():
    entries = {
        "village": places("111", "121", None, "111"),
        "county": places("11", "11", "12", None),
    }
    found = apart(entries, ["village", "county"], GAZETTEER)["village"]
    assert [found.notes[mark - 1].rule if mark else None for mark in found.marks] == [
        None,
        Rule.OTHER_PLACE,
        None,
        None,
    ]
    assert not found.is_faulty.any()
