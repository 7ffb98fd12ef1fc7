"""The same plan from every kind of file, and a clear word about files that cannot be read."""

import contextlib
import io
import zipfile

import docx
import pytest

from shouwang.base.errors import InputProblems
from shouwang.stages.ledger.parse import assemble, pdf_file, reading, web_page, word_file
from shouwang.stages.ledger.parse.model import plan_document
from tests.stages.ledger import builders
from tests.stages.ledger.reading import HERE, parsed, told

CONTENT = HERE.parents[2] / "src" / "shouwang" / "content" / "neimenggu" / "plans"
TEXTS = [CONTENT / "2020.txt", *sorted((HERE / "plans").glob("*.txt"))]


@pytest.fixture(params=TEXTS, ids=lambda path: path.stem)
def text(request):
    return request.param.read_text(encoding="utf-8")


def tasks_of(path):
    return [told(task) for task in plan_document(assemble.parse_plan(path))["tasks"]]


def tasks_in(text):
    return [told(task) for task in parsed(text)["tasks"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_plain_text_in_any_encoding(text, encoding, tmp_path):
    path = tmp_path / "plan.txt"
    path.write_bytes(text.encode(encoding))
    assert tasks_of(path) == tasks_in(text)


def test_a_word_file_of_paragraphs(text, tmp_path):
    path = tmp_path / "plan.docx"
    path.write_bytes(builders.word_of_lines(text.split("\n")))
    assert tasks_of(path) == tasks_in(text)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_web_page(text, charset, tmp_path):
    path = tmp_path / "plan.html"
    path.write_bytes(builders.web_of_lines(text.split("\n"), charset=charset))
    assert tasks_of(path) == tasks_in(text)


def test_a_pdf_file_wrapped_over_pages(tmp_path):
    text = (CONTENT / "2020.txt").read_text(encoding="utf-8")
    path = tmp_path / "plan.pdf"
    path.write_bytes(builders.pdf_of_lines(text.split("\n"), head="内蒙古自治区公报"))
    assert tasks_of(path) == tasks_in(text)
    left_out = [each.text for each in reading.read_document(path).left_out]
    assert left_out.count("内蒙古自治区公报") == 3
    assert "— 1 —" in left_out


# ------------------------------------------------------------------------------ Word


def plan_of_word(document):
    return plan_document(
        assemble.plan_of(word_file.read(builders.word_bytes(document), "plan.docx"))
    )


def test_numbers_that_word_draws_are_read():
    content = builders.numbered_word(
        [
            (-1, "关于做好2022年工作的意见"),
            (0, "推进产业发展"),
            (1, "发展特色种植。面积达到3万亩。（县农业农村局牵头，县财政局配合）"),
            (1, "发展养殖。（县农业农村局负责）"),
            (0, "推进乡村建设"),
            (1, "抓建设"),
            (2, "改厕1000座。（县住建局负责）"),
            (2, "修路20公里。（县交通局负责）"),
        ]
    )
    found = plan_document(assemble.plan_of(word_file.read(content, "plan.docx")))
    assert [(task["number"], task["section"], task["subsection"]) for task in found["tasks"]] == [
        ("（一）", "一、推进产业发展", None),
        ("（二）", "一、推进产业发展", None),
        ("1", "二、推进乡村建设", "（一）抓建设"),
        ("2", "二、推进乡村建设", "（一）抓建设"),
    ]


def test_soft_breaks_tabs_and_split_runs():
    document = docx.Document()
    paragraph = document.add_paragraph()
    for piece in ("（一）抓", "建设。\t建成", "3个。", "\n（二）抓管理。", "（县城管局", "负责）"):
        paragraph.add_run(piece)
    found = plan_of_word(document)
    assert [task["number"] for task in found["tasks"]] == ["（一）", "（二）"]
    assert found["tasks"][1]["responsible"] == ["县城管局"]


def test_a_table_of_one_column_is_paragraphs():
    document = docx.Document()
    table = document.add_table(rows=1, cols=1)
    table.cell(0, 0).text = "（一）抓建设。（县住建局负责）\n（二）抓管理。（县城管局负责）"
    assert len(plan_of_word(document)["tasks"]) == 2


# ------------------------------------------------------------------------------ web pages


def plan_of_page(html):
    return plan_document(assemble.plan_of(web_page.read(html.encode(), "plan.html")))


def test_breaks_and_lists_of_a_web_page():
    found = plan_of_page(
        "<html><body><header>导航 首页</header><h1>县工作要点</h1><div>一、重点<br>"
        "&nbsp;&nbsp;（一）<strong>抓建设。</strong>建成10个。<!-- 注 -->（县住建局负责）<br>"
        "（二）抓管理</div><ol><li>建成3个。（县城管局负责）</li><li>管好5个。（县公安局负责）</li>"
        "</ol><footer>版权所有</footer></body></html>"
    )
    assert found["title"] == "县工作要点"
    assert [(task["number"], task["responsible"]) for task in found["tasks"]] == [
        ("（一）", ["县住建局"]),
        ("1", ["县城管局"]),
        ("2", ["县公安局"]),
    ]
    assert "首页" not in str(found)


def test_a_table_that_lays_out_a_page_is_read_through():
    found = plan_of_page(
        "<table><tr><td>菜单</td><td><p>县工作要点</p><p>一、重点</p><p>（一）抓建设。</p>"
        "<p>建成10个。（县住建局负责）</p></td></tr></table>"
    )
    assert [task["number"] for task in found["tasks"]] == ["（一）"]


# ------------------------------------------------------------------------------ bad input


def problems_of(path):
    with pytest.raises(InputProblems) as caught:
        assemble.parse_plan(path)
    (problem,) = caught.value.problems
    assert problem.where.startswith(path.name)
    assert problem.message
    return problem


def scan() -> bytes:
    return builders.Pdf().page().bytes()


def locked() -> bytes:
    content = builders.pdf_of_lines(["（一）抓建设。"])
    locks = b"/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O (%s) /U (%s) >>"
    lock = locks % (b"a" * 32, b"b" * 32)
    return content.replace(b"/Root 1 0 R", b"/Root 1 0 R /ID [(1) (1)] " + lock)


def broken_word() -> bytes:
    return builders.word_of_lines(["（一）抓建设。"])[:-200]


def word_without_a_document() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("hello.txt", "hello")
    return buffer.getvalue()


def word_with_broken_xml() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(builders.word_of_lines(["（一）抓建设。"])))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, content[:300] if name == "word/document.xml" else content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("plan.txt", b"", "empty"),
        ("plan.txt", b" \n\t\r\n", "empty"),
        ("plan.docx", b"", "empty"),
        (
            "plan.txt",
            "一、任务\n（一）抓建设。".encode() + b"\n\xff\xfe\x81",
            "neither UTF-8 nor GB 18030",
        ),
        (
            "plan.txt",
            "推動鄉村振興工作，加強組織領導，確保各項任務落實到位。".encode("big5"),
            "neither",
        ),
        ("plan.txt", "план работы на две тысячи двадцатый год".encode("cp1251"), "neither"),
        ("plan.txt", "一、任务".encode("utf-16-le"), "zero bytes"),
        ("plan.txt", b"PK\x03\x04\x00\x00", "zero bytes"),
        ("plan.doc", b"text", "files of the kind .doc"),
        ("plan.xlsx", b"text", "files of the kind .xlsx"),
        ("plan", b"text", "files of the kind ?"),
        ("plan.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old or enciphered"),
        ("plan.docx", b"this is no archive", "no Word document"),
        ("plan.docx", broken_word(), "no Word document"),
        ("plan.docx", word_without_a_document(), "no Word document"),
        ("plan.docx", word_with_broken_xml(), "no Word document"),
        ("plan.docx", builders.word_of_lines(["", " "]), "no text"),
        ("plan.pdf", b"%PDF-1.4 nothing", "no PDF file"),
        ("plan.pdf", b"plain text", "no PDF file"),
        ("plan.pdf", builders.pdf_of_lines(["甲"])[:400], "no PDF file"),
        ("plan.pdf", scan(), "scanned"),
        ("plan.pdf", locked(), "password"),
        ("plan.html", b"<html><body><script>1</script></body></html>", "no text"),
        ("plan.html", b"<!-- -->", "no text"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_with_its_name(name, content, message, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    assert message in problems_of(path).message


def test_the_line_of_a_wrong_byte_is_told(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_bytes("一、任务\n（一）抓建设。\n".encode() + b"\xff\xff\xff")
    problem = problems_of(path)
    assert problem.where == "plan.txt:3"
    assert "UTF-8" in problem.mend


def test_a_file_that_is_not_there(tmp_path):
    assert "cannot be opened" in problems_of(tmp_path / "plan.txt").message


def test_a_word_file_that_unpacks_to_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr(word_file, "LARGEST_PART", 1000)
    path = tmp_path / "plan.docx"
    path.write_bytes(builders.word_of_lines(["（一）抓建设。"]))
    assert "unpacks" in problems_of(path).message


def test_a_scanned_page_among_others_is_told():
    pdf = builders.Pdf().page()
    pdf.text(72, 700, "（一）抓建设。（县住建局负责）")
    document = pdf_file.read(pdf.page().bytes(), "plan.pdf")
    found = plan_document(assemble.plan_of(document))
    assert len(found["tasks"]) == 1
    assert [each["why"] for each in found["unplaced"]] == ["page 2 holds no text"]


def test_any_bytes_at_all_are_answered(tmp_path):
    good = {
        ".docx": builders.word_of_lines(["（一）抓建设。"]),
        ".pdf": builders.pdf_of_lines(["（一）抓建设。（县住建局负责）"]),
        ".html": builders.web_of_lines(["（一）抓建设。"]),
    }
    for suffix, content in good.items():
        path = tmp_path / f"plan{suffix}"
        for place in range(5, len(content), max(len(content) // 60, 1)):
            path.write_bytes(
                content[:place] + bytes([content[place] ^ 0x5A]) + content[place + 1 :]
            )
            with contextlib.suppress(InputProblems):
                assemble.parse_plan(path)


def test_an_indent_begins_a_paragraph_in_a_pdf():
    width = 34
    full = ("建设" * width)[: width * 2 - 2]  # with its indent exactly two full lines, no full stop
    content = builders.pdf_of_lines([full, "管" * width * 2 + "。", "理" * width * 2 + "。"])
    blocks = pdf_file.read(content, "plan.pdf").blocks
    assert [block.text[0] for block in blocks] == ["建", "管", "理"]
