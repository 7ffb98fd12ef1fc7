"""One banner built: every feed as the lake holds it and as it is delivered, and the truth."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from shouwang.base.tables import Replaces, Schema
from shouwang.synthetic.aid import Aid, assist, assistance_rows
from shouwang.synthetic.arrow import Keys, delivered_table, lake_table, texts_of
from shouwang.synthetic.cells import Rows
from shouwang.synthetic.claims import claim_rows
from shouwang.synthetic.cover import disability_rows, enrolment_rows, subsidised_homes
from shouwang.synthetic.disaster import disaster_rows
from shouwang.synthetic.draw import Array
from shouwang.synthetic.dwelling import housing_rows, water_rows
from shouwang.synthetic.faults import plant
from shouwang.synthetic.frame import BannerPlan
from shouwang.synthetic.help import measure_rows, watch_rows
from shouwang.synthetic.identity import person_ids
from shouwang.synthetic.industry import INDUSTRY, industry_rows
from shouwang.synthetic.livelihood import earn
from shouwang.synthetic.mistakes import Slips, slip
from shouwang.synthetic.months import month_starts, period_starts
from shouwang.synthetic.oversight import OVERSIGHT, oversight_rows
from shouwang.synthetic.programmes import PROGRAMMES, programme_rows
from shouwang.synthetic.records import RECORDS, record_rows
from shouwang.synthetic.register import Register, keep_register
from shouwang.synthetic.registered import Entry, personal_texts, planted_register
from shouwang.synthetic.schedule import Schedule
from shouwang.synthetic.school import school_rows
from shouwang.synthetic.sent import sent_table
from shouwang.synthetic.sums import banner_sums
from shouwang.synthetic.truth import Told, Truth, told_truth
from shouwang.synthetic.work import Jobs, employ, employment_rows
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
    *RECORDS,
    *PROGRAMMES,
    *OVERSIGHT,
    *INDUSTRY,
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
    truth: Truth
    ids: pa.Table
    sums: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Bench:
    """What building a banner's feeds needs at hand, and what has been built.

    Attributes:
        told: By feed, what the department meant to say and what has become of it.
    """

    contracts: Mapping[str, Schema]
    schedule: Schedule
    world: World
    keys: Keys
    with_deliveries: bool
    tables: dict[str, Part] = field(default_factory=dict)
    deliveries: dict[int, pa.Table] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)


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
    households, people = planted_register(world, jobs, register)
    personal = personal_texts(world) if with_deliveries else {}
    for entry in (households, people):
        _build_entry(bench, entry, personal.get(entry.feed, {}))
    enrolment = enrolment_rows(world, aid)
    for rows in _feeds(register, aid, jobs, enrolment):
        _build_feed(bench, rows)
    for rows in industry_rows(world, aid, jobs, households.final):
        _build_feed(bench, rows)
    return Built(
        plan=plan,
        tables=bench.tables,
        deliveries=bench.deliveries,
        truth=told_truth(world, bench.told, contracts),
        ids=pa.table({"person": world.people.number, "id_number": keys.ids}),
        sums=banner_sums(world, living, enrolment),
    )


def _feeds(register: Register, aid: Aid, jobs: Jobs, enrolment: Rows) -> Iterator[Rows]:
    """Yield the rows of all feeds but the register's."""
    world, living = register.world, register.living
    medical, disasters = claim_rows(world, aid, living), disaster_rows(world, living)
    yield medical
    yield enrolment
    school, disability = school_rows(world), disability_rows(world, aid)
    yield school
    yield housing_rows(world)
    yield water_rows(world)
    assistance = assistance_rows(world, aid)
    yield assistance
    yield disability
    yield employment_rows(world, jobs)
    yield disasters
    yield measure_rows(world, jobs, aid, subsidised_homes(world, disability))
    yield watch_rows(world)
    yield from programme_rows(register, aid, jobs, medical=medical, disasters=disasters)
    yield from record_rows(world, aid, jobs, school=school, disability=disability)
    yield from oversight_rows(world, living, assistance)


def _build_entry(bench: _Bench, entry: Entry, personal: Mapping[str, pa.Array]) -> None:
    """Write one of the register's feeds: a full state and a file of changes each month."""
    contract = bench.contracts[entry.feed]
    row = np.zeros(len(entry.changed), dtype=np.int32)
    latest = np.zeros(len(entry.changed), dtype=np.int32)
    sent: dict[int, int] = {}
    deliveries = bench.schedule.of(entry.feed)
    orders = np.array([each.order for each in deliveries], dtype=np.int32)
    for delivery in deliveries:
        chosen = entry.order[entry.changed[entry.order, delivery.month]]
        row[chosen] = np.arange(1, len(chosen) + 1)
        latest[chosen] = delivery.month
        sent[delivery.order] = len(chosen)
        if bench.with_deliveries:
            bench.deliveries[delivery.order] = delivered_table(
                entry.rows(chosen, delivery.month),
                contract,
                bench.keys,
                personal={name: texts.take(pa.array(chosen)) for name, texts in personal.items()},
                rng=bench.world.streams.of(f"delivery {delivery.file}"),
            )
    kept = np.lexsort((np.arange(len(entry.home)), entry.home))
    clean = _lake(bench, entry.final, contract, month_starts()[latest])
    table = clean.take(pa.array(kept))
    bench.tables[entry.feed] = Part(table, orders[latest[kept]], row[kept], sent)
    bench.told[entry.feed] = Told.whole(entry.final, entry.faults, clean)


def _build_feed(bench: _Bench, rows: Rows) -> None:
    """Write a feed: what has happened until the month before the last, and the last month."""
    contract = bench.contracts[rows.feed]
    rows, faults = plant(rows, bench.world)
    slips = slip(rows, contract, bench.world, faults)
    before, latest = bench.schedule.of(rows.feed)
    old = rows.day < int(month_starts()[latest.month])
    is_state = contract.replaces is Replaces.ALL
    sent = {
        before: _file_order(slips, old & (not slips.manner.history_late)),
        latest: _file_order(slips, np.ones_like(old) if is_state else ~old),
    }
    row = np.zeros(rows.count, dtype=np.int32)
    delivery = np.zeros(rows.count, dtype=np.int32)
    for each, chosen in sent.items():
        # From the end on, so that of a row that stands twice the first place is kept.
        row[chosen[::-1]] = np.arange(len(chosen), 0, -1)
        delivery[chosen] = each.order
        if bench.with_deliveries and not slips.manner.late:
            bench.deliveries[each.order] = sent_table(
                slips,
                chosen,
                contract,
                bench.keys,
                drifts=each.drifts,
                rng=bench.world.streams.of(f"delivery {each.file}"),
            )
    arrived = np.flatnonzero(slips.arrives & (delivery > 0))
    period = (
        np.full(rows.count, month_starts()[latest.month], dtype=np.int32)
        if is_state
        else period_starts(rows.day)
    )
    clean = _lake(bench, rows, contract, period)
    untouched = len(arrived) == rows.count and not slips.slipped.any()
    table = (
        clean if untouched else _lake(bench, slips.rows.take(arrived), contract, period[arrived])
    )
    counts = {each.order: 0 if slips.manner.late else len(chosen) for each, chosen in sent.items()}
    bench.tables[rows.feed] = Part(table, delivery[arrived], row[arrived], counts)
    bench.told[rows.feed] = Told(rows, faults, slips, clean, table)


def _file_order(slips: Slips, sent: Array) -> Array:
    """Return the rows of a file, those that stand twice again at its end."""
    there = sent & ~slips.missing
    return np.concatenate([np.flatnonzero(there), np.flatnonzero(there & slips.repeated)])


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
    return pa.DictionaryArray.from_arrays(indexes, texts_of((word,)))
