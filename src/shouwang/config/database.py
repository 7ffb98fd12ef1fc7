"""Which database holds the decisions: SQLite in the home, or the PostgreSQL of an address."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

WAIT_SECONDS = 20
# Without IMMEDIATE, writers that began by reading fail at once, whatever the waiting time.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": WAIT_SECONDS,
    "init_command": (
        "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=268435456;"
        "PRAGMA cache_size=-65536;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
        "PRAGMA foreign_keys=ON;"
    ),
}


class AddressUnknown(ValueError):
    """The address names no database we know."""


def database(address: str, *, embedded: Path) -> dict[str, Any]:
    """Return Django's settings of the database.

    Args:
        address: ``postgresql://user:password@host:port/name?option=value``; the embedded one
            if empty.
        embedded: The file of the embedded database.

    Raises:
        AddressUnknown: if the address is of another kind.

    >>> database("postgresql://li:a%40b@db:5433/shouwang", embedded=Path("x"))["PASSWORD"]
    'a@b'
    """
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": embedded,
            "OPTIONS": SQLITE_OPTIONS,
            "CONN_MAX_AGE": None,
        }
    parts = urlsplit(address)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise AddressUnknown(parts.scheme)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
