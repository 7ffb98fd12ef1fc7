"""Reads the tables of a file as clean blocks of rows, whatever the ledger looks like."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import clean, heading
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.stages.ingest.body import BLANK, DATA, TOTALS, Body, Kinds, known_headings
from shouwang.stages.ingest.carrying import (
    Collapsed,
    Contradiction,
    FirstRowOnly,
    Mask,
    MergedCells,
    Places,
    collapse,
    groups_of,
    is_empty,
)
from shouwang.stages.ingest.contract import TABLE_STEP, Match, Table
from shouwang.stages.ingest.findings import Findings
from shouwang.stages.ingest.headings import Claims
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.problems import KEPT
from shouwang.stages.ingest.sheets import Block, Request, Torn
from shouwang.stages.ingest.totals import Totals, measures_of, normal_amount

PLAIN_NUMBER = r"^\s*-?[\d,]+(?:\.\d+)?\s*$"
CARRIED = (ColumnType.REGION, ColumnType.HOUSEHOLD)
AMOUNTS = (ColumnType.MONEY, ColumnType.DECIMAL, ColumnType.INTEGER)


class Ledger:
    """The tables of a file, read one after the other.

    Args:
        members: The contracts of those of whom a household has several.
        contracts: All contracts of the region, by whose headings other tables are known.
        answers: Column → a word in it → the code that a person said it means.
    """

    def __init__(
        self,
        match: Match,
        *,
        members: Sequence[Schema] = (),
        contracts: Iterable[Schema] = (),
        answers: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.match = match
        self.schema = match.schema
        self.findings = Findings()
        self._answers = answers or {}
        self._known = known_headings(list(contracts))
        self._members = [Claims(each) for each in members]

    def blocks(self, torn: list[Torn]) -> Iterator[Block]:
        """Yield the rows of data, their columns in the order of the match.

        Args:
            torn: Takes the rows that do not fit the headings.
        """
        for table in self.match.tables:
            reading = _Reading(self, table)
            for block in reading.blocks(torn):
                rows = block.rows + table.number * TABLE_STEP
                yield Block(rows, tuple(self._columns(table, block)))

    @property
    def known(self) -> frozenset[str]:
        """The headings by which other tables are known."""
        return self._known

    def of_members(self, table: Table) -> frozenset[str]:
        """Return the columns whose headings may be the members', if the table has a line for each."""
        own = Claims(self.schema)
        paths = [path for path in table.band.paths if path]
        foreign = [
            path
            for path in paths
            if not own.claims(path[-1]) and any(each.claims(path[-1]) for each in self._members)
        ]
        if len(foreign) < LAYOUT.member_headings:
            return frozenset()
        shared = {
            name
            for name, position in table.positions.items()
            if any(each.claims(table.band.paths[position][-1]) for each in self._members)
        }
        return frozenset({*shared, *self.schema.key})

    def _columns(self, table: Table, block: Block) -> Iterator[pa.Array]:
        for name, values in zip(table.positions, block.columns, strict=True):
            answers = self._answers.get(name)
            yield _answered(values, answers) if answers else values


class _Reading:
    """One table while it is read."""

    def __init__(self, ledger: Ledger, table: Table) -> None:
        self.ledger, self.table, self.schema = ledger, table, ledger.schema
        self.findings = ledger.findings
        self.positions = list(_wanted(table))
        self.names = list(table.positions)
        self.of_members = ledger.of_members(table)
        self.line_key = _line_key(self.schema, table)
        self.body = Body(table, self.schema, self.positions, ledger.known)
        self.totals = Totals(table, self.schema, self.positions)
        self.merged = {
            name: MergedCells(table.sheet, position, table.sheet.merges)
            for name, position in table.positions.items()
            if table.sheet.merges and self._is_carried(self.schema.column(name))
        }
        self.first_rows = {
            name: FirstRowOnly() for name in self.names if self.schema.column(name).type in CARRIED
        }
        self.ignored = list(table.rows_above)
        self.blanks: list[int] = []

    def blocks(self, torn: list[Torn]) -> Iterator[Block]:
        """Yield the rows of data of the table."""
        if self.table.sheet.row_offset < 0:
            request = Request(self.table.first_row, tuple(self.table.positions.values()), torn)
            yield from self.table.sheet.read(request)
            return
        if self.of_members and self.line_key:
            yield from self._in_one(torn)
        else:
            for block, carried in self._lines(torn):
                yield self._collapsed(block, carried) if carried.any() else block
        self._close()

    def _in_one(self, torn: list[Torn]) -> Iterator[Block]:
        """All lines at once: those of one household may stand anywhere."""
        blocks = [block for block, _carried in self._lines(torn)]
        if not blocks:
            return
        rows = np.concatenate([block.rows for block in blocks])
        columns = tuple(
            pa.chunked_array([block.columns[place] for block in blocks]).combine_chunks()
            for place in range(len(self.names))
        )
        yield self._collapsed(Block(rows, columns), np.ones(len(rows), dtype=np.bool_))

    def _lines(self, torn: list[Torn]) -> Iterator[tuple[Block, Mask]]:
        """The lines with what was carried down, and which have a carried key."""
        request = Request(self.table.first_row, tuple(self.positions), torn)
        for read in self.table.sheet.read(request):
            kinds = self.body.sort(read)
            raw = self._with_units(read)
            self._note(raw, kinds)
            self._drop_torn(torn)
            self.totals.add(raw, kinds, self._first_lines(raw))
            is_data = kinds == DATA
            sections = np.cumsum(np.isin(kinds, TOTALS))[is_data]
            block = raw
            if not is_data.all():
                mask = pa.array(is_data)
                block = Block(raw.rows[is_data], tuple(each.filter(mask) for each in raw.columns))
            yield self._carry(block, sections)

    def _with_units(self, block: Block) -> Block:
        """Plain numbers of a column in ten thousands go on with that word, as people write them."""
        words = self.table.unit_words
        if not words:
            return block
        columns = list(block.columns)
        for place, name in enumerate(self.names):
            if name in words:
                columns[place] = _with_unit(columns[place], words[name])
        return Block(block.rows, tuple(columns))

    def _carry(self, block: Block, sections: Places) -> tuple[Block, Mask]:
        columns = dict(zip(self.names, block.columns, strict=False))
        key_carried = np.zeros(len(block.rows), dtype=np.bool_)
        for name, cells in self.merged.items():
            columns[name], carried = cells.fill(columns[name], block.rows)
            self._count(name, carried)
            if name == self.line_key:
                key_carried |= carried
        for name in sorted(self.first_rows, key=self._households_first):
            if not len(block.rows):
                continue
            columns[name], carried = self.first_rows[name].fill(
                columns[name],
                sections=sections - (sections[0] if len(sections) else 0),
                barred=self._barred(name, block),
                within=self._within(name, columns),
            )
            self._count(name, carried)
            if name == self.line_key:
                key_carried |= carried
        return Block(block.rows, tuple(columns[name] for name in self.names)), key_carried

    def _households_first(self, name: str) -> bool:
        return self.schema.column(name).type is not ColumnType.HOUSEHOLD

    def _count(self, name: str, carried: Mask) -> None:
        count = int(carried.sum())
        if count:
            self.findings.carried[name] = self.findings.carried.get(name, 0) + count

    def _barred(self, name: str, block: Block) -> Mask:
        """A household whose number is missing does not get that of the one above it."""
        nothing = np.zeros(len(block.rows), dtype=np.bool_)
        if self._households_first(name):
            return nothing
        relation = next(
            (
                place
                for place, position in enumerate(self.positions)
                if (path := self.table.band.paths[position])
                and heading(path[-1]) in LAYOUT.relation_headings
            ),
            None,
        )
        if relation is None:
            # Without it nobody can tell a member from the head of another household.
            return nothing if self.of_members or self.line_key != name else ~nothing
        words = block.columns[relation].dictionary_encode()
        heads = [heading(word or "") in LAYOUT.head_words for word in words.dictionary.to_pylist()]
        is_head = np.array([*heads, False])[words.indices.to_numpy(zero_copy_only=False)]
        barred: Mask = is_head | is_empty(block.columns[relation])
        return barred

    def _within(self, name: str, columns: Mapping[str, pa.Array]) -> Mask:
        """Lines of the household of the line above."""
        household = next(
            (each for each in self.first_rows if not self._households_first(each)), None
        )
        size = len(columns[name])
        same = np.zeros(size, dtype=np.bool_)
        if household is None or household == name or size < 1:
            return same
        values = columns[household]
        equal = pc.equal(values.slice(1), values.slice(0, size - 1))
        same[1:] = equal.to_numpy(zero_copy_only=False) & ~is_empty(values)[1:]
        return same

    def _first_lines(self, block: Block) -> Mask:
        """Which lines are the first of their household, as far as they stand together."""
        first = np.ones(len(block.rows), dtype=np.bool_)
        household = next(
            (each for each in self.first_rows if not self._households_first(each)), None
        )
        if household is None or len(first) < 1:
            return first
        values = block.columns[self.names.index(household)]
        differs = pc.not_equal(values.slice(1), values.slice(0, len(values) - 1))
        first[1:] = differs.to_numpy(zero_copy_only=False)
        first &= ~is_empty(values)
        return first

    def _collapsed(self, block: Block, carried: Mask) -> Block:
        if not self.line_key:
            return block
        key = block.columns[self.names.index(self.line_key)]
        groups = np.where(carried, groups_of(key), np.arange(len(carried)))
        result: Collapsed = collapse(
            list(zip(self.names, block.columns, strict=True)),
            groups,
            block.rows,
            of_top=self.of_members,
            same={
                name: partial(normal_amount, measures=measures_of(column))
                for name in self.names
                if (column := self.schema.column(name)).type in AMOUNTS
            },
        )
        step = self.table.number * TABLE_STEP
        for each in result.contradictions:
            columns = {
                name: tuple(row + step for row in rows) for name, rows in each.columns.items()
            }
            self.findings.contradictions.append(Contradiction(each.row + step, columns))
        return Block(block.rows[result.kept], result.columns)

    def _is_carried(self, column: Column) -> bool:
        """An amount merged over several persons is theirs together: it is no one's own."""
        return column.type is not ColumnType.MONEY or self._is_of_households

    @property
    def _is_of_households(self) -> bool:
        key = self.schema.key
        return len(key) == 1 and self.schema.column(key[0]).type is ColumnType.HOUSEHOLD

    def _note(self, block: Block, kinds: Kinds) -> None:
        """Remember the rows that are no data; empty ones only if something follows them."""
        filled = np.flatnonzero(kinds != BLANK)
        end = int(filled[-1]) + 1 if len(filled) else 0
        if end:
            self.ignored.extend([*self.blanks, *block.rows[:end][kinds[:end] != DATA].tolist()])
            self.blanks = []
        self.blanks.extend(block.rows[end:].tolist())

    def _drop_torn(self, torn: list[Torn]) -> None:
        """Lines of text files that have fewer values, since they are titles or footers."""
        kept = []
        for each in torn:
            if self.body.kind_of_line(each.text) == DATA:
                kept.append(each)
            else:
                self.ignored.append(each.row)
        torn[:] = kept

    def _close(self) -> None:
        name = self.table.sheet.name
        self.findings.ignored[name] = sorted(self.ignored)[:KEPT]
        self.findings.other_tables.extend(f"{name}!{row}" for row in self.body.others)
        for total, warning in self.totals.compare():
            self.findings.totals.append(total)
            if warning is not None:
                self.findings.warnings.append(warning)


def _wanted(table: Table) -> Iterator[int]:
    """The columns that are read: those of the contract, those with labels, and all of small sheets."""
    yield from table.positions.values()
    sheet = table.sheet
    if sheet.row_offset < 0:
        return
    used = set(table.positions.values())
    is_small = sheet.rows is not None and sheet.rows <= LAYOUT.all_columns_rows
    for position, path in enumerate(table.band.paths):
        if position in used:
            continue
        is_relation = bool(path) and heading(path[-1]) in LAYOUT.relation_headings
        if is_small or position < LAYOUT.label_cells or is_relation:
            yield position


def _line_key(schema: Schema, table: Table) -> str:
    """The column that alone names a row; ``""`` if there is none."""
    if len(schema.key) != 1 or schema.key[0] not in table.positions:
        return ""
    return schema.key[0] if schema.column(schema.key[0]).is_reference else ""


def _answered(values: pa.Array, answers: Mapping[str, str]) -> pa.Array:
    known = {clean(word): code for word, code in answers.items()}
    encoded = values.dictionary_encode()
    words = [known.get(clean(word or ""), word) for word in encoded.dictionary.to_pylist()]
    return pa.array(words, pa.string()).take(encoded.indices)


def _with_unit(values: pa.Array, word: str) -> pa.Array:
    is_plain = pc.match_substring_regex(values, PLAIN_NUMBER)
    return pc.if_else(is_plain, pc.binary_join_element_wise(values, word, ""), values)
