"""Opens a blank form: a plain workbook, small, without macros; anything else is refused with a mend."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ingest.guards import BROKEN, Format, kind_of
from shouwang.stages.ingest.problems import FileFaulty

# A blank form is headings: 20 sheets of 200 columns are some 100 kB.
MEGABYTE = 10**6  # as people are told
MOST_BYTES = 5_000_000
MOST_SHEETS = 40  # more are several forms
MOST_UNPACKED = 60_000_000  # what openpyxl then holds is about thirty times as much
MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "activex")
# What openpyxl raises at workbooks that other programs write and read.
UNREADABLE = (*BROKEN, InvalidFileException, AttributeError, TypeError, IndexError)


def open_form(data: bytes) -> Workbook:
    """Return the workbook of a blank form.

    Raises:
        InputProblems: if it is no plain .xlsx, has macros, or is too large.
    """
    if len(data) > MOST_BYTES:
        raise _refused(
            _("the form is larger than {most} MB").format(most=MOST_BYTES // MEGABYTE),
            _("send the blank form, without data and pictures"),
        )
    _fail_if_no_workbook(data)
    try:
        book = load_workbook(BytesIO(data), keep_links=False)
    except UNREADABLE:
        raise _refused(
            _("the workbook is damaged"), _("open it, save it again as .xlsx and send that")
        ) from None
    if len(book.worksheets) > MOST_SHEETS:
        raise _refused(
            _("the form has {count} sheets, more than {most}").format(
                count=len(book.worksheets), most=MOST_SHEETS
            ),
            _("send it as several forms"),
        )
    return book


def _fail_if_no_workbook(data: bytes) -> None:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / "form"
        path.write_bytes(data)
        try:
            kind = kind_of(path)
        except FileFaulty as error:
            raise InputProblems(
                [Problem(_("form"), each.message, each.mend) for each in error.problems]
            ) from None
        if kind is not Format.XLSX:
            raise _refused(
                _("the form is no .xlsx workbook"), _("open it, save it as .xlsx and send that")
            )
        with ZipFile(path) as container:
            parts = container.infolist()
    names = [part.filename.lower() for part in parts]
    if any(sign in name for name in names for sign in MACROS):
        raise _refused(
            _("the workbook has macros, and nobody knows what they do"),
            _("save it as .xlsx, which keeps the table and drops the macros"),
        )
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _refused(
            _("unpacked the form is larger than {most} MB").format(most=MOST_UNPACKED // MEGABYTE),
            _("send the blank form, without data and pictures"),
        )


def _refused(message: str, mend: str) -> InputProblems:
    return InputProblems([Problem(_("form"), message, mend)])
