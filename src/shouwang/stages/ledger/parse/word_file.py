"""Word documents: paragraphs with their automatic numbers, and tables with merged cells."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from lxml import etree

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.parse import word_numbers, wraps
from shouwang.stages.ledger.parse.document import Document, Table
from shouwang.stages.ledger.parse.wraps import Line

LARGEST_PART = 200 * 1024 * 1024  # bytes; a small file that unpacks to more is an attack
# What a damaged file makes of the readers below us.
DAMAGE = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    PackageNotFoundError,
    etree.LxmlError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    TypeError,
    ValueError,
)
OLD_WORD = b"\xd0\xcf\x11\xe0"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HOLDERS = {qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins"), qn("w:smartTag")}


def read(content: bytes, where: str) -> Document:
    """Return the paragraphs and tables of a Word document in order.

    Raises:
        InputProblems: if it is no Word document, or a broken one.
    """
    if content.startswith(OLD_WORD):
        raise InputProblems(
            [Problem(where, _("is an old or enciphered Word document"), _("save it as .docx"))]
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST_PART:
                raise InputProblems(
                    [Problem(where, _("unpacks to far more than a document holds"))]
                )
        return _read(docx.Document(io.BytesIO(content)))
    except DAMAGE:
        raise InputProblems(
            [
                Problem(
                    where,
                    _("is no Word document, or a damaged one"),
                    _("open it in Word and save it again as .docx"),
                )
            ]
        ) from None


def _read(document: Any) -> Document:
    numbers = word_numbers.of_document(document)
    lines: list[Line] = []
    tables: list[Table] = []
    line = 1
    for element in _elements(document.element.body):
        if element.tag == qn("w:p"):
            lines.extend(Line(line, text) for text in _paragraph_texts(element, numbers))
            line += 1
            continue
        rows = _rows(WordTable(element, document), numbers)
        if all(len(row) == 1 for row in rows):
            lines.extend(
                Line(line + place, text)
                for place, row in enumerate(rows)
                for text in row[0].split("\n")
                if text.strip()
            )
        else:
            lines.append(Line(line, "", stop=True))
            tables.append(Table(line, rows))
        line += len(rows)
    return wraps.document(lines, tables)


def _elements(parent: Any) -> Iterator[Any]:
    """Yield the paragraphs and tables of a body, looking into content controls."""
    for element in parent:
        if element.tag in {qn("w:p"), qn("w:tbl")}:
            yield element
        elif element.tag in _HOLDERS:
            yield from _elements(element)


def _paragraph_texts(element: Any, numbers: word_numbers.Numbers) -> Iterator[str]:
    """Yield the lines of a paragraph: a soft break ends a line."""
    drawn = numbers.next_number(element)
    lines = [line.strip() for line in _text(element).split("\n")]
    filled = [line for line in lines if line]
    if filled:
        yield drawn + filled[0]
        yield from filled[1:]


def _text(element: Any) -> str:
    pieces: list[str] = []
    for each in _inside(element):
        if each.tag == qn("w:t"):
            pieces.append(each.text or "")
        elif each.tag == qn("w:tab"):
            pieces.append("\u3000")
        elif each.tag in {qn("w:br"), qn("w:cr"), qn("w:p")}:
            pieces.append("\n")
    return "".join(pieces)


def _inside(element: Any) -> Iterator[Any]:
    """Yield what is in an element in order; of two forms of a drawing only the first."""
    for child in element:
        if child.tag in {_FALLBACK, qn("w:pPr"), qn("w:del"), qn("w:moveFrom")}:
            continue
        yield child
        yield from _inside(child)


def _rows(table: WordTable, numbers: word_numbers.Numbers) -> tuple[tuple[str, ...], ...]:
    texts: dict[Any, str] = {}
    rows = []
    for row in table.rows:
        cells = []
        for cell in row.cells:
            element = cell._tc  # noqa: SLF001 - python-docx offers no other way to its XML
            if element not in texts:
                texts[element] = "\n".join(
                    line
                    for paragraph in element.iter(qn("w:p"))
                    for line in _paragraph_texts(paragraph, numbers)
                )
            cells.append(texts[element])
        rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)
