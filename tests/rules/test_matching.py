"""The rules of matching as content: read whole, every fault named with its line."""

import shutil
from datetime import date

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.content import load_content
from shouwang.rules.matching import FILE, load_matching

DAY = date(2020, 6, 30)


@pytest.fixture
def changed(tmp_path):
    """Return the faults of the shipped rules with words replaced."""
    root = tmp_path / "neimenggu"
    shutil.copytree(SHIPPED / "neimenggu", root)

    def changing(*pairs):
        path = root / FILE
        text = path.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")
        with pytest.raises(InputProblems) as wrong:
            load_matching(load_content(root))
        assert all(each.where.startswith(FILE) for each in wrong.value.problems)
        return [each.message for each in wrong.value.problems]

    return changing


def test_the_shipped_rules_are_whole():
    rules = load_matching(load_content(SHIPPED / "neimenggu"))
    assert rules.every_days == 7
    assert rules.limit("age_from", DAY) == 16
    assert rules.points_on(DAY)["no_earner"] > rules.points_on(DAY)["trade"]
    assert rules.label("near") == "离家近"
    assert rules.label("region") == "不愿到区外"


def test_before_they_begin_nothing_counts():
    rules = load_matching(load_content(SHIPPED / "neimenggu"))
    assert set(rules.points_on(date(2019, 1, 1)).values()) == {0}


def test_all_faults_at_once(changed):
    found = changed(
        ("value: 30, basis: 人岗匹配", "value: -30, basis: 人岗匹配"),
        ("value: 15, basis: 本系统建议值", "value: 1.5, basis: 本系统建议值"),
        ("name: welding", "name: sewing"),
        ("education: junior}", "education: highest}"),
        ("every_days: 7", "every_days: -7"),
        ("  - name: poor\n", "  - name: rich\n"),
    )
    assert len(found) >= 6


def test_a_limit_without_value(changed):
    assert len(changed(("value: 16, basis", "worth: 16, basis"))) >= 1


def test_no_file_no_rules(tmp_path):
    root = tmp_path / "neimenggu"
    shutil.copytree(SHIPPED / "neimenggu", root)
    (root / FILE).unlink()
    assert load_matching(load_content(root)).every_days == 0
