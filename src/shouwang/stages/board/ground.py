"""What figures are told from and for: a run, its snapshot, the decisions; places and groups."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from shouwang.base.access import EVERYWHERE, Scope
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.folder import Home
from shouwang.lake.runs import StoredRun
from shouwang.rules.content import Content
from shouwang.rules.indicators import Indicator
from shouwang.rules.pack import Policy
from shouwang.rules.practice import Practice
from shouwang.stages.board.summing import Counts
from shouwang.stages.screening.home_run import home_tables
from shouwang.stages.screening.tables import Tables

Decisions = Callable[..., Counts]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be told.

    Attributes:
        indicators: In the order of the content; with those that ratios are of.
        levels: Level → the places of it that are told.
        groups: The groups it is told for; `""` is all households.
    """

    indicators: Mapping[str, Indicator]
    levels: Mapping[str, Sequence[str]]
    groups: Sequence[str]


@dataclass
class Ground:
    """What figures are told from: a run, the snapshot it has read, the decisions up to a day.

    Attributes:
        decisions: Tells a measure of decisions at the places of a level.
        base: The level whose places are summed: the lowest partition, or the one asked for below.
    """

    home: Home
    policy: Policy
    practice: Practice
    run: StoredRun
    wish: Wish
    decisions: Decisions
    on: datetime.date
    scope: Scope = EVERYWHERE
    threads: int = field(default_factory=default_threads)
    memory: str = DEFAULT_MEMORY

    @property
    def content(self) -> Content:
        """The content of the home."""
        return self.policy.content

    @cached_property
    def tables(self) -> Tables:
        """The tables of the snapshot the run has read."""
        return home_tables(self.home, self.content, snapshot=int(self.run.record["snapshot"]))

    @cached_property
    def finest(self) -> str:
        """The lowest level that is wanted, or the one of the partitions if that is lower."""
        order = self.content.levels
        wanted = max(self.wish.levels, key=order.index, default=order[0])
        return max(wanted, self.content.coverage_level, key=order.index)

    @property
    def is_fine(self) -> bool:
        """Whether places below the partitions are wanted."""
        return self.finest != self.content.coverage_level

    @cached_property
    def partitions(self) -> list[tuple[str, ...]]:
        """The partitions in which there is somebody and that the places wanted lie in."""
        level = self.content.coverage_level
        every = self.tables.places(self.content)
        wanted = {
            code
            for at, places in self.wish.levels.items()
            for place in places
            for code in self._inside(place, at, level)
        }
        return [place for place in every if place[-1] in wanted]

    def _inside(self, place: str, at: str, level: str) -> Iterable[str]:
        """The partitions a place lies in, or that lie in it."""
        order = self.content.levels
        if order.index(at) >= order.index(level):
            found = self.content.ancestors(place).get(level)
            return (found,) if found else ()
        return self.inner(level).get(place, ())

    def inner(self, level: str) -> Mapping[str, Sequence[str]]:
        """Return place → the places of a level that lie in it, each in itself too."""
        if level not in self._inner:
            found: dict[str, list[str]] = {}
            for region in self.content.regions_of(level):
                for code in self.content.ancestors(region.code).values():
                    found.setdefault(code, []).append(region.code)
            self._inner[level] = found
        return self._inner[level]

    @cached_property
    def _inner(self) -> dict[str, Mapping[str, Sequence[str]]]:
        return {}

    @cached_property
    def spots(self) -> Mapping[str, str]:
        """The places that are summed, each with the partition it lies in."""
        level = self.content.coverage_level
        if not self.is_fine:
            return {code: code for code in self.inner(level).get(self.root, ())}
        return {
            spot: self.content.ancestors(spot)[level]
            for places in self.wish.levels.values()
            for place in places
            for spot in self.inner(self.finest).get(place, ())
            if self.content.ancestors(spot).get(level) in self._settled
        }

    @cached_property
    def _settled(self) -> frozenset[str]:
        return frozenset(place[-1] for place in self.partitions)

    @cached_property
    def above(self) -> Mapping[str, str]:
        """Each region that is a place that is summed, or lies in one → that place."""
        return {
            region.code: place
            for region in self.content.regions.values()
            if (place := self.content.ancestors(region.code).get(self.finest, "")) in self.spots
        }

    @cached_property
    def decided_in(self) -> Scope:
        """Where decisions are counted: the scope; of a few places below, no further than they lie."""
        if not (self.is_fine and self.scope.is_everything):
            return self.scope
        return Scope(self._settled, self.content.coverage_level, self._settled)

    @property
    def root(self) -> str:
        """The code of the whole region."""
        return self.content.regions_of(self.content.levels[0])[0].code
