"""The same screening as hand-written SQL, run by DuckDB over the whole data at once."""

from pathlib import Path
from string import Template

import duckdb
from data import DELIVERED, FEEDS

HERE = Path(__file__).parent


def run(tables: Path, out: Path, *, threads: int, memory: str) -> None:
    """Write the findings and the coverage; memory is not limited, to give the query all it wants."""
    del memory
    text = Template((HERE / "by_hand.sql").read_text(encoding="utf-8")).substitute(
        patterns(tables), out=out
    )
    with duckdb.connect(
        config={"threads": threads, "preserve_insertion_order": False, "temp_directory": str(out)}
    ) as engine:
        for statement in engine.extract_statements(text):
            engine.execute(statement).fetchall()


def patterns(tables: Path) -> dict[str, str]:
    """Return for each feed the pattern of its files."""
    found = {}
    for feed in (*FEEDS, DELIVERED):
        single = tables / f"{feed}.parquet"
        found[feed] = str(single if single.exists() else tables / feed / "*.parquet")
    return found
