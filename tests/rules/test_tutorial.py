"""The tutorial of docs/packs.md, followed: every file it shows is written, linted and tried."""

import datetime
import re
import shutil
from pathlib import Path

import pytest

from shouwang.rules.load import load_policy
from shouwang.stages.screening.trial import lacking_examples, run_examples
from tests.stages.screening import island

PAGE = Path(__file__).parents[2] / "docs" / "packs.md"
BLOCK = re.compile(r"^```(?:yaml|csv) (append|file)=(\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder in which somebody has done what the page says."""
    isles = tmp_path_factory.mktemp("tutorial") / "my-isles"
    shutil.copytree(island.ISLAND, isles)
    for act, name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        path = isles / name
        path.parent.mkdir(parents=True, exist_ok=True)
        assert path.exists() is (act == "append"), name
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    return isles


class TestTutorial:
    @pytest.mark.parametrize(("name", "checks"), [("my-isles", 5), ("moor", 1)])
    def test_leads_to_sound_packs_whose_examples_are_right(self, followed, name, checks):
        policy = load_policy(followed.parent / name, examples=True)
        assert len(policy.checks) == checks
        assert [trial for trial in run_examples(policy) if not trial.is_right] == []
        assert lacking_examples(policy) == []

    def test_finds_what_it_says_it_finds(self, followed, tmp_path):
        policy = load_policy(followed)
        day = datetime.date(1908, 12, 31)
        done, _findings = island.run(followed / "tables", tmp_path / "s", on=day, policy_=policy)
        counts = {name: done.coverage.total(name) for name in policy.checks}
        assert [(c.hit, c.clear, c.not_evaluable) for c in list(counts.values())[:3]] == [
            (3, 5, 1), (1, 8, 0), (1, 9, 0),
        ]  # fmt: skip
        peat = counts["cold_hearth"]
        assert (peat.hit, peat.clear, peat.not_evaluable) == (2, 2, 5)

    def test_shows_the_fault_that_lint_shows(self, followed, tmp_path):
        content = tmp_path / "isles"
        shutil.copytree(followed, content)
        path = content / "packs/fishing/checks.yaml"
        path.write_text(path.read_text().replace("all_old and people > 0", "people < 2"))
        with pytest.raises(Exception, match=r"people < 2") as error:
            load_policy(content)
        shown = next(
            line.strip() for line in PAGE.read_text().splitlines() if "'people < 2' puts" in line
        )
        assert shown in str(error.value)

    def test_has_no_block_that_is_not_tried(self):
        text = PAGE.read_text(encoding="utf-8").split("# Reference")[0]
        assert text.count("```yaml") + text.count("```csv") == len(BLOCK.findall(text)) > 10
