"""Gives persons their numbers while a delivery is read; new ones wait to be kept with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.keys import Keys
from shouwang.lake.landing import Landed
from shouwang.lake.workspace import Workspace
from shouwang.stages.ingest.identity import (
    Directory,
    NewIdentity,
    Numbers,
    digests_of,
    draw_numbers,
    seal,
)

FETCHED = 50_000  # new identities handed on at a time

Find = Callable[[Sequence[bytes]], Numbers]


@dataclass(slots=True)
class Finder:
    """Finds persons by their ID numbers, and admits the unknown where the register is delivered.

    Attributes:
        find: Gives the numbers of known persons by digest, 0 for the unknown.
        admits: Whether an unknown person gets a number.
        spool: Where the new identities are written, sealed; none if nothing is to be kept.
    """

    find: Find
    keys: Keys
    admits: bool
    spool: Path | None = None
    new: Directory = field(default_factory=Directory)
    files: list[Path] = field(default_factory=list)

    def __call__(self, id_numbers: Sequence[str]) -> Numbers:
        """Return the numbers of the persons with these ID numbers, each of which stands once."""
        if not id_numbers:
            return np.empty(0, dtype=np.int64)
        digests = digests_of(id_numbers, self.keys.hash)
        numbers = self.find(digests)
        unknown = np.flatnonzero(numbers == 0).tolist()
        if not self.admits or not unknown:
            return numbers
        numbers[unknown] = self.new.find([digests[place] for place in unknown])
        unknown = np.flatnonzero(numbers == 0).tolist()
        if unknown:
            numbers[unknown] = self._admit(
                [id_numbers[place] for place in unknown], [digests[place] for place in unknown]
            )
        return numbers

    def _admit(self, id_numbers: Sequence[str], digests: Sequence[bytes]) -> Numbers:
        numbers = draw_numbers(len(id_numbers))
        self.new.add([(digests, numbers)])
        if self.spool is not None:
            table = pa.table(
                {
                    "number": pa.array(numbers),
                    "digest": pa.array(digests, pa.binary()),
                    "ciphertext": pa.array(
                        seal(id_numbers, numbers.tolist(), self.keys.seal), pa.binary()
                    ),
                }
            )
            path = self.spool / f"identities-{len(self.files)}.parquet"
            pq.write_table(table, path, compression="none")
            self.files.append(path)
        return numbers


def new_identities(
    finder: Finder, work: Workspace, landed: Landed, column: str
) -> Iterator[NewIdentity]:
    """Yield the new identities of the rows that were accepted, in the order of their digests.

    In this order a database's index over digests grows at its end only.
    """
    if not finder.files:
        return
    accepted = sql.select([column], sql.parquet(landed.files))
    is_accepted = exp.In(this=sql.column("number"), query=accepted.subquery())
    fields = ("number", "digest", "ciphertext")
    tree = sql.select(fields, sql.parquet(finder.files)).where(is_accepted).order_by("digest")
    found = sql.run(work.connection, tree)
    while rows := found.fetchmany(FETCHED):
        for number, digest, ciphertext in rows:
            yield NewIdentity(number, digest, ciphertext)
