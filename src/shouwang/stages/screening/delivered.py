"""What has been delivered where: without it, no rows would read as no trouble."""

import datetime
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from shouwang.base.dates import months_before
from shouwang.base.tables import Schema
from shouwang.rules.steps import flag
from shouwang.stages.ingest.periods import MONTHS, latest_due


@dataclass(frozen=True, slots=True)
class Delivered:
    """The deliveries behind a run.

    Attributes:
        periods: Feed → place → the first days of the periods delivered; ``None`` stands in it for
            a delivery without a period.
        everywhere: Feeds of which only the presence is known; they count as fully delivered.
    """

    periods: Mapping[str, Mapping[str, frozenset[datetime.date | None]]] = field(
        default_factory=dict
    )
    everywhere: frozenset[str] = frozenset()

    def is_there(self, contract: Schema, place: str, *, count: int, on: datetime.date) -> bool:
        """Tell whether the latest ``count`` periods of a feed are there for a place."""
        if contract.name in self.everywhere:
            return True
        there = self.periods.get(contract.name, {}).get(place, frozenset())
        if not contract.has_period:
            return bool(there)
        latest = max((each for each in there if each is not None and each <= on), default=None)
        if latest is None:
            return False
        due = latest_due(contract, on)
        if latest < due:
            return False
        step = MONTHS[contract.cadence]
        return all(months_before(latest, step * back) in there for back in range(count))


def read_delivered(rows: pa.Table, level: str) -> Delivered:
    """Return what a table of deliveries (feed, place, period) says."""
    periods: dict[str, dict[str, set[datetime.date | None]]] = {}
    columns = (rows.column(name).to_pylist() for name in ("feed", level, "period"))
    for feed, place, period in zip(*columns, strict=True):
        periods.setdefault(feed, {}).setdefault(place, set()).add(period)
    return Delivered(
        {
            feed: {place: frozenset(found) for place, found in places.items()}
            for feed, places in periods.items()
        }
    )


def covered_table(
    delivered: Delivered,
    contracts: Mapping[str, Schema],
    flags: Iterable[tuple[str, int]],
    places: Collection[str],
    *,
    level: str,
    on: datetime.date,
) -> pa.Table:
    """Return a row for each place with one flag for each (feed, number of periods)."""
    ordered = sorted(places)
    columns: dict[str, pa.Array] = {level: pa.array(ordered, pa.string())}
    for feed, count in sorted(flags):
        columns[flag(feed, count)] = pa.array(
            [delivered.is_there(contracts[feed], place, count=count, on=on) for place in ordered],
            pa.bool_(),
        )
    return pa.table(columns)
