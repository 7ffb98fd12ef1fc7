"""`ledger.yaml`: who signs off, when offices are reminded, what is too much; each with its basis."""

from dataclasses import replace

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.areas import Areas
from shouwang.rules.content import load_content
from shouwang.rules.ledger import FILE, LedgerRules, lint_ledger, load_ledger, rows_of

BAD = """
sign_off: [assessment]
units: [{unit: person}]
lists: [{name: listed, label: 名单, file: none.csv, unit: banner}]
remind_first: [{from: 2020-01-01, value: 0, basis: x}]
agreement: [{from: 2020-01-01, value: 1.5, basis: x}]
overload: [{from: 2020-01-01, value: 4}]
else: 1
"""


@pytest.fixture(scope="module")
def shipped():
    return load_content(SHIPPED / "neimenggu")


def test_the_shipped_rules_are_read(shipped):
    found = load_ledger(shipped)
    assert found.sign_off == ("assessment", "general")
    assert found.units["人"] == "person"
    assert rows_of(found.lists["listed_banners"], shipped) == 57


def test_without_the_file_there_are_none(shipped, tmp_path):
    assert load_ledger(replace(shipped, root=tmp_path)) == LedgerRules()


def test_all_faults_are_told_at_once(shipped, tmp_path):
    (tmp_path / FILE).write_text(BAD, encoding="utf-8")
    with pytest.raises(InputProblems) as refused:
        load_ledger(replace(shipped, root=tmp_path))
    said = str(refused.value)
    for words in ("written", "none.csv", "greater than 0", "between 0 and 1", "basis", "else",
                  "same_task is missing"):  # fmt: skip
        assert words in said, words


def test_an_office_or_a_list_that_cannot_be_is_a_fault(shipped):
    found = load_ledger(shipped)
    faults = list(lint_ledger(found, Areas(), {"listed_banners": None}))
    assert len(faults) == 3
