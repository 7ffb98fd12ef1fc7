"""The answer to a sender: its own workbook back, with what is wrong marked where it stands."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from openpyxl.utils.exceptions import InvalidFileException

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ingest.answer_book import write_marked_book
from shouwang.stages.ingest.answer_copy import write_copy, write_list, write_rows
from shouwang.stages.ingest.guards import kind_of
from shouwang.stages.ingest.marks import marks_of, style, width_of
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.review import Review
from shouwang.stages.ingest.sheets import Book, Sheet

SUFFIX = ".xlsx"
XLSX = "xlsx"  # the format that openpyxl can give back
OPTION = "--annotated"
READ_BYTES = 1 << 20  # of a file at a time
# What openpyxl raises at workbooks that other programs write and read.
UNREADABLE = (
    AttributeError, BadZipFile, IndexError, InvalidFileException, KeyError, ParseError, TypeError,
    ValueError,
)  # fmt: skip


class Form(StrEnum):
    """What the answer is made of."""

    BOOK = "book"  # the sender's own workbook
    COPY = "copy"  # the same rows in a new one
    ROWS = "rows"  # only the rows with something to mend
    LIST = "list"  # only the list of problems


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that has been written.

    Attributes:
        marked: How many cells are coloured and commented.
    """

    path: Path
    form: Form
    marked: int

    def as_json(self) -> dict[str, str | int]:
        """Return it as a document."""
        return {"path": str(self.path), "form": str(self.form), "marked": self.marked}


def fail_if_not_writable(out: Path, source: Path) -> None:
    """Refuse a place where no answer can be written, before anything is done.

    Raises:
        InputProblems: if it is no workbook's name, the delivered file itself, or out of reach.
    """
    problems = []
    if out.suffix.lower() != SUFFIX:
        mend = str(out.with_suffix(SUFFIX)) if out.name else f"OUT{SUFFIX}"
        problems.append(Problem(OPTION, _("a workbook ends in .xlsx"), mend))
    if _is_same(out, source):
        message = _("this is the delivered file itself; it is not overwritten")
        problems.append(Problem(OPTION, message, _("give another name")))
    if out.is_dir() or not out.parent.is_dir() or not os.access(out.parent, os.W_OK | os.X_OK):
        message = _("nothing can be written to {path}").format(path=out)
        problems.append(Problem(OPTION, message, _("name a file in a folder that is there")))
    if problems:
        raise InputProblems(problems)


def write_answer(*, source: Path, review: Review, out: Path) -> Answer:
    """Write the answer to a delivered file, for its owner's eyes only (mode 0600).

    A workbook of moderate size is given back as it came, with all sheets, formats and merged
    cells; macros, links to other files and what would run when it is opened stay behind. A file of
    another kind is copied into a workbook, a large one is answered with the rows to mend.

    Args:
        review: What came out of it; of a file that could not be taken, its faults only.

    Raises:
        InputProblems: if the answer cannot be written there.
    """
    fail_if_not_writable(out, source)
    try:
        with _made(out) as path:
            if not review.read:
                write_list(path, review)
                return Answer(out, Form.LIST, 0)
            book = read_book(source)
            form, marked = _write(path, source, book, review)
            return Answer(out, form, marked)
    except OSError as error:
        message = _("the answer cannot be written: {fault}").format(fault=error.strerror or error)
        raise InputProblems([Problem(OPTION, message)]) from None


def _write(path: Path, source: Path, book: Book, review: Review) -> tuple[Form, int]:
    marks = marks_of(review, book)
    marked = sum(len(cells) for cells in marks.values())
    cells = sum(_cells(sheet, source) for sheet in book.sheets)
    if kind_of(source) == XLSX and cells <= style()["most_cells_of_book"]:
        try:
            write_marked_book(path, source, book, review, marks)
        except UNREADABLE:
            # Whatever this workbook has that openpyxl does not know, its rows have been read.
            pass
        else:
            return Form.BOOK, marked
    if cells <= style()["most_cells_of_copy"]:
        write_copy(path, book, review, marks)
        return Form.COPY, marked
    write_rows(path, book, review, marks)
    return Form.ROWS, marked


def _cells(sheet: Sheet, source: Path) -> int:
    return width_of(sheet) * (_lines(source) if sheet.rows is None else sheet.rows)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return 1 + sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(READ_BYTES), b""))


def _is_same(out: Path, source: Path) -> bool:
    try:
        return out.samefile(source)
    except OSError:
        return out.absolute() == source.absolute()


@contextmanager
def _made(out: Path) -> Iterator[Path]:
    """A file beside the answer that takes its place when it is whole; only its owner reads it."""
    handle, name = tempfile.mkstemp(prefix=f".{out.stem}-", suffix=SUFFIX, dir=out.parent)
    os.close(handle)
    path = Path(name)
    try:
        yield path
        path.replace(out)
    finally:
        path.unlink(missing_ok=True)
