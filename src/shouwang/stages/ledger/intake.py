"""A plan's file as it is taken in: read, its text kept by lines, refused in one sentence if it is none."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.ledger.parse import reading
from shouwang.stages.ledger.parse.assemble import plan_of
from shouwang.stages.ledger.parse.document import Document, Paragraph
from shouwang.stages.ledger.parse.model import Plan
from shouwang.stages.ledger.parse.tables import CELL_BREAK

MEGABYTE = 1 << 20  # bytes
MOST_BYTES = 10 * MEGABYTE  # of a file; a plan of a hundred pages with scans in it has less
MOST_TASKS = 600  # of a plan; the longest plans of a province have two hundred
YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
HEAD_LINES = 3  # in which the year is looked for where neither title nor date has it
LONGEST_TITLE = 200  # characters, as the column is wide


@dataclass(frozen=True, slots=True)
class Intake:
    """A plan that was read, with the lines of its text."""

    plan: Plan
    lines: tuple[tuple[int, str], ...]
    title: str
    year: int
    digest: str
    file_name: str


def read_plan(data: bytes, name: str, *, on: date) -> Intake:
    """Return the plan of a file.

    Raises:
        InputProblems: if it is too large, of no kind plans come in, broken, or has no task in it.
    """
    path = PurePath(name)
    reader = reading.READERS.get(path.suffix.lower())
    if reader is None:
        raise _refusal(
            name,
            _("files of the kind {kind} cannot be read").format(kind=path.suffix or "?"),
            _("save it as one of {kinds}").format(kinds=", ".join(reading.READERS)),
        )
    if not data.strip():
        raise _refusal(name, _("is empty"))
    if len(data) > MOST_BYTES:
        raise _refusal(
            name,
            _("is larger than {megabytes} MB").format(megabytes=MOST_BYTES // MEGABYTE),
            _("send the plan without pictures"),
        )
    document = reader(data, name)
    plan = plan_of(document)
    if not plan.tasks:
        raise _refusal(
            name,
            _("no task was found in it: a plan has numbered items with who does them"),
            _("send the plan itself, not its cover letter"),
        )
    if len(plan.tasks) > MOST_TASKS:
        raise _refusal(name, _("has more than {count} tasks").format(count=MOST_TASKS))
    lines = lines_of(document)
    title = (plan.title or path.stem)[:LONGEST_TITLE]
    return Intake(
        plan=plan,
        lines=lines,
        title=title,
        year=_year(title, plan, lines, on),
        digest=hashlib.sha256(data).hexdigest(),
        file_name=path.name,
    )


def lines_of(document: Document) -> tuple[tuple[int, str], ...]:
    """Return the lines of a document in reading order; a row of a table is a line."""
    found = [(each.line, each.text) for each in document.unread if each.text]
    for block in document.blocks:
        if isinstance(block, Paragraph):
            found.append((block.line, block.text))
        else:
            for place, row in enumerate(block.rows):
                text = CELL_BREAK.join(dict.fromkeys(cell for cell in row if cell))
                found.append((block.line + place, text))
    return tuple(sorted(found, key=lambda each: each[0]))


def last_day(words: str) -> date | None:
    """Return the last day that a deadline names, if it names one.

    >>> last_day("2020-03-01/2020-06-30; 2020-09-30"), last_day("soon")
    (datetime.date(2020, 9, 30), None)
    """
    days = []
    for match in DAY.findall(words):
        try:
            days.append(date.fromisoformat(match))
        except ValueError:
            continue
    return max(days, default=None)


def _year(title: str, plan: Plan, lines: tuple[tuple[int, str], ...], on: date) -> int:
    for text in (title, plan.date, *(text for _line, text in lines[:HEAD_LINES])):
        if match := YEAR.search(text):
            return int(match.group(1))
    return on.year


def _refusal(where: str, message: str, mend: str = "") -> InputProblems:
    return InputProblems([Problem(where, message, mend)])
