"""All indicators for the places of some levels: each source asked once, then put together."""

import datetime
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from shouwang.base.access import EVERYWHERE
from shouwang.base.words import _
from shouwang.rules.graph import in_order
from shouwang.rules.groups import members_of
from shouwang.rules.indicators import Indicator
from shouwang.rules.sources import Checked, Decided, Fed, Nobody, Ratio, Records
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.board import checked, fed
from shouwang.stages.board.asked import Asked, ask
from shouwang.stages.board.counting import Counted, Pass, count_records
from shouwang.stages.board.ground import Ground
from shouwang.stages.board.measured import Measured
from shouwang.stages.board.summing import COUNT, SHARE, Counts, Key, ratio, tell
from shouwang.stages.ingest import queries as ingest
from shouwang.stages.ingest.standing import standings
from shouwang.stages.ingest.status import Standing
from shouwang.stages.screening.sheet import compiled as compiled_policy

# What lies in one place and is counted above as the sum. A task, a form, a tour or a campaign that
# concerns two places is one of the place above them.
ADDED = frozenset({"leads", "visits", "cases", "measures", "notices", "issues"})


def figure(ground: Ground) -> list[Measured]:
    """Return every wanted indicator for every wanted place and group, in the content's order.

    Raises:
        NothingPublished: if there is no snapshot.
        StatementFailed: if a step does not run on these tables.
    """
    with tempfile.TemporaryDirectory(prefix="shouwang-") as scratch:
        return list(_Figures(ground, Path(scratch)).all())


class _Figures:
    """Puts the sources together."""

    def __init__(self, ground: Ground, scratch: Path) -> None:
        self.ground = ground
        self.wish = ground.wish
        self.policy = ground.policy
        self.content = ground.content
        self.groups = ground.practice.areas.groups
        self.areas = ground.practice.areas.areas
        self.households = scratch / "households.parquet"
        # What was counted once is told for three levels.
        self._known: dict[Key, Counts | None] = {}
        self._places: dict[tuple[str, str], dict[str, Sequence[str]]] = {}

    def all(self) -> Iterator[Measured]:
        """Yield the figures: what is counted first, then ratios of them."""
        told: dict[tuple[str, str, str, str], Measured] = {}
        for indicator in self._in_order():
            for group in self.wish.groups:
                for area in self._areas_of(indicator):
                    for each in self._figures(indicator, area, group, told):
                        told[each.indicator, each.area, each.group, each.place] = each
        order = {name: number for number, name in enumerate(self.wish.indicators)}
        yield from sorted(told.values(), key=lambda each: order[each.indicator])

    def _in_order(self) -> list[Indicator]:
        """The indicators, each ratio after those it is of."""
        known = self.wish.indicators
        uses = {
            name: [source.above, source.below] if isinstance(source := each.source, Ratio) else []
            for name, each in known.items()
        }
        ordered, _cycles = in_order(uses)
        return [known[name] for name in ordered if name in known]

    def _areas_of(self, indicator: Indicator) -> Iterable[str]:
        return tuple(self.areas) if indicator.is_by_area else ("",)

    # ----------------------------------------------------------------- figures

    def _figures(
        self,
        indicator: Indicator,
        area: str,
        group: str,
        told: Mapping[tuple[str, str, str, str], Measured],
    ) -> Iterator[Measured]:
        key = (indicator.name, area, group)
        source = indicator.source
        for level, places in self.wish.levels.items():
            inside = self._inside(level, places, group)
            if why := self._too_low(indicator, level):
                yield from (Measured(*key, level, place, None, why=why) for place in inside)
            elif isinstance(source, Ratio):
                for place in inside:
                    parts = [
                        told.get((name, "", group, place)) for name in (source.above, source.below)
                    ]
                    if parts[0] is not None and parts[1] is not None:
                        yield ratio(key, parts[0], parts[1])
            elif isinstance(source, Decided):
                yield from self._decisions(key, source, level, inside)
            elif (counts := self._counts(indicator, area, group)) is not None:
                yield from tell(key, counts, level=level, places=inside)

    def _inside(self, level: str, places: Sequence[str], group: str) -> dict[str, Sequence[str]]:
        """The places of a level that a group is told for, each with the spots it is made of."""
        if (level, group) not in self._places:
            self._places[level, group] = self._found_inside(places, group)
        return self._places[level, group]

    def _found_inside(self, places: Sequence[str], group: str) -> dict[str, Sequence[str]]:
        base = self.ground.finest
        within = self.ground.inner(base)
        spots = self.ground.spots
        members = self._members(group)
        found: dict[str, Sequence[str]] = {}
        for place in places:
            inner = [
                spot for spot in within.get(place, ())
                if spot in spots and (members is None or spots[spot] in members)
            ]  # fmt: skip
            if inner or members is None:
                found[place] = inner
        return found

    def _members(self, group: str) -> frozenset[str] | None:
        return members_of(self.groups[group], self.content) if group else None

    def _is_of_places(self, group: str) -> bool:
        return bool(group) and bool(self.groups[group].marks)

    def _too_low(self, indicator: Indicator, level: str) -> str:
        order = self.content.levels
        lowest = indicator.down_to
        if isinstance(indicator.source, Fed) or (
            isinstance(indicator.source, Records) and self._level_of(indicator.source)
        ):
            known = (
                self.content.coverage_level
                if isinstance(indicator.source, Fed)
                else self._level_of(indicator.source)
            )
            lowest = min(lowest or known, known, key=order.index)
        if not lowest or order.index(level) <= order.index(lowest):
            return ""
        return _("it is told down to the {level} only").format(level=lowest)

    def _level_of(self, source: Records) -> str:
        subject = self._asked.subjects.get(source.of)
        return subject.level if subject is not None else ""

    # ------------------------------------------------------------------ counts

    def _counts(self, indicator: Indicator, area: str, group: str) -> Counts | None:
        """What an indicator is at the spots; ``None`` if it is told for no such group."""
        inner = "" if self._is_of_places(group) else group
        match indicator.source:
            case Records() as records:
                return self._of_records(indicator, records, inner)
            case Checked(checks=names, measure=measure):
                return checked.as_counts(
                    self._outcomes, names or self.areas[area].checks, measure, group=inner,
                    spots=self.ground.spots, policy=self.policy, by_spot=self.ground.is_fine,
                )  # fmt: skip
            case Fed(feeds=names, measure=measure) if not inner:
                feeds = names or fed.feeds_of(self._compiled, self.areas[area].checks)
                return fed.as_counts(
                    self._standings, feeds, measure, rejected=self._rejected, policy=self.policy
                )
            case Nobody(why=why) if not inner:
                return Counts(COUNT, nowhere=why)
            case _:
                return None

    def _of_records(self, indicator: Indicator, records: Records, group: str) -> Counts | None:
        asked, name = self._asked, indicator.name
        form = records.measure
        if name in asked.untold:
            return None if group else Counts(form, nowhere=asked.untold[name])
        subject = asked.subjects[records.of]
        if group and not subject.masks:
            return None
        late = self._counted.late
        untold = {
            spot: checked.not_delivered(late[name, place], self.policy)
            for spot, place in self.ground.spots.items()
            if (name, place) in late
        }
        power = indicator.unit.power(self.content.money_unit)
        return Counts(
            form,
            self._counted.parts.get((name, group), {}),
            untold,
            minor=self.content.money_minor**power if form != SHARE else 1,
        )

    def _decisions(
        self,
        key: Key,
        source: Decided,
        level: str,
        inside: Mapping[str, Sequence[str]],
    ) -> Iterator[Measured]:
        """Decisions, summed from the lowest places; level by level where they are no sums."""
        _name, area, group = key
        if group and not self._is_of_places(group):
            return
        if source.kind in ADDED:
            if (key_of_all := (key[0], area, "")) not in self._known:
                self._known[key_of_all] = self._tallied(source, self.ground.finest, area)
            if (counts := self._known[key_of_all]) is not None:
                yield from tell(key, counts, level=level, places=inside)
        elif not group or level == self.ground.finest:
            counts = self._tallied(source, level, area)
            yield from tell(key, counts, level=level, places={place: (place,) for place in inside})

    def _tallied(self, source: Decided, level: str, area: str) -> Counts:
        places = self.ground.spots if level == self.ground.finest else self.wish.levels[level]
        return self.ground.decisions(
            kind=source.kind, measure=source.measure, level=level, places=places, policy=self.policy,
            on=self.ground.on, scope=self.ground.decided_in, area=area if source.by_area else "",
        )  # fmt: skip

    # ----------------------------------------------------------------- sources

    @cached_property
    def _named_groups(self) -> list[str]:
        """The groups of households that are wanted, in the order of a mask's bits."""
        return [
            name
            for name, group in self.groups.items()
            if name in self.wish.groups and group.condition is not None
        ]

    @cached_property
    def _wants_households(self) -> bool:
        """Whether checks are told by group or below the partitions: they need the households."""
        has_checks = any(isinstance(e.source, Checked) for e in self.wish.indicators.values())
        return has_checks and (self.ground.is_fine or bool(self._named_groups))

    @cached_property
    def _asked(self) -> Asked:
        return ask(
            self.policy,
            self.wish.indicators.values(),
            [self.groups[name] for name in self._named_groups],
            on=self.ground.on,
            households=self._wants_households,
        )

    @cached_property
    def _counted(self) -> Counted:
        how = Pass(
            self.ground.partitions,
            tuple(dict.fromkeys(self.ground.spots.values())),
            by_spot=self.ground.is_fine,
            threads=self.ground.threads,
            memory=self.ground.memory,
            households=self.households if self._wants_households else None,
        )
        counted = count_records(self._asked, self.policy, self.ground.tables, how)
        if self.ground.is_fine:
            counted = self._at_base(counted)
        return counted

    def _at_base(self, counted: Counted) -> Counted:
        """Rows name their village; at a level above, villages of a place are one."""
        above = self.ground.above
        found = Counted(late=counted.late)
        for key, parts in counted.parts.items():
            for spot, part in parts.items():
                place = above.get(spot)
                if place is not None:
                    found.add(key, place, part)
        return found

    @cached_property
    def _outcomes(self) -> checked.Outcomes:
        outcomes = checked.outcomes_of(self.ground.run, self.content)
        if self._wants_households:
            self._counted  # noqa: B018 - it keeps the households
            checks = [
                name
                for each in self.wish.indicators.values()
                if isinstance(each.source, Checked)
                for name in (each.source.checks or self.policy.checks)
            ]
            checked.add_finer(
                outcomes, self.ground.run, self.policy, households=self.households,
                groups=self._asked.groups, by_spot=self.ground.is_fine,
                places=[place[-1] for place in self.ground.partitions], checks=checks,
                threads=self.ground.threads, memory=self.ground.memory,
            )  # fmt: skip
            if self.ground.is_fine:
                checked.lift(outcomes, self.ground.above)
        return outcomes

    @cached_property
    def _compiled(self) -> CompiledPolicy:
        day = datetime.date.fromisoformat(self.ground.run.record["as_of"])
        return compiled_policy(self.policy, day)

    @cached_property
    def _standings(self) -> Sequence[Standing]:
        """How the feeds stand; whoever sees a place may know what was delivered for it."""
        feeds = {
            feed
            for each in self.wish.indicators.values()
            if isinstance(each.source, Fed)
            for feed in (
                each.source.feeds
                or fed.feeds_of(
                    self._compiled, [n for area in self.areas.values() for n in area.checks]
                )
            )
        }
        return standings(
            home=self.ground.home, feeds=sorted(feeds), on=self.ground.on, scope=EVERYWHERE,
            content=self.content,
        )  # fmt: skip

    @cached_property
    def _rejected(self) -> Mapping[int, tuple[int, int]]:
        rows = ingest.deliveries(on=self.ground.on, scope=EVERYWHERE)
        return {row.number: (row.rejected, row.read) for row in rows}


def with_parts(indicators: Mapping[str, Indicator], names: Collection[str]) -> dict[str, Indicator]:
    """Return the named indicators with those their ratios are of, in the content's order."""
    wanted, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in wanted or name not in indicators:
            continue
        wanted.add(name)
        source = indicators[name].source
        if isinstance(source, Ratio):
            waiting += [source.above, source.below]
    return {name: each for name, each in indicators.items() if name in wanted}
