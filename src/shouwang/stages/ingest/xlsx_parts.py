"""Reads from the XML of an .xlsx what its reader drops, a piece at a time."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from pathlib import PurePosixPath
from zipfile import ZipFile

from lxml import etree

from shouwang.stages.ingest.guards import look_through, too_large
from shouwang.stages.ingest.oddities import Oddities, fail_if_too_large

# Tags end at the next bracket: a pattern may not run on, or a crafted file takes hours.
CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])")
ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^<>]*?\sr\s*=\s*[\"'](\d{1,9}))?")
PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,9})(\d{1,9})[\"']")
ERROR = re.compile(rb"\st\s*=\s*[\"']e[\"']")
TEXT = re.compile(rb"\st\s*=\s*[\"'](?:str|s|inlineStr)[\"']")
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^<>]*>([^<]*)")
RESULT = re.compile(rb"<(?:\w+:)?v\b[^<>]*>([^<]*)")
COLUMN = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
DATA = re.compile(rb"<(?:\w+:)?sheetData\b")
ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*[\"']([^\"'<>]*)[\"']")
LAST_ROW = 1 << 20  # a sheet of this format has no more rows
LAST_COLUMN = 1 << 14  # and no more columns
ALPHABET = 26
LONGEST = 1 << 23  # bytes within which a cell must end for its oddity to be seen
PLAIN = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MOST_NAMES = 1 << 23  # bytes of the list of sheets


def look_at_sheets(container: ZipFile, *, is_near: bool) -> dict[str, Oddities]:
    """Return the oddities of every sheet by its name, and refuse what XML can be made to do.

    Args:
        is_near: Whether every cell's place is looked at. The dimension that a sheet states is not
            believed: it covers formats without values, or is wrong.

    Raises:
        FileFaulty: if the file is an attack, or a sheet's cells lie too far apart.
    """
    parts = {part: name for name, part in _sheets(container)}
    scans = {part: _Scan(is_near=is_near) for part in parts}

    def see(part: str, chunk: bytes) -> None:
        if part in scans:
            scans[part].take(chunk)

    look_through(container, see)
    for scan in scans.values():
        scan.finish()
    return {parts[part]: scan.found for part, scan in scans.items()}


def _sheets(container: ZipFile) -> Iterator[tuple[str, str]]:
    """The names of the sheets and the parts in which they stand."""
    targets = {}
    for each in _tree(container, "xl/_rels/workbook.xml.rels").iter("{*}Relationship"):
        target = each.get("Target", "")
        whole = target if target.startswith("/") else f"/xl/{target}"
        targets[each.get("Id")] = str(PurePosixPath(whole)).lstrip("/")
    for sheet in _tree(container, "xl/workbook.xml").iter("{*}sheet"):
        part = targets.get(sheet.get(RELATION))
        if part is not None:
            yield sheet.get("name", ""), part


def _tree(container: ZipFile, part: str) -> etree._Element:
    info = container.getinfo(part)
    if info.file_size > MOST_NAMES:
        raise ValueError(part)
    return etree.fromstring(container.read(part), PLAIN)


class _Scan:
    """Looks at one sheet as its bytes come by."""

    def __init__(self, *, is_near: bool) -> None:
        self.found = Oddities()
        self._is_near = is_near
        self._rest = b""
        self._has_begun = False  # whether the cells have begun
        self._has_formulas = False
        self._row = self._column = self._last = self._widest = 0

    def take(self, chunk: bytes) -> None:
        """Look at the next bytes, up to the last cell that may be incomplete."""
        data = self._rest + chunk
        cut = max(data.rfind(mark) for mark in (b"<c ", b":c ", b"<row", b":row"))
        cut = data.rfind(b"<", 0, cut + 1)
        if cut <= 0 and len(data) < LONGEST:
            self._rest = data
            return
        cut = cut if cut > 0 else len(data)
        self._rest = data[cut:]
        self._look(data[:cut])

    def finish(self) -> None:
        """Look at what is left."""
        self._look(self._rest)
        self._rest = b""

    def _look(self, data: bytes) -> None:
        if not self._has_begun:
            begin = DATA.search(data)
            self._about(data[: begin.start()] if begin else data)
            self._has_begun = begin is not None
        if self._is_near:
            self._measure(data)
        # Formulas that are shared have no end of their own, but the first of them has.
        self._has_formulas = self._has_formulas or b"</f>" in data or b":f>" in data
        if self._has_formulas or b't="e"' in data or b"t='e'" in data:
            for cell in CELL.split(data)[1:]:
                self._odd(cell)

    def _about(self, data: bytes) -> None:
        for column in COLUMN.finditer(data):
            about = dict(ATTRIBUTE.findall(column[1]))
            if about.get(b"hidden") in {b"1", b"true"} or _number(about.get(b"width")) == 0:
                first, last = _number(about.get(b"min")) or 1, _number(about.get(b"max")) or 0
                hidden = range(int(first) - 1, min(int(last), LAST_COLUMN))
                self.found.hidden_columns.update(hidden)

    def _measure(self, data: bytes) -> None:
        """Cells may go without a name: then they follow one another."""
        for row in _rows(data):
            number = ROW.match(row)
            if number:
                self._row = int(number[1]) if number[1] else self._row + 1
                self._column = 0
            for cell in CELL.split(row)[1:]:
                about = cell.partition(b">")[0]
                place = PLACE.search(about)
                self._column += 1
                if place:
                    self._column, self._row = column_number(place[1]) + 1, int(place[2])
                if not about.endswith(b"/"):  # a cell with nothing but a format takes no room
                    self._widest = max(self._widest, self._column)
                    self._last = max(self._last, self._row)
            if self._last > LAST_ROW or self._widest > LAST_COLUMN:
                raise too_large(self._last, self._widest)
            fail_if_too_large(self._last, self._widest)

    def _odd(self, cell: bytes) -> None:
        about, _bracket, rest = cell.partition(b">")
        place = PLACE.search(about)
        if place is None or about.endswith(b"/"):
            return
        result = RESULT.search(rest)
        if ERROR.search(about):
            text = result[1] if result else b"#ERROR"
        else:
            formula = FORMULA.search(rest)
            if formula is None or (result and result[1]) or TEXT.search(about):
                return
            text = b"=" + formula[1]
        shown = unescape(text.decode("utf-8", "replace"))
        self.found.add_text(int(place[2]) - 1, column_number(place[1]), shown)


def _rows(data: bytes) -> Iterator[bytes]:
    starts = [0, *(row.start() for row in ROW.finditer(data)), len(data)]
    for start, end in pairwise(starts):
        yield data[start:end]


def _number(text: bytes | None) -> float | None:
    try:
        return float(text) if text is not None else None
    except ValueError:
        return None


def column_number(letters: bytes) -> int:
    """Return a column's number, from 0.

    >>> column_number(b"A"), column_number(b"AB")
    (0, 27)
    """
    number = 0
    for letter in letters.upper():
        number = number * ALPHABET + letter - ord("A") + 1
    return number - 1
