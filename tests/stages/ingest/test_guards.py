"""What would do harm is refused in one line, and nobody waits long for it."""

import csv
import struct
from contextlib import suppress
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from shouwang.base.words import language_in_use, use_language
from shouwang.stages.ingest.guards import Format, kind_of
from shouwang.stages.ingest.problems import FileFaulty, Rule, Severity
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.workbook import open_tables
from tests.stages.ingest.files import (
    SHEET,
    all_texts,
    cell,
    compound,
    lying,
    ods,
    patched,
    row,
    set_limits,
    with_cells,
    with_part,
    word,
    xls,
    xlsx,
)

ENTITIES = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.fixture(autouse=True)
def in_english():
    before = language_in_use()
    use_language("en")
    yield
    use_language(before)


def refused(path, *words):
    """The one line in which a file is refused."""
    with pytest.raises(FileFaulty) as error:
        for number in range(len(read_book(path).sheets)):
            all_texts(path, number)
    (fault,) = error.value.faults
    assert "\n" not in fault.message
    assert fault.severity is Severity.ERROR
    for each in words:
        assert each in f"{fault.message} {fault.mend}"
    return fault


def declared(data: bytes, declaration: bytes) -> bytes:
    """XML with a declaration put between its head and its root."""
    head, end, rest = data.partition(b"?>")
    return head + end + declaration + rest


class TestBombs:
    def test_that_unpack_to_much_more_are_refused(self, tmp_path):
        path = with_part(xlsx(tmp_path / "a.xlsx"), "xl/media/a.xml", bytes(110_000_000))
        assert path.stat().st_size < 1_000_000
        refused(path, "110 MB")

    def test_that_are_too_large_unpacked_are_refused(self, tmp_path, monkeypatch):
        set_limits(monkeypatch, zip_bytes=2000)
        refused(xlsx(tmp_path / "a.xlsx"), "more than is taken")

    def test_with_too_many_parts_are_refused(self, tmp_path, monkeypatch):
        set_limits(monkeypatch, zip_parts=3)
        refused(xlsx(tmp_path / "a.xlsx"), "more than is taken")

    def test_whose_parts_share_their_bytes_are_refused(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx")
        data = bytearray(path.read_bytes())
        struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 20, len(data))
        path.write_bytes(data)
        refused(path, "more than is taken")

    @pytest.mark.parametrize("size", [0, 100])
    def test_that_lie_about_their_size_are_refused(self, tmp_path, size):
        path = xlsx(tmp_path / "a.xlsx", [("a", "b"), *((1, 2),) * 500])
        refused(lying(path, size), "cannot be opened")

    def test_inside_others_are_not_opened(self, tmp_path):
        inner = xlsx(tmp_path / "inner.xlsx")
        with ZipFile(tmp_path / "a.xlsx", "w", ZIP_DEFLATED) as container:
            container.write(inner, "inner.xlsx")
        refused(tmp_path / "a.xlsx", "archive")


class TestDimensions:
    @pytest.mark.parametrize(
        ("place", "number"), [("XFD1048576", "1048576"), ("A10000000", "10000000"), ("AAAA1", "1")]
    )
    def test_beyond_what_is_taken_are_refused(self, tmp_path, place, number):
        cells = f'<row r="{number}"><c  s="0"\n r=\'{place}\'><v>1</v></c></row>'
        refused(with_cells(xlsx(tmp_path / "a.xlsx"), cells), "columns")

    def test_without_names_are_counted(self, tmp_path, monkeypatch):
        set_limits(monkeypatch, cells=1000)
        wide = f"<row>{'<c><v>1</v></c>' * 20}</row>"
        assert len(all_texts(with_cells(xlsx(tmp_path / "a.xlsx"), wide * 40))) == 42
        refused(with_cells(xlsx(tmp_path / "b.xlsx"), wide * 60), "20 columns")

    @pytest.mark.parametrize("near", [0, 20_000_000])
    def test_of_two_cells_do_not_take_the_room_between(self, tmp_path, monkeypatch, near):
        set_limits(monkeypatch, near_bytes=near)
        cells = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        refused(with_cells(xlsx(tmp_path / "a.xlsx"), cells), "beyond the data")

    @pytest.mark.parametrize("near", [0, 20_000_000])
    def test_that_are_only_stated_or_formatted_are_no_reason(self, tmp_path, monkeypatch, near):
        set_limits(monkeypatch, near_bytes=near)
        path = patched(
            xlsx(tmp_path / "a.xlsx"), lambda data: data.replace(b"A1:B2", b"A1:XFD1048576")
        )
        with_cells(path, '<row r="1048576"><c r="XFD1048576" s="0"/></row>')
        assert all_texts(path) == [["a", "b"], ["1", "2"]]

    def test_of_repeated_cells_are_counted(self, tmp_path):
        many = 'table:number-columns-repeated="16000"'
        rows = row(cell("a", many), about='table:number-rows-repeated="1000000"')
        refused(ods(tmp_path / "a.ods", rows), "16000 columns")

    def test_of_an_old_workbook_are_counted(self, tmp_path, monkeypatch):
        path = xls(tmp_path / "a.xls", [("a",) * 200] * 100)
        assert len(all_texts(path)) == 100
        set_limits(monkeypatch, cells=10_000)
        with pytest.raises(FileFaulty, match="200 columns"):
            open_tables(path, Format.XLS, is_near=True)


class TestActive:
    def test_macros_are_refused(self, tmp_path):
        refused(with_part(xlsx(tmp_path / "a.xlsx"), "xl/vbaProject.bin"), "macros")
        refused(with_part(xlsx(tmp_path / "b.xlsx"), "xl/macrosheets/sheet1.xml"), "macros")
        refused(with_part(word(tmp_path / "c.docx"), "word/vbaProject.bin"), "macros")
        refused(with_part(ods(tmp_path / "d.ods"), "Basic/Standard/Module1.xml"), "macros")
        refused(compound(tmp_path / "e.xls", "Workbook", "_VBA_PROJECT_CUR"), "macros")

    def test_links_to_other_workbooks_are_told(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx")
        assert read_book(path).notes == ()
        (note,) = read_book(with_part(path, "xl/externalLinks/externalLink1.xml")).notes
        assert (note.severity, note.row) == (Severity.WARNING, None)
        assert "other workbooks" in note.message

    @pytest.mark.parametrize("declaration", [ENTITIES, OUTSIDE], ids=["many", "outside"])
    @pytest.mark.parametrize("near", [0, 20_000_000])
    def test_entities_are_refused(self, tmp_path, monkeypatch, declaration, near):
        set_limits(monkeypatch, near_bytes=near)

        def change(data):
            return declared(data, declaration)

        refused(patched(xlsx(tmp_path / "a.xlsx"), change), "entities")
        refused(patched(xlsx(tmp_path / "b.xlsx"), change, "xl/sharedStrings.xml"), "entities")
        refused(patched(xlsx(tmp_path / "c.xlsx"), change, "xl/workbook.xml"), "entities")
        refused(patched(ods(tmp_path / "d.ods"), change, "content.xml"), "entities")
        refused(patched(word(tmp_path / "e.docx"), change, "word/document.xml"), "entities")

    def test_entities_that_begin_between_two_pieces_are_found(self, tmp_path):
        for shift in range(0, 16, 5):
            padding = b"<!--" + b"x" * ((1 << 20) - 70 - shift) + b"-->"
            path = patched(
                xlsx(tmp_path / "a.xlsx"), lambda data, p=padding: declared(data, p + ENTITIES)
            )
            refused(path, "entities")

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-7", "cp037"])
    def test_encodings_that_could_hide_them_are_refused(self, tmp_path, encoding):
        def change(data):
            text = declared(data, ENTITIES).decode().replace("UTF-8", encoding)
            return text.encode(encoding)

        refused(patched(xlsx(tmp_path / "a.xlsx"), change))


class TestKinds:
    @pytest.mark.parametrize(
        ("start", "name"),
        [
            (b"MZ\x90\0\3\0\0\0", ".exe"),
            (b"%PDF-1.7\n%\xe2", ".pdf"),
            (b"\x89PNG\r\n\x1a\n", ".png"),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", ".jpg"),
            (b"Rar!\x1a\7\0", ".rar"),
            (b"7z\xbc\xaf\x27\x1c", ".7z"),
            (b"\x1f\x8b\x08\0", ".gz"),
            (b"\x7fELF\2\1", ".elf"),
        ],
    )
    @pytest.mark.parametrize("suffix", ["xlsx", "csv"])
    def test_that_are_no_table_are_named(self, tmp_path, start, name, suffix):
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(start + bytes(range(256)) * 8)
        refused(path, name)

    def test_of_a_text_that_begins_like_a_program_is_text(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("MZ,BM\n1,2\n", encoding="utf-8")
        assert kind_of(path) is Format.TEXT

    @pytest.mark.parametrize(
        "text",
        ["<html><table><tr><td>1", "\ufeff<!DOCTYPE html>", '<?xml version="1.0"?><Workbook>'],
    )
    def test_of_pages_that_are_called_workbooks_are_named(self, tmp_path, text):
        (tmp_path / "a.xls").write_text(text, encoding="utf-8")
        refused(tmp_path / "a.xls", "web page")

    def test_with_a_password_are_named(self, tmp_path):
        refused(compound(tmp_path / "a.xlsx", "EncryptedPackage", "EncryptionInfo"), "password")
        secret = "<manifest:encryption-data/>"
        refused(ods(tmp_path / "b.ods", manifest=secret), "password")

    def test_of_other_office_files_are_named(self, tmp_path):
        refused(compound(tmp_path / "a.doc", "WordDocument"), ".docx")
        refused(compound(tmp_path / "a.msi", "Other"), "old format")
        with ZipFile(tmp_path / "a.xlsb", "w") as container:
            container.writestr("xl/workbook.bin", b"")
        refused(tmp_path / "a.xlsb", ".xlsb")
        path = ods(tmp_path / "a.odt")
        patched(path, lambda data: data.replace(b"spreadsheet", b"text"), "mimetype")
        refused(path, "no workbook")

    def test_that_are_not_there_are_named(self, tmp_path):
        refused(tmp_path / "none.csv", "cannot be read")


class TestText:
    def test_with_too_many_rows_is_refused(self, tmp_path, monkeypatch):
        set_limits(monkeypatch, text_rows=100)
        path = tmp_path / "a.csv"
        path.write_text("a,b\n" + "1,2\n" * 101, encoding="utf-8")
        refused(path, "100 rows")

    def test_with_a_line_without_end_is_refused(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(b"a,b\n1,2\n" + b"x" * 3_000_000 + b"\n3,4\n")
        refused(path, "a line is longer")

    def test_that_is_too_large_is_refused_unread(self, tmp_path):
        path = tmp_path / "a.csv"
        with path.open("wb") as file:
            file.write(b"a,b\n")
            file.truncate(9_000_000_000)
        refused(path, "larger than")

    def test_with_nothing_in_a_byte_is_refused(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(b"a,b\n1,2\n3,\0\n")
        assert refused(path).rule is Rule.ENCODING
        assert refused(path).row == 3

    def test_with_a_value_without_end_is_refused(self, tmp_path):
        path = tmp_path / "a.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerow(["a", "x\n" * 100_000])
        refused(path, "quotation mark")


class TestOthers:
    def test_a_column_file_with_too_many_rows_is_refused(self, tmp_path, monkeypatch):
        pq.write_table(pa.table({"a": pa.array([0]).take([0] * 5000)}), tmp_path / "a.parquet")
        set_limits(monkeypatch, parquet_rows=1000)
        refused(tmp_path / "a.parquet", "5000 rows")

    def test_a_document_beyond_the_eye_is_refused(self, tmp_path, monkeypatch):
        path = word(tmp_path / "a.docx", [["a"] * 5] * 10)
        for limit in ({"word_cells": 40}, {"word_bytes": 500}, {"word_tables": 0}):
            with monkeypatch.context() as patch:
                set_limits(patch, **limit)
                refused(path, "larger")

    def test_tables_in_tables_without_end_are_no_crash(self, tmp_path):
        path = word(tmp_path / "a.docx")
        deep = b"<w:tbl><w:tr><w:tc>" * 5000 + b"</w:tc></w:tr></w:tbl>" * 5000
        patched(
            path, lambda data: data.replace(b"<w:sectPr", deep + b"<w:sectPr"), "word/document.xml"
        )
        refused(path, "cannot be opened")

    def test_too_many_errors_are_refused(self, tmp_path, monkeypatch):
        set_limits(monkeypatch, strange_cells=2)
        errors = "".join(f'<c r="{each}3" t="e"><v>#N/A</v></c>' for each in "ABC")
        refused(with_cells(xlsx(tmp_path / "a.xlsx"), f'<row r="3">{errors}</row>'), "2 cells")

    @pytest.mark.parametrize("make", [xlsx, xls, ods, word])
    def test_what_is_cut_off_is_refused(self, tmp_path, make):
        whole = make(tmp_path / "a").read_bytes()
        for tenth in range(1, 10):
            path = tmp_path / f"cut{tenth}"
            path.write_bytes(whole[: len(whole) * tenth // 10])
            with suppress(FileFaulty):
                for sheet in range(len(read_book(path).sheets)):
                    all_texts(path, sheet)

    def test_a_document_is_no_workbook(self, tmp_path):
        document = docx.Document()
        document.add_table(1, 1).cell(0, 0).text = "a"
        document.save(str(tmp_path / "a.xlsx"))
        assert kind_of(tmp_path / "a.xlsx") is Format.WORD

    def test_the_sheet_is_where_the_workbook_says(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx")
        assert SHEET in ZipFile(path).namelist()
