"""Paragraphs without numbers: where each ends with a mark of its own, each is a task."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shouwang.stages.ledger.parse import outline, spans
from shouwang.stages.ledger.parse.document import Paragraph
from shouwang.stages.ledger.parse.marks import Marked
from shouwang.stages.ledger.parse.outline import Item

PARAGRAPH = "paragraph"
LEFT_OVER = "left over"


@dataclass(slots=True)
class Segment:
    """Paragraphs up to the mark that closes them."""

    sources: list[Paragraph] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Whether a mark ends it."""
        return bool(self.marked and self.marked[-1].marks)

    @property
    def has_text(self) -> bool:
        """Whether it says anything beside its marks."""
        return any(not each.is_only_mark for each in self.marked)

    @property
    def has_heading(self) -> bool:
        """Whether it opens with a short line without punctuation."""
        return len(self.marked) > 1 and outline.is_heading_line(self.sources[0].text)


def below(item: Item, marked: Sequence[Marked], *, fewest: int) -> list[tuple[Item, list[Marked]]]:
    """Return the tasks that stand unnumbered under a heading, as items of their own.

    Nothing is returned where fewer than ``fewest`` paragraphs end with a mark, or where the
    heading line says more than a title.
    """
    if item.children or not marked or not _is_title_only(marked[0]):
        return []
    found = list(_segments(item.body[1:], marked[1:]))
    closed = [segment for segment in found if segment.is_closed and segment.has_text]
    if len(closed) < fewest:
        return []
    return [(_item_of(segment), segment.marked) for segment in _with_sections(found)]


def _is_title_only(first: Marked) -> bool:
    return not first.marks and spans.sentence_end(first.text) >= len(first.text)


def _segments(sources: Sequence[Paragraph], marked: Sequence[Marked]) -> Iterator[Segment]:
    """A segment ends where the next paragraph is no further mark."""
    current = Segment()
    for source, each in zip(sources, marked, strict=True):
        if current.is_closed and not each.is_only_mark:
            yield current
            current = Segment()
        current.sources.append(source)
        current.marked.append(each)
    if current.sources:
        yield current


def _with_sections(found: Sequence[Segment]) -> Iterator[Segment]:
    """A short first line is the title where all have one, else a heading over what follows."""
    closed = [segment for segment in found if segment.is_closed]
    titled = all(segment.has_heading for segment in closed)
    for segment in found:
        if segment.has_heading and not titled:
            yield Segment(segment.sources[:1], segment.marked[:1])
            yield Segment(segment.sources[1:], segment.marked[1:])
        else:
            yield segment


def _item_of(segment: Segment) -> Item:
    first = segment.sources[0]
    is_heading = not segment.is_closed and outline.is_heading_line(first.text)
    kind = outline.PLAIN if is_heading else PARAGRAPH if segment.is_closed else LEFT_OVER
    item = Item(first.line, kind, rank=0, number="", label="", source=first.text)
    item.body.extend(segment.sources)
    return item
