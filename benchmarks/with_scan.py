"""The floor: a bare scan of the columns that the checks need, each summed or hashed."""

from pathlib import Path

import duckdb
from data import files_of
from with_shouwang import AS_OF, benchmark_policy

from shouwang.lake.duck import quoted
from shouwang.rules.compile import compile_policy

# Known before the clock starts: the floor is the scan and nothing else.
COLUMNS = compile_policy(benchmark_policy(), on=AS_OF).columns


def run(tables: Path, out: Path, *, threads: int, memory: str) -> None:
    """Read every value of every column that is needed; nothing is written."""
    del out, memory
    files = files_of(tables)
    with duckdb.connect(config={"threads": threads}) as engine:
        for feed, names in COLUMNS.items():
            rows = engine.execute("DESCRIBE SELECT * FROM read_parquet(?)", [files[feed]])
            types = {row[0]: row[1] for row in rows.fetchall()}
            values = ", ".join(_read(name, types[name]) for name in names)
            engine.execute(f"SELECT {values} FROM read_parquet(?)", [files[feed]]).fetchall()


def _read(name: str, type_: str) -> str:
    is_number = type_.startswith(("BIGINT", "INTEGER", "DECIMAL"))
    return f"sum({quoted(name)})" if is_number else f"bit_xor(hash({quoted(name)}))"
