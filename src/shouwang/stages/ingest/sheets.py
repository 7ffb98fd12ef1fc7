"""What every format is read into: sheets with their top rows, and blocks of columns below them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

TOP_ROWS = 20  # rows among which the headings are looked for
BLOCK_ROWS = 200_000  # rows worked on at a time

RowNumbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of a sheet.

    Attributes:
        rows: Their numbers as the spreadsheet counts.
        columns: The wanted columns in the wanted order; as text, or typed where the file is.
    """

    rows: RowNumbers
    columns: tuple[pa.Array, ...]


@dataclass(frozen=True, slots=True)
class Torn:
    """A row that does not have the columns of the headings."""

    row: int
    expected: int
    found: int


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a sheet.

    Attributes:
        header: The place of the headings among the top rows.
        positions: The wanted columns, counted from 0.
        torn: Takes the rows that do not fit the headings.
    """

    header: int
    positions: Sequence[int]
    torn: list[Torn]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a file.

    Attributes:
        name: ``""`` where the format knows no sheets.
        top: The first rows as text, among them the headings.
        read: Yields the rows below the headings.
        has_cells: Whether a place in it is named like ``B203``.
        column_offset: The column of the spreadsheet in which it begins.
        rows: How many rows it has, as far as that is known beforehand.
    """

    name: str
    top: tuple[tuple[str, ...], ...]
    read: Callable[[Request], Iterator[Block]]
    has_cells: bool = False
    column_offset: int = 0
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A delivered file."""

    path: Path
    sheets: tuple[Sheet, ...]
