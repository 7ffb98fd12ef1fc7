"""What every format is read into: sheets with their top rows, and blocks of columns below them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from shouwang.stages.ingest.problems import RowProblem

TOP_ROWS = 60  # rows among which the headings are looked for
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
    """A row that does not have the columns of the headings.

    Attributes:
        text: The row as it stands in the file.
    """

    row: int
    expected: int
    found: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are one; only the first holds the value.

    Rows and columns count from 0 inside the sheet's used range, the last ones included.
    """

    first_row: int
    last_row: int
    first_column: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted of a sheet.

    Attributes:
        first_row: The first row of data, counted from 0 inside the sheet's used range.
        positions: The wanted columns, counted from 0.
        torn: Takes the rows that do not fit the headings.
    """

    first_row: int
    positions: Sequence[int]
    torn: list[Torn]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in a file.

    Attributes:
        name: ``""`` where the format knows no sheets.
        top: The first rows of the used range as text, among them the headings; none if the
            sheet is empty.
        read: Yields the rows below the headings.
        has_cells: Whether a place in it is named like ``B203``.
        column_offset: The column of the spreadsheet in which the used range begins.
        row_offset: The rows above the used range: its row ``i`` (from 0) is the spreadsheet's
            row ``row_offset + i + 1``.
        rows: How many rows the used range has, as far as that is known beforehand.
        merges: The merged cells that have more than one cell inside the used range.
        hidden_columns: Those not shown, counted from 0 inside the used range.
        is_hidden: Whether the whole sheet is not shown.
    """

    name: str
    top: tuple[tuple[str, ...], ...]
    read: Callable[[Request], Iterator[Block]]
    has_cells: bool = False
    column_offset: int = 0
    row_offset: int = 0
    rows: int | None = None
    merges: tuple[Merge, ...] = ()
    hidden_columns: frozenset[int] = frozenset()
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """A delivered file.

    Attributes:
        notes: What is to be said of it as a whole, though it can be taken.
    """

    path: Path
    sheets: tuple[Sheet, ...]
    notes: tuple[RowProblem, ...] = ()
