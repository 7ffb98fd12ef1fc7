"""Tables of tasks: what each column holds by its heading, and each row as a task."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from shouwang.base.words import _
from shouwang.stages.ledger.parse import numbering, outline, roles, spans, units, vocabulary
from shouwang.stages.ledger.parse.document import Table
from shouwang.stages.ledger.parse.drafts import Draft
from shouwang.stages.ledger.parse.model import Unplaced
from shouwang.stages.ledger.parse.roles import Reading, Role

HEADER_ROWS = 4  # a header is looked for in the first rows only
CELL_BREAK = " | "
_BLANKS = re.compile(r"\s+")


class _Column(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    SECTION = "section"
    TASK = "task"
    TEXT = "text"
    OWNER = "owner"
    PARTNER = "partner"
    JOINT = "joint"
    DEADLINE = "deadline"
    PERSON = "person"
    OTHER = "other"


UNIT_COLUMNS = {_Column.OWNER: Role.OWNER, _Column.PARTNER: Role.PARTNER, _Column.JOINT: Role.JOINT}


@dataclass(slots=True)
class _Rows:
    """A table while it is read."""

    header: Mapping[int, _Column]
    headings: tuple[str, ...]
    path: tuple[str, ...]
    wrapped: bool
    sections: list[str] = field(default_factory=list)
    empty_sections: list[Unplaced] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    unplaced: list[Unplaced] = field(default_factory=list)

    def cells(self, row: Sequence[str], column: _Column) -> list[str]:
        """Return the cells of a row under the columns of that kind."""
        return [row[place] for place, kind in self.header.items() if kind is column and row[place]]

    def unwrapped(self, cell: str) -> str:
        """Return a cell of text without the line breaks that its width has made."""
        if not self.wrapped:
            return cell
        joined = ""
        for line in cell.split("\n"):
            ended = bool(vocabulary.pattern("line_end").search(joined))
            joined += ("\n" if ended or numbering.starts_item(line) else "") + line.strip()
        return joined.strip()


def read(table: Table, path: tuple[str, ...]) -> tuple[list[Draft], list[Unplaced]]:
    """Return the tasks of a table and the rows that are none."""
    found = _header(table.rows)
    if found is None:
        why = _("a table without columns for tasks and units")
        return [], list(_listed(table, table.rows, why))
    start, end, header = found
    header = _with_sections(header, table.rows[end:])
    reading = _Rows(header, table.rows[end - 1], path, table.wrapped)
    reading.unplaced.extend(_listed(table, table.rows[:start], _("above a table")))
    for place, row in enumerate(table.rows[end:], end):
        if tuple(row) != tuple(table.rows[end - 1]):
            _read_row(row, table.line + place, reading)
    return reading.drafts, [*reading.unplaced, *reading.empty_sections]


def _listed(table: Table, rows: Sequence[Sequence[str]], why: str) -> Iterator[Unplaced]:
    for place, row in enumerate(rows):
        if line := _line(row):
            yield Unplaced(table.line + place, line, why)


def has_task_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a table has columns for tasks and for units, numbers or days."""
    return _header(rows) is not None


def _line(row: Sequence[str]) -> str:
    cells: list[str] = []
    for cell in row:
        if cell.strip() and (not cells or cells[-1] != cell.strip()):
            cells.append(cell.strip())
    return CELL_BREAK.join(cells)


# ------------------------------------------------------------------------------ header


def _header(rows: Sequence[Sequence[str]]) -> tuple[int, int, Mapping[int, _Column]] | None:
    """Return where the header begins and ends, and what each column holds."""
    for place, row in enumerate(rows[:HEADER_ROWS]):
        kinds = _kinds(row)
        if not _is_header(kinds):
            continue
        below = _kinds(rows[place + 1]) if place + 1 < len(rows) else {}
        if sum(kind is not _Column.OTHER for kind in below.values()) > len(row) / 2:
            merged = {
                column: below[column] if below[column] is not _Column.OTHER else kind
                for column, kind in kinds.items()
            }
            return place, place + 2, merged
        return place, place + 1, kinds
    return None


def _kinds(row: Sequence[str]) -> dict[int, _Column]:
    return {place: _column_kind(cell) for place, cell in enumerate(row)}


def _is_header(kinds: Mapping[int, _Column]) -> bool:
    found = set(kinds.values())
    has_text = _Column.TASK in found or _Column.TEXT in found
    return has_text and bool(found & {*UNIT_COLUMNS, _Column.NUMBER, _Column.DEADLINE})


def _column_kind(heading: str) -> _Column:
    """Return what a column of this heading holds."""
    text = _BLANKS.sub("", heading).strip("：:")
    for span in reversed(list(spans.brackets(text))):
        text = text[: span.start] + text[span.end :]
    role = roles.label_role(text) if text not in vocabulary.words("columns", "task") else None
    if role is not None and role is not Role.OTHER:
        return _Column(role.value)
    for kind in (_Column.NUMBER, _Column.SECTION, _Column.TASK, _Column.TEXT):
        if text in vocabulary.words("columns", kind.value):
            return kind
    if text.endswith(vocabulary.words("column_units")) and roles.find_label(text + "：") >= 0:
        return _Column.JOINT
    return _Column.OTHER


def _with_sections(
    header: Mapping[int, _Column], rows: Sequence[Sequence[str]]
) -> Mapping[int, _Column]:
    """Of two columns of tasks the first is a heading where it stays while the second changes."""
    tasks = [place for place, kind in header.items() if kind is _Column.TASK]
    if len(tasks) <= 1 or _Column.SECTION in header.values():
        return header
    first, second = tasks[:2]
    stays = any(
        above[first] and above[first] == row[first] and above[second] != row[second]
        for above, row in pairwise(rows)
    )
    return {**header, first: _Column.SECTION} if stays else header


# ------------------------------------------------------------------------------ rows


def _read_row(row: Sequence[str], line: int, reading: _Rows) -> None:
    filled = {cell.strip() for cell in row if cell.strip()}
    if not filled:
        return
    if len(filled) == 1 and row[0].strip():
        _read_section(filled.pop(), line, reading)
        return
    tasks = reading.cells(row, _Column.TASK) or reading.cells(row, _Column.TEXT)
    latest = reading.drafts[-1] if reading.drafts else None
    if not tasks and latest is None:
        reading.unplaced.append(Unplaced(line, _line(row), _("a row that names no task")))
        return
    draft = _draft(row, line, tasks or [""], reading)
    if latest and _is_continued(latest, draft):
        _join(latest, draft)
    else:
        reading.drafts.append(draft)
        reading.empty_sections.clear()


def _is_continued(latest: Draft, draft: Draft) -> bool:
    """Rows of one task: its cells merged over them, or broken by the end of a page."""
    if not draft.title:
        return True
    return bool(draft.number) and (latest.number, latest.title) == (draft.number, draft.title)


def _read_section(text: str, line: int, reading: _Rows) -> None:
    """A row of one merged cell is a heading; one with a finer number stands under the last."""
    ranks = [each.rank for each in numbering.candidates(text)[:1]]
    finer = bool(ranks and reading.sections and ranks[0] > vocabulary.entry("section_rank"))
    if not finer:
        reading.unplaced.extend(reading.empty_sections)
        reading.empty_sections.clear()
    reading.sections[:] = [*reading.sections[:1], text] if finer else [text]
    reading.empty_sections.append(Unplaced(line, text, _("a heading without a task")))


def _draft(row: Sequence[str], line: int, tasks: Sequence[str], reading: _Rows) -> Draft:
    sections = [*reading.sections, *_distinct(reading.cells(row, _Column.SECTION))]
    own, *further = _distinct([reading.unwrapped(task) for task in tasks])
    numbers = reading.cells(row, _Column.NUMBER)
    number, body = (numbers[0], own) if numbers else _own_number(own)
    draft = Draft(
        line=line,
        number=_BLANKS.sub("", number).strip("、.．"),
        path=(*reading.path, *(_flat(section) for section in sections)),
        title=outline.title_of(body),
        pieces=[body, *further, *_further_text(row, reading, {own, *further})],
    )
    _add_units(row, reading, draft)
    return draft


def _own_number(text: str) -> tuple[str, str]:
    """Without a column of numbers the task's cell may begin with one."""
    found = [each for each in numbering.candidates(text) if numbering.is_plain(each)]
    return (found[0].shown, found[0].rest) if found else ("", text)


def _distinct(cells: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))


def _flat(text: str) -> str:
    return _BLANKS.sub("", text)


def _further_text(row: Sequence[str], reading: _Rows, told: set[str]) -> list[str]:
    pieces = []
    for place, kind in reading.header.items():
        cell = reading.unwrapped(row[place].strip())
        if kind is _Column.TEXT and cell not in told:
            pieces.append(cell)
        elif kind in {_Column.OTHER, _Column.PERSON} and cell:
            pieces.append(f"{_flat(reading.headings[place])}：{cell}")
    return [piece for piece in dict.fromkeys(pieces) if piece]


def _add_units(row: Sequence[str], reading: _Rows, draft: Draft) -> None:
    for place, kind in reading.header.items():
        cell = row[place].strip()
        if not cell:
            continue
        heading = _flat(reading.headings[place])
        if kind in UNIT_COLUMNS:
            found = roles.read_mark(_without_cell_wraps(cell), default=UNIT_COLUMNS[kind])
            draft.annotations.append(f"{heading}：{cell}")
            draft.readings.append(replace(found or Reading(), is_labelled=True))
        elif kind is _Column.DEADLINE:
            draft.annotations.append(f"{heading}：{cell}")
            draft.readings.append(Reading(deadline=cell))


def _without_cell_wraps(cell: str) -> str:
    """A line break in a cell parts two units only after the end of a name."""
    joined = ""
    for line in cell.split("\n"):
        whole = units.is_name(re.split(r"[\n、]", joined)[-1])
        joined += ("\n" if joined and whole else "") + line.strip()
    return joined


def _join(draft: Draft, row: Draft) -> None:
    """Rows of one task, its cell merged over them, are one task."""
    draft.pieces.extend(piece for piece in row.pieces if piece not in draft.pieces)
    for annotation, found in zip(row.annotations, row.readings, strict=True):
        if annotation not in draft.annotations:
            draft.annotations.append(annotation)
            draft.readings.append(found)
