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
        {feed: _pattern(tables, feed) for feed in (*FEEDS, DELIVERED)}, out=out
    )
    with duckdb.connect(
        config={"threads": threads, "preserve_insertion_order": False, "temp_directory": str(out)}
    ) as engine:
        for statement in engine.extract_statements(text):
            engine.execute(statement).fetchall()


def _pattern(tables: Path, feed: str) -> str:
    single = tables / f"{feed}.parquet"
    return str(single if single.exists() else tables / feed / "*.parquet")
