"""What a run found in a place: how its checks came out, and its findings, a page of them."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from shouwang.lake.runs import StoredRun
from shouwang.rules.pack import Policy
from shouwang.rules.steps import Outcome
from shouwang.stages.screening.sheet import COVERAGE, FINDINGS, Finding, compiled, finding_of

KEPT = 256  # places whose coverage a process remembers: more than there are banners
ROWS = 50  # of a page
# Household, check and key of a finding: by these they are sorted, and a page begins after them.
Position = tuple[str, str, str]
COLUMNS = ("household", "check", "key", "subject", "evidence")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How a check came out in a place, and which feeds it lacked there."""

    check: str
    hit: int
    clear: int
    not_evaluable: int
    late: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the household it is about; ``None`` of what is about none."""

    household: int | None
    finding: Finding
    position: Position


def outcomes_in(run: StoredRun, place: str) -> Mapping[str, Outcomes]:
    """Return check → how it came out in a place at the level of coverage."""
    if not run.has(COVERAGE):
        return {}
    return _outcomes(run.file(COVERAGE), place)


@lru_cache(maxsize=KEPT)
def _outcomes(path: Path, place: str) -> Mapping[str, Outcomes]:
    rows = pq.ParquetFile(path)
    level = next(name for name in rows.schema_arrow.names if name not in Outcomes.__slots__)
    found = pq.read_table(path, filters=[(level, "==", place)], partitioning=None).to_pylist()
    return {
        row["check"]: Outcomes(
            row["check"], row["hit"], row["clear"], row["not_evaluable"], tuple(row["late"].split())
        )
        for row in found
    }


def outcomes_over(run: StoredRun, places: Collection[str]) -> dict[str, tuple[int, int, int]]:
    """Return check → how often it hit, was clear and could not be judged in some places together."""
    if not run.has(COVERAGE):
        return {}
    wanted = set(places)
    found: dict[str, tuple[int, int, int]] = {}
    for check, place, *counts in _coverage(run.file(COVERAGE)):
        if place in wanted:
            hit, clear, blind = found.get(check, (0, 0, 0))
            found[check] = (hit + counts[0], clear + counts[1], blind + counts[2])
    return found


@lru_cache(maxsize=2)
def _coverage(path: Path) -> list[tuple[Any, ...]]:
    """The rows of a run's coverage: check, place, hit, clear, not evaluable."""
    names = pq.read_schema(path).names
    level = next(name for name in names if name not in Outcomes.__slots__)
    columns = ["check", level, "hit", "clear", "not_evaluable"]
    rows = pq.read_table(path, columns=columns, partitioning=None).to_pylist()
    return [tuple(row[name] for name in columns) for row in rows]


def findings_of(
    run: StoredRun, policy: Policy, *, subject: str, key: str, place: str = ""
) -> list[Found]:
    """Return what a run found of one subject, by check.

    Args:
        place: Where it lies at the level of coverage, if that is known: only there it is sought.
    """
    if not run.has(FINDINGS):
        return []
    filters = [("subject", "==", subject), ("key", "==", key)]
    if place:
        filters.append((policy.content.coverage_level, "==", place))
    rows = pq.read_table(
        run.file(FINDINGS), columns=list(COLUMNS), partitioning=None, filters=filters
    ).to_pylist()
    day = datetime.date.fromisoformat(run.record["as_of"])
    checks = {row["check"] for row in rows if row["check"] in policy.checks}
    outcomes = {each.check.name: each for each in compiled(policy, day, checks).outcomes}
    return [_found(row, outcomes, policy) for row in sorted(rows, key=_at)
            if row["check"] in outcomes]  # fmt: skip


def findings_in(
    run: StoredRun,
    policy: Policy,
    *,
    place: str,
    checks: Collection[str],
    after: Position | None = None,
    limit: int = ROWS,
) -> list[Found]:
    """Return a page of the findings of some checks in a place, by household.

    Args:
        after: The position of the last finding of the page before.
    """
    if not run.has(FINDINGS) or not checks:
        return []
    level = policy.content.coverage_level
    rows = pq.read_table(
        run.file(FINDINGS), columns=list(COLUMNS), partitioning=None,
        filters=[(level, "==", place), ("check", "in", sorted(checks))],
    )  # fmt: skip
    later = (row for row in rows.to_pylist() if after is None or _at(row) > after)
    ordered = sorted(later, key=_at)[:limit]
    day = datetime.date.fromisoformat(run.record["as_of"])
    outcomes = {each.check.name: each for each in compiled(policy, day, checks).outcomes}
    return [_found(row, outcomes, policy) for row in ordered if row["check"] in outcomes]


def _found(row: Mapping[str, Any], outcomes: Mapping[str, Outcome], policy: Policy) -> Found:
    household = row["household"] or ""
    return Found(
        int(household) if household.isdigit() else None,
        finding_of(outcomes[row["check"]], row, policy),
        _at(row),
    )


def _at(row: Mapping[str, Any]) -> Position:
    return row["household"] or "", row["check"], row["key"]
