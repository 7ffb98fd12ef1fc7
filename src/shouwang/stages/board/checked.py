"""What a run found, for indicators: the run's own counts, and by village and group its values."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
from sqlglot import exp

from shouwang.base.words import _
from shouwang.lake.duck import bytes_of
from shouwang.lake.runs import StoredRun
from shouwang.rules.build import PREVIOUS, column
from shouwang.rules.content import Content
from shouwang.rules.pack import Policy
from shouwang.rules.steps import CompiledSubject, Outcome
from shouwang.stages.board.asked import MASK, SPOT
from shouwang.stages.board.summing import COUNT, SHARE, Counts, Part
from shouwang.stages.screening.results import Count
from shouwang.stages.screening.sheet import compiled as compiled_policy

NOTHING = Count(0, 0, 0)
HOUSEHOLDS = "h"


@dataclass(slots=True)
class Outcomes:
    """How the checks came out.

    Attributes:
        counts: (check, group) → place → the three outcomes.
        late: (check, place of the lowest partition) → the feeds that are late there.
        in_force: The checks the run has run.
        settled: The lowest partitions in which there was something to check.
        without_group: Checks about what is of no household: they are told for no group.
        without_spot: Checks about what lies in no region below the lowest partition.
    """

    counts: dict[tuple[str, str], dict[str, Count]]
    late: Mapping[tuple[str, str], tuple[str, ...]]
    in_force: frozenset[str]
    settled: frozenset[str]
    without_group: frozenset[str] = frozenset()
    without_spot: frozenset[str] = frozenset()


def outcomes_of(run: StoredRun, content: Content) -> Outcomes:
    """Return the run's own counts by the lowest partition: what it says itself."""
    counts: dict[tuple[str, str], dict[str, Count]] = {}
    late: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in pq.read_table(run.file("coverage"), partitioning=None).to_pylist():
        place = row[content.coverage_level]
        found = Count(row["hit"], row["clear"], row["not_evaluable"])
        counts.setdefault((row["check"], ""), {})[place] = found
        if row["late"]:
            late[row["check"], place] = tuple(row["late"].split())
    # A check that came out nowhere has no rows, but it has run.
    in_force = {each["name"] for each in run.record["checks"]}
    settled = {place for places in counts.values() for place in places}
    return Outcomes(counts, late, frozenset(in_force), frozenset(settled))


def add_finer(
    outcomes: Outcomes,
    run: StoredRun,
    policy: Policy,
    *,
    households: Path,
    groups: Sequence[str],
    by_spot: bool,
    places: Iterable[str],
    checks: Iterable[str],
    threads: int,
    memory: str,
) -> None:
    """Add the counts by region, or by group of households, from the values the run has kept.

    Args:
        households: The file of households with their region and groups, as `counting` keeps it.
        by_spot: Whether to count by region; the counts by the lowest partition are then dropped.
        places: The lowest partitions that are wanted.
    """
    on = datetime.date.fromisoformat(run.record["as_of"])
    wanted = set(checks) & outcomes.in_force
    compiled = compiled_policy(policy, on)
    if by_spot:
        outcomes.counts.clear()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": f"{bytes_of(memory)}B",
    }
    # The engine counts whole numbers: the result does not depend on how many threads there are.
    with duckdb.connect(":memory:", config=config) as engine:
        engine.execute("SET autoinstall_known_extensions = false")
        finer = _Finer(outcomes, engine, run, households, tuple(groups), by_spot, tuple(places))
        for subject in compiled.subjects.values():
            names = [each.check.name for each in subject.outcomes if each.check.name in wanted]
            if names and run.has(f"values:{subject.name}"):
                finer.add(subject, names, policy.content)


@dataclass(frozen=True, slots=True)
class _Finer:
    """Counts outcomes by region or group, from the values of a run, one subject at a time."""

    outcomes: Outcomes
    engine: duckdb.DuckDBPyConnection
    run: StoredRun
    households: Path
    groups: tuple[str, ...]
    by_spot: bool
    places: tuple[str, ...]

    def add(self, subject: CompiledSubject, names: list[str], content: Content) -> None:
        """Add the outcomes of some checks of a subject."""
        own_spot = _spot_of_its_own(subject, content)
        if not subject.household_column:
            self.outcomes.without_group |= frozenset(names)
            if not own_spot:
                self.outcomes.without_spot |= frozenset(names)
            if not (self.by_spot and own_spot):
                return
        query = self._query(subject, names, own_spot, content.coverage_level)
        for spot, mask, rows, *counts in self.engine.execute(query.sql("duckdb")).fetchall():
            in_groups = [name for bit, name in enumerate(self.groups) if mask >> bit & 1]
            keys = ["", *in_groups] if self.by_spot else in_groups
            pairs = zip(counts[::2], counts[1::2], strict=True)
            for name, (known, hit) in zip(names, pairs, strict=True):
                for group in keys:
                    found = self.outcomes.counts.setdefault((name, group), {})
                    more = Count(hit, known - hit, rows - known)
                    found[spot] = _plus(found.get(spot, NOTHING), more)

    def _query(
        self, subject: CompiledSubject, names: list[str], own_spot: str, place: str
    ) -> exp.Select:
        """Known outcomes and hits of all checks in one pass over a subject's kept values.

        Without regions only households in some group are looked at: the rest is in the coverage.
        """
        values = self.run.file(f"values:{subject.name}")
        spot: exp.Expr = column(place, PREVIOUS)
        mask: exp.Expr = exp.Literal.number(0)
        if subject.household_column:
            spot = column(SPOT, HOUSEHOLDS) if self.by_spot else spot
            mask = column(MASK, HOUSEHOLDS)
        elif own_spot:
            spot = column(own_spot, PREVIOUS)
        counts = [
            count
            for outcome in subject.outcomes
            if outcome.check.name in names
            for count in _known_and_hit(outcome)
        ]
        inside = exp.In(
            this=column(place, PREVIOUS),
            expressions=[exp.Literal.string(each) for each in self.places],
        )
        query = (
            exp.select(spot, mask, exp.Count(this=exp.Star(), big_int=True), *counts)
            .from_(_file(values, PREVIOUS))
            .where(inside)
        )
        if subject.household_column:
            on = exp.EQ(
                this=column(subject.household_column, PREVIOUS),
                expression=column("household", HOUSEHOLDS),
            )
            query = query.join(_file(self.households, HOUSEHOLDS), on=on)
            if not self.by_spot:
                query = query.where(
                    exp.GT(this=column(MASK, HOUSEHOLDS), expression=exp.Literal.number(0))
                )
        return query.group_by(exp.Literal.number(1), exp.Literal.number(2))


def _known_and_hit(outcome: Outcome) -> Iterable[exp.Expr]:
    condition = exp.paren(outcome.condition.copy())
    yield exp.Count(this=condition, big_int=True)
    hits = exp.Where(this=condition.copy())
    yield exp.Filter(this=exp.Count(this=exp.Star(), big_int=True), expression=hits)


def _plus(one: Count, other: Count) -> Count:
    return Count(
        one.hit + other.hit, one.clear + other.clear, one.not_evaluable + other.not_evaluable
    )


def _spot_of_its_own(subject: CompiledSubject, content: Content) -> str:
    """The key of what is itself a region below the partitions: a village."""
    found = content.subjects.get(subject.name)
    return found.key if found is not None and found.key == found.region else ""


def _file(path: Path, alias: str) -> exp.Expr:
    function = exp.Anonymous(
        this="read_parquet",
        expressions=[exp.Literal.string(str(path))],
    )
    return exp.Table(this=function, alias=exp.TableAlias(this=exp.to_identifier(alias)))


# ------------------------------------------------------------------- as figures


def as_counts(
    outcomes: Outcomes,
    checks: Sequence[str],
    measure: str,
    *,
    group: str,
    spots: Mapping[str, str],
    policy: Policy,
    by_spot: bool = False,
) -> Counts | None:
    """Return what a measure of some checks is at the lowest places; ``None`` if for no group.

    Args:
        spots: The lowest places, each with the partition it lies in.
    """
    in_force = [name for name in checks if name in outcomes.in_force]
    if group:
        in_force = [name for name in in_force if name not in outcomes.without_group]
        if not in_force:
            return None
    form = SHARE if measure.endswith("share") else COUNT
    if not in_force:
        return Counts(form, nowhere=_("no check behind it is in force on this day"))
    if by_spot and any(name in outcomes.without_spot for name in in_force):
        return Counts(form, nowhere=_("some of what it counts is told by banner only"))
    parts, untold = {}, {}
    for spot, place in spots.items():
        found = _sum(outcomes, in_force, group, spot)
        parts[spot] = _part(found, measure)
        if measure == "hit" and found.not_evaluable and not found.hit + found.clear:
            untold[spot] = _why(outcomes, in_force, place, policy)
    empty = frozenset(spot for spot, place in spots.items() if place not in outcomes.settled)
    return Counts(form, parts, untold, empty=empty)


def _sum(outcomes: Outcomes, checks: Iterable[str], group: str, spot: str) -> Count:
    found = [outcomes.counts.get((name, group), {}).get(spot, NOTHING) for name in checks]
    return Count(
        sum(each.hit for each in found),
        sum(each.clear for each in found),
        sum(each.not_evaluable for each in found),
    )


def _part(found: Count, measure: str) -> Part:
    known = found.hit + found.clear
    total = known + found.not_evaluable
    match measure:
        case "evaluable_share":
            return Part(known, total, total)
        case "clear_share":
            return Part(found.clear, known, total)
        case "clear":
            return Part(found.clear, known, total)
        case "not_evaluable":
            return Part(found.not_evaluable, total, total)
        case _:
            return Part(found.hit, known, total)


def _why(outcomes: Outcomes, checks: Iterable[str], place: str, policy: Policy) -> str:
    feeds = dict.fromkeys(feed for name in checks for feed in outcomes.late.get((name, place), ()))
    if not feeds:
        return _("what it needs is blank")
    return not_delivered(feeds, policy)


def not_delivered(feeds: Iterable[str], policy: Policy) -> str:
    """Say which feeds are not there."""
    contracts = policy.content.contracts
    labels = ", ".join(contracts[feed].label for feed in feeds if feed in contracts)
    return _("not delivered: {feeds}").format(feeds=labels)


def lift(outcomes: Outcomes, above: Mapping[str, str]) -> None:
    """Sum what lies in villages by the places wanted; what lies in none of them is left out.

    Args:
        above: Region → the place wanted that it is, or lies in.
    """
    for key, places in outcomes.counts.items():
        found: dict[str, Count] = {}
        for spot, count in places.items():
            place = above.get(spot)
            if place is not None:
                found[place] = _plus(found.get(place, NOTHING), count)
        outcomes.counts[key] = found
