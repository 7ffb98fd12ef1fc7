"""Sentences from numbers: when they are said, how numbers read, what stands behind each."""

from dataclasses import dataclass
from functools import cache

import pytest
from hypothesis import given, strategies as st

from shouwang.lake.home import SHIPPED
from shouwang.rules.documents import Sentence
from shouwang.rules.expression import parse_expression
from shouwang.rules.practice import load_practice
from shouwang.stages.reports.telling import Teller, number_text


@dataclass
class Figure:
    value: float | None
    why: str = ""


@cache
def practice():
    return load_practice(SHIPPED / "neimenggu")[1]


def sentence(text, when=""):
    return Sentence(text, parse_expression(when) if when else None, when)


def teller(now=None, before=None, places=("a", "b", "c", "d")):
    names = {"a": "甲旗", "b": "乙旗", "c": "丙旗", "d": "丁旗"}
    return Teller(
        practice().documents, practice().indicators, now or {}, before or {}, "here", places,
        lambda code: names.get(code, "全区"),
    )  # fmt: skip


def said(told, text, when="", facts=None, area=""):
    return "".join(run.text for run in told.runs(sentence(text, when), facts or {}, area))


def here(**values):
    return {(name, "", "here"): Figure(value) for name, value in values.items()}


def test_a_number_is_told_with_its_unit_and_its_note():
    told = teller(here(poor_people=207))
    runs = told.runs(sentence("未脱贫人口{poor_people}。"), {})
    assert [(run.text, run.mark) for run in runs] == [("未脱贫人口", 0), ("207人", 1), ("。", 0)]
    assert (told.notes[0].indicator, told.notes[0].place) == ("poor_people", "here")


def test_the_same_number_twice_has_one_note():
    told = teller(here(poor_people=207))
    marks = [run.mark for run in told.runs(sentence("{poor_people}，{poor_people}"), {})]
    assert marks == [1, 0, 1]
    assert len(told.notes) == 1


def test_what_is_not_known_is_not_written_and_told_at_the_end():
    told = teller({("poor_people", "", "here"): Figure(None, "部门没有报送")})
    assert said(told, "未脱贫人口{poor_people}。") == ""
    assert told.missing == {"未脱贫人口": "部门没有报送"}
    assert not told.notes


@pytest.mark.parametrize(
    ("when", "value", "is_said"),
    [
        ("poor_people > 0", 1, True),
        ("poor_people > 0", 0, False),
        ("poor_people > 0", None, False),
        ("not (poor_people > 0)", 0, True),
        ("poor_people > 0 or poor_people = 0", 0, True),
        ("poor_people > 0 and poor_households > 0", 1, False),
        ("poor_people > 0 or poor_households > 0", 1, True),
    ],
)
def test_conditions_by_three_valued_logic(when, value, is_said):
    assert bool(said(teller(here(poor_people=value)), "说。", when)) is is_said


def test_a_fact_can_be_a_condition():
    assert said(teller(), "有。", "previous = 1", {"previous": "2020年6月23日"}) == "有。"
    assert said(teller(), "有。", "previous = 1", {"previous": ""}) == ""


@pytest.mark.parametrize(
    ("name", "now", "before", "text"),
    [
        ("poor_people", 10, 4, "增加6人"),
        ("poor_people", 4, 10, "减少6人"),
        ("poor_people", 4, 4, "持平"),
        ("watched_helped_share", 0.5, 0.25, "上升25.0个百分点"),
        ("watched_helped_share", 0.25, 0.5, "下降25.0个百分点"),
        ("watched_helped_share", 0.25001, 0.25, "持平"),
        ("funds_issued", 30000, 10000, "增加2万元"),
    ],
)
def test_a_change_is_told_in_the_words_of_its_kind(name, now, before, text):
    told = teller(here(**{name: now}), here(**{name: before}))
    assert said(told, f"{{{name}.change}}") == text


def test_without_an_earlier_set_no_change_is_told():
    told = teller(here(poor_people=4))
    assert said(told, "{poor_people.change}") == ""
    assert not told.missing  # the figure itself is known


def test_the_worst_are_named_by_what_is_better():
    shares = dict(zip("abcd", (0.9, 0.5, 0.7, None), strict=True))
    now = {("watched_helped_share", "", code): Figure(value) for code, value in shares.items()}
    assert (
        said(teller(now), "{watched_helped_share.worst}")
        == "乙旗（50.0%）、丙旗（70.0%）、甲旗（90.0%）"
    )
    people = {
        ("poor_people", "", code): Figure(value)
        for code, value in zip("abcd", (1, 9, 4, 7), strict=True)
    }
    assert said(teller(people), "{poor_people.worst}") == "乙旗（9人）、丁旗（7人）、丙旗（4人）"


def test_an_area_is_told_where_it_is_asked():
    now = {("area_hits", "industry", "here"): Figure(3.0)}
    assert said(teller(now), "{area_hits@industry}") == "3"
    assert said(teller(now), "{area_hits}", area="industry") == "3"
    assert said(teller(now), "{area_hits}", area="employment") == ""


@given(st.floats(min_value=0, max_value=1e12))
def test_no_number_is_written_with_an_exponent(value):
    for name in ("poor_people", "funds_issued", "watched_helped_share"):
        text = number_text(practice().indicators[name], value)
        assert "e" not in text
        assert text.rstrip("%").replace(".", "", 1).isdigit()
