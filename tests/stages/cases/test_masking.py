"""Masked names keep their length and never tell the given name; few households are hidden further."""

import pytest
from hypothesis import given, strategies as st

from shouwang.stages.cases.masking import clean_name, mask_name, surname_of
from shouwang.stages.cases.small_villages import Village

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
given_names = st.text(HAN, min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三贵", "张*贵"),
        ("张贵", "张*"),
        ("欧阳修", "欧阳*"),
        ("欧阳中石", "欧阳*石"),
        ("欧阳", "欧*"),
        ("巴·巴特尔", "巴·**尔"),
        ("巴•巴特尔", "巴·**尔"),
        ("孛儿只斤·巴特尔", "孛***·**尔"),
        ("乌云其其格", "乌***格"),
        ("巴特尔", "巴*尔"),
        ("其·图", "其·*"),
        ("Batu", "B***"),
        (" 张 三 ", "张*"),
        ("张\u200b三", "张*"),
        ("贵", "*"),
        ("", ""),
    ],
)
def test_names_of_all_kinds(name, masked):
    assert mask_name(name) == masked


@given(st.sampled_from("王李张刘陈乌"), given_names)
def test_the_given_name_is_never_told(surname, name):
    masked = mask_name(surname + name)
    assert name not in masked
    assert len(masked) == len(surname + name)
    assert "*" in masked


@given(st.text(HAN, min_size=1, max_size=3), given_names)
def test_nor_that_of_a_name_in_parts(first, name):
    masked = mask_name(f"{first}·{name}")
    assert masked.split("·")[1] != name
    assert len(masked) == len(first) + 1 + len(name)


@given(st.text(max_size=20))
def test_nothing_of_any_text_stays_whole(text):
    masked = mask_name(text)
    assert not clean_name(text) or "*" in masked or not any(map(str.isalnum, clean_name(text)))


class TestFewHouseholds:
    village = Village.of(["张三", "张四", "张五贵", "欧阳修", "巴·巴特尔"])

    def test_a_rare_surname_is_hidden_altogether(self):
        shown = self.village.shown("欧阳修", fewest=3, instead="某某某")
        assert (shown.name, shown.is_rare) == ("某某某", True)

    def test_a_common_one_is_masked(self):
        shown = self.village.shown("张五贵", fewest=3, instead="某某某")
        assert (shown.name, shown.is_rare) == ("张*贵", False)

    def test_a_small_village_is_told(self):
        assert self.village.is_small(6)
        assert not self.village.is_small(5)

    @given(
        st.lists(st.text(HAN, min_size=2, max_size=3), min_size=1, max_size=30), st.integers(1, 5)
    )
    def test_whoever_is_shown_is_one_of_so_many(self, heads, fewest):
        village = Village.of(heads)
        for head in heads:
            shown = village.shown(head, fewest=fewest, instead="某某某")
            if not shown.is_rare:
                assert sum(surname_of(each) == surname_of(head) for each in heads) >= fewest
