"""Tells the rows of data below the headings from totals, footers, titles and other tables."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import heading
from shouwang.base.tables import ColumnType, Schema
from shouwang.stages.ingest.contract import Table
from shouwang.stages.ingest.layout import is_counting
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.sheets import Block

Kinds = npt.NDArray[np.int8]
Mask = npt.NDArray[np.bool_]

# What a row below the headings is.
KINDS = ("data", "blank", "subtotal", "grand total", "footer", "heading", "title", "other table")
DATA, BLANK, SUBTOTAL, GRAND_TOTAL, FOOTER, HEADING, TITLE, OTHER = range(len(KINDS))
TOTALS = (SUBTOTAL, GRAND_TOTAL)

DIGIT = r"\p{Nd}"
SUBTOTAL_LABEL = re.compile(LAYOUT.subtotal)
GRAND_TOTAL_LABEL = re.compile(LAYOUT.grand_total)
COUNTED = re.compile(LAYOUT.counted)
FOOTER_START = re.compile(LAYOUT.footer)
LEAST_HEADINGS = 2  # one word alone may be a value


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells of a row in the order of the sheet, as they are compared."""

    row: int
    texts: Mapping[int, str]

    @property
    def filled(self) -> Mapping[int, str]:
        """Those that have something in them."""
        return {place: text for place, text in self.texts.items() if text}


class Body:
    """Sorts the rows of one table, block after block.

    Args:
        positions: The columns of the sheet that the blocks hold, in their order.
        known: Headings of the contracts, by which another table is known.
    """

    def __init__(
        self, table: Table, schema: Schema, positions: Sequence[int], known: frozenset[str]
    ) -> None:
        self._places = {position: place for place, position in enumerate(positions)}
        self._order = sorted(self._places)
        self._known = known
        mapped = table.positions
        self._keys = [
            mapped[column.name]
            for column in schema.columns
            if column.name in mapped and (column.name in schema.key or column.is_reference)
        ]
        self._regions = {
            mapped[column.name]
            for column in schema.columns
            if column.name in mapped and column.type is ColumnType.REGION
        }
        self._labels = self._order[: LAYOUT.label_cells]
        self._mapped = set(mapped.values())
        self._own = _own_headings(table)
        self._signs = _signs(table)
        self._titles = _titles(table)
        self._title_forms = frozenset(heading(title) for title in self._titles)
        self._titles_array = pa.array(sorted(self._titles), pa.string())
        self._wide = _wide_rows(table, len(self._order))
        self._in_other = self._in_footer = False
        self._last = HEADING
        self.others: list[int] = []

    def sort(self, block: Block) -> Kinds:
        """Return what each row of a block is."""
        kinds = np.zeros(len(block.rows), dtype=np.int8)
        if not all(pa.types.is_string(column.type) for column in block.columns):
            return kinds  # a table of typed columns has no rows but data
        places = np.flatnonzero(self._suspects(block))
        before = -1
        for place, cells in zip(places, self._cells(block, places), strict=True):
            if place > before + 1:
                self._pass(kinds, before + 1, int(place))
            kind = self._kind(cells)
            kinds[place] = self._last = kind
            before = int(place)
        if len(kinds) > before + 1:
            self._pass(kinds, before + 1, len(kinds))
        return kinds

    def kind_of_line(self, text: str) -> int:
        """Return what a line of a text file is that has too few or too many values."""
        words = [form for each in re.split(r"[,\t;]", text) if (form := heading(each.strip('"')))]
        if not words:
            return BLANK
        if FOOTER_START.match(words[0]):
            return FOOTER
        return SUBTOTAL if SUBTOTAL_LABEL.match(words[0]) else self._kind_of_short(words)

    def _kind_of_short(self, words: Sequence[str]) -> int:
        if GRAND_TOTAL_LABEL.match(words[0]):
            return GRAND_TOTAL
        if self._in_other:
            return OTHER
        return TITLE if words[0] in self._title_forms else DATA

    def _pass(self, kinds: Kinds, start: int, end: int) -> None:
        """Rows that look like data; behind the headings of another table they are its."""
        kinds[start:end] = self._last = OTHER if self._in_other else DATA
        self._in_footer = False

    def _suspects(self, block: Block) -> Mask:
        """Rows that name nothing by a number, or say that they are a total."""
        suspects = self._without_number(block)
        if self._signs and self._keys:
            key = self._keys[0]
            suspects |= _mask(pc.equal(self._column(block, key), self._signs.get(key, "")))
        for label in self._labels:
            column = self._column(block, label)
            if label not in self._mapped or label in self._regions:
                places = np.flatnonzero(_mask(pc.match_substring(column, LAYOUT.total_sign)))
                if len(places):
                    labels = column.take(pa.array(places))
                    suspects[places] |= _mask(pc.match_substring_regex(labels, TOTAL_ENDING))
            if self._titles:
                suspects |= _mask(pc.is_in(column, value_set=self._titles_array))
        if len(self._wide):
            suspects |= np.isin(block.rows, self._wide)
        return suspects

    def _without_number(self, block: Block) -> Mask:
        """Rows in which no key cell has a digit."""
        places = np.arange(len(block.rows))
        for key in self._keys:
            column = self._column(block, key).take(pa.array(places))
            places = places[~_mask(pc.match_substring_regex(column, DIGIT))]
        found = np.zeros(len(block.rows), dtype=np.bool_)
        found[places] = True
        return found

    def _cells(self, block: Block, places: npt.NDArray[np.int64]) -> Iterator[Cells]:
        indices = pa.array(places)
        columns = [
            [
                heading(text or "")
                for text in self._column(block, position).take(indices).to_pylist()
            ]
            for position in self._order
        ]
        for number, row in enumerate(block.rows[places]):
            texts = {
                position: column[number]
                for position, column in zip(self._order, columns, strict=True)
            }
            yield Cells(int(row), texts)

    def _column(self, block: Block, position: int) -> pa.Array:
        return block.columns[self._places[position]]

    def _kind(self, cells: Cells) -> int:
        filled = cells.filled
        if not filled:
            return BLANK
        if self._repeats_headings(filled):
            self._in_other = self._in_footer = False
            return HEADING
        if self._in_other:
            return OTHER
        return self._kind_of_own(cells, filled)

    def _kind_of_own(self, cells: Cells, filled: Mapping[int, str]) -> int:
        total = self._total(filled)
        if total:
            return total
        if self._is_footer(cells, filled):
            self._in_footer = True
            return FOOTER
        if self._is_title(cells, filled):
            return TITLE
        if self._begins_another(filled):
            self._in_other = True
            self.others.append(cells.row)
            return OTHER
        return self._last_judgement(filled)

    def _last_judgement(self, filled: Mapping[int, str]) -> int:
        if self._last == HEADING and is_counting(list(filled.values())):
            return HEADING
        if self._in_footer and not self._has_identity(filled):
            return FOOTER
        if self._has_identity(filled):
            self._in_footer = False
        return DATA

    def _has_identity(self, filled: Mapping[int, str]) -> bool:
        """Whether a key cell names somebody: it has digits, and does not only count."""
        return any(
            any(sign.isdigit() for sign in filled.get(key, "")) and not COUNTED.match(filled[key])
            for key in self._keys
        )

    def _total(self, filled: Mapping[int, str]) -> int:
        if self._has_identity(filled):
            return 0
        for label in self._labels:
            text = filled.get(label, "")
            if SUBTOTAL_LABEL.match(text):
                return SUBTOTAL
            if GRAND_TOTAL_LABEL.match(text):
                return GRAND_TOTAL
        return 0

    def _is_footer(self, cells: Cells, filled: Mapping[int, str]) -> bool:
        first = next(iter(filled.values()))
        if not FOOTER_START.match(first):
            return False
        return not self._has_identity(filled) or cells.row in self._wide

    def _is_title(self, cells: Cells, filled: Mapping[int, str]) -> bool:
        if self._in_footer:
            return False
        if cells.row in self._wide:
            return not self._has_identity(filled) or len(filled) == 1
        if any(text in self._title_forms for text in filled.values()):
            return True
        place = next(iter(filled))
        return len(filled) == 1 and (place not in self._mapped or place in self._regions)

    def _repeats_headings(self, filled: Mapping[int, str]) -> bool:
        same = sum(text in self._own.get(place, ()) for place, text in filled.items())
        least = min(LEAST_HEADINGS, len(self._order))
        return same >= least and same >= LAYOUT.repeats_share * len(filled)

    def _begins_another(self, filled: Mapping[int, str]) -> bool:
        """Whether the row is a band of other headings: after a break half of them tell."""
        known = sum(self._is_known(text) for text in filled.values())
        if self._last == DATA:
            return known == len(filled) > LEAST_HEADINGS
        return known >= max(LEAST_HEADINGS, LAYOUT.heading_share * len(filled))

    def _is_known(self, text: str) -> bool:
        return text in self._known or text.split("(", maxsplit=1)[0] in self._known


def known_headings(schemas: Sequence[Schema]) -> frozenset[str]:
    """Return every heading by which columns of some contracts go."""
    return LAYOUT.other_headings | {
        heading(text)
        for schema in schemas
        for column in schema.columns
        for text in (column.label, *column.aliases)
    }


# The last sign of all words for totals; blanks may stand between their signs.
TOTAL_ENDING = LAYOUT.total_ending


def _own_headings(table: Table) -> dict[int, set[str]]:
    own: dict[int, set[str]] = {}
    for row in table.sheet.top[table.band.first : table.band.last + 1]:
        for position, text in enumerate(row):
            if heading(text):
                own.setdefault(position, set()).add(heading(text))
    return own


def _signs(table: Table) -> dict[int, str]:
    """The row of column numbers under the headings, if there is one: column → sign."""
    rows = table.sheet.top[table.band.last + 1 : table.first_row]
    return {position: text for row in rows for position, text in enumerate(row)}


def _titles(table: Table) -> frozenset[str]:
    """The lines above the headings, which a new page repeats."""
    return frozenset(
        text for row in table.sheet.top[: table.band.first] for text in row if text.strip()
    )


def _wide_rows(table: Table, width: int) -> npt.NDArray[np.int64]:
    """Rows below the headings in which a cell is merged over much of the table."""
    sheet = table.sheet
    least = max(LAYOUT.title_columns, width * LAYOUT.title_share)
    rows = {
        sheet.row_offset + merge.first_row + 1
        for merge in sheet.merges
        if merge.first_row >= table.first_row
        and merge.last_column - merge.first_column + 1 >= least
    }
    return np.array(sorted(rows), dtype=np.int64)


def _mask(array: pa.Array) -> Mask:
    found: Mask = pc.fill_null(array, fill_value=False).to_numpy(zero_copy_only=False)
    return found
