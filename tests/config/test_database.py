"""The database: SQLite in the home, or PostgreSQL by its address."""

from pathlib import Path

import pytest
from django.db import connection

from shouwang.config.database import AddressUnknown, database


def test_the_embedded_one_takes_the_write_lock_at_once():
    found = database("", embedded=Path("home/db.sqlite3"))
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert found["NAME"] == Path("home/db.sqlite3")


def test_an_address_names_another():
    found = database("postgres://li:p%2Fw@db.example:5433/watch?sslmode=require", embedded=Path())
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("li", "p/w", "db.example")
    assert (found["PORT"], found["NAME"]) == ("5433", "watch")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_other_kinds_are_refused():
    with pytest.raises(AddressUnknown):
        database("mysql://db/watch", embedded=Path())


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="they are settings of SQLite")
def test_the_settings_reach_sqlite():
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("foreign_keys", "synchronous", "temp_store")
        }
    assert found == {"foreign_keys": 1, "synchronous": 1, "temp_store": 2}
