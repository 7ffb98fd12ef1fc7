"""Writes pieces that have nothing to do with one another: on PostgreSQL over two connections at once.

There a piece is mostly the server's work, of which one connection does one piece at a time. SQLite
has one writer whatever we do.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

Piece = TypeVar("Piece")
CONNECTIONS = 2


def write_all(pieces: Iterator[Piece], write: Callable[[Piece], None]) -> None:
    """Write every piece, each in a transaction of its own, in any order.

    Rows may so be numbered otherwise than the pieces stand: of leads that are alike in all else,
    which comes first is chance. Inside a transaction, of which another connection would see nothing,
    they are written one after the other.

    Raises:
        Exception: what went wrong with the first piece that could not be written; those that were
            being written beside it are finished, no other is begun.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        for piece in pieces:
            write(piece)
        return
    shared = _Shared(pieces)

    def work() -> None:
        try:
            while (taken := shared.take()) is not None:
                write(taken[0])
        finally:
            shared.end()
            connection.close()  # this thread's own

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        try:
            for ended in [threads.submit(copy_context().run, work) for _ in range(CONNECTIONS)]:
                ended.result()
        finally:
            shared.end()


class _Shared(Generic[Piece]):
    """Pieces that several threads take from, each piece once, until one of them has ended."""

    def __init__(self, pieces: Iterator[Piece]) -> None:
        self._pieces = pieces
        self._lock = Lock()
        self._is_over = False

    def take(self) -> tuple[Piece] | None:
        """Return the next piece, or nothing once there are no more."""
        with self._lock:
            for piece in () if self._is_over else self._pieces:
                return (piece,)
            return None

    def end(self) -> None:
        """Give out no more."""
        self._is_over = True
