"""What a received delivery would change, and what is to be mended: told before it counts."""

import datetime
import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from shouwang.lake.home import create_home

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent.parent
ISLAND = Path(str(files("shouwang") / "content" / "island"))
CHILD = "from shouwang.cli.main import main; main()"


def shouwang(home, *words):
    """Run the command in a process of its own: Django knows one home in each."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, "--lang", "en", *words, "--home", str(home), "--json"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src"},
        capture_output=True,
        check=False,
        text=True,
    )
    return done.returncode, done.stdout


@pytest.fixture
def home(tmp_path):
    root = tmp_path / "home"
    create_home(root, content=str(ISLAND), day=datetime.date(1908, 12, 31))
    for feed in ("homestead", "islander", "catch"):
        words = ("--publish", "--by", "elder", "--received-by", "clerk")
        code, out = shouwang(
            root, "ingest", str(ISLAND / "tables" / f"{feed}.csv"), "--feed", feed, *words
        )
        assert code == 0, out
    return root


def test_is_part_of_the_review_and_kept_with_the_delivery(tmp_path, home):
    text = (ISLAND / "tables" / "islander.csv").read_text(encoding="utf-8")
    path = tmp_path / "islander.csv"
    path.write_text(text.replace("b,kirk-1,1896-10-11", "b,kirk-1,1899-10-11"), encoding="utf-8")
    code, out = shouwang(home, "ingest", str(path), "--feed", "islander")
    review = json.loads(out)
    assert (code, review["state"]) == (0, "pending")
    assert review["difference"]["by_column"] == {"born_on": 1}
    assert review["effects"]["skipped"] == ""
    assert review["effects"]["looked_at"] == 3
    assert review["fix_list"]["checks"] == 1
    _code, out = shouwang(home, "feeds", "diff", "4")
    kept = json.loads(out)
    assert kept["effects"] == review["effects"]
    assert kept["fix_list"] == review["fix_list"]
    code, out = shouwang(home, "feeds", "fixes", "4", "--out", str(tmp_path / "fixes.csv"))
    fixes = json.loads(out)
    assert fixes["fixes"] == review["fix_list"]["fixes"]
    assert code == bool(fixes["count"])
    assert (tmp_path / "fixes.csv").read_text(encoding="utf-8-sig").startswith("village,")


def test_the_same_file_again_changes_nothing(home):
    words = ("--publish", "--by", "elder", "--received-by", "clerk")
    path = str(ISLAND / "tables" / "homestead.csv")
    code, out = shouwang(home, "ingest", path, "--feed", "homestead", *words)
    done = json.loads(out)
    assert (code, done["state"], done["snapshot"], done["same_as"]) == (0, "unchanged", 3, 1)


def test_nobody_publishes_what_they_have_received(home):
    path = str(ISLAND / "tables" / "homestead.csv")
    words = ("--publish", "--by", "Clerk ", "--received-by", "clerk")
    assert shouwang(home, "ingest", path, "--feed", "homestead", *words)[0] == 2
