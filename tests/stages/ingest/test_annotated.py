"""The answer to a sender: its own workbook back, coloured, commented, and harmless."""

import os
import stat
import zipfile
from datetime import date

import pyarrow as pa
import pytest
import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from shouwang.base.errors import InputProblems
from shouwang.stages.ingest import annotated, marks
from shouwang.stages.ingest.annotated import Form, fail_if_not_writable, write_answer
from shouwang.stages.ingest.answer_book import write_marked_book
from shouwang.stages.ingest.answer_list import free_name
from shouwang.stages.ingest.problems import RowProblem, Rule, Severity, file_fault
from shouwang.stages.ingest.readers import read_book
from shouwang.stages.ingest.review import Candidate, Question, Review, Total
from tests.stages.ingest.builders import write_csv, write_parquet

RED, YELLOW, BLUE = "FFFFC7CE", "FFFFEB9C", "FFBDD7EE"
LIST = "List of problems"
HEADINGS = ("嘎查村", "姓名", "证件号码", "收入")


def problem(cell, row, column, *, severity=Severity.ERROR, sheet="台账", mend="look again"):
    return RowProblem(
        sheet, cell, row, column, "***", Rule.ID_CHECKSUM, severity, "it is wrong", mend
    )


def review(*problems, **more):
    header_map = {"嘎查村": "village", "姓名": "name", "证件号码": "person", "收入": "income"}
    fields = {
        "delivery": 7, "feed": "person", "sender": "office:160000", "read": 3, "accepted": 2,
        "rejected": 1, "warnings": 1, "problems": problems, "header_map": header_map,
    }  # fmt: skip
    return Review(**fields | more)


def ledger(path, *, fill=lambda _book, _sheet: None):
    """A workbook with a title over two header rows, merged cells and a second sheet."""
    book = Workbook()
    sheet = book.active
    sheet.title = "台账"
    sheet["A1"] = "某旗台账"
    sheet.merge_cells("A1:D1")
    for column, text in enumerate(HEADINGS, start=1):
        sheet.cell(2, column, text)
    for row, values in enumerate([("新胜村", "甲", "1", 5), (None, "乙", "2", 6)], start=3):
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column, value)
    sheet.merge_cells("A3:A4")
    sheet["D5"] = "=SUM(D3:D4)"
    sheet.column_dimensions["C"].width = 33
    book.create_sheet("填表说明")["A1"] = "填写说明"
    fill(book, sheet)
    book.save(path)
    return path


def answered(source, said, out):
    answer = write_answer(source=source, review=said, out=out)
    return answer, load_workbook(out, rich_text=True)


def colours(sheet):
    return {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type
    }


def listed(book):
    rows = [
        [cell.value for cell in row if cell.value is not None] for row in book[LIST].iter_rows()
    ]
    return [row for row in rows if row]


class TestBook:
    def test_colours_and_comments_the_senders_own_cells(self, tmp_path):
        source = ledger(tmp_path / "a.xlsx")
        said = review(
            problem("C4", 4, "证件号码"),
            problem("D3", 3, "收入", severity=Severity.WARNING, mend=""),
        )
        answer, book = answered(source, said, tmp_path / "out.xlsx")
        assert (answer.form, answer.marked) == (Form.BOOK, 2)
        sheet = book["台账"]
        assert colours(sheet) == {"C4": RED, "D3": YELLOW}
        assert sheet["C4"].comment.text == "[error] it is wrong\n→ look again"
        assert sheet["D3"].comment.text == "[warning] it is wrong"
        assert sheet["C4"].value == "2"

    def test_keeps_sheets_merged_cells_formats_and_formulas(self, tmp_path):
        source = ledger(tmp_path / "a.xlsx")
        _answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        assert book.sheetnames == [LIST, "台账", "填表说明"]
        sheet = book["台账"]
        assert {str(each) for each in sheet.merged_cells.ranges} == {"A1:D1", "A3:A4"}
        assert sheet.column_dimensions["C"].width == 33
        assert sheet["D5"].value == "=SUM(D3:D4)"
        assert book["填表说明"]["A1"].value == "填写说明"
        selected = [each.title for each in book.worksheets if each.sheet_view.tabSelected]
        assert selected == [LIST]

    def test_marks_merged_cells_at_the_one_that_has_the_value(self, tmp_path):
        said = review(problem("A4", 4, "嘎查村"), problem("A3", 3, "嘎查村"))
        _answer, book = answered(ledger(tmp_path / "a.xlsx"), said, tmp_path / "o.xlsx")
        assert colours(book["台账"]) == {"A3": RED}
        assert book["台账"]["A3"].comment.text.count("it is wrong") == 2

    def test_takes_the_worst_colour_where_several_things_are_said(self, tmp_path):
        said = review(
            problem("C4", 4, "证件号码", severity=Severity.WARNING),
            problem("C4", 4, "证件号码", severity=Severity.ERROR),
        )
        answer, book = answered(ledger(tmp_path / "a.xlsx"), said, tmp_path / "o.xlsx")
        assert answer.marked == 1
        assert colours(book["台账"]) == {"C4": RED}
        assert book["台账"]["C4"].comment.text.count("it is wrong") == 2

    def test_keeps_what_the_sender_had_noted(self, tmp_path):
        def fill(_book, sheet):
            sheet["C4"].comment = Comment("查过", "某")

        source = ledger(tmp_path / "a.xlsx", fill=fill)
        _answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        assert book["台账"]["C4"].comment.text.startswith("查过\n[error]")

    def test_asks_its_questions_where_the_word_stands(self, tmp_path):
        asked = Question("village", "新胜村", 2, (Candidate("160101001001", "新胜村"),))
        said = review(questions=(asked,), ignored_sheets=("填表说明",))
        _answer, book = answered(ledger(tmp_path / "a.xlsx"), said, tmp_path / "o.xlsx")
        assert colours(book["台账"]) == {"A3": BLUE}
        assert "160101001001 新胜村" in book["台账"]["A3"].comment.text
        assert listed(book)[-1][:4] == [1, "嘎查村", "新胜村", 2]

    def test_lists_every_problem_with_a_link_to_its_cell(self, tmp_path):
        _answer, book = answered(
            ledger(tmp_path / "a.xlsx"), review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx"
        )
        row = [1, "台账", "C4", 4, "证件号码", "***", "error", "it is wrong", "look again"]
        assert row in listed(book)
        links = [cell.hyperlink.location for line in book[LIST].iter_rows() for cell in line
                 if cell.hyperlink]  # fmt: skip
        assert links == ["'台账'!C4"]
        assert ["rows read", 3] in listed(book)
        assert ["rejected", 1] in listed(book)

    def test_lists_the_totals_that_are_not_right(self, tmp_path):
        totals = (Total("D5", "收入", "12", "11", ok=False), Total("D6", "收入", "3", "3", ok=True))
        said = review(totals=totals)
        _answer, book = answered(ledger(tmp_path / "a.xlsx"), said, tmp_path / "o.xlsx")
        assert listed(book)[-1] == [1, "收入", "D5", "12", "11"]

    def test_gives_the_list_a_name_that_is_free(self, tmp_path):
        def fill(book, _sheet):
            book.create_sheet(LIST)

        source = ledger(tmp_path / "a.xlsx", fill=fill)
        _answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        assert book.sheetnames[0] == f"{LIST}2"
        assert free_name("ab", ["AB", "Ab2"]) == "ab3"


class TestHarmless:
    def test_a_text_that_looks_like_a_formula_stays_a_text(self, tmp_path):
        def fill(_book, sheet):
            sheet["B3"].value = "=cmd|'/c calc'!A1"
            sheet["B3"].data_type = "s"

        source = ledger(tmp_path / "a.xlsx", fill=fill)
        _answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        cell = book["台账"]["B3"]
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", "=cmd|'/c calc'!A1", True)

    @pytest.mark.parametrize(
        "formula",
        ["=cmd|'/c calc'!A1", "=[1]Sheet1!$A$1", "='[other.xlsx]Sheet1'!A1",
         '=WEBSERVICE("http://example.org")'],
    )  # fmt: skip
    def test_a_formula_that_reaches_out_runs_no_more(self, tmp_path, formula):
        def fill(_book, sheet):
            sheet["B3"].value = formula

        source = ledger(tmp_path / "a.xlsx", fill=fill)
        _answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        cell = book["台账"]["B3"]
        assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", formula, True)
        assert book["台账"]["D5"].data_type == "f"

    def test_names_and_lists_of_other_files_stay_behind(self, tmp_path):
        def fill(book, _sheet):
            book.defined_names["outside"] = DefinedName("outside", attr_text="[1]Sheet1!$A$1")
            book.defined_names["inside"] = DefinedName("inside", attr_text="台账!$A$1")

        source = ledger(tmp_path / "a.xlsx", fill=fill)
        _answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        assert list(book.defined_names) == ["inside"]

    def test_macros_stay_behind(self, tmp_path):
        source = ledger(tmp_path / "a.xlsx")
        book = read_book(source)
        with zipfile.ZipFile(source, "a") as parts:
            parts.writestr("xl/vbaProject.bin", b"macro")
            parts.writestr("xl/externalLinks/externalLink1.xml", b"<a/>")
        out = tmp_path / "o.xlsx"
        write_marked_book(out, source, book, review(), {})
        assert not [
            each for each in zipfile.ZipFile(out).namelist() if "vba" in each or "external" in each
        ]

    def test_a_list_with_a_formula_in_it_stays_text(self, tmp_path):
        bad = RowProblem("台账", "D3", 3, "收入", "=1+1", Rule.TYPE, Severity.ERROR, "=2+2", "")
        _answer, book = answered(ledger(tmp_path / "a.xlsx"), review(bad), tmp_path / "o.xlsx")
        cells = [
            cell for row in book[LIST].iter_rows() for cell in row if cell.value in {"=1+1", "=2+2"}
        ]
        assert [cell.data_type for cell in cells] == ["s", "s"]


class TestCopy:
    def test_of_a_text_has_the_rows_where_they_stand(self, tmp_path):
        source = write_csv(
            tmp_path / "台账.csv", HEADINGS, ("村", "甲", "=1", "5"), ("村", "乙", "2", "x")
        )
        said = review(problem("", 3, "收入", sheet=""))
        answer, book = answered(source, said, tmp_path / "o.xlsx")
        assert (answer.form, book.sheetnames) == (Form.COPY, [LIST, "台账"])
        sheet = book["台账"]
        assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
            list(HEADINGS), ["村", "甲", "=1", "5"], ["村", "乙", "2", "x"],
        ]  # fmt: skip
        assert colours(sheet) == {"D3": RED}
        assert (sheet["C2"].data_type, sheet["C2"].quotePrefix) == ("s", True)
        assert sheet["D3"].comment.text.startswith("[error]")
        assert listed(book)[-1][:3] == [1, "D3", 3]

    def test_of_a_parquet_file_puts_the_headings_over_its_rows(self, tmp_path):
        source = write_parquet(
            tmp_path / "a.parquet",
            {"姓名": ["甲", "乙"], "收入": pa.array([5, None]), "日": [date(2020, 1, 1), None]},
        )
        said = review(problem("", 2, "收入", sheet=""))
        _answer, book = answered(source, said, tmp_path / "o.xlsx")
        sheet = book["a"]
        assert [cell.value for cell in sheet[1]] == ["姓名", "收入", "日"]
        assert [cell.value for cell in sheet[2]] == ["甲", "5", "2020-01-01"]
        assert colours(sheet) == {"B3": RED}

    def test_of_an_old_workbook_keeps_its_sheets_and_merged_cells(self, tmp_path):
        old = xlwt.Workbook()
        sheet = old.add_sheet("台账")
        sheet.write_merge(0, 0, 0, 1, "标题")
        sheet.write(1, 0, "姓名")
        sheet.write(1, 1, "收入")
        sheet.write(2, 1, "x")
        old.save(str(tmp_path / "a.xls"))
        said = review(problem("B3", 3, "收入"))
        answer, book = answered(tmp_path / "a.xls", said, tmp_path / "o.xlsx")
        assert answer.form is Form.COPY
        assert [str(each) for each in book["台账"].merged_cells.ranges] == ["A1:B1"]
        assert colours(book["台账"]) == {"B3": RED}

    def test_takes_the_place_of_a_workbook_that_cannot_be_marked(self, tmp_path, monkeypatch):
        def fails(*_arguments):
            raise ValueError("a style nobody knows")

        monkeypatch.setattr(annotated, "write_marked_book", fails)
        source = ledger(tmp_path / "a.xlsx")
        answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        assert answer.form is Form.COPY
        assert colours(book["台账"]) == {"C4": RED}

    def test_has_a_torn_row_as_it_stands(self, tmp_path):
        source = tmp_path / "a.csv"
        source.write_text("姓名,收入\n甲,5\n乙,6,7\n丙,8\n")
        said = review(problem("", 3, "", sheet=""))
        _answer, book = answered(source, said, tmp_path / "o.xlsx")
        assert next(cell.value for cell in book["a"][3]) == "乙,6,7"
        assert [cell.value for cell in book["a"][4]] == ["丙", "8"]
        assert colours(book["a"]) == {"A3": RED}


class TestRows:
    @pytest.fixture
    def small(self, monkeypatch):
        found = {**marks.style(), "most_cells_of_book": 4, "most_cells_of_copy": 4}
        for module in (annotated, marks):
            monkeypatch.setattr(module, "style", lambda: found)

    @pytest.mark.usefixtures("small")
    def test_to_mend_are_all_that_a_large_file_gets_back(self, tmp_path):
        source = ledger(tmp_path / "a.xlsx")
        answer, book = answered(source, review(problem("C4", 4, "证件号码")), tmp_path / "o.xlsx")
        assert answer.form is Form.ROWS
        sheet = book["台账"]
        assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
            ["row", "某旗台账", None, None, None],
            ["row", *HEADINGS],
            ["4", None, "乙", "2", "6"],
        ]
        assert colours(sheet) == {"D3": RED}
        links = [cell.hyperlink.location for line in book[LIST].iter_rows() for cell in line
                 if cell.hyperlink]  # fmt: skip
        assert links in (["台账!D3"], ["'台账'!D3"])
        assert "too large" in " ".join(str(each) for row in listed(book) for each in row)

    @pytest.mark.usefixtures("small")
    def test_of_a_text_say_which_line_they_are(self, tmp_path):
        source = write_csv(tmp_path / "a.csv", HEADINGS, *[("村", "甲", "1", "5")] * 9)
        said = review(problem("", 8, "收入", sheet=""))
        _answer, book = answered(source, said, tmp_path / "o.xlsx")
        assert [[cell.value for cell in row] for row in book["a"].iter_rows()] == [
            ["row", *HEADINGS], ["8", "村", "甲", "1", "5"],
        ]  # fmt: skip


class TestList:
    def test_is_all_that_answers_a_file_that_could_not_be_taken(self, tmp_path):
        source = tmp_path / "a.exe"
        source.write_bytes(b"MZ\0")
        fault = file_fault(Rule.COLUMN_MISSING, "the column is missing", "add it")
        said = review(fault, read=0, accepted=0, rejected=0)
        answer, book = answered(source, said, tmp_path / "o.xlsx")
        assert (answer.form, book.sheetnames) == (Form.LIST, [LIST])
        assert listed(book)[-1][-2:] == ["the column is missing", "add it"]


class TestFile:
    def test_is_its_owners_only(self, tmp_path):
        out = tmp_path / "o.xlsx"
        out.write_text("older")
        out.chmod(0o644)
        write_answer(source=ledger(tmp_path / "a.xlsx"), review=review(), out=out)
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert sorted(each.name for each in tmp_path.iterdir()) == ["a.xlsx", "o.xlsx"]

    def test_is_never_the_delivered_file(self, tmp_path):
        source = ledger(tmp_path / "a.xlsx")
        before = source.read_bytes()
        os.link(source, tmp_path / "hard.xlsx")
        (tmp_path / "soft.xlsx").symlink_to(source)
        for name in ("a.xlsx", "hard.xlsx", "soft.xlsx"):
            with pytest.raises(InputProblems, match="delivered file itself"):
                write_answer(source=source, review=review(), out=tmp_path / name)
        assert source.read_bytes() == before

    @pytest.mark.parametrize(
        ("name", "fault"),
        [("o.xls", "ends in .xlsx"), ("no/o.xlsx", "nothing can be written"),
         ("a.xlsx/o.xlsx", "nothing can be written")],
    )  # fmt: skip
    def test_that_cannot_be_written_is_refused_beforehand(self, tmp_path, name, fault):
        source = ledger(tmp_path / "a.xlsx")
        with pytest.raises(InputProblems, match=fault):
            fail_if_not_writable(tmp_path / name, source)

    def test_leaves_nothing_half_done(self, tmp_path, monkeypatch):
        def fails(*_arguments):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(annotated, "write_marked_book", fails)
        out = tmp_path / "o.xlsx"
        with pytest.raises(InputProblems, match="No space left"):
            write_answer(source=ledger(tmp_path / "a.xlsx"), review=review(), out=out)
        assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


class TestColumns:
    def test_under_a_group_are_told_from_those_of_another(self):
        top = (("户主", "", "配偶", ""), ("姓名", "性别", "姓名", "性别"), ("甲", "男", "乙", "女"))
        sheet = marks.Sheet("", top, read=lambda _request: iter(()))
        assert marks.columns_of(sheet, "配偶/姓名") == [2]
        assert marks.columns_of(sheet, "户主/性别") == [1]
        assert marks.columns_of(sheet, "性 别") == [1, 3]
        assert marks.columns_of(sheet, "电话") == []


class TestQuestions:
    def test_name_a_few_candidates_in_a_note_and_all_in_the_list(self):
        many = tuple(Candidate(f"16010100100{each}", f"{each}村") for each in range(9))
        question = Question("village", "新胜村", 2, many)
        text = marks.asked_of(question, most=6)
        assert text.count("村") == 6
        assert "… and 3 more" in text
        assert marks.asked_of(question).count("村") == 9

    def test_without_candidates_ask_for_the_code(self):
        assert "write the code instead" in marks.asked_of(Question("village", "某村", 1))
