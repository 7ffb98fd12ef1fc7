"""A home with a lake made quickly: the invented region is laid down as one snapshot, without intake.

Tests that only read take the fixture ``lake_home``; those that publish copy it. The benchmarks
build the whole region by the same way.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from shouwang.lake import tables
from shouwang.lake.duck import DEFAULT_MEMORY, default_threads
from shouwang.lake.folder import Home, make_private_folder, write_new
from shouwang.lake.home import SHIPPED, create_home, open_home
from shouwang.lake.points import ROWS_OF_A_GROUP
from shouwang.lake.runs import StoredRun, stored_run
from shouwang.lake.shapes import Shape, delivered_shape
from shouwang.lake.snapshots import Snapshot
from shouwang.lake.tables import DataFile
from shouwang.rules.content import Content, load_content
from shouwang.stages.ingest.placing import Country, country_in
from shouwang.synthetic.build import FEEDS, build_banner
from shouwang.synthetic.frame import BannerPlan, plan_region
from shouwang.synthetic.region import FAULTS, HARDSHIPS, LOOKALIKES
from shouwang.synthetic.schedule import Schedule, delivered_table, plan_deliveries

DAY = date(2020, 6, 30)
AT = datetime(2020, 6, 30, 9, 0, tzinfo=UTC)
SHIPPED_CONTENT = SHIPPED / "neimenggu"
# Names of invented people are drawn by their numbers; the region's own names come with deliveries.
SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
GIVEN = ("秀英", "建国", "桂兰", "志强", "玉梅", "海龙", "淑珍", "永胜", "春花", "国庆", "巴特尔",
         "乌云", "其其格", "孟和", "娜仁", "宝力高", "红梅", "文明", "长顺", "小平", "凤英", "福生",
         "金花")  # fmt: skip
NAMED = {"head_name": "household", "name": "person"}
MANY = 12  # banners that are worth processes of their own
WORKERS = 2
TINY = 0.0004  # six villages in four leagues


@dataclass(frozen=True, slots=True)
class LakeHome:
    """A home with a lake and, if it was wanted, a run.

    Attributes:
        villages: The codes of the villages in which somebody lives, in order.
    """

    home: Home
    villages: tuple[str, ...]

    @property
    def run(self) -> StoredRun:
        return stored_run(self.home.lake / "runs")


@dataclass(frozen=True, slots=True)
class _Job:
    """A banner and what is needed to build it, in a process of its own."""

    plan: BannerPlan
    root: Path
    schedule: Schedule
    seed: int


def build(
    root: Path,
    *,
    scale: float,
    seed: int = 1,
    banners: tuple[str, ...] = (),
    screened: bool = True,
    tell: Callable[[str], None] = lambda _words: None,
) -> LakeHome:
    """Make a home with a lake of that scale; everybody in it is invented."""
    home = create_home(root, content="neimenggu", demo=True, day=DAY)
    content = load_content(SHIPPED_CONTENT)
    frame = plan_region(content, scale=scale, seed=seed, claims=None, banners=banners)
    places = [each.code for each in content.regions_of(content.coverage_level)]
    schedule = plan_deliveries(content.contracts, FEEDS, {}, seed=seed, banners=places)
    jobs = [_Job(plan, root, schedule, seed) for plan in frame.banners]
    files: dict[str, list[DataFile]] = defaultdict(list)
    for number, made in enumerate(_built(jobs), start=1):
        for feed, file in made:
            files[feed].append(file)
        tell(f"{number}/{len(jobs)} banners")
    _commit(home, content, files, delivered_table(schedule, places), schedule)
    if screened:
        screen(home, tell)
    villages = sorted(village for plan in frame.banners for village in plan.villages)
    return LakeHome(open_home(root), tuple(villages))


def screen(home: Home, tell: Callable[[str], None] = lambda _words: None) -> None:
    """Run all checks over the home."""
    from shouwang.cli.home_runs import screen_home

    screen_home(home.root, on=DAY, out=None, threads=default_threads(), memory=DEFAULT_MEMORY,
                quiet=True)  # fmt: skip
    tell("screened")


def copied(made: LakeHome, to: Path) -> LakeHome:
    """Return a copy of a home that may be written to."""
    shutil.copytree(made.home.root, to)
    return LakeHome(open_home(to), made.villages)


def keep_deliveries(home: Home) -> int:
    """Write the deliveries into the database whose rows the lake holds; they came whole."""
    from django.core.management.color import no_style
    from django.db import connection

    from shouwang.stages.ingest.models import Delivery

    sent = json.loads((home.root / "deliveries.json").read_text(encoding="utf-8"))
    content = country_in(home.content_dir).content
    rows = [
        Delivery(
            id=each["order"], feed=each["feed"], sender=_sender(content, each["feed"]),
            covers=each["covers"], period=each["period"], file_name=each["file"],
            file_digest="0" * 64, contract_digest=content.contracts[each["feed"]].digest,
            state="published", read=1, accepted=1, rejected=0, warnings=0,
            difference={"basis": "nothing"}, received_by="demo-sender", received_date=DAY,
            published_by="demo-publisher", published_date=DAY, snapshot=1,
        )
        for each in sent
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    # Numbers given by hand are not counted by PostgreSQL.
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Delivery]):
            cursor.execute(statement)
    return len(rows)


def _built(jobs: list[_Job]) -> Iterator[list[tuple[str, DataFile]]]:
    if len(jobs) >= MANY:
        with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
            yield from pool.map(_write_banner, jobs)
        return
    with ThreadPoolExecutor(WORKERS) as pool:
        yield from pool.map(_write_banner, jobs)


def _write_banner(job: _Job) -> list[tuple[str, DataFile]]:
    country = country_in(SHIPPED_CONTENT)
    content = country.content
    built = build_banner(
        job.plan, seed=job.seed, contracts=content.contracts, schedule=job.schedule,
        with_deliveries=False,
    )  # fmt: skip
    files = []
    for feed, part in built.tables.items():
        count = part.table.num_rows
        if not count:
            continue
        sender = pa.repeat(_sender(content, feed), count)
        table = part.table.append_column("sender", sender)
        table = table.append_column("delivery", pa.array(part.delivery.astype(np.int32)))
        table = table.append_column("row", pa.array(part.row.astype(np.int32)))
        files.append((feed, _write(job, country, feed, table)))
    truth = job.root / "region" / "truth"
    for name, table in ((HARDSHIPS, built.truth.hardships), (FAULTS, built.truth.faults),
                        (LOOKALIKES, built.truth.lookalikes)):  # fmt: skip
        folder = truth / name
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, folder / f"{job.plan.code}.parquet")
    return files


def _write(job: _Job, country: Country, feed: str, table: pa.Table) -> DataFile:
    shape = country.plans[feed].shape
    values = {"league": job.plan.league, "banner": job.plan.code}
    front = tuple(values[level] for level in shape.partition)
    columns = [_column(table, feed, field, shape) for field in shape.columns]
    whole = pa.table(columns, schema=shape.columns)
    order = [(name, "ascending") for name in shape.order]
    rows = whole.sort_by(order).select(list(shape.stored))
    folder = [f"{level}={value}" for level, value in zip(shape.partition, front, strict=True)]
    name = "/".join([*folder, f"part-{uuid.uuid4()}.parquet"])
    path = job.root / "lake" / "tables" / feed / name
    path.parent.mkdir(parents=True, exist_ok=True)
    # As the lake itself does, so that a household is found in them as quickly as in a real home.
    pq.write_table(rows, path, compression="zstd", row_group_size=ROWS_OF_A_GROUP)
    return DataFile(name, front, rows.num_rows, path.stat().st_size)


def _column(
    table: pa.Table, feed: str, field: pa.Field, shape: Shape
) -> pa.ChunkedArray | pa.Array:
    del shape
    if NAMED.get(field.name) == feed:
        return _names(table.column(feed))
    if field.name not in table.column_names:
        return pa.nulls(table.num_rows, field.type)
    return table.column(field.name).cast(field.type)


def _names(numbers: pa.ChunkedArray) -> pa.Array:
    """A name a number; the same number always has the same."""
    drawn = numbers.to_numpy().astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(20)
    first = pa.array(SURNAMES).take(pa.array((drawn % np.uint64(len(SURNAMES))).astype(np.int32)))
    second = (drawn // np.uint64(64)) % np.uint64(len(GIVEN))
    given = pa.array(GIVEN).take(pa.array(second.astype(np.int32)))
    return pc.binary_join_element_wise(first, given, "")


def _sender(content: Content, feed: str) -> str:
    top = next(each.code for each in content.regions.values() if each.level == content.levels[0])
    return f"{content.contracts[feed].department}:{top}"


def _commit(
    home: Home,
    content: Content,
    files: dict[str, list[DataFile]],
    delivered: pa.Table,
    schedule: Schedule,
) -> None:
    """Make all files count by one snapshot."""
    country = country_in(SHIPPED_CONTENT)
    versions = {}
    for feed, written in sorted(files.items()):
        versions[feed] = _version(home, country.plans[feed].shape, written)
    shape = delivered_shape(content.partition)
    latest = {each.feed: each.order for each in schedule.deliveries}
    feeds = delivered.column("feed").to_pylist()
    delivered = delivered.append_column(
        "sender", pa.array([_sender(content, feed) for feed in feeds])
    ).append_column("delivery", pa.array([latest[feed] for feed in feeds], pa.int32()))
    name = f"part-{uuid.uuid4()}.parquet"
    path = home.lake / "tables" / shape.name / name
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = delivered.select(shape.columns.names).cast(shape.columns)
    pq.write_table(rows, path, compression="zstd")
    file = DataFile(name, (), rows.num_rows, path.stat().st_size)
    versions[shape.name] = _version(home, shape, [file])
    snapshot = Snapshot(1, DAY, AT.isoformat(), "demo-publisher", versions, None, content.digest)
    log = home.lake / "snapshots"
    make_private_folder(log)
    text = json.dumps(asdict(snapshot), ensure_ascii=False, default=str, indent=1)
    write_new(log / f"{1:08d}.json", text.encode("utf-8"))
    _note_deliveries(home, content, schedule)


def _version(home: Home, shape: Shape, files: list[DataFile]) -> int:
    folder = home.lake / "tables" / shape.name
    # The log must be there before the files are: a table is made in the folder that holds them.
    return tables.commit(
        folder, shape=shape, base=None, added=files, removed=(), moment_ms=1_593_500_000_000
    )


def _note_deliveries(home: Home, content: Content, schedule: Schedule) -> None:
    places = [each.code for each in content.regions_of(content.coverage_level)]
    rows = [
        {"order": each.order, "feed": each.feed, "file": each.file,
         "period": each.period.isoformat() if each.period else None,
         "covers": [code for code in places if code not in each.lacking]}
        for each in schedule.deliveries
    ]  # fmt: skip
    (home.root / "deliveries.json").write_text(json.dumps(rows), encoding="utf-8")


def truth_of(home: Home, name: str = HARDSHIPS) -> pa.Table:
    """Return what is true of the invented people."""
    path = home.root / "region" / "truth" / name
    files = sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    return pa.concat_tables([pq.read_table(each) for each in files])


def kept(cache: Path, scale: float = TINY) -> LakeHome:
    """Return a small home that is built once for all sessions until what it is made of changes."""
    place = cache / f"{_digest_of_sources()}-{scale}"
    if not place.is_dir():
        draft = cache / f".draft-{os.getpid()}"
        build(draft, scale=scale)
        try:
            draft.rename(place)
        except OSError:  # another session was quicker
            shutil.rmtree(draft)
    log = place / "lake" / "tables" / "household"
    villages = sorted(
        {village for file in log.rglob("*.parquet") for village in _villages_in(file)}
    )
    return LakeHome(open_home(place), tuple(villages))


def _villages_in(file: Path) -> list[str]:
    return pq.read_table(file, columns=["village"]).column(0).unique().to_pylist()


def _digest_of_sources() -> str:
    root = SHIPPED.parent
    digest = hashlib.sha256(Path(__file__).read_bytes())
    # What the lake and the run are made of; the rules' engine is tested elsewhere.
    content = "content/neimenggu"
    for part in ("synthetic", f"{content}/feeds", f"{content}/packs", "lake", "stages/screening"):
        for path in sorted((root / part).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv"}:
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
