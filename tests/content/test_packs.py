"""The packs: what they say, on what ground, and that every check is shown from three sides."""

import csv
import datetime
import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlglot import exp

from shouwang.stages.screening.trial import lacking_examples, run_examples

AREAS = {
    "assurance", "industry", "employment", "relocation", "microcredit", "monitoring",
    "village_team", "rectification",
}  # fmt: skip
HARDSHIPS = {
    "income_low", "income_drop", "heavy_medical", "dear_schooling", "dropout", "uninsured",
    "no_serious_cover", "unsafe_house", "unsafe_water", "short_water", "far_water", "dry_water",
    "water_cut", "lost_job", "low_wage", "disaster_loss", "livestock_loss", "lost_earner",
    "uncovered_disabled", "uncovered_no_labour", "unhelped", "weak_help", "relapse",
}  # fmt: skip
# The published early-warning rules that these thirteen feeds can express.
RULES = {
    "W01", "W02", "W03", "W04", "W05", "W06", "W08", "W09", "W10", "W11", "W12", "W13", "W15",
    "W16", "W17", "W18", "W19", "W20", "W24", "W26", "W27", "W28", "W29", "W30", "W31", "W32",
    "W33", "W34", "W35", "W36", "W38",
}  # fmt: skip
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
}  # fmt: skip
FROM_MEMORY = {
    "monitoring_line", "rural_income_last_year", "compulsory_age_to", "livestock_loss_line",
    "fetch_metres_line", "fetch_climb_line", "regular_work_months", "bereavement_months",
}  # fmt: skip
JUNE = datetime.date(2020, 6, 30)
MARK = re.compile(r"S\d+b?")


def in_yuan(parameter, value):
    return value / 100 ** parameter.unit.power("CNY")


def test_there_are_enough_checks_and_few_of_them_about_data(policy):
    packs = Counter(check.pack for check in policy.checks.values())

    assert len(policy.checks) >= 42
    assert packs["data_quality"] <= 8
    assert min(packs["assurance"], packs["monitoring"]) >= 12


def test_no_two_checks_say_the_same(policy):
    trees = Counter((check.of, check.fails_when.sql()) for check in policy.checks.values())

    assert [tree for tree, count in trees.items() if count > 1] == []


def test_every_check_is_of_a_supervised_area(policy):
    assert {check.area for check in policy.checks.values()} <= AREAS


def test_every_check_names_a_risk_of_the_watchlist_or_data(policy):
    risks = {*policy.content.contracts["watch"].column("risk").codes, "data"}

    assert {check.risk for check in policy.checks.values()} <= risks


def test_data_faults_go_to_those_who_keep_the_data(policy):
    quality = [check for check in policy.checks.values() if check.pack == "data_quality"]

    assert all(check.risk == "data" and check.answer_by != "village" for check in quality)


def test_every_hardship_has_a_check_that_finds_it(policy):
    assert {kind for check in policy.checks.values() for kind in check.finds} == HARDSHIPS


def test_the_published_rules_are_there(policy):
    named = {rule for check in policy.checks.values() for rule in check.rule.split(", ") if rule}

    assert named == RULES


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

    assert sorted(({*policy.parameters, *policy.variables}) - used) == []


def names(tree):
    return {column.name for column in tree.find_all(exp.Column)} if tree is not None else set()


def test_the_examples_come_out_as_they_say(policy):
    wrong = [trial for trial in run_examples(policy) if not trial.is_right]

    assert [(each.example.where, each.outcome) for each in wrong] == []


def moved(policy, parameter, step):
    """The policy with every value of a parameter one step away: a day, a yuan, a hundredth."""
    values = []
    for each in parameter.values:
        if isinstance(each.value, datetime.date):
            value = each.value + datetime.timedelta(days=step)
        elif parameter.unit.power("CNY"):
            value = each.value + 100 * step
        elif not parameter.unit.powers and each.value <= 1:
            value = each.value + Decimal("0.01") * step
        else:
            value = each.value + step
        values.append(replace(each, value=value))
    changed = replace(parameter, values=tuple(values))
    return replace(policy, parameters={**policy.parameters, parameter.name: changed})


def users(policy, parameter):
    """The checks that depend on a parameter."""
    reached = {parameter}
    while True:
        more = {
            variable.name
            for variable in policy.variables.values()
            if reached & (names(variable.formula) | names(variable.condition))
        } - reached
        if not more:
            return {c.name for c in policy.checks.values() if reached & names(c.fails_when)}
        reached |= more


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, -1])
def test_a_threshold_moved_by_one_step_breaks_an_example(policy, step):
    unnoticed = [
        parameter.name
        for parameter in policy.parameters.values()
        if all(
            trial.is_right
            for trial in run_examples(
                moved(policy, parameter, step), checks=users(policy, parameter.name)
            )
        )
    ]

    assert unnoticed == []


@pytest.mark.slow
def test_a_comparison_turned_breaks_an_example(policy):
    turned = {exp.LT: exp.LTE, exp.LTE: exp.LT, exp.GT: exp.GTE, exp.GTE: exp.GT}
    unnoticed = []
    for check in policy.checks.values():
        for number, node in enumerate(check.fails_when.find_all(*turned)):
            tree = check.fails_when.copy()
            twin = list(tree.find_all(*turned))[number]
            other = turned[type(twin)](this=twin.this.copy(), expression=twin.expression.copy())
            tree = other if twin is tree else (twin.replace(other), tree)[1]
            mutant = replace(policy, checks={**policy.checks, check.name: replace(
                check, fails_when=tree)})  # fmt: skip
            if all(trial.is_right for trial in run_examples(mutant, checks=[check.name])):
                unnoticed.append((check.name, node.sql()))

    assert unnoticed == []
