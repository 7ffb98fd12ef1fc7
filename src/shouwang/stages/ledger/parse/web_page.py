"""Web pages: the text of their blocks, list numbers written out, tables with spans filled."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree, html

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.parse import numbering, tables, text_file, wraps
from shouwang.stages.ledger.parse.document import Document, Paragraph, Table
from shouwang.stages.ledger.parse.wraps import Line

SKIPPED = {"script", "style", "noscript", "template", "svg", "head", "object", "iframe", "select"}
AROUND = {"nav", "footer", "header", "aside", "form", "button"}
INLINE = {
    "a", "abbr", "b", "bdi", "big", "cite", "code", "del", "em", "font", "i", "ins", "label",
    "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u", "var", "img", "o:p",
}  # fmt: skip
LONGEST_LAYOUT_CELL = 3  # blocks in a cell of a table of data
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
LARGEST_SPAN = 1000


@dataclass(slots=True)
class _Flow:
    """Text on its way to paragraphs."""

    lines: list[Line] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    around: list[Paragraph] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    prefix: str = ""
    line: int = 1

    def flush(self) -> None:
        """End the paragraph."""
        text = _BLANKS.sub(" ", "".join(self.pieces)).strip().strip("\u200b\ufeff").strip()
        self.pieces.clear()
        if not text:
            return
        if self.prefix and not numbering.starts_item(text):
            text = self.prefix + text
        self.prefix = ""
        self.lines.append(Line(self.line, text))
        self.line += 1


def read(content: bytes, where: str) -> Document:
    """Return the paragraphs and tables of a web page; menus and footers are left out.

    Raises:
        InputProblems: if it cannot be read.
    """
    text = _decoded(content, where)
    try:
        parser = html.HTMLParser(encoding="utf-8")
        root = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise InputProblems([Problem(where, _("holds no text"))]) from None
    flow = _Flow()
    _walk(root, flow)
    flow.flush()
    found = wraps.document(flow.lines, flow.tables)
    return replace(found, left_out=(*found.left_out, *flow.around))


def _decoded(content: bytes, where: str) -> str:
    declared = _CHARSET.search(content)
    name = declared[1].decode("ascii", "ignore").lower() if declared else ""
    if name in {"gb2312", "gbk", "gb18030", "big5", "utf-16"}:
        try:
            return content.decode("gb18030" if name.startswith("gb") else name)
        except UnicodeDecodeError:
            pass
    return text_file.decoded(content, where)


def _walk(element: Any, flow: _Flow) -> None:
    for child in element:
        if not isinstance(child.tag, str):
            flow.pieces.append(child.tail or "")
            continue
        tag = child.tag.lower()
        if tag not in SKIPPED:
            _enter(child, tag, flow)
        flow.pieces.append(child.tail or "")


def _enter(element: Any, tag: str, flow: _Flow) -> None:
    if tag in INLINE:
        flow.pieces.append(element.text or "")
        _walk(element, flow)
        return
    flow.flush()
    if tag in AROUND:
        _keep_aside(element, flow)
    elif tag == "table" and (rows := _data_rows(element)):
        flow.lines.append(Line(flow.line, "", stop=True))
        flow.tables.append(Table(flow.line, rows))
        flow.line += len(rows)
    elif tag != "br":
        flow.prefix = _list_number(element) if tag == "li" else flow.prefix
        flow.pieces.append(element.text or "")
        _walk(element, flow)
        flow.flush()


def _keep_aside(element: Any, flow: _Flow) -> None:
    text = _BLANKS.sub(" ", " ".join(element.itertext())).strip()
    if text:
        flow.around.append(Paragraph(flow.line, text))


def _list_number(item: Any) -> str:
    """Return the number a browser draws before an item of an ordered list."""
    parent = item.getparent()
    if parent is None or parent.tag != "ol":
        return ""
    items = [each for each in parent if each.tag == "li"]
    start = parent.get("start", "1")
    first = int(start) if start.isascii() and start.isdigit() else 1
    return f"{first + items.index(item)}."


# ------------------------------------------------------------------------------ tables


def _data_rows(table: Any) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table of data, or nothing for one that lays out a page."""
    if table.find(".//table") is not None:
        return ()
    rows = _grid(table)
    if not rows or max(len(row) for row in rows) <= 1:
        return ()
    if tables.has_task_columns(rows):
        return rows
    longest = max(cell.count("\n") for row in rows for cell in row)
    return rows if longest < LONGEST_LAYOUT_CELL else ()


def _grid(table: Any) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a table, merged ones repeated in every place they cover."""
    rows: list[dict[int, str]] = []
    pending: dict[tuple[int, int], str] = {}
    for number, row in enumerate(table.iter("tr")):
        cells: dict[int, str] = {}
        place = 0
        for cell in _cells(row):
            while (number, place) in pending:
                cells[place] = pending.pop((number, place))
                place += 1
            text = _cell_text(cell)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for column in range(place, place + across):
                cells[column] = text
                for below in range(number + 1, number + down):
                    pending[below, column] = text
            place += across
        for key in [key for key in pending if key[0] == number]:
            cells[key[1]] = pending.pop(key)
        rows.append(cells)
    width = max((max(row, default=-1) + 1 for row in rows), default=0)
    return tuple(tuple(row.get(place, "") for place in range(width)) for row in rows if row)


def _cells(row: Any) -> Iterator[Any]:
    return (each for each in row if each.tag in {"td", "th"})


def _span(cell: Any, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), LARGEST_SPAN) if value.isascii() and value.isdigit() else 1


def _cell_text(cell: Any) -> str:
    flow = _Flow()
    flow.pieces.append(cell.text or "")
    _walk(cell, flow)
    flow.flush()
    return "\n".join(line.text for line in flow.lines)
