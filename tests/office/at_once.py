"""Things done at the same moment, each by a thread with a connection of its own."""

import contextlib
import threading

import pytest
from django.db import connection

SECONDS = 120  # a busy machine is no fault of the code


def at_once(*acts):
    """Begin all at the same moment; return what each returned, or the error it ended with."""
    answers = [None] * len(acts)
    line = threading.Barrier(len(acts))

    def run(place, act):
        try:
            line.wait(SECONDS)
            answers[place] = act()
        except Exception as error:  # noqa: BLE001 - whoever asked looks at it
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(SECONDS)
        assert not each.is_alive(), "it waits for ever"
    return answers


@contextlib.contextmanager
def on_disk(path):
    """Put SQLite's database of the tests into a file meanwhile: that in memory locks otherwise."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    in_memory, name = connection.connection, connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    connection.connection = None
    connection.ensure_connection()
    in_memory.backup(connection.connection)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = in_memory


@pytest.fixture
def disk(transactional_db, tmp_path):
    """A database that several may write to at once."""
    with on_disk(tmp_path / "db.sqlite3"):
        yield
