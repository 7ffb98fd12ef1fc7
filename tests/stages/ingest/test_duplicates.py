"""Rows that stand twice: copies count once, contradictions not at all, and nobody is overwritten unseen."""

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shouwang.stages.ingest.breaker import Measure, NeedsAReason
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.problems import Rule, Severity
from tests.stages.ingest.builders import (
    HOUSEHOLD_HEADINGS,
    PERSON_HEADINGS,
    WATER_HEADINGS,
    household,
    id_number,
    make_desk,
    person,
    write_csv,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path):
    return make_desk(tmp_path)


def rules(review):
    return [(each.rule, each.row, each.severity) for each in review.problems]


class TestInTheFile:
    def test_a_copy_counts_once_and_is_told(self, desk):
        path = write_csv(
            desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1), household(2), household(1)
        )
        review = desk.receive(path, "household")
        assert (review.read, review.accepted, review.rejected, review.warnings) == (3, 3, 0, 1)
        assert rules(review) == [(Rule.DUPLICATE_ROW, 4, Severity.WARNING)]
        assert review.duplicates.in_file == ({"row": 4, "first": 2, "kind": "copy"},)
        desk.publish(review.delivery, because="两次抄录")
        assert sorted(row["household"] for row in desk.rows("household")) == [1, 2]

    def test_contradictions_are_all_rejected_copies_among_them_too(self, desk):
        path = write_csv(
            desk.folder / "h.csv",
            HOUSEHOLD_HEADINGS,
            household(1),
            household(1),
            household(1, income=9000),
            household(2),
        )
        review = desk.receive(path, "household")
        assert (review.accepted, review.rejected) == (1, 3)
        assert {each.rule for each in review.problems} == {Rule.DUPLICATE_KEY}
        assert [each["kind"] for each in review.duplicates.in_file] == ["conflict"] * 3

    @settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
    @given(rows=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 1)), min_size=1, max_size=12))
    def test_every_row_is_accounted_for(self, desk, rows):
        path = write_csv(
            desk.folder / "h.csv",
            HOUSEHOLD_HEADINGS,
            *(household(number, income=income) for number, income in rows),
        )
        review = desk.check(path, "household")
        values = {
            number: {income for each, income in rows if each == number} for number, _i in rows
        }
        contradicted = {number for number, found in values.items() if len(found) > 1}
        rejected = sum(number in contradicted for number, _income in rows)
        assert (review.read, review.rejected) == (len(rows), rejected)
        copies = len(rows) - rejected - (len(values) - len(contradicted))
        assert review.duplicates.in_file_count == rejected + copies
        assert review.warnings == copies


class TestInTheLake:
    def test_the_same_sender_corrects_its_rows(self, desk):
        desk.register()
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1, income=1))
        review = desk.receive(path, "household")
        assert (review.warnings, review.duplicates.in_lake) == (0, ())
        desk.publish(review.delivery)

    def test_a_place_corrects_what_was_sent_for_the_whole_region(self, desk):
        desk.register()
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, household(1, income=1))
        review = desk.receive(path, "household", banner="160101")
        assert (review.warnings, review.duplicates.in_lake_count) == (0, 0)
        assert review.difference["by_column"] == {"wage_income": 1}

    def test_another_place_takes_no_row_unseen(self, desk):
        desk.send("household", HOUSEHOLD_HEADINGS, household(1), banner="160101")
        moved = household(1, "160102001001")
        path = write_csv(desk.folder / "h.csv", HOUSEHOLD_HEADINGS, moved)
        review = desk.receive(path, "household", banner="160102")
        assert rules(review) == [(Rule.HELD_BY_OTHER, 2, Severity.WARNING)]
        (listed,) = review.duplicates.in_lake
        assert (listed["row"], listed["held_by"]) == (2, "office:160101")
        assert listed["columns"] == ["嘎查村"]
        with pytest.raises(NeedsAReason) as error:
            desk.publish(review.delivery)
        assert [each.measure for each in error.value.stops] == [Measure.DUPLICATES]
        assert [row["banner"] for row in desk.rows("household")] == ["160101"]
        desk.publish(review.delivery, because="户已迁来")
        assert [row["banner"] for row in desk.rows("household")] == ["160102"]
        assert Delivery.objects.get(pk=review.delivery).accepted_because == "户已迁来"

    def test_a_part_that_would_stand_beside_anothers_is_told(self, desk):
        desk.register()
        desk.send("water", WATER_HEADINGS, (1, 40), banner="160101")
        path = write_csv(desk.folder / "w.csv", WATER_HEADINGS, (1, 40), (2, 50), (3, 60))
        review = desk.receive(path, "water")
        assert rules(review) == [(Rule.HELD_BY_OTHER, 2, Severity.WARNING)]
        assert review.duplicates.in_lake_count == 1

    def test_another_person_under_a_known_number_needs_a_reason(self, desk):
        desk.register()
        other = (id_number(1), 1, "其其格", "男", "1980-01-01")
        path = write_csv(desk.folder / "p.csv", PERSON_HEADINGS, other, person(2, 2))
        review = desk.receive(path, "person")
        assert rules(review) == [(Rule.IDENTITY_DIFFERS, 2, Severity.WARNING)]
        assert (review.accepted, review.duplicates.strangers) == (2, 1)
        with pytest.raises(NeedsAReason) as error:
            desk.publish(review.delivery)
        assert [each.measure for each in error.value.stops] == [Measure.STRANGERS]
        assert {row["name"] for row in desk.rows("person")} == {"巴特尔"}
        desk.publish(review.delivery, because="更名, 户口簿为证")
        assert {row["name"] for row in desk.rows("person")} == {"巴特尔", "其其格"}

    def test_no_name_and_no_id_number_is_shown(self, desk):
        desk.register()
        other = (id_number(1), 1, "其其格", "男", "1980-01-01")
        review = desk.receive(write_csv(desk.folder / "p.csv", PERSON_HEADINGS, other), "person")
        text = str(review.as_json())
        assert "其其格" not in text
        assert "巴特尔" not in text
        assert id_number(1) not in text
