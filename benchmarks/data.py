"""The tables that everybody reads: their files, their banners, and smaller copies of them."""

from collections.abc import Iterable
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

FEEDS = (
    "household", "person", "medical_claim", "insurance_enrolment", "school_roll", "housing_grade",
    "water_point", "social_assistance", "disability", "employment", "disaster", "measure", "watch",
)  # fmt: skip
DELIVERED = "delivered"


def files_of(tables: Path, banners: Iterable[str] | None = None) -> dict[str, list[str]]:
    """Return the files of each feed, of all banners or of some."""
    files = {}
    for feed in FEEDS:
        single = tables / f"{feed}.parquet"
        paths = [single] if single.exists() else sorted((tables / feed).glob("*.parquet"))
        if banners is not None:
            wanted = set(banners)
            paths = [path for path in paths if path.stem in wanted]
        files[feed] = [str(path) for path in paths]
    return files


def banners_of(tables: Path) -> list[str]:
    """Return the banners that have households, sorted."""
    folder = tables / "household"
    if folder.is_dir():
        return sorted(path.stem for path in folder.glob("*.parquet"))
    with duckdb.connect() as engine:
        path = tables / "household.parquet"
        found = engine.execute("SELECT DISTINCT banner FROM read_parquet(?)", [str(path)])
        return sorted(row[0] for row in found.fetchall())


def rows_of(tables: Path, banner: str | None = None, *, feeds: Iterable[str] = FEEDS) -> int:
    """Return the number of rows of feeds, of all banners or of one."""
    files = files_of(tables, None if banner is None else [banner])
    return sum(pq.read_metadata(path).num_rows for feed in feeds for path in files[feed])


def some_banners(tables: Path, number: int) -> list[str]:
    """Return so many banners, spread evenly over the region; all of them if there are no more."""
    banners = banners_of(tables)
    if number >= len(banners):
        return banners
    return [banners[position * len(banners) // number] for position in range(number)]


def make_subset(tables: Path, banners: list[str], out: Path) -> None:
    """Make a folder of tables with some banners only: links where there is a file for each."""
    out.mkdir(parents=True)
    for path in [*tables.glob("*.parquet")]:
        _copy(path, banners, out / path.name)
    for feed in FEEDS:
        for banner in banners:
            path = tables / feed / f"{banner}.parquet"
            if path.exists():
                (out / feed).mkdir(exist_ok=True)
                (out / feed / path.name).symlink_to(path.resolve())


def _copy(path: Path, banners: list[str], out: Path) -> None:
    with duckdb.connect() as engine:
        rows = engine.execute(
            "SELECT * FROM read_parquet(?) WHERE list_contains(?, banner)", [str(path), banners]
        )
        pq.write_table(rows.to_arrow_table(), out)
