"""Parquet files as sheets: one sheet, its columns in the types they have."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.words import _
from shouwang.stages.ingest.guards import too_large
from shouwang.stages.ingest.limits import LIMITS
from shouwang.stages.ingest.problems import FileFaulty, Rule, file_fault
from shouwang.stages.ingest.sheets import BLOCK_ROWS, Block, Request, Sheet


def parquet_sheets(path: Path) -> list[Sheet]:
    """Return the one sheet of a Parquet file.

    Raises:
        FileFaulty: if it is damaged.
    """
    try:
        metadata = pq.read_metadata(path)
        names = tuple(metadata.schema.to_arrow_schema().names)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise _damaged(error) from None
    if metadata.num_rows > LIMITS.parquet_rows or len(names) > LIMITS.parquet_columns:
        raise too_large(metadata.num_rows, len(names))
    # Its headings are no row: the first row below them is row 1.
    return [Sheet("", (names,), partial(_blocks, path), row_offset=-1, rows=metadata.num_rows)]


def _blocks(path: Path, request: Request) -> Iterator[Block]:
    seen = 0
    try:
        with pq.ParquetFile(path) as file:
            names = file.schema_arrow.names
            wanted = [names[position] for position in request.positions]
            for batch in file.iter_batches(batch_size=BLOCK_ROWS, columns=wanted):
                rows = np.arange(seen + 1, seen + 1 + batch.num_rows, dtype=np.int64)
                seen += batch.num_rows
                yield Block(rows, tuple(batch.column(name) for name in wanted))
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise _damaged(error) from None


def _damaged(error: Exception) -> FileFaulty:
    first = str(error).split("\n", 1)[0]
    return FileFaulty(
        [
            file_fault(
                Rule.FILE,
                _("the Parquet file is damaged: {fault}").format(fault=first),
                _("write it again"),
            )
        ]
    )
