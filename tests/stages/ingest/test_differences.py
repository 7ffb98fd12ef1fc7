"""A delivery beside the last one of its sender: what appears, vanishes, changes, by column."""

from datetime import date

import pytest

from shouwang.base.access import Scope
from shouwang.stages.ingest import beside, queries
from shouwang.stages.ingest.differences import difference_from
from tests.stages.ingest.builders import (
    CLAIM_HEADINGS,
    HOUSEHOLD_HEADINGS,
    JUNE_30,
    PERSON_HEADINGS,
    WATER_HEADINGS,
    household,
    id_number,
    make_desk,
    person,
)

pytestmark = pytest.mark.django_db
JULY_31 = date(2020, 7, 31)


@pytest.fixture(autouse=True, params=[1_000_000, 1], ids=["at_once", "in_slices"])
def _rows_of_a_slice(request, monkeypatch):
    """Millions of rows are compared a slice at a time; nothing else comes of it."""
    monkeypatch.setattr(beside, "ROWS_OF_A_SLICE", request.param)


@pytest.fixture
def desk(tmp_path):
    found = make_desk(tmp_path)
    found.register()
    return found


def numbers(found):
    names = ("basis", "before", "now", "appeared", "vanished", "changed", "unchanged")
    return tuple(found[name] for name in names)


def claim(number, *, day="2020-06-03", paid=10, who=1):
    return (number, id_number(who), day, paid)


class TestAWholePart:
    def test_is_compared_row_by_row(self, desk):
        desk.send("water", WATER_HEADINGS, (1, 40), (2, 50))
        found = desk.receive_rows("water", WATER_HEADINGS, (2, 51), (3, 60)).difference
        assert numbers(found) == ("part", 2, 2, 1, 1, 1, 0)
        assert found["by_column"] == {"litres": 1}
        assert found["first"] == {
            "appeared": [{"key": {"household": 3}}],
            "vanished": [{"key": {"household": 1}}],
            "changed": [{"key": {"household": 2}, "columns": ["litres"]}],
        }
        assert found["drift"] == 0.5

    def test_of_another_sender_is_left_alone(self, desk):
        desk.send("water", WATER_HEADINGS, (1, 40), banner="160101")
        found = desk.receive_rows("water", WATER_HEADINGS, (2, 50), banner="160102").difference
        assert numbers(found) == ("nothing", 0, 1, 1, 0, 0, 0)
        assert found["drift"] is None

    def test_tells_where_known_values_are_given_up(self, desk):
        desk.send("water", WATER_HEADINGS, (1, 40), (2, 50))
        found = desk.receive_rows("water", WATER_HEADINGS, (1, ""), (2, 55)).difference
        assert found["by_column"] == {"litres": 2}
        assert found["emptied"] == {"litres": 1}


class TestAPeriod:
    def test_sent_again_is_compared_with_itself(self, desk):
        desk.send("claim", CLAIM_HEADINGS, claim("a"), claim("b"))
        found = desk.receive_rows(
            "claim", CLAIM_HEADINGS, claim("a", paid=12), claim("c")
        ).difference
        assert numbers(found) == ("period", 2, 2, 1, 1, 1, 0)
        assert found["by_column"] == {"self_paid": 1}

    def test_that_is_new_is_compared_with_the_one_before_in_number(self, desk):
        desk.send("claim", CLAIM_HEADINGS, *(claim(f"a{each}") for each in range(4)))
        july = [claim(f"b{each}", day="2020-07-02") for each in range(3)]
        found = desk.receive_rows("claim", CLAIM_HEADINGS, *july, on=JULY_31).difference
        assert (found["basis"], found["period"]) == ("earlier_period", "2020-06-01")
        assert (found["before"], found["now"], found["vanished"]) == (4, 3, 0)
        assert found["drift"] == 0.25


class TestKeys:
    def test_show_what_a_correction_changes(self, desk):
        rows = (household(1, income=1), household(2))
        found = desk.receive_rows("household", HOUSEHOLD_HEADINGS, *rows).difference
        assert numbers(found) == ("keys", 3, 2, 0, 0, 1, 1)
        assert found["by_column"] == {"wage_income": 1}
        assert found["drift"] is None

    def test_name_persons_by_number_never_by_id(self, desk):
        moved = (id_number(1), 2, "巴特尔", "男", "1980-01-01")
        found = desk.receive_rows("person", PERSON_HEADINGS, moved, person(9)).difference
        assert (found["appeared"], found["changed"]) == (1, 1)
        assert found["by_column"] == {"household": 1}
        number = found["first"]["changed"][0]["key"]["person"]
        assert number in {row["person"] for row in desk.rows("person")}
        assert id_number(1) not in str(found)

    def test_a_column_the_file_lacks_shows_what_would_be_lost(self, desk):
        few = ("户编号", "嘎查村", "脱贫属性", "家庭人口")
        found = desk.receive_rows("household", few, household(1)[:4]).difference
        assert found["by_column"] == {"wage_income": 1, "phone": 1}
        assert found["emptied"] == {"wage_income": 1, "phone": 1}


class TestQuery:
    def test_gives_it_back_within_the_scope(self, desk):
        review = desk.receive_rows("household", HOUSEHOLD_HEADINGS, household(1, income=1))
        asked = {"delivery_id": review.delivery, "on": JUNE_30}
        found = queries.difference_of(**asked, scope=Scope())
        assert found["changed"] == 1
        assert difference_from(found).by_column == {"wage_income": 1}
        assert queries.difference_of(**asked, scope=Scope(frozenset({"160101"}))) == {}
        kept = queries.review_of(**asked, scope=Scope())
        assert (kept.accepted, kept.difference["changed"]) == (1, 1)
