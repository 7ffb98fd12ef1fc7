"""Official papers as Word files: what GB/T 9704-2012 asks of them, and the same bytes each time."""

import datetime
import io
import json
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

import shouwang
from shouwang.stages.reports import drawing, official
from shouwang.stages.reports.blocks import (
    Break,
    Column,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
    plain,
    read_paper,
    without_pictures,
)
from shouwang.stages.reports.charts import bars

LIBRARY = Path(shouwang.__file__).parent / "web/static/vendor/echarts/echarts.min.js"
TABLE = Table(
    (
        Column("旗县"),
        Column("户", "未脱贫", "right", form="whole", is_total=True),
        Column("率", "未脱贫", "right", form="share"),
    ),
    tuple((f"旗{number}", number, 0.5) for number in range(40)),
    "各旗县", "单位：户", "合计",
)  # fmt: skip
CHART = Picture("图", bars(["甲旗", "乙旗"], [3, 5], is_share=False, title="户"), TABLE)
PAPER = Paper(
    title="关于挂牌督战情况的通报",
    day=datetime.date(2020, 6, 30),
    blocks=(
        Heading("总体情况"), Paragraph((Run("未脱贫人口"), Run("16人", 1), Run("。"))),
        Heading("分地区", 2), Heading("东部", 3), Heading("某旗", 4), Heading("西部", 2),
        Heading("下一步"), CHART,
    ),
    number="内扶办发〔2020〕1号", addressee="各盟市扶贫办", attachments=("表一", "表二"),
    attachment_word="附件", signer="自治区扶贫办", day_text="2020年6月30日",
    notes=(Break(), plain("说明", "note")), foot="快照1号",
)  # fmt: skip


def draw(picture):
    return drawing.png_of(picture.option, LIBRARY)


@pytest.fixture(scope="module")
def data():
    return official.docx_of(PAPER, draw)


@pytest.fixture
def made(data):
    return docx.Document(io.BytesIO(data))


def line(made, text):
    return next(each for each in made.paragraphs if each.text == text)


def east_asian(paragraph):
    return paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia"))


def test_the_page_is_a4_with_the_margins_of_the_standard(made):
    section = made.sections[0]
    size = section.page_width, section.page_height
    assert [round(each.mm) for each in size] == [210, 297]
    margins = section.top_margin, section.bottom_margin, section.left_margin, section.right_margin
    assert [round(each.mm) for each in margins] == [37, 35, 28, 26]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "lines"


def test_fonts_and_sizes(made):
    title = line(made, PAPER.title)
    assert (east_asian(title), title.runs[0].font.size) == ("方正小标宋简体", Pt(22))
    assert title.paragraph_format.line_spacing == Pt(28.95)
    body = line(made, "未脱贫人口16人[1]。")
    assert (east_asian(body), body.runs[0].font.size) == ("仿宋_GB2312", Pt(16))
    indent = body._p.pPr.ind
    assert indent.get(qn("w:firstLineChars")) == "200"
    assert body.runs[2].font.superscript


def test_headings_are_numbered_level_by_level(made):
    expected = {
        "一、总体情况": "黑体", "（一）分地区": "楷体_GB2312", "1.东部": "仿宋_GB2312",
        "（1）某旗": "仿宋_GB2312", "（二）西部": "楷体_GB2312", "二、下一步": "黑体",
    }  # fmt: skip
    assert {text: east_asian(line(made, text)) for text in expected} == expected


def test_number_addressee_attachments_and_signature(made):
    texts = [each.text for each in made.paragraphs]
    order = ["内扶办发〔2020〕1号", PAPER.title, "各盟市扶贫办：", "一、总体情况",
             "附件：1.表一", "2.表二", "自治区扶贫办", "2020年6月30日"]  # fmt: skip
    assert [text for text in texts if text in order] == order
    assert line(made, "自治区扶贫办")._p.pPr.ind.get(qn("w:rightChars")) == "400"


def test_pages_are_numbered_at_their_outer_edge(made):
    section = made.sections[0]
    for footer, align in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— PAGE —".replace("PAGE", "")
        assert "PAGE" in "".join(each.text or "" for each in paragraph._p.iter(qn("w:instrText")))
        assert paragraph.alignment == align
    assert made.settings.odd_and_even_pages_header_footer


def test_a_table_repeats_its_head_and_adds_up(made):
    table = made.tables[0]
    heads = [row for row in table.rows if row._tr.trPr.find(qn("w:tblHeader")) is not None]
    assert len(heads) == 2
    assert heads[0].cells[1].text == heads[0].cells[2].text == "未脱贫"
    assert [cell.text for cell in table.rows[2].cells] == ["旗0", "0", "50.0%"]
    assert [cell.text for cell in table.rows[-1].cells] == ["合计", "780", ""]


def test_a_chart_is_a_picture_with_its_table(made):
    assert len(made.inline_shapes) == 1
    shape = made.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "图"
    assert shape.height <= Mm(60.5)


def test_the_same_paper_gives_the_same_bytes(data):
    time.sleep(2.1)  # a zip tells times to two seconds
    kept = json.loads(json.dumps(PAPER.as_json()))
    assert read_paper(kept) == PAPER
    assert official.docx_of(read_paper(kept), draw) == data
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert {each.date_time for each in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    core = docx.Document(io.BytesIO(data)).core_properties
    assert core.created == core.modified == datetime.datetime(2020, 6, 30, tzinfo=datetime.UTC)
    assert core.comments == "快照1号"


def test_without_a_font_the_table_has_to_do_and_says_so():
    paper = without_pictures(PAPER, "没有中文字体")
    data = official.docx_of(paper, draw)
    made = docx.Document(io.BytesIO(data))
    assert not made.inline_shapes
    assert "没有中文字体" in [each.text for each in made.paragraphs]
    assert made.tables


def test_whether_there_is_a_font_is_seen_in_what_is_drawn(monkeypatch):
    assert drawing.has_font()
    monkeypatch.setattr(drawing, "families", lambda: ("No such font",))
    monkeypatch.setattr(drawing, "_painted", lambda svg: b"boxes")
    assert not drawing.has_font.__wrapped__()


def test_script_in_a_title_is_text(made):
    paper = Paper("<script>alert(1)</script> & \u4e00", PAPER.day, ())
    data = official.docx_of(paper, draw)
    assert docx.Document(io.BytesIO(data)).paragraphs[0].text == paper.title
