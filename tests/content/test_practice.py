"""The practice of Inner Mongolia: eight areas, the metric dictionary, procedures, working days."""

import datetime

import pytest

from shouwang.rules.areas import LIGHTS
from shouwang.rules.indicator_lint import lowest_level
from shouwang.rules.practice import read_practice
from shouwang.rules.procedures import OPENED
from shouwang.rules.sources import Nobody, Ratio, Records
from shouwang.rules.vocabulary import Vocabulary

AREAS = ["assurance", "industry", "employment", "relocation", "microcredit", "monitoring",
         "village_team", "rectification"]  # fmt: skip
# The offices of the work plan, by the names it gives them.
OFFICES = {
    "综合处",
    "规划财务处",
    "考评处",
    "社会扶贫处",
    "扶贫协作处",
    "开发指导处",
    "信息监测中心",
    "项目管理站",
}
PROCEDURES = {"identification", "exit_from_poverty", "risk_ended", "project_approval",
              "insurance_claim", "issue_rectification"}  # fmt: skip
# What the State Council's office compared from week to week in 2020, in the order of its notices.
DISPATCH = [
    "poor_workers",
    "workers_over_last_year",
    "workers_province",
    "workers_county_out",
    "workers_county_in",
    "workers_wishing",
    "workshops",
    "workshops_running",
    "workshops_running_share",
    "workshop_poor_staff",
    "leading_firms",
    "leading_firms_running_share",
    "leading_firm_staff",
    "projects_arranged",
    "projects_started",
    "projects_started_share",
    "solar_to_villages",
    "solar_posts",
    "solar_post_wages",
    "public_posts",
    "teams_in_place_share",
    "team_members_in_place",
    "first_secretaries_share",
    "purchase_products",
    "purchase_sales",
    "pairing_funds",
    "pairing_cadres",
    "paired_enterprises",
]
# What not_expressed.yaml and the ledger say stands in the indicators.
PROMISED = [
    "poor_people",
    "watched_unstable_people",
    "watched_marginal_people",
    "watched_scale",
    "funds_issued",
    "funds_over_last_year",
    "integrated_share",
    "integrated_paid_share",
    "funds_paid_share",
    "management_share",
    "missed_share",
    "wrongly_exited_share",
    "approval_share",
]
JUNE = datetime.date(2020, 6, 30)


@pytest.fixture(scope="module")
def practice(policy):
    problems = []
    found = read_practice(policy, problems)
    assert problems == []
    return found


def test_the_eight_areas_have_an_office_three_lights_and_all_checks(practice, policy):
    areas = practice.areas
    assert list(areas.areas) == AREAS
    assert {office.label for office in areas.offices.values()} == OFFICES
    assert sum(len(area.checks) for area in areas.areas.values()) == len(policy.checks)
    for area in areas.areas.values():
        assert list(area.lights) == list(LIGHTS)
        for light in area.lights.values():
            assert light.yellow.on(JUNE)
            assert light.green.on(JUNE)


def test_every_threshold_that_no_source_gives_says_so(practice):
    for light in practice.areas.lights.values():
        for band in (light.blind, light.yellow, light.green):
            assert all(not each.is_verified for each in band.values)


def test_the_dictionary_has_what_it_must(practice):
    indicators = practice.indicators
    assert len(indicators) >= 60
    assert [name for name in DISPATCH if "dispatch" not in indicators[name].lists] == []
    assert [name for name in PROMISED if name not in indicators] == []
    labels = [each.label for each in indicators.values()]
    assert len(set(labels)) == len(labels)


def test_only_what_no_feed_says_has_no_source(practice):
    nobody = [each for each in practice.indicators.values() if isinstance(each.source, Nobody)]
    assert len(nobody) < 12
    assert all(each.source.why for each in nobody)


def test_the_quantities_of_the_plan_have_an_indicator(practice):
    said = {number: [each.name for each in practice.indicators.values() if number in each.definition]
            for number in ("1.6万", "1.3万", "2.9万")}  # fmt: skip
    assert said == {
        "1.6万": ["poor_people"],
        "1.3万": ["watched_unstable_people"],
        "2.9万": ["watched_marginal_people"],
    }


def test_funds_are_told_by_banner(practice, policy):
    vocabulary = Vocabulary(policy)
    funds = [each for each in practice.indicators.values()
             if isinstance(each.source, Records) and each.source.of == "fund_line"]  # fmt: skip
    assert len(funds) > 10
    assert {lowest_level(each, vocabulary) for each in funds} == {"banner"}
    assert all(each.plan for each in funds)


def test_every_indicator_of_a_ratio_has_records_behind_it(practice):
    for each in practice.indicators.values():
        if isinstance(each.source, Ratio):
            for name in (each.source.above, each.source.below):
                assert not isinstance(practice.indicators[name].source, Nobody), each.name


def test_procedures_are_those_of_the_design(practice):
    assert set(practice.procedures) == PROCEDURES


def test_identification_takes_seven_steps_and_then_help(practice, content, policy):
    version = practice.procedures["identification"].on(JUNE)
    assert version.names == (
        "verify", "consent", "compare", "review", "township", "approve", "announce", "help",
    )  # fmt: skip
    clocks = {clock.name: clock for clock in version.clocks}
    assert clocks["identify"].start == OPENED
    assert clocks["identify"].within.days_on(JUNE, policy) == 15
    assert clocks["help"].within.days_on(JUNE, policy) == 10
    assert clocks["help"].at_most.days_on(JUNE, policy) == 30
    assert version.step("review").notice.at_least.days_on(JUNE, policy) == 5
    assert practice.procedures["identification"].on(datetime.date(2020, 3, 19)) is None


@pytest.mark.parametrize("name", sorted(PROCEDURES))
def test_who_did_the_work_does_not_decide_on_it(practice, name):
    for version in practice.procedures[name].versions:
        last = "recheck" if name == "issue_rectification" else "approve"
        others = [set(guard.other_than) for guard in version.guards if guard.step == last]
        assert any(others), version.where


def test_the_seven_conditions_forbid_an_exit(practice):
    version = practice.procedures["exit_from_poverty"].on(JUNE)
    labels = [guard.label for guard in version.guards if guard.step == "approve"]
    for number in "一二三四五六七":
        assert any(label.startswith(f"不脱之{number}") for label in labels)


def test_claims_are_paid_in_working_days(practice, content, policy):
    procedure = practice.procedures["insurance_claim"]
    places = tuple(content.ancestors("150121").values())
    day = datetime.date(2022, 9, 30)  # the week of the national holiday follows

    def due(places):
        version = procedure.on(day, places)
        clock = next(each for each in version.clocks if each.name == "pay")
        return clock.within.after(day, policy=policy, calendar=practice.calendar, places=places)

    assert due(places) == datetime.date(2022, 10, 19)  # 8 and 9 October are worked
    assert due(tuple(content.ancestors("150422").values())) == datetime.date(2022, 10, 19)


def test_the_working_days_of_the_plan_year_are_known(practice):
    assert practice.calendar.knows(2020)
    assert practice.calendar.is_workday(datetime.date(2020, 1, 19))
    assert not practice.calendar.is_workday(datetime.date(2020, 1, 31))
