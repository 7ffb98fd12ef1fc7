"""Indicators over records counted: one run over the partitions, summed by place and group."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.lake.batches import pack_batches
from shouwang.lake.duck import Job, Output, Statement, Table, run_batches
from shouwang.rules.pack import Policy
from shouwang.rules.steps import flag
from shouwang.stages.board.asked import (
    MASK,
    SPOT,
    Asked,
    AskedSubject,
    counts_query,
    households_query,
)
from shouwang.stages.board.summing import Part
from shouwang.stages.screening.delivered import covered_table
from shouwang.stages.screening.run import DIALECT, columns_read
from shouwang.stages.screening.tables import Tables

HOUSEHOLDS = "households:"


@dataclass(frozen=True, slots=True)
class Pass:
    """How a run over the partitions is made.

    Attributes:
        places: The full partition values to go over.
        told: The lowest partitions that are told, also those in which there is nobody.
        by_spot: Whether to count by the region a row lies in, and not by the lowest partition.
        households: Where to keep the households that are gone over; ``None`` to keep none.
    """

    places: Sequence[tuple[str, ...]]
    told: Sequence[str]
    by_spot: bool
    threads: int
    memory: str
    households: Path | None = None


@dataclass(slots=True)
class Counted:
    """What was counted.

    Attributes:
        parts: (indicator, group) → place → what was counted there.
        late: (indicator, place of the lowest partition) → the feeds that are not there.
    """

    parts: dict[tuple[str, str], dict[str, Part]] = field(default_factory=dict)
    late: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def add(self, key: tuple[str, str], place: str, part: Part) -> None:
        """Add to what has been counted at a place."""
        places = self.parts.setdefault(key, {})
        before = places.get(place)
        places[place] = part if before is None else before + part


def count_records(asked: Asked, policy: Policy, tables: Tables, how: Pass) -> Counted:
    """Run what has been asked over the partitions.

    Raises:
        StatementFailed: if a step does not run on these tables.
        NotEnoughMemory: if a partition does not fit the limit.
    """
    counted = Counted(late=_late(asked, policy, tables, how))
    job = _job(asked, policy, tables, how)
    sources = {
        name: tables.sources[name] for name in asked.compiled.columns if name in tables.sources
    }
    place = policy.content.coverage_level
    with _writer(how.households) as keep:
        for result in run_batches(
            job,
            pack_batches(how.places, sources) if job.outputs else [],
            threads=how.threads,
            memory=how.memory,
            progress=_silent,
        ):
            for name, rows in result.items():
                if name == HOUSEHOLDS:
                    keep.write(rows)
                else:
                    _add(counted, asked, asked.subjects[name], rows, place, by_spot=how.by_spot)
    return counted


def _job(asked: Asked, policy: Policy, tables: Tables, how: Pass) -> Job:
    content, compiled = policy.content, asked.compiled
    outputs = [
        Output(
            subject.subject.name,
            counts_query(subject, place=content.coverage_level, by_spot=how.by_spot).sql(DIALECT),
        )
        for subject in asked.subjects.values()
        if subject.items
    ]
    if how.households is not None:
        first = asked.subjects[next(iter(content.subjects))]
        query = households_query(first, compiled.partition)
        outputs.append(Output(HOUSEHOLDS, query.sql(DIALECT)))
    return Job(
        tables=[
            Table(name, columns_read(name, names, policy), tables.sources.get(name))
            for name, names in compiled.columns.items()
        ],
        partition=compiled.partition,
        statements=[
            Statement(step.name, step.sql(DIALECT, pretty=False), step.is_stored)
            for step in compiled.steps
        ],
        outputs=outputs,
        covered=covered_table(
            tables.delivered, content.contracts, compiled.covered,
            [place[-1] for place in how.places], level=content.coverage_level, on=compiled.on,
        ),
    )  # fmt: skip


def _late(
    asked: Asked, policy: Policy, tables: Tables, how: Pass
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Which feeds an indicator rests on that are not there, place by place.

    Of totals the latest periods must be there, as for the checks; of the records themselves it is
    enough that something has ever come, or no rows would read as nothing.
    """
    delivered, contracts, on = tables.delivered, policy.content.contracts, asked.compiled.on
    known: dict[tuple[str, str], bool] = {}
    late: dict[tuple[str, str], tuple[str, ...]] = {}
    for subject in asked.subjects.values():
        feed = subject.subject.table
        for place in how.told:
            has_come = feed in delivered.everywhere or bool(
                delivered.periods.get(feed, {}).get(place)
            )
            for item in subject.items:
                names = [] if has_come else [feed]
                for name, periods in sorted(item.feeds):
                    key = (flag(name, periods), place)
                    if key not in known:
                        known[key] = delivered.is_there(
                            contracts[name], place, count=periods, on=on
                        )
                    if not known[key]:
                        names.append(name)
                if names:
                    late[item.indicator.name, place] = tuple(dict.fromkeys(names))
    return late


def _add(
    counted: Counted,
    asked: Asked,
    subject: AskedSubject,
    rows: pa.Table,
    place: str,
    *,
    by_spot: bool,
) -> None:
    column = SPOT if by_spot else place
    has_groups = bool(subject.masks)
    for row in rows.to_pylist():
        spot = row[column] or row[place]
        groups = ["", *(_groups(asked.groups, row[MASK]) if has_groups else ())]
        for item in subject.items:
            part = _part(row, item.number)
            for group in groups:
                counted.add((item.indicator.name, group), spot, part)


def _part(row: Mapping[str, Any], number: int) -> Part:
    value = row[f"a{number}"]
    return Part(Decimal(0) if value is None else value, row[f"b{number}"], row[f"c{number}"])


def _groups(names: Sequence[str], mask: int) -> Iterable[str]:
    return (name for bit, name in enumerate(names) if mask >> bit & 1)


class _Nothing:
    """Keeps nothing."""

    def write(self, rows: pa.Table) -> None:
        """Let the rows go."""


class _File:
    """Keeps rows in a file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer: pq.ParquetWriter | None = None

    def write(self, rows: pa.Table) -> None:
        """Append the rows."""
        if self.writer is None:
            self.writer = pq.ParquetWriter(self.path, rows.schema, compression="zstd")
        self.writer.write_table(rows)

    def __enter__(self) -> "_File":
        return self

    def __exit__(self, *_rest: object) -> None:
        if self.writer is not None:
            self.writer.close()


def _writer(path: Path | None) -> AbstractContextManager[_File | _Nothing]:
    return _File(path) if path is not None else nullcontext(_Nothing())


def _silent() -> None:
    """Tell nobody."""
