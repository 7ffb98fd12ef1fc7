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

from shouwang.lake.duck import literal, quoted
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

Query = Callable[[str, Sequence[Any]], pa.Table]
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
        query: Runs a statement with values and returns its rows.
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
        rows = self._rows(FINDINGS, "household", str(self.household))
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
        kept = _columns(self.run.file(f"values:{subject}"))
        fields = [name for name in names if name in kept]
        return self._select(f"values:{subject}", [quoted(name) for name in fields], "household",
                            self.household) if fields else []  # fmt: skip

    def _values(
        self, subject: CompiledSubject, outcomes: Sequence[Outcome]
    ) -> list[dict[str, Any]]:
        table = f"values:{subject.name}"
        if not self.run.has(table) or not subject.household_column:
            return []
        kept = _columns(self.run.file(table))
        wanted = (subject.key, *(name for each in outcomes for name in each.names))
        fields = [f"p.{quoted(name)}" for name in dict.fromkeys(wanted) if name in kept]
        for number, outcome in enumerate(outcomes):
            if set(outcome.names) <= kept:
                condition = outcome.condition.sql(dialect="duckdb")
                fields.append(f"({condition}) AS {quoted(f'outcome_{number}')}")
        return self._select(table, fields, subject.household_column, self.household)

    def _late(self) -> dict[str, tuple[str, ...]]:
        rows = _coverage(self.run.file(COVERAGE), self.place[-1])
        return dict(rows)

    def _rows(self, table: str, column: str, value: Any) -> list[dict[str, Any]]:
        return self._select(table, ["*"], column, value) if self.run.has(table) else []

    def _select(
        self, table: str, fields: Sequence[str], column: str, value: Any
    ) -> list[dict[str, Any]]:
        levels = self.policy.content.partition
        here = " AND ".join(f"p.{quoted(level)} = ?" for level in levels)
        text = (
            f"SELECT {', '.join(fields)} FROM read_parquet({literal(str(self.run.file(table)))}, "  # noqa: S608
            f"hive_partitioning = false) AS p WHERE p.{quoted(column)} = ? AND {here}"
        )
        rows: list[dict[str, Any]] = self.query(text, [value, *self.place]).to_pylist()
        return rows


def engine_query(engine: duckdb.DuckDBPyConnection) -> Query:
    """Return a query that runs in an engine."""
    return lambda text, values: engine.execute(text, values).to_arrow_table()


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


@lru_cache(maxsize=PLACES)
def _coverage(path: Path, place: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The feeds of each check that were late in a place; the file is small."""
    table = pq.read_table(path)
    level = next(name for name in table.column_names if name not in
                 {"check", "hit", "clear", "not_evaluable", "late"})  # fmt: skip
    rows = table.filter(pc.equal(table.column(level), place)).to_pylist()
    return tuple((row["check"], tuple(row["late"].split())) for row in rows)
