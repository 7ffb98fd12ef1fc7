"""A plan out of a document: outline and tables to tasks, with rules, quantities and days applied."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from shouwang.stages.ledger.parse import (
    deadlines,
    letterhead,
    outline,
    placing,
    quantities,
    reading,
    rules,
)
from shouwang.stages.ledger.parse.document import Block, Document, Paragraph
from shouwang.stages.ledger.parse.drafts import Draft
from shouwang.stages.ledger.parse.letterhead import Letterhead
from shouwang.stages.ledger.parse.model import Plan, Task, Unplaced
from shouwang.stages.ledger.parse.rules import Rule


def parse_plan(path: Path) -> Plan:
    """Return the plan that a file (.txt, .docx, .pdf, .html) holds.

    Raises:
        InputProblems: if the file cannot be read, or holds no text.
    """
    return plan_of(reading.read_document(path))


def plan_of(document: Document) -> Plan:
    """Return the plan that a document holds; what is in no task is listed with the reason."""
    blocks = document.blocks
    head = letterhead.read(blocks)
    free = [block for place, block in enumerate(blocks) if head.is_free(place)]
    tree = outline.build(free, _breaks(blocks, head))
    placed = placing.place(tree, lists_units=rules.lists_units(blocks))
    rule = rules.declared(blocks)
    drafts = sorted(placed.drafts, key=lambda draft: draft.line)
    tasks = tuple(_task(draft, rule, head.year) for draft in drafts)
    unplaced = [
        *document.unread,
        *_aside(blocks, head),
        *placed.unplaced,
    ]
    return Plan(
        title=head.title,
        issuer=head.issuer,
        date=head.date,
        owner_rule=rules.kind_of((task.units for task in tasks), rule),
        tasks=tasks,
        unplaced=tuple(sorted(unplaced)),
    )


def _breaks(blocks: Sequence[Block], head: Letterhead) -> frozenset[int]:
    """Return the lines of the first blocks of attachments that are left in the outline."""
    lines = set()
    for start in head.breaks:
        free = (place for place in range(start, len(blocks)) if head.is_free(place))
        if (place := next(free, None)) is not None:
            lines.add(blocks[place].line)
    return frozenset(lines)


def _aside(blocks: Sequence[Block], head: Letterhead) -> Iterator[Unplaced]:
    for place, why in head.aside.items():
        block = blocks[place]
        if isinstance(block, Paragraph):
            yield Unplaced(block.line, block.text, why)


def _task(draft: Draft, rule: Rule | None, year: int | None) -> Task:
    text = draft.text
    notes = [each.deadline for each in draft.readings if each.deadline]
    said = [deadlines.normal(note, year) for note in notes]
    return Task(
        line=draft.line,
        number=draft.number,
        section=draft.path[0] if draft.path else "",
        subsection=" / ".join(draft.path[1:]),
        title=draft.title,
        text=text,
        annotation="；".join(draft.annotations),
        units=rules.units_of(draft.readings, rule, draft.line),
        quantities=quantities.find(text),
        deadline=deadlines.JOIN.join(dict.fromkeys(said)) or deadlines.find(text, year),
    )
