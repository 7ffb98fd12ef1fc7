"""Files of every format become sheets; what cannot be read is said in one line."""

from contextlib import suppress
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from shouwang.stages.ingest.problems import FileFaulty, Rule, cell_name
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.sheets import Request
from tests.stages.ingest.builders import write_csv, write_parquet, write_workbook


def rows_of(path, *, header=0, positions=(0, 1), sheet=0):
    """The rows of a file with their numbers, and those that were torn."""
    torn = []
    request = Request(header + 1, positions, torn)
    rows = []
    for block in read_book(path).sheets[sheet].read(request):
        columns = [column.to_pylist() for column in block.columns]
        rows += zip(block.rows.tolist(), *columns, strict=True)
    return rows, [(each.row, each.expected, each.found) for each in torn]


def fault_of(path):
    with pytest.raises(FileFaulty) as error:
        rows_of(path)
    (fault,) = error.value.faults
    return fault


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_is_read_in_both_encodings(self, tmp_path, encoding):
        path = write_csv(tmp_path / "a.csv", ("姓名", "村"), ("孟和", "新胜村"), encoding=encoding)
        assert read_book(path).sheets[0].top[0] == ("姓名", "村")
        assert rows_of(path) == ([(2, "孟和", "新胜村")], [])

    @pytest.mark.parametrize("mark", ["\t", ";", ","])
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
            "姓名,村\n".encode("utf-16"),
            b"\xff\xff\xfe,\x80\x80\n",
            "a,b\n1,é\xff".encode("latin-1"),
        ],
        ids=["utf-16", "no text", "latin-1"],
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

    def test_leaves_empty_sheets_out(self, tmp_path):
        path = write_workbook(tmp_path / "a.xlsx", {"空": [], "一": [("a", "b"), (1, 2)]})
        assert [sheet.name for sheet in read_book(path).sheets] == ["一"]

    def test_names_cells_where_they_stand(self, tmp_path):
        path = write_workbook(tmp_path / "a.xlsx", {"一": [(None, None), (None, "a"), (None, 1)]})
        sheet = read_book(path).sheets[0]
        assert (sheet.has_cells, sheet.column_offset, sheet.row_offset) == (True, 1, 1)
        assert sheet.top[0] == ("a",)
        assert rows_of(path, positions=(0,))[0] == [(3, "1")]
        assert [cell_name(place, 9) for place in (0, 25, 26, 701, 702)] == [
            "A9", "Z9", "AA9", "ZZ9", "AAA9"
        ]  # fmt: skip

    def test_that_is_damaged_is_refused(self, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(b"PK\x03\x04 and nothing after")
        assert fault_of(path).rule is Rule.FILE


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
                positions = tuple(range(len(sheet.top[0])))
                for block in sheet.read(Request(1, positions, [])):
                    assert all(isinstance(each, pa.Array) for each in block.columns)
