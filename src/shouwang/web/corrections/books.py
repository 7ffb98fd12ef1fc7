"""The list of corrections for the national system, as a workbook or as text, row by row."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

import xlsxwriter

from shouwang.base.words import _

# What a spreadsheet would take for a formula is written as text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_ROWS = 1_048_575  # rows of a sheet below its head
BYTE_ORDER_MARK = "\ufeff"


def heads() -> list[str]:
    """Return the heads of the columns."""
    return [
        _("place"), _("household number"), _("person"), _("table"), _("column"), _("held"), _("found"),
        _("found by"), _("found on"), _("source"), _("state"),
    ]  # fmt: skip


def text_parts(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the list as comma-separated text, which spreadsheets open as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow(heads())
    for row in rows:
        writer.writerow([harmless(each) for each in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def workbook(rows: Iterable[Sequence[str]]) -> IO[bytes]:
    """Return the list as a workbook in a file that goes when it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet()
    for place, head in enumerate(heads()):
        sheet.write_string(0, place, head)
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            break
        for place, value in enumerate(row):
            sheet.write_string(number, place, value)
    book.close()
    file.seek(0)
    return file


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula.

    >>> harmless("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA) else text
