"""What a run says of one household: its findings with their evidence, and how chosen checks came out."""

import datetime
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouwang.lake import points
from shouwang.lake.duck import quoted
from shouwang.lake.runs import StoredRun
from shouwang.rules.compile import compile_policy
from shouwang.rules.pack import Check, Policy
from shouwang.rules.steps import CompiledPolicy, CompiledSubject, Outcome
from shouwang.stages.screening.wording import message

FINDINGS = "findings"
COVERAGE = "coverage"
SEVERITIES = {"red": 3, "orange": 2, "yellow": 1}  # how heavy, for sorting only
KEPT = 64  # compiled policies a process keeps: of all checks, and of single ones being explained
FILES = 16  # files whose columns a process remembers
PLACES = 256  # places whose late feeds a process remembers: more than there are banners

Query = Callable[[str, pa.Table], pa.Table]
_questions: dict[tuple[object, ...], tuple[list[str], str]] = {}
_compiled: dict[tuple[str, datetime.date, frozenset[str] | None], CompiledPolicy] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding of a run as a person reads it."""

    check: Check
    subject: str
    key: str
    sentence: str
    evidence: Mapping[str, Any]
    feeds: tuple[str, ...]

    @property
    def weight(self) -> int:
        """How heavy it is: 3 red, 2 orange, 1 yellow."""
        return SEVERITIES.get(self.check.severity, 0)


@dataclass(frozen=True, slots=True)
class Came:
    """How a check came out for a subject.

    Attributes:
        outcome: Hit, clear, or ``None`` where it could not be told.
        unknown: The names of the check that are unknown.
        late: The feeds that had not been delivered for the place.
    """

    check: Check
    key: str
    outcome: bool | None
    unknown: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


def compiled(
    policy: Policy, on: datetime.date, checks: Iterable[str] | None = None
) -> CompiledPolicy:
    """Return a policy compiled for a day; it is compiled once a process."""
    wanted = None if checks is None else frozenset(checks)
    if not is_released(policy):
        return compile_policy(policy, on=on, checks=wanted)
    key = (policy.digest, on, wanted)
    if key not in _compiled:
        if len(_compiled) >= KEPT:
            _compiled.clear()
        _compiled[key] = compile_policy(policy, on=on, checks=wanted)
    return _compiled[key]


def is_released(policy: Policy) -> bool:
    """Tell whether a policy is a release as it stands: named by its digest, no parameter set anew."""
    return bool(policy.digest) and not policy.settings


@dataclass(frozen=True, slots=True)
class Sheet:
    """Reads what a run has kept of one household.

    Attributes:
        query: Runs a statement over rows, which it calls ``p``, and returns its rows.
        place: The household's places at the partition levels.
    """

    policy: Policy
    run: StoredRun
    query: Query
    household: int
    place: tuple[str, ...]

    @property
    def day(self) -> datetime.date:
        """The day of the run."""
        return datetime.date.fromisoformat(self.run.record["as_of"])

    def findings(self) -> list[Finding]:
        """Return the findings of the household and its people, the heaviest first."""
        if not self.run.has(FINDINGS):
            return []
        rows = self._own_rows(FINDINGS, "household", str(self.household)).to_pylist()
        outcomes = {each.check.name: each for each in compiled(self.policy, self.day).outcomes}
        found = [
            finding_of(outcomes[row["check"]], row, self.policy)
            for row in rows
            if row["check"] in outcomes
        ]
        return sorted(found, key=lambda each: (-each.weight, each.check.name, each.key))

    def came(self, checks: Iterable[str]) -> list[Came]:
        """Return how checks came out for the household and each of its people."""
        wanted = set(checks)
        late = self._late()
        found: list[Came] = []
        for subject in compiled(self.policy, self.day).subjects.values():
            outcomes = [each for each in subject.outcomes if each.check.name in wanted]
            for row in self._values(subject, outcomes) if outcomes else ():
                found.extend(_came(subject.key, outcomes, row, late))
        return found

    def values(self, subject: str, names: Iterable[str]) -> list[dict[str, Any]]:
        """Return some values that the run has kept of a subject, as far as it has kept them."""
        if not self.run.has(f"values:{subject}"):
            return []
        table = f"values:{subject}"
        fields = [name for name in names if name in _columns(self.run.file(table))]
        if not fields:
            return []
        rows: list[dict[str, Any]] = self._own_rows(
            table, "household", self.household, fields
        ).to_pylist()
        return rows

    def _values(
        self, subject: CompiledSubject, outcomes: Sequence[Outcome]
    ) -> list[dict[str, Any]]:
        table = f"values:{subject.name}"
        if not self.run.has(table) or not subject.household_column:
            return []
        names, text = self._question(subject, outcomes)
        own = self._own_rows(table, subject.household_column, self.household, names)
        rows: list[dict[str, Any]] = self.query(text, own).to_pylist()
        return rows

    def _question(
        self, subject: CompiledSubject, outcomes: Sequence[Outcome]
    ) -> tuple[list[str], str]:
        """The same for every household: it is written once a process."""
        path = self.run.file(f"values:{subject.name}")
        if not is_released(self.policy):
            return _question(subject, outcomes, _columns(path))
        checks = tuple(each.check.name for each in outcomes)
        key = (str(path), self.policy.digest, self.day, subject.name, checks)
        if key not in _questions:
            if len(_questions) >= KEPT:
                _questions.clear()
            _questions[key] = _question(subject, outcomes, _columns(path))
        return _questions[key]

    def _late(self) -> dict[str, tuple[str, ...]]:
        rows = _coverage(self.run.file(COVERAGE), self.place[-1])
        return dict(rows)

    def _own_rows(
        self, table: str, column: str, value: int | str, fields: Sequence[str] | None = None
    ) -> pa.Table:
        """The rows of a table of the run that are the household's, with some columns or all."""
        path = str(self.run.file(table))
        levels = self.policy.content.partition
        names = None if fields is None else list(dict.fromkeys([*fields, *levels]))
        here = dict(zip(levels, self.place, strict=True))
        found = list(points.parts_with(path, {column: [value]}, at=here, columns=names))
        if not found:
            return _no_rows(Path(path), None if fields is None else tuple(fields))
        rows = pa.concat_tables(found)
        for level, code in here.items():
            rows = rows.filter(pc.equal(rows.column(level), code))
        return rows if fields is None else rows.select(list(dict.fromkeys(fields)))


def _question(
    subject: CompiledSubject, outcomes: Sequence[Outcome], kept: frozenset[str]
) -> tuple[list[str], str]:
    """Return which columns are wanted, and the statement that tells how the checks came out."""
    wanted = (subject.key, *(name for each in outcomes for name in each.names))
    names = [name for name in dict.fromkeys(wanted) if name in kept]
    fields = [f"p.{quoted(name)}" for name in names]
    for number, outcome in enumerate(outcomes):
        if set(outcome.names) <= kept:
            condition = outcome.condition.sql(dialect="duckdb")
            fields.append(f"({condition}) AS {quoted(f'outcome_{number}')}")
    return names, f"SELECT {', '.join(fields)} FROM p"  # noqa: S608 - quoted, a release's own


def engine_query(engine: duckdb.DuckDBPyConnection) -> Query:
    """Return a query that runs in an engine."""

    def asked(text: str, rows: pa.Table) -> pa.Table:
        engine.register("p", rows)
        try:
            return engine.execute(text).to_arrow_table()
        finally:
            engine.unregister("p")

    return asked


def finding_of(outcome: Outcome, row: Mapping[str, Any], policy: Policy) -> Finding:
    """Return a row of the findings as a person reads it."""
    evidence = json.loads(row["evidence"])
    values = {**outcome.fixed, **evidence}
    return Finding(
        check=outcome.check,
        subject=row["subject"],
        key=row["key"],
        sentence=message(outcome.check, values, outcome.types, policy.content),
        evidence=evidence,
        feeds=tuple(sorted({feed for feed, _periods in outcome.feeds})),
    )


def _came(
    key: str, outcomes: Sequence[Outcome], row: Mapping[str, Any],
    late: Mapping[str, tuple[str, ...]],
) -> Iterable[Came]:  # fmt: skip
    for number, outcome in enumerate(outcomes):
        found = row.get(f"outcome_{number}")
        unknown = tuple(name for name in outcome.names if row.get(name) is None)
        feeds = late.get(outcome.check.name, ())
        is_open = found is None
        yield Came(
            outcome.check,
            str(row[key]),
            found,
            unknown if is_open else (),
            feeds if is_open else (),
        )


@lru_cache(maxsize=FILES)
def _columns(path: Path) -> frozenset[str]:
    return frozenset(pq.read_schema(path).names)


def _no_rows(path: Path, columns: tuple[str, ...] | None) -> pa.Table:
    empty = pq.read_schema(path).empty_table()
    return empty if columns is None else empty.select(list(dict.fromkeys(columns)))


@lru_cache(maxsize=PLACES)
def _coverage(path: Path, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The feeds of each check that were late in a place; the file is small."""
    table = pq.read_table(path)
    level = next(name for name in table.column_names if name not in
                 {"check", "hit", "clear", "not_evaluable", "late"})  # fmt: skip
    rows = table.filter(pc.equal(table.column(level), place)).to_pylist()
    return tuple((row["check"], tuple(row["late"].split())) for row in rows)
