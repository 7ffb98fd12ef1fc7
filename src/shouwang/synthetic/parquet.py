"""A Parquet file written batch by batch."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

COMPRESSION = "zstd"
LEVEL = 1
GROUP_ROWS = 100_000  # batches are gathered until a row group has so many rows


class ParquetFile:
    """A Parquet file written batch by batch; small batches share a row group."""

    def __init__(self, path: Path, *, dictionaries: list[str]) -> None:
        self.path = path
        self._dictionaries = dictionaries
        self._writer: pq.ParquetWriter | None = None
        self._waiting: list[pa.Table] = []

    def write(self, table: pa.Table) -> None:
        """Append a batch; the first decides the columns."""
        if self._writer is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self.path,
                table.schema,
                compression=COMPRESSION,
                compression_level=LEVEL,
                use_dictionary=[name for name in self._dictionaries if name in table.column_names],
                store_decimal_as_integer=True,
                store_schema=False,
            )
        self._waiting.append(table)
        if sum(each.num_rows for each in self._waiting) >= GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Finish the file."""
        self._flush()
        if self._writer is not None:
            self._writer.close()

    def _flush(self) -> None:
        rows = [each for each in self._waiting if each.num_rows]
        if rows and self._writer is not None:
            self._writer.write_table(pa.concat_tables(rows).unify_dictionaries())
        self._waiting = []
