"""The same screening as a Polars script that is written to win.

Forms that were tried, the fastest first (see docs/benchmarks.md): ``batches`` goes through the
banners in groups with the streaming engine, as Shouwang does; ``memory`` the same with the
in-memory engine; ``pairs`` computes two groups at a time; ``whole`` takes all data at once.
"""

import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl
import polars_variables as variables
import pyarrow.parquet as pq
from data import banners_of, files_of, rows_of
from polars_checks import HOUSEHOLD, PERSON, evidence
from polars_variables import AS_OF, C

ROWS_OF_A_GROUP = 4_000_000
FORMS = ("batches", "memory", "pairs", "whole")
MONTHLY = (
    ("watch", 1), ("person", 1), ("housing_grade", 1), ("water_point", 1), ("school_roll", 1),
    ("disability", 1), ("social_assistance", 1), ("insurance_enrolment", 1), ("medical_claim", 2),
    ("medical_claim", 3), ("medical_claim", 12), ("employment", 1), ("employment", 3),
    ("employment", 12),
)  # fmt: skip
EVENTS = ("measure", "disaster")
DUE = date(2020, 5, 1)

Files = Mapping[str, list[str]]


def there(tables: Path) -> pl.LazyFrame:
    """Return for each banner whether the last periods of the feeds have been delivered."""
    delivered = pl.read_parquet(tables / "delivered.parquet")
    months = (
        delivered.filter(C.period <= AS_OF)
        .unique()
        .with_columns(last=C.period.max().over("feed", "banner"))
        .filter(C("last") >= DUE)
        .with_columns(
            back=(C("last").dt.year() - C.period.dt.year()) * 12
            + C("last").dt.month().cast(pl.Int32)
            - C.period.dt.month().cast(pl.Int32)
        )
    )
    flags = [
        ((C.feed == feed) & (C.back < count)).sum().alias(f"{feed}:{count}") >= count
        for feed, count in MONTHLY
    ]
    events = [(C.feed == feed).any().alias(f"{feed}:1") for feed in EVENTS]
    return (
        delivered.group_by("banner")
        .agg(events)
        .join(months.group_by("banner").agg(flags), on="banner", how="left")
        .lazy()
    )


def screen(files: Files, flags: pl.LazyFrame, engine: str) -> list[pl.DataFrame]:
    """Return findings, coverage of households and coverage of persons of some banners."""

    def scan(feed: str) -> pl.LazyFrame:
        return pl.scan_parquet(files[feed])

    first = variables.households_for_persons(scan, flags)
    persons = variables.persons(scan, flags, first).with_columns(**_outcomes(PERSON))
    persons = persons.collect(engine=engine).lazy()
    households = variables.households(scan, first, persons).with_columns(**_outcomes(HOUSEHOLD))
    households = households.collect(engine=engine).lazy()
    findings = [
        *(_findings(households, "household", check) for check in HOUSEHOLD),
        *(_findings(persons, "person", check) for check in PERSON),
    ]
    return pl.collect_all(
        [pl.concat(findings), _coverage(households, HOUSEHOLD), _coverage(persons, PERSON)],
        engine=engine,
    )


def _outcomes(checks: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    return {f"check:{name}": condition for name, condition in checks.items()}


def _findings(subjects: pl.LazyFrame, subject: str, check: str) -> pl.LazyFrame:
    return subjects.filter(C(f"check:{check}")).select(
        C("household" if subject == "household" else "person").cast(pl.String).alias("key"),
        C.household.cast(pl.String),
        "league",
        "banner",
        subject=pl.lit(subject),
        check=pl.lit(check),
        evidence=evidence(check),
    )


def _coverage(subjects: pl.LazyFrame, checks: Mapping[str, pl.Expr]) -> pl.LazyFrame:
    outcomes = [C(f"check:{name}") for name in checks]
    return subjects.group_by("banner").agg(
        pl.len().alias("subjects"),
        *(outcome.sum().name.prefix("hit:") for outcome in outcomes),
        *(outcome.count().name.prefix("known:") for outcome in outcomes),
    )


def _groups(tables: Path, form: str) -> list[Files]:
    """Return the files of each group of banners; a folder of single files is one group."""
    everything = files_of(tables)
    if form == "whole" or all(len(paths) == 1 for paths in everything.values()):
        return [everything]
    rows = {banner: rows_of(tables, banner) for banner in banners_of(tables)}
    groups: list[list[str]] = [[]]
    filled = 0
    for banner, count in rows.items():
        if groups[-1] and filled + count > ROWS_OF_A_GROUP:
            groups.append([])
            filled = 0
        groups[-1].append(banner)
        filled += count
    return [files_of(tables, group) for group in groups]


def _results(tables: Path, form: str, workers: int) -> Iterator[list[pl.DataFrame]]:
    flags = there(tables)
    engine = "in-memory" if form == "memory" else "streaming"
    with ThreadPoolExecutor(workers) as pool:
        waiting = iter(_groups(tables, form))
        queue = [pool.submit(screen, group, flags, engine) for group in islice(waiting, workers)]
        while queue:
            result = queue.pop(0).result()
            queue += [pool.submit(screen, group, flags, engine) for group in islice(waiting, 1)]
            yield result


def run(tables: Path, out: Path, *, threads: int, memory: str) -> None:
    """Write the findings and the coverage; Polars keeps to no memory limit.

    The number of threads is that of ``POLARS_MAX_THREADS``, which must be set before.
    """
    del memory
    form = os.environ.get("POLARS_FORM", FORMS[0])
    writer = None
    counted: list[list[pl.DataFrame]] = [[], []]
    for findings, *coverage in _results(tables, form, threads if form == "pairs" else 1):
        rows = findings.to_arrow()
        if writer is None:
            writer = pq.ParquetWriter(out / "findings.parquet", rows.schema, compression="zstd")
        writer.write_table(rows)
        for parts, part in zip(counted, coverage, strict=True):
            parts.append(part)
    if writer is not None:
        writer.close()
    coverage = [_long(pl.concat(parts)) for parts in counted]
    pl.concat(coverage).write_parquet(out / "coverage.parquet")


def _long(counts: pl.DataFrame) -> pl.DataFrame:
    checks = [name.removeprefix("hit:check:") for name in counts.columns if name[:4] == "hit:"]
    return pl.concat(
        counts.select(
            "banner",
            check=pl.lit(check),
            hit=C(f"hit:check:{check}").cast(pl.Int64),
            clear=C(f"known:check:{check}").cast(pl.Int64) - C(f"hit:check:{check}"),
            not_evaluable=C.subjects.cast(pl.Int64) - C(f"known:check:{check}"),
        )
        for check in checks
    )
