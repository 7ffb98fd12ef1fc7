"""Findings held against a planted truth: what is found, what is not, and what a visit is worth."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from shouwang.rules.pack import Policy

DIGITS = 4  # of a share in JSON
CHECKS, KINDS, OVERALL = "checks", "kinds", "overall"
HARDSHIPS, FAULTS, LOOKALIKES = "hardships.parquet", "faults.parquet", "lookalikes.parquet"
VISITORS = frozenset({"village", "township"})  # whose answer is a visit
LOOKS_FOR = pa.schema(
    [(name, pa.string()) for name in ("board", "name", "check", "of", "kind")]
    + [("visits", pa.bool_())]
)
# A unit is a household, or a thing that belongs to none. On each board the findings of some checks
# are held against the hardships and faults of the kinds these look for.
PREPARE = """
    CREATE TEMP TABLE flags AS
      SELECT DISTINCT f."check", coalesce(f.household, l."of" || ':' || f.key) AS unit,
        l.visits
      FROM read_parquet($findings) AS f
      JOIN (SELECT DISTINCT "check", "of", visits FROM looks_for) AS l ON f."check" = l."check";
    CREATE TEMP TABLE troubles AS
      SELECT coalesce(CAST(household AS VARCHAR), "of" || ':' || key) AS unit, kind,
        bool_or(visible) AS visible, bool_or(lost = 'spoilt') AS spoilt, true AS hardship
      FROM read_parquet($hardships) GROUP BY ALL
      UNION ALL BY NAME
      SELECT coalesce(CAST(household AS VARCHAR), "of" || ':' || key) AS unit, kind,
        bool_or(visible) AS visible, bool_or(lost = 'spoilt') AS spoilt, false AS hardship
      FROM read_parquet($faults) GROUP BY ALL;
"""
BOARDS = """
    WITH flagged AS (
      SELECT DISTINCT l.board, l.name, f.unit
      FROM looks_for AS l JOIN flags AS f ON f."check" = l."check" WHERE l.board <> 'overall'
    ), planted AS (
      SELECT l.board, l.name, t.unit, bool_or(t.visible) AS visible, bool_or(t.spoilt) AS spoilt
      FROM (SELECT DISTINCT board, name, kind FROM looks_for WHERE board <> 'overall') AS l
      JOIN troubles AS t ON t.kind = l.kind GROUP BY ALL
    )
    SELECT coalesce(f.board, t.board) AS board, coalesce(f.name, t.name) AS name,
      count(f.unit) AS flagged,
      count(*) FILTER (WHERE f.unit IS NOT NULL AND t.unit IS NOT NULL) AS "right",
      count(*) FILTER (WHERE t.visible) AS planted,
      count(*) FILTER (WHERE t.visible AND f.unit IS NOT NULL) AS found,
      count(*) FILTER (WHERE NOT t.visible) AS unseen,
      count(*) FILTER (WHERE NOT t.visible AND t.spoilt) AS spoilt
    FROM flagged AS f FULL JOIN planted AS t
      ON f.board = t.board AND f.name = t.name AND f.unit = t.unit
    GROUP BY ALL ORDER BY ALL
"""
# Over all, hardships are counted, each kind of a household for itself; and visits: households with
# a finding that a village or township answers, right if one of its findings looks for what is there.
OVERALL_QUERY = """
    WITH pairs AS (SELECT DISTINCT "check", kind FROM looks_for WHERE kind IS NOT NULL),
    sought AS (SELECT DISTINCT kind FROM pairs),
    hits AS (SELECT DISTINCT f.unit, p.kind, f.visits FROM flags AS f JOIN pairs AS p USING ("check")),
    hardships AS (SELECT t.* FROM troubles AS t JOIN sought USING (kind) WHERE t.hardship),
    found AS (
      SELECT h.*, EXISTS (SELECT 1 FROM hits WHERE hits.unit = h.unit AND hits.kind = h.kind) AS hit
      FROM hardships AS h
    ), visits AS (
      SELECT unit, EXISTS (
        SELECT 1 FROM hits JOIN troubles AS t ON t.unit = hits.unit AND t.kind = hits.kind
        WHERE hits.visits AND hits.unit = v.unit) AS is_right
      FROM (SELECT DISTINCT unit FROM flags WHERE visits AND unit NOT LIKE '%:%') AS v
    )
    SELECT (SELECT count(*) FROM visits), (SELECT count(*) FROM visits WHERE is_right),
      count(*) FILTER (WHERE visible), count(*) FILTER (WHERE visible AND hit),
      count(*) FILTER (WHERE NOT visible), count(*) FILTER (WHERE NOT visible AND spoilt)
    FROM found
"""
ALIKE = """
    SELECT l.kind, count(DISTINCT l.household),
      count(DISTINCT l.household) FILTER (WHERE f.unit IS NOT NULL)
    FROM read_parquet($lookalikes) AS l
    LEFT JOIN (SELECT DISTINCT unit FROM flags WHERE visits) AS f
      ON f.unit = CAST(l.household AS VARCHAR)
    GROUP BY ALL ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Score:
    """How findings agree with what was planted, counted in households (or things without one).

    Attributes:
        flagged: Those with a finding; over all, those that are visited.
        right: Of these, those with a trouble of the kinds looked for.
        planted: Those with a trouble of these kinds that the data show.
        found: Of these, those with a finding.
        unseen: Those whose trouble no published row shows. spoilt: of these, those whose row was
            lost to a wrong key or code.
        evaluated: Outcomes that were known; not_evaluable: those that were not.
    """

    flagged: int = 0
    right: int = 0
    planted: int = 0
    found: int = 0
    unseen: int = 0
    spoilt: int = 0
    evaluated: int = 0
    not_evaluable: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            *(mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True))
        )

    @property
    def counts(self) -> tuple[int, ...]:
        """All counts, in the order of the fields."""
        return (self.flagged, self.right, self.planted, self.found, self.unseen, self.spoilt,
                self.evaluated, self.not_evaluable)  # fmt: skip

    @property
    def precision(self) -> float | None:
        """The share of flagged ones that are right."""
        return _ratio(self.right, self.flagged)

    @property
    def recall(self) -> float | None:
        """The share of planted, visible ones that are found."""
        return _ratio(self.found, self.planted)

    @property
    def visits_per_find(self) -> float | None:
        """How many are flagged for one that is right."""
        return _ratio(self.flagged, self.right)

    def as_json(self) -> dict[str, Any]:
        """Return the counts and the shares."""
        return {
            "recall": _rounded(self.recall),
            "precision": _rounded(self.precision),
            "unseen": _rounded(_ratio(self.unseen, self.unseen + self.planted)),
            "visits_per_find": _rounded(self.visits_per_find),
            "not_evaluable": _rounded(
                _ratio(self.not_evaluable, self.not_evaluable + self.evaluated)
            ),
            "counts": {
                "flagged": self.flagged,
                "right": self.right,
                "planted": self.planted,
                "found": self.found,
                "unseen": self.unseen,
                "spoilt": self.spoilt,
            },
        }


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """Scores by check, by kind of trouble (whatever check found it), and over all.

    Attributes:
        lookalikes: By kind: households that only look like trouble, and those of them visited.
    """

    checks: Mapping[str, Score]
    kinds: Mapping[str, Score]
    overall: Score
    lookalikes: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def score(
    policy: Policy, *, findings: Path, truth: Path, outcomes: Iterable[Mapping[str, Any]] = ()
) -> Scoreboard:
    """Hold the findings of a run against the planted truth.

    Args:
        policy: Its checks say what kinds of trouble they are meant to find (``finds``).
        findings: The findings of a run.
        truth: The folder with the planted hardships, faults and look-alikes.
        outcomes: The run's counts by check: name, hit, clear, not_evaluable.
    """
    paths = {
        "findings": str(findings),
        "hardships": str(truth / HARDSHIPS),
        "faults": str(truth / FAULTS),
    }
    with duckdb.connect(":memory:", config={"threads": 1}) as engine:
        engine.register("looks_for", pa.Table.from_pylist(_looks_for(policy), schema=LOOKS_FOR))
        for statement in PREPARE.split(";")[:-1]:
            wanted = {name: path for name, path in paths.items() if f"${name}" in statement}
            engine.execute(statement, wanted)
        found = engine.execute(BOARDS).fetchall()
        overall = engine.execute(OVERALL_QUERY).fetchone() or ()
        alike = engine.execute(ALIKE, {"lookalikes": str(truth / LOOKALIKES)}).fetchall()
    scores: dict[str, dict[str, Score]] = {CHECKS: {}, KINDS: {}}
    for board, name, *counts in found:
        scores[board][name] = Score(*counts)
    every = Score(*overall)
    for check in outcomes:
        known = check["hit"] + check["clear"]
        told = Score(evaluated=known, not_evaluable=check["not_evaluable"])
        scores[CHECKS][check["name"]] = scores[CHECKS].get(check["name"], Score()) + told
        every += told
    return Scoreboard(
        scores[CHECKS], scores[KINDS], every, {kind: (all_, hit) for kind, all_, hit in alike}
    )


def added(boards: Sequence[Scoreboard]) -> Scoreboard:
    """Return several scoreboards as one: all counts added."""

    def summed(parts: Iterable[Mapping[str, Score]]) -> dict[str, Score]:
        sums: dict[str, Score] = {}
        for part in parts:
            for name, each in part.items():
                sums[name] = sums.get(name, Score()) + each
        return sums

    alike: Counter[str] = Counter()
    visited: Counter[str] = Counter()
    for board in boards:
        alike.update({kind: planted for kind, (planted, _hit) in board.lookalikes.items()})
        visited.update({kind: hit for kind, (_planted, hit) in board.lookalikes.items()})
    return Scoreboard(
        checks=summed(board.checks for board in boards),
        kinds=summed(board.kinds for board in boards),
        overall=sum((board.overall for board in boards), start=Score()),
        lookalikes={kind: (alike[kind], visited[kind]) for kind in sorted(alike)},
    )


def _looks_for(policy: Policy) -> list[dict[str, Any]]:
    """Return a row for each check and kind on each board; a check that looks for none has one."""
    rows = []
    for check in policy.checks.values():
        common = {"check": check.name, "of": check.of, "visits": check.answer_by in VISITORS}
        for kind in check.finds:
            rows.append({"board": CHECKS, "name": check.name, "kind": kind, **common})
            rows.append({"board": KINDS, "name": kind, "kind": kind, **common})
        if not check.finds:
            rows.append({"board": OVERALL, "name": "", "kind": None, **common})
    return rows


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
