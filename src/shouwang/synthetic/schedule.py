"""What is delivered, in which order: the register month by month, each other feed in two parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pyarrow as pa

from shouwang.base.tables import Replaces, Schema
from shouwang.synthetic.draw import Streams
from shouwang.synthetic.mistakes import drifts, is_sent_twice, manner_of
from shouwang.synthetic.months import history_dates, month_dates


@dataclass(frozen=True, slots=True)
class Delivery:
    """One file a department sends.

    Attributes:
        order: Its place among all deliveries, from 1.
        file: Its name.
        month: The latest month it tells of, 0 to 11.
        first_period: The first day of the earliest period it covers; None for events.
        period: The first day of the latest.
        lacking: The banners whose department has not sent its part.
        drifts: Whether it bears other headings and labels than usual.
        times: How often it comes.
    """

    order: int
    file: str
    feed: str
    month: int
    first_period: date | None
    period: date | None
    lacking: frozenset[str] = frozenset()
    drifts: bool = False
    times: int = 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """All deliveries in order."""

    deliveries: tuple[Delivery, ...]

    def of(self, feed: str) -> tuple[Delivery, ...]:
        """Return the deliveries of a feed, in order."""
        return tuple(each for each in self.deliveries if each.feed == feed)


def plan_deliveries(
    contracts: Mapping[str, Schema],
    feeds: tuple[str, ...],
    endings: Mapping[str, str],
    *,
    seed: int,
    banners: Sequence[str],
) -> Schedule:
    """Return the schedule.

    The register goes first, month by month, so that whoever a later file names is known; then
    each other feed up to the month before the last; then the last month of all.

    Args:
        contracts: The agreements by feed.
        feeds: The feeds made, the register's first.
        endings: The ending of a feed's files where it is not Parquet.
        banners: The codes of all banners, in the content's order.
    """
    register = [feed for feed in feeds if is_register(contracts[feed])]
    others = [feed for feed in feeds if feed not in register]
    last = len(month_dates()) - 1
    wanted = [(feed, month) for month in range(last) for feed in register]
    wanted += [(feed, last - 1) for feed in others]
    wanted += [(feed, last) for feed in (*register, *others)]
    manners = {
        feed: {
            code: manner_of(Streams(seed, place), contracts[feed])
            for place, code in enumerate(banners)
        }
        for feed in others
    }
    region = Streams(seed)
    planned = []
    for order, (feed, month) in enumerate(wanted, start=1):
        delivery = _delivery(order, contracts[feed], month, endings.get(feed, "parquet"))
        if feed in manners:
            is_last = month == last
            lacking = frozenset(
                code
                for code, manner in manners[feed].items()
                if manner.late or (manner.history_late and not is_last)
            )
            delivery = replace(
                delivery,
                lacking=lacking,
                drifts=is_last and drifts(region, contracts[feed]),
                times=2 if is_last and is_sent_twice(region, contracts[feed]) else 1,
            )
        planned.append(delivery)
    return Schedule(tuple(planned))


def delivered_table(schedule: Schedule, banners: Sequence[str]) -> pa.Table:
    """Return what has been delivered: feed, banner and period; events have no period."""
    rows: set[tuple[str, str, date | None]] = set()
    for delivery in schedule.deliveries:
        if delivery.period is None or delivery.first_period is None:
            periods: list[date | None] = [None]
        else:
            span = (delivery.first_period, delivery.period)
            periods = [day for day in history_dates() if span[0] <= day <= span[1]]
        there = [banner for banner in banners if banner not in delivery.lacking]
        rows |= {(delivery.feed, banner, day) for banner in there for day in periods}
    ordered = sorted(rows, key=lambda row: (row[0], row[1], row[2] or date.min))
    feeds, places, periods_ = zip(*ordered, strict=True)
    return pa.table(
        {
            "feed": pa.array(feeds, pa.string()),
            "banner": pa.array(places, pa.string()),
            "period": pa.array(periods_, pa.date32()),
        }
    )


def is_register(contract: Schema) -> bool:
    """Whether a feed is delivered as a full state and monthly changes."""
    return contract.replaces is Replaces.NOTHING and contract.has_period


def _delivery(order: int, contract: Schema, month: int, ending: str) -> Delivery:
    period = month_dates()[month] if contract.has_period else None
    first = period
    last = len(month_dates()) - 1
    if contract.replaces is Replaces.PERIOD and month < last:
        first = history_dates()[0]
    return Delivery(
        order=order,
        file=f"{month + 1:02d}_{contract.name}.{ending}",
        feed=contract.name,
        month=month,
        first_period=first,
        period=period,
    )
