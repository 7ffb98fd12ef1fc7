"""The rules of leads: the shipped ones are sound, every fault is told with its line."""

from datetime import date
from types import SimpleNamespace

import pytest

from shouwang.rules.leads import FILE, lint_leads, load_leads, read_leads
from shouwang.rules.load import load_policy
from tests.office import world


def test_the_shipped_rules_are_sound():
    policy = load_policy(world.content().root)
    rules = load_leads(policy.content)
    assert list(lint_leads(rules, policy)) == []
    assert rules.cap_on(date(2020, 6, 30)) == 5
    assert rules.rest_days("wrong_data", date(2020, 6, 30)) is None


def test_a_content_without_them_has_none(tmp_path):
    assert not load_leads(SimpleNamespace(root=tmp_path)).is_there


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("value: 5,", "value: 0,", "at least one lead a week"),
        ("weight: 2", "weight: 3", "a weight of its own"),
        ("value: 0.1,", "value: 1.5,", "between 0 and 1"),
        ("name: half_year", "name: month", "given twice"),
        ("days: 30}\n  - {name: quarter", "days: 0}\n  - {name: quarter", "more than nothing"),
        ("green_channel:", "green:", "nobody knows the key"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, was, now, told, english):
    text = (world.content().root / FILE).read_text(encoding="utf-8")
    assert was in text
    (tmp_path / FILE).write_text(text.replace(was, now, 1), encoding="utf-8")
    problems = []
    read_leads(SimpleNamespace(root=tmp_path), problems)
    assert any(told in each.message and each.where.startswith(FILE) for each in problems), problems
