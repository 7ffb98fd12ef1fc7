"""The identities of the database as a directory in memory, kept up to date for the process."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.db import connection

from shouwang.lake.keys import Key
from shouwang.stages.ingest.identity import Directory, Numbers
from shouwang.stages.ingest.models import Identity

FETCHED = 100_000  # rows taken from the database at a time
ASKED = 500  # digests in one question to the database
# Below this many digests asked, for each identity there is, single questions cost less.
WORTH_LOADING = 0.02
EVERYTHING = (
    "SELECT id, number, digest FROM ingest_identity WHERE hash_key = %s AND id > %s ORDER BY id"
)


@dataclass(slots=True)
class _Loaded:
    directory: Directory = field(default_factory=Directory)
    latest: int = 0


_loaded: dict[tuple[str, str], _Loaded] = {}


@dataclass(slots=True)
class Known:
    """Finds persons by digest: by questions to the database, or in memory once that is cheaper."""

    key: Key
    asked: int = 0

    def __call__(self, digests: Sequence[bytes]) -> Numbers:
        """Return the numbers of known persons, 0 for the unknown."""
        self.asked += len(digests)
        if self._place() in _loaded or self.asked > WORTH_LOADING * _latest(self.key):
            return self._in_memory().find(digests)
        found: dict[bytes, int] = {}
        for start in range(0, len(digests), ASKED):
            rows = Identity.objects.filter(
                hash_key=self.key.id, digest__in=digests[start : start + ASKED]
            )
            found.update(
                (bytes(digest), number) for digest, number in rows.values_list("digest", "number")
            )
        return np.array([found.get(digest, 0) for digest in digests], dtype=np.int64)

    def _in_memory(self) -> Directory:
        loaded = _loaded.setdefault(self._place(), _Loaded())
        if _latest(self.key) > loaded.latest:
            loaded.directory.add(self._newer_than(loaded))
        return loaded.directory

    def _newer_than(self, loaded: _Loaded) -> Iterator[tuple[list[bytes], Numbers]]:
        with connection.cursor() as cursor:
            cursor.execute(EVERYTHING, [self.key.id, loaded.latest])
            while rows := cursor.fetchmany(FETCHED):
                numbers = np.fromiter((row[1] for row in rows), dtype=np.int64, count=len(rows))
                loaded.latest = rows[-1][0]
                yield [bytes(row[2]) for row in rows], numbers

    def _place(self) -> tuple[str, str]:
        return str(connection.settings_dict["NAME"]), self.key.id


def _latest(key: Key) -> int:
    """The position of the last identity, which is about how many there are."""
    latest = Identity.objects.filter(hash_key=key.id).order_by("id").last()
    return latest.id if latest else 0
