"""Tables of official documents: merged groups of headings, a head that comes again on each page."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from shouwang.stages.reports.blocks import Column, Table, written

Form = Mapping[str, Any]
ALIGN = {
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
}


def add_table(document: Any, table: Table, form: Form) -> None:
    """Add a table below its caption and the line with the unit."""
    if table.caption:
        line = _above(document, table.caption, form["fonts"]["first"], form)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if table.unit:
        line = _above(document, table.unit, form["fonts"]["body"], form)
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    grouped = any(column.group for column in table.columns)
    heads = 2 if grouped else 1
    rows = [*table.rows, *([_total(table)] if table.total and table.rows else [])]
    made = document.add_table(rows=heads + len(rows), cols=len(table.columns))
    made.style = "Table Grid"
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    made.autofit = False
    _set_widths(made, table.columns, form)
    _head(made, table.columns, heads, form)
    lines = list(made.rows)
    for line, row in zip(lines[heads:], rows, strict=True):
        _fail_to_split(line)
        for cell, column, value in zip(line.cells, table.columns, row, strict=True):
            _fill(cell, written(value, column.form), column.align, form)
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(0)


def _above(document: Any, text: str, font: str, form: Form) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    _dress(run, font, form["sizes_pt"]["caption"], form)
    return paragraph


def _total(table: Table) -> list[Any]:
    row: list[Any] = []
    for place, column in enumerate(table.columns):
        values = [each[place] for each in table.rows if isinstance(each[place], int | float)]
        row.append(sum(values) if column.is_total and values else "")
    row[0] = table.total
    return row


def _set_widths(made: Any, columns: Sequence[Column], form: Form) -> None:
    page = form["page"]
    room = page["width_mm"] - page["left_mm"] - page["right_mm"]
    whole = sum(column.width for column in columns)
    widths = [Mm(room * column.width / whole) for column in columns]
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    for row in made.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _head(made: Any, columns: Sequence[Column], heads: int, form: Form) -> None:
    for row in list(made.rows)[:heads]:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no other way
        _fail_to_split(row)
    place = 0
    for group, members in groupby(columns, key=lambda column: column.group):
        found = list(members)
        last = place + len(found) - 1
        if heads > 1 and group:
            merged = (
                made.cell(0, place).merge(made.cell(0, last))
                if last > place
                else made.cell(0, place)
            )
            _fill(merged, group, "centre", form, font="first")
        for offset, column in enumerate(found):
            cell = made.cell(heads - 1, place + offset)
            if heads > 1 and not group:
                cell = made.cell(0, place + offset).merge(cell)
            _fill(cell, column.label, "centre", form, font="first")
        place = last + 1


def _fail_to_split(row: Any) -> None:
    """Keep a row on one page."""
    mark = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001


def _fill(cell: Any, text: str, align: str, form: Form, *, font: str = "body") -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = (
        WD_LINE_SPACING.EXACTLY,
        Pt(form["table_line_pt"]),
    )
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    # The grid of the page would stretch every line of a table to a line of the text.
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(snap)  # noqa: SLF001
    _dress(paragraph.add_run(text), form["fonts"][font], form["sizes_pt"]["table"], form)


def _dress(run: Any, font: str, size: float, form: Form) -> None:
    run.font.name, run.font.size = form["fonts"]["latin"], Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001
