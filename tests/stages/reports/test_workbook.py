"""Ledgers as workbooks: merged titles, units, formulas kept, what Excel would take for a formula."""

import datetime
import io
import time

import openpyxl
import pytest

from shouwang.stages.reports.blocks import Book, Column, Sheet, Table, read_book
from shouwang.stages.reports.workbook import xlsx_of

COLUMNS = (
    Column("旗县", width=12),
    Column("应改", "问题", "right", form="whole", is_total=True),
    Column("已改", "问题", "right", form="whole", is_total=True),
    Column("整改率", "", "right", form="share", share=(2, 1)),
    Column("期限", form="day"),
)
ROWS = (("甲旗", 4, 2, 0.5, "2020-06-30"), ("=1+1", 6, 6, 1.0, "尽快"), ("丙旗", 0, 0, None, None))


@pytest.fixture(scope="module")
def book():
    table = Table(COLUMNS, ROWS, "台账", "单位：个", "合计")
    lines = ("填报单位：某办", "填报人：", "填报时间：2020年6月30日")
    return Book("台账", datetime.date(2020, 6, 30),
                (Sheet("甲旗", table, "问题台账", lines), Sheet("甲旗", table), Sheet("a/b[1]", table)))  # fmt: skip


@pytest.fixture
def sheet(book):
    return openpyxl.load_workbook(io.BytesIO(xlsx_of(book)))["甲旗"]


def test_title_lines_and_heads_are_merged(sheet):
    merged = {str(each) for each in sheet.merged_cells.ranges}
    assert {"A1:E1", "A3:A4", "B3:C3", "D3:D4"} <= merged
    assert sheet["A1"].value == "问题台账"
    assert [sheet.cell(2, place).value for place in (1, 2, 3, 4)][:1] == ["填报单位：某办"]
    assert any(cell.value == "单位：个" for cell in sheet[2])
    assert [sheet[each].value for each in ("B3", "B4", "C4")] == ["问题", "应改", "已改"]


def test_the_total_row_keeps_its_formulas(sheet, book):
    assert [sheet.cell(8, place).value for place in (1, 2, 3)] == [
        "合计",
        "=SUM(B5:B7)",
        "=SUM(C5:C7)",
    ]
    assert sheet["D8"].value == '=IF(B8=0,"",C8/B8)'
    assert sheet["D5"].value == '=IF(B5=0,"",C5/B5)'
    read = openpyxl.load_workbook(io.BytesIO(xlsx_of(book)), data_only=True)["甲旗"]
    assert [read.cell(8, place).value for place in (2, 3, 4)] == [10, 8, 0.8]


def test_text_is_never_a_formula_and_days_are_days(sheet):
    assert (sheet["A6"].value, sheet["A6"].data_type) == ("=1+1", "s")
    assert sheet["E5"].value.date() == datetime.date(2020, 6, 30)
    assert sheet["E6"].value == "尽快"


def test_it_is_frozen_and_set_up_for_print(sheet):
    assert sheet.freeze_panes == "B5"
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0


def test_names_of_sheets_are_such_as_excel_takes(book):
    names = openpyxl.load_workbook(io.BytesIO(xlsx_of(book))).sheetnames
    assert names == ["甲旗", "甲旗 2", "a b 1"]


def test_the_same_book_gives_the_same_bytes(book):
    first = xlsx_of(book)
    time.sleep(2.1)
    assert xlsx_of(read_book(book.as_json())) == first
