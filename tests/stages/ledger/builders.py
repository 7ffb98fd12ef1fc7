"""Files of every kind a plan comes in, built from the same text."""

import io
import zlib
from collections.abc import Sequence

import docx

PAGE = (595, 842)
SIZE = 12
LEFT = 72
TOP = 770
LEADING = 20
LINES = 30


def word_bytes(document) -> bytes:
    """Return a document of python-docx as the bytes of its file."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def word_of_lines(lines: Sequence[str]) -> bytes:
    """Return a Word file with a paragraph for each line."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return word_bytes(document)


def web_of_lines(lines: Sequence[str], *, charset: str = "utf-8") -> bytes:
    """Return a web page with a paragraph for each line, a menu above and a footer below."""
    body = "\n".join(f"<p style='text-indent:2em'>&emsp;&emsp;{line}</p>" for line in lines)
    page = (
        f"<html><head><meta charset='{charset}'><title>页面</title>"
        f"<style>p{{color:red}}</style></head><body><nav><a>首页</a> 政务公开</nav>"
        f"<div id='content'>{body}</div><footer>网站标识码 1500000000</footer>"
        f"<script>var a = 1;</script></body></html>"
    )
    return page.encode(charset)


class Pdf:
    """A PDF file written by hand: Chinese text in a font that is named, not embedded."""

    def __init__(self) -> None:
        self.pages: list[list[str]] = []

    def page(self) -> "Pdf":
        """Begin a page."""
        self.pages.append([])
        return self

    def text(self, x: float, y: float, text: str) -> None:
        """Put a line of text on the page."""
        codes = "".join(f"{ord(char):04X}" for char in text)
        self.pages[-1].append(f"BT /F1 {SIZE} Tf {x} {y} Td <{codes}> Tj ET")

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a line."""
        self.pages[-1].append(f"1 w {x0} {y0} m {x1} {y1} l S")

    def table(self, top: float, widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """Draw a ruled table; a line break in a cell makes the row taller."""
        edges = [LEFT]
        for width in widths:
            edges.append(edges[-1] + width)
        y = top
        for row in rows:
            height = LEADING * max(cell.count("\n") + 1 for cell in row)
            for edge in edges:
                self.rule(edge, y, edge, y - height)
            self.rule(edges[0], y, edges[-1], y)
            for edge, cell in zip(edges, row, strict=False):
                for number, line in enumerate(cell.split("\n")):
                    self.text(edge + 3, y - LEADING * (number + 1) + 6, line)
            y -= height
        self.rule(edges[0], y, edges[-1], y)

    def bytes(self) -> bytes:
        """Return the file."""
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Count {} /Kids [{}] >>".format(
                len(self.pages), " ".join(f"{7 + 2 * n} 0 R" for n in range(len(self.pages)))
            ),
            "<< /Type /Font /Subtype /Type0 /BaseFont /FangSong /Encoding /Identity-H "
            "/DescendantFonts [4 0 R] /ToUnicode 6 0 R >>",
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /FangSong /DW 1000 "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            "/W [32 [" + "500 " * 95 + "]] /FontDescriptor 5 0 R >>",
            "<< /Type /FontDescriptor /FontName /FangSong /Flags 4 /FontBBox [0 -200 1000 900] "
            "/ItalicAngle 0 /Ascent 859 /Descent -141 /CapHeight 700 /StemV 80 >>",
            _stream(
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
                "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
                "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
                "1 beginbfrange <0000> <FFFF> <0000> endbfrange\n"
                "endcmap end end"
            ),
        ]
        for number, page in enumerate(self.pages):
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE[0]} {PAGE[1]}] "
                f"/Contents {8 + 2 * number} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            )
            objects.append(_stream("\n".join(page)))
        return _file(objects)


def _stream(text: str) -> str:
    packed = zlib.compress(text.encode("latin-1"))
    head = f"<< /Length {len(packed)} /Filter /FlateDecode >>"
    return head + "\nstream\n" + packed.decode("latin-1") + "\nendstream"


def _file(objects: Sequence[str]) -> bytes:
    content = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(content))
        content += f"{number} 0 obj\n{text}\nendobj\n".encode("latin-1")
    start = len(content)
    content += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    content += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    size = len(objects) + 1
    return content + f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF".encode()


def pdf_of_lines(lines: Sequence[str], *, head: str = "") -> bytes:
    """Return a PDF file of paragraphs, wrapped, indented by two, with page numbers."""
    pdf = Pdf()
    wrapped = [line for paragraph in lines for line in wrapped_lines(paragraph, indent=True)]
    for first in range(0, len(wrapped), LINES):
        pdf.page()
        if head:
            pdf.text(LEFT, TOP + 40, head)
        for number, line in enumerate(wrapped[first : first + LINES]):
            stripped = line.lstrip("\u3000")
            x = LEFT + SIZE * (len(line) - len(stripped))
            pdf.text(x, TOP - LEADING * number, stripped)
        pdf.text(280, 60, f"— {len(pdf.pages)} —")
    return pdf.bytes()


def wrapped_lines(paragraph: str, *, width: int = 34, indent: bool) -> list[str]:
    """Return a paragraph broken into lines; no line begins with a closing sign."""
    text = ("\u3000\u3000" if indent else "") + paragraph.strip("\u3000 ")
    lines = []
    while text:
        end, used = 0, 0.0
        while end < len(text) and used + _width(text[end]) <= width:
            used += _width(text[end])
            end += 1
        while 1 < end < len(text) and text[end] in "，。；：、）”！？》,;:.)】〕":
            end -= 1
        lines.append(text[:end])
        text = text[end:]
    return lines


def _width(char: str) -> float:
    return 1.0 if ord(char) >= 0x2E80 or char in "“”—" else 0.5


def numbered_word(levels: Sequence[tuple[int, str]]) -> bytes:
    """Return a Word file whose numbers are drawn by Word: one, (one), 1. and no digit in the text."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = docx.oxml.parse_xml(_ABSTRACT)
    numbering.insert(0, abstract)
    numbering.append(docx.oxml.parse_xml(_NUM))
    for level, text in levels:
        paragraph = document.add_paragraph(text)
        if level >= 0:
            properties = paragraph._p.get_or_add_pPr()
            properties.append(docx.oxml.parse_xml(_NUM_PR.format(level=level)))
    return word_bytes(document)


_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_LEVEL = (
    '<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>'
    '<w:lvlText w:val="{text}"/></w:lvl>'
)
_ABSTRACT = (
    f'<w:abstractNum {_W} w:abstractNumId="77">'
    + _LEVEL.format(n=0, format="chineseCounting", text="%1、")
    + _LEVEL.format(n=1, format="chineseCounting", text="（%2）")
    + _LEVEL.format(n=2, format="decimal", text="%3.")
    + "</w:abstractNum>"
)
_NUM = f'<w:num {_W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
_NUM_PR = f'<w:numPr {_W}><w:ilvl w:val="{{level}}"/><w:numId w:val="77"/></w:numPr>'
