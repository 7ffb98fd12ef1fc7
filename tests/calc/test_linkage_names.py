"""Names are compared as they sound, and as Mongolian words are written in Chinese characters."""

import pytest
from hypothesis import given, strategies as st

from shouwang.calc.linkage.names import name_of, name_words, surname_length, written_form


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("李秀英", "李秀瑛"),
        ("单春华", "山春花"),  # the surname is read shan
        ("仇小伟", "求晓伟"),  # qiu
        ("查文军", "扎闻君"),  # zha
        ("解志强", "谢志强"),  # xie
        ("乌云其木格", "乌云琪木格"),
        ("其其格", "琪琪格"),
        ("格日勒", "格日乐"),
        ("尉迟恭", "玉池公"),
    ],
)
def test_homophones_sound_the_same(one, other):
    assert name_of(one).sound == name_of(other).sound
    assert name_of(one).written != name_of(other).written


@pytest.mark.parametrize(
    ("one", "other"), [("张占生", "张战森"), ("斯琴", "司庆"), ("志强", "自强"), ("石山", "思三")]
)
def test_the_dialects_do_not_tell_them_apart(one, other):
    assert name_of(one).folded == name_of(other).folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("巴特尔", "巴图尔"),
        ("巴特尔", "巴特勒"),
        ("额尔敦", "额日登"),
        ("道尔吉", "道日基"),
        ("图雅", "托娅"),
    ],
)
def test_transliterations_of_one_word_have_one_shape(one, other):
    assert name_of(one).shape == name_of(other).shape


@pytest.mark.parametrize(
    ("one", "other"), [("乌云其木格", "乌仁其木格"), ("巴特尔", "巴雅尔"), ("李秀英", "李秀兰")]
)
def test_other_names_stay_other(one, other):
    assert name_of(one).sound != name_of(other).sound
    assert name_of(one).shape != name_of(other).shape


@pytest.mark.parametrize(
    ("old", "new"),
    [("王峯", "王峰"), ("李喆", "李哲"), ("張國強", "张国强"), ("包·乌云", "包乌云"), ("李　秀 英", "李秀英"),
     ("阎丽\u200b英", "闫丽英"), ("王䶮", "王龑")],
)  # fmt: skip
def test_variants_and_marks_are_one_name(old, new):
    assert name_of(old) == name_of(new)


@pytest.mark.parametrize("mark", ["口", "？", "*", "□", "〇"])
def test_what_could_not_be_typed_is_one_unknown_character(mark):
    assert written_form(f"王{mark}英") == "王?英"


def test_a_compound_surname_stays_together():
    assert surname_length("欧阳峰") == 2
    assert surname_length("欧阳") == 1
    assert name_of("欧阳峰").surname == "ou yan"


def test_latin_names_are_compared_as_written():
    name = name_of("O'Neill-Smith")
    assert (name.written, name.surname) == ("oneillsmith", "")
    assert name_of("Philip").shape == name_of("Phillip").shape


def test_no_name_has_no_forms():
    assert set(vars_of(name_of("　"))) == {""}


def vars_of(name):
    return [getattr(name, each) for each in type(name).__slots__]


@given(st.text(max_size=12))
def test_any_text_has_forms_and_they_are_stable(text):
    name = name_of(text)
    assert name == name_of(text)
    assert bool(name.written) == bool(name.sound)
    assert written_form(name.written) == name.written


def test_no_variant_points_to_another():
    variants = name_words().variants
    assert not [old for old, new in variants.items() if len(new) == 1 and ord(new) in variants]
