"""Calls of the command line in this process, and a home of the invented islands."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date

import pytest
from typer.testing import CliRunner

from shouwang.cli.main import app
from shouwang.lake.home import create_home
from tests.stages.screening.island import ISLAND

DAY = date(1908, 12, 31)
# A landing in every quarter on both islands: the totals of twelve months are covered.
MORE = """\
L20,d,ling,1908-05-05,1.0,0.125
L21,d,ling,1908-10-05,1.0,0.125
L22,i,ling,1908-05-05,1.0,0.125
L23,i,ling,1908-08-05,1.0,0.125
"""


@dataclass(frozen=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def problems(self):
        return [f"{each['where']}: {each['message']}" for each in self.json["problems"]]


@pytest.fixture
def call():
    """Call the command; whatever is no clear end is raised."""
    runner = CliRunner()

    def calling(*arguments):
        done = runner.invoke(app, [str(each) for each in arguments], catch_exceptions=False)
        return Answer(done.exit_code, done.stdout, done.stderr)

    return calling


@pytest.fixture(scope="session")
def island_home(tmp_path_factory):
    """A home in which the islands' deliveries are published; only reading commands use it."""
    root = tmp_path_factory.mktemp("home") / "islands"
    create_home(root, content=str(ISLAND), day=DAY)
    catch = root.parent / "catch.csv"
    catch.write_text((ISLAND / "tables" / "catch.csv").read_text() + MORE)
    files = {name: ISLAND / "tables" / f"{name}.csv" for name in ("homestead", "islander")}
    for feed, path in {**files, "catch": catch}.items():
        subprocess.run(
            [sys.executable, "-m", "shouwang.cli.main", "ingest", path, "--feed", feed,
             "--home", root, "--publish", "--by", "tester"],
            check=True, capture_output=True, env={**os.environ, "PYTHONPATH": "src"},
        )  # fmt: skip
    return root


@pytest.fixture(scope="session")
def screened_home(island_home):
    """The same home after a run."""
    done = CliRunner().invoke(
        app, ["screen", "--home", str(island_home), "--as-of", "1908-12-31", "--json"],
        catch_exceptions=False,
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return island_home
