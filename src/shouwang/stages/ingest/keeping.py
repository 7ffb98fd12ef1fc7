"""Keeps a delivery in the database: its row, its problems, and the persons it brought."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import IntegrityError, connection

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.lake.keys import Keys
from shouwang.stages.ingest.identity import NewIdentity
from shouwang.stages.ingest.models import Delivery, Rejection
from shouwang.stages.ingest.review import Review
from shouwang.stages.org.turns import wait_for_turn

WRITTEN = 10_000  # rows written at a time
PAGES = -131_072  # of the embedded database's cache while it takes in millions of rows, in KiB
USUAL_PAGES = -65_536
NEW_IDENTITY = (
    "INSERT INTO ingest_identity (number, digest, ciphertext, hash_key, seal_key) "
    "VALUES (%s, %s, %s, %s, %s)"
)


class PersonJustArrived(ShouwangError):
    """Another delivery brought one of these persons while this one was read."""


def keep_problems(delivery: Delivery, review: Review) -> None:
    """Keep what was wrong with a delivery."""
    rows = (
        Rejection(
            delivery=delivery,
            sheet=each.sheet,
            cell=each.cell,
            row=each.row,
            column=each.column,
            value=each.value,
            rule=each.rule.value,
            severity=each.severity.value,
            message=each.message,
            mend=each.mend,
        )
        for each in review.problems
    )
    Rejection.objects.bulk_create(rows, batch_size=WRITTEN)


def keep_identities(identities: Iterable[NewIdentity], keys: Keys) -> int:
    """Keep new persons and return how many there were.

    Raises:
        PersonJustArrived: if another delivery was quicker with one of them.
    """
    rows = (
        (each.number, each.digest, each.ciphertext, keys.hash.id, keys.seal.id)
        for each in identities
    )
    count = 0
    # Whoever looks persons up reads on from the last one it has seen.
    wait_for_turn("keep_identities")
    try:
        with connection.cursor() as cursor:
            _cache(PAGES)
            for batch in _batches(rows):
                cursor.executemany(NEW_IDENTITY, batch)
                count += len(batch)
    except IntegrityError:
        raise PersonJustArrived(
            _("another delivery has just brought one of these persons; receive the file again")
        ) from None
    finally:
        _cache(USUAL_PAGES)
    return count


def _batches(
    rows: Iterator[tuple[int, bytes, bytes, str, str]],
) -> Iterator[list[tuple[int, bytes, bytes, str, str]]]:
    while batch := list(islice(rows, WRITTEN)):
        yield batch


def _cache(pages: int) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size={pages}")
