"""A problem names its field in the reader's language, never by the word of the form."""

import pytest

from shouwang.base.words import use_language
from shouwang.web import place
from shouwang.web.field_names import field_name


@pytest.mark.parametrize(
    ("where", "said"),
    [("reason", "原因"), ("due-17", "落实期限"), ("people", "人数"), ("risks", "风险")],
)
def test_a_field_is_named_in_chinese(where, said):
    use_language("zh_Hans")
    assert field_name(where) == said


def test_a_column_has_its_label(at_home):
    assert field_name("household.wage_income") == (
        place.content().contracts["household"].column("wage_income").label
    )


@pytest.mark.parametrize("where", ["", "乡级审核", "household.nothing", "nothing.at_all", "第3行"])
def test_what_names_no_field_stays(at_home, where):
    assert field_name(where) == where
