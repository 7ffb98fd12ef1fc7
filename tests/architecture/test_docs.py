"""The docs point to what is there: files, make targets, and decisions of one shape."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.modules import ROOT

LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
TARGET = re.compile(r"(?:^ {4}|`)make ([a-z-]+)", flags=re.MULTILINE)
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))


def dead_links(text: str, folder: Path) -> Iterator[str]:
    """Links to files of the repository that are not there."""
    return (link for link in LINK.findall(text) if not (folder / link).exists())


def unknown_targets(text: str, makefile: str) -> Iterator[str]:
    """Commands of make that the Makefile does not know."""
    known = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    return (target for target in TARGET.findall(text) if target not in known)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_points_to_what_is_there(page):
    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert list(dead_links(text, page.parent)) == []
    assert list(unknown_targets(text, makefile)) == []


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_says_why_what_and_what_follows(page):
    text = page.read_text(encoding="utf-8")
    number = int(page.stem.split("-")[0])
    assert text.startswith(f"# {number}. ")
    assert re.findall(r"^## (.+)$", text, flags=re.MULTILINE) == [
        "Context",
        "Decision",
        "Consequences",
    ]


def test_decisions_are_numbered_without_gaps():
    numbers = [int(page.stem.split("-")[0]) for page in DECISIONS]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers


def test_a_dead_link_and_an_unknown_target_are_caught(tmp_path):
    (tmp_path / "a.md").touch()
    text = "[a](a.md) [b](b.md#c) [c](https://example.org) `make gone`\n\n    make test\n"
    assert list(dead_links(text, tmp_path)) == ["b.md"]
    assert list(unknown_targets(text, "test:\n\tpytest\n")) == ["gone"]
