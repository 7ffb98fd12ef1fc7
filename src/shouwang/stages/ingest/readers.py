"""Opens a delivered file by what is in it, not by what it is called."""

from pathlib import Path

from shouwang.base.words import _
from shouwang.stages.ingest.parquet_file import parquet_sheets
from shouwang.stages.ingest.problems import FileFaulty, Rule, file_fault
from shouwang.stages.ingest.sheets import Book
from shouwang.stages.ingest.text_file import text_sheets
from shouwang.stages.ingest.workbook import workbook_sheets

MAGIC_BYTES = 8  # enough to know a format by
FORMATS = {
    b"PAR1": parquet_sheets,
    b"PK\x03\x04": workbook_sheets,
    b"\xd0\xcf\x11\xe0": workbook_sheets,
}


def read_book(path: Path) -> Book:
    """Return the sheets of a file.

    Raises:
        FileFaulty: if it is empty, damaged, protected or of a format we do not know.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(MAGIC_BYTES)
    except OSError as error:
        raise FileFaulty(
            [file_fault(Rule.FILE, _("the file cannot be read: {fault}").format(fault=error))]
        ) from None
    if not magic:
        raise FileFaulty([file_fault(Rule.EMPTY, _("the file is empty"))])
    sheets = next(
        (reader for start, reader in FORMATS.items() if magic.startswith(start)), text_sheets
    )
    return Book(path, tuple(sheets(path)))
