"""A million invented people in the 47 columns of the national export, as a text and as a workbook."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

from shouwang.base.codes import check_character
from shouwang.stages.ingest.problems import cell_name

HEADINGS = (
    "省", "市", "县", "乡", "村", "户编号", "人口编号", "姓名", "性别", "出生日期", "证件类型",
    "证件号码", "民族", "户联系电话", "成员联系电话", "年度", "与户主关系", "文化程度", "在校生状况",
    "劳动技能", "务工时间（月）", "健康状况", "政治面貌", "务工企业名称", "是否享受低保",
    "是否参加城镇职工基本养老保险", "是否参加大病保险",
    "是否参加新型农村合作医疗(城乡居民基本医疗保险)", "是否参加城乡居民基本养老保险",
    "失学或辍学原因", "是否会讲普通话", "是否参加商业补充医疗保险", "是否国外务工", "产业分类",
    "是否接受大病医疗救助", "是否接受其他健康扶贫", "公益性岗位类型", "公益性岗位（月数）",
    "就业渠道", "残疾类别", "务工所在地", "户主姓名", "户主证件号码",
    "是否参加城镇职工基本医疗保险", "是否特困供养人员", "残疾证办证年度", "识别标准",
)  # fmt: skip
COUNTY = "150599"  # there is no such county
BORN_FIRST, BORN_DAYS = date(1940, 1, 1), 29_000
HOUSEHOLD = 4  # people in one
FIRST_HOUSEHOLD = 1_000_000_001
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "明华强军平红英玉兰芳丽静伟杰涛斌宇欣怡晨孟和巴图乌云高娃"
RELATIONS = ("户主", "配偶", "之子", "之女")
EDUCATIONS = ("文盲或半文盲", "小学", "初中", "高中", "大专")
LABOURS = ("普通劳动力", "技能劳动力", "丧失劳动力", "无劳动力")
HEALTHS = ("健康", "健康", "长期慢性病", "残疾")
YES_NO = ("是", "否")

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'''{HEAD}<Types xmlns="{PACKAGE}/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>
        <Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>
        <Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>''',
    "_rels/.rels": f'''{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="a" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>''',
    "xl/workbook.xml": f'''{HEAD}<workbook xmlns="{SPACE}" xmlns:r="{OFFICE}">
        <sheets><sheet name="Sheet1" sheetId="1" r:id="a"/></sheets></workbook>''',
    "xl/_rels/workbook.xml.rels": f'''{HEAD}<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="a" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="b" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>''',
}  # fmt: skip
LETTERS = tuple(cell_name(place, 1)[:-1] for place in range(len(HEADINGS)))


def people(number: int, *, seed: int = 4) -> Iterator[list[str | int]]:
    """Yield the rows of so many people; the same seed gives the same people."""
    random = Random(seed)  # noqa: S311 - invented people are no secret
    head, head_id = "", ""
    for place in range(number):
        born = BORN_FIRST + timedelta(days=place * 7 % BORN_DAYS)
        # Days repeat after BORN_DAYS people; the sequence tells those of one day apart.
        first = f"{COUNTY}{born:%Y%m%d}{place // BORN_DAYS % 1000:03d}"
        id_number = first + check_character(first)
        name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
        order = place % HOUSEHOLD
        if order == 0:
            head, head_id = name, id_number
        sex = ("女", "男")[int(first[-1]) % 2]
        yes = [random.choice(YES_NO) for _ in range(16)]
        phone = f"139{place % 100_000_000:08d}"
        yield [
            "内蒙古自治区", "某某市", "某某旗", f"第{place // 40_000 % 25}苏木",
            f"第{place // 4_000}嘎查", FIRST_HOUSEHOLD + place // HOUSEHOLD, 2_000_000_001 + place,
            name, sex, born.isoformat(), "居民身份证", id_number,
            random.choice(("汉族", "蒙古族")), phone, phone, 2020, RELATIONS[order],
            random.choice(EDUCATIONS), "", random.choice(LABOURS), random.randrange(13),
            random.choice(HEALTHS), "群众", "", *yes[:5], "", *yes[5:8], "种植业", *yes[8:10], "", 0,
            "", "", "旗内", head, head_id, *yes[10:12], "", "国家标准",
        ]  # fmt: skip


def write_text(path: Path, number: int) -> None:
    """Write people as UTF-8 text with commas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEADINGS)
        rows.writerows(people(number))


def write_workbook(path: Path, number: int) -> None:
    """Write people as a workbook, the way Excel does: each distinct text once, in a list of its own.

    Part by part, since a library that writes any workbook takes three times as long.
    """
    texts: dict[str, int] = {}
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=1) as book:
        for part, xml in PARTS.items():
            book.writestr(part, xml)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{HEAD}<worksheet xmlns="{SPACE}"><sheetData>'.encode())
            for row, values in enumerate(chain([HEADINGS], people(number)), start=1):
                sheet.write(_row(row, values, texts).encode())
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as strings:
            strings.write(f'{HEAD}<sst xmlns="{SPACE}">'.encode())
            strings.writelines(f"<si><t>{text}</t></si>".encode() for text in texts)
            strings.write(b"</sst>")


def _row(row: int, values: Sequence[str | int], texts: dict[str, int]) -> str:
    cells = [
        f'<c r="{letters}{row}" t="s"><v>{texts.setdefault(value, len(texts))}</v></c>'
        if isinstance(value, str)
        else f'<c r="{letters}{row}"><v>{value}</v></c>'
        for letters, value in zip(LETTERS, values, strict=True)
        if value != ""
    ]
    return f'<row r="{row}">{"".join(cells)}</row>'
