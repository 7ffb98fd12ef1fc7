"""The outline of a plan: numbered items in a tree, with the paragraphs that belong to each."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from shouwang.stages.ledger.parse import marks, numbering, spans, vocabulary
from shouwang.stages.ledger.parse.document import Block, Paragraph, Table
from shouwang.stages.ledger.parse.numbering import ItemNumber

PLAIN = "plain"  # a heading without a number
LONGEST_PLAIN_HEADING = 30
_TITLE_STOP = re.compile(r"[：:\u3000]|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_TITLE_STOPS = "。；;：:，,、 "


@dataclass(slots=True)
class Item:
    """A numbered item (or a heading without number) and all that stands under it.

    Attributes:
        kind: The writing of its number.
        source: The paragraph its number stands in, as written.
        body: Its paragraphs; the first is the rest of the line its number stands in.
        children: Items under it.
        tables: Tables under it.
    """

    line: int
    kind: str
    rank: int
    number: str
    label: str
    source: str = ""
    ordinals: tuple[int, ...] = ()
    body: list[Paragraph] = field(default_factory=list)
    children: list["Item"] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def everything(self) -> Iterator["Item"]:
        """Yield the item and all items under it, in the order of the text."""
        yield self
        for child in self.children:
            yield from child.everything()


@dataclass(frozen=True, slots=True)
class Outline:
    """A tree of items, and what stands before the first of them."""

    items: tuple[Item, ...]
    preface: tuple[Paragraph, ...]
    tables: tuple[Table, ...] = ()


@dataclass(slots=True)
class _Growing:
    """A tree while it grows."""

    roots: list[Item] = field(default_factory=list)
    path: list[Item] = field(default_factory=list)
    latest: dict[str, tuple[int, ...]] = field(default_factory=dict)
    preface: list[Paragraph] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def build(blocks: Sequence[Block], breaks: frozenset[int] = frozenset()) -> Outline:
    """Return the outline of a text.

    Args:
        blocks: Paragraphs and tables without head and tail matter.
        breaks: Lines where a new part (an attachment) begins: no item goes on over them.
    """
    numbers = _numbers(blocks)
    order = _order(numbers)
    growing = _Growing()
    for place, block in enumerate(blocks):
        if block.line in breaks:
            growing.path.clear()
        if isinstance(block, Table):
            (growing.path[-1].tables if growing.path else growing.tables).append(block)
        elif (number := numbers[place]) is not None:
            _hang(_item_of(block, number), growing, order)
        elif _is_plain_heading(block, numbers[place + 1 : place + 2]):
            _hang(_plain_item(block), growing, order)
        else:
            (growing.path[-1].body if growing.path else growing.preface).append(block)
    return Outline(tuple(growing.roots), tuple(growing.preface), tuple(growing.tables))


def title_of(text: str) -> str:
    """Return the first sentence of an item, or what stands before a colon or blank in it."""
    first = text[: spans.sentence_end(text)].strip()
    stop = _TITLE_STOP.search(first)
    if stop and stop.start() <= LONGEST_PLAIN_HEADING / 2 and "，" not in first[: stop.start()]:
        first = first[: stop.start()]
    return first.rstrip(_TITLE_STOPS)


# ------------------------------------------------------------------------------ numbers


def _numbers(blocks: Sequence[Block]) -> list[ItemNumber | None]:
    """Return the number of each block, choosing among readings by what came before."""
    latest: dict[str, tuple[int, ...]] = {}
    found: list[ItemNumber | None] = []
    for block in blocks:
        chosen = None
        if isinstance(block, Paragraph):
            readings = numbering.candidates(block.text)
            chosen = next((each for each in readings if _fits(each, latest)), None)
        if chosen:
            latest[chosen.kind] = chosen.ordinals
        found.append(chosen)
    return found


def _fits(number: ItemNumber, latest: dict[str, tuple[int, ...]]) -> bool:
    if number.kind == numbering.DECIMAL:
        return _decimal_fits(number.ordinals, latest)
    if not numbering.is_plain(number):
        before = latest.get(number.kind, (0,) if number.is_loose else None)
        return before is not None and number.ordinals[0] == before[0] + 1
    return bool(number.rest) or number.kind != numbering.FIGURE


def _decimal_fits(ordinals: tuple[int, ...], latest: dict[str, tuple[int, ...]]) -> bool:
    """1.1 opens a count (or goes on with one); 11.121 out of the blue does not."""
    before = latest.get(numbering.DECIMAL)
    if ordinals[-1] == 1:
        return True
    if before is None:
        return False
    same_level = ordinals[:-1] == before[: len(ordinals) - 1]
    return same_level and len(before) >= len(ordinals) and ordinals[-1] > before[len(ordinals) - 1]


def _order(numbers: Sequence[ItemNumber | None]) -> frozenset[tuple[str, str]]:
    """Return the pairs (above, below) of writings that this text nests against the custom."""
    seen: Counter[tuple[str, str]] = Counter()
    previous: ItemNumber | None = None
    for number in numbers:
        if number is None:
            continue
        if previous and previous.kind != number.kind and number.ordinals[-1] == 1:
            seen[previous.kind, number.kind] += 1
        previous = number
    return frozenset(pair for pair in seen if (pair[1], pair[0]) not in seen)


# ------------------------------------------------------------------------------ items


def _item_of(block: Paragraph, number: ItemNumber) -> Item:
    item = Item(
        line=block.line,
        kind=number.kind,
        rank=number.rank,
        number=number.shown,
        label=number.label,
        source=block.text,
        ordinals=number.ordinals,
    )
    item.body.append(Paragraph(block.line, number.rest))
    return item


def _plain_item(block: Paragraph) -> Item:
    return Item(
        line=block.line,
        kind=PLAIN,
        rank=-1,
        number="",
        label="",
        source=block.text,
        body=[Paragraph(block.line, block.text)],
    )


def _is_plain_heading(block: Paragraph, following: Sequence[ItemNumber | None]) -> bool:
    """A short line without punctuation, right before a numbered item."""
    return bool(following and following[0]) and is_heading_line(block.text)


def is_heading_line(text: str) -> bool:
    """Tell whether a line is short, without punctuation, and no mark."""
    return (
        len(text) <= LONGEST_PLAIN_HEADING
        and not vocabulary.pattern("heading_stop").search(text)
        and not marks.find(text).marks
    )


def _hang(item: Item, growing: _Growing, order: frozenset[tuple[str, str]]) -> None:
    """Put an item in its place in the tree and make it the current one."""
    path = growing.path
    if any(_is_level(item, each) for each in path):
        while not _is_level(item, path[-1]):
            path.pop()
        path.pop()
    else:
        while path and not _is_below(item, path, order):
            path.pop()
    (path[-1].children if path else growing.roots).append(item)
    path.append(item)


def _is_level(item: Item, other: Item) -> bool:
    """Tell whether two items are of one level: written alike, with as many points."""
    return item.kind == other.kind and len(item.ordinals) == len(other.ordinals)


def _is_deeper(item: Item, other: Item) -> bool:
    """1.1 is deeper than 1, though both are written with points."""
    return item.kind == numbering.DECIMAL and len(item.ordinals) > len(other.ordinals)


def _is_below(item: Item, path: Sequence[Item], order: frozenset[tuple[str, str]]) -> bool:
    """Tell whether an item belongs under the last of the path, by this text's order or by custom."""
    above = path[-1]
    if item.kind == PLAIN:
        return (
            len(path) == 1
            and above.kind != PLAIN
            and above.rank <= vocabulary.entry("section_rank")
        )
    if item.kind == numbering.DECIMAL and above.kind == numbering.DECIMAL:
        return _is_deeper(item, above)
    if item.kind == numbering.DECIMAL and above.kind == numbering.FIGURE:
        return above.ordinals == item.ordinals[:1]
    if (above.kind, item.kind) in order:
        return True
    return item.rank > above.rank
