"""What a delivery would change: the findings of the checks that read its feed, before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from shouwang.lake.duck import literal, read_source
from shouwang.lake.preview import Preview
from shouwang.lake.sources import Source
from shouwang.rules.pack import Policy
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.screening.delivered import Delivered, read_delivered
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import FINDINGS, screen_compiled
from shouwang.stages.screening.tables import DELIVERED, Tables
from shouwang.stages.screening.withheld import dependents

# The parts of a finding that say which it is; what else it holds is its evidence.
MADE = (
    'SELECT subject, key, household, "check" FROM read_parquet({one}) '
    'EXCEPT SELECT subject, key, household, "check" FROM read_parquet({other}) '
)


@dataclass(frozen=True, slots=True)
class Effect:
    """A check before and after a delivery: how many findings, how many appear and vanish."""

    name: str
    label: str
    severity: str
    before: int
    after: int
    appear: int
    vanish: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What a delivery would change in screening.

    Attributes:
        places: The codes of the places that were screened twice.
        checks: The checks whose findings change.
        looked_at: How many checks were run.
        first: The first findings that appear and vanish: check, subject, key, household.
        skipped: Why it was not worked out; ``""`` if it was.
    """

    places: tuple[str, ...] = ()
    checks: tuple[Effect, ...] = ()
    looked_at: int = 0
    first: Mapping[str, Sequence[Mapping[str, str]]] | None = None
    skipped: str = ""

    @property
    def appear(self) -> int:
        """How many findings appear."""
        return sum(each.appear for each in self.checks)

    @property
    def vanish(self) -> int:
        """How many findings vanish."""
        return sum(each.vanish for each in self.checks)

    def as_json(self) -> dict[str, Any]:
        """Return it as a document."""
        return {**asdict(self), "appear": self.appear, "vanish": self.vanish}


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the engine may use."""

    threads: int
    memory: str


def affected_checks(policy: Policy, feed: str) -> tuple[str, ...]:
    """Return the checks whose outcome may depend on the rows of a feed.

    All of them where the feed lists households or persons: each may be about a new one.
    """
    if any(subject.table == feed for subject in policy.content.subjects.values()):
        return tuple(policy.checks)
    own = [check.name for check in policy.checks.values() if check.of == feed]
    return tuple(dict.fromkeys((*dependents(policy, feed), *own)))


def screened(
    policy: Policy,
    sources: Mapping[str, Source],
    compiled: CompiledPolicy,
    *,
    places: Sequence[tuple[str, ...]],
    out: Path,
    bounds: Bounds,
) -> Path:
    """Screen some places of one state of the lake into a file of findings, and return it."""
    with FileSink({FINDINGS: out}) as sink:
        screen_compiled(
            compiled,
            policy,
            _tables(policy, sources),
            sink=sink,
            threads=bounds.threads,
            memory=bounds.memory,
            places=places,
        )
    return out


def effects_of(
    policy: Policy,
    preview: Preview,
    compiled: CompiledPolicy,
    *,
    scratch: Path,
    bounds: Bounds,
    most: int,
) -> Effects:
    """Screen the places that a delivery touches as they are and as they would be.

    Args:
        scratch: A folder; ``after.parquet`` in it holds the findings as they would be.
        most: How many findings are listed of those that appear and of those that vanish.
    """
    files = {
        name: screened(policy, sources, compiled, places=preview.places,
                       out=scratch / f"{name}.parquet", bounds=bounds)
        for name, sources in (("before", preview.before), ("after", preview.after))
    }  # fmt: skip
    before, after = files["before"], files["after"]
    with duckdb.connect(":memory:", config={"threads": bounds.threads}) as engine:
        engine.execute("SET autoinstall_known_extensions = false")
        was, will = _counts(engine, before), _counts(engine, after)
        appear = _made(engine, after, before, most)
        vanish = _made(engine, before, after, most)
    names = [name for name in policy.checks if name in {*was, *will}]
    found = [
        Effect(
            name=name,
            label=policy.checks[name].label,
            severity=policy.checks[name].severity,
            before=was.get(name, 0),
            after=will.get(name, 0),
            appear=appear.counts.get(name, 0),
            vanish=vanish.counts.get(name, 0),
        )
        for name in names
    ]
    return Effects(
        places=tuple(place[-1] for place in preview.places),
        checks=tuple(each for each in found if each.appear or each.vanish),
        looked_at=len(compiled.outcomes),
        first={"appear": appear.first, "vanish": vanish.first},
    )


@dataclass(frozen=True, slots=True)
class _Made:
    counts: Mapping[str, int]
    first: Sequence[Mapping[str, str]]


def _made(engine: duckdb.DuckDBPyConnection, one: Path, other: Path, most: int) -> _Made:
    """The findings that one file has and the other has not."""
    made = MADE.format(one=literal(str(one)), other=literal(str(other)))
    engine.execute(f"CREATE OR REPLACE TEMP TABLE made AS {made}")
    counts = engine.execute('SELECT "check", count(*) FROM made GROUP BY ALL').fetchall()
    rows = engine.execute(
        'SELECT "check", subject, key, household FROM made ORDER BY ALL LIMIT ?', [most]
    ).fetchall()
    names = ("check", "subject", "key", "household")
    return _Made(dict(counts), [dict(zip(names, row, strict=True)) for row in rows])


def _counts(engine: duckdb.DuckDBPyConnection, findings: Path) -> dict[str, int]:
    rows = engine.execute(
        'SELECT "check", count(*) FROM read_parquet(?) GROUP BY ALL', [str(findings)]
    ).fetchall()
    return dict(rows)


def _tables(policy: Policy, sources: Mapping[str, Source]) -> Tables:
    """A state of the lake as a run reads it; it has no name, since nobody keeps the run."""
    delivered = sources.get(DELIVERED)
    rows = read_source(delivered) if delivered and delivered.files else None
    level = policy.content.coverage_level
    return Tables(
        sources={
            name: source for name, source in sources.items() if name in policy.content.contracts
        },
        delivered=read_delivered(rows, level) if rows is not None else Delivered(),
        digest="",
        names={},
    )
