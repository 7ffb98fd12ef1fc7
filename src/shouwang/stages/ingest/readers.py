"""Opens a delivered file by what is in it, not by what it is called."""

from collections.abc import Callable
from pathlib import Path

from shouwang.stages.ingest.guards import Format, kind_of, notes_on
from shouwang.stages.ingest.parquet_file import parquet_sheets
from shouwang.stages.ingest.sheets import Book, Sheet
from shouwang.stages.ingest.text_file import text_sheets
from shouwang.stages.ingest.word_file import word_sheets
from shouwang.stages.ingest.workbook_file import workbook_sheets

FORMATS: dict[Format, Callable[[Path], list[Sheet]]] = {
    Format.TEXT: text_sheets,
    Format.PARQUET: parquet_sheets,
    Format.WORD: word_sheets,
}


def read_book(path: Path) -> Book:
    """Return the sheets of a file.

    Raises:
        FileFaulty: if it is empty, damaged, protected, larger than is taken, may do harm, or is
            of a format we do not know.
    """
    kind = kind_of(path)
    reader = FORMATS.get(kind)
    sheets = reader(path) if reader else workbook_sheets(path, kind)
    return Book(path, tuple(sheets), notes_on(path, kind))
