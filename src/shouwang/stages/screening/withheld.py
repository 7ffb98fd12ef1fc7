"""A feed withheld for some places: what was found there must become unknown, never clear."""

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouwang.lake.sources import TableFile
from shouwang.rules.expression import names_in
from shouwang.rules.graph import typed
from shouwang.rules.pack import Policy
from shouwang.rules.placing import feeds_behind
from shouwang.rules.vocabulary import Vocabulary
from shouwang.stages.screening.delivered import Delivered
from shouwang.stages.screening.results import Count, FileSink
from shouwang.stages.screening.run import screen
from shouwang.stages.screening.tables import Tables

Cell = tuple[str, str]  # check and place


@dataclass(frozen=True, slots=True)
class Withheld:
    """What became of the outcomes in some places when a feed was withheld there.

    Attributes:
        checks: The checks that need the feed.
        before, after: By check and place: hit, clear, not evaluable.
    """

    feed: str
    places: tuple[str, ...]
    checks: tuple[str, ...]
    before: Mapping[Cell, Count]
    after: Mapping[Cell, Count]

    @property
    def newly_clear(self) -> int:
        """Outcomes that became clear because something is not known: there must be none."""
        return sum(
            max(self.after[cell].clear - count.clear, 0) for cell, count in self.before.items()
        )

    @property
    def unchanged(self) -> tuple[Cell, ...]:
        """Cells in which the missing feed was not felt: there must be none with a finding."""
        return tuple(
            cell for cell, count in self.before.items() if count.hit and self.after[cell] == count
        )

    def as_json(self) -> dict[str, Any]:
        """Return the sums of all cells, and what must not be."""
        return {
            "feed": self.feed,
            "places": list(self.places),
            "checks": list(self.checks),
            "cells": len(self.before),
            "before": _sums(self.before),
            "after": _sums(self.after),
            "newly_clear": self.newly_clear,
            "unchanged": [" ".join(cell) for cell in self.unchanged],
        }


def dependents(policy: Policy, feed: str) -> tuple[str, ...]:
    """Return the checks whose condition needs a feed."""
    vocabulary = Vocabulary(policy)
    typed(vocabulary)
    found = []
    for check in policy.checks.values():
        subject = vocabulary.subject(check.of)
        assert subject is not None  # noqa: S101 - linted
        feeds = {
            name for name, _periods in feeds_behind(vocabulary, names_in(check.fails_when), subject)
        }
        if feed in feeds and subject.table != feed:
            found.append(check.name)
    return tuple(found)


def busiest_places(findings: Path, checks: Collection[str], level: str, *, count: int) -> list[str]:
    """Return the places with the most findings of some checks."""
    rows = pq.read_table(findings, columns=["check", level], partitioning=None)
    wanted = rows.filter(pc.is_in(rows.column("check"), pa.array(list(checks), pa.string())))
    counted = Counter(wanted.column(level).to_pylist())
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return sorted(place for place, _number in ordered[:count])


def withhold(
    policy: Policy,
    tables: Tables,
    *,
    feed: str,
    places: Sequence[str],
    on: datetime.date,
    scratch: Path,
    threads: int,
    memory: str,
) -> Withheld:
    """Screen with and without a feed in some places, and compare the outcomes there.

    Args:
        feed: Whose rows are taken away. places: where, at the level of coverage.
        scratch: An empty folder.
    """
    checks = dependents(policy, feed)
    counts = []
    for each in (tables, _without(tables, feed, places, policy, scratch)):
        with FileSink({}) as sink:
            run = screen(
                policy, each, on=on, sink=sink, threads=threads, memory=memory, checks=checks
            )
        counts.append({cell: n for cell, n in run.coverage.counts.items() if cell[1] in places})
    return Withheld(feed, tuple(places), checks, counts[0], counts[1])


def _without(
    tables: Tables, feed: str, places: Sequence[str], policy: Policy, scratch: Path
) -> Tables:
    """Return the tables without the rows of a feed in some places, and without their arrival."""
    source = tables.sources[feed]
    level = policy.content.coverage_level
    files = [
        _filtered(file, scratch / f"{number}.parquet", level, places, policy.content.partition)
        for number, file in enumerate(source.files)
    ]
    kept = tuple(file for file in files if file is not None)
    periods = dict(tables.delivered.periods)
    periods[feed] = {
        place: there for place, there in periods.get(feed, {}).items() if place not in places
    }
    delivered = Delivered(periods, tables.delivered.everywhere - {feed})
    sources = {**tables.sources, feed: replace(source, files=kept)}
    return replace(tables, sources=sources, delivered=delivered)


def _filtered(
    file: TableFile, target: Path, level: str, places: Sequence[str], partition: tuple[str, ...]
) -> TableFile | None:
    """Return a file without the rows of some places; None if it holds no others."""
    if file.partition is not None and len(file.partition) == len(partition):
        return None if file.partition[-1] in places else file
    rows = pq.read_table(file.path, partitioning=None)
    kept = rows.filter(pc.invert(pc.is_in(rows.column(level), pa.array(list(places), pa.string()))))
    pq.write_table(kept, target)
    return replace(file, path=str(target), rows=kept.num_rows)


def _sums(cells: Mapping[Cell, Count]) -> dict[str, int]:
    return {
        "hit": sum(count.hit for count in cells.values()),
        "clear": sum(count.clear for count in cells.values()),
        "not_evaluable": sum(count.not_evaluable for count in cells.values()),
    }
