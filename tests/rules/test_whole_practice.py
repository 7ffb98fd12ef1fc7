"""Every file of the office's practice is linted: a spoiled line is told with file and line."""

import shutil

import pytest

from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.practice import load_practice

# File → what stands in it, and what is written instead.
SPOILED = {
    "leads.yaml": ("green_channel: [disaster,", "green_channel: [moonfall,"),
    "questions.yaml": ("checks: [water_too_far,", "checks: [water_too_moony,"),
    "campaigns.yaml": ("who: registered", "who: moon_people"),
    "household_page.yaml": ("feed: ", "feed: moon_"),
    "offices.yaml": ("levels: [banner]", "levels: [moon]"),
    "measures.yaml": ("risk: ", "risk: moon_"),
}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return what is said of the shipped content with a line of each file spoiled, and the lines."""
    root = shutil.copytree(SHIPPED / "neimenggu", tmp_path_factory.mktemp("content") / "moon")
    lines = {}
    for name, (was, now) in SPOILED.items():
        path = root / name
        text = path.read_text(encoding="utf-8")
        lines[name] = text.count("\n", 0, text.index(was)) + 1
        path.write_text(text.replace(was, now, 1), encoding="utf-8")
    with pytest.raises(InputProblems) as refused:
        load_practice(root)
    return lines, [str(each) for each in refused.value.problems]


@pytest.mark.parametrize("name", SPOILED)
def test_a_spoiled_line_is_told(told, name):
    lines, problems = told
    about = [each for each in problems if each.startswith(f"{name}:") and "moon" in each]
    assert about, problems
    # An entry is named by its own line or the one at fault.
    numbers = [int(each.split(":")[1]) for each in about]
    assert any(0 <= lines[name] - number <= 8 for number in numbers), about
