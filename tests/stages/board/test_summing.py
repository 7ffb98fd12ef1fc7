"""Counts of single places put together: sums, shares, ratios, and what is not told."""

from hypothesis import given, strategies as st

from shouwang.stages.board.summing import Counts, Part, ratio, tell

KEY = ("x", "", "")
parts = st.dictionaries(
    st.sampled_from("abcdefgh"),
    st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(
        lambda pair: Part(min(pair), max(pair), max(pair))
    ),
)
leagues = {"one": "abc", "two": "de", "three": "fgh"}


def told(counts, level, places):
    return {each.place: each for each in tell(KEY, counts, level=level, places=places)}


@given(parts, st.sampled_from(["count", "total", "share"]))
def test_the_region_is_the_sum_of_its_leagues_and_they_of_their_banners(parts, form):
    counts = Counts(form, parts)
    region = told(counts, "region", {"r": "abcdefgh"})["r"]
    above = told(counts, "league", leagues)
    banners = told(counts, "banner", {each: each for each in "abcdefgh"})
    if form == "share":
        for level in (above, banners):
            assert sum(each.above or 0 for each in level.values()) == (region.above or 0)
            assert sum(each.below or 0 for each in level.values()) == (region.below or 0)
        if region.value is not None:
            assert region.low <= region.value <= region.high
    else:
        for level in (above, banners):
            assert sum(each.value or 0 for each in level.values()) == (region.value or 0)


def test_money_is_told_in_its_unit():
    found = told(Counts("total", {"a": Part(12_345, 3, 3)}, minor=100), "banner", {"a": "a"})
    assert found["a"].value == 123.45


def test_a_mean_is_weighed():
    counts = Counts("mean", {"a": Part(10, 1, 1), "b": Part(20, 4, 4)})
    assert told(counts, "league", {"l": "ab"})["l"].value == 6


def test_what_is_blank_everywhere_is_not_nothing():
    for form in ("total", "mean", "share"):
        found = told(Counts(form, {"a": Part(0, 0, 5)}), "banner", {"a": "a"})["a"]
        assert found.value is None
        assert "blank" in found.why


def test_what_is_not_told_somewhere_is_said_above():
    counts = Counts("count", {"a": Part(3, 3, 3), "b": Part(9, 9, 9)}, {"b": "late"})
    assert told(counts, "banner", {"b": "b"})["b"].value is None
    league = told(counts, "league", {"l": "ab"})["l"]
    assert league.value == 3
    assert league.why == "without 1 of 2 places: late"


def test_where_there_is_nobody_nothing_is_missing():
    counts = Counts("count", {"a": Part(3, 3, 3)}, empty=frozenset("b"))
    assert told(counts, "banner", {"b": "b"})["b"].value is None
    assert told(counts, "league", {"l": "ab"})["l"].why == ""


def test_a_ratio_of_what_is_not_told_or_of_nothing_has_no_value():
    def one(value, why=""):
        [found] = tell(KEY, Counts("count", {"a": Part(value, 1, 1)}, nowhere=why),
                       level="banner", places={"a": "a"})  # fmt: skip
        return found

    assert ratio(KEY, one(3), one(4)).value == 0.75
    assert ratio(KEY, one(3), one(0)).value is None
    assert ratio(KEY, one(3, "nobody asks"), one(4)).why == "nobody asks"
