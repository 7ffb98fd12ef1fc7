"""The ledger as an Excel sheet, and read back from one: rows are named by number and version."""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from zipfile import BadZipFile

import xlsxwriter
from python_calamine import CalamineError, CalamineWorkbook

from shouwang.base.dates import UNDATED
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _

MEGABYTE = 1 << 20  # bytes
MOST_BYTES = 5 * MEGABYTE  # of a sheet with some hundred rows
MOST_UNPACKED = 100 * MEGABYTE  # so that none fills the memory
MOST_ROWS = 5000  # that are looked at; a ledger has some hundred
HEAD_ROWS = 10  # in which the row of names is looked for
KEYS_ROW = 3  # counted from 0: title, unit, headings, names
# In characters: of the columns, and of what a complaint repeats; the name of a sheet has 31 at most.
WIDTHS = {"title": 46, "targets": 46, "owners": 22, "partners": 22, "note": 30, "now": 18}
PLAIN_WIDTH = 11
LONGEST_QUOTE = 20
LONGEST_SHEET_NAME = 31
TITLE_SIZE = 16  # points
FROZEN = 3  # columns that stay: row, number, task
A4 = 9  # as Excel numbers paper
ACTIVE = ("vbaproject.bin", "activex", "macrosheets", "oleobject")
KEY = "key:"  # before the names of the hidden row, so that no heading is taken for one
NEEDED = ("row", "version")
# What a person may change in the sheet; everything else in it is only shown.
CHANGEABLE = ("owners", "partners", "due", "percent", "note")


@dataclass(frozen=True, slots=True)
class Line:
    """A task as a row of the sheet."""

    row: int
    number: str
    title: str
    owners: str
    partners: str
    due: str
    state: str
    percent: int
    files: int
    targets: str
    now: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class Given:
    """A row as it came back; what its sheet has no column for is ``None``."""

    where: str
    row: int
    version: int
    owners: str | None = None
    partners: str | None = None
    due: str | None = None
    percent: str | None = None
    note: str | None = None


def written(title: str, unit: str, lines: Sequence[Line]) -> bytes:
    """Return the sheet: a merged title, the unit, headings, rows, and totals that go on counting."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": UNDATED})
    sheet = book.add_worksheet(_("ledger")[:LONGEST_SHEET_NAME])
    headings = _headings()
    names = [each.name for each in fields(Line)]
    look = {
        "title": book.add_format({"bold": True, "font_size": TITLE_SIZE, "align": "center"}),
        "unit": book.add_format({"align": "right"}),
        "head": book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#EEF2F6",
                                 "align": "center", "valign": "vcenter"}),
        "cell": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "open": book.add_format({"border": 1, "text_wrap": True, "valign": "top",
                                 "bg_color": "#FFFBE6"}),
        "total": book.add_format({"border": 1, "bold": True}),
    }  # fmt: skip
    last = len(names) - 1
    sheet.merge_range(0, 0, 0, last, title, look["title"])
    sheet.merge_range(1, 0, 1, last, unit, look["unit"])
    for place, name in enumerate(names):
        sheet.set_column(place, place, WIDTHS.get(name, PLAIN_WIDTH))
        sheet.write_string(KEYS_ROW - 1, place, headings[name], look["head"])
        sheet.write_string(KEYS_ROW, place, KEY + name)
    sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
    first = KEYS_ROW + 1
    for at, line in enumerate(lines, first):
        for place, name in enumerate(names):
            _write(
                sheet,
                at,
                place,
                getattr(line, name),
                look["open" if name in CHANGEABLE else "cell"],
            )
    _totals(sheet, names, lines, look["total"])
    sheet.freeze_panes(first, FROZEN)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    book.close()
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, value: str | int, look: Any) -> None:
    if isinstance(value, int):
        sheet.write_number(row, column, value, look)
    else:
        sheet.write_string(row, column, value, look)


def _totals(sheet: Any, names: Sequence[str], lines: Sequence[Line], look: Any) -> None:
    """Write the last row: how many tasks, how far on the average, how many files."""
    first, end = KEYS_ROW + 1, KEYS_ROW + len(lines)
    at = end + 1
    for place in range(len(names)):
        sheet.write_blank(at, place, None, look)
    sheet.write_string(at, 0, _("total"), look)
    if not lines:
        return
    average = sum(each.percent for each in lines) / len(lines)
    formulas = {
        "title": ("COUNTA", len(lines)),
        "percent": ("AVERAGE", average),
        "files": ("SUM", sum(each.files for each in lines)),
    }
    for name, (function, value) in formulas.items():
        place = names.index(name)
        letter = chr(ord("A") + place)
        formula = f"={function}({letter}{first + 1}:{letter}{end + 1})"
        sheet.write_formula(at, place, formula, look, value)


def _headings() -> Mapping[str, str]:
    return {
        "row": _("row"), "number": _("number"), "title": _("task"), "owners": _("owner"),
        "partners": _("partners"), "due": _("due on"), "state": _("state"),
        "percent": _("done (%)"), "files": _("files of evidence"), "targets": _("targets"),
        "now": _("value now"), "note": _("progress (write here)"), "version": _("version"),
    }  # fmt: skip


def read_back(data: bytes, name: str) -> list[Given]:
    """Return the rows of a sheet that has come back.

    Raises:
        InputProblems: if it is no workbook, holds macros, or has lost its row of names; or with all
            rows whose number or version cannot be read.
    """
    rows = _rows(data, name)
    needed = {KEY + key for key in NEEDED}
    keys_at = next((at for at, row in enumerate(rows[:HEAD_ROWS]) if needed <= set(row)), None)
    if keys_at is None:
        raise _refusal(
            name,
            _("is no ledger of ours: its hidden row of names is missing"),
            _("take the ledger out again and fill that in"),
        )
    keys = rows[keys_at]
    places = {key: keys.index(KEY + key) for key in (*NEEDED, *CHANGEABLE) if KEY + key in keys}
    problems: list[Problem] = []
    found = [
        given
        for at, row in enumerate(rows[keys_at + 1 :], keys_at + 2)
        if (given := _given(row, at, places, problems)) is not None
    ]
    seen: set[int] = set()
    for each in found:
        if each.row in seen:
            problems.append(Problem(each.where, _("row {row} is in it twice").format(row=each.row)))
        seen.add(each.row)
    if problems:
        raise InputProblems(problems)
    if not found:
        raise _refusal(name, _("holds no row of the ledger"))
    return found


def _given(
    row: Sequence[str], at: int, places: Mapping[str, int], problems: list[Problem]
) -> Given | None:
    """Return a row; nothing for empty ones and the totals."""
    cells = {key: row[place].strip() if place < len(row) else "" for key, place in places.items()}
    where = _("line {line}").format(line=at)
    if not cells["row"] and not cells["version"]:
        return None
    if cells["row"] and not cells["version"] and not cells["row"].isdigit():
        return None  # the row of totals
    if not cells["row"].isdigit() or not cells["version"].isdigit():
        message = _("number and version of the row cannot be read: “{row}”, “{version}”").format(
            row=cells["row"][:LONGEST_QUOTE], version=cells["version"][:LONGEST_QUOTE]
        )
        problems.append(Problem(where, message, _("leave these two columns as they are")))
        return None
    rest = {key: cells[key] for key in CHANGEABLE if key in cells}
    return Given(where, int(cells["row"]), int(cells["version"]), **rest)


def _rows(data: bytes, name: str) -> list[list[str]]:
    if len(data) > MOST_BYTES:
        raise _refusal(
            name, _("is larger than {megabytes} MB").format(megabytes=MOST_BYTES // MEGABYTE)
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if any(word in part.filename.lower() for part in parts for word in ACTIVE):
                raise _refusal(name, _("holds macros"), _("save it as .xlsx without macros"))
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise _refusal(name, _("unpacks to far more than a ledger holds"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MOST_ROWS)
    except (BadZipFile, CalamineError, OSError, ValueError, IndexError):
        raise _refusal(
            name, _("is no Excel workbook, or a damaged one"), _("save it as .xlsx")
        ) from None
    return [[_text(cell) for cell in row] for row in found]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _refusal(where: str, message: str, mend: str = "") -> InputProblems:
    return InputProblems([Problem(where, message, mend)])


def changed(lines: Mapping[int, Line], given: Sequence[Given]) -> Iterator[tuple[Given, Line]]:
    """Yield the rows in which a person changed something, each with the task as it is."""
    for each in given:
        line = lines.get(each.row)
        if line is not None and changed_fields(line, each):
            yield each, line


def changed_fields(line: Line, given: Given) -> tuple[str, ...]:
    """Return which columns of a row differ from the task as it is."""
    return tuple(
        key
        for key in CHANGEABLE
        if (value := getattr(given, key)) is not None and value != str(getattr(line, key))
    )
