"""Findings held against a planted truth: recall and precision by check and by hardship."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.lake.duck import literal
from shouwang.rules.pack import Policy

ALL = ""


@dataclass(frozen=True, slots=True)
class Score:
    """How findings agree with what was planted, counted in households.

    Attributes:
        flagged: Households with a finding.
        right: Of these, households with a hardship of the kinds looked for.
        planted: Households with a hardship of these kinds that the data show.
        found: Of these, households with a finding.
        unseen: Households whose hardship of these kinds no delivered row shows.
    """

    flagged: int
    right: int
    planted: int
    found: int
    unseen: int

    @property
    def precision(self) -> float | None:
        """The share of flagged households that are right. [0-1]"""
        return self.right / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        """The share of planted, visible households that are found. [0-1]"""
        return self.found / self.planted if self.planted else None

    def as_json(self) -> dict[str, Any]:
        """Return the counts and the two shares."""
        return {
            "flagged": self.flagged,
            "right": self.right,
            "planted": self.planted,
            "found": self.found,
            "unseen": self.unseen,
            "precision": _share(self.precision),
            "recall": _share(self.recall),
        }


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Scores by check, by kind of hardship (whatever check found it), and over all."""

    checks: Mapping[str, Score]
    kinds: Mapping[str, Score]
    overall: Score


def score(policy: Policy, *, findings: Path, truth: Path) -> Scoreboard:
    """Hold the findings of a run against the planted hardships.

    Args:
        policy: Its checks say what kinds of hardship they are meant to find (``finds``).
        findings: The findings of a run.
        truth: The planted hardships: household, kind, visible.
    """
    pairs = [(check.name, kind) for check in policy.checks.values() for kind in check.finds]
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.register(
            "looks_for",
            pa.table(
                {
                    "check": pa.array([name for name, _kind in pairs], pa.string()),
                    "kind": pa.array([kind for _name, kind in pairs], pa.string()),
                }
            ),
        )
        engine.execute(
            "CREATE TEMP TABLE flagged AS SELECT DISTINCT f.\"check\", f.household "
            f"FROM read_parquet({literal(str(findings))}) AS f "  # noqa: S608 - a quoted path
            "WHERE f.\"check\" IN (SELECT \"check\" FROM looks_for)"
        )
        engine.execute(
            "CREATE TEMP TABLE planted AS SELECT CAST(household AS VARCHAR) AS household, kind, "
            f"bool_or(visible) AS visible FROM read_parquet({literal(str(truth))}) "  # noqa: S608
            "GROUP BY ALL"
        )
        checks = _scores(engine, 'l."check"', "f.\"check\" = l.\"check\"")
        kinds = _scores(engine, "l.kind", "f.\"check\" = l.\"check\"")
        overall = _scores(engine, "''", "f.\"check\" = l.\"check\"").get(ALL, Score(0, 0, 0, 0, 0))
    return Scoreboard(checks, kinds, overall)


def _scores(
    engine: duckdb.DuckDBPyConnection, group: str, finds: str
) -> dict[str, Score]:
    """Count households by group; both sides of the comparison know who looks for what."""
    query = f"""
        WITH flags AS (
          SELECT DISTINCT {group} AS name, f.household FROM looks_for AS l
          JOIN flagged AS f ON {finds}
        ), truths AS (
          SELECT {group} AS name, p.household, bool_or(p.visible) AS visible FROM looks_for AS l
          JOIN planted AS p ON p.kind = l.kind GROUP BY ALL
        )
        SELECT coalesce(f.name, t.name) AS name,
          count(f.household) AS flagged,
          count(*) FILTER (WHERE f.household IS NOT NULL AND t.household IS NOT NULL) AS "right",
          count(*) FILTER (WHERE t.visible) AS planted,
          count(*) FILTER (WHERE t.visible AND f.household IS NOT NULL) AS found,
          count(*) FILTER (WHERE NOT t.visible) AS unseen
        FROM flags AS f FULL JOIN truths AS t ON f.name = t.name AND f.household = t.household
        GROUP BY ALL ORDER BY ALL
    """  # noqa: S608 - the group is one of three words written above
    return {row[0]: Score(*row[1:]) for row in engine.execute(query).fetchall()}


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
