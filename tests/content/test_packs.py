"""The packs: what they say, on what ground, and that every check is shown from three sides."""

import csv
import datetime
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from sqlglot import exp

from shouwang.rules.programmes import load_programmes
from shouwang.stages.programmes.microcredit.terms import DUE_WITHIN, OVERDUE_FROM
from shouwang.stages.screening.trial import lacking_examples, run_examples

AREAS = {
    "assurance", "industry", "employment", "relocation", "microcredit", "monitoring",
    "village_team", "rectification",
}  # fmt: skip
# What happens to households and their people, and checks are meant to find.
HARDSHIPS = {
    "income_low", "income_drop", "heavy_medical", "dear_schooling", "dropout", "uninsured",
    "no_serious_cover", "unsafe_house", "unsafe_water", "short_water", "far_water", "dry_water",
    "water_cut", "lost_job", "low_wage", "disaster_loss", "livestock_loss", "lost_earner",
    "uncovered_disabled", "uncovered_no_labour", "unhelped", "weak_help", "relapse",
    # with the feeds of issue, project, fund, loan, team
    "accident_hurt", "cover_stopped", "early_exit", "health_event", "herd_dying", "income_fallen",
    "not_in_need", "pension_blank", "pension_missing", "project_failed", "school_aid_missing",
    "subsidy_missing", "unchecked_assisted", "unclaimed", "uncovered_ill", "unvisited",
}  # fmt: skip
# The published early-warning rules, every one.
RULES = {f"W{number:02}" for number in range(1, 39)}
# Households, people and those who left: whatever else a check is about is the row of a feed.
PEOPLE = {"household", "person", "departed"}
# Thresholds as the standards and the published rules have them, on the last day of June 2020.
THRESHOLDS = {
    "compulsory_age_from": 6, "compulsory_age_to": 15,
    "water_litres_line": 35, "water_litres_line_hard": 20,
    "fetch_minutes_line": 20, "fetch_metres_line": 800, "fetch_climb_line": 80,
    "water_assurance_line": 90, "dry_days_line": 36, "water_cut_line": 30,
    "exited_inpatient_line": 5000, "general_inpatient_line": 20000, "outpatient_line": 500,
    "schooling_cost_line": 10000, "watched_stay_line": 6000, "general_stay_line": 10000,
    "exited_medical_share": Decimal("0.5"), "general_medical_share": 1,
    "low_income_medical_line": 10000, "general_medical_line": 26000,
    "exited_insurance_line": 5000, "low_income_insurance_line": 20000,
    "marginal_compliant_line": 10000, "livestock_loss_line": 20,
    "wage_floor": 400, "wage_minimum": 100, "wage_maximum": 30000,
    "stable_months": 6, "development_months": 6, "measure_days": 30,
    "dibao_line": 5914, "public_posts_allowed": 1,
    "labour_spending_share": Decimal("0.8"), "station_kw": 300, "station_kw_near": 500,
    "station_kw_per_household": 7, "review_months": 12, "solar_notice_months": 12,
    "library_notice_days": 10, "satisfaction_line": 90,
    "workshop_workers": 10, "workshop_share": Decimal("0.2"), "workshop_contract": 6,
    "post_age_from": 16, "post_age_to": 70,
    "area_a_person": 25,
    "loan_limit": 50000, "loan_months_limit": 36, "short_loan_rate": Decimal("4.35"),
    "long_loan_rate": Decimal("4.75"), "borrower_age_from": 18, "borrower_age_to": 65,
    "team_size": 3, "team_days": 20, "team_term_days": 730,
    "identify_days": 15, "review_notice_days": 5,
    "price_drop_share": Decimal("0.3"), "livestock_death_share": Decimal("0.2"),
    "overdue_line": 30, "due_soon_days": 30,
}  # fmt: skip
FROM_MEMORY = {
    "monitoring_line", "rural_income_last_year", "compulsory_age_to", "livestock_loss_line",
    "fetch_metres_line", "fetch_climb_line", "regular_work_months", "bereavement_months",
    "spending_target", "allocation_days", "carried_share", "prepaid_share", "price_drop_share",
    "livestock_death_share", "overdue_line", "due_soon_days", "lookback_low_share",
    "poverty_rate_line", "team_leave_days", "relocation_debt_line", "pension_age", "car_price",
}  # fmt: skip
THEMES = [
    theme
    for themes in yaml.safe_load(
        Path(__file__).with_name("themes.yaml").read_text(encoding="utf-8")
    ).values()
    for theme in themes
]
JUNE = datetime.date(2020, 6, 30)
MARK = re.compile(r"S\d+b?")


def in_yuan(parameter, value):
    return value / 100 ** parameter.unit.power("CNY")


def test_there_are_enough_checks_and_few_of_them_about_data(policy):
    packs = Counter(check.pack for check in policy.checks.values())
    risks = Counter(check.risk for check in policy.checks.values())

    assert len(policy.checks) >= 100
    assert packs["data_quality"] <= 35
    assert risks["data"] <= 35
    assert set(Counter(check.area for check in policy.checks.values())) == AREAS


def blanked(tree, policy):
    """A tree in which a parameter or literal is a blank and a variable what it is made of."""
    copy = tree.copy()
    for node in list(copy.find_all(exp.Literal, exp.Column)):
        if isinstance(node, exp.Literal) or node.name in policy.parameters:
            blank = exp.var("?")
        elif node.name in policy.variables:
            variable = policy.variables[node.name]
            parts = [
                blanked(part, policy) for part in (variable.formula, variable.condition) if part
            ]
            blank = exp.var(f"<{variable.of} {variable.source} {variable.total} {parts}>")
        else:
            continue
        if node is copy:
            return blank.sql()
        node.replace(blank)
    return copy.sql()


def test_no_two_checks_say_the_same_but_for_their_numbers(policy):
    """Unless each stands for a published rule of its own."""
    alike = {}
    for check in policy.checks.values():
        alike.setdefault((check.of, blanked(check.fails_when, policy)), []).append(check)
    doubles = [
        [check.name for check in checks]
        for checks in alike.values()
        if len(checks) > 1 and len({check.rule for check in checks if check.rule}) < len(checks)
    ]

    assert doubles == []


def test_a_tree_with_other_numbers_is_the_same_tree(policy):
    check = policy.checks["loan_over_limit"]
    twin = check.fails_when.transform(
        lambda node: exp.column("loan_months_limit") if node.name == "loan_limit" else node
    )
    other = check.fails_when.transform(
        lambda node: exp.column("balance") if node.name == "amount" else node
    )

    assert blanked(twin, policy) == blanked(check.fails_when, policy)
    assert blanked(other, policy) != blanked(check.fails_when, policy)


def test_every_check_is_of_a_supervised_area(policy):
    assert {check.area for check in policy.checks.values()} <= AREAS


def test_every_check_names_a_risk_of_the_watchlist_or_data(policy):
    risks = {*policy.content.contracts["watch"].column("risk").codes, "data"}

    assert {check.risk for check in policy.checks.values()} <= risks


def test_data_faults_go_to_those_who_keep_the_data(policy):
    quality = [check for check in policy.checks.values() if check.pack == "data_quality"]

    assert all(check.risk == "data" and check.answer_by != "village" for check in quality)


def test_every_hardship_has_a_check_that_finds_it(policy):
    kinds = {kind for check in policy.checks.values() for kind in check.finds}

    assert kinds - set(policy.checks) == HARDSHIPS - set(policy.checks)
    assert kinds >= HARDSHIPS


def test_a_kind_that_is_no_hardship_goes_by_the_name_of_a_check_that_finds_it(policy):
    for check in policy.checks.values():
        for kind in set(check.finds) - HARDSHIPS:
            assert kind in policy.checks[kind].finds, (check.name, kind)


def test_every_check_has_something_to_find(policy):
    assert [check.name for check in policy.checks.values() if not check.finds] == []


def test_visits_are_asked_only_where_there_is_a_door(policy):
    """Who answers for a village or township visits a household; a fund has none to visit."""
    doors = PEOPLE | {"relocation", "microloan"}
    callers = {"solar_list_not_reviewed", "solar_income_unspent", "solar_not_published"}

    for check in policy.checks.values():
        if check.answer_by in {"village", "township"} and check.name not in callers:
            assert check.of in doors, check.name


def test_the_published_rules_are_there(policy):
    named = {rule for check in policy.checks.values() for rule in check.rule.split(", ") if rule}

    assert named == RULES


def test_what_is_not_expressed_says_why_in_a_sentence(policy):
    assert policy.gaps
    assert [gap.what for gap in policy.gaps if not gap.why.endswith("。")] == []


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme["theme"])
def test_a_reader_finds_every_theme_by_its_words(policy, theme):
    labels = [check.label for check in policy.checks.values()]

    if "label" in theme:
        assert [label for label in labels if theme["label"] in label]
    else:
        assert theme["theme"] in {gap.what for gap in policy.gaps}


def test_unknown_values_are_never_read_as_something_else(policy):
    texts = [check.text for check in policy.checks.values()]
    texts += [variable.text for variable in policy.variables.values()]

    assert not [text for text in texts if "coalesce" in text.lower()]


@pytest.mark.parametrize("name", sorted(THRESHOLDS))
def test_thresholds_are_those_of_the_standards(policy, name):
    parameter = policy.parameters[name]

    assert in_yuan(parameter, parameter.on(JUNE).value) == THRESHOLDS[name]


@pytest.mark.parametrize(
    ("day", "line"),
    [("2020-01-01", 5000), ("2021-04-30", 5000), ("2021-05-01", 6000), ("2024-12-31", 6000),
     ("2025-01-01", 8800)],
)  # fmt: skip
def test_the_monitoring_line_changes_by_date(policy, day, line):
    parameter = policy.parameters["monitoring_line"]
    value = parameter.on(datetime.date.fromisoformat(day)).value

    assert in_yuan(parameter, value) == line


def test_there_was_no_monitoring_line_before_2020(policy):
    assert policy.parameters["monitoring_line"].on(datetime.date(2019, 12, 31)) is None


def test_every_value_and_every_check_names_its_ground(policy):
    values = [each for one in policy.parameters.values() for each in one.values]

    assert all(each.basis.strip() for each in values)
    assert all(check.basis.strip() for check in policy.checks.values())


def test_every_source_that_is_cited_is_listed_and_the_other_way_round(policy, root):
    with (root / "sources.csv").open(encoding="utf-8", newline="") as lines:
        listed = {row["mark"] for row in csv.DictReader(lines)}
    texts = [each.basis for one in policy.parameters.values() for each in one.values]
    texts += [f"{check.basis} {check.note}" for check in policy.checks.values()]
    texts += [path.read_text("utf-8") for path in root.rglob("*.yaml")]

    assert {mark for text in texts for mark in MARK.findall(text)} == listed


@pytest.mark.parametrize("name", sorted(FROM_MEMORY))
def test_what_no_source_bears_out_is_to_be_verified(policy, name):
    assert not policy.parameters[name].on(JUNE).is_verified


def test_a_value_that_cites_no_source_is_to_be_verified(policy):
    unsourced = {
        parameter.name
        for parameter in policy.parameters.values()
        for value in parameter.values
        if value.is_verified and not MARK.search(value.basis) and "年鉴" not in value.basis
    }

    assert unsourced == set()


def test_every_check_hits_is_clear_and_cannot_be_evaluated_in_an_example(policy):
    assert lacking_examples(policy) == []


def test_every_parameter_and_variable_is_used(policy):
    used = {name for check in policy.checks.values() for name in names(check.fails_when)}
    for variable in policy.variables.values():
        used |= names(variable.formula) | names(variable.condition)
    for programme in load_programmes(policy.content).values():
        used |= {aim.at_least or aim.at_most for aim in programme.aims}
    used |= {*DUE_WITHIN, *OVERDUE_FROM, "main_bank_share"}  # by which pages of loans are cut

    assert sorted(({*policy.parameters, *policy.variables}) - used) == []


def names(tree):
    return {column.name for column in tree.find_all(exp.Column)} if tree is not None else set()


def test_the_examples_come_out_as_they_say(policy):
    wrong = [trial for trial in run_examples(policy) if not trial.is_right]

    assert [(each.example.where, each.outcome) for each in wrong] == []
