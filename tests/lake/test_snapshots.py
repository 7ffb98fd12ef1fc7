"""Snapshots: a publish is one act; killing it at any moment leaves the last one readable."""

import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shouwang.base.errors import ShouwangError
from shouwang.lake.ground import Plan
from shouwang.lake.snapshots import Lake, SnapshotMissing
from tests.lake.toy import ACT, PLACES, toy_lake

HOUSEHOLDS = [
    {"household": 1, "village": "v1", "income": 100},
    {"household": 2, "village": "v3", "income": 200},
]
ROOT = Path(__file__).parent.parent.parent


class TestLake:
    def test_is_empty_at_first(self, tmp_path):
        lake = Lake(tmp_path, PLACES)
        assert lake.latest() is None
        assert lake.history() == ()
        with pytest.raises(SnapshotMissing):
            lake.snapshot(1)

    def test_remembers_every_snapshot(self, tmp_path):
        toy = toy_lake(tmp_path)
        first = toy.send(1, "household", HOUSEHOLDS)
        toy.send(2, "household", [{"household": 1, "village": "v1", "income": 5}])
        assert [each.id for each in toy.lake.history()] == [1, 2]
        assert toy.lake.snapshot(1) == first
        assert first.on == date(2020, 6, 30)
        assert first.actor == ACT.actor
        assert first.delivery["feed"] == "household"
        assert {row["income"] for row in toy.rows("household", first)} == {100, 200}
        assert {row["income"] for row in toy.rows("household")} == {5, 200}

    def test_tells_the_files_of_every_table_without_opening_them(self, tmp_path):
        toy = toy_lake(tmp_path)
        snapshot = toy.send(1, "household", HOUSEHOLDS)
        sources = toy.lake.sources_of(snapshot)
        assert sorted(sources) == ["delivered", "household"]
        assert sources["household"].hive
        assert [file.partition for file in sources["household"].files] == [
            ("10", "1001"),
            ("20", "2001"),
        ]
        assert sources["household"].rows == 2
        assert not sources["delivered"].hive
        assert [file.partition for file in sources["delivered"].files] == [None]

    def test_writes_no_value_of_a_row_into_the_log(self, tmp_path):
        toy = toy_lake(tmp_path)
        toy.send(1, "household", [{"household": 77123456, "village": "v1", "income": 88123456}])
        for path in (tmp_path / "lake" / "tables" / "household" / "_delta_log").iterdir():
            assert b"77123456" not in path.read_bytes()
            assert b"88123456" not in path.read_bytes()

    def test_refuses_a_region_that_cannot_be_a_path(self, tmp_path):
        toy = toy_lake(tmp_path)
        bad = toy.ground.regions.set_column(2, "banner", [["../../x", "1002", "2001"]])
        crooked = type(toy)(replace(toy.ground, regions=bad))
        with pytest.raises(ShouwangError, match="region's code"):
            crooked.send(1, "household", HOUSEHOLDS)
        assert toy.lake.latest() is None


# Where a publish is killed: before or after each thing that it does to the disk.
MOMENTS = [
    ("shouwang.lake.snapshots.rewrite", "before", 1),
    ("shouwang.lake.snapshots.rewrite", "after", 1),
    ("shouwang.lake.tables._at", "after", 1),
    ("shouwang.lake.tables.commit", "after", 1),
    ("shouwang.lake.snapshots.rewrite", "after", 2),
    ("shouwang.lake.tables.commit", "after", 2),
    ("shouwang.lake.folder.os.link", "before", 1),
    ("shouwang.lake.folder.os.link", "after", 1),
]
CHILD = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from tests.lake.toy import toy_lake

root, target, when, times = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
holder, _, name = target.rpartition(".")
owner = import_module(holder) if holder != "shouwang.lake.folder.os" else os
real, calls = getattr(owner, name), 0

def deadly(*args, **kwargs):
    global calls
    calls += 1
    if when == "before" and calls == times:
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **kwargs)
    if when == "after" and calls == times:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, name, deadly)
toy_lake(root).send(2, "household", [
    {"household": 1, "village": "v2", "income": 999},
    {"household": 3, "village": "v1", "income": 999},
])
"""


@pytest.mark.slow
@pytest.mark.parametrize(("target", "when", "times"), MOMENTS)
def test_a_killed_publish_leaves_the_last_one_readable(tmp_path, target, when, times):
    toy = toy_lake(tmp_path)
    toy.send(1, "household", HOUSEHOLDS)
    before = toy.rows("household"), toy.rows("delivered")
    command = [
        sys.executable,
        "-c",
        textwrap.dedent(CHILD),
        str(tmp_path),
        target,
        when,
        str(times),
    ]
    done = subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": "src:."}, capture_output=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()
    is_done = (target, when) == ("shouwang.lake.folder.os.link", "after")
    assert toy.lake.latest().id == (2 if is_done else 1)
    if not is_done:
        assert (toy.rows("household"), toy.rows("delivered")) == before
    # The next publish works, and nothing of the one that was killed gets in with it.
    toy.send(3, "household", [{"household": 2, "village": "v3", "income": 7}])
    found = {row["household"]: row["income"] for row in toy.rows("household")}
    assert found == ({1: 999, 2: 7, 3: 999} if is_done else {1: 100, 2: 7})
    assert {row["delivery"] for row in toy.rows("delivered")} == ({1, 2, 3} if is_done else {1, 3})
    assert not list((tmp_path / "lake").glob(".work-*"))


@pytest.mark.slow
def test_two_publishers_do_not_mix(tmp_path):
    toy = toy_lake(tmp_path)
    toy.send(1, "household", HOUSEHOLDS)
    script = (
        "import sys; from pathlib import Path; from tests.lake.toy import toy_lake\n"
        "toy, first = toy_lake(Path(sys.argv[1])), int(sys.argv[2])\n"
        "for number in range(first, first + 4):\n"
        "    toy.send(number, 'household',"
        " [{'household': number, 'village': 'v1', 'income': number}])\n"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path), first],
            cwd=ROOT,
            env={"PYTHONPATH": "src:."},
        )
        for first in ("100", "200")
    ]
    assert [each.wait() for each in running] == [0, 0]
    assert {row["household"] for row in toy.rows("household")} == {
        1, 2, *range(100, 104), *range(200, 204)
    }  # fmt: skip
    assert [each.id for each in toy.lake.history()] == list(range(1, 10))


def test_a_plan_says_where_rows_go(tmp_path):
    plan = toy_lake(tmp_path).ground.plans["claim"]
    assert isinstance(plan, Plan)
    assert plan.shape.group == ("sender", "period")
    assert plan.shape.order == ("person", "claim", "row")
    assert plan.shape.columns.names == [
        "claim", "person", "paid", "league", "banner", "period", "sender", "delivery", "row"
    ]  # fmt: skip
