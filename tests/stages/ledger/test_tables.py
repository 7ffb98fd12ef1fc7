"""Tables of tasks, in Word, PDF and on web pages: a row is a task."""

import docx
import pytest

from shouwang.stages.ledger.parse import assemble, pdf_file, tables, web_page, word_file
from shouwang.stages.ledger.parse.document import Document, Table
from shouwang.stages.ledger.parse.model import plan_document
from tests.stages.ledger import builders
from tests.stages.ledger.reading import amounts

HEADER = ["序号", "重点任务", "工作内容", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    HEADER,
    ["1", "产业帮扶", "新增基地20个，带动3000户。", "旗农牧局", "旗财政局、旗乡村振兴局", "2021年10月底"],
    ["2", "就业帮扶", "转移就业1.2万人以上。", "旗人社局", "各苏木乡镇", "12月底前"],
    ["3", "饮水安全", "供水保证率达到95%。", "旗水利局", "旗卫健委\n旗财政局", "长期坚持"],
]  # fmt: skip


def plan(*rows, wrapped=False):
    table = Table(1, tuple(tuple(row) for row in rows), wrapped=wrapped)
    return plan_document(assemble.plan_of(Document((table,))))


def check_rows(found):
    assert [(task["number"], task["title"]) for task in found["tasks"]] == [
        ("1", "产业帮扶"),
        ("2", "就业帮扶"),
        ("3", "饮水安全"),
    ]
    assert [task["lead"] for task in found["tasks"]] == [["旗农牧局"], ["旗人社局"], ["旗水利局"]]
    assert [task["support"] for task in found["tasks"]] == [
        ["旗财政局", "旗乡村振兴局"],
        ["各苏木乡镇"],
        ["旗卫健委", "旗财政局"],
    ]
    assert [amounts(task) for task in found["tasks"]] == [
        [[20, "个", "="], [3000, "户", "="]],
        [[12000, "人", ">="]],
        [[95, "%", "="]],
    ]
    assert [task["deadline"] for task in found["tasks"]] == ["2021-10-31", "2021-12-31", "长期坚持"]


def test_a_word_table_between_paragraphs():
    document = docx.Document()
    for line in ("巴林旗2021年重点任务分解表", "一、总体要求", "抓好落实。", "二、任务分解"):
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=len(HEADER))
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    found = plan_document(assemble.plan_of(word_file.read(builders.word_bytes(document), "x.docx")))
    check_rows(found)
    assert {task["section"] for task in found["tasks"]} == {"二、任务分解"}


def test_a_word_table_with_merged_cells_and_two_rows_of_header():
    document = docx.Document()
    table = document.add_table(rows=7, cols=5)
    texts = [
        ["序号", "类别", "具体任务", "责任分工", ""],
        ["", "", "", "牵头单位", "责任单位"],
        ["一、巩固成果", "", "", "", ""],
        ["1", "监测", "每月排查1次", "县乡村振兴局", "县民政局、县医保局等"],
        ["2", "", "落实措施", "县乡村振兴局牵头，县财政局配合", ""],
        ["二、乡村建设", "", "", "", ""],
        ["3", "建设", "改厕2000座", "县住建局", ""],
    ]
    for number, row in enumerate(texts):
        for place, text in enumerate(row):
            table.cell(number, place).text = text
    merges = [((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (1, 2)), ((0, 3), (0, 4))]
    merges += [((2, 0), (2, 4)), ((5, 0), (5, 4)), ((3, 1), (4, 1))]
    for (row, column), (last_row, last_column) in merges:
        text = table.cell(row, column).text
        table.cell(row, column).merge(table.cell(last_row, last_column)).text = text
    found = plan_document(assemble.plan_of(word_file.read(builders.word_bytes(document), "x.docx")))
    assert [
        (
            task["number"],
            task["section"],
            task["subsection"],
            task["lead"],
            task["support"],
            task["etc"],
        )
        for task in found["tasks"]
    ] == [
        ("1", "一、巩固成果", "监测", ["县乡村振兴局"], ["县民政局", "县医保局"], True),
        ("2", "一、巩固成果", "监测", ["县乡村振兴局"], ["县财政局"], False),
        ("3", "二、乡村建设", "建设", ["县住建局"], [], False),
    ]


def test_a_pdf_table_over_two_pages_with_wrapped_cells():
    widths = [40, 110, 100, 110, 80]
    header = ["序号", "工作任务", "牵头单位", "配合单位", "时限"]
    pdf = builders.Pdf().page()
    pdf.text(200, 790, "巴林旗2021年重点任务分解表")
    first = [
        "1",
        "新增特色产业\n基地20个，带动\n3000户",
        "旗农牧局",
        "旗财政局、旗\n乡村振兴局",
        "10月底前",
    ]
    second = ["2", "转移就业1.2万\n人以上", "旗人力资源和\n社会保障局", "各苏木乡镇", "年底前"]
    pdf.table(750, widths, [header, first, second])
    pdf.text(280, 60, "— 1 —")
    pdf.page()
    pdf.table(
        780,
        widths,
        [header, ["3", "供水保证率达到\n95%", "旗水利局", "旗卫健委\n旗财政局", "长期"]],
    )
    pdf.text(72, 500, "注：排在第一位的为牵头单位。")
    found = plan_document(assemble.plan_of(pdf_file.read(pdf.bytes(), "x.pdf")))
    assert found["title"] == "巴林旗2021年重点任务分解表"
    assert [
        (task["number"], task["title"], task["lead"], task["support"]) for task in found["tasks"]
    ] == [
        ("1", "新增特色产业基地20个，带动3000户", ["旗农牧局"], ["旗财政局", "旗乡村振兴局"]),
        ("2", "转移就业1.2万人以上", ["旗人力资源和社会保障局"], ["各苏木乡镇"]),
        ("3", "供水保证率达到95%", ["旗水利局"], ["旗卫健委", "旗财政局"]),
    ]
    assert [each["text"] for each in found["unplaced"]] == ["注：排在第一位的为牵头单位。"]


def test_a_table_of_a_web_page_with_spans():
    html = (
        "<table><tr><th>序号<th>任务<th>责任处室<th>完成时限</tr>"
        "<tr><td rowspan=2>1<td rowspan=2>建设网点30个<td>综合处<td>2020年6月底</tr>"
        "<tr><td>考评处<td>2020年6月底</tr>"
        "<tr><td>2<td>培训2000人次<td>社会扶贫处牵头，各处室配合<td>2020年12月31日前</tr></table>"
    )
    found = plan_document(assemble.plan_of(web_page.read(html.encode(), "x.html")))
    assert [(task["number"], task["lead"], task["responsible"]) for task in found["tasks"]] == [
        ("1", [], ["综合处", "考评处"]),
        ("2", ["社会扶贫处"], []),
    ]
    assert [task["deadline"] for task in found["tasks"]] == ["2020-06-30", "2020-12-31"]


@pytest.mark.parametrize("column", range(len(HEADER)))
def test_the_order_of_columns_is_free(column):
    turned = [row[column:] + row[:column] for row in ROWS]
    found = plan(*turned)
    assert [task["lead"] for task in found["tasks"]] == [["旗农牧局"], ["旗人社局"], ["旗水利局"]]


def test_a_repeated_header_is_no_row():
    assert len(plan(HEADER, ROWS[1], HEADER, ROWS[2])["tasks"]) == 2


def test_a_column_that_is_not_known_stays_in_the_text():
    found = plan(["序号", "任务", "责任单位", "责任人"], ["1", "建设3个", "综合处", "王某"])
    assert found["tasks"][0]["text"] == "建设3个\n责任人：王某"


def test_a_first_column_that_stays_is_the_section():
    found = plan(
        ["重点任务", "具体任务", "责任单位"],
        ["产业", "建基地3个", "甲局"],
        ["产业", "育龙头5家", "乙局"],
        ["就业", "办培训2期", "丙局"],
    )
    assert [(task["section"], task["title"]) for task in found["tasks"]] == [
        ("产业", "建基地3个"),
        ("产业", "育龙头5家"),
        ("就业", "办培训2期"),
    ]


def test_numbers_in_the_cell_of_the_task():
    found = plan(["工作任务", "牵头单位"], ["（一）建基地3个", "甲局"], ["（二）办培训", "乙局"])
    assert [(task["number"], task["title"]) for task in found["tasks"]] == [
        ("（一）", "建基地3个"),
        ("（二）", "办培训"),
    ]


def test_a_table_of_something_else_is_listed_not_guessed():
    found = plan(["姓名", "电话"], ["甲", "1234"], ["乙", "5678"])
    assert found["tasks"] == []
    assert [each["text"] for each in found["unplaced"]] == ["姓名 | 电话", "甲 | 1234", "乙 | 5678"]


def test_rows_and_headings_without_a_task_are_listed():
    found = plan(
        ["附表"] * 3,
        ["序号", "任务", "责任单位"],
        ["", "", "甲局"],
        ["一、产业", "一、产业", "一、产业"],
        ["1", "建设3个", "乙局"],
        ["二、其他", "二、其他", "二、其他"],
    )
    assert [task["section"] for task in found["tasks"]] == ["一、产业"]
    assert [each["text"] for each in found["unplaced"]] == ["附表", "甲局", "二、其他"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("序 号", "number"),
        ("工作任务", "task"),
        ("牵头单位", "owner"),
        ("牵头\n部门", "owner"),
        ("配合处室", "partner"),
        ("责任单位（部门）", "joint"),
        ("责任人", "person"),
        ("完成时限", "deadline"),
        ("工作措施", "text"),
        ("类别", "section"),
        ("监督单位", "other"),
        ("电话", "other"),
    ],
)
def test_a_column_is_known_by_its_heading(heading, kind):
    assert tables._column_kind(heading) == kind
