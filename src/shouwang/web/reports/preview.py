"""A document that was kept as blocks, as its page shows it."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from shouwang.stages.reports.blocks import (
    Block,
    Break,
    Column,
    Heading,
    Paragraph,
    Picture,
    Table,
    numbers_of,
    read_book,
    read_paper,
    written,
)
from shouwang.stages.reports.official import attachment_lines, heading_number, layout
from shouwang.web.charts import Chart

MOST_ROWS = 200  # of a table of the preview; the file has all of them
MOST_SHEETS = 8  # of a workbook, likewise


def parts_of(kept: Mapping[str, Any], form: str) -> dict[str, Any]:
    """Return what the template of the preview shows."""
    if form == "xlsx":
        book = read_book(kept)
        return {
            "book": book,
            "sheets": [(sheet, _table(sheet.table)) for sheet in book.sheets[:MOST_SHEETS]],
            "sheets_left_out": max(len(book.sheets) - MOST_SHEETS, 0),
            "rests_on": book.foot,
        }
    paper = read_paper(kept)
    return {
        "paper": paper,
        "colon": layout()["colon"],
        "parts": list(_parts(paper.blocks, "part")),
        "attached": attachment_lines(paper) if paper.attachments else [],
        "notes": list(_parts(paper.notes, "note")),
        "rests_on": paper.foot,
        "has_charts": any(isinstance(each, Picture) for each in paper.blocks),
    }


def _parts(blocks: tuple[Block, ...], name: str) -> Iterator[dict[str, Any]]:
    counts = iter(numbers_of([each for each in blocks if isinstance(each, Heading)]))
    for number, block in enumerate(blocks):
        match block:
            case Heading():
                yield {"is": "heading", "level": block.level,
                       "text": heading_number(next(counts)) + block.text}  # fmt: skip
            case Paragraph():
                yield {"is": "paragraph", "runs": block.runs, "role": block.role}
            case Table():
                yield {"is": "table", "table": _table(block)}
            case Picture():
                yield {"is": "chart", "chart": _chart(block, f"{name}-{number}")}
            case Break():
                continue  # a page on a screen has no end


def _chart(picture: Picture, name: str) -> Chart:
    columns = [column.label for column in picture.table.columns]
    return Chart(name, picture.caption, picture.option, columns, picture.table.rows)


def _table(table: Table) -> dict[str, Any]:
    rows = [
        [(written(value, column.form), column) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows[:MOST_ROWS]
    ]  # fmt: skip
    return {
        "caption": table.caption,
        "unit": table.unit,
        "groups": _groups(table.columns),
        "columns": table.columns,
        "rows": rows,
        "total": _total(table),
        "left_out": max(len(table.rows) - MOST_ROWS, 0),
    }


def _groups(columns: tuple[Column, ...]) -> list[dict[str, Any]]:
    """Return the headings above the headings: a group over its columns, a single one over both."""
    if not any(column.group for column in columns):
        return []
    found: list[dict[str, Any]] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        some = list(members)
        if group:
            found.append({"label": group, "span": len(some)})
        else:
            found += [{"label": column.label, "span": 0} for column in some]
    return found


def _total(table: Table) -> list[str]:
    if not table.total or not table.rows:
        return []
    cells = []
    for place, column in enumerate(table.columns):
        values = [row[place] for row in table.rows if isinstance(row[place], int | float)]
        cells.append(written(sum(values), column.form) if column.is_total else "")
    return [table.total, *cells[1:]]
