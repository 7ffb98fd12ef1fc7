"""The workbook by which many households are given their persons responsible at once."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile, is_zipfile

import xlsxwriter
import yaml
from python_calamine import CalamineError, CalamineWorkbook

from shouwang.base.dates import UNDATED
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ingest.guards import BROKEN, look_through
from shouwang.stages.ingest.problems import FileFaulty
from shouwang.stages.ingest.workbook import as_seen

# Bounds of one book, for time and memory: a banner's households that are helped are fewer.
MOST_BYTES = 4 * 10**6
MOST_UNPACKED = 60 * 10**6
MOST_ROWS = 5000
LONGEST = 60  # characters of a cell, as an account's name has at most
MOST_DIGITS = 18  # of a household's number
COLUMNS = ("household", "head", "person")
WIDTHS = {"household": 20, "head": 14, "person": 24}  # of the columns, in characters


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the book.

    Attributes:
        number: The row as Excel counts.
        head: The name of the household's head, to see that the row is about whom it should be;
            may be empty.
        person: The account of the person responsible, or the name.
    """

    number: int
    household: int
    head: str
    person: str


@lru_cache(maxsize=1)
def headings() -> Mapping[str, tuple[str, ...]]:
    """Return column → its headings, the one of the template first."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    return {name: tuple(words) for name, words in yaml.safe_load(text).items()}


def template(rows: Sequence[tuple[int, str, str]] = ()) -> bytes:
    """Return the book to be filled in.

    Args:
        rows: What is filled in already: number, head and person of households.
    """
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": UNDATED})
        # The number as text: no spreadsheet rounds it or writes it with an E.
        text, strong = book.add_format({"num_format": "@"}), book.add_format({"bold": True})
        sheet = book.add_worksheet()
        for place, name in enumerate(COLUMNS):
            sheet.set_column(place, place, WIDTHS[name], text)
            sheet.write_string(0, place, headings()[name][0], strong)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                sheet.write_string(line, place, str(value), text)
    return out.getvalue()


def read_lines(data: bytes) -> list[Line]:
    """Return the rows of a book.

    Raises:
        InputProblems: with everything that cannot be read.
    """
    rows = _rows(data)
    columns = _columns(rows[0] if rows else ())
    problems: list[Problem] = []
    found: list[Line] = []
    first: dict[int, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        cells = {name: _cell(row, place) for name, place in columns.items()}
        if not any(cells.values()):
            continue
        line = _line(number, cells, problems)
        if line is None:
            continue
        if line.household in first:
            problems.append(
                Problem(
                    _at(number, "household"),
                    _("the household stands in row {row} already").format(
                        row=first[line.household]
                    ),
                    _("keep one of the two rows"),
                )
            )
            continue
        first[line.household] = number
        found.append(line)
    if not found and not problems:
        problems.append(Problem("", _("there is no row in it"), _("fill in the template")))
    if problems:
        raise InputProblems(problems)
    return found


def _line(number: int, cells: Mapping[str, str], problems: list[Problem]) -> Line | None:
    before = len(problems)
    text = cells["household"]
    if not (text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS):
        problems.append(
            Problem(
                _at(number, "household"), _("this is no household number"),
                _("digits only, as the household's page shows it"),
            )
        )  # fmt: skip
    if not cells["person"]:
        problems.append(
            Problem(
                _at(number, "person"), _("it is empty"),
                _("write the account or the name of the person responsible"),
            )
        )  # fmt: skip
    problems.extend(
        Problem(_at(number, name), _("at most {count} characters").format(count=LONGEST))
        for name in ("head", "person")
        if len(cells.get(name, "")) > LONGEST
    )
    if len(problems) > before:
        return None
    return Line(number, int(text), cells.get("head", ""), cells["person"])


def at_row(line: Line, column: str) -> str:
    """Return the place of a cell, as people are told it."""
    return _at(line.number, column)


def _at(number: int, column: str) -> str:
    return _("row {row} {column}").format(row=number, column=headings()[column][0])


def _columns(row: Sequence[Any]) -> dict[str, int]:
    """Return where each column is; the head may be missing, the others may not."""
    seen = ["".join(as_seen(cell).split()) for cell in row]
    plain = {name: {"".join(word.split()) for word in words} for name, words in headings().items()}
    found = {
        name: next(place for place, text in enumerate(seen) if text in words)
        for name, words in plain.items()
        if words.intersection(seen)
    }
    missing = [headings()[name][0] for name in ("household", "person") if name not in found]
    if missing:
        raise _refusal(
            _("the first row lacks the headings: {names}").format(names=_(", ").join(missing)),
            _("take the template and leave its first row as it is"),
        )
    return found


def _cell(row: Sequence[Any], place: int) -> str:
    return as_seen(row[place]).strip() if place < len(row) else ""


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
        if sheet.total_height > MOST_ROWS + 1:
            raise _refusal(
                _("at most {count} rows at once").format(count=MOST_ROWS), _("send it in parts")
            )
        return sheet.to_python(skip_empty_area=False)
    except (*BROKEN, CalamineError, FileFaulty):
        raise _refusal(_("the workbook cannot be opened"), _("save it as .xlsx")) from None


def _refusal(message: str, mend: str) -> InputProblems:
    return InputProblems([Problem("", message, mend)])
