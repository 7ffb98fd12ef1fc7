"""A file is read whole: heads, comments, text boxes, hidden sheets, properties, names."""

import io
import zipfile

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment

from shouwang.base.codes import check_character
from shouwang.stages.cases.leaks_files import leaks_in_file, pictures_in_file

FIRST = "15990119800101001"
ID = FIRST + check_character(FIRST)


def saved(document):
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def with_part(data, name, old, new):
    """Return a container with something in a part of it replaced."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as made:
        for part in source.namelist():
            text = source.read(part)
            made.writestr(part, text.replace(old, new) if part == name else text)
    return target.getvalue()


def id_told(problems):
    return any("ID number" in each.message for each in problems)


class TestWord:
    def test_a_paragraph(self):
        document = docx.Document()
        document.add_paragraph("公示")
        document.add_paragraph(f"张三 {ID}")
        found = leaks_in_file(saved(document), "公示.docx")
        assert id_told(found)
        assert not any(ID in str(each) for each in found)

    def test_broken_over_two_paragraphs(self):
        document = docx.Document()
        document.add_paragraph(f"张三 {ID[:9]}")
        document.add_paragraph(ID[9:])
        assert id_told(leaks_in_file(saved(document), "a.docx"))

    @pytest.mark.parametrize("across", [True, False])
    def test_split_over_cells(self, across):
        document = docx.Document()
        table = document.add_table(*((1, 18) if across else (18, 2)))
        for at, digit in enumerate(ID):
            table.cell(*((0, at) if across else (at, 0))).text = digit
        assert id_told(leaks_in_file(saved(document), "a.docx"))

    def test_head_and_foot(self):
        for part in ("header", "footer"):
            document = docx.Document()
            getattr(document.sections[0], part).paragraphs[0].text = ID
            assert id_told(leaks_in_file(saved(document), "a.docx"))

    def test_properties(self):
        document = docx.Document()
        document.core_properties.comments = f"电话13912345678 {ID}"
        assert id_told(leaks_in_file(saved(document), "a.docx"))

    def test_comments(self):
        document = docx.Document()
        run = document.add_paragraph("张三").runs[0]
        document.add_comment(run, text=ID, author="a", initials="a")
        assert id_told(leaks_in_file(saved(document), "a.docx"))

    def test_text_boxes_and_what_was_taken_out(self):
        document = docx.Document()
        document.add_paragraph("MARK")
        data = saved(document)
        boxed = (
            b'</w:t><w:pict><v:textbox xmlns:v="urn:schemas-microsoft-com:vml"><w:txbxContent>'
            b"<w:p><w:r><w:t>" + ID.encode() + b"</w:t></w:r></w:p></w:txbxContent></v:textbox>"
            b"</w:pict><w:t>"
        )
        assert id_told(
            leaks_in_file(with_part(data, "word/document.xml", b"MARK", boxed), "a.docx")
        )
        taken = b"</w:t><w:delText>" + ID.encode() + b"</w:delText><w:t>"
        assert id_told(
            leaks_in_file(with_part(data, "word/document.xml", b"MARK", taken), "a.docx")
        )

    def test_an_ordinary_one(self):
        document = docx.Document()
        document.add_paragraph("经评议，下列2户拟纳入监测，2020年6月30日，人均4200元")
        assert leaks_in_file(saved(document), "公示.docx") == []

    def test_an_attack_is_refused(self):
        document = docx.Document()
        data = with_part(
            saved(document), "word/document.xml", b"<w:document",
            b'<!DOCTYPE x [<!ENTITY a "aa">]><w:document',
        )  # fmt: skip
        assert len(leaks_in_file(data, "a.docx")) == 1


class TestExcel:
    def test_a_hidden_sheet(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "公示"
        hidden = book.create_sheet("底表")
        hidden.sheet_state = "hidden"
        hidden["B7"] = ID
        found = leaks_in_file(saved(book), "a.xlsx")
        assert [each.where for each in found] == ["底表 (hidden) row 1"]

    def test_a_comment(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "张三"
        book.active["A1"].comment = Comment(f"电话 13912345678，{ID}", "a")
        assert id_told(leaks_in_file(saved(book), "a.xlsx"))

    def test_a_number_as_a_number(self):
        book = openpyxl.Workbook()
        book.active["A1"] = 159901198001010011
        book.active["A2"] = 13912345678
        messages = {each.message.split(" (")[0] for each in leaks_in_file(saved(book), "a.xlsx")}
        assert messages == {"an ID number", "a telephone number"}

    def test_split_over_cells(self):
        book = openpyxl.Workbook()
        book.active.append([ID[:6], ID[6:14], ID[14:]])
        assert id_told(leaks_in_file(saved(book), "a.xlsx"))

    def test_head_of_the_page(self):
        book = openpyxl.Workbook()
        book.active["A1"] = "公示"
        book.active.oddHeader.center.text = ID
        assert id_told(leaks_in_file(saved(book), "a.xlsx"))

    def test_an_ordinary_one(self):
        book = openpyxl.Workbook()
        for row in range(200):
            book.active.append([row, "张*贵", "脱贫不稳定户", 4200 + row, "2020-06-30", 1500000])
        assert leaks_in_file(saved(book), "名单.xlsx") == []


def pdf(text):
    """A page with a line of text; no library of ours writes any."""
    stream = f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + (
        b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )


class TestPdf:
    def test_text(self):
        found = leaks_in_file(pdf(f"ID {ID}"), "a.pdf")
        assert [each.where for each in found] == ["page 1"]

    def test_an_ordinary_one(self):
        assert leaks_in_file(pdf("Notice 2020-06-30"), "a.pdf") == []

    def test_a_damaged_one_is_told(self):
        found = leaks_in_file(b"%PDF-1.4\nnothing", "a.pdf")
        assert len(found) == 1


class TestOthers:
    def test_the_name_of_the_file(self):
        document = docx.Document()
        assert id_told(leaks_in_file(saved(document), f"张三{ID}.docx"))

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (b"\x89PNG\r\n", "a.png"),
            (b"\xd0\xcf\x11\xe0", "a.doc"),
            (b"PK\x03\x04", "a.docx"),
            (b"", "a"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, data, name):
        assert len(leaks_in_file(data, name)) == 1

    @pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
    def test_text_files(self, encoding):
        assert id_told(leaks_in_file(f"姓名,身份证\n张三,{ID}".encode(encoding), "a.csv"))

    def test_pictures_inside_are_told(self):
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as made:
            made.writestr("word/document.xml", "<a/>")
            made.writestr("word/media/image1.png", b"x")
        assert len(pictures_in_file(target.getvalue(), "a.docx")) == 1
        assert pictures_in_file(b"x", "a.txt") == []
