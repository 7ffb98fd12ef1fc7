"""PDF files: lines with their indents, tables with their rules; a scan has no text to read."""

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.parse import wraps
from shouwang.stages.ledger.parse.document import Block, Document, Paragraph, Table
from shouwang.stages.ledger.parse.model import Unplaced
from shouwang.stages.ledger.parse.wraps import Line

# What is odd in a file is answered by us; the reader's own remarks would stand between the lines.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

# Typesetting: repeated on so many pages a line is a running head.
FEWEST_PAGES_WITH_HEADS = 3
LINE_HEIGHT = 3  # how far characters of one line may stand apart vertically [pt]


@dataclass(slots=True)
class _Pages:
    """What is gathered page by page."""

    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    heads: list[Paragraph] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)
    number: int = 0

    def next_number(self) -> int:
        """Count one line further."""
        self.number += 1
        return self.number


def read(content: bytes, where: str) -> Document:
    """Return the paragraphs and tables of a PDF file.

    Raises:
        InputProblems: if it is no PDF file, is locked, or is a scan without text.
    """
    pages = _pages(content, where)
    if not any(line.text for line in pages.lines) and not pages.tables:
        raise InputProblems(
            [
                Problem(
                    where,
                    _("holds pictures of pages and no text: it was scanned"),
                    _("take the original file, or have its text recognised first"),
                )
            ]
        )
    apart = wraps.document(pages.lines)
    found = wraps.document(pages.lines, list(_merged(pages.tables, apart.blocks)))
    return replace(
        found,
        left_out=(*found.left_out, *pages.heads),
        unread=tuple(
            Unplaced(0, "", _("page {page} holds no text").format(page=page))
            for page in pages.without_text
        ),
    )


def _pages(content: bytes, where: str) -> _Pages:
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            texts = [_page_texts(page) for page in pdf.pages]
    except (PdfminerException, PDFException, PSException, PDFPasswordIncorrect) as fault:
        raise InputProblems([_unreadable(fault, where)]) from None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        # What a damaged file makes of the reader below us.
        raise InputProblems([_unreadable(None, where)]) from None
    found = _Pages()
    running = _running_heads([[line["text"] for line in lines] for lines, _tables in texts])
    for page, (lines, tables) in enumerate(texts, 1):
        if not lines and not tables:
            found.without_text.append(page)
        _take_page(lines, tables, running, found)
    return found


def _unreadable(fault: Exception | None, where: str) -> Problem:
    locked = isinstance(fault, PDFPasswordIncorrect) or (
        fault is not None
        and any(isinstance(each, PDFPasswordIncorrect) for each in (*fault.args, fault.__cause__))
    )
    if locked:
        return Problem(where, _("is locked with a password"), _("save it without a password"))
    return Problem(where, _("is no PDF file, or a damaged one"), _("save or download it again"))


def _page_texts(page: Any) -> tuple[list[dict[str, Any]], list[tuple[float, Any]]]:
    """Return the lines of a page outside its tables, and the tables with where they stand."""
    tables = [each for each in page.find_tables() if _is_table(each)]
    boxes = [table.bbox for table in tables]
    text = page.filter(lambda thing: not any(_is_in(thing, box) for box in boxes))
    lines = text.dedupe_chars().extract_text_lines(
        return_chars=False, strip=True, y_tolerance=LINE_HEIGHT
    )
    return lines, [(table.bbox[1], table.extract()) for table in tables]


def _is_table(table: Any) -> bool:
    rows = table.extract()
    return len(rows) > 1 and max(len(row) for row in rows) > 1


def _is_in(thing: Any, box: tuple[float, float, float, float]) -> bool:
    across = (thing["x0"] + thing["x1"]) / 2
    left, top, right, bottom = box
    down = (thing["top"] + thing["bottom"]) / 2
    return bool(left <= across <= right and top <= down <= bottom)


def _running_heads(pages: Sequence[Sequence[str]]) -> frozenset[str]:
    """Return the lines that open or close at least half of the pages."""
    if len(pages) < FEWEST_PAGES_WITH_HEADS:
        return frozenset()
    edges = Counter(line for page in pages if page for line in {page[0], page[-1]})
    return frozenset(
        line
        for line, count in edges.items()
        if 2 * count >= len(pages) and count >= FEWEST_PAGES_WITH_HEADS
    )


def _take_page(
    lines: Sequence[dict[str, Any]],
    tables: Sequence[tuple[float, Any]],
    running: frozenset[str],
    found: _Pages,
) -> None:
    left = min((line["x0"] for line in lines), default=0.0)
    pending = list(tables)
    for line in lines:
        while pending and pending[0][0] < line["top"]:
            _take_table(pending.pop(0)[1], found)
        text = line["text"].strip()
        if line["text"] in running:
            found.heads.append(Paragraph(found.next_number(), text))
            continue
        indent = (line["x0"] - left) / _character(lines)
        found.lines.append(Line(found.next_number(), text, max(indent, 0.0)))
    for _top, rows in pending:
        _take_table(rows, found)


def _character(lines: Sequence[dict[str, Any]]) -> float:
    """Return the width of a full-width character on a page, in points."""
    widths = [
        (line["x1"] - line["x0"]) / wraps.width(line["text"])
        for line in lines
        if wraps.width(line["text"])
    ]
    return median(widths) or 1.0


def _take_table(rows: Sequence[Sequence[str | None]], found: _Pages) -> None:
    """Fill the places that a merged cell covers with what stands in it."""
    filled: list[list[str]] = []
    for row in rows:
        cells: list[str] = []
        for place, cell in enumerate(row):
            above = filled[-1][place] if filled and place < len(filled[-1]) else ""
            beside = cells[-1] if cells else ""
            merged = above if filled and place == 0 else beside if _is_one_cell(row) else above
            cells.append((merged if cell is None else cell).strip())
        filled.append(cells)
    line = found.number + 1
    found.lines.append(Line(line, "", stop=True))
    found.tables.append(Table(line, tuple(tuple(row) for row in filled), wrapped=True))
    found.number += len(filled)


def _is_one_cell(row: Sequence[str | None]) -> bool:
    return sum(cell is not None for cell in row) == 1


def _merged(tables: Sequence[Table], paragraphs: Sequence[Block]) -> Iterator[Table]:
    """Join a table that goes on over a page: nothing stands between, the columns are as many."""
    current: Table | None = None
    for table in tables:
        if current is not None and _goes_on(current, table, paragraphs):
            rows = table.rows[1:] if table.rows[0] == current.rows[0] else table.rows
            current = Table(current.line, (*current.rows, *rows), wrapped=True)
        else:
            if current is not None:
                yield current
            current = table
    if current is not None:
        yield current


def _goes_on(current: Table, table: Table, paragraphs: Sequence[Block]) -> bool:
    same_width = len(current.rows[0]) == len(table.rows[0])
    return same_width and not any(current.line < each.line < table.line for each in paragraphs)
