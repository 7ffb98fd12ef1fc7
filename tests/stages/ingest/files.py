"""Files of every format that is read, and what can be done to them."""

import struct
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import xlsxwriter
import xlwt

from shouwang.stages.ingest.limits import LIMITS
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.sheets import Request

SHEET = "xl/worksheets/sheet1.xml"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES = " ".join(
    f'xmlns:{short}="{OFFICE}{name}:1.0"'
    for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
)
CALC_SPACE = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def rows_of(path, *, first_row=1, positions=(0, 1), sheet=0):
    """The rows of a file with their numbers, and those that were torn."""
    torn = []
    rows = []
    for block in read_book(path).sheets[sheet].read(Request(first_row, positions, torn)):
        columns = [column.to_pylist() for column in block.columns]
        rows += zip(block.rows.tolist(), *columns, strict=True)
    return rows, [(each.row, each.expected, each.found) for each in torn]


def all_texts(path: Path, sheet: int = 0) -> list[list[str]]:
    """Every text of a sheet, by row."""
    found = read_book(path).sheets[sheet]
    positions = tuple(range(max((len(row) for row in found.top), default=0)))
    texts: list[list[str]] = []
    for block in found.read(Request(0, positions, [])):
        texts += map(list, zip(*(column.to_pylist() for column in block.columns), strict=True))
    return texts


def set_limits(monkeypatch, **changes: Any) -> None:
    """Let other limits hold, in every module that has them."""
    changed = replace(LIMITS, **changes)
    for name, module in list(sys.modules.items()):
        if name.startswith("shouwang.stages.ingest.") and hasattr(module, "LIMITS"):
            monkeypatch.setattr(module, "LIMITS", changed)


def xlsx(path: Path, rows: Sequence[Sequence[Any]] = (("a", "b"), (1, 2))) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("一")
        for number, row in enumerate(rows):
            for place, value in enumerate(row):
                if value is not None:
                    sheet.write(number, place, value)
    return path


def xls(path: Path, rows: Sequence[Sequence[Any]] = (("a", "b"), (1, 2))) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("一")
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    book.save(str(path))
    return path


def ods(path: Path, content: str = "", *, manifest: str = "", columns: str = "") -> Path:
    """An .ods whose table has the given rows as XML."""
    content = content or row(cell("a"), cell("b")) + row(cell("1"), cell("2"))
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {SPACES} {CALC_SPACE}>'
        f'<office:body><office:spreadsheet><table:table table:name="一">{columns}{content}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with ZipFile(path, "w", ZIP_DEFLATED) as container:
        container.writestr("mimetype", ODS_TYPE)
        container.writestr("META-INF/manifest.xml", f"<manifest>{manifest}</manifest>")
        container.writestr("content.xml", xml)
    return path


def row(*cells: str, about: str = "") -> str:
    return f"<table:table-row {about}>{''.join(cells)}</table:table-row>"


def cell(text: str, about: str = "") -> str:
    kind = 'office:value-type="string"'
    return f"<table:table-cell {kind} {about}><text:p>{text}</text:p></table:table-cell>"


def word(path: Path, *tables: Sequence[Sequence[str]]) -> Path:
    document = docx.Document()
    for texts in tables or [[["a", "b"], ["1", "2"]]]:
        table = document.add_table(len(texts), len(texts[0]))
        for number, line in enumerate(texts):
            for place, text in enumerate(line):
                table.cell(number, place).text = text
    document.save(str(path))
    return path


def patched(path: Path, change: Callable[[bytes], bytes], part: str = SHEET) -> Path:
    """Change one part of a container."""
    with ZipFile(path) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as container:
        for name, data in parts.items():
            container.writestr(name, change(data) if name == part else data)
    return path


def with_part(path: Path, name: str, data: bytes = b"x") -> Path:
    """Put one more part in a container."""
    with ZipFile(path, "a", ZIP_DEFLATED) as container:
        container.writestr(name, data)
    return path


def with_cells(path: Path, cells: str) -> Path:
    """Put raw XML at the end of the cells of an .xlsx."""
    return patched(
        path, lambda data: data.replace(b"</sheetData>", cells.encode() + b"</sheetData>")
    )


def compound(path: Path, *names: str) -> Path:
    """An old file with nothing but a header and a directory of names."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(30, b"\0") + struct.pack("<H", 9)
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names)
    path.write_bytes(header.ljust(512, b"\0") + entries)
    return path


def lying(path: Path, size: int) -> Path:
    """State another unpacked size for every part in the directory of a container."""
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, size)
        at = data.find(b"PK\x01\x02", at + 4)
    path.write_bytes(bytes(data))
    return path
