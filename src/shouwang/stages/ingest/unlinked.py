"""The rows whose ID number names nobody: set aside with what they say while a delivery is checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.stages.ingest.columns import Entries, as_text
from shouwang.stages.ingest.problems import Rule, Severity
from shouwang.stages.ingest.sheets import Block, RowNumbers

# What may be wrong with an ID number whose person somebody can still tell.
NAMES_NOBODY = frozenset(
    {
        Rule.REQUIRED,
        Rule.ID_PRECISION_LOST,
        Rule.ID_CHECKSUM,
        Rule.ID_LENGTH,
        Rule.ID_CHARACTERS,
        Rule.ID_DATE,
        Rule.UNKNOWN_PERSON,
    }
)


@dataclass(slots=True)
class Unlinked:
    """Rows without a person.

    Attributes:
        most: How many of them are set aside; the others are only counted.
        links: Row → the number of the person whom somebody says it is about.
        count: How many there are.
    """

    most: int = 0
    links: Mapping[int, int] = field(default_factory=dict)
    count: int = 0
    _rows: list[RowNumbers] = field(default_factory=list)
    _columns: dict[str, list[pa.Array]] = field(default_factory=dict)

    @property
    def rows(self) -> RowNumbers:
        """The numbers of the rows that were set aside."""
        return np.concatenate(self._rows) if self._rows else np.empty(0, dtype=np.int64)

    def values(self, column: str) -> pa.Array:
        """What these rows say in a column of the contract, as text."""
        return pa.concat_arrays(self._columns[column])

    def take(self, entries: Entries, block: Block, columns: Mapping[str, pa.Array]) -> Entries:
        """Set rows of a block aside; return their persons, the linked ones among them.

        Args:
            entries: The block's persons.
            columns: The block's columns as they stand in the file.
        """
        if not entries.marks.any():
            return entries
        errors = [
            note.rule in NAMES_NOBODY and note.severity is Severity.ERROR for note in entries.notes
        ]
        places = np.flatnonzero(np.array([False, *errors])[entries.marks])
        room = self.most - sum(map(len, self._rows))
        self.count += len(places)
        kept = places[:room]
        if not len(kept):
            return entries
        self._rows.append(block.rows[kept])
        for name, raw in columns.items():
            self._columns.setdefault(name, []).append(_texts(raw.take(pa.array(kept))))
        return self._linked(entries, block)

    def _linked(self, entries: Entries, block: Block) -> Entries:
        """The persons with those whom somebody has named; their ID number is of no account."""
        persons = np.array([self.links.get(row, 0) for row in self._rows[-1].tolist()])
        named = self._rows[-1][persons > 0]
        if not len(named):
            return entries
        is_named = np.isin(block.rows, named)
        marks = entries.marks.copy()
        marks[is_named] = 0
        numbers = pa.array(persons[persons > 0]).cast(entries.values.type)
        values = pc.replace_with_mask(entries.values, pa.array(is_named), numbers)
        return replace(entries, values=values, marks=marks)


def _texts(raw: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(raw.type):
        raw = raw.cast(raw.type.value_type)
    return as_text(raw).cast(pa.string())
