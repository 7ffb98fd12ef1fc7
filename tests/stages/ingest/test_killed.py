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

home, target, *words = sys.argv[1:]
home_with_database(Path(home))
if target:
    module, _, name = target.rpartition(".")
    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(import_module(module), name, die)
app(["--lang", "en", *words, "--home", home, "--json"])
"""


def ingest(home, file, feed, *, dies_at=""):
    who = ("--publish", "--by", "li", "--received-by", "wang")
    return run(home, "ingest", str(file), "--feed", feed, *who, dies_at=dies_at)


def run(home, *words, dies_at=""):
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(home), dies_at, *words],
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
        ("shouwang.stages.ingest.publishing.stops_of", False, True),
        ("shouwang.lake.snapshots.rewrite", False, True),
        ("shouwang.lake.tables.commit", False, True),
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


def test_a_killed_publish_of_what_is_in_force_changes_nothing_and_goes_on(tmp_path, home):
    path = write_csv(tmp_path / "h.csv", HOUSEHOLD_HEADINGS, household(1), household(2))
    ingest(home, path, "household", dies_at="shouwang.stages.ingest.operations._note_unchanged")
    assert asked(home, "select state from ingest_delivery where id = 2") == [("pending",)]
    done = run(home, "feeds", "publish", "2", "--by", "li")
    assert done["snapshot"] == 1
    assert asked(home, "select state from ingest_delivery where id = 2") == [("unchanged",)]
    assert len(list((home / "lake" / "snapshots").glob("*.json"))) == 1


@pytest.mark.parametrize(
    ("moment", "withdrawn"),
    [
        ("shouwang.lake.snapshots.rewrite", False),
        ("shouwang.lake.snapshots.write_new", False),
        ("shouwang.stages.ingest.operations._note_withdrawn", True),
    ],
)
def test_a_killed_withdrawal_is_whole_or_not_at_all(tmp_path, home, moment, withdrawn):
    run(home, "feeds", "withdraw", "1", "--by", "li", dies_at=moment)
    assert len(list((home / "lake" / "snapshots").glob("*.json"))) == 1 + withdrawn
    # Whatever is done next brings the database up to the lake.
    path = write_csv(tmp_path / "h.csv", HOUSEHOLD_HEADINGS, household(3))
    ingest(home, path, "household")
    state = asked(home, "select state from ingest_delivery where id = 1")
    assert state == [("withdrawn" if withdrawn else "published",)]


def test_a_killed_look_ahead_leaves_the_delivery_waiting(tmp_path, home):
    people = write_csv(tmp_path / "p.csv", PERSON_HEADINGS, person(1))
    words = ("ingest", str(people), "--feed", "person")
    run(home, *words, dies_at="shouwang.stages.ingest.operations.keep_outlook")
    assert asked(home, "select state from ingest_delivery where id = 2") == [("pending",)]
    run(home, "feeds", "publish", "2", "--by", "li")
    assert asked(home, "select state from ingest_delivery where id = 2") == [("published",)]
