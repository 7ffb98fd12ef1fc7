"""A Parquet file written batch by batch."""

from pathlib import Path
from types import TracebackType

import pyarrow as pa
import pyarrow.parquet as pq

COMPRESSION = "zstd"
LEVEL = 1


class ParquetFile:
    """A Parquet file written batch by batch; each batch is a row group."""

    def __init__(self, path: Path, *, dictionaries: list[str]) -> None:
        self.path = path
        self._dictionaries = dictionaries
        self._writer: pq.ParquetWriter | None = None

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
        if table.num_rows:
            self._writer.write_table(table)

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()

    def __enter__(self) -> "ParquetFile":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
