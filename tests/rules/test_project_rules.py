"""`project_rules.yaml`: read whole, every fault named at its line."""

from dataclasses import replace
from datetime import date

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.project_rule_files import FILE, load_project_rules, unverified_parts
from shouwang.rules.project_rules import ProjectRules

SOURCE = SHIPPED / "neimenggu"


@pytest.fixture(scope="module")
def shipped():
    return load_content(SOURCE)


def test_the_points_are_a_hundred_and_every_part_says_whether_it_is_sourced(shipped):
    rules = load_project_rules(shipped)
    found = rules.on(date(2020, 6, 30))
    assert sum(each.points for each in found.performance.items) == 100
    assert {name for name, _part in unverified_parts(rules)} == {
        "matrix", "simulation", "concentration", "performance",
    }  # fmt: skip
    assert rules.on(date(2018, 3, 7)) is None


def test_a_content_may_do_without(tmp_path, shipped):
    assert load_project_rules(replace(shipped, root=tmp_path)) == ProjectRules()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("points: 15, none: 0.3", "points: 14, none: 0.3", "add up to 99, not to 100"),
        ("[10, 30, 60, 100]", "[10, 60, 30, 100]", "four rising numbers"),
        ("[10, 30, 60, 100]", "[10, 30]", "four rising numbers"),
        ("{name: high, label: 高, least: 15}", "{name: high, label: 高, least: 5}", "and fall"),
        ("{name: low, label: 低, least: 1}", "{name: low, label: 低, least: 2}", "begins at 1"),
        ("correlation: 0.3", "correlation: 3", "out of range"),
        ("confidence: 0.95", "confidence: 1", "between 0 and 1"),
        ("name: pig,", "name: dog,", "there is no 'dog'"),
        ("name: pig,", "name: dog,", "'pig' is missing"),
        ("name: loan,", "name: land,", "given twice"),
        ("name: price_fall", "name: bad_luck", "bad_luck"),
        ("name: spent_share", "name: beauty", "beauty"),
        ("none: 0.5, full: 1}", "none: 1, full: 1}", "are the same"),
        ("adjust_from_month: 10", "adjust_from_month: 13", "no such month"),
        ("  high: 2500", "  high: 1500", "high begins after middle"),
        ("from: 2018-03-08", "from: lately", "date"),
        ("trials: 10000", "trials: 3", "out of range"),
        ("      basis: 项目库每年", "      basic: 项目库每年", "cites no basis"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, shipped, old, new, told):
    text = (SOURCE / FILE).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputProblems) as faults:
        load_project_rules(replace(shipped, root=tmp_path))
    assert told in str(faults.value)
    assert all(each.where.startswith(FILE) for each in faults.value.problems)
