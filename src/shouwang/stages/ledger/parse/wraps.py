"""Paragraphs out of lines: page numbers taken out, hard wraps taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shouwang.stages.ledger.parse import marks, numbering, roles, spans, vocabulary
from shouwang.stages.ledger.parse.document import Block, Document, Paragraph, Table

# How hard-wrapped text is told: its full lines are about equally long and few end a sentence.
WIDEST_WRAP = 60  # in full-width characters
NARROWEST_WRAP = 16
RAGGED = 2.5
FEWEST_BROKEN_LINES = 2
BROKEN_SHARE = 0.4
INDENT_SHARE = 0.15
OUTLIER_SHARE = 0.03
INDENT = 1.5
LONGEST_OPEN_BRACKET = 8  # lines
FIRST_WIDE = 0x2E80  # where the wide characters begin
HALF = 0.5
LINES_OF_THEIR_OWN = (
    "attachments",
    "date_line",
    "document_number",
    "footer",
    "label_of_any_kind",
    "remark",
    "row_of_addressees",
)
PAGE_BREAK = "\f"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the source; ``text`` is stripped, ``indent`` in full-width characters.

    ``stop`` marks the place of a table: no paragraph goes on over it.
    """

    number: int
    text: str
    indent: float = 0.0
    stop: bool = False

    @property
    def width(self) -> float:
        """Its width in full-width characters."""
        return width(self.text) + self.indent


@dataclass(frozen=True, slots=True)
class Wrap:
    """How a text is wrapped; ``at`` is 0 where every line is a paragraph."""

    at: float
    indents: bool

    def is_full(self, line: Line) -> bool:
        """Tell whether a line reaches the right margin."""
        return bool(self.at) and line.width >= self.at - RAGGED


def width(text: str) -> float:
    """Return the width of a text in full-width characters; a Latin one takes half."""
    return sum(1.0 if ord(char) >= FIRST_WIDE or char in "“”‘’—…" else HALF for char in text)


def lines_of(text: str) -> list[Line]:
    """Return the lines of a plain text, with their indents."""
    found = []
    for number, raw in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        stripped = raw.replace(PAGE_BREAK, "").strip("\ufeff\u200b").strip()
        indent = raw.lstrip(PAGE_BREAK)[: len(raw) - len(raw.lstrip())]
        found.append(Line(number, stripped, width(indent.replace("\t", "\u3000\u3000"))))
    return found


def document(lines: Sequence[Line], tables: Sequence[Table] = ()) -> Document:
    """Return lines and the tables between them as a document; a table is a stop among the lines."""
    found, numbers = paragraphs(lines)
    blocks: list[Block] = [*found, *tables]
    blocks.sort(key=lambda block: block.line)
    return Document(tuple(blocks), tuple(numbers))


def paragraphs(lines: Sequence[Line]) -> tuple[list[Paragraph], list[Paragraph]]:
    """Return the paragraphs of a text, and the page numbers that were taken out of it."""
    wrap = _wrap_of([line for line in lines if line.text])
    kept, numbers = _without_page_numbers(lines, wrap)
    found: list[Paragraph] = []
    group: list[Line] = []
    for line in kept:
        if group and not _continues(group, line, wrap):
            found.append(_joined(group))
            group = []
        if line.text:
            group.append(line)
    if group:
        found.append(_joined(group))
    return found, numbers


def _without_page_numbers(lines: Sequence[Line], wrap: Wrap) -> tuple[list[Line], list[Paragraph]]:
    bare = _bare_page_numbers(lines) if wrap.at else frozenset()
    kept: list[Line] = []
    numbers: list[Paragraph] = []
    after_number = False
    for line in lines:
        is_number = line.number in bare or bool(vocabulary.pattern("page_number").match(line.text))
        if is_number and line.text:
            numbers.append(Paragraph(line.number, line.text))
            while kept and not kept[-1].text and not kept[-1].stop:
                kept.pop()
            after_number = True
        elif line.text or line.stop or not after_number:
            kept.append(line)
            after_number = False
    return kept, numbers


def _bare_page_numbers(lines: Sequence[Line]) -> frozenset[int]:
    """Lines of digits only that count up by one through the text: pages, not items."""
    digits = [
        line for line in lines if vocabulary.pattern("bare_page_number").match(line.text or "-")
    ]
    counts = [int(line.text) for line in digits]
    if len(counts) <= 1 or any(later - earlier != 1 for earlier, later in pairwise(counts)):
        return frozenset()
    return frozenset(line.number for line in digits)


def _wrap_of(lines: Sequence[Line]) -> Wrap:
    widths = sorted(line.width for line in lines)
    at = widths[-1 - int(len(widths) * OUTLIER_SHARE)] if widths else 0.0
    if not NARROWEST_WRAP <= at <= WIDEST_WRAP:
        return Wrap(0, indents=False)
    wrap = Wrap(at, indents=False)
    full = [(line, below) for line, below in pairwise(lines) if wrap.is_full(line)]
    broken = [line for line, below in full if _is_open(line.text) and not _starts_new(below.text)]
    if len(broken) < FEWEST_BROKEN_LINES or len(broken) < BROKEN_SHARE * len(full):
        return Wrap(0, indents=False)
    indented = [line for line in lines if line.indent >= INDENT]
    return Wrap(at, indents=len(indented) >= INDENT_SHARE * len(lines))


def _is_open(text: str) -> bool:
    return not vocabulary.pattern("line_end").search(text)


def _starts_new(text: str) -> bool:
    """Tell whether a line begins something of its own: an item, a label, a line of head or tail."""
    return (
        numbering.starts_item(text)
        or roles.starts_with_label(text)
        or any(vocabulary.pattern(name).match(text) for name in LINES_OF_THEIR_OWN)
    )


def _continues(group: Sequence[Line], line: Line, wrap: Wrap) -> bool:
    """Tell whether a line goes on with the paragraph of the lines before it."""
    if not line.text:
        return False
    if _is_inside_bracket(group):
        is_inside = wrap.is_full(group[-1]) and line.indent < INDENT
        return is_inside or not numbering.starts_item(line.text)
    if not wrap.is_full(group[-1]) or _starts_new(line.text):
        return False
    if wrap.indents:
        return line.indent < INDENT
    return _is_open(group[-1].text) and not _ends_with_mark(group)


def _ends_with_mark(group: Sequence[Line]) -> bool:
    """Tell whether the paragraph so far ends with a mark in brackets, which closes a task."""
    text = _joined(group).text
    last = list(spans.brackets(text))[-1:]
    if not last or last[0].end < len(text):
        return False
    return any(mark.start == last[0].start for mark in marks.find(text).marks)


def _is_inside_bracket(group: Sequence[Line]) -> bool:
    """Tell whether the paragraph so far ends inside a bracket; a forgotten one does not go on."""
    recent = group[-LONGEST_OPEN_BRACKET:]
    opened = [place for place, line in enumerate(recent) if not spans.is_closed(line.text)]
    return any(not spans.is_closed("".join(each.text for each in recent[p:])) for p in opened)


def _joined(group: Sequence[Line]) -> Paragraph:
    text = group[0].text
    for line in group[1:]:
        spaced = text[-1].isascii() and text[-1].isalpha() and line.text[0].isascii()
        text += (" " if spaced and line.text[0].isalpha() else "") + line.text
    return Paragraph(group[0].number, text)
