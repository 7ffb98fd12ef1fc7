"""Files of every format become sheets; what cannot be read is said in one line."""

from contextlib import suppress
from datetime import date, datetime

import docx
import pyarrow as pa
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings, strategies as st

from shouwang.stages.ingest.problems import FileFaulty, Rule, cell_name
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.sheets import Merge, Request
from tests.stages.ingest.builders import write_csv, write_parquet, write_workbook
from tests.stages.ingest.files import (
    all_texts,
    cell,
    ods,
    patched,
    row,
    rows_of,
    set_limits,
    with_cells,
    word,
    xlsx,
)

NOON = datetime(2020, 1, 31, 12)  # noqa: DTZ001 - a cell knows no zone


def fault_of(path):
    with pytest.raises(FileFaulty) as error:
        rows_of(path)
    (fault,) = error.value.faults
    return fault


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_is_read_in_every_usual_encoding(self, tmp_path, encoding):
        path = write_csv(tmp_path / "a.csv", ("姓名", "村"), ("孟和", "新胜村"), encoding=encoding)
        assert read_book(path).sheets[0].top[0] == ("姓名", "村")
        assert rows_of(path) == ([(2, "孟和", "新胜村")], [])

    @pytest.mark.parametrize("mark", ["\t", ";", ",", "|"])
    def test_is_split_at_its_own_mark(self, tmp_path, mark):
        path = tmp_path / "a.txt"
        path.write_text(f"a{mark}b\n1{mark}2\n", encoding="utf-8")
        assert rows_of(path)[0] == [(2, "1", "2")]

    def test_keeps_breaks_inside_quotation_marks_and_counts_rows_on(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('a,b\n1,"x\ny"\n2,z\n', encoding="utf-8")
        assert rows_of(path)[0] == [(2, "1", "x\ny"), (3, "2", "z")]

    def test_sets_rows_aside_that_do_not_fit_the_headings(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text("a,b\n1,2\n3\n4,5,6\n\n7,8\n", encoding="utf-8")
        rows, torn = rows_of(path)
        assert [row for row in rows if row[1]] == [(2, "1", "2"), (6, "7", "8")]
        assert torn == [(3, 2, 1), (4, 2, 3)]

    def test_numbers_rows_rightly_over_many_blocks(self, tmp_path, monkeypatch):
        monkeypatch.setattr("shouwang.stages.ingest.text_file.BLOCK_BYTES", 64)
        lines = [f"{number},{'x' * (number % 7)}" for number in range(2, 120)]
        lines[50] = "52,a,b"
        path = tmp_path / "a.csv"
        path.write_text("\n".join(["n,t", *lines]), encoding="utf-8")
        rows, torn = rows_of(path)
        assert [(row, int(number)) for row, number, _text in rows] == [
            (number, number) for number in range(2, 120) if number != 52
        ]
        assert torn == [(52, 2, 3)]

    @pytest.mark.parametrize(
        "data",
        [
            "姓名,村\n".encode("utf-16-le"),
            b"\xff\xff\xfe,\x80\x80\n",
            "a,b\n1,é\xff".encode("latin-1"),
        ],
        ids=["no mark of order", "no text", "latin-1"],
    )
    def test_of_another_encoding_is_refused(self, tmp_path, data):
        path = tmp_path / "a.csv"
        path.write_bytes(data)
        fault = fault_of(path)
        assert fault.rule is Rule.ENCODING
        assert "UTF-8" in fault.mend

    def test_names_the_line_at_which_the_encoding_fails(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_bytes(b"a,b\n1,2\n3,\xff\n")
        assert fault_of(path).row == 3

    def test_with_an_open_quotation_mark_is_no_traceback(self, tmp_path):
        path = tmp_path / "a.csv"
        path.write_text('a,b\n1,"2\n3,4\n', encoding="utf-8")
        assert rows_of(path) == ([(2, "1", "2\n3,4\n")], [])


class TestWorkbook:
    def test_shows_values_as_a_person_sees_them(self, tmp_path):
        sheet = [("a", "b"), (150599001002.0, date(2020, 1, 31)), (True, 0.5), (None, "x")]
        path = write_workbook(tmp_path / "a.xlsx", {"一": sheet})
        assert rows_of(path)[0] == [
            (2, "150599001002", "2020-01-31"),
            (3, "true", "0.5"),
            (4, "", "x"),
        ]

    def test_keeps_its_empty_sheets_without_rows(self, tmp_path):
        path = write_workbook(tmp_path / "a.xlsx", {"空": [], "一": [("a", "b"), (1, 2)]})
        assert [(each.name, each.top[:1]) for each in read_book(path).sheets] == [
            ("空", ()),
            ("一", (("a", "b"),)),
        ]

    def test_names_cells_where_they_stand(self, tmp_path):
        path = write_workbook(tmp_path / "a.xlsx", {"一": [(None, None), (None, "a"), (None, 1)]})
        sheet = read_book(path).sheets[0]
        assert (sheet.has_cells, sheet.column_offset, sheet.row_offset) == (True, 1, 1)
        assert sheet.top[0] == ("a",)
        assert rows_of(path, positions=(0,))[0] == [(3, "1")]
        assert [cell_name(place, 9) for place in (0, 25, 26, 701, 702)] == [
            "A9", "Z9", "AA9", "ZZ9", "AAA9"
        ]  # fmt: skip

    def test_shows_numbers_that_lost_digits_as_such(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", [("a",), (150599198001011234,), (999999999999999,)])
        assert all_texts(path) == [["a"], ["1.505991980010112e+17"], ["999999999999999"]]

    def test_shows_dates_and_times_as_iso_has_them(self, tmp_path):
        path = xlsx(tmp_path / "a.xlsx", [("a",), (NOON,), (43800,)])
        assert all_texts(path) == [["a"], ["2020-01-31T12:00:00"], ["43800"]]

    def test_shows_errors_and_formulas_without_a_result_as_they_stand(self, tmp_path):
        cells = (
            '<row r="3"><c r="A3" t="e"><v>#REF!</v></c><c r="B3"><f>A1&amp;B1</f><v></v></c></row>'
            '<row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4" t="str"><f>A1</f><v></v></c></row>'
            "<row r='5'><c t='e' r='A5'><f>1/0</f><v>#DIV/0!</v></c><c r='B5'><v>7</v></c></row>"
        )
        path = with_cells(xlsx(tmp_path / "a.xlsx"), cells)
        assert all_texts(path)[2:] == [["#REF!", "=A1&B1"], ["2", ""], ["#DIV/0!", "7"]]

    def test_says_what_is_merged_hidden_and_where_it_begins(self, tmp_path):
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("一")
            sheet.merge_range("B3:D3", "x")
            sheet.write("D6", "y")
            sheet.merge_range("B5:B9", "z")
            sheet.set_column("C:C", None, None, {"hidden": True})
            sheet.set_column("A:A", 0)
            other = book.add_worksheet("二")
            other.write(0, 0, 1)
            other.hide()
        first, second = read_book(path).sheets
        assert (first.row_offset, first.column_offset, first.rows) == (2, 1, 4)
        assert set(first.merges) == {Merge(0, 0, 0, 2), Merge(2, 3, 0, 0)}
        assert first.hidden_columns == {1}
        assert (first.is_hidden, second.is_hidden) == (False, True)

    def test_that_is_large_is_read_in_a_process_of_its_own(self, tmp_path, monkeypatch):
        rows = [("a", "b"), *((number, f"v{number}") for number in range(400)), (None, "z")]
        path = with_cells(xlsx(tmp_path / "a.xlsx", rows), '<row r="500"><c r="A500" t="e"/></row>')
        near = all_texts(path)
        set_limits(monkeypatch, near_bytes=0)
        assert all_texts(path) == near
        sheet = read_book(path).sheets[0]
        for _again in range(2):
            left = next(iter(sheet.read(Request(3, (1,), []))))
            assert (left.rows[0], left.columns[0][0].as_py()) == (4, "v2")

    def test_of_the_old_format_is_read(self, tmp_path):
        path = tmp_path / "a.xls"
        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet("一")
        for place, value in enumerate(("姓名", 1.5e17, 8000)):
            sheet.write(2, place, value)
        sheet.write_merge(3, 4, 0, 0, "孟和")
        sheet.row(5).set_cell_error(2, "#REF!")
        sheet.col(1).hidden = True
        book.save(str(path))
        found = read_book(path).sheets[0]
        assert all_texts(path) == [
            ["姓名", "1.5e+17", "8000"], ["孟和", "", ""], ["", "", ""], ["", "", "#REF!"]
        ]  # fmt: skip
        assert (found.row_offset, found.merges) == (2, (Merge(1, 2, 0, 0),))
        assert found.hidden_columns == {1}

    def test_of_open_document_is_read(self, tmp_path):
        error = (
            '<table:table-cell office:value-type="string" calcext:value-type="error">'
            "<text:p>#REF!</text:p></table:table-cell>"
        )
        content = (
            row(cell("a"), cell("b"))
            + row(cell("1", 'table:number-rows-spanned="2"'), cell("x"))
            + row("<table:covered-table-cell/>", error)
            + row('<table:table-cell table:number-columns-repeated="16384"/>',
                  about='table:number-rows-repeated="1048573"')
        )  # fmt: skip
        columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
        path = ods(tmp_path / "a.ods", content, columns=columns)
        assert all_texts(path) == [["a", "b"], ["1", "x"], ["", "#REF!"]]
        sheet = read_book(path).sheets[0]
        assert (sheet.merges, sheet.hidden_columns) == ((Merge(1, 2, 0, 0),), {1})

    def test_that_is_damaged_is_refused(self, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"PK\x03\x04 and nothing after")
        assert fault_of(path).rule is Rule.FILE


class TestWord:
    def test_gives_each_of_its_tables(self, tmp_path):
        path = word(tmp_path / "a.docx", [["a", "b"], ["1", "2"]], [["c"], ["3"]])
        book = read_book(path)
        assert [sheet.rows for sheet in book.sheets] == [2, 2]
        assert rows_of(path)[0] == [(2, "1", "2")]
        assert rows_of(path, positions=(0,), sheet=1)[0] == [(2, "3")]

    def test_knows_merged_cells_and_leaves_tables_in_cells_out(self, tmp_path):
        document = docx.Document()
        table = document.add_table(4, 3)
        for number in range(4):
            for place in range(3):
                table.cell(number, place).text = f"{number}{place}"
        table.cell(1, 0).merge(table.cell(2, 0)).text = "down"
        table.cell(0, 1).merge(table.cell(0, 2)).text = "across"
        table.cell(3, 0).add_table(1, 1).cell(0, 0).text = "inside"
        document.save(str(tmp_path / "a.docx"))
        (sheet,) = read_book(tmp_path / "a.docx").sheets
        assert all_texts(tmp_path / "a.docx") == [
            ["00", "across", ""], ["down", "11", "12"], ["", "21", "22"], ["30", "31", "32"]
        ]  # fmt: skip
        assert set(sheet.merges) == {Merge(0, 0, 1, 2), Merge(1, 2, 0, 0)}

    def test_leaves_deleted_text_out_and_keeps_breaks(self, tmp_path):
        path = word(tmp_path / "a.docx", [["a", "b"], ["1", "2"]])
        marked = b"<w:r><w:t>1</w:t></w:r>"
        new = b'<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del><w:r><w:t>x</w:t><w:br/><w:t>y</w:t></w:r>'
        patched(path, lambda data: data.replace(marked, new), "word/document.xml")
        assert rows_of(path)[0] == [(2, "x\ny", "2")]

    def test_without_a_table_is_refused(self, tmp_path):
        docx.Document().save(str(tmp_path / "a.docx"))
        assert fault_of(tmp_path / "a.docx").rule is Rule.FILE


class TestParquet:
    def test_is_read_in_its_types(self, tmp_path):
        path = write_parquet(tmp_path / "a.parquet", {"a": [1, 2], "b": ["x", None]})
        assert rows_of(path, positions=(1, 0))[0] == [(1, "x", 1), (2, None, 2)]

    def test_that_is_damaged_is_refused(self, tmp_path):
        path = write_parquet(tmp_path / "a.parquet", {"a": [1]})
        path.write_bytes(path.read_bytes()[:-20])
        assert fault_of(path).rule is Rule.FILE


class TestReadBook:
    def test_goes_by_what_is_in_the_file(self, tmp_path):
        path = write_workbook(tmp_path / "a.csv", {"一": [("a", "b"), (1, 2)]})
        assert rows_of(path)[0] == [(2, "1", "2")]

    def test_refuses_what_is_empty(self, tmp_path):
        (tmp_path / "a.csv").touch()
        assert fault_of(tmp_path / "a.csv").rule is Rule.EMPTY

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        start=st.sampled_from([b"", b"PK\x03\x04", b"PAR1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
        data=st.binary(max_size=200),
    )
    def test_has_an_answer_to_every_file(self, tmp_path, start, data):
        path = tmp_path / "a"
        path.write_bytes(start + data)
        with suppress(FileFaulty):
            for sheet in read_book(path).sheets:
                positions = tuple(range(max((len(row) for row in sheet.top), default=1)))
                for block in sheet.read(Request(1, positions, [])):
                    assert all(isinstance(each, pa.Array) for each in block.columns)
