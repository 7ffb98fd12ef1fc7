"""Findings held against a planted truth: recall and precision by check and by hardship."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.rules.pack import Policy

DIGITS = 4  # of a share in JSON
CHECKS, KINDS, OVERALL = "checks", "kinds", "overall"
LOOKS_FOR = pa.schema([(name, pa.string()) for name in ("board", "name", "check", "kind")])
# Households are counted: those some check flags, and those with a hardship it looks for.
QUERY = """
    WITH flags AS (
      SELECT DISTINCT l.board, l.name, f.household
      FROM looks_for AS l JOIN read_parquet($findings) AS f ON f."check" = l."check"
    ), truths AS (
      SELECT l.board, l.name, CAST(p.household AS VARCHAR) AS household,
        bool_or(p.visible) AS visible
      FROM looks_for AS l JOIN read_parquet($truth) AS p ON p.kind = l.kind GROUP BY ALL
    )
    SELECT coalesce(f.board, t.board) AS board, coalesce(f.name, t.name) AS name,
      count(f.household) AS flagged,
      count(*) FILTER (WHERE f.household IS NOT NULL AND t.household IS NOT NULL) AS "right",
      count(*) FILTER (WHERE t.visible) AS planted,
      count(*) FILTER (WHERE t.visible AND f.household IS NOT NULL) AS found,
      count(*) FILTER (WHERE NOT t.visible) AS unseen
    FROM flags AS f FULL JOIN truths AS t
      ON f.board = t.board AND f.name = t.name AND f.household = t.household
    GROUP BY ALL ORDER BY ALL
"""


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
        """The share of flagged households that are right."""
        return self.right / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        """The share of planted, visible households that are found."""
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
    rows = [
        {"board": board, "name": name, "check": check, "kind": kind}
        for check, kind in pairs
        for board, name in ((CHECKS, check), (KINDS, kind), (OVERALL, ""))
    ]
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.register("looks_for", pa.Table.from_pylist(rows, schema=LOOKS_FOR))
        found = engine.execute(QUERY, {"findings": str(findings), "truth": str(truth)}).fetchall()
    scores: dict[str, dict[str, Score]] = {CHECKS: {}, KINDS: {}, OVERALL: {}}
    for board, name, *counts in found:
        scores[board][name] = Score(*counts)
    return Scoreboard(scores[CHECKS], scores[KINDS], scores[OVERALL].get("", Score(0, 0, 0, 0, 0)))


def _share(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
