"""`funds.yaml`: what is read, and every fault of it at once."""

from decimal import Decimal

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.funds import lint_fund_rules, load_fund_rules, unverified_fund_rules

GOOD = """\
targets:
  - {kind: all, label: All, owner: a, shares: [0, 0, 0, 0, 0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 1], basis: b}
factors:
  - {name: poor, label: Poor, indicator: poor, weight: 1, basis: b, status: to-verify}
groups:
  - {name: g, label: G}
items:
  - {name: i, group: g, label: I, indicator: poor, points: 10, none: 0, full: 1, basis: b}
grades:
  - {label: A, least: 0, basis: b}
"""


@pytest.fixture
def content(tmp_path):
    """The shipped content with a file of its own."""
    from dataclasses import replace

    def with_file(text):
        (tmp_path / "funds.yaml").write_text(text, encoding="utf-8")
        return replace(load_content(SHIPPED / "neimenggu"), root=tmp_path)

    return with_file


def test_what_is_written_is_read(content):
    rules = load_fund_rules(content(GOOD))
    assert rules.targets["all"].shares[5] == Decimal("0.5")
    assert [name for name, _part in unverified_fund_rules(rules)] == ["poor"]
    problems = list(lint_fund_rules(rules, indicators=[], offices=[]))
    assert len(problems) == 3
    assert list(lint_fund_rules(rules, indicators=["poor"], offices=["a"])) == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("0.5, 0.5, 1]", "0.6, 0.5, 1]", "none less than the last"),
        (", 1]", "]", "twelve shares"),
        (", 1]", ", 2]", "twelve shares"),
        (", 1]", ", true]", "twelve shares"),
        ("kind: all", "kind: gold", "there is no 'gold'"),
        ("weight: 1", "weight: 0.9", "the weights add up to 0.9, not to 1"),
        ("weight: 1", "weight: -1", "a weight is not negative"),
        ("group: g", "group: h", "there is no 'h'"),
        ("full: 1", "full: 0", "none and full are the same"),
        ("points: 10, ", "", "points is missing"),
        ("basis: b}\nfactors", "basis: b, colour: red}\nfactors", "colour"),
    ],
)
def test_faults_are_named(content, before, after, message):
    assert before in GOOD
    with pytest.raises(InputProblems) as wrong:
        load_fund_rules(content(GOOD.replace(before, after)))
    assert message in str(wrong.value)


def test_the_shipped_rules_say_that_nothing_of_them_is_verified():
    rules = load_fund_rules(load_content(SHIPPED / "neimenggu"))
    parts = len(rules.targets) + len(rules.factors) + len(rules.items)
    assert len(list(unverified_fund_rules(rules))) == parts
    assert sum(each.points for each in rules.items.values() if each.points > 0) == 100
