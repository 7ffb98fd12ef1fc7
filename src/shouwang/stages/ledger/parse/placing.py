"""Which items are tasks: marks are put where they belong, and each item to its place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from shouwang.base.words import _
from shouwang.stages.ledger.parse import marks, outline, segments, spans, tables, vocabulary
from shouwang.stages.ledger.parse.document import Paragraph, Table
from shouwang.stages.ledger.parse.drafts import Draft
from shouwang.stages.ledger.parse.marks import Mark, Marked
from shouwang.stages.ledger.parse.model import Unplaced
from shouwang.stages.ledger.parse.outline import Item, Outline

MOST_DOUBTFUL_SHARE = 0.6  # of the items that must list units in brackets for all to be marks

LONGEST_TITLE = 30  # characters; a longer line is no title
NO_TASK = {outline.PLAIN, segments.LEFT_OVER}
FEW = 2  # children: fewer show no habit


@dataclass(slots=True)
class Node:
    """An item with its marks.

    Attributes:
        marked: Its paragraphs, marks taken out.
        marks: The marks that are its own.
        lines: Those of them that stand on a line of their own.
    """

    item: Item
    marked: list[Marked]
    children: list["Node"]
    marks: list[Mark] = field(default_factory=list)
    own_lines: int = 0

    @property
    def has_marks_below(self) -> bool:
        """Whether an item under it has a mark."""
        return any(child.marks or child.has_marks_below for child in self.children)

    @property
    def heading(self) -> str:
        """Its number and first sentence."""
        first = self.marked[0].text if self.marked else ""
        blank = " " if self.item.label and self.item.label[-1].isalnum() else ""
        return f"{self.item.label}{blank}{outline.title_of(first)}"

    def everything(self) -> Iterator["Node"]:
        """Yield the node and all under it."""
        yield self
        for child in self.children:
            yield from child.everything()


@dataclass(slots=True)
class Placement:
    """The tasks of a text, and what is in none."""

    drafts: list[Draft] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    def set_aside(self, line: int, text: str, why: str) -> None:
        """List a piece that is in no task."""
        if text.strip():
            self.unplaced.append(Unplaced(line, text.strip(), why))


def place(tree: Outline, *, lists_units: bool) -> Placement:
    """Return the tasks of an outline.

    Args:
        tree: The outline.
        lists_units: Whether the text declares that units stand in brackets.
    """
    nodes = [_node(item) for item in tree.items] or _unnumbered(tree)
    _settle_bare_marks(nodes, lists_units=lists_units)
    closing = _closing_depths(nodes)
    for node in nodes:
        _hoist(node, closing)
    done = Placement()
    _doubts(nodes, done)
    placer = _Placer(done, any(n.marks for root in nodes for n in root.everything()), _last(nodes))
    placer.place_all(nodes, ())
    for table in tree.tables:
        placer.place_table(table, ())
    if not nodes or tree.items:
        why = _("introduction, before the first item") if nodes else _("outside of any task")
        for paragraph in tree.preface:
            done.set_aside(paragraph.line, paragraph.text, why)
    return done


def _unnumbered(tree: Outline) -> list[Node]:
    """Return the tasks of a text without numbers: its paragraphs that end with a mark."""
    root = Item(line=0, kind=outline.PLAIN, rank=-1, number="", label="")
    root.body.extend([Paragraph(0, ""), *tree.preface])
    marked = [marks.find(paragraph.text) for paragraph in root.body]
    below = segments.below(root, marked, fewest=1)
    return _under_headings(_node(item, found) for item, found in below)


def _under_headings(nodes: Iterable[Node]) -> list[Node]:
    """Put what follows a heading under it."""
    placed: list[Node] = []
    for node in nodes:
        is_open = placed and placed[-1].item.kind == outline.PLAIN
        if is_open and node.item.kind == segments.PARAGRAPH:
            placed[-1].children.append(node)
        else:
            placed.append(node)
    return placed


def _node(item: Item, found: list[Marked] | None = None) -> Node:
    marked = found or [marks.find(paragraph.text) for paragraph in item.body]
    children = [_node(child) for child in item.children]
    below = [] if found else segments.below(item, marked, fewest=FEW)
    if below:
        children = _under_headings(_node(each, its_marks) for each, its_marks in below)
        item, marked = replace(item, body=item.body[:1]), marked[:1]
    node = Node(item, marked, children)
    for each in marked:
        node.marks.extend(each.marks)
        node.own_lines += len(each.marks) if each.is_only_mark else 0
    return node


def _last(nodes: Sequence[Node]) -> Node | None:
    return list(nodes[-1].everything())[-1] if nodes else None


# ------------------------------------------------------------------------------ bare lists of units


def _settle_bare_marks(nodes: Sequence[Node], *, lists_units: bool) -> None:
    """Units in brackets without a word are marks only where the whole text writes them so."""
    every = [node for root in nodes for node in root.everything()]
    bare = [node for node in every if any(mark.is_bare for mark in node.marks)]
    certain = [node for node in every if any(not mark.is_bare for mark in node.marks)]
    leaves = [node for node in every if not node.children]
    customary = len(bare) > 1 and len(bare) >= MOST_DOUBTFUL_SHARE * len(leaves) and not certain
    if lists_units or customary:
        return
    for node in bare:
        node.marks = [mark for mark in node.marks if not mark.is_bare]
        node.marked = [
            _unmarked(each, paragraph.text)
            for each, paragraph in zip(node.marked, node.item.body, strict=True)
        ]


def _unmarked(marked: Marked, text: str) -> Marked:
    if not any(mark.is_bare for mark in marked.marks):
        return marked
    return Marked(text, (), tuple(mark.annotation for mark in marked.marks))


# ------------------------------------------------------------------------------ marks of the parent


def _closing_depths(nodes: Sequence[Node]) -> Mapping[str, bool]:
    """For each writing of numbers: whether marks at the end of the last child close the parent.

    That is so where several parents are marked in their last child only, and none in another.
    """
    last_only: dict[str, int] = {}
    other: set[str] = set()
    for node in (each for root in nodes for each in root.everything()):
        if len(node.children) < FEW or node.marks:
            continue
        kind = node.item.kind
        if any(child.marks for child in node.children[:-1]):
            other.add(kind)
        elif node.children[-1].marks:
            last_only[kind] = last_only.get(kind, 0) + 1
    return {kind: count > 1 and kind not in other for kind, count in last_only.items()}


def _hoist(node: Node, closing: Mapping[str, bool]) -> None:
    """Give a parent the mark that stands after its last child and speaks for all of them."""
    for child in node.children:
        _hoist(child, closing)
    if len(node.children) < FEW or node.marks:
        return
    if any(child.marks or child.has_marks_below for child in node.children[:-1]):
        return
    last = node.children[-1]
    on_own_line = bool(last.marks) and last.own_lines == len(last.marks)
    if last.marks and not last.has_marks_below and (on_own_line or closing.get(node.item.kind)):
        node.marks, node.own_lines = last.marks, last.own_lines
        last.marks, last.own_lines = [], 0


# ------------------------------------------------------------------------------ doubts


def _doubts(nodes: Sequence[Node], done: Placement) -> None:
    for node in (each for root in nodes for each in root.everything()):
        for each, paragraph in zip(node.marked, node.item.body, strict=True):
            for text in each.doubtful:
                done.set_aside(paragraph.line, text, _("may name units, but not what they do"))
            for mark in each.marks:
                if mark.reading.unread:
                    names = "、".join(mark.reading.unread)
                    done.set_aside(paragraph.line, names, _("units whose role is not known"))


# ------------------------------------------------------------------------------ tasks


@dataclass(slots=True)
class _Placer:
    """Walks the outline and decides for each item."""

    done: Placement
    has_marks: bool
    last: Node | None

    def place_all(self, nodes: Sequence[Node], path: tuple[str, ...]) -> None:
        """Place the items of one level."""
        directly = any(node.marks for node in nodes)
        for node in nodes:
            self._place(node, path, among_marked=directly)

    def place_table(self, table: Table, path: tuple[str, ...]) -> bool:
        """Place the rows of a table; tell whether it held tasks."""
        drafts, unplaced = tables.read(table, path)
        self.done.drafts.extend(drafts)
        self.done.unplaced.extend(unplaced)
        return bool(drafts)

    def _place(self, node: Node, path: tuple[str, ...], *, among_marked: bool) -> None:
        if node.marks:
            self._task(node, path, with_children=not node.has_marks_below)
            if node.has_marks_below:
                self.place_all(node.children, (*path, node.heading))
            self._tables(node, path)
        elif node.has_marks_below or (node.children and not (among_marked and self._is_task(node))):
            self._section(node, path)
        elif self._tables(node, path):
            self._rest_of_section(node)
        elif self._is_unmarked_task(node, among_marked=among_marked):
            self._task(node, path, with_children=True)
            if self.has_marks:
                self.done.set_aside(node.item.line, node.heading, self._why_no_unit(node))
        else:
            self._set_aside_all(node, _("an item that names no unit"))

    def _is_task(self, node: Node) -> bool:
        title = outline.title_of(node.marked[0].text if node.marked else "")
        return node.item.kind not in NO_TASK and title not in vocabulary.words("frame")

    def _is_unmarked_task(self, node: Node, *, among_marked: bool) -> bool:
        """Where its neighbours name units an item is a task that names none; so is a cut-off one."""
        doubtful = any(each.doubtful for each in node.marked)
        if doubtful or (node is self.last and self.has_marks and _is_cut_off(node)):
            return True
        return self._is_task(node) and (among_marked or not self.has_marks)

    def _why_no_unit(self, node: Node) -> str:
        if node is self.last and _is_cut_off(node):
            return _("the text breaks off: the task names no unit")
        return _("the task names no unit")

    def _section(self, node: Node, path: tuple[str, ...]) -> None:
        before = len(self.done.drafts)
        self._tables(node, path)
        self.place_all(node.children, (*path, node.heading))
        if len(self.done.drafts) > before:
            self._rest_of_section(node)
        else:
            self._set_aside_own(node, _("an item that names no unit"))

    def _tables(self, node: Node, path: tuple[str, ...]) -> bool:
        held = [self.place_table(table, (*path, node.heading)) for table in node.item.tables]
        return any(held)

    def _rest_of_section(self, node: Node) -> None:
        """What a heading says beside its title belongs to no single task."""
        why = _("belongs to a heading, not to one task")
        for place, (each, source) in enumerate(zip(node.marked, node.item.body, strict=True)):
            text = each.text
            if place == 0:
                text = text[len(outline.title_of(text)) :].lstrip("。：:； \u3000")
            self.done.set_aside(source.line, text, why)

    def _set_aside_own(self, node: Node, why: str) -> None:
        for place, source in enumerate(node.item.body):
            self.done.set_aside(source.line, node.item.source if place == 0 else source.text, why)

    def _set_aside_all(self, node: Node, why: str) -> None:
        for each in node.everything():
            self._set_aside_own(each, why)

    def _task(self, node: Node, path: tuple[str, ...], *, with_children: bool) -> None:
        own, after = _own_pieces(node)
        for line, text in after:
            self.done.set_aside(line, text, _("stands after the mark that closes the task"))
        pieces = [*own, *(_pieces_below(node.children) if with_children else ())]
        self.done.drafts.append(
            Draft(
                line=node.item.line,
                number=node.item.number,
                path=path,
                title=outline.title_of(node.marked[0].text if node.marked else ""),
                pieces=pieces,
                annotations=[mark.annotation for mark in node.marks],
                readings=[mark.reading for mark in node.marks],
            )
        )


def _is_cut_off(node: Node) -> bool:
    text = node.marked[-1].text if node.marked else ""
    return bool(text) and not vocabulary.pattern("whole_end").search(text)


def _own_pieces(node: Node) -> tuple[list[str], list[tuple[int, str]]]:
    """Return an item's paragraphs, and those that follow the mark which closes it."""
    closing = [place for place, each in enumerate(node.marked) if _closes(node, place)]
    end = closing[-1] if closing else len(node.marked)
    own = [each.text for each in node.marked[: end + 1] if not each.is_only_mark]
    after = [
        (source.line, each.text)
        for each, source in zip(node.marked[end + 1 :], node.item.body[end + 1 :], strict=True)
    ]
    return own, after


def _closes(node: Node, place: int) -> bool:
    """A mark closes an item unless only the title stands before it."""
    if not node.marked[place].marks:
        return False
    before = [each.text for each in node.marked[: place + 1] if not each.is_only_mark]
    text = "".join(before).rstrip()
    if len(before) > 1 or spans.sentence_end(text) < len(text):
        return True
    is_title = len(text) <= LONGEST_TITLE and not vocabulary.pattern("clause").search(text)
    return not is_title and bool(vocabulary.pattern("whole_end").search(text))


def _pieces_below(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        for place, each in enumerate(node.marked):
            if each.text:
                yield (node.item.label if place == 0 else "") + each.text
        yield from _pieces_below(node.children)
