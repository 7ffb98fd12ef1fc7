"""Where the results of a run go: Parquet files written as they come, and counts by check."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol, Self

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.rules.steps import CompiledPolicy, flag

# One household is read from it at a time, and all of it for a what-if: wide rows, many groups' footers.
ROWS_OF_A_GROUP = 16384


class Sink(Protocol):
    """Takes the tables that a run gives out, in order."""

    keeps_values: bool

    def write(self, name: str, rows: pa.Table) -> None:
        """Take the next rows of an output."""

    def rows(self, name: str) -> int:
        """Return how many rows of an output have come."""


class FileSink:
    """Writes each output to one Parquet file, under a temporary name until all is there."""

    def __init__(self, paths: Mapping[str, Path], *, keeps_values: bool = False) -> None:
        self.paths = paths
        self.keeps_values = keeps_values
        self._writers: dict[str, pq.ParquetWriter] = {}
        self._rows: dict[str, int] = {}

    def write(self, name: str, rows: pa.Table) -> None:
        """Append rows to the file of an output; an output without a path is only counted."""
        self._rows[name] = self._rows.get(name, 0) + rows.num_rows
        path = self.paths.get(name)
        if path is None:
            return
        if name not in self._writers:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._writers[name] = pq.ParquetWriter(
                _unfinished(path), rows.schema, compression="zstd"
            )
        if rows.num_rows:
            self._writers[name].write_table(rows, row_group_size=ROWS_OF_A_GROUP)

    def rows(self, name: str) -> int:
        """Return how many rows of an output have come."""
        return self._rows.get(name, 0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        for name, writer in self._writers.items():
            writer.close()
            unfinished = _unfinished(self.paths[name])
            if kind is None:
                unfinished.replace(self.paths[name])
            else:
                unfinished.unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    return path.with_name(f".{path.name}.unfinished")


@dataclass(frozen=True, slots=True)
class Count:
    """The three outcomes of a check in one place."""

    hit: int
    clear: int
    not_evaluable: int


class Coverage:
    """Hit, clear and not evaluable, by check and place."""

    def __init__(self, compiled: CompiledPolicy, level: str, covered: pa.Table) -> None:
        self.compiled = compiled
        self.level = level
        self._covered = {row[level]: row for row in covered.to_pylist()}
        self.hits: dict[tuple[str, str], int] = {}
        self.known: dict[tuple[str, str], int] = {}
        self.by_subject: dict[tuple[str, str], int] = {}

    def add(self, subject: str, rows: pa.Table) -> None:
        """Take the numbers of known outcomes of a batch."""
        outcomes = self.compiled.subjects[subject].outcomes
        for row in rows.to_pylist():
            self.by_subject[subject, row["place"]] = row["subjects"]
            for number, outcome in enumerate(outcomes):
                self.known[outcome.check.name, row["place"]] = row[f"known_{number}"]

    def add_hits(self, findings: pa.Table) -> None:
        """Take the findings of a batch."""
        counted = findings.group_by(["check", self.level]).aggregate([([], "count_all")])
        for row in counted.to_pylist():
            self.hits[row["check"], row[self.level]] = row["count_all"]

    @cached_property
    def counts(self) -> dict[tuple[str, str], Count]:
        """The three outcomes by check and place; asked for when all batches have come."""
        of = {outcome.check.name: outcome.check.of for outcome in self.compiled.outcomes}
        counts = {}
        for (check, place), known in self.known.items():
            hit = self.hits.get((check, place), 0)
            total = self.by_subject[of[check], place]
            counts[check, place] = Count(hit, known - hit, total - known)
        return counts

    @property
    def subjects(self) -> dict[str, int]:
        """How many of each subject were screened."""
        found: dict[str, int] = {}
        for (subject, _place), number in self.by_subject.items():
            found[subject] = found.get(subject, 0) + number
        return found

    def total(self, check: str) -> Count:
        """Return a check's outcomes over all places."""
        parts = [count for (name, _place), count in self.counts.items() if name == check]
        return Count(
            sum(part.hit for part in parts),
            sum(part.clear for part in parts),
            sum(part.not_evaluable for part in parts),
        )

    @cached_property
    def late(self) -> dict[tuple[str, str], tuple[str, ...]]:
        """Check and place → the feeds that are late there: why its outcomes are unknown."""
        late = {}
        for outcome in self.compiled.outcomes:
            for place, flags in self._covered.items():
                feeds = {feed for feed, periods in outcome.feeds if not flags[flag(feed, periods)]}
                if feeds:
                    late[outcome.check.name, place] = tuple(sorted(feeds))
        return late

    def late_places(self, check: str) -> dict[str, int]:
        """Return the feeds of a check that are late somewhere, with the number of places."""
        found: dict[str, int] = {}
        for (name, _place), feeds in self.late.items():
            for feed in feeds if name == check else ():
                found[feed] = found.get(feed, 0) + 1
        return found

    def rows(self) -> Iterator[dict[str, object]]:
        """Yield check, place, the three counts and the late feeds, for the lake."""
        for (check, place), count in sorted(self.counts.items()):
            yield {
                "check": check,
                self.level: place,
                "hit": count.hit,
                "clear": count.clear,
                "not_evaluable": count.not_evaluable,
                "late": " ".join(self.late.get((check, place), ())),
            }
