"""Good files of every format, and how they are spoiled and read."""

import random
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
import xlwt

from shouwang.stages.ingest import readers, workbook
from shouwang.stages.ingest.guards import Format, kind_of
from shouwang.stages.ingest.sheets import Request, Sheet

ROWS = [
    ("name", "number", "income"),
    ("M\xf6nke", 150599001001, 8500.5),
    ("Oyun", 150599001002, "#N/A"),
]
EDITS = 6  # at most, in one file
INTERESTING = (
    b"\0", b"\xff\xff\xff\xff", b"0", b"-1", b"99999999", b"XFD1048576", b'"', b"'", b"<", b">", b"/>",
    b"&#0;", b"</c>", b'<c r="A1" t="e">', b"<row>", b't="s"', b"<v>", b"\n", b",", b"PK\x03\x04",
    b'number-columns-repeated="999999"', b"<w:vMerge/>", b"<w:tc>", b"</w:tr>", b"]]>", b"<!--",
)  # fmt: skip


def whole_files() -> dict[str, bytes]:
    """Return one good file of each format."""
    text = "\n".join(",".join(map(str, row)) for row in ROWS)
    return {
        "csv": text.encode(),
        "gb": text.encode("gb18030"),
        "utf16": text.encode("utf-16"),
        "xlsx": _xlsx(),
        "xls": _xls(),
        "ods": _ods(),
        "docx": _docx(),
        "parquet": _parquet(),
    }


def _xlsx() -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("one")
        for number, row in enumerate(ROWS, start=1):
            sheet.write_row(number, 0, row)
        sheet.merge_range("A6:C6", "note")
        sheet.write_formula("C5", "=SUM(C2:C4)", None, "")
        sheet.set_column("B:B", None, None, {"hidden": True})
        book.add_worksheet("two").hide()
    return out.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("one")
    for number, row in enumerate(ROWS):
        for place, value in enumerate(row):
            sheet.write(number, place, value)
    sheet.write_merge(4, 4, 0, 2, "note")
    sheet.write(5, 0, xlwt.Formula("1/0"))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _ods() -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    rows = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
            for value in row
        )
        + "</table:table-row>"
        for row in ROWS
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:body>'
        f'<office:spreadsheet><table:table table:name="one"><table:table-column/>{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as container:
        container.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        container.writestr("META-INF/manifest.xml", "<manifest/>")
        container.writestr("content.xml", xml)
    return out.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    table = document.add_table(len(ROWS), len(ROWS[0]))
    for number, row in enumerate(ROWS):
        for place, value in enumerate(row):
            table.cell(number, place).text = str(value)
    table.cell(1, 0).merge(table.cell(2, 0))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _parquet() -> bytes:
    out = pa.BufferOutputStream()
    pq.write_table(pa.table({"name": ["M\xf6nke", None], "income": [1.5, 2.0]}), out)
    return bytes(out.getvalue())


def spoil(data: bytes, luck: random.Random) -> bytes:
    """Return a file with a few bytes changed: in its parts, if it has parts, or as it is."""
    if data.startswith(b"PK") and luck.random() < 0.8:  # noqa: PLR2004 - most faults are inside
        return _with_parts(data, lambda part: _edited(part, luck), luck)
    return _edited(data, luck)


def _with_parts(data: bytes, change: Callable[[bytes], bytes], luck: random.Random) -> bytes:
    with ZipFile(BytesIO(data)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    chosen = luck.choice([name for name in parts if name.endswith((".xml", ".rels"))])
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as container:
        for name, part in parts.items():
            container.writestr(name, change(part) if name == chosen else part)
    return out.getvalue()


def _edited(data: bytes, luck: random.Random) -> bytes:
    spoiled = bytearray(data)
    for _edit in range(luck.randint(1, EDITS)):
        at = luck.randrange(len(spoiled) + 1)
        span = luck.choice((0, 1, 1, 4, 16))
        match luck.randrange(4):
            case 0:
                spoiled[at : at + span] = luck.choice(INTERESTING)
            case 1:
                spoiled[at : at + span] = luck.randbytes(span)
            case 2:
                spoiled[at:at] = spoiled[max(at - 64, 0) : at]
            case _:
                del spoiled[at : at + span * luck.choice((1, 100))]
    return bytes(spoiled)


def read(path: Path) -> int:
    """Read a file to its last row, old workbooks in this process too, and return its rows.

    Raises:
        FileFaulty: if it is refused.
    """
    if kind_of(path) is Format.XLS:
        tables = workbook.open_tables(path, Format.XLS, is_near=True)
        return sum(len(part[0]) for table in tables for part in table.columns(0, (0,)))
    return sum(_rows(sheet) for sheet in readers.read_book(path).sheets)


def _rows(sheet: Sheet) -> int:
    width = max((len(row) for row in sheet.top), default=0)
    return sum(len(block.rows) for block in sheet.read(Request(0, range(width), [])) if width)
