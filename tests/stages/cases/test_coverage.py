"""Coverage adds up at every level, and the least seen comes first."""

import itertools

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.cases.coverage import (
    LEVELS,
    Part,
    Reach,
    differences,
    level_below,
    roll_up,
    whole,
)

CODES = st.sampled_from(["a", "b", "c"])


@st.composite
def parts(draw):
    doors = draw(st.integers(0, 500))
    place, code = {}, ""
    for level in LEVELS:
        code += draw(CODES)
        place[level] = code
    return Part(place, doors, draw(st.integers(0, doors)), draw(st.integers(0, 2)))


@given(st.lists(parts(), max_size=30), st.sampled_from(LEVELS))
def test_the_parts_are_the_whole(listed, level):
    total = whole(roll_up(listed, level))
    assert total.doors == sum(each.doors for each in listed)
    assert total.seen == sum(each.seen for each in listed)
    assert total.unseen == total.doors - total.seen >= 0
    assert total.villages == len(listed)
    assert total.signed == sum(each.signed == 2 for each in listed)


@given(st.lists(parts(), max_size=30))
def test_each_level_adds_up_to_the_one_above(listed):
    for upper, lower in itertools.pairwise(LEVELS):
        below = roll_up(listed, lower)
        for reach in roll_up(listed, upper):
            inside = whole(each for each in below if each.code.startswith(reach.code))
            assert (inside.doors, inside.seen, inside.villages, inside.signed) == (
                reach.doors, reach.seen, reach.villages, reach.signed,
            )  # fmt: skip


@given(st.lists(parts(), max_size=30), st.sampled_from(LEVELS))
def test_the_least_seen_comes_first_and_the_empty_last(listed, level):
    reaches = roll_up(listed, level)
    shares = [2.0 if each.share is None else each.share for each in reaches]
    assert shares == sorted(shares)
    for one, next_ in itertools.pairwise(reaches):
        if one.share == next_.share:
            assert one.unseen >= next_.unseen


def test_nothing_to_see_is_no_share():
    assert Reach("x", 0, 0).share is None


@pytest.mark.parametrize(
    ("level", "below"),
    [("region", "league"), ("league", "banner"), ("township", "village"), ("village", "village")],
)
def test_a_region_is_told_by_the_level_below(level, below):
    assert level_below(level) == below


@given(
    st.dictionaries(CODES, st.dictionaries(CODES, st.integers(0, 9))),
    st.dictionaries(CODES, st.dictionaries(CODES, st.integers(0, 9))),
)
def test_differences_are_told_line_by_line(counts, held):
    lines = differences(counts, held, {"a": ["a", "b"], "b": ["c"]})
    assert [(each.question, each.answer) for each in lines] == [("a", "a"), ("a", "b"), ("b", "c")]
    for each in lines:
        assert each.found == counts.get(each.question, {}).get(each.answer, 0)
        assert (each.held is None) is (each.question not in held)
        assert each.differs is (each.held is not None and each.held != each.found)
