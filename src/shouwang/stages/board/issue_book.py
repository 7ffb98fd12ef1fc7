"""The issue ledger as a workbook: the template, the export, and rows read back with their cells."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import xlsxwriter
import yaml
from python_calamine import CalamineError, CalamineWorkbook
from rapidfuzz import fuzz

from shouwang.base.dates import UNDATED
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.spelling import heading
from shouwang.base.words import _
from shouwang.stages.ingest.guards import BROKEN, look_through
from shouwang.stages.ingest.problems import FileFaulty
from shouwang.stages.ingest.workbook import as_seen

# Bounds of one book, for time and memory.
MOST_BYTES = 8 * 10**6
MOST_UNPACKED = 100 * 10**6
MOST_ROWS = 5000
MOST_COLUMNS = 100
HEADING_ROWS = 10  # among which the headings are looked for, below a title
LONGEST_CELL = 4000  # characters; a longer text is a file in the wrong place
LIST_ROWS = 2000  # down to which the lists of the template reach
FIRST_ROW = 3  # below title, note and headings, counted from 0
TITLE_SIZE = 16
TITLE_HEIGHT = 30  # points
LONGEST_LIST = 255  # characters of a list that Excel keeps in a cell


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the ledger as it was written.

    Attributes:
        number: The row as Excel counts.
        cells: Column → its text; those without a heading are missing.
        letters: Column → the letter of its column in the sheet.
    """

    number: int
    cells: Mapping[str, str]
    letters: Mapping[str, str]

    def at(self, column: str) -> str:
        """Return the place of a cell, as people find it."""
        letter = self.letters.get(column, "")
        name = labels().get(column, column)
        return _("row {row} {column}").format(
            row=f"{letter}{self.number}" if letter else self.number, column=name
        )


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    found: Mapping[str, Any] = yaml.safe_load(text)
    return found


@lru_cache(maxsize=1)
def headings() -> Mapping[str, tuple[str, ...]]:
    """Return column → its headings, the one of the template first."""
    widths = _words()["widths"]
    return {name: tuple(_words()[name]) for name in widths}


def labels() -> dict[str, str]:
    """Return column → the heading of the template."""
    return {name: words[0] for name, words in headings().items()}


def write_book(
    title: str,
    rows: Iterable[Mapping[str, str]],
    *,
    choices: Mapping[str, Sequence[str]] | None = None,
    note: str = "",
) -> bytes:
    """Return the ledger as a workbook; without rows it is the template.

    Args:
        rows: Column → what stands in it.
        choices: Column → what may be chosen in it.
        note: What stands below the title.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    names = list(labels())
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": UNDATED, "title": title})
        sheet = book.add_worksheet()
        big = book.add_format({"bold": True, "font_size": TITLE_SIZE, "align": "center"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "border": 1})
        strong = book.add_format({"bold": True, "text_wrap": True, "border": 1, "align": "center"})
        for place, name in enumerate(names):
            sheet.set_column(place, place, _words()["widths"][name])
        sheet.set_row(0, TITLE_HEIGHT)
        sheet.merge_range(0, 0, 0, len(names) - 1, title, big)
        sheet.write_string(1, 0, note)
        for place, name in enumerate(names):
            sheet.write_string(2, place, labels()[name], strong)
        for line, row in enumerate(rows, start=FIRST_ROW):
            for place, name in enumerate(names):
                sheet.write_string(line, place, row.get(name, ""), text)
        for name, words in (choices or {}).items():
            if len(",".join(words)) <= LONGEST_LIST:
                place = names.index(name)
                sheet.data_validation(
                    FIRST_ROW, place, LIST_ROWS, place,
                    {"validate": "list", "source": list(words), "error_type": "warning"},
                )  # fmt: skip
        sheet.freeze_panes(FIRST_ROW, 2)
        sheet.repeat_rows(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    return out.getvalue()


def read_lines(data: bytes) -> list[Line]:
    """Return the rows of a book.

    Raises:
        InputProblems: if it cannot be opened, has no headings or no rows.
    """
    rows = _rows(data)
    head, columns = _headings_in(rows)
    letters = {name: _letter(place) for name, place in columns.items()}
    lines = []
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        cells = {name: _cell(row, place) for name, place in columns.items()}
        if any(cells.values()):
            lines.append(Line(number, cells, letters))
    if not lines:
        raise _refusal(_("there is no row in it"), _("fill in the template"))
    return lines


def _headings_in(rows: Sequence[Sequence[Any]]) -> tuple[int, dict[str, int]]:
    """Return the row with the headings, from 0, and where each column is."""
    found = [(place, _columns(row)) for place, row in enumerate(rows[:HEADING_ROWS])]
    place, columns = max(found, key=lambda each: len(each[1]), default=(0, {}))
    missing = [labels()[name] for name in _words()["wanted"] if name not in columns]
    if missing:
        raise _refusal(
            _("the headings lack: {names}").format(names=_(", ").join(missing)),
            _("take the template and leave its headings as they are"),
        )
    return place, columns


def _columns(row: Sequence[Any]) -> dict[str, int]:
    """Return column → its place: by a heading word for word, then by one that is nearly it."""
    seen = [heading(as_seen(cell)) for cell in row[:MOST_COLUMNS]]
    plain = {name: [heading(word) for word in words] for name, words in headings().items()}
    found = {
        name: next(place for place, text in enumerate(seen) if text in words)
        for name, words in plain.items()
        if set(words).intersection(seen)
    }
    for place, text in enumerate(seen):
        if not text or place in found.values():
            continue
        best = max(
            ((max(fuzz.ratio(text, word) for word in words), name) for name, words in plain.items()
             if name not in found),
            default=(0, ""),
        )  # fmt: skip
        if best[0] >= _words()["nearly"]:
            found[best[1]] = place
    return found


def _letter(place: int) -> str:
    """Return the letter of a column.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, LETTERS)
        text = chr(ord("A") + rest) + text
    return text


LETTERS = 26  # of the alphabet by which Excel counts columns


def _cell(row: Sequence[Any], place: int) -> str:
    return as_seen(row[place]).strip()[:LONGEST_CELL] if place < len(row) else ""


def _rows(data: bytes) -> list[list[Any]]:
    """Return the rows of the first sheet."""
    if len(data) > MOST_BYTES:
        raise _refusal(_("the file is too large"), _("send it in parts"))
    if not is_zipfile(io.BytesIO(data)):
        raise _refusal(_("this is no Excel workbook"), _("save it as .xlsx"))
    try:
        with ZipFile(io.BytesIO(data)) as container:
            if sum(part.file_size for part in container.infolist()) > MOST_UNPACKED:
                raise _refusal(_("the file is too large"), _("send it in parts"))
            look_through(container)
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        if sheet.total_height > MOST_ROWS + HEADING_ROWS:
            raise _refusal(
                _("at most {count} rows at once").format(count=MOST_ROWS), _("send it in parts")
            )
        return sheet.to_python(skip_empty_area=False)
    except (*BROKEN, CalamineError, FileFaulty):
        raise _refusal(_("the workbook cannot be opened"), _("save it as .xlsx")) from None


def _refusal(message: str, mend: str) -> InputProblems:
    return InputProblems([Problem("", message, mend)])
