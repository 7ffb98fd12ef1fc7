"""The findings of a run beside what is held of each household, one after the other; no database.

Most households are of two kinds that need no thought: those of which nothing was known, and those
of which the same is found again. The engine tells them from the rest, which is settled one by one.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

import duckdb
import pyarrow as pa
from sqlglot import exp

from shouwang.lake.duck import literal, quoted, read_parquet
from shouwang.lake.sources import Source
from shouwang.rules.build import PREVIOUS
from shouwang.rules.content import Content
from shouwang.rules.steps import CompiledPolicy
from shouwang.stages.cases.meeting import BESIDE, FRESH, NEW_ROWS, OTHER_ROWS, SAME, TURNS
from shouwang.stages.cases.ranking import Asked
from shouwang.stages.cases.worsening import Remembered

MEMORY = "2GB"  # of the engine; what does not fit goes to disk
ROWS = 50_000  # rows taken from the engine at a time
LEVELS = ("village", "township", "banner", "league")
HELD = pa.schema([("household", pa.int64()), ("finding", pa.int64()), ("check", pa.string()),
                  ("key", pa.string()), ("evidence", pa.string()), ("weight", pa.int16()),
                  ("current", pa.bool_())])  # fmt: skip
CLOSED = pa.schema([("household", pa.int64()), ("lead", pa.int64()), ("state", pa.string()),
                    ("verdict", pa.string()), ("closed", pa.date32()), ("until", pa.date32()),
                    ("evidence", pa.string())])  # fmt: skip
LIVE_LEADS = pa.schema([("household", pa.int64()), ("lead", pa.int64()), ("state", pa.string()),
                  ("version", pa.int32()), ("severity", pa.int16()), ("rank", pa.int32()),
                  ("words", pa.string()), ("count", pa.int32()), ("due", pa.date32()),
                  ("urgent", pa.bool_())])  # fmt: skip
WAITING = pa.schema([("village", pa.string()), ("rank", pa.int32())])
REPORTED = pa.schema([("household", pa.int64()), ("by_hand", pa.int16())])
FOUND = 5  # the column from which on a row of it tells of a finding
ENDED = 14  # that from which on it tells of the lead before
STANDS = 19  # and that from which on of the lead there is
NewRow = tuple[Any, ...]


@dataclass(slots=True)
class Now:
    """An open or waiting lead as it stands.

    Attributes:
        by_hand: The weight of what people themselves have reported; 0 if nobody has.
    """

    id: int
    state: str
    version: int
    severity: int
    rank: int
    words: str
    count: int
    due: date | None
    is_urgent: bool
    by_hand: int = 0


@dataclass(frozen=True, slots=True)
class Closed:
    """How a household's latest lead ended."""

    state: str
    verdict: str
    closed: Any
    until: Any
    evidence: str


@dataclass(slots=True)
class Found:
    """A finding of the run, and the row that holds it if there is one."""

    check: str
    key: str
    subject: str
    evidence: str
    finding: int | None = None
    before: Remembered | None = None
    was_current: bool = False
    words: str = ""


@dataclass(slots=True)
class Household:
    """What a run says of a household, and what is held of it.

    Attributes:
        place: Village, township, banner, league; empty if it lives nowhere we know.
        gone: The held findings that the run no longer has.
        blind: Those it could not evaluate: nobody can say that they are gone.
    """

    number: int
    place: tuple[str, ...]
    found: list[Found] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    blind: list[tuple[int, str]] = field(default_factory=list)
    closed: Closed | None = None
    lead: Now | None = None


class Desk(AbstractContextManager["Desk"]):
    """Lays findings, homes, open and closed leads side by side."""

    def __init__(self) -> None:
        self.engine = duckdb.connect(":memory:", config={"memory_limit": MEMORY})
        self.engine.execute("SET autoinstall_known_extensions = false")
        self.engine.execute("SET enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_rest: object) -> None:
        self.engine.close()

    def take_findings(
        self, file: Path, checks: Mapping[str, Asked], *, plain: Collection[str]
    ) -> int:
        """Take the findings of a run that some checks made; return how many there are.

        Args:
            plain: The checks whose evidence is kept as it is.
        """
        worst = sorted(checks, key=lambda name: checks[name].worst_first)
        columns = {
            "check": pa.array(worst, pa.string()),
            "place": pa.array(range(len(worst)), pa.int32()),
            "weight": pa.array([checks[name].weight for name in worst], pa.int16()),
            "rank": pa.array([checks[name].rank for name in worst], pa.int32()),
            "is_urgent": pa.array([checks[name].is_urgent for name in worst], pa.bool_()),
            "is_plain": pa.array([name in plain for name in worst], pa.bool_()),
        }
        self.engine.register("asked", pa.table(columns))
        self.engine.execute(
            "CREATE TEMP TABLE found AS SELECT TRY_CAST(f.household AS BIGINT) AS household, "
            'f."check", f.key, min(f.subject) AS subject, min(f.evidence) AS evidence '
            'FROM read_parquet(?) AS f SEMI JOIN asked AS a ON a."check" = f."check" '
            "WHERE TRY_CAST(f.household AS BIGINT) IS NOT NULL "
            'GROUP BY 1, f."check", f.key',
            [str(file)],
        )
        return self._count("found")

    def take_homes(self, content: Content, source: Source) -> None:
        """Take where households live."""
        subject = content.subjects["household"]
        chains = [content.ancestors(region.code) for region in content.regions_of("village")]
        places = [{level: chain.get(level, "") for level in LEVELS} for chain in chains]
        schema = pa.schema([(level, pa.string()) for level in LEVELS])
        self.engine.register("places", pa.Table.from_pylist(places, schema=schema))
        key, region = quoted(subject.key), quoted(subject.region)
        nobody = f"(SELECT NULL AS {key}, NULL AS {region} LIMIT 0)"
        rows = read_parquet(source) if source.files else nobody
        self.engine.execute(
            "CREATE TEMP TABLE homes AS "  # noqa: S608 - quoted
            f"SELECT CAST(h.{key} AS BIGINT) AS household, p.* "
            f"FROM {rows} AS h JOIN places AS p ON p.village = h.{region}"
        )

    def take_held(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Take the findings of open leads."""
        self._take("held", HELD, batches)

    def take_live(
        self, batches: Iterable[pa.RecordBatch], reported: Iterable[pa.RecordBatch]
    ) -> None:
        """Take the open and waiting leads, and how grave people say it is who reported some."""
        self._take("live", LIVE_LEADS, batches)
        self._take("reported", REPORTED, reported)

    def take_closed(self, batches: Iterable[pa.RecordBatch]) -> None:
        """Take how leads ended; of a household's several the latest counts."""
        self._take("ended", CLOSED, batches)
        self.engine.execute(
            "CREATE TEMP TABLE closed AS SELECT DISTINCT ON (household) * FROM ended "
            "ORDER BY household, lead DESC"
        )

    def find_unknown(self, compiled: CompiledPolicy, values: Mapping[str, Path]) -> None:
        """Note which held findings could not be evaluated: they are not gone, nobody can see them.

        Args:
            values: Subject → the values that the run has kept of it.
        """
        self.engine.execute('CREATE TEMP TABLE unknown ("check" VARCHAR, key VARCHAR)')
        missing = self.engine.execute(
            'SELECT DISTINCT h."check" FROM held AS h ANTI JOIN found AS f '
            'ON h.household = f.household AND h."check" = f."check" AND h.key = f.key'
        ).fetchall()
        names = {name for (name,) in missing}
        for subject in compiled.subjects.values():
            path = values.get(subject.name)
            for outcome in subject.outcomes:
                if outcome.check.name not in names:
                    continue
                if path is None or not path.exists():
                    self._all_unknown(outcome.check.name)
                    continue
                blind = exp.Is(this=exp.paren(outcome.condition.copy()), expression=exp.null())
                key = f"CAST({PREVIOUS}.{quoted(subject.key)} AS VARCHAR)"
                name = literal(outcome.check.name)
                self.engine.execute(
                    f"INSERT INTO unknown SELECT {name}, {key} "  # noqa: S608 - quoted
                    f"FROM read_parquet({literal(str(path))}) AS {PREVIOUS} "
                    f'SEMI JOIN held AS h ON h."check" = {name} AND h.key = {key} '
                    f"WHERE {blind.sql(dialect='duckdb')}"
                )

    def _all_unknown(self, check: str) -> None:
        self.engine.execute(
            'INSERT INTO unknown SELECT DISTINCT "check", key FROM held WHERE "check" = ?', [check]
        )

    def divide(self) -> None:
        """Tell those of whom nothing was known, and those of whom the same is found, from the rest."""
        for statement in (BESIDE, FRESH, SAME):
            self.engine.execute(statement)

    def take_turns(
        self, waiting: Iterable[pa.RecordBatch], used: Mapping[str, int], cap: int | None
    ) -> None:
        """Tell which new leads are sent at once: those for which a village's week has room.

        Args:
            waiting: Village and rank of the leads that wait, urgent ones left out.
            used: Village → how many leads it has been sent this week.
            cap: How many a village is sent a week; None for all.
        """
        self._take("waiting", WAITING, waiting)
        counts = {
            "village": pa.array(used.keys(), pa.string()),
            "count": pa.array(used.values(), pa.int64()),
        }
        self.engine.register("used", pa.table(counts))
        self.engine.execute(TURNS, {"cap": cap})

    def new_rows(self) -> Iterator[list[NewRow]]:
        """Yield the findings of households of which nothing was known, village by village."""
        for batch in self.engine.sql(NEW_ROWS).to_arrow_reader(ROWS):
            yield _rows(batch)

    def same_rows(self) -> Iterator[list[tuple[Any, ...]]]:
        """Yield households of which the same is found: number, worst finding, words of the lead."""
        for batch in self.engine.sql("FROM same").to_arrow_reader(ROWS):
            yield _rows(batch)

    def doubt(self, households: Collection[int]) -> None:
        """Settle some of those one by one after all."""
        self.engine.register("doubted", pa.table({"household": pa.array(households, pa.int64())}))
        self.engine.execute("DELETE FROM same WHERE household IN (SELECT household FROM doubted)")

    def same_findings(self) -> Iterator[list[int]]:
        """Yield the numbers of the findings that are found again as they were."""
        found = self.engine.sql(
            "SELECT b.finding FROM beside AS b SEMI JOIN same AS s ON s.household = b.household "
            "WHERE b.found IS NOT NULL ORDER BY 1"
        )
        for batch in found.to_arrow_reader(ROWS):
            yield batch.column(0).to_pylist()

    def households(self) -> Iterator[Household]:
        """Yield every other household that has a finding or a held one, village by village."""
        now: Household | None = None
        for batch in self.engine.sql(OTHER_ROWS).to_arrow_reader(ROWS):
            for row in _rows(batch):
                if now is None or now.number != row[0]:
                    if now is not None:
                        yield now
                    now = _household(row)
                _add(now, row[FOUND:ENDED])
        if now is not None:
            yield now

    def _take(self, name: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
        # Batch by batch and in this thread: the engine would read them in threads of its own, each
        # with a connection to the database of its own.
        self.engine.register("taken", schema.empty_table())
        self.engine.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM taken")  # noqa: S608 - our own name
        for batch in batches:
            self.engine.register("taken", pa.Table.from_batches([batch], schema=schema))
            self.engine.execute(f"INSERT INTO {name} SELECT * FROM taken")  # noqa: S608 - our own name
        self.engine.unregister("taken")

    def _count(self, name: str) -> int:
        return int(self.engine.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])  # noqa: S608 - our own name


def _rows(batch: pa.RecordBatch) -> list[tuple[Any, ...]]:
    return list(zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _household(row: tuple[Any, ...]) -> Household:
    closed = Closed(*row[ENDED:STANDS]) if row[ENDED] is not None else None
    lead = Now(*row[STANDS:]) if row[STANDS] is not None else None
    return Household(row[0], row[1:FOUND] if row[1] else (), closed=closed, lead=lead)


def _add(household: Household, row: tuple[Any, ...]) -> None:
    check, key, subject, evidence, finding, before, weight, was_current, unknown = row
    if subject is not None:
        remembered = Remembered(weight, before) if finding is not None else None
        household.found.append(
            Found(check, key, subject, evidence, finding, remembered, bool(was_current))
        )
    elif was_current and unknown:
        household.blind.append((finding, check))
    elif was_current:
        household.gone.append(finding)
