"""`shouwang serve`: refused in one line where it must be; started, watched and stopped together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from shouwang.cli import serve
from shouwang.stages.org.models import Account, Office
from tests.architecture.modules import ROOT
from tests.office import world

SECONDS = 120


@pytest.fixture
def taken():
    """A port at which something listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def test_a_port_in_use_is_told_in_one_line(call, taken, tmp_path):
    home = world.make_home(tmp_path / "home")
    answer = call("serve", "--home", home.root, "--port", taken)
    assert answer.code == 1
    assert answer.err.splitlines() == [
        f"cannot listen at 127.0.0.1, port {taken}: Address already in use; "
        "name another with --port"
    ]


@pytest.mark.parametrize("host", ["300.1.1.1", "no such host", ""])
def test_an_address_of_nobody_is_told(call, host, tmp_path):
    if not host:
        pytest.skip("the empty address is every address")
    answer = call("serve", "--home", tmp_path, "--host", host)
    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_is_none_is_wrong_use(call, port, tmp_path):
    assert call("serve", "--home", tmp_path, "--port", port).code == 2


def test_a_folder_without_a_home_is_told(call, tmp_path):
    answer = call("serve", "--home", tmp_path, "--port", free_port())
    assert answer.code == 1
    assert "there is no home" in answer.err


@pytest.mark.django_db
@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "office.example"])
def test_demo_accounts_are_not_shown_to_a_network(host, tmp_path):
    home = world.make_home(tmp_path / "home")
    serve.fail_if_demo_is_open(home, host)
    office = Office.objects.create(name="o", region="150000", level="region")
    Account.objects.create(username="demo", label="demo", office=office, is_demo=True)
    with pytest.raises(serve.DemoAccountsOpen):
        serve.fail_if_demo_is_open(home, host)
    for loopback in ("127.0.0.1", "127.8.8.8", "::1", "localhost"):
        serve.fail_if_demo_is_open(home, loopback)


def test_the_names_it_answers_to(monkeypatch, tmp_path):
    home = world.make_home(tmp_path / "home")
    monkeypatch.setenv("SHOUWANG_HOSTS", "shouwang.example")
    names = serve._environment(home, "::1")["SHOUWANG_HOSTS"].split(",")
    assert names == ["shouwang.example", "127.0.0.1", "localhost", "[::1]"]


class Serving:
    def __init__(self, home):
        self.port = free_port()
        left_out = ("SHOUWANG_DATABASE_URL", "SHOUWANG_HOSTS")
        environment = {name: each for name, each in os.environ.items() if name not in left_out}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "shouwang.cli.main", "serve", "--home", home.root,
             "--port", str(self.port)],
            env={**environment, "PYTHONPATH": f"{ROOT}/src"}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def status(self, path="/accounts/sign-in/", host=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": host} if host else {})
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def children(self, name):
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if name in line]

    def wait_for(self, what):
        until = time.monotonic() + SECONDS
        while not what():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.2)


@pytest.fixture
def serving(tmp_path):
    running = Serving(world.make_home(tmp_path / "home"))
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.mark.slow
def test_it_serves_restarts_what_dies_and_stops_all(serving):
    assert "Open http://127.0.0.1" in serving.process.stdout.readline()
    assert serving.status() == 200
    assert serving.status("/static/shouwang/shouwang.css") == 200
    assert serving.status(host="elsewhere.example") == 400
    (worker,) = serving.children("jobs.worker")
    os.kill(worker, signal.SIGKILL)
    serving.wait_for(lambda: serving.children("jobs.worker") not in ([], [worker]))
    (server,) = serving.children("config.server")
    os.kill(server, signal.SIGKILL)
    serving.wait_for(lambda: serving.children("config.server") not in ([], [server]))
    serving.wait_for(lambda: serving.status() == 200)
    started = time.monotonic()
    serving.process.send_signal(signal.SIGINT)
    assert serving.process.wait(timeout=60) == 0
    assert time.monotonic() - started < 30
    assert serving.status() is None


@pytest.mark.slow
def test_nothing_is_left_behind_when_it_is_killed(serving):
    serving.process.stdout.readline()
    serving.process.kill()
    serving.process.wait()
    until = time.monotonic() + SECONDS
    while serving.status() is not None:
        assert time.monotonic() < until
        time.sleep(0.2)
