"""Values of a whole delivery: what is asked, counted and held back."""

import pytest

from tests.stages.ingest.builders import (
    HOUSEHOLD_HEADINGS,
    household,
    make_desk,
    write_csv,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.setenv("SHOUWANG_LANG", "en")
    return make_desk(tmp_path)


def check(desk, *rows, **more):
    path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, *rows)
    return desk.check(path, "household", **more)


def test_a_name_that_two_villages_have_is_asked_once_and_rejects_nothing(desk):
    rows = [household(number, "新胜村") for number in (1, 2)]
    review = check(desk, *rows, household(3, "白音"))
    assert (review.read, review.accepted, review.rejected) == (3, 3, 0)
    assert review.problems == ()
    (question,) = review.questions
    assert (question.column, question.value, question.rows) == ("嘎查村", "新胜村", 2)
    assert [each.code for each in question.candidates] == ["160101001001", "160102001001"]
    assert question.candidates[0].name == "东盟/甲旗/新胜村"


def test_a_name_is_known_in_the_banner_of_the_sender(desk):
    review = check(desk, household(1, "新胜嘎查"), banner="160101")
    assert (review.accepted, review.questions, review.problems) == (1, (), ())


def test_a_wrong_code_of_a_village_rejects_the_row(desk):
    review = check(desk, household(1), household(2, "160199001001"))
    assert (review.rejected, review.questions) == (1, ())
    assert [each.rule for each in review.problems] == ["region"]


def test_the_forms_that_lose_nothing_are_counted_and_not_told(desk):
    review = check(desk, household(1, income="８０００"), household(2, income="2.1万元"))
    assert review.problems == ()
    assert review.normalised == {"wage_income": {"full_width": 1}}


def test_what_is_not_exact_is_taken_with_a_warning(desk):
    review = check(desk, household(1, income="约8000"), household(2, income="800元/月"))
    assert [(each.row, each.rule, each.severity) for each in review.problems] == [
        (2, "value_approximate", "warning"),
        (3, "unit", "error"),
    ]
    assert (review.accepted, review.warnings) == (1, 1)
