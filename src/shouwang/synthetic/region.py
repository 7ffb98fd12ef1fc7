"""A made-up region: planned, drawn banner by banner, written and compared with the figures."""

from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content, load_content
from shouwang.synthetic.arrow import ContractDiffers
from shouwang.synthetic.assumptions import HERE, assumptions
from shouwang.synthetic.build import FEEDS, Built, build_banner
from shouwang.synthetic.calibration import Comparison, Tally, figures
from shouwang.synthetic.deliveries import DeliveryFolder
from shouwang.synthetic.frame import BannerPlan, plan_region
from shouwang.synthetic.parquet import COMPRESSION, ParquetFile
from shouwang.synthetic.schedule import Schedule, delivered_table, plan_deliveries
from shouwang.synthetic.tables import TableFolder

TABLES, DELIVERIES, TRUTH = "tables", "deliveries", "truth"
HARDSHIPS, FAULTS, LOOKALIKES = "hardships.parquet", "faults.parquet", "lookalikes.parquet"
PERSON_IDS, DELIVERED = "person_ids.parquet", "delivered.parquet"
README = "README.txt"
MANY = 12  # banners that are worth processes of their own
WORKERS = 2  # banners drawn side by side; the output does not depend on it

Progress = Callable[[int, int], None]


class ScaleOutOfRange(ShouwangError):
    """A scale is a share of the region: above zero, at most one."""


class FolderNotEmpty(ShouwangError):
    """There is something in the folder already."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was made.

    Attributes:
        rows: Rows of the tables by feed.
        hardships: Planted hardships by kind. visible: those that a published row shows; faults
            and visible_faults likewise. lookalikes: households that only look like trouble.
        lost: Why no published row shows the other hardships, by reason.
        comparisons: Published figures, target against generated.
    """

    households: int
    people: int
    banners: int
    rows: dict[str, int]
    hardships: dict[str, int]
    visible: dict[str, int]
    faults: dict[str, int]
    visible_faults: dict[str, int]
    lookalikes: dict[str, int]
    lost: dict[str, int]
    comparisons: tuple[Comparison, ...]


def synthesize(
    *,
    content_dir: Path,
    out: Path,
    scale: float,
    seed: int,
    claims: int | None = None,
    progress: Progress = lambda done, total: None,
    banners: Sequence[str] = (),
) -> Report:
    """Make a region and write its tables, deliveries and truth.

    Args:
        content_dir: The region's content.
        seed: The same seed and arguments give the same files.
        out: A folder that is new or empty.
        scale: The share of the region's villages; 0.01 and less draw one or two a banner.
        claims: Medical claims in all; in proportion to the scale if None.
        progress: Called with the banners done and the banners in all.
        banners: Only these, by code; all if empty.

    Raises:
        ScaleOutOfRange: if the scale is no share.
        FolderNotEmpty: if something lies in the folder.
        InputProblems: with the faults of the content.
        ContractDiffers: if a feed's contract is missing or is not the one that is made for.
        RegionUnknown: if the content is of another region than the published figures.
        NoInventedBlock: if it has no county codes that invented people may carry.
    """
    if not 0 < scale <= 1:
        raise ScaleOutOfRange(_("the scale lies between 0 and 1, not {scale}").format(scale=scale))
    if out.exists() and any(out.iterdir()):
        raise FolderNotEmpty(_("{path} is not empty").format(path=out))
    content = load_content(content_dir)
    missing = [feed for feed in FEEDS if feed not in content.contracts]
    if missing:
        raise ContractDiffers(
            _("the content has no contract for {feeds}").format(feeds=", ".join(missing))
        )
    frame = plan_region(content, scale=scale, seed=seed, claims=claims, banners=banners)
    schedule = _schedule(content, scale, seed)
    large = frame.households > assumptions("delivery").whole("one_file_until")
    writers = _Writers(content, out, schedule, large=large)
    tally = Tally()
    builts = _built(frame.banners, seed=seed, content=content, schedule=schedule, large=large)
    for done, built in enumerate(builts, start=1):
        writers.write(built)
        tally.add(built.sums, weight=built.plan.weight)
        progress(done, len(frame.banners))
    writers.close()
    leagues = [(each.code, each.name) for each in content.regions_of(content.partition[0])]
    drawn = {banner.league for banner in frame.banners}
    compared = figures().compare(tally, [league for league in leagues if league[0] in drawn])
    return Report(
        households=int(tally.plain["households"]),
        people=int(tally.plain["people"]),
        banners=len(frame.banners),
        rows=dict(writers.rows),
        hardships=dict(writers.hardships),
        visible=dict(writers.visible),
        faults=dict(writers.faults),
        visible_faults=dict(writers.visible_faults),
        lookalikes=dict(writers.lookalikes),
        lost={name: count for name, count in writers.lost.items() if name},
        comparisons=tuple(compared),
    )


def _schedule(content: Content, scale: float, seed: int) -> Schedule:
    told = assumptions("delivery")
    mixed = scale <= told.number("mixed_until")
    endings = told.section("endings") if mixed else {}
    codes = [each.code for each in content.regions_of(content.coverage_level)]
    return plan_deliveries(content.contracts, FEEDS, endings, seed=seed, banners=codes)


def _built(
    plans: Sequence[BannerPlan], *, seed: int, content: Content, schedule: Schedule, large: bool
) -> Iterator[Built]:
    """Yield the banners in order; while one is written the next are drawn.

    Many small banners are drawn by processes, for it is Python that takes the time; few are not,
    since a process takes a while to begin, nor are large ones, which would be held twice.
    """
    by_processes = len(plans) >= MANY and not large
    pool_of = _processes if by_processes else ThreadPoolExecutor
    with pool_of(WORKERS) as pool:
        waiting: deque[Future[Built]] = deque()
        for plan in plans:
            waiting.append(
                pool.submit(
                    build_banner,
                    plan,
                    seed=seed,
                    contracts=content.contracts,
                    schedule=schedule,
                    with_deliveries=True,
                )
            )
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _processes(workers: int) -> Executor:
    """Return processes that begin anew: a copy of this one would share its engines' threads."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


class _Writers:
    """Everything that is written, and what was counted on the way."""

    def __init__(self, content: Content, out: Path, schedule: Schedule, *, large: bool) -> None:
        root = content.regions_of(content.levels[0])[0].code
        self._out = out
        self._delivered = delivered_table(
            schedule, [each.code for each in content.regions_of(content.coverage_level)]
        )
        self._tables = TableFolder(
            out / TABLES, content.contracts, sender_region=root, by_banner=large
        )
        self._deliveries = DeliveryFolder(out / DELIVERIES, content.contracts, schedule)
        self._truth = {
            name: ParquetFile(out / TRUTH / name, dictionaries=["kind", "feed", "of", "lost"])
            for name in (HARDSHIPS, FAULTS, LOOKALIKES)
        }
        self._ids = ParquetFile(out / TRUTH / PERSON_IDS, dictionaries=[])
        self.rows: Counter[str] = Counter()
        self.hardships: Counter[str] = Counter()
        self.visible: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.visible_faults: Counter[str] = Counter()
        self.lookalikes: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    def write(self, built: Built) -> None:
        """Write one banner."""
        self._tables.write(built)
        self._deliveries.write(built)
        truth = built.truth
        self._truth[HARDSHIPS].write(truth.hardships)
        self._truth[FAULTS].write(truth.faults)
        self._truth[LOOKALIKES].write(truth.lookalikes)
        self._ids.write(built.ids)
        self.rows.update({feed: part.table.num_rows for feed, part in built.tables.items()})
        for table, planted, visible in (
            (truth.hardships, self.hardships, self.visible),
            (truth.faults, self.faults, self.visible_faults),
        ):
            kinds = table.column("kind")
            planted.update(kinds.to_pylist())
            visible.update(kinds.filter(table.column("visible")).to_pylist())
        self.lost.update(truth.hardships.column("lost").to_pylist())
        self.lookalikes.update(truth.lookalikes.column("kind").to_pylist())

    def close(self) -> None:
        """Finish all files, and say in the folder that everybody in it is invented."""
        self._tables.close()
        self._deliveries.close()
        for file in self._truth.values():
            file.close()
        self._ids.close()
        _write_parquet(self._delivered, self._out / TABLES / DELIVERED)
        text = (HERE / "readme.txt").read_text(encoding="utf-8")
        (self._out / README).write_text(text, encoding="utf-8")


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression=COMPRESSION, store_schema=False)
