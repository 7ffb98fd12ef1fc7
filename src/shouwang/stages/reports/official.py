"""Writes a paper as a Word file in the format of official documents (GB/T 9704-2012)."""

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import docx
import yaml
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from shouwang.base.numerals import chinese
from shouwang.stages.reports.blocks import (
    Block,
    Break,
    Heading,
    Paper,
    Paragraph,
    Picture,
    Run,
    Table,
    numbers_of,
)
from shouwang.stages.reports.fixed_zip import settled
from shouwang.stages.reports.official_tables import add_table

# What draws a chart as PNG.
Draw = Callable[[Picture], bytes]
TWENTIETHS = 20  # of a point, in which Word counts lengths
CHARS = 100  # Word counts indents in hundredths of a character
ALIGN = {
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "left": WD_ALIGN_PARAGRAPH.LEFT,
}


@cache
def layout() -> dict[str, Any]:
    """Return the format of official documents."""
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def docx_of(paper: Paper, draw: Draw) -> bytes:
    """Return a paper as a Word file; the same paper gives the same bytes."""
    document = docx.Document()
    _set_page(document)
    _set_style(document)
    _set_properties(document, paper)
    _front(document, paper)
    counts = iter(numbers_of([each for each in paper.blocks if isinstance(each, Heading)]))
    for block in paper.blocks:
        _add(document, block, counts, draw)
    _end(document, paper)
    for block in paper.notes:
        _add(document, block, None, draw)
    written = io.BytesIO()
    document.save(written)
    return settled(written.getvalue())


def heading_number(counts: Sequence[int]) -> str:
    """Return the number before a heading, by its level."""
    forms = layout()["numbering"]
    count = counts[-1]
    return str(forms[min(len(counts), len(forms)) - 1].format(chinese=chinese(count), arabic=count))


def _set_page(document: Any) -> None:
    page, section = layout()["page"], document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page["width_mm"]), Mm(page["height_mm"])
    section.top_margin, section.bottom_margin = Mm(page["top_mm"]), Mm(page["bottom_mm"])
    section.left_margin, section.right_margin = Mm(page["left_mm"]), Mm(page["right_mm"])
    section.footer_distance = Mm(page["footer_mm"])
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no other way
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)  # noqa: SLF001
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(layout()["grid_line"]))
    # Odd pages are numbered on the right, even ones on the left, one character from the edge.
    document.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, "right")
    _number_pages(section.even_page_footer, "left")


def _number_pages(footer: Any, align: str) -> None:
    before, after = layout()["page_number"]
    paragraph = footer.paragraphs[0]
    paragraph.alignment = ALIGN[align]
    _indent(paragraph, f"w:{align}Chars", 1)
    font, size = layout()["fonts"]["page"], layout()["sizes_pt"]["page"]
    _write(paragraph, before, font, size)
    run = _write(paragraph, "", font, size)
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = text or None
        run._r.append(part)  # noqa: SLF001
    _write(paragraph, after, font, size)


def _set_style(document: Any) -> None:
    style, fonts = document.styles["Normal"], layout()["fonts"]
    style.font.name, style.font.size = fonts["latin"], Pt(layout()["sizes_pt"]["body"])
    # The East Asian font has an attribute of its own: `font.name` sets the Latin one only.
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), fonts["body"])
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)


def _set_properties(document: Any, paper: Paper) -> None:
    core, moment = document.core_properties, datetime.combine(paper.day, time(), UTC)
    core.author = core.last_modified_by = paper.signer
    core.title, core.comments, core.revision = paper.title, paper.foot, 1
    core.created = core.modified = moment.replace(tzinfo=None)
    core.keywords = core.subject = ""


def _front(document: Any, paper: Paper) -> None:
    if paper.number:
        _line(document, paper.number, align="centre")
        _line(document, "")
    _line(document, paper.title, font="title", size="title", align="centre")
    _line(document, "")
    if paper.addressee:
        _line(document, paper.addressee + layout()["colon"])


def _end(document: Any, paper: Paper) -> None:
    if paper.attachments:
        _line(document, "")
    for number, line in enumerate(attachment_lines(paper)):
        indent = layout()["attachment_indent_chars" if number else "indent_chars"]
        _line(document, line, indent=indent)
    if paper.signer or paper.day_text:
        _line(document, "")
    for text in (paper.signer, paper.day_text):
        if text:
            paragraph = _line(document, text, align="right")
            _indent(paragraph, "w:rightChars", layout()["indent_after_chars"])


def attachment_lines(paper: Paper) -> list[str]:
    """Return the lines that name what is attached."""
    names, form = paper.attachments, layout()
    if len(names) == 1:
        return [form["attachment_one"].format(word=paper.attachment_word, name=names[0])]
    return [
        form["attachment_first" if number == 1 else "attachment_next"].format(
            word=paper.attachment_word, number=number, name=name
        )
        for number, name in enumerate(names, start=1)
    ]


def _add(document: Any, block: Block, counts: Iterator[tuple[int, ...]] | None, draw: Draw) -> None:
    match block:
        case Heading():
            number = heading_number(next(counts)) if counts is not None else ""
            _add_heading(document, block, number)
        case Paragraph():
            _add_paragraph(document, block)
        case Table():
            add_table(document, block, layout())
        case Picture():
            _add_picture(document, block, draw)
        case Break():
            document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _add_heading(document: Any, block: Heading, number: str) -> None:
    font = {1: "first", 2: "second"}.get(block.level, "body")
    paragraph = _line(document, number + block.text, font=font, indent=layout()["indent_chars"])
    paragraph.paragraph_format.keep_with_next = True
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), str(block.level - 1))
    paragraph._p.get_or_add_pPr().append(level)  # noqa: SLF001


def _add_paragraph(document: Any, block: Paragraph) -> None:
    form = layout()
    paragraph = _line(document, "", align="centre" if block.role == "centred" else "")
    if block.role == "body":
        _indent(paragraph, "w:firstLineChars", form["indent_chars"])
    size = form["sizes_pt"]["caption" if block.role == "note" else "body"]
    for run in block.runs:
        _write(paragraph, run.text, form["fonts"]["body"], size)
        if run.mark:
            _write_mark(paragraph, run)


def _write_mark(paragraph: Any, run: Run) -> None:
    mark = _write(
        paragraph, f"[{run.mark}]", layout()["fonts"]["body"], layout()["sizes_pt"]["mark"]
    )
    mark.font.superscript = True


def _add_picture(document: Any, block: Picture, draw: Draw) -> None:
    form = layout()
    png = io.BytesIO(draw(block))
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(png, width=Mm(form["picture_width_mm"]))
    # What it shows, for whoever cannot see it.
    shape._inline.docPr.set("descr", block.caption)  # noqa: SLF001
    _line(document, block.caption, size="caption", align="centre")
    add_table(document, block.table, form)


def _line(
    document: Any, text: str, *, font: str = "body", size: str = "body", align: str = "",
    indent: int = 0,
) -> Any:  # fmt: skip
    form = layout()
    paragraph = document.add_paragraph()
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(form["line_pt"])
    if align:
        paragraph.alignment = ALIGN[align]
    if indent:
        _indent(paragraph, "w:firstLineChars", indent)
    if text:
        _write(paragraph, text, form["fonts"][font], form["sizes_pt"][size])
    return paragraph


def _indent(paragraph: Any, attribute: str, chars: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_ind()  # noqa: SLF001
    properties.set(qn(attribute), str(chars * CHARS))
    # Who does not know indents by characters reads the one beside it, in twentieths of a point.
    points = chars * layout()["sizes_pt"]["body"]
    properties.set(qn(attribute.removesuffix("Chars")), str(points * TWENTIETHS))


def _write(paragraph: Any, text: str, font: str, size: float) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = layout()["fonts"]["latin"], Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)  # noqa: SLF001
    return run
