"""Ledgers as villages and banners make them for the eye; everybody in them is invented."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import docx
import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from tests.stages.ingest.builders import id_number

Rows = Sequence[Sequence[Any]]


def birth_of(number: str) -> str:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}"


def write_sheet(
    sheet: Worksheet, rows: Rows, merges: Sequence[str] = (), hidden: Sequence[str] = ()
) -> None:
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                sheet.cell(number, place, value)
    for each in merges:
        sheet.merge_cells(each)
    for letter in hidden:
        sheet.column_dimensions[letter].hidden = True


def write_ledger(
    path: Path,
    sheets: Mapping[str, Rows],
    *,
    merges: Mapping[str, Sequence[str]] | None = None,
    hidden: Mapping[str, Sequence[str]] | None = None,
    unseen: Sequence[str] = (),
) -> Path:
    """Write a workbook.

    Args:
        merges: Sheet → its merged cells, as ``A1:Q1``.
        hidden: Sheet → the letters of its hidden columns.
        unseen: Sheets that are hidden.
    """
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        write_sheet(sheet, rows, (merges or {}).get(name, ()), (hidden or {}).get(name, ()))
        if name in unseen:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def write_word(path: Path, before: str, rows: Rows) -> Path:
    document = docx.Document()
    document.add_paragraph(before)
    table = document.add_table(len(rows), len(rows[0]))
    for cells, row in zip(table.rows, rows, strict=True):
        for cell, value in zip(cells.cells, row, strict=True):
            cell.text = "" if value is None else str(value)
    document.save(path)
    return path


LEDGER_MERGES = (
    "A1:Q1", "A2:Q2",
    *(f"{letter}3:{letter}4" for letter in "ABCDJKQ"), "E3:I3", "L3:P3",
    *(f"{letter}5:{letter}7" for letter in "BCDJKLMNOPQ"),
    *(f"{letter}9:{letter}10" for letter in "BCDJKLMNOPQ"),
    "A11:C11", "A12:Q12",
)  # fmt: skip


def poverty_ledger(path: Path) -> Path:
    """Three households of six people: cells merged over members, groups of headings, a total."""
    ids = [id_number(each, county="150599", birth="19620315") for each in (1, 2, 3, 4, 5, 6)]
    rows = [
        ["某旗××苏木2020年建档立卡贫困人口动态管理台账"],
        ["填报单位(盖章):××苏木人民政府        填报时间:2020年3月31日        单位:人、亩、元"],
        ["序号", "嘎查村", "户编号", "家庭\n人口", "家庭成员基本情况", None, None, None, None,
         "是否\n脱贫", "脱贫\n时间", "2019年家庭收入(元)", None, None, None, None, "备注"],
        [None, None, None, None, "姓 名", "性别", "证件号码", "与户主\n关系", "劳动\n技能",
         None, None, "工资性\n收入", "生产经营性收入", "财产性收入", "转移性收入", "人均纯收入"],
        [1, "150121100203", "150599001001", 3, "包格日乐 ", "男", ids[0], "户主", "普通劳动力",
         "是", "2018年12月", 12000, "8,500.00", 0, 3260.5, 7920.17, "2019年新增1人  "],
        ["2", None, None, None, "陈桂 兰", "女 ", f" {ids[1]}", "配偶", "普通劳动力"],
        [3, None, None, None, "包宏伟", 1, ids[2][:10] + " " + ids[2][10:], "之子", "技能劳动力"],
        ["4", "150121100203", 150599001002.0, 1, "王玉梅(五保)", "2", ids[3][:17] + "9"
         if ids[3][17] != "9" else ids[3][:17] + "8", "户主", "丧失劳动力",
         "是", "2017.11", None, "1200元", None, "4,860", 6060],
        [5, "150121100204", "150599001003", "２", "孟和", "男", float(ids[4][:17] + "0"), "户主",
         "普通劳动力", "否", None, "３６００", 15200, "300", "2.1万", 10025],
        ["6", None, None, None, "乌云\u200b", "女\n", ids[5] + "\u3000", "配偶", "无劳动力"],
        ["合 计", None, None, 6, None, None, None, None, None, None, None, 15600, 24900, 300,
         29120.5],
        ["填表说明:1.本表由苏木乡镇填报;2.证件号码为18位。"],
        [None, "审核人:", None, None, None, None, "填表人:", None, None, None, None, "联系电话:"],
    ]  # fmt: skip
    return write_ledger(
        path,
        {"Sheet1 ": rows, "Sheet2": [], "填表说明": [["空表"]]},
        merges={"Sheet1 ": LEDGER_MERGES},
        hidden={"Sheet1 ": ["I"]},
    )


NATIONAL_HEADINGS = (
    "省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "性别", "出生日期", "证件类型",
    "证件号码", "民族", "户联系电话", "成员联系电话", "年度", "与户主关系", "文化程度",
    "在校生状况", "劳动技能", "务工时间(月)", "健康状况", "政治面貌", "务工企业名称",
    "是否享受低保", "是否参加城镇职工基本养老保险", "是否参加大病保险",
    "是否参加新型农村合作医疗(城乡居民基本医疗保险)", "是否参加城乡居民基本养老保险",
    "失学或辍学原因", "是否会讲普通话", "是否参加商业补充医疗保险", "是否国外务工", "产业分类",
    "是否接受大病医疗救助", "是否接受其他健康扶贫", "公益性岗位类型", "公益性岗位(月数)",
    "就业渠道", "残疾类别", "务工所在地", "户主姓名", "户主证件号码",
    "是否参加城镇职工基本医疗保险", "是否特困供养人员", "残疾证办证年度", "识别标准",
)  # fmt: skip


def national_export(path: Path) -> Path:
    """Five people of two households in the 47 columns of the national system, one without a number."""
    people = [
        (1501990001, 1, "户主", "男", "普通劳动力", "小学"),
        (1501990001, 2, "配偶", "女", "弱劳动力或半劳动力", "文盲或半文盲"),
        (1501990002, 3, "户主", "男", "普通劳动力", "初中"),
        (1501990002, 4, "之女", "女", "无劳动力", None),
        (None, 5, "户主", "男", "丧失劳动力", "小学"),
    ]
    rows: list[Sequence[Any]] = [NATIONAL_HEADINGS]
    for household, sequence, relation, sex, labour, education in people:
        number = id_number(sequence, county="150599", birth=f"19{60 + sequence}0315")
        line: dict[str, Any] = dict.fromkeys(NATIONAL_HEADINGS)
        line |= {
            "省": "内蒙古自治区", "村": "某某村", "户编号": household, "姓名": "甲乙丙丁戊"[sequence - 1],
            "人口编号": f"15019900010{sequence}", "性别": sex, "出生日期": birth_of(number),
            "证件类型": "居民身份证", "证件号码": number, "民族": "蒙古族",
            "户联系电话": "13812345678", "成员联系电话": "13912345678", "年度": 2021,
            "与户主关系": relation, "文化程度": education, "劳动技能": labour, "健康状况": "健康",
            "政治面貌": "群众", "是否享受低保": "否", "户主姓名": "甲", "户主证件号码": number,
            "务工时间(月)": 3 if labour == "普通劳动力" else None,
        }  # fmt: skip
        rows.append([line[name] for name in NATIONAL_HEADINGS])
    return write_ledger(path, {"人员信息": rows})


def monitoring_ledger(path: Path) -> Path:
    """Monitored households under three rows of headings; whose helper it is stands beside them."""
    rows = [
        ["××旗2020年防止返贫监测对象台账"],
        ["填报单位:××旗扶贫办", None, None, None, None, "填报日期:2020.6.30"],
        ["序号", "监测对象基本情况", None, None, None, "风险情况", None, None, "帮扶责任人", None, "备注"],
        [None, "户编号", "户主", None, "监测对象\n类别", "识别监测\n时间", "返贫致贫风险", None, "姓名",
         "联系电话"],
        [None, None, "姓名", "证件号码", None, None, "返贫致贫风险1", "返贫致贫风险2"],
        ["栏次", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
        [1, 1501990001, "甲", "x", "脱贫不稳定户", "2020-03-01", "因病", None, "张三", "13812345678"],
        [2, 1501990002, "乙", "x", "边缘户", "2020年4月5日", "因学", "因残", "李四", "13812345678"],
        [3, 1501990003, "丙", "x", "一般户", "2020-05-01", "因病", None, "张三", "13812345678"],
        ["注:本表一式两份,", None, None, None],
        ["一份报旗扶贫办。"],
        [None, "填表人:王五", None, None, None, None, "负责人:赵六"],
    ]  # fmt: skip
    merges = (
        "A1:K1", "A2:E2", "F2:K2", "A3:A5", "K3:K5", "B3:E3", "F3:H3", "I3:J3",
        "B4:B5", "C4:D4", "E4:E5", "F4:F5", "G4:H4", "I4:I5", "J4:J5", "A10:K10", "A11:K11",
    )  # fmt: skip
    return write_ledger(path, {"监测台账": rows}, merges={"监测台账": merges})


HOUSEHOLD_LEDGER = (
    "序号",
    "嘎查村",
    "户编号",
    "户主姓名",
    "脱贫属性",
    "家庭人口",
    "转移性收入（元）",
)


def villages_in_sheets(path: Path, second: int = 1501990011) -> Path:
    """A village a sheet, each with its subtotal; the last adds all up; one total is wrong."""

    def village(code: str, first: int, incomes: Sequence[int], stated: int) -> Rows:
        return [
            ["转移性收入统计表"],
            HOUSEHOLD_LEDGER,
            *(
                [place + 1, code, first + place, "甲", "一般农户", 2, income]
                for place, income in enumerate(incomes)
            ),
            ["小 计", None, f"{len(incomes)}户", None, None, 2 * len(incomes), stated],
        ]

    return write_ledger(
        path,
        {
            "新胜村": village("150121100203", 1501990001, (1000, 2000), 3000),
            "红星村": village("150121100204", second, (500, 600, 700), 1900),
            "说明": [["每村一页"]],
            "旧表": village("150121100203", 1501990001, (1, 2), 3),
        },
        unseen=("旧表",),
    )


def livestock_ledger(path: Path) -> Path:
    """Kinds of animals of households merged down, groups with subtotals, another table below."""
    rows = [
        ["牲畜存栏情况表", None, None, None, None, None],
        ["苏木", "户编号", "畜种", "存栏", "出栏", "死亡"],
        ["甲苏木", 1501990001, "羊", 120, 30, None],
        [None, None, "牛", 12, 2, 1],
        [None, 1501990002, "羊", 80, 10, 2],
        ["小计", None, None, 212, 42, 3],
        ["乙苏木", 1501990003, "马", 5, None, None],
        [None, 1501990003, "骆驼", "3头", None, None],
        ["小计", None, None, 8, None, None],
        ["合计", None, None, 220, 42, 3],
        [],
        ["附:补贴发放情况"],
        ["户主姓名", "身份证号", "政策项目", "发放金额", "发放日期"],
        ["甲", "x", "草原生态补奖", 1200, "2020-05-01"],
        ["乙", "x", "草原生态补奖", 800, "2020-05-01"],
        ["合计", None, None, 2000],
    ]
    return write_ledger(
        path,
        {"牲畜": rows},
        merges={"牲畜": ("A1:F1", "A3:A5", "B3:B4", "A7:A8", "A12:F12")},
    )


def printed_ledger(path: Path) -> Path:
    """Pages with their headings again, a row of column numbers, amounts in ten thousands."""
    title = "建档立卡户收入台账"
    units = "填报单位:甲嘎查    2020年    单位:户、人、万元"
    groups = ["序号", "嘎查村代码", "户编号", "户类型", "家庭人口", "家庭收入", None, None]
    parts = [None, None, None, None, None, "工资性收入", "转移性收入(元)", "生产经营性收入"]
    signs = ["甲", "乙", 1, 2, 3, 4, 5, 6]
    village = "150121100203"
    rows = [
        [title], [units], groups, parts, signs,
        [1, village, 1501990001, "脱贫户", 3, 1.2, 3000, "0.85"],
        [2, village, 1501990002, "脱贫户", 4, "2.1万", 500, None],
        ["本页小计", None, None, None, 7, 3.3, 3500, 0.85],
        [title], [units], groups, parts, signs,
        [3, village, 1501990003, "未脱贫", 2, "8000元", 100, 0],
        [4, village, 1501990004, "脱贫户", 1, 0.5, 200, 1],
        ["本页小计", None, None, None, 3, 1.3, 300, 1],
        ["总  计", None, None, None, 10, 4.6, 3800, 1.85],
        ["制表人:甲", None, None, "审核人:乙"],
    ]  # fmt: skip
    return write_ledger(path, {"打印": rows})


def titled_text(path: Path) -> Path:
    """A GB18030 text with title lines that have fewer values, a total and a footer without commas."""
    ids = [id_number(each, county="150599", birth="19620315") for each in (1, 3)]
    lines = [
        "奈某旗××苏木人员信息表",
        "填报单位:××苏木人民政府,,,,填报时间:2020年6月1日,",
        "户编号,姓 名,性别,身份证号码,与户主关系,",
        f"1501990001,甲,男,{ids[0]},户主,",
        "",
        f"1501990001,乙,男,{ids[1]},之子,",
        "1501990001,丙,男,之子",
        "合计,2人,,,,",
        "注:以上为全部人员",
        "填表人:丁,,,审核人:戊,,",
    ]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    return path


def word_ledger(path: Path) -> Path:
    """A table in a letter: two rows of headings, a person without an ID number, a signature."""
    number = id_number(1, county="150599", birth="19620315")
    rows = [
        ["序号", "户编号", "家庭成员", "", "", ""],
        ["", "", "姓名", "性别", "证件号码", "与户主关系"],
        ["1", "1501990001", "甲", "男", number, "户主"],
        ["2", "1501990001", "乙", "女", "", "配偶"],
        ["合计", "", "2人", "", "", ""],
    ]
    return write_word(path, "关于报送人员信息的函", rows)


def first_rows_ledger(path: Path) -> Path:
    """Nothing is merged: place and number stand on the first row of their group only."""
    ids = [id_number(each, county="150599", birth="19620315") for each in (1, 3, 5, 7, 9)]
    rows = [
        ["嘎查村", "户编号", "家庭人口", "姓名", "性别", "证件号码", "与户主关系", "是否脱贫"],
        ["150121100203", 1501990001, 2, "甲", "男", ids[0], "户主", "是"],
        [None, None, None, "乙", "男", ids[1], "之子", None],
        [None, 1501990002, 1, "丙", "男", ids[2], "户主", "否"],
        ["150121100204", None, 1, "丁", "男", ids[3], "户主", "是"],
        [None, None, None, "戊", "男", ids[4], "之子", None],
    ]
    return write_ledger(path, {"一": rows})


def repeating_ledger(path: Path) -> Path:
    """Every line repeats its household's values; those of the second household contradict."""
    ids = [id_number(each, county="150599", birth="19620315") for each in (1, 3, 5, 7, 9)]
    head = [
        "嘎查村",
        "户编号",
        "家庭人口",
        "工资性收入",
        "脱贫属性",
        "姓名",
        "证件号码",
        "联系电话",
    ]
    rows = [
        head,
        ["150121100203", 1501990001, 2, "12,000", "脱贫户", "甲", ids[0], "13812345671"],
        ["150121100203", 1501990002, 2, 500, "脱贫户", "乙", ids[1], "13812345672"],
        ["150121100203", "1501990001", "２", 12000, "脱贫户", "丙", ids[2], "13812345673"],
        ["150121100203", 1501990002, 3, 600, "脱贫户", "丁", ids[3], None],
        ["150121100203", 1501990003, 1, None, "未脱贫", "戊", ids[4], None],
    ]
    return write_ledger(path, {"一": rows})


def doubtful_ledger(path: Path) -> Path:
    """Headings that are nearly right, that two columns claim, and that only values explain."""
    ids = [id_number(each, county="150599", birth="19620315") for each in (1, 3, 5)]
    labour = ["普通劳动力", "技能劳动力", "普通劳动力"]
    rows = [
        ["户编号", "姓名", "性别", "身份证号", "与户主关系", "务工时间月数", "能力情况", "健康状况",
         "身体状况", "去年情况/联系电话"],
        *(
            [1501990001 + place, "甲", "男", ids[place], "户主", 3, labour[place], "健康", "残疾", None]
            for place in range(3)
        ),
    ]  # fmt: skip
    return write_ledger(path, {"一": rows})
