"""Checks the rows of a delivery value by value, a block of columns at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import clean
from shouwang.base.tables import Column, ColumnType, Personal, Replaces, Schema
from shouwang.base.words import _
from shouwang.stages.ingest.columns import (
    Entries,
    as_text,
    read_column,
    read_entries,
    read_typed,
    within_range,
)
from shouwang.stages.ingest.contract import Match
from shouwang.stages.ingest.doubts import Doubts, apart, narrowed
from shouwang.stages.ingest.forms import counted
from shouwang.stages.ingest.from_id import supplied
from shouwang.stages.ingest.id_numbers import IdRule, read_id_numbers
from shouwang.stages.ingest.problems import (
    HIDDEN,
    Note,
    RowProblem,
    Rule,
    Severity,
    Tally,
    cell_name,
)
from shouwang.stages.ingest.sheets import Block, Torn
from shouwang.stages.ingest.unlinked import Unlinked
from shouwang.stages.ingest.values import Meaning, reader_of

ROW, SHEET_ROW, OPEN, PERIOD = "row", "sheet_row", "open", "period"

STRANGE = {Rule.REGION, Rule.UNKNOWN_PERSON}

Resolve = Callable[[Sequence[str]], npt.NDArray[np.int64]]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Task:
    """What a delivery is checked by.

    Attributes:
        columns: The columns of the table, with their physical types; places left out.
        resolve: Gives the persons' numbers of ID numbers, 0 for the unknown.
        period: The first day of the period the delivery belongs to; ``None`` for events.
        place_column: The column that says where a row belongs.
        unlinked: Takes the rows whose ID number names nobody.
    """

    schema: Schema
    match: Match
    columns: pa.Schema
    meaning: Meaning
    id_rule: IdRule
    resolve: Resolve
    period: date | None
    place_column: str
    unlinked: Unlinked = field(default_factory=Unlinked)


@dataclass(slots=True)
class Count:
    """What has been read so far.

    Attributes:
        strangers: Rejected rows that do not belong to this region, as far as values tell.
        open: Rows that are not rejected and wait for a person's answer.
        blanks: Column → how many empty cells were taken for a zero or a no.
        normalised: Column → form → how many values were brought from it into the normal form.
    """

    read: int = 0
    rejected: int = 0
    strangers: int = 0
    open: int = 0
    blanks: dict[str, int] = field(default_factory=dict)
    normalised: dict[str, dict[str, int]] = field(default_factory=dict)

    def take(self, name: str, entries: Entries) -> None:
        """Count what was done to the values of a column."""
        if entries.filled is not None:
            self.blanks[name] = self.blanks.get(name, 0) + int(entries.filled.sum())
        if entries.forms is not None:
            forms = self.normalised.setdefault(name, {})
            for form, times in counted(entries.forms).items():
                forms[form] = forms.get(form, 0) + times
            if not forms:
                del self.normalised[name]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one column is read."""

    column: Column
    physical: pa.DataType
    read: Callable[[pa.Array], Entries]
    bounds: tuple[Any, Any]


class Checker:
    """Checks block after block, and remembers counts and problems."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.tally = Tally()
        self.count = Count()
        self.doubts = Doubts(task.match.headings, task.meaning.gazetteer)
        self._has_derived = any(column.from_id for column in task.schema.columns)
        self._plans = {
            column.name: self._plan(column)
            for column in task.schema.columns
            if column.is_kept and column.name in task.match.positions
        }
        columns = task.schema.columns
        self._places = [column.name for column in columns if column.type is ColumnType.REGION]
        self._ids = [column.name for column in columns if column.personal is Personal.ID]

    def check(self, block: Block, torn: list[Torn]) -> pa.Table:
        """Return the rows that stand, typed; what is wrong with the others is in the tally."""
        self.take_torn(torn)
        block = _without_blank_rows(block)
        entries = {
            name: self._read(plan, block.columns[place])
            for place, name in enumerate(self.task.match.positions)
            if (plan := self._plans.get(name)) is not None
        }
        entries = narrowed(
            self._with_ids(self._with_links(entries, block)), self.task.meaning.gazetteer
        )
        places = [name for name in self._places if name in entries]
        entries = apart(entries, places, self.task.meaning.gazetteer)
        faulty = np.zeros(len(block.rows), dtype=np.bool_)
        waiting = np.zeros(len(block.rows), dtype=np.bool_)
        for name, each in entries.items():
            faulty |= each.is_faulty
            waiting |= each.is_open
            self.count.take(name, each)
        self._tell(entries, block, faulty)
        table = self._table(entries, block).append_column(OPEN, pa.array(waiting))
        self.count.read += len(block.rows)
        self.count.rejected += int(faulty.sum())
        self.count.open += int((waiting & ~faulty).sum())
        self.count.strangers += self._strangers(entries)
        return table.filter(pa.array(~faulty))

    def tell(self, note: Note, row: int, column: str) -> None:
        """Add what is to be said of a row, at a column of the contract."""
        table, number = self.task.match.locate(row)
        place = table.positions.get(column)
        has_cell = table.sheet.has_cells and place is not None
        offset = table.sheet.column_offset
        problem = RowProblem(
            sheet=table.sheet.name,
            cell=cell_name(offset + (place or 0), number) if has_cell else "",
            row=number,
            column=table.heading(place) if place is not None else column,
            value=note.value,
            rule=note.rule,
            severity=note.severity,
            message=note.message,
            mend=note.mend,
        )
        self.tally.add(problem)

    def reject(self, row: int, notes: Mapping[str, Note]) -> None:
        """Count a row that is rejected before its values are looked at; tell why, by column."""
        self.count.read += 1
        self.count.rejected += 1
        for column, note in notes.items():
            self.tell(note, row, column)

    def _strangers(self, entries: Mapping[str, Entries]) -> int:
        places = entries.get(self.task.place_column)
        if places is None:
            return 0
        strange = [
            False,
            *(note.rule in STRANGE and note.severity is Severity.ERROR for note in places.notes),
        ]
        return int(np.array(strange)[places.marks].sum())

    def _plan(self, column: Column) -> _Plan:
        task = self.task
        physical = task.columns.field(column.name).type
        if column.personal is Personal.ID:
            persons = partial(self._persons, column=column, physical=physical)
            return _Plan(column, physical, persons, (None, None))
        one = reader_of(column, task.meaning)
        read = partial(
            read_entries,
            column=column,
            physical=physical,
            read=one,
            minor=task.meaning.money_minor,
        )
        limits = (column.minimum, column.maximum)
        bounds = tuple(one(clean(limit))[0] if limit else None for limit in limits)
        return _Plan(column, physical, read, (bounds[0], bounds[1]))

    def _with_links(self, entries: dict[str, Entries], block: Block) -> dict[str, Entries]:
        """Set the rows aside whose ID number names nobody; in some, somebody has said who it is."""
        name = self.person_column
        if name not in entries:
            return entries
        columns = dict(zip(self.task.match.positions, block.columns, strict=True))
        return {**entries, name: self.task.unlinked.take(entries[name], block, columns)}

    @property
    def person_column(self) -> str:
        """The column by whose ID numbers rows name persons; ``""`` if there is none."""
        return next((name for name in self._ids if name in self._plans), "")

    def _with_ids(self, entries: dict[str, Entries]) -> dict[str, Entries]:
        """The columns with what the ID numbers of the rows say of them."""
        by = next((entries[name] for name in self._ids if name in entries), None)
        if by is None:
            return entries
        told = {
            column.name: supplied(
                column,
                entries.get(column.name),
                by,
                self.task.columns.field(column.name).type,
            )
            for column in self.task.schema.columns
            if column.from_id
        }
        return {**entries, **told}

    def _read(self, plan: _Plan, raw: pa.Array) -> Entries:
        is_id = plan.column.personal is Personal.ID
        typed = None if is_id else read_typed(raw, plan.column, plan.physical)
        if typed is not None:
            return within_range(typed, None, plan.column, plan.bounds)

        def read(texts: pa.Array) -> Entries:
            return within_range(plan.read(texts), texts, plan.column, plan.bounds)

        return read_column(raw, read)

    def _persons(self, texts: pa.Array, *, column: Column, physical: pa.DataType) -> Entries:
        """The numbers of the persons that ID numbers stand for."""
        found = read_id_numbers(
            texts, self.task.id_rule, required=column.required, card=column.card
        )
        given = found.values.is_valid().to_numpy(zero_copy_only=False) & ~found.is_faulty
        numbers = np.zeros(len(texts), dtype=np.int64)
        numbers[given] = self.task.resolve(found.values.filter(pa.array(given)).to_pylist())
        notes = [*found.notes, unknown_person()]
        marks = found.marks.copy()
        marks[given & (numbers == 0)] = len(notes)
        values = pa.array(numbers, mask=numbers == 0).cast(physical)
        is_known = pa.array(given)
        id_numbers = pc.if_else(is_known, found.values, None) if self._has_derived else None
        return Entries(values, tuple(notes), marks, forms=found.forms, id_numbers=id_numbers)

    def take_torn(self, torn: list[Torn]) -> None:
        """Reject the rows that could not be split into columns."""
        for each in torn:
            self.count.read += 1
            self.count.rejected += 1
            message = _("the row has {found} values where the headings have {expected}")
            note = Note(
                Rule.TORN_ROW,
                message.format(found=each.found, expected=each.expected),
                _("look for a comma or a quotation mark inside a value"),
                value=HIDDEN,
            )
            self.tell(note, each.row, "")
        torn.clear()

    def _tell(self, entries: Mapping[str, Entries], block: Block, faulty: Mask) -> None:
        for name, each in entries.items():
            if not each.notes:
                continue
            waiting = each.is_open
            self.doubts.take(name, each, waiting & ~faulty)
            places = np.flatnonzero((each.marks > 0) & ~waiting)
            kept, others = np.split(places, [min(self.tally.room, len(places))])
            for place in kept:
                note = each.notes[each.marks[place] - 1]
                self.tell(note, int(block.rows[place]), name)
            for severity in Severity:
                self.tally.count(severity, int(each.are(severity)[others].sum()))

    def _table(self, entries: Mapping[str, Entries], block: Block) -> pa.Table:
        rows = len(block.rows)
        arrays = [
            entries[each.name].values if each.name in entries else self._other(each, entries, block)
            for each in self.task.columns
        ]
        table = pa.Table.from_arrays(arrays, schema=self.task.columns)
        numbers = np.arange(self.count.read + 1, self.count.read + rows + 1, dtype=np.int32)
        table = table.append_column(ROW, pa.array(numbers))
        return table.append_column(SHEET_ROW, pa.array(block.rows))

    def _other(self, each: pa.Field, entries: Mapping[str, Entries], block: Block) -> pa.Array:
        """A column that the file does not have: the period is known, all others are not."""
        rows = len(block.rows)
        if each.name != PERIOD:
            return pa.nulls(rows, each.type)
        schema = self.task.schema
        if schema.replaces is Replaces.PERIOD and schema.date in entries:
            days = entries[schema.date].values
            starts = pc.floor_temporal(days, unit=schema.cadence).cast(pa.date32())
            return pc.fill_null(starts, self.task.period)
        return pa.array([self.task.period] * rows, each.type)


def unknown_person() -> Note:
    """What is said of an ID number that the register does not know."""
    return Note(
        Rule.UNKNOWN_PERSON,
        _("the register knows no person with this ID number"),
        _("compare it with the ID card, or deliver the person first"),
        value=HIDDEN,
    )


def _without_blank_rows(block: Block) -> Block:
    """Leave out the rows in which there is nothing at all."""
    if not block.columns:
        return block
    blank = np.ones(len(block.rows), dtype=np.bool_)
    for raw in block.columns:
        places = np.flatnonzero(blank)
        if not len(places):
            return block
        texts = pc.fill_null(as_text(raw.take(pa.array(places))), "")
        is_empty = pc.equal(pc.utf8_trim_whitespace(texts), "")
        blank[places] = is_empty.to_numpy(zero_copy_only=False)
    kept = pa.array(~blank)
    return Block(block.rows[~blank], tuple(raw.filter(kept) for raw in block.columns))
