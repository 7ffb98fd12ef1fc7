"""Killed at any moment, intake loses nothing, shows nothing half, and goes on."""

import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from shouwang.base.words import use_language
from tests.stages.ingest.builders import (
    COUNTRY,
    HOUSEHOLD_HEADINGS,
    PERSON_HEADINGS,
    household,
    person,
    write_csv,
)

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent.parent
CHILD = """
import os, signal, sys
from importlib import import_module
from pathlib import Path

from shouwang.cli.homes import home_with_database
from shouwang.cli.main import app

home, file, feed, target = sys.argv[1:]
home_with_database(Path(home))
if target:
    module, _, name = target.rpartition(".")
    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(import_module(module), name, die)
app(["--lang", "en", "ingest", file, "--feed", feed, "--home", home,
     "--publish", "--by", "li", "--json"])
"""


def ingest(home, file, feed, *, dies_at=""):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(home), str(file), feed, dies_at],
        cwd=ROOT,
        env={"PYTHONPATH": "src:.", "SHOUWANG_CONTENT": str(COUNTRY)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == (-signal.SIGKILL if dies_at else 0), done.stderr + done.stdout
    return {} if dies_at else json.loads(done.stdout)


def asked(home, question):
    with sqlite3.connect(home / "db.sqlite3") as database:
        return database.execute(question).fetchall()


@pytest.fixture
def home(tmp_path):
    path = write_csv(tmp_path / "h.csv", HOUSEHOLD_HEADINGS, household(1), household(2))
    ingest(tmp_path / "home", path, "household")
    use_language("en")
    return tmp_path / "home"


@pytest.mark.parametrize(
    ("moment", "published", "pending"),
    [
        ("shouwang.stages.ingest.receiving.seal_file", False, False),
        ("shouwang.stages.ingest.operations.keep_problems", False, False),
        ("shouwang.stages.ingest.operations.publish_rows", False, True),
        ("shouwang.lake.snapshots.write_new", False, True),
        ("shouwang.stages.ingest.operations._note_published", True, False),
    ],
)
def test_a_killed_ingest_is_whole_or_not_at_all(tmp_path, home, moment, published, pending):
    people = write_csv(tmp_path / "p.csv", PERSON_HEADINGS, person(1), person(2, 2))
    ingest(home, people, "person", dies_at=moment)
    snapshots = list((home / "lake" / "snapshots").glob("*.json"))
    assert len(snapshots) == (2 if published else 1)
    more = write_csv(tmp_path / "q.csv", PERSON_HEADINGS, person(3), person(4, 2))
    found = ingest(home, more, "person")
    assert (found["state"], found["accepted"]) == ("published", 2)
    states = [state for (state,) in asked(home, "select state from ingest_delivery order by id")]
    between = ["published"] if published else ["pending"] if pending else []
    assert states == ["published", *between, "published"]
    persons = 2 + 2 * (published or pending)
    assert asked(home, "select count(*) from ingest_identity") == [(persons,)]
    assert not list((home / "staged").glob(".arriving-*"))
    waiting = [path.name for path in (home / "staged").iterdir()]
    assert waiting == (["2"] if pending else [])
