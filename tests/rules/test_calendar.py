"""Working days: the national calendar, what differs from it, and years nobody knows."""

import datetime
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from shouwang.rules.calendar import (
    Calendar,
    SpecialDay,
    YearNotKnown,
    national_years,
    read_calendar,
)
from shouwang.rules.content import load_content
from shouwang.rules.duration import Duration
from shouwang.rules.load import load_policy

ISLAND = Path(str(files("shouwang") / "content" / "island"))


def day(text):
    return datetime.date.fromisoformat(text)


def special(text, *, worked=False, regions=()):
    return SpecialDay(day(text), worked, "a day", "a notice", regions, True, "calendar.yaml:1")


@pytest.fixture
def isles(tmp_path):
    return Path(shutil.copytree(ISLAND, tmp_path / "isles"))


def problems_of(isles, text):
    (isles / "calendar.yaml").write_text(text, encoding="utf-8")
    problems = []
    calendar = read_calendar(load_content(isles), problems)
    return calendar, [str(each) for each in problems]


class TestNational:
    @pytest.mark.parametrize(
        ("text", "worked"),
        [
            ("2020-01-19", True),  # a Sunday worked for the Spring Festival
            ("2020-01-31", False),  # the holiday made longer by the epidemic
            ("2020-02-03", True),
            ("2020-06-25", False),  # Dragon Boat, a Thursday
            ("2020-06-28", True),  # the Sunday worked for it
            ("2020-06-27", False),
        ],
    )
    def test_knows_holidays_and_the_weekends_worked_for_them(self, text, worked):
        assert Calendar().is_workday(day(text)) is worked

    def test_counts_forward_over_a_holiday(self):
        # Wednesday 24 June 2020; 25 to 27 are free, Sunday 28 is worked
        assert Calendar().add_workdays(day("2020-06-24"), 1) == day("2020-06-28")
        assert Calendar().add_workdays(day("2020-06-24"), 10) == day("2020-07-09")
        assert Calendar().add_workdays(day("2020-06-24"), 0) == day("2020-06-24")

    @pytest.mark.parametrize("count", [1, 2, 5, 23])
    def test_counts_between_what_it_added(self, count):
        start = day("2020-01-16")
        end = Calendar().add_workdays(start, count)
        assert Calendar().workdays_between(start, end) == count
        assert Calendar().is_workday(end)

    @pytest.mark.parametrize("text", ["2003-12-31", "2200-01-04"])
    def test_a_year_nobody_knows_is_an_error_that_names_it(self, text):
        with pytest.raises(YearNotKnown, match=text[:4]):
            Calendar().is_workday(day(text))

    def test_counting_into_a_year_nobody_knows_is_one_too(self):
        last = datetime.date(national_years()[-1], 12, 31)
        with pytest.raises(YearNotKnown):
            Calendar().add_workdays(last, 300)


class TestWhatDiffers:
    def test_a_day_holds_everywhere_or_in_its_regions_and_below_them(self):
        here = Calendar(days={day("2020-07-15"): (special("2020-07-15", regions=("152500",)),)})
        assert here.is_workday(day("2020-07-15"))
        assert not here.is_workday(day("2020-07-15"), places=["152524", "152500", "150000"])
        assert here.add_workdays(day("2020-07-14"), 1, places=["152500"]) == day("2020-07-16")

    def test_a_year_the_file_knows_whole_needs_no_package(self):
        found = Calendar(
            years=frozenset({2200}), days={day("2200-01-06"): (special("2200-01-06"),)}
        )
        assert not found.is_workday(day("2200-01-06"))  # a Monday
        assert found.is_workday(day("2200-01-07"))
        assert not found.is_workday(day("2200-01-05"))

    def test_the_islands_keep_weekdays(self):
        calendar, problems = problems_of(ISLAND, (ISLAND / "calendar.yaml").read_text())
        assert problems == []
        assert calendar.is_workday(day("1908-05-22"))
        assert not calendar.is_workday(day("1908-05-25"))  # a Monday, Crown Day kept

    def test_a_place_with_days_of_its_own_goes_before_everywhere(self, isles):
        calendar, problems = problems_of(isles, """\
national: weekdays
days:
  - {from: 1908-05-25, label: Crown Day, basis: Act}
  - {from: 1908-05-25, label: Work for the fair, basis: Act, worked: true, regions: [SK-N]}
""")  # fmt: skip
        assert problems == []
        assert calendar.is_workday(day("1908-05-25"), places=["SK-N"])
        assert not calendar.is_workday(day("1908-05-25"), places=["SK-S"])


class TestFaults:
    def test_are_told_all_at_once_with_line_and_mend(self, isles):
        _calendar, problems = problems_of(isles, """\
national: china
covers: {from: 2025, until: 2028}
years:
  - {year: 2020, basis: a notice}
  - {year: 2028, basis: a notice}
days:
  - {from: 2031-01-01, label: New Year, basis: a notice}
  - {from: 2020-01-01, label: New Year, basis: a notice}
  - {from: 2020-07-15, label: Fair, basis: a notice, regions: [NOWHERE]}
  - {from: 2020-08-05, until: 2020-08-01, label: Backwards, basis: a notice}
  - {from: 2020-09-01, label: Nobody says so}
  - {from: 2020-09-02, label: Twice, basis: a notice}
  - {from: 2020-09-02, label: Twice, basis: a notice}
""")  # fmt: skip
        text = "\n".join(problems)
        assert "calendar.yaml:2: the working days of 2027 are known neither" in text
        assert "2028 are known" not in text
        assert "calendar.yaml:4: the package knows 2020 already → give only the days" in text
        assert "calendar.yaml:7: 2031-01-01 is in a year whose other days are not known →" in text
        assert "calendar.yaml:8: 2020-01-01 does not differ from the national" in text
        assert "calendar.yaml:9: there is no region 'NOWHERE'" in text
        assert "calendar.yaml:10: from 2020-08-05 until 2020-08-01 is no stretch" in text
        assert "calendar.yaml:11: a day cites no basis" in text
        assert "calendar.yaml:13: 2020-09-02 is given twice → see calendar.yaml:12" in text

    @pytest.mark.parametrize(
        "text", ["[]", "covers: 3", "days: {a: b}", "days: [1]", "covers: {from: x, until: 2020}",
                 "years: [{year: many, basis: b}]", "national: moon", "nobody: knows"],
    )  # fmt: skip
    def test_nonsense_is_a_problem_and_no_traceback(self, isles, text):
        assert problems_of(isles, text)[1]


class TestDurations:
    def test_count_days_workdays_and_what_a_parameter_says(self, isles):
        path = isles / "packs/fishing/parameters.yaml"
        path.write_text(path.read_text() + """\
- name: call_days
  label: Days to call
  unit: day
  values:
    - {from: 1900-01-01, value: 3, basis: Act}
    - {from: 1910-01-01, value: 5, basis: Act}
""")  # fmt: skip
        policy = load_policy(isles)
        weekdays = Calendar("weekdays")

        def after(duration, start):
            return duration.after(day(start), policy=policy, calendar=weekdays)

        assert after(Duration(3), "1908-05-22") == day("1908-05-25")
        assert after(Duration(3, in_workdays=True), "1908-05-22") == day("1908-05-27")
        assert after(Duration(parameter="call_days"), "1908-05-22") == day("1908-05-25")
        assert after(Duration(parameter="call_days"), "1910-05-22") == day("1910-05-27")
        assert after(Duration(parameter="call_days"), "1899-05-22") is None
