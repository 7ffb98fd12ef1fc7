"""The blank workbook of a feed: its headings, example rows, lists to choose from, and notes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter

from shouwang.base.dates import UNDATED
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.ingest import terms
from shouwang.stages.ingest.samples import Sample, sample_rows

# What a spreadsheet program can do, and how it looks.
MOST_ROWS = 100_000  # down to which the lists and bounds of a column reach
LONGEST_NAME = 31  # characters of a sheet's name
FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
EARLIEST = date(1900, 1, 1)  # before it a spreadsheet knows no dates
TITLE_SIZE = 14
LINE_HEIGHT = 16  # of the texts above the notes' tables, in points
LINE_LENGTH = 80  # and how many characters of them a line holds
NARROWEST = 12
WIDEST = 40
NOTES_WIDTHS = (26, 10, 26, 14, 18, 44, 60)
REQUIRED_COLOUR, OPTIONAL_COLOUR = "#C00000", "#404040"
NUMBERS = {
    ColumnType.INTEGER: "integer",
    ColumnType.DECIMAL: "decimal",
    ColumnType.MONEY: "decimal",
}


@dataclass(frozen=True, slots=True)
class _List:
    """A code list as it stands on the notes: the column of the feed and the rows, from 0."""

    first: int
    last: int


def write_template(contract: Schema, content: Content, path: Path) -> int:
    """Write the blank workbook of a feed and return how many example rows it has.

    The first sheet is what is sent; intake knows all its headings and passes over the second.

    Raises:
        OSError: if the file cannot be written.
    """
    rows = sample_rows(contract, content)
    try:
        with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
            book.set_properties({"created": UNDATED, "title": contract.label})
            sheet = book.add_worksheet(_sheet_name(contract.label))
            notes = book.add_worksheet(_sheet_name(_("Notes for filling in")))
            lists = _write_notes(book, notes, contract)
            _write_headings(book, sheet, contract)
            _write_rows(book, sheet, contract, rows)
            for place, column in enumerate(contract.columns):
                rule = _rule(column, lists, notes.get_name())
                if rule is not None:
                    sheet.data_validation(1, place, MOST_ROWS, place, rule)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise OSError(str(error)) from error
    return len(rows)


def heading_of(column: Column) -> str:
    """Return a heading as the workbook has it: the official label, marked if it is required."""
    return f"{column.label}({_('required')})" if column.required else column.label


def _sheet_name(text: str) -> str:
    return FORBIDDEN.sub("_", text)[:LONGEST_NAME]


def _write_headings(book: Any, sheet: Any, contract: Schema) -> None:
    styles = {
        wanted: book.add_format(
            {"bold": True, "font_color": "white", "bg_color": colour, "text_wrap": True, "border": 1}
        )
        for wanted, colour in ((True, REQUIRED_COLOUR), (False, OPTIONAL_COLOUR))
    }  # fmt: skip
    for place, column in enumerate(contract.columns):
        text = heading_of(column)
        sheet.write_string(0, place, text, styles[column.required])
        sheet.write_comment(
            0, place, "\n".join(_comment(column)), {"x_scale": 2, "y_scale": 2, "author": ""}
        )
        width = min(max(NARROWEST, 2 * len(text)), WIDEST)
        sheet.set_column(place, place, width, _style(book, column))
    sheet.freeze_panes(1, 0)


def _comment(column: Column) -> Iterator[str]:
    """What a sender sees beside a heading."""
    yield _("required") if column.required else _("optional")
    yield _("kind: {kind}").format(kind=terms.kind_of(column))
    for text, value in (
        (_("unit: {value}"), terms.unit_of(column)),
        (_("values: {value}"), terms.bounds_of(column)),
        (_("empty: {value}"), terms.blank_of(column)),
        (_("also called: {value}"), ", ".join(column.aliases)),
        (_("personal: {value}"), terms.personal_of(column)),
        ("{value}", column.note),
    ):
        if value:
            yield text.format(value=value)


def _style(book: Any, column: Column) -> Any:
    """Numbers that name somebody are text, or the spreadsheet eats their last digits."""
    forms = {
        ColumnType.DATE: "yyyy-mm-dd",
        ColumnType.MONEY: "0.00",
        ColumnType.INTEGER: "0",
        ColumnType.DECIMAL: "0." + "0" * column.scale if column.scale else "0",
    }
    return book.add_format({"num_format": forms.get(column.type, "@")})


def _write_rows(
    book: Any, sheet: Any, contract: Schema, rows: Sequence[Mapping[str, Sample]]
) -> None:
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(contract.columns):
            value, style = row.get(column.name), _style(book, column)
            if value is None:
                continue
            if isinstance(value, date):
                sheet.write_datetime(number, place, value, style)
            elif isinstance(value, int | Decimal):
                sheet.write_number(number, place, float(value), style)
            else:
                sheet.write_string(number, place, value, style)


def _rule(column: Column, lists: Mapping[str, _List], notes: str) -> dict[str, Any] | None:
    """What the spreadsheet program offers in a column, and what it warns of."""
    rule: dict[str, Any] = {
        "error_type": "warning",
        "error_title": column.label[:LONGEST_NAME],
        "error_message": _("This value will be rejected."),
    }
    if column.name in lists:
        span = lists[column.name]
        source = f"='{notes}'!$C${span.first + 1}:$C${span.last + 1}"
        return {**rule, "validate": "list", "source": source}
    if column.type is ColumnType.DATE:
        low, high = (date.fromisoformat(t) if t else None for t in (column.minimum, column.maximum))
        return {**rule, "validate": "date", **_between(low or EARLIEST, high)}
    if column.type in NUMBERS and (column.minimum or column.maximum):
        low_, high_ = (float(t) if t else None for t in (column.minimum, column.maximum))
        return {**rule, "validate": NUMBERS[column.type], **_between(low_, high_)}
    return None


def _between(low: Any, high: Any) -> dict[str, Any]:
    if low is not None and high is not None:
        return {"criteria": "between", "minimum": low, "maximum": high}
    return {"criteria": ">=" if high is None else "<=", "value": low if high is None else high}


def _write_notes(book: Any, notes: Any, contract: Schema) -> dict[str, _List]:
    """Write the second sheet and return where the lists to choose from stand on it."""
    title = book.add_format({"bold": True, "font_size": TITLE_SIZE})
    strong, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    for place, width in enumerate(NOTES_WIDTHS):
        notes.set_column(place, place, width, wrapped)
    notes.write_string(0, 0, contract.label, title)
    row = 1
    for name, value in about(contract):
        row += 1
        notes.write_string(row, 0, name, strong)
        notes.merge_range(row, 1, row, len(NOTES_WIDTHS) - 1, value, wrapped)
        notes.set_row(row, LINE_HEIGHT * (1 + len(value) // LINE_LENGTH))
    row += 2
    for number, line in enumerate(_table(contract)):
        _write_line(notes, row, line, None if number else strong)
        row += 1
    return _write_lists(notes, contract, row + 1, strong)


def _write_line(notes: Any, row: int, texts: Sequence[str], style: Any = None) -> None:
    for place, text in enumerate(texts):
        notes.write_string(row, place, text, style)


def about(contract: Schema) -> list[tuple[str, str]]:
    """Return what is to be known of a feed before it is filled in: name and text."""
    lines = [
        (_("what"), contract.note or contract.label),
        (_("who"), contract.department_label),
        (_("how often"), terms.cadence_of(contract)),
        (_("by when"), terms.due_of(contract)),
        (_("how much"), terms.expected_of(contract)),
        (_("may change by"), terms.drift_of(contract)),
        (_("office in charge"), terms.contact_of(contract)),
        (_("what it replaces"), terms.replaces_of(contract)),
        (_("one row"), terms.key_of(contract)),
        (_("examples"), _("the rows filled in are invented: delete them before you send the file")),
    ]  # fmt: skip
    return [(name, text) for name, text in lines if text]


def _table(contract: Schema) -> Iterator[tuple[str, ...]]:
    yield (_("column"), _("required"), _("kind"), _("unit"), _("empty"), _("also called"), _("note"))  # fmt: skip
    for column in contract.columns:
        kind = terms.kind_of(column)
        bounds = terms.bounds_of(column)
        yield (
            column.label,
            _("required") if column.required else _("optional"),
            f"{kind} ({bounds})" if bounds else kind,
            terms.unit_of(column),
            terms.blank_of(column),
            ", ".join(column.aliases),
            column.note,
        )


def _write_lists(notes: Any, contract: Schema, row: int, strong: Any) -> dict[str, _List]:
    """One under the other, so that a column's validation can name its stretch of the third column."""
    _write_line(notes, row, (_("column"), "", _("write"), _("also understood")), strong)
    lists: dict[str, _List] = {}
    for column in contract.columns:
        writings = _choices(column)
        if writings:
            lists[column.name] = _List(row + 1, row + len(writings))
        for official, others in writings:
            row += 1
            _write_line(notes, row, (column.label, "", official, ", ".join(others)))
    return lists


def _choices(column: Column) -> list[tuple[str, tuple[str, ...]]]:
    """Return what may be chosen in a column, each with the other ways to write it."""
    if column.type is ColumnType.BOOLEAN:
        return [(_("yes"), ()), (_("no"), ())]
    return [
        (labels[0], (*labels[1:], word)) if labels else (word, ())
        for word, labels in column.codes.items()
    ]
