"""Documents as content: what the linter finds in them, each at its line."""

import shutil
from functools import cache

import pytest

from shouwang.lake.home import SHIPPED
from shouwang.rules.document_lint import lint_documents
from shouwang.rules.documents import read_documents
from shouwang.rules.practice import load_practice

PATH = "documents/reminder_letter.yaml"
FORM = """
name: reminder_letter
label: 督办函
composer: letter
levels: [banner]
roles: [region]
personal: none
format: docx
title: 督办
basis: 某文件
sections:
  - sentences:
"""


@cache
def shipped():
    return load_practice(SHIPPED / "neimenggu")


@pytest.fixture
def root(tmp_path):
    shutil.copytree(SHIPPED / "neimenggu" / "documents", tmp_path / "documents")
    return tmp_path


def faults(root, text):
    (root / PATH).write_text(text, encoding="utf-8")
    problems = []
    documents = read_documents(root, problems)
    policy, practice = shipped()
    problems += lint_documents(
        documents, policy.content, practice.indicators, practice.areas, practice.offices,
        practice.procedures,
    )  # fmt: skip
    return [str(each) for each in problems]


def test_the_shipped_documents_are_the_catalogue():
    forms = read_documents(SHIPPED / "neimenggu", []).forms
    assert set(forms) == {
        "weekly_bulletin", "special_report", "yearly_summary", "reminder_letter", "issue_ledger",
        "task_ledger", "monitoring_ledger", "public_notice", "household_dossier",
        "household_card", "working_opinion", "typical_cases", "programme_solar",
        "programme_relocation", "programme_employment", "programme_industry", "programme_funds",
        "programme_insurance", "programme_microcredit", "programme_village_teams",
        "programme_stability", "programme_safety_net",
    }  # fmt: skip
    assert all(form.basis and form.roles and form.levels for form in forms.values())


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{text: "超期12个。"}', "a number stands without its indicator"),
        ('{text: "超期１２个。"}', "a number stands without its indicator"),
        ('{text: "按国开发〔2020〕6号，超期{issues_overdue}个。"}', ""),
        ('{text: "超期{issues_late}个。"}', "nobody fills in '{issues_late}'"),
        ('{text: "{area_hits}"}', "area_hits is told for one area at a time"),
        ('{text: "{area_hits@industry}"}', ""),
        ('{text: "{area_hits@nowhere}"}', "there is no area 'nowhere'"),
        ('{text: "{issues_overdue.middle}"}', "nobody fills in"),
        ('{text: "{issues_overdue"}', "braces do not match"),
        ('{text: "好。", when: "issues_late > 0"}', "nobody fills in '{issues_late}'"),
        ('{text: "好。", when: "issues_overdue >"}', "cannot be read"),
    ],
)
def test_a_sentence_without_an_indicator_is_a_fault_at_its_line(root, line, fault):
    found = faults(root, f"{FORM}      - {line}\n")
    if fault:
        assert len(found) == 1, found
        assert found[0].startswith(f"{PATH}:13")
        assert fault in found[0]
    else:
        assert not found


@pytest.mark.parametrize(
    ("was", "now", "fault"),
    [
        ("levels: [banner]", "levels: [moon]", "there is no 'moon'"),
        ("roles: [region]", "roles: [king]", "there is no 'king'"),
        ("personal: none", "personal: some", "'some' is no personal"),
        ("basis: 某文件", "sign: x\nbasis: 某文件", "nobody knows the key sign"),
        ("name: reminder_letter", "name: other", "the file is called reminder_letter"),
        ("title: 督办", "title: 督办{month}月{nobody}", "nobody fills in '{nobody}'"),
    ],
)
def test_what_is_declared_must_be_there(root, was, now, fault):
    found = faults(root, FORM.replace(was, now) + '      - {text: "好。"}\n')
    assert [each for each in found if fault in each], found


def test_a_column_no_list_has_is_a_fault(root):
    text = FORM.replace("  - sentences:\n", "  - tables:\n      - of: issues\n        columns:\n")
    found = faults(root, f"{text}          - {{key: salary, label: 工资}}\n")
    assert "a list of issues has no salary" in found[0]


def test_a_content_without_documents_has_none(tmp_path):
    assert not read_documents(tmp_path, []).forms
