"""Every feed has a page that says what is sent, how, and what a new file replaces."""

import pytest

from tests.architecture.modules import ROOT
from tools import feed_pages, pages

CONTRACTS = pages.policy().content.contracts
FOLDER = ROOT / feed_pages.FOLDER


def test_no_page_is_left_of_a_feed_that_is_gone():
    assert {path.stem for path in FOLDER.glob("*.md")} == {"README", *CONTRACTS}


def test_the_index_names_every_feed_with_its_sender():
    text = feed_pages.index()
    for contract in CONTRACTS.values():
        assert f"| {contract.department_label} | [{contract.label}]({contract.name}.md) |" in text


@pytest.mark.parametrize("feed", sorted(CONTRACTS))
def test_a_page_names_every_column_alias_and_code(feed):
    text = feed_pages.page(CONTRACTS[feed])

    assert f"shouwang feeds template {feed} --out" in text
    for column in CONTRACTS[feed].columns:
        assert f"\n| {column.label} | " in text
        assert all(alias in text for alias in column.aliases)
        for word, labels in column.codes.items():
            assert f"`{word}`" in text
            assert all(label in text for label in labels)


def test_a_page_says_what_is_particular_of_a_column():
    rows = {
        line.split(" | ")[0].removeprefix("| "): line
        for line in feed_pages.page(CONTRACTS["medical_claim"]).splitlines()
        if line.startswith("| ")
    }
    assert "金额（不小于0） | 元 | 不能为空" in rows["个人自付金额"]
    assert "加密保存 | 159900" in rows["证件号码"]
    assert "视为否" in rows["大病专项救治病种"]
    assert "超过5%" in rows["退回比例"]
    assert "同一期" in rows["替换关系"]
