"""Makes the next piece in a thread of its own while the one before is used."""

import sys
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, copy_context
from typing import TypeVar

Piece = TypeVar("Piece")
Made = tuple[Piece] | None  # nothing once there are no more
# Seconds after which a thread that has waited for something else may go on with Python; the usual
# five milliseconds after each of a thousand statements are as long as the statements.
TURN = 0.0005


def ahead(pieces: Iterator[Piece]) -> Generator[Piece, None, None]:
    """Yield pieces in their order, each made while the one before it is used.

    It pays where using a piece waits for something that is not Python: a database, a disk. What
    makes the pieces runs in the other thread with the language of this one, and must leave alone
    what belongs to this thread, such as its connection to the database. Close it where something
    that the other thread uses is closed too.
    """
    # Here and now: whoever takes the first piece may be a thread that knows no language.
    return _ahead(pieces, copy_context())


def _ahead(pieces: Iterator[Piece], context: Context) -> Generator[Piece, None, None]:
    with _short_turns(), ThreadPoolExecutor(1) as beside:

        def ask() -> Future[Made[Piece]]:
            return beside.submit(context.run, _next, pieces)

        waited = ask()
        while (made := waited.result()) is not None:
            waited = ask()
            yield made[0]


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def _next(pieces: Iterator[Piece]) -> Made[Piece]:
    for piece in pieces:
        return (piece,)
    return None
