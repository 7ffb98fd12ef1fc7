"""One banner built: every feed as the lake holds it and as it is delivered, and the truth."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from shouwang.base.tables import Replaces, Schema
from shouwang.synthetic.aid import assist, assistance_rows
from shouwang.synthetic.arrow import Keys, delivered_table, lake_table
from shouwang.synthetic.assumptions import assumptions
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.claims import claim_rows
from shouwang.synthetic.cover import disability_rows, enrolment_rows
from shouwang.synthetic.disaster import disaster_rows
from shouwang.synthetic.draw import Array
from shouwang.synthetic.dwelling import housing_rows, water_rows
from shouwang.synthetic.folk import Homes, People
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.help import measure_rows, watch_rows
from shouwang.synthetic.identity import person_ids
from shouwang.synthetic.livelihood import earn
from shouwang.synthetic.months import month_dates, month_starts, period_starts
from shouwang.synthetic.names import accounts, helper_names, person_names, phones
from shouwang.synthetic.register import Register, keep_register
from shouwang.synthetic.schedule import Delivery, Schedule
from shouwang.synthetic.school import school_rows
from shouwang.synthetic.sums import banner_sums
from shouwang.synthetic.truth import truth_table
from shouwang.synthetic.work import employ, employment_rows
from shouwang.synthetic.world import World, make_world

FEEDS = (
    "household",
    "person",
    "medical_claim",
    "insurance_enrolment",
    "school_roll",
    "housing_grade",
    "water_point",
    "social_assistance",
    "disability",
    "employment",
    "disaster",
    "measure",
    "watch",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A feed's table in one banner.

    Attributes:
        delivery: The order of the delivery each row came with last.
        row: The row in this banner's part of that delivery, from 1.
        sent: How many rows of this banner each delivery holds.
    """

    table: pa.Table
    delivery: Array
    row: Array
    sent: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Built:
    """A banner, built.

    Attributes:
        tables: By feed. deliveries: by the order of the delivery.
        ids: Person numbers and ID numbers.
    """

    plan: BannerPlan
    tables: Mapping[str, Part]
    deliveries: Mapping[int, pa.Table]
    truth: pa.Table
    ids: pa.Table
    sums: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Bench:
    """What building a banner's feeds needs at hand."""

    contracts: Mapping[str, Schema]
    schedule: Schedule
    world: World
    keys: Keys
    with_deliveries: bool


def build_banner(
    plan: BannerPlan,
    *,
    seed: int,
    contracts: Mapping[str, Schema],
    schedule: Schedule,
    with_deliveries: bool,
) -> Built:
    """Draw a banner and write all its rows."""
    world = make_world(plan, seed)
    aid = assist(world)
    jobs = employ(world)
    living = earn(world, aid, jobs)
    register = keep_register(world, aid, jobs, living)
    keys = Keys(world.homes.number, world.people.number, person_ids(world))
    bench = _Bench(contracts, schedule, world, keys, with_deliveries)
    tables: dict[str, Part] = {}
    deliveries: dict[int, pa.Table] = {}
    _build_register(bench, register, tables, deliveries)
    enrolment = enrolment_rows(world, aid)
    for rows in (
        claim_rows(world, aid, living),
        enrolment,
        school_rows(world),
        housing_rows(world),
        water_rows(world),
        assistance_rows(world, aid),
        disability_rows(world, aid),
        employment_rows(world, jobs),
        disaster_rows(world, living),
        measure_rows(world),
        watch_rows(world),
    ):
        _build_feed(bench, rows, tables, deliveries)
    return Built(
        plan=plan,
        tables=tables,
        deliveries=deliveries,
        truth=truth_table(world, {feed: part.table for feed, part in tables.items()}),
        ids=pa.table({"person": world.people.number, "id_number": keys.ids}),
        sums=banner_sums(world, living, enrolment),
    )


def _build_register(
    bench: _Bench,
    register: Register,
    tables: dict[str, Part],
    deliveries: dict[int, pa.Table],
) -> None:
    homes, people = bench.world.homes, bench.world.people
    households = np.arange(homes.count)
    by_home = np.lexsort((people.relation, people.household))
    streams = bench.world.streams
    personal = _personal(bench.world, homes, people) if bench.with_deliveries else {}
    for feed, changed, home, order, rows_of in (
        ("household", register.homes_changed, households, households, register.household_rows),
        ("person", register.people_changed, people.household, by_home, register.person_rows),
    ):
        contract = bench.contracts[feed]
        row = np.zeros(len(changed), dtype=np.int32)
        latest = np.zeros(len(changed), dtype=np.int32)
        sent: dict[int, int] = {}
        orders = np.array([each.order for each in bench.schedule.of(feed)], dtype=np.int32)
        for delivery in bench.schedule.of(feed):
            chosen = order[changed[order, delivery.month]]
            row[chosen] = np.arange(1, len(chosen) + 1)
            latest[chosen] = delivery.month
            sent[delivery.order] = len(chosen)
            if bench.with_deliveries:
                deliveries[delivery.order] = delivered_table(
                    rows_of(chosen, delivery.month),
                    contract,
                    bench.keys,
                    personal={
                        name: texts.take(pa.array(chosen)) for name, texts in personal[feed].items()
                    },
                    rng=streams.of(f"delivery {delivery.file}"),
                )
        kept = np.lexsort((np.arange(len(home)), home))
        final = rows_of(kept, len(month_dates()) - 1)
        table = _lake(bench, final, contract, month_starts()[latest[kept]])
        tables[feed] = Part(table, orders[latest[kept]], row[kept], sent)


def _personal(world: World, homes: Homes, people: People) -> dict[str, dict[str, pa.Array]]:
    """Return names, telephone and account numbers; children and some households have none."""
    streams = world.streams
    names = person_names(world.plan, streams, homes, people)
    told = assumptions("register")
    young = people.age < told.number("phone_from")
    rng = streams.of("accounts missing")
    no_account = rng.random(homes.count) < told.number("no_account")
    poor = world.standing.was_poor | (world.standing.watch >= 0)
    return {
        "household": {
            "head_name": names.take(pa.array(homes.head)),
            "phone": phones(streams, "homes", homes.count),
            "account": _without(accounts(streams, homes.count), no_account),
            "helper_name": _without(helper_names(streams, homes.count), ~poor),
        },
        "person": {
            "name": names,
            "phone": _without(phones(streams, "people", people.count), young),
        },
    }


def _without(texts: pa.Array, missing: Array) -> pa.Array:
    return texts.take(pa.array(np.arange(len(texts)), mask=missing))


def _build_feed(
    bench: _Bench, rows: Rows, tables: dict[str, Part], deliveries: dict[int, pa.Table]
) -> None:
    contract = bench.contracts[rows.feed]
    before, latest = bench.schedule.of(rows.feed)
    last_start = int(month_starts()[latest.month])
    old = rows.day < last_start
    if contract.replaces is Replaces.ALL:
        sent = {before: np.flatnonzero(old), latest: np.arange(rows.count)}
        delivery = np.full(rows.count, latest.order, dtype=np.int32)
        row = np.arange(1, rows.count + 1, dtype=np.int32)
        period = np.full(rows.count, last_start, dtype=np.int32)
    else:
        sent = {before: np.flatnonzero(old), latest: np.flatnonzero(~old)}
        delivery = np.where(old, before.order, latest.order).astype(np.int32)
        row = np.where(old, np.cumsum(old), np.cumsum(~old)).astype(np.int32)
        period = period_starts(rows.day)
    counts = {each.order: len(chosen) for each, chosen in sent.items()}
    tables[rows.feed] = Part(_lake(bench, rows, contract, period), delivery, row, counts)
    if bench.with_deliveries:
        for each, chosen in sent.items():
            deliveries[each.order] = _sent(bench, rows, each, chosen)


def _sent(bench: _Bench, rows: Rows, delivery: Delivery, chosen: Array) -> pa.Table:
    return delivered_table(
        rows if len(chosen) == rows.count else rows.take(chosen),
        bench.contracts[rows.feed],
        bench.keys,
        personal={},
        rng=bench.world.streams.of(f"delivery {delivery.file}"),
    )


def _lake(bench: _Bench, rows: Rows, contract: Schema, period: Array) -> pa.Table:
    """Return a feed's table with home and period; sender, delivery and row come with writing."""
    table = lake_table(rows, contract, bench.keys)
    plan = bench.world.plan
    table = table.append_column("league", _same(plan.league, rows.count))
    table = table.append_column("banner", _same(plan.code, rows.count))
    if contract.has_period:
        table = table.append_column("period", pa.array(period.astype(np.int32)).view(pa.date32()))
    return table


def _same(word: str, count: int) -> pa.Array:
    indexes = pa.array(np.zeros(count, dtype=np.int32))
    return pa.DictionaryArray.from_arrays(indexes, pa.array([word]))
