"""Workbooks as sheets: small ones are read here, large and old ones in a process of their own."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyarrow as pa

from shouwang.stages.ingest.guards import Format
from shouwang.stages.ingest.limits import LIMITS
from shouwang.stages.ingest.sheets import Block, Merge, Request, Sheet
from shouwang.stages.ingest.workbook import open_tables
from shouwang.stages.ingest.workbook_apart import Reader, about

Columns = Callable[[int, Sequence[int]], Iterator[list[pa.Array]]]


def workbook_sheets(path: Path, kind: Format) -> list[Sheet]:
    """Return the sheets of a workbook, the empty ones too.

    Raises:
        FileFaulty: if it is damaged, protected, or larger than is taken.
    """
    if _is_near(path, kind):
        tables = open_tables(path, kind, is_near=True)
        return [_sheet(about(table), table.columns) for table in tables]
    reader = Reader(path, kind)
    return [
        _sheet(each, partial(reader.columns, number)) for number, each in enumerate(reader.sheets())
    ]


def _is_near(path: Path, kind: Format) -> bool:
    """Whether all that the reader will hold is known to be little."""
    if kind is Format.XLS:
        return False
    with ZipFile(path) as container:
        unpacked = sum(part.file_size for part in container.infolist())
    return unpacked <= LIMITS.near_bytes


def _sheet(about: dict[str, Any], columns: Columns) -> Sheet:
    row_offset, column_offset = about["start"]
    return Sheet(
        name=about["name"],
        top=tuple(tuple(row) for row in about["top"]),
        read=partial(_blocks, columns, row_offset),
        has_cells=True,
        column_offset=column_offset,
        row_offset=row_offset,
        rows=about["rows"],
        merges=tuple(Merge(*merge) for merge in about["merges"]),
        hidden_columns=frozenset(about["hidden_columns"]),
        is_hidden=about["is_hidden"],
    )


def _blocks(columns: Columns, row_offset: int, request: Request) -> Iterator[Block]:
    number = row_offset + request.first_row + 1
    for each in columns(request.first_row, tuple(request.positions)):
        count = len(each[0]) if each else 0
        yield Block(np.arange(number, number + count, dtype=np.int64), tuple(each))
        number += count
