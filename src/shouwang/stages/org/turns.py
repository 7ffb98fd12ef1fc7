"""Lets writers that must not overlap go one after the other, on a database where they could."""

from django.db import connection

# Advisory locks of PostgreSQL come in pairs of numbers; this one says that it is ours.
OURS = 2020


def wait_for_turn(name: str) -> None:
    """Wait until no other transaction has the turn of that name, and keep it until ours has ended.

    The numbers of rows written in turn are committed in their order, so that whoever has read up
    to one has missed none. SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [OURS, name])
