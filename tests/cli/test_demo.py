"""The demo from end to end: what intake makes of the deliveries is what the tables say."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import shouwang

CONTENT = Path(shouwang.__file__).parent / "content" / "neimenggu"
SCALE = "0.0004"
pytestmark = pytest.mark.slow


def answer_of(*words):
    """Run a command in a process of its own, since a process serves one home."""
    command = [sys.executable, "-m", "shouwang.cli.main", *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("demo") / "home"


@pytest.fixture(scope="module")
def demo(home):
    return answer_of("demo", "--home", home, "--scale", SCALE, "--no-serve")


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    region = tmp_path_factory.mktemp("region") / "made"
    answer_of("synthesize", "--scale", SCALE, "--seed", 1, "--out", region)
    return answer_of("screen", "--content", CONTENT, "--tables", region / "tables",
                     "--as-of", "2020-06-30")  # fmt: skip


def test_every_delivery_goes_in_and_every_check_comes_out_as_over_the_tables(demo, screened):
    counts = ("name", "hit", "clear", "not_evaluable")
    assert [tuple(check[name] for name in counts) for check in demo["checks"]] == [
        tuple(check[name] for name in counts) for check in screened["checks"]
    ]
    assert demo["findings"] == screened["findings"] > 0


def test_a_home_that_is_there_is_shown_again(demo, home):
    again = answer_of("demo", "--home", home, "--scale", SCALE, "--no-serve")
    assert (again["run"], again["findings_sha256"]) == (demo["run"], demo["findings_sha256"])
    assert again["steps"] == {}


def test_the_score_of_a_home_says_what_is_found_and_what_a_withheld_feed_does(demo, home):
    score = answer_of("score", "--home", home)
    assert score["overall"]["recall"] >= 0.9
    assert score["overall"]["visits_per_find"] <= 10
    assert {check["name"] for check in score["checks"]} >= {c["name"] for c in demo["checks"]}
    (held,) = score["withheld"]
    assert held["newly_clear"] == 0
    assert held["after"]["not_evaluable"] > held["before"]["not_evaluable"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(["--seeds", "0"], 2), (["--home", "x", "--seeds", "1"], 2), (["--home", "nowhere"], 1)],
)
def test_a_score_of_nothing_is_refused(words, code, tmp_path):
    command = [sys.executable, "-m", "shouwang.cli.main", "score", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
