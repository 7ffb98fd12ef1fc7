"""Every command is explained and documented, and those that need no database need no Django."""

import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from shouwang.cli.main import app
from tests.architecture.modules import ROOT

WITHOUT_DJANGO = """
import sys
sys.modules["django"] = None  # from here on, importing it fails
from shouwang.cli.main import main
main()
"""
PLAN = """\
一、重点任务
(一)确保完成脱贫任务。完成剩余1.6万人脱贫任务。(规划财务处牵头,各处室配合)
"""


def commands(command: Any, name: str = "shouwang") -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, by its full name."""
    if hasattr(command, "list_commands"):
        for own in command.list_commands(None):
            yield from commands(command.get_command(None, own), f"{name} {own}")
    else:
        yield name, command


def unexplained(name: str, command: Any) -> Iterator[str]:
    """A command and each of its options say what they do."""
    if not command.help:
        yield f"{name} has no help"
    for parameter in command.params:
        is_option = parameter.param_type_name == "option" and parameter.name != "help"
        if is_option and not parameter.help:
            yield f"{name}: {parameter.opts[0]} has no help"


def undocumented(names: list[str], page: str) -> Iterator[str]:
    """What is offered has a heading in docs/cli.md, and no heading offers what is not there."""
    headings = re.findall(r"^#+ +`?(shouwang [a-z-]+(?: [a-z-]+)*)", page, flags=re.MULTILINE)
    yield from (f"docs/cli.md has no heading for {name}" for name in names if name not in headings)
    groups = {" ".join(name.split()[:-1]) for name in names}
    for heading in headings:
        if heading not in names and heading not in groups:
            yield f"docs/cli.md offers {heading}, which is not there"


@pytest.fixture(scope="module")
def tree():
    return dict(commands(typer.main.get_command(app)))


def test_every_command_says_what_it_does(tree):
    faults = [fault for name, command in tree.items() for fault in unexplained(name, command)]
    assert not faults, "\n" + "\n".join(faults)


def test_every_command_is_documented(tree):
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    faults = list(undocumented(list(tree), page))
    assert not faults, "\n" + "\n".join(faults)


def test_a_command_without_help_or_heading_is_caught():
    small = typer.Typer()

    @small.command()
    def bare(depth: int = 1) -> None: ...

    @small.command()
    def other() -> None:
        """Do something."""

    found = dict(commands(typer.main.get_command(small)))
    assert set(found) == {"shouwang bare", "shouwang other"}
    assert len(list(unexplained("shouwang bare", found["shouwang bare"]))) == 2
    assert not list(unexplained("shouwang other", found["shouwang other"]))
    page = "# Commands\n\n## shouwang other\n\n## shouwang gone\n"
    assert list(undocumented(list(found), page)) == [
        "docs/cli.md has no heading for shouwang bare",
        "docs/cli.md offers shouwang gone, which is not there",
    ]


def run_without_django(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", WITHOUT_DJANGO, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)


@pytest.mark.parametrize("act", ["lint", "list", "test", "todo", "gaps"])
def test_packs_need_no_django(act):
    done = run_without_django("packs", act)
    assert done.returncode == 0, done.stderr


def test_blank_workbooks_need_no_django(tmp_path):
    done = run_without_django("feeds", "template", "price", "--out", tmp_path / "price.xlsx")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "price.xlsx").exists()


def test_plans_need_no_django(tmp_path):
    plan = tmp_path / "plan.txt"
    plan.write_text(PLAN, encoding="utf-8")
    done = run_without_django("plan", "parse", plan, "--json")
    assert done.returncode == 0, done.stderr
    assert '"lead"' in done.stdout


@pytest.mark.slow
def test_a_made_up_region_is_screened_without_django(tmp_path):
    made = run_without_django("synthesize", "--scale", "0.01", "--seed", "1", "--out", tmp_path)
    assert made.returncode == 0, made.stderr
    done = run_without_django(
        *("screen", "--tables", tmp_path / "tables", "--as-of", "2020-06-30"),
        *("--out", tmp_path / "findings.parquet", "--json"),
    )
    assert done.returncode == 0, done.stderr
    assert '"findings_sha256"' in done.stdout
    assert (tmp_path / "findings.parquet").exists()


def test_the_block_bites():
    code = WITHOUT_DJANGO.replace("from shouwang.cli.main import main\nmain()", "import django.db")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert done.returncode != 0
    assert "django" in done.stderr
