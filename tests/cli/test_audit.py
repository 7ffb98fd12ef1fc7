"""``shouwang audit verify`` and ``shouwang accounts``: one home, so one process for all of it."""

import json
import os
import subprocess
import sys
from datetime import date

import pytest

from shouwang.lake.home import create_home

DAY = date(2020, 6, 30)
# One home a process: the calls are made in it one after the other, what they said is printed.
CALLS = """
import json, os, sys
from pathlib import Path
from typer.testing import CliRunner
from shouwang.cli.main import app

root, told = sys.argv[1], {}
who = ["--label", "W", "--role", "admin", "--region", "150000", "--office", "O", "--home", root]

def call(name, *arguments):
    done = CliRunner().invoke(app, [*arguments])
    told[name] = [done.exit_code, done.stdout, done.stderr]
    return done

call("added", "accounts", "add", "zhou.tao", *who, "--json")
call("again", "accounts", "add", "zhou.tao", *who)
call("both", "accounts", "add", "both", *who, "--role", "auditor", "--json")
call("asked", "accounts", "add", "asked", *who, "--ask")
call("listed", "accounts", "list", "--home", root, "--json")
call("table", "accounts", "list", "--home", root)
call("reset", "accounts", "reset", "zhou.tao", "--home", root)
call("last", "accounts", "close", "zhou.tao", "--home", root)
call("nobody", "accounts", "reset", "nobody", "--home", root)

from django.db import connection
from shouwang.base.access import SYSTEM
from shouwang.lake.home import now, open_home, today
from shouwang.stages.org.operations.audit import seal_entries
home = open_home(Path(root))
seal_entries(at=now(home), by=SYSTEM, on=today(home))
whole = call("whole", "audit", "verify", "--home", root, "--json")
anchor = "2020-06-30=" + json.loads(whole.stdout)["hash"]
call("kept", "audit", "verify", "--home", root, "--anchor", anchor)
call("other", "audit", "verify", "--home", root, "--anchor", "2020-06-30=" + "0" * 64)
call("no_anchor", "audit", "verify", "--home", root, "--anchor", "x")
with connection.cursor() as cursor:
    cursor.execute("UPDATE org_audit SET who = 'x' WHERE position = 1")
call("broken", "audit", "verify", "--home", root)
call("broken_json", "audit", "verify", "--home", root, "--json")
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    root = tmp_path_factory.mktemp("audited") / "home"
    create_home(root, content="neimenggu", day=DAY)
    environment = {**os.environ, "SHOUWANG_LANG": "en"}
    environment.pop("SHOUWANG_HOME", None)
    done = subprocess.run(
        [sys.executable, "-c", CALLS, str(root)],
        env=environment, capture_output=True, check=False, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


class TestAccounts:
    def test_a_home_gets_its_first_administrator(self, told):
        code, out, _err = told["added"]
        assert code == 0
        assert len(json.loads(out)["password"]) == 19

    def test_a_name_is_taken_once(self, told):
        code, _out, err = told["again"]
        assert code == 1
        assert "taken" in err

    def test_roles_that_exclude_each_other_are_refused(self, told):
        code, out, _err = told["both"]
        assert code == 1
        assert json.loads(out)["problems"][0]["where"] == "roles"

    def test_a_password_is_not_asked_of_nobody(self, told):
        assert told["asked"][0] != 0

    def test_are_listed(self, told):
        assert [each["username"] for each in json.loads(told["listed"][1])] == ["zhou.tao"]
        assert "zhou.tao" in told["table"][1]

    def test_a_new_password_is_shown_once(self, told):
        assert "shown only now" in told["reset"][1]
        assert told["nobody"][0] == 1

    def test_the_last_administrator_stays(self, told):
        code, _out, err = told["last"]
        assert code == 1
        assert "last administrator" in err


class TestTheLog:
    def test_is_proved(self, told):
        code, out, _err = told["whole"]
        proved = json.loads(out)
        assert code == 0
        assert proved["is_whole"]
        assert proved["entries"] == 2

    def test_is_held_to_a_printed_anchor(self, told):
        assert told["kept"][0] == 0
        code, _out, err = told["other"]
        assert code == 1
        assert "anchor:2020-06-30" in err
        assert told["no_anchor"][0] == 2

    def test_names_its_first_broken_link(self, told):
        code, _out, err = told["broken"]
        assert code == 1
        assert "the first is audit:1" in err
        code, out, _err = told["broken_json"]
        assert code == 1
        assert json.loads(out)["breaks"][0]["where"] == "audit:1"
