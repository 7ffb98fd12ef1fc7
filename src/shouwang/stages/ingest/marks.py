"""Where in the sender's file something is to be said, and what."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from statistics import mode
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import yaml
from openpyxl.utils.cell import coordinate_to_tuple

from shouwang.base.spelling import clean, heading
from shouwang.base.words import _
from shouwang.stages.ingest.problems import RowProblem, Severity
from shouwang.stages.ingest.review import Question, Review
from shouwang.stages.ingest.sheets import Book, Request, RowNumbers, Sheet

# The worst first: a cell has the colour of the worst thing said of it.
RANKS = (Severity.ERROR, Severity.QUESTION, Severity.WARNING)

# Row and column of a sheet, from 1.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said of a cell."""

    severity: Severity
    texts: tuple[str, ...]

    def joined(self, other: "Mark") -> "Mark":
        """Return both in one."""
        worst = min(self.severity, other.severity, key=RANKS.index)
        return Mark(worst, (*self.texts, *other.texts))

    @property
    def text(self) -> str:
        """What the note on the cell says."""
        return "\n".join(self.texts)


# Sheet → its places → what is said of them.
Marks = Mapping[str, Mapping[Place, Mark]]


@cache
def style() -> Mapping[str, Any]:
    """Return how an answer looks."""
    path = Path(__file__).with_name("annotated.yaml")
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def said_of(problem: RowProblem) -> str:
    """Return what a note says of a problem: what is wrong and how to mend it, never the value."""
    words = {
        Severity.ERROR: _("error"),
        Severity.WARNING: _("warning"),
        Severity.QUESTION: _("question"),
    }
    text = f"[{words[problem.severity]}] {problem.message}"
    return f"{text}\n→ {problem.mend}" if problem.mend else text


def asked_of(question: Question, *, most: int | None = None) -> str:
    """Return what is asked about a word in doubt.

    Args:
        most: How many candidates are named; all of them by default.
    """
    kind = f"[{_('question')}]"
    if not question.candidates:
        return f"{kind} {_('nobody knows what this stands for')}\n→ {_('write the code instead')}"
    listed = "\n".join(f"{each.code} {each.name}" for each in question.candidates[:most])
    left = len(question.candidates[most:]) if most else 0
    more = "\n" + _("… and {count} more").format(count=left) if left else ""
    asked = _("which one is it? Write its code instead")
    return f"{kind} {asked}\n{listed}{more}"


def place_of(problem: RowProblem, book: Book) -> tuple[str, Place] | None:
    """Return where a problem is, or nothing if it is one of the whole file."""
    if problem.cell:
        row, column = coordinate_to_tuple(problem.cell)
        return problem.sheet, (row, column)
    sheet = sheet_named(book, problem.sheet)
    if problem.row is None or sheet is None:
        return None
    columns = columns_of(sheet, problem.column) or [0]
    return sheet.name, (problem.row + beyond(sheet), sheet.column_offset + columns[0] + 1)


def marks_of(review: Review, book: Book) -> Marks:
    """Return everything that is to be said, by sheet and cell."""
    marks: dict[str, dict[Place, Mark]] = {}
    said = [
        (found, Mark(problem.severity, (said_of(problem),)))
        for problem in review.problems
        if (found := place_of(problem, book)) is not None
    ]
    for (sheet, place), mark in (*said, *_asked(review, book)):
        cells = marks.setdefault(sheet, {})
        cells[place] = cells[place].joined(mark) if place in cells else mark
    return marks


def sheet_named(book: Book, name: str) -> Sheet | None:
    """Return a sheet of the book; a file without sheets has one without a name."""
    return next((each for each in book.sheets if each.name == name), None)


def beyond(sheet: Sheet) -> int:
    """Return by how much rows move down because the headings of the file are no row in it."""
    return max(-sheet.row_offset, 0)


def columns_of(sheet: Sheet, path: str) -> list[int]:
    """Return the columns under a heading, counted from 0; of a path, those under its group first.

    >>> top = (("members", ""), ("name", "sex"))
    >>> columns_of(Sheet("", top, read=None), "members/sex")
    [1]
    """
    found = heading_at(sheet, path)
    return found[1] if found else []


def heading_at(sheet: Sheet, path: str) -> tuple[int, list[int]] | None:
    """Return the row of a heading among the top ones, from 0, and the columns under it."""
    *groups, leaf = [heading(part) for part in path.split("/")]
    whole = heading(path)
    found = [
        (-_agreeing(sheet.top[:row], column, groups), row, column)
        for row, texts in enumerate(sheet.top)
        for column, text in enumerate(texts)
        if text and heading(text) in {leaf, whole}
    ]
    best = min(found, default=None)
    if best is None:
        return None
    return best[1], [column for rank, row, column in found if (rank, row) == best[:2]]


def _agreeing(above: Sequence[Sequence[str]], column: int, groups: Sequence[str]) -> int:
    """How many of the groups stand over a column, in it or merged from its left."""
    over = {
        heading(next((text for text in reversed(row[: column + 1]) if text.strip()), ""))
        for row in above
    }
    return sum(group in over for group in groups)


def width_of(sheet: Sheet) -> int:
    """Return how many columns a sheet has; of a text, as many as most of its lines."""
    widths = [len(row) for row in sheet.top]
    return (max if sheet.has_cells else mode)(widths) if widths else 0


def rows_of(
    sheet: Sheet,
    *,
    positions: Sequence[int] | None = None,
    keeps: Callable[[RowNumbers], npt.NDArray[np.bool_]] | None = None,
) -> Iterator[tuple[int, list[Any]]]:
    """Yield the rows of a sheet, each with its number in the answer; the headings come first.

    Args:
        positions: The wanted columns, from 0; all of them by default.
        keeps: Says of the numbers of rows which are wanted.
    """
    wanted = tuple(range(width_of(sheet)) if positions is None else positions)
    lower = beyond(sheet)
    if lower:
        yield lower, [sheet.top[0][each] for each in wanted]
    request = Request(0, wanted, [])
    for block in sheet.read(request):
        numbers = block.rows + lower
        columns = block.columns
        if keeps is not None:
            mask = keeps(numbers)
            numbers, columns = numbers[mask], tuple(each.filter(pa.array(mask)) for each in columns)
        texts = [column.to_pylist() for column in columns]
        yield from zip(map(int, numbers), map(list, zip(*texts, strict=True)), strict=True)
    yield from ((each.row, [each.text.strip()]) for each in request.torn)


def _asked(review: Review, book: Book) -> Iterator[tuple[tuple[str, Place], Mark]]:
    headings: dict[str, list[str]] = {}
    for text, name in review.header_map.items():
        headings.setdefault(name, []).append(text)
    wanted = {(each.column, clean(each.value)): each for each in review.questions if each.value}
    asked = (
        found
        for sheet in book.sheets
        if wanted and sheet.name not in review.ignored_sheets
        for found in _asked_in(sheet, wanted, headings)
    )
    # A word may stand in a million rows; the first ones show where it is.
    for place, question in islice(asked, style()["most_comments"]):
        yield place, Mark(Severity.QUESTION, (asked_of(question, most=style()["most_candidates"]),))


def _asked_in(
    sheet: Sheet, wanted: Mapping[tuple[str, str], Question], headings: Mapping[str, list[str]]
) -> Iterator[tuple[tuple[str, Place], Question]]:
    columns = {
        column: name
        for name in {name for name, _value in wanted}
        for text in headings.get(name, [name])
        for column in columns_of(sheet, text)[:1]
    }
    if not columns:
        return
    for number, row in rows_of(sheet, positions=list(columns)):
        for (column, name), value in zip(columns.items(), row, strict=False):
            question = wanted.get((name, clean(str(value))))
            if question is not None:
                yield (sheet.name, (number, sheet.column_offset + column + 1)), question
