"""Every programme has the same parts under the same names, and no more of its own."""

import pytest

from shouwang.lake.home import SHIPPED
from shouwang.rules.practice import load_practice
from tests.architecture.modules import ROOT

PACKAGE = ROOT / "src" / "shouwang"
POLICY, PRACTICE = load_practice(SHIPPED / "neimenggu")
NAMES = sorted(PRACTICE.programmes)


def test_there_are_the_ten_of_the_design():
    stages = {each.name for each in (PACKAGE / "stages" / "programmes").iterdir() if each.is_dir()}

    assert stages - {"__pycache__"} == set(NAMES)
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_a_programme_has_its_stage_its_pages_its_paper_and_its_guide(name):
    stage = PACKAGE / "stages" / "programmes" / name
    wanted = [
        stage / "facts.py", stage / "queries" / "__init__.py",
        PACKAGE / "web" / "programmes" / name / "urls.py",
        SHIPPED / "neimenggu" / "documents" / f"programme_{name}.yaml",
        ROOT / "docs" / "guides" / "programmes" / f"{name}.md",
        ROOT / "docs" / "guides" / "programmes" / f"{name}.zh-CN.md",
    ]  # fmt: skip

    assert [str(each) for each in wanted if not each.exists()] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_programme_has_pages_of_its_own_that_are_there(name):
    from django.urls import reverse

    for each in PRACTICE.programmes[name].pages:
        assert reverse(each.url).startswith(f"/programmes/{name}/")
