"""Places by code and by name: what several may mean is asked."""

import pytest

from shouwang.base.codes import Region
from shouwang.stages.ingest.place_names import Gazetteer, read_place, stem_of
from shouwang.stages.ingest.problems import Rule, Severity

REGIONS = {
    region.code: region
    for region in (
        Region("1", "内蒙", "region", None),
        Region("11", "甲旗", "banner", "1"),
        Region("12", "乙旗", "banner", "1"),
        Region("111", "新胜村委会", "village", "11"),
        Region("112", "哈日图嘎查", "village", "11"),
        Region("113", "幸福社区居委会", "village", "11"),
        Region("121", "新胜村", "village", "12"),
        Region("122", "白音塔拉嘎查村民委员会", "village", "12"),
    )
}
EVERYWHERE = Gazetteer(REGIONS)
HERE = Gazetteer(REGIONS, frozenset({"11"}))


def read(text, gazetteer=EVERYWHERE, level="village"):
    return read_place(text, level=level, regions=REGIONS, gazetteer=gazetteer)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("111", "111"),
        ("哈日图嘎查", "112"),
        ("哈日图", "112"),
        ("哈日图村", "112"),
        ("哈日图嘎查委会", "112"),
        ("哈 日图", "112"),
        ("白音塔拉", "122"),
        ("新胜村委会", "111"),
        ("幸福社区", "113"),
        ("甲旗", None),
    ],
)
def test_a_place_is_known_by_code_or_by_a_name_of_its_own(text, code):
    assert read(text)[0] == code


def test_a_name_is_looked_up_in_the_place_of_the_sender():
    for text in ("新胜村", "新胜", "新胜嘎查", "新胜村民委员会"):
        assert read(text, HERE) == ("111", None)
    assert read("白音塔拉嘎查", HERE)[1].severity is Severity.QUESTION


def test_a_name_that_several_have_is_asked():
    value, note = read("新胜")
    assert (value, note.rule, note.severity) == (None, Rule.REGION, Severity.QUESTION)
    assert note.candidates == ("111", "121")


def test_a_place_of_another_kind_is_asked():
    value, note = read("幸福村")
    assert (value, note.severity, note.candidates) == (None, Severity.QUESTION, ("113",))


def test_an_unknown_name_offers_what_looks_or_sounds_like_it():
    note = read("新盛村")[1]
    assert note.severity is Severity.QUESTION
    assert set(note.candidates) == {"111", "121"}
    assert read("天边")[1].candidates == ()


@pytest.mark.parametrize("text", ["999", "11"])
def test_a_wrong_code_is_an_error(text):
    value, note = read(text)
    assert (value, note.severity) == (None, Severity.ERROR)


def test_a_place_is_told_with_those_it_lies_in():
    assert EVERYWHERE.path("112") == "甲旗/哈日图嘎查"
    assert EVERYWHERE.path("1") == "内蒙"


def test_an_ending_is_not_the_whole_name():
    assert stem_of("村")[0] == "村"
    assert stem_of("新胜村委会")[0] == "新胜"
    assert stem_of("哈日图嘎查村民委员会")[0] == "哈日图"
