"""Days, months, ages and half-open periods."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from shouwang.base.dates import Period, age_on, month_of, months_before

days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(days=length)), days, st.integers(1, 900)
)


class TestMonthsBefore:
    @pytest.mark.parametrize(
        ("day", "months", "expected"),
        [
            (date(2020, 1, 31), 1, date(2019, 12, 31)),
            (date(2020, 3, 31), 1, date(2020, 2, 29)),
            (date(2019, 3, 31), 1, date(2019, 2, 28)),
            (date(2020, 6, 30), 0, date(2020, 6, 30)),
            (date(2020, 6, 30), 30, date(2017, 12, 30)),
            (date(2020, 6, 30), -1, date(2020, 7, 30)),
        ],
    )
    def test_is_the_same_day_or_the_last_of_a_shorter_month(self, day, months, expected):
        assert months_before(day, months) == expected

    @given(days, st.integers(0, 500))
    def test_never_leaves_the_month_aimed_at(self, day, months):
        before = months_before(day, months)
        assert (day.year - before.year) * 12 + day.month - before.month == months
        assert before.day <= day.day


class TestAgeOn:
    @pytest.mark.parametrize(
        ("birth", "day", "years"),
        [
            (date(2010, 6, 30), date(2020, 6, 29), 9),
            (date(2010, 6, 30), date(2020, 6, 30), 10),
            (date(2012, 2, 29), date(2020, 2, 28), 7),
            (date(2012, 2, 29), date(2019, 3, 1), 7),
            (date(2020, 6, 30), date(2020, 6, 30), 0),
        ],
    )
    def test_counts_birthdays(self, birth, day, years):
        assert age_on(birth, day) == years

    @given(days, st.integers(0, 120))
    def test_grows_by_one_in_a_year(self, birth, years):
        day = date(birth.year + years, 12, 31)
        assert age_on(birth, day) == years


class TestPeriod:
    def test_holds_its_first_day_and_not_its_end(self):
        month = Period.month(date(2020, 2, 10))
        assert month == Period(date(2020, 2, 1), date(2020, 3, 1))
        assert date(2020, 2, 1) in month
        assert date(2020, 2, 29) in month
        assert date(2020, 3, 1) not in month
        assert date(2020, 1, 31) not in month

    def test_of_december_ends_with_the_year(self):
        assert Period.month(date(2020, 12, 31)).end == date(2021, 1, 1)
        assert Period.year(date(2020, 12, 31)) == Period(date(2020, 1, 1), date(2021, 1, 1))
        assert Period.year(date(2020, 6, 1)).days == 366

    def test_that_runs_has_no_end_and_no_length(self):
        running = Period(date(2020, 1, 1))
        assert date(2100, 1, 1) in running
        assert date(2019, 12, 31) not in running
        with pytest.raises(ValueError, match="no length"):
            _ = running.days

    def test_that_runs_overlaps_all_that_end_later(self):
        running = Period(date(2020, 1, 1))
        assert running.overlaps(Period(date(2019, 1, 1), date(2020, 1, 2)))
        assert not running.overlaps(Period(date(2019, 1, 1), date(2020, 1, 1)))
        assert running.overlaps(Period(date(2030, 1, 1)))

    @given(periods, periods)
    def test_overlap_is_mutual_and_means_a_day_in_common(self, one, other):
        latest_start = max(one.start, other.start)
        assert one.overlaps(other) is other.overlaps(one)
        assert one.overlaps(other) is (latest_start in one and latest_start in other)

    @given(days)
    def test_month_of_names_the_month(self, day):
        assert month_of(day) == Period.month(day).start
        assert month_of(day).day == 1
