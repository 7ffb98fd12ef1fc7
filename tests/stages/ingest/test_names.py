"""Names: what is no part of them goes, what they have lost is told."""

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.ingest.names import has_remark, read_name
from shouwang.stages.ingest.problems import Rule, Severity


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("陈桂 兰", "陈桂兰"),
        ("李\n秀英", "李秀英"),
        ("包格日乐 ", "包格日乐"),
        ("乌云其木格\u200b", "乌云其木格"),
        ("王玉梅(五保)", "王玉梅"),
        ("王玉梅 （五保）", "王玉梅"),
        ("乌云•其木格", "乌云·其木格"),
        ("乌云 ・ 其木格", "乌云·其木格"),
        ("Anna   Bell", "Anna Bell"),
        ("Ａnna Bell", "Anna Bell"),
        ("龦", "龦"),
    ],
)
def test_a_name_loses_what_is_no_part_of_it(written, name):
    assert read_name(written) == (name, None)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("王䶮", Rule.RARE_CHARACTER),
        ("张㛃", Rule.RARE_CHARACTER),
        ("张\ue863", Rule.RARE_CHARACTER),
        ("李?明", Rule.NAME_DAMAGED),
        ("王□", Rule.NAME_DAMAGED),
        ("张*", Rule.NAME_DAMAGED),
        ("王(石页)", Rule.NAME_DAMAGED),
        ("王YAN", Rule.NAME_DAMAGED),
        ("孟和1", Rule.NAME_DIGITS),
    ],
)
def test_a_name_that_may_be_damaged_is_kept_and_told(written, rule):
    value, note = read_name(written)
    assert (value, note.rule, note.severity) == (written, rule, Severity.WARNING)


def test_remarks_are_seen():
    assert has_remark("王玉梅(五保)")
    assert not has_remark("王玉梅")


@given(st.text(max_size=20))
def test_a_name_that_is_taken_reads_again_as_itself(text):
    value, _note = read_name(text)
    if value is not None:
        assert read_name(value)[0] == value
