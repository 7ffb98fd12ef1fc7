"""Many rows at once: on both databases the same rows get in, and nothing is half written."""

import pytest
from django.db import IntegrityError, transaction

from shouwang.stages.cases import bulk
from shouwang.stages.cases.models import Lead
from tests.office import world

pytestmark = pytest.mark.django_db

PLACE = world.place()
COLUMNS = ("id", "household", *PLACE, "version", "changed_by", "state", "source", "answer_by",
           "answer_days", "severity", "rank", "risk", "is_urgent", "words", "finding_count",
           "raised_run", "raised_date", "verdict", "reason", "note", "evidence")  # fmt: skip
FIRST = 150_000_000_001


def row(number, household, *, state="waiting", words="人均纯收入4200元"):
    return (number, household, *PLACE.values(), 1, "", state, "system", "village", 10, 3, 3000, "other",
            False, words, 1, "run-1", world.DAY.isoformat(), "", "", "", "{}")  # fmt: skip


def rows(count, *, first=FIRST):
    numbers = bulk.next_ids(Lead, count)
    return [row(number, first + place) for place, number in enumerate(numbers)]


def test_all_get_in_with_the_numbers_they_were_given():
    given = rows(1200)
    assert bulk.insert(Lead, COLUMNS, given) == 1200
    held = Lead.objects.order_by("pk").values_list("pk", "household", "words")
    assert list(held) == [(each[0], each[1], "人均纯收入4200元") for each in given]


def test_what_would_break_a_paper_line_comes_back_as_it_was():
    words = "a\tb\\c\nd\"e' \\N ｜"
    [given] = rows(1)
    bulk.insert(Lead, COLUMNS, [row(given[0], given[1], words=words)])
    assert Lead.objects.get().words == words


@pytest.mark.parametrize("there", [0, 1, 700, 1199])
def test_one_that_is_there_already_is_left_out_and_the_others_get_in(there):
    world.lead(FIRST + there)
    assert bulk.insert(Lead, COLUMNS, rows(1200)) == 1199
    assert Lead.objects.filter(household__gte=FIRST).count() == 1200
    assert Lead.objects.get(household=FIRST + there).state == "open"


def test_the_same_household_twice_gets_in_once():
    first, second = bulk.next_ids(Lead, 2)
    assert bulk.insert(Lead, COLUMNS, [row(first, FIRST), row(second, FIRST)]) == 1
    assert list(Lead.objects.values_list("pk", flat=True)) == [first]


def test_a_row_that_must_not_be_is_refused_with_all_the_others():
    given = rows(3)
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(Lead, COLUMNS, [*given[:2], row(given[2][0], FIRST + 2, state="lost")])
    assert not Lead.objects.exists()


def test_numbers_are_given_once_and_records_after_them_get_others():
    first, second = list(bulk.next_ids(Lead, 3)), rows(2)
    bulk.insert(Lead, COLUMNS, second)
    made = world.lead(FIRST + 9)
    assert len(set(first)) == 3
    assert made.pk > max(each[0] for each in second)


def test_nothing_is_nothing():
    assert bulk.insert(Lead, COLUMNS, []) == 0
    assert list(bulk.next_ids(Lead, 0)) == []
