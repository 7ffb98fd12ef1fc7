"""Runs a command beside a throw-away PostgreSQL: ``python -m tools.postgres pytest …``.

The cluster lies in a temporary folder, listens at a socket there alone, and is stopped and removed
whatever becomes of the command. PostgreSQL refuses to run as root: the user `postgres` of the
package runs it then.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

DEBIAN = Path("/usr/lib/postgresql")
USER = "postgres"
PACKAGE = "postgresql"
# Nobody needs these tables after a power cut.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60",
         "listen_addresses=''")  # fmt: skip
# As an office's own cluster may sort: by the rules of a language, not by the characters' numbers.
SORTED = ("--locale-provider", "icu", "--icu-locale", "zh-Hans-CN")
SECONDS_TO_START = "120"
STOPPED = 143  # as a shell tells SIGTERM


class NoPostgres(Exception):
    """There is none, and it may not be installed; the message is one line that says so."""


def programs() -> Path:
    """Return the folder of `initdb` and `pg_ctl`, installing the package where this may be done.

    Raises:
        NoPostgres: if there is none.
    """
    found = _installed()
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {PACKAGE} for the tests; this is done once.", file=sys.stderr)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for act in (["update"], ["install", "--yes", "--no-install-recommends", PACKAGE]):
            subprocess.run(["apt-get", "-qq", *act], env=quiet, capture_output=True, check=False)
        found = _installed()
    if found is None:
        raise NoPostgres(
            f"These tests need the package {PACKAGE} (Debian; as root: apt-get install {PACKAGE})."
        )
    return found


def _installed() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


def as_server(command: Sequence[object]) -> list[str]:
    """Return a command as the user that may run the server."""
    words = [str(word) for word in command]
    return ["runuser", "-u", USER, "--", *words] if os.geteuid() == 0 else words


@contextmanager
def cluster() -> Iterator[str]:
    """Yield the address of a new database; all of it goes afterwards.

    Raises:
        NoPostgres: if there is no PostgreSQL.
    """
    where = programs()
    with tempfile.TemporaryDirectory(prefix="shouwang-pg-") as scratch:
        folder = Path(scratch)
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
        user = USER if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        data, log = folder / "data", folder / "log"
        _run([where / "initdb", "--pgdata", data, "--auth", "trust", "--encoding", "UTF8",
              "--locale", "C.UTF-8", *SORTED, "--username", user, "--no-sync"])  # fmt: skip
        options = " ".join(f"-c {each}" for each in QUICK)
        control = [where / "pg_ctl", "--pgdata", data, "--silent", "--wait"]
        try:
            _run([*control, "--timeout", SECONDS_TO_START, "--log", log,
                  "--options", f"{options} -c unix_socket_directories={folder}", "start"])  # fmt: skip
            yield f"postgresql://{user}@/{USER}?host={folder}"
        finally:
            subprocess.run(
                as_server([*control, "--mode", "immediate", "stop"]), cwd="/", check=False,
                capture_output=True,
            )  # fmt: skip


def _run(command: Sequence[object]) -> None:
    done = subprocess.run(
        as_server(command), cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{command[0]} failed"]
        raise NoPostgres(f"PostgreSQL does not start: {lines[-1]}")


def main() -> int:
    """Run the command; the exit code is its own."""
    # Told to stop, it still takes the command and the cluster down with it.
    signal.signal(signal.SIGTERM, lambda *_ignored: sys.exit(STOPPED))
    try:
        with cluster() as address:
            environment = {**os.environ, "SHOUWANG_DATABASE_URL": address}
            return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
    except NoPostgres as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
