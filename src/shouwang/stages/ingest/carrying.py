"""Carries values down: over merged cells, and from the first row of a group to the others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import clean
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.sheets import Merge, Sheet

Places = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


class MergedCells:
    """The cells of one column that are merged downwards."""

    def __init__(self, sheet: Sheet, position: int, merges: Iterable[Merge]) -> None:
        above = sheet.row_offset + 1
        spans = sorted(
            (merge.first_row + above, merge.last_row + above)
            for merge in merges
            if merge.first_column <= position <= merge.last_column
            and merge.last_row > merge.first_row
            and merge.first_column == position
        )
        self._first = np.array([first for first, _last in spans], dtype=np.int64)
        self._last = np.array([last for _first, last in spans], dtype=np.int64)
        self._open: tuple[int, str] | None = None

    def fill(self, values: pa.Array, rows: Places) -> tuple[pa.Array, Mask]:
        """Return a column in which merged cells all have the value of their first.

        Args:
            rows: The numbers of its rows as the spreadsheet counts.

        Returns:
            The values, and which of them were carried.
        """
        carried = np.zeros(len(rows), dtype=np.bool_)
        if not len(self._first) or not len(rows):
            return values, carried
        span = np.searchsorted(self._first, rows, side="right") - 1
        inside = (span >= 0) & (rows <= self._last[span]) & (rows > self._first[span])
        source = np.searchsorted(rows, self._first[span])
        found = (
            inside
            & (source < len(rows))
            & (rows[np.minimum(source, len(rows) - 1)] == self._first[span])
        )
        take = np.where(found, source, np.arange(len(rows)))
        filled = values.take(pa.array(take))
        earlier = inside & ~found
        if self._open is not None and earlier.any():
            is_of_open = earlier & (self._first[span] == self._open[0])
            filled = pc.if_else(pa.array(is_of_open), self._open[1], filled)
            found |= is_of_open
        last_span = int(span[-1])
        if last_span >= 0 and self._last[last_span] > rows[-1]:
            value = filled[len(rows) - 1].as_py()
            self._open = (int(self._first[last_span]), value or "")
        return filled, found


@dataclass(slots=True)
class FirstRowOnly:
    """A column of names of groups that stand on the first row of their group only.

    Whether they do is seen in the first block that has empty cells: no name stands there twice,
    and many cells are empty. Otherwise an empty cell is a value that somebody forgot, and nothing
    is carried.
    """

    last: str = ""
    is_so: bool | None = None

    def fill(
        self, values: pa.Array, *, sections: Places, barred: Mask, within: Mask
    ) -> tuple[pa.Array, Mask]:
        """Return a column in which empty cells have the value of the last filled one above.

        Args:
            sections: A number for each row; nothing is carried from one section to another.
            barred: Cells that stay empty; nothing is carried past them.
            within: Cells that take the value above in any case.
        """
        empty = is_empty(values)
        here = np.arange(len(values))
        source = np.maximum.accumulate(np.where(empty, -1, here))
        carried = np.zeros(len(values), dtype=np.bool_)
        if empty.any():
            if self.is_so is None:
                self.is_so = _stand_once(values, empty)
            sections = sections + np.cumsum(empty & barred)
            wanted = empty & ~barred & (within | self.is_so)
            known = source >= 0
            carried = wanted & known & (sections[source] == sections)
            from_before = wanted & ~known & (sections == 0) & bool(self.last)
            values = values.take(pa.array(np.where(carried, source, here)))
            values = pc.if_else(pa.array(from_before), self.last, values)
            carried |= from_before
        if len(values):
            is_cut = bool(sections[-1]) and source[-1] < 0
            self.last = values[len(values) - 1].as_py() or ("" if is_cut else self.last)
        return values, carried


def is_empty(values: pa.Array) -> Mask:
    """Return which texts have nothing in them."""
    trimmed = pc.utf8_trim_whitespace(pc.fill_null(values, ""))
    found: Mask = pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
    return found


def _stand_once(values: pa.Array, empty: Mask) -> bool:
    """Whether each value stands in one row, and enough rows have none."""
    filled = values.filter(pa.array(~empty))
    count, share = LAYOUT.carried
    enough = empty.sum() >= max(count, share * len(values))
    return bool(enough) and len(filled) > 0 and pc.count_distinct(filled).as_py() == len(filled)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Lines of one household that do not say the same.

    Attributes:
        row: The first of its lines, as the spreadsheet counts.
        columns: The columns in which they differ → the rows that differ from the first.
    """

    row: int
    columns: Mapping[str, tuple[int, ...]]


def groups_of(keys: pa.Array) -> Places:
    """Return for each row the first row with the same key; an empty key is alone."""
    encoded = keys.dictionary_encode()
    words = [clean(word or "").lstrip("'") for word in encoded.dictionary.to_pylist()]
    numbers: dict[str, int] = {}
    known = np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)
    codes = known[encoded.indices.to_numpy(zero_copy_only=False)] if words else known
    empty = codes == numbers.get("", -1)
    codes = np.where(empty, len(numbers) + np.arange(len(codes)), codes)
    _codes, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    found: Places = first[inverse]
    return found


@dataclass(frozen=True, slots=True)
class Collapsed:
    """Lines that were brought together, one for each group.

    Attributes:
        kept: The places of the lines that stand for their group.
        columns: The values of these lines, filled from the others of the group.
    """

    kept: Places
    columns: tuple[pa.Array, ...]
    contradictions: tuple[Contradiction, ...]


def collapse(
    columns: Sequence[tuple[str, pa.Array]],
    groups: Places,
    rows: Places,
    *,
    of_top: frozenset[str],
    same: Mapping[str, Callable[[str], str]],
) -> Collapsed:
    """Bring the lines of each group together.

    Args:
        columns: The columns with their names.
        groups: For each line the place of the first line of its group.
        rows: The numbers of the lines as the spreadsheet counts.
        of_top: Columns in which the first line counts, whatever the others say.
        same: Column → the function that gives the normal form of a text.
    """
    kept = np.unique(groups)
    results = []
    differing: dict[int, dict[str, tuple[int, ...]]] = {}
    for name, values in columns:
        filled, differs = _one_of_each(values, groups, kept, same.get(name, clean))
        results.append(filled)
        if name in of_top:
            continue
        for place in differs:
            rows_of = differing.setdefault(int(groups[place]), {})
            rows_of[name] = (*rows_of.get(name, ()), int(rows[place]))
    bad = np.isin(kept, list(differing))
    contradictions = tuple(
        Contradiction(int(rows[place]), differing[place]) for place in sorted(differing)
    )
    standing = pa.array(~bad)
    return Collapsed(kept[~bad], tuple(each.filter(standing) for each in results), contradictions)


def _one_of_each(
    values: pa.Array, groups: Places, kept: Places, form: Callable[[str], str]
) -> tuple[pa.Array, Places]:
    """The first value of each group, and the places of lines that have another."""
    encoded = values.dictionary_encode()
    numbers: dict[str, int] = {}
    words = [form(word or "") for word in encoded.dictionary.to_pylist()]
    known = np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)
    codes = known[encoded.indices.to_numpy(zero_copy_only=False)] if words else known
    filled = np.flatnonzero(codes != numbers.get("", -1))
    _groups, first = np.unique(groups[filled], return_index=True)
    source = np.arange(len(groups))
    source[_groups] = filled[first]
    taken = values.take(pa.array(source[kept]))
    differs = filled[codes[filled] != codes[source[groups[filled]]]]
    return taken, differs
