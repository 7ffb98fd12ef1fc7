"""Word documents as sheets: each of their tables is one."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import numpy as np
import pyarrow as pa
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from shouwang.base.words import _
from shouwang.stages.ingest.guards import BROKEN, look_through, refusal
from shouwang.stages.ingest.limits import LIMITS
from shouwang.stages.ingest.problems import FileFaulty
from shouwang.stages.ingest.sheets import BLOCK_ROWS, TOP_ROWS, Block, Merge, Request, Sheet

TABLE, ROW, CELL = (qn(f"w:{name}") for name in ("tbl", "tr", "tc"))
PARAGRAPH, TEXT = qn("w:p"), qn("w:t")
BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " ", qn("w:noBreakHyphen"): "-"}
BEFORE, SPAN, DOWN = (qn(f"w:{name}") for name in ("gridBefore", "gridSpan", "vMerge"))
VALUE = qn("w:val")
MOST_SPAN = 1000  # columns of a table; Word's own limit is 63

Grid = list[list[str]]


def word_sheets(path: Path) -> list[Sheet]:
    """Return the tables of a Word document, in their order; tables inside tables are left out.

    Raises:
        FileFaulty: if it is damaged, larger than is taken, or has no table.
    """
    try:
        with ZipFile(path) as container:
            size = sum(part.file_size for part in container.infolist())
            if size > LIMITS.word_bytes:
                raise _too_large()
            look_through(container)
        body = docx.Document(str(path)).element.body
        sheets = list(_sheets(body))
    except (*BROKEN, OpcError, AttributeError, TypeError, etree.LxmlError) as error:
        if isinstance(error, FileFaulty):
            raise
        first = str(error).split("\n", 1)[0] or type(error).__name__
        raise refusal(
            _("the document cannot be opened: {fault}").format(fault=first),
            _("open it, save it again as .docx and send that"),
        ) from None
    if not sheets:
        raise refusal(
            _("the document has no table"), _("put the table in as a table, not as a picture")
        )
    return sheets


def _sheets(body: Any) -> Iterator[Sheet]:
    cells = 0
    for number, table in enumerate(_outer(body, TABLE), start=1):
        grid, merges = _grid(table)
        cells += sum(len(row) for row in grid)
        if cells > LIMITS.word_cells or number > LIMITS.word_tables:
            raise _too_large()
        if grid:
            yield Sheet(
                name=_("table {number}").format(number=number),
                top=tuple(tuple(row) for row in grid[:TOP_ROWS]),
                read=partial(_blocks, grid),
                rows=len(grid),
                merges=tuple(merges),
            )


def _outer(element: Any, tag: str) -> Iterator[Any]:
    """The nearest elements of a tag below another, also through content controls."""
    waiting = list(reversed(element))
    while waiting:
        each = waiting.pop()
        if each.tag == tag:
            yield each
        elif each.tag not in {TABLE, ROW, CELL, PARAGRAPH}:
            waiting.extend(reversed(each))


def _grid(table: Any) -> tuple[Grid, list[Merge]]:
    """The texts of a table's cells, each at its column, and which cells are one."""
    grid: Grid = []
    merges: list[Merge] = []
    open_: dict[int, Merge] = {}  # first column → the cell that goes on downwards
    width = 0
    for number, row in enumerate(_outer(table, ROW)):
        texts = [""] * _number(row, BEFORE, 0)
        still: dict[int, Merge] = {}
        for cell in _outer(row, CELL):
            first, span = len(texts), _number(cell, SPAN, 1)
            down = next(cell.iterfind(f"{qn('w:tcPr')}/{DOWN}"), None)
            goes_on = down is not None and down.get(VALUE, "continue") == "continue"
            merge = Merge(number, number, first, first + span - 1)
            if goes_on and first in open_:
                before = open_[first]
                merge = Merge(before.first_row, number, first, before.last_column)
            if down is not None:
                still[first] = merge
            elif span > 1:
                merges.append(merge)
            texts += ["" if goes_on else _text(cell), *[""] * (span - 1)]
            if len(texts) > MOST_SPAN:
                raise _too_large()
        merges += [merge for first, merge in open_.items() if not _grows(merge, still.get(first))]
        open_ = still
        grid.append(texts)
        width = max(width, len(texts))
    merges += open_.values()
    grid = [[*texts, *[""] * (width - len(texts))] for texts in grid]
    return grid, [merge for merge in merges if _is_more(merge)]


def _grows(merge: Merge, later: Merge | None) -> bool:
    return later is not None and later.first_row == merge.first_row


def _is_more(merge: Merge) -> bool:
    return merge.last_row > merge.first_row or merge.last_column > merge.first_column


def _number(element: Any, tag: str, default: int) -> int:
    for each in (element.find(f"{qn('w:tcPr')}/{tag}"), element.find(f"{qn('w:trPr')}/{tag}")):
        if each is not None:
            return min(max(int(each.get(VALUE, default)), 0), MOST_SPAN) or default
    return default


def _text(cell: Any) -> str:
    """The text of a cell without that of tables in it; deleted text is no text."""
    return "\n".join("".join(_pieces(each)) for each in _outer(cell, PARAGRAPH)).strip("\n")


def _pieces(paragraph: Any) -> Iterator[str]:
    for each in paragraph.iter(TEXT, *BREAKS):
        yield (each.text or "") if each.tag == TEXT else BREAKS[each.tag]


def _blocks(grid: Grid, request: Request) -> Iterator[Block]:
    for first in range(request.first_row, len(grid), BLOCK_ROWS):
        rows = grid[first : first + BLOCK_ROWS]
        numbers = np.arange(first + 1, first + 1 + len(rows), dtype=np.int64)
        columns = (
            pa.array([row[place] for row in rows], pa.string()) for place in request.positions
        )
        yield Block(numbers, tuple(columns))


def _too_large() -> FileFaulty:
    return refusal(
        _("the document is larger than a table for the eye"), _("send the table as a workbook")
    )
