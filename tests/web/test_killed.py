"""A worker that is killed in the middle: its work is begun again or marked as failed, never lost."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.architecture.modules import ROOT
from tests.office import world

pytestmark = pytest.mark.slow
SECONDS = 240  # a busy machine is no fault of the code


class Place:
    """A home of its own, its workers and its job."""

    def __init__(self, root):
        self.home = world.make_home(root / "home")
        self.lines = root / "lines"
        self.environment = {
            **{
                name: value for name, value in os.environ.items() if name != "SHOUWANG_DATABASE_URL"
            },
            "SHOUWANG_HOME": str(self.home.root),
            "DJANGO_SETTINGS_MODULE": "shouwang.config.settings",
            "PYTHONPATH": f"{ROOT}/src:{ROOT}",
        }
        self.workers = []
        self._run("-m", "django", "migrate", "--skip-checks", "--verbosity", "0")

    def _run(self, *arguments):
        done = subprocess.run(
            [sys.executable, *arguments], env=self.environment, check=True, capture_output=True,
            text=True, cwd=ROOT,
        )  # fmt: skip
        return done.stdout.strip()

    def ask(self, *, steps=100, is_repeatable=True):
        again = "yes" if is_repeatable else "no"
        self._run("tests/web/killed.py", "ask", str(self.lines), str(steps), again)

    def work(self):
        worker = subprocess.Popen(
            [sys.executable, "tests/web/killed.py", "work"], env=self.environment, cwd=ROOT
        )
        self.workers.append(worker)
        return worker

    def job(self):
        with contextlib.closing(sqlite3.connect(self.home.database)) as database:
            database.row_factory = sqlite3.Row
            return dict(database.execute("select * from org_job").fetchone())

    def wait_for(self, what):
        until = time.monotonic() + SECONDS
        while not what(self.job()):
            assert time.monotonic() < until, self.job()
            time.sleep(0.1)
        return self.job()

    def counted(self):
        return self.lines.read_text().splitlines() if self.lines.exists() else []


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return Place(tmp_path_factory.mktemp("killed"))


@pytest.fixture
def place(made):
    made.lines.unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(made.home.database)) as database:
        database.execute("delete from org_job")
        database.execute("delete from django_tasks_database_dbtaskresult")
        database.commit()
    yield made
    for worker in made.workers:
        worker.kill()
        worker.wait()
    made.workers.clear()


def killed_in_the_middle(place, **asked):
    place.ask(**asked)
    worker = place.work()
    place.wait_for(lambda job: job["done"] > 2)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert place.job()["state"] == "running"  # nobody was left to say otherwise


def test_it_is_begun_again_by_the_next_worker(place):
    killed_in_the_middle(place)
    place.work()
    job = place.wait_for(lambda job: job["state"] == "done")
    assert (job["attempt"], job["done"], job["total"]) == (2, 100, 100)
    assert place.counted()[-100:] == [str(step) for step in range(100)]


def test_what_may_not_be_repeated_is_marked_as_failed(place):
    killed_in_the_middle(place, is_repeatable=False)
    place.work()
    job = place.wait_for(lambda job: job["state"] == "failed")
    assert job["fault"]
    assert len(place.counted()) < 100


def test_a_worker_told_to_stop_hands_its_work_back(place):
    place.ask(steps=4000)
    worker = place.work()
    place.wait_for(lambda job: job["done"] > 2)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=SECONDS) == 0
    job = place.job()
    assert (job["state"], job["attempt"]) == ("waiting", 0)
    place.work()
    assert place.wait_for(lambda job: job["state"] == "running")["attempt"] == 1


def test_a_second_worker_stands_by_until_the_first_is_gone(place):
    first, second = place.work(), place.work()
    place.ask(steps=40)
    place.wait_for(lambda job: job["done"] > 2)
    first.kill()
    first.wait()
    job = place.wait_for(lambda job: job["state"] == "done")
    assert second.poll() is None or first.poll() is not None
    assert job["attempt"] <= 2
