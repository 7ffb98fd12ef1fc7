"""What the lake and the deliveries say of each feed at each place, and how it stands by that."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlglot import exp

from shouwang.base.access import Scope
from shouwang.base.dates import months_before
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.tables import Replaces, Schema
from shouwang.base.words import _
from shouwang.lake import sql
from shouwang.lake.counting import Rows, rows_by_period, rows_by_place
from shouwang.lake.folder import Home
from shouwang.lake.landing import source_paths
from shouwang.lake.shapes import DELIVERED, Shape, table_shape
from shouwang.lake.snapshots import Lake
from shouwang.lake.workspace import Workspace, open_workspace
from shouwang.rules.content import Content, load_content
from shouwang.stages.ingest.models import Delivery
from shouwang.stages.ingest.periods import MONTHS
from shouwang.stages.ingest.status import Facts, Standing, standing_of


@dataclass(frozen=True, slots=True)
class _Last:
    """The last delivery of a feed at a place."""

    period: date | None
    delivery: int
    sender: str


def standings(
    *,
    home: Home,
    feeds: Collection[str] = (),
    banner: str = "",
    on: date,
    scope: Scope,
    content: Content | None = None,
) -> list[Standing]:
    """Return how feeds stand at the places of the scope, as it was known on a day.

    Args:
        feeds: Their names; all of them by default.
        banner: The code of one place.
        content: The home's, if it has been read already.

    Raises:
        InputProblems: if there is no such feed or place.
    """
    content = content or load_content(home.content_dir)
    _fail_if_unknown(content, feeds, banner)
    contracts = [each for each in content.contracts.values() if not feeds or each.name in feeds]
    with open_workspace() as work:
        desk = _Desk(content, Lake(home.lake, content.partition), work, on)
        return [
            standing_of(contract, place, facts.get(place), on)
            for contract in contracts
            for facts in [desk.facts(contract)]
            for place in desk.places(contract)
            if (not banner or place == banner) and (scope.is_everything or place in scope.regions)
        ]


def _fail_if_unknown(content: Content, feeds: Collection[str], banner: str) -> None:
    problems = [
        Problem(
            "--feed",
            _("there is no feed {feed}; one of: {feeds}").format(
                feed=repr(name), feeds=", ".join(sorted(content.contracts))
            ),
        )
        for name in feeds
        if name not in content.contracts
    ]
    region = content.regions.get(banner)
    if banner and (region is None or region.level != content.coverage_level):
        message = _("{code} is no {level} of {region}").format(
            code=repr(banner), level=content.coverage_level, region=content.label
        )
        problems.append(
            Problem("--banner", message, _("look the code up in the list of divisions"))
        )
    if problems:
        raise InputProblems(problems)


class _Desk:
    """What is asked of the lake, each thing once."""

    def __init__(self, content: Content, lake: Lake, work: Workspace, on: date) -> None:
        self.content = content
        self.lake = lake
        self.work = work
        self.everywhere = [each.code for each in content.regions_of(content.coverage_level)]
        history = [each for each in lake.history() if each.on <= on]
        self.snapshots = {each.id: each for each in history}
        self.latest = history[-1] if history else None
        self.published = {
            each.delivery["id"]: each.id for each in history if each.delivery is not None
        }
        self._counts: dict[str, Rows] = {}

    def places(self, contract: Schema) -> list[str]:
        """The places that a feed is expected from: those with anybody in the register.

        The register itself is expected from all.
        """
        tables = [each.table for each in self.content.subjects.values() if each.region]
        if not tables or contract.name in {each.table for each in self.content.subjects.values()}:
            return self.everywhere
        settled = self._rows(tables[0])
        heard = self._last.get(contract.name, {})
        return [each for each in self.everywhere if not settled or each in settled or each in heard]

    def facts(self, contract: Schema) -> dict[str, Facts]:
        """What is known of a feed, by place."""
        last = self._last.get(contract.name, {})
        expected = self._expected(contract)
        rows, before = self._counted(contract, last)
        return {
            place: Facts(
                delivery=each.delivery,
                sender=each.sender,
                period=each.period if contract.has_period else None,
                received=self._received.get(each.delivery),
                rows=rows.get(place, 0),
                before=before.get(place),
                expected=None if expected is None else expected.get(place, 0),
            )
            for place, each in last.items()
        }

    @cached_property
    def _last(self) -> Mapping[str, Mapping[str, _Last]]:
        """Feed → place → its last delivery."""
        if self.latest is None:
            return {}
        source = self.lake.source(DELIVERED, self.latest)
        if not source.files:
            return {}
        unit = sql.name(self.content.coverage_level)
        rows = sql.parquet(source_paths(source), hive=source.hive)
        tree = sql.query(
            "select feed, :unit, max(period), "
            "arg_max(delivery, (coalesce(period, date '0001-01-01'), delivery)), "
            "arg_max(sender, (coalesce(period, date '0001-01-01'), delivery)) "
            "from (select * from :rows) as held group by all",
            unit=exp.Column(this=unit),
            rows=rows.subquery("r"),
        )
        found: dict[str, dict[str, _Last]] = {}
        for feed, place, period, delivery, sender in sql.rows(self.work.connection, tree):
            known = _Last(period, int(str(delivery)), str(sender))  # type: ignore[arg-type]
            found.setdefault(str(feed), {})[str(place)] = known
        return found

    @cached_property
    def _received(self) -> Mapping[int, date]:
        numbers = {each.delivery for places in self._last.values() for each in places.values()}
        known = Delivery.objects.filter(pk__in=numbers).values_list("id", "received_date")
        return dict(known)

    def _counted(self, contract: Schema, last: Mapping[str, _Last]) -> tuple[Rows, Rows]:
        """The rows of each place now and before its last delivery."""
        if not last or self.latest is None or contract.name not in self.latest.tables:
            return {}, {}
        if contract.replaces is Replaces.PERIOD:
            return self._in_periods(contract, last)
        rows = self._rows(contract.name)
        if contract.replaces is Replaces.NOTHING or contract.drift_limit is None:
            return rows, {}
        return rows, self._before(contract, last)

    def _before(self, contract: Schema, last: Mapping[str, _Last]) -> Rows:
        """The rows of each place before its last delivery, of a feed that is sent whole."""
        shape = self._shape(contract.name)
        own: dict[int, list[str]] = {}
        for place, each in last.items():
            own.setdefault(each.delivery, []).append(place)
        single = {number: places[0] for number, places in own.items() if len(places) == 1}
        before = self._accepted_before(contract, single)
        for number in own.keys() - single.keys():
            earlier = self.snapshots.get(self.published.get(number, 0) - 1)
            if earlier is not None and contract.name in earlier.tables:
                held = rows_by_place(self.work, self.lake, shape, earlier)
                before |= {place: held[place] for place in own[number] if place in held}
        return before

    def _accepted_before(self, contract: Schema, single: Mapping[int, str]) -> dict[str, int]:
        """Where a place sends for itself, what its delivery before the last one brought."""
        if not single:
            return {}
        published = Delivery.objects.filter(feed=contract.name, pk__in=self.published)
        before: dict[str, int] = {}
        by_sender: dict[str, int] = {}
        for number, sender, accepted in published.order_by("snapshot").values_list(
            "id", "sender", "accepted"
        ):
            if number in single and sender in by_sender:
                before[single[number]] = by_sender[sender]
            by_sender[sender] = accepted
        return before

    def _in_periods(self, contract: Schema, last: Mapping[str, _Last]) -> tuple[Rows, Rows]:
        starts = [each.period for each in last.values() if each.period]
        if not starts or self.latest is None:
            return {}, {}
        step = MONTHS[contract.cadence]
        shape = self._shape(contract.name)
        # A place that is late is compared in its own last period; very old ones are not.
        since = months_before(max(starts), 12 + step)
        held = rows_by_period(self.work, self.lake, shape, self.latest, since=since)
        rows, before = {}, {}
        for place, each in last.items():
            if each.period is None:
                continue
            rows[place] = held.get((place, each.period), 0)
            earlier = held.get((place, months_before(each.period, step)))
            if earlier is not None:
                before[place] = earlier
        return rows, before

    def _shape(self, table: str) -> Shape:
        content = self.content
        return table_shape(
            content.contracts[table], places=content.partition, key_types=content.key_types
        )

    def _rows(self, table: str, where: str = "") -> Rows:
        key = f"{table} {where}"
        if key not in self._counts:
            self._counts[key] = self._count(table, where)
        return self._counts[key]

    def _count(self, table: str, where: str) -> Rows:
        if self.latest is None or table not in self.latest.tables:
            return {}
        shape = self._shape(table)
        condition = sql.query(where) if where else None
        return rows_by_place(self.work, self.lake, shape, self.latest, where=condition)

    def _expected(self, contract: Schema) -> Rows | None:
        """How many rows each place should have."""
        wanted = contract.expected_rows
        if not wanted:
            return None
        if isinstance(wanted, int):
            return dict.fromkeys(self.everywhere, wanted)
        if wanted in self.content.levels:
            return self._divisions(wanted)
        subject = self.content.subjects[wanted]
        return self._rows(subject.table, subject.where)

    def _divisions(self, level: str) -> Rows:
        counts: dict[str, int] = {}
        for region in self.content.regions_of(level):
            place = self.content.ancestors(region.code).get(self.content.coverage_level)
            if place is not None:
                counts[place] = counts.get(place, 0) + 1
        return counts
