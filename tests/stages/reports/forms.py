"""Blank forms as they come from above."""

from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.styles import Font


def saved(book):
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def places_sheet(book, *, rows=3, title="各旗县脱贫攻坚进展情况统计表"):
    sheet = book.active if book.active.max_row == 1 else book.create_sheet(title[:20])
    sheet.title = title[:20]
    sheet["A1"] = title
    sheet.merge_cells("A1:G1")
    sheet["A2"] = "填报单位：            填报时间：    年  月  日"
    sheet.merge_cells("A2:E2")
    sheet["F2"] = "单位：户、人、万元"
    sheet.merge_cells("F2:G2")
    for cell, text in {
        "A3": "序号", "B3": "旗县", "C3": "未脱贫", "E3": "投入", "G3": "备注",
        "C4": "未脱贫户数", "D4": "未脱贫人口", "E4": "本年投入（万元）", "F4": "支出进度（%）",
    }.items():  # fmt: skip
        sheet[cell] = text
    for merge in ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4"):
        sheet.merge_cells(merge)
    first, last = 5, 4 + rows
    for row in range(first, last + 1):
        sheet.cell(row, 3).font = Font(name="仿宋", size=12)
    sheet.cell(last + 1, 1, "合计")
    sheet.cell(last + 1, 4, f"=SUM(D{first}:D{last})")
    sheet.cell(last + 2, 1, "审核人：            填表人：")
    sheet.merge_cells(start_row=last + 2, end_row=last + 2, start_column=1, end_column=7)
    return sheet


def lines_sheet(book):
    sheet = book.create_sheet("基本情况")
    sheet["A1"] = "旗县基本情况表"
    sheet.merge_cells("A1:D1")
    for cell, text in {"A2": "指标", "B2": "计量单位", "C2": "数量", "D2": "备注"}.items():
        sheet[cell] = text
    for row, (item, unit) in enumerate(
        [("未脱贫户数", "户"), ("未脱贫人口", "人"), ("本年投入", "万元"), ("群众舞蹈队", "支")], 3
    ):
        sheet.cell(row, 1, item)
        sheet.cell(row, 2, unit)
    return sheet


def people_sheet(book):
    sheet = book.create_sheet("花名册")
    sheet["A1"] = "监测对象花名册"
    sheet.merge_cells("A1:E1")
    for column, text in enumerate(["序号", "嘎查村", "户主姓名", "家庭人口", "脱贫属性"], 1):
        sheet.cell(2, column, text)
    return sheet


def form():
    """A workbook with a sheet of each shape."""
    book = Workbook()
    places_sheet(book)
    lines_sheet(book)
    people_sheet(book)
    return saved(book)


def with_macros(data):
    """The same workbook with something that looks like a macro in it."""
    buffer = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(buffer, "w") as new:
        for part in old.infolist():
            new.writestr(part, old.read(part))
        new.writestr("xl/vbaProject.bin", b"\0" * 64)
    return buffer.getvalue()


def chaotic():
    """A form whose body is merged over rows and columns, and one without headings."""
    book = Workbook()
    sheet = places_sheet(book, rows=6)
    sheet.merge_cells("C6:D8")
    sheet.merge_cells("E9:F10")
    return saved(book)
