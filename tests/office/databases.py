"""A database without a table, of the kind that the tests run on."""

import contextlib

from django.db import connection

NAME = "shouwang_before"


@contextlib.contextmanager
def empty(path):
    """Put the connection to a new database meanwhile, a file or one of the same PostgreSQL."""
    connection.ensure_connection()
    held, name = connection.connection, connection.settings_dict["NAME"]
    is_server = connection.vendor == "postgresql"
    if is_server:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{NAME}"')
            cursor.execute(f'CREATE DATABASE "{NAME}"')
    connection.connection = None
    connection.settings_dict["NAME"] = NAME if is_server else str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        connection.connection = held
        if is_server:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{NAME}"')
