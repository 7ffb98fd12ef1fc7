"""Compares the totals that a ledger states with what its rows come to."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import clean, heading
from shouwang.base.tables import Column, ColumnType, Schema
from shouwang.base.words import _
from shouwang.stages.ingest.amounts import MONEY, PLAIN, Measure, read_amount
from shouwang.stages.ingest.body import DATA, GRAND_TOTAL, TOTALS, Kinds
from shouwang.stages.ingest.contract import Table
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.problems import Note, RowProblem, Rule, Severity, cell_name
from shouwang.stages.ingest.review import Total
from shouwang.stages.ingest.sheets import Block
from shouwang.stages.ingest.values import is_blank
from shouwang.stages.ingest.vocabulary import WORDS

# Amounts are added up in whole ten-thousandths, so that every order gives the same sum.
PARTS = 10_000
NEARLY = PARTS // 100  # a ledger rounds to the hundredth

Amounts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(slots=True)
class _Stated:
    """A row of totals, and what had been added up when it came.

    Attributes:
        so_far: Column → the sum of all lines, and of the first line of each household.
    """

    row: int
    kind: int
    texts: Mapping[int, str]
    so_far: Mapping[int, tuple[int, int]]


@dataclass(slots=True)
class _Sums:
    measures: tuple[Measure, ...]
    times: Decimal = Decimal(1)
    lines: int = 0
    firsts: int = 0
    is_readable: bool = True
    is_filled: bool = False

    @property
    def both(self) -> tuple[int, int]:
        return self.lines, self.firsts


@dataclass(slots=True)
class Totals:
    """Adds up the columns of a table and remembers what it states.

    Args:
        positions: The columns of the sheet that the blocks hold, in their order.
    """

    table: Table
    schema: Schema
    positions: Sequence[int]
    _sums: dict[int, _Sums] = field(default_factory=dict)
    _stated: list[_Stated] = field(default_factory=list)

    def __post_init__(self) -> None:
        names = {position: name for name, position in self.table.positions.items()}
        for position in self.positions:
            name = names.get(position)
            column = self.schema.column(name) if name else None
            if _is_added(self.table, position, column):
                word = self.table.unit_words.get(name or "")
                times = WORDS.multipliers[word] if word else Decimal(1)
                self._sums[position] = _Sums(measures_of(column), times)

    def add(self, block: Block, kinds: Kinds, first_lines: Mask) -> None:
        """Add a block up.

        Args:
            first_lines: Which rows are the first of their household.
        """
        stated = np.flatnonzero(np.isin(kinds, TOTALS))
        is_data = kinds == DATA
        ends = [*stated.tolist(), len(kinds)]
        start = 0
        amounts = {position: self._amounts(block, position, is_data) for position in self._sums}
        for end in ends:
            for position, each in amounts.items():
                part = each[start:end]
                self._sums[position].lines += int(part.sum())
                self._sums[position].firsts += int(part[first_lines[start:end]].sum())
            if end < len(kinds):
                self._state(block, end, int(kinds[end]))
            start = end

    def compare(self) -> Iterator[tuple[Total, RowProblem | None]]:
        """Yield each stated total with what the rows come to, and the warning if they differ."""
        for place, stated in enumerate(self._stated):
            for position, text in stated.texts.items():
                sums = self._sums[position]
                value = _amount(text, sums.measures)
                if value is None or not sums.is_filled or not sums.is_readable:
                    continue
                expected = list(self._expected(place, position))
                is_right = any(abs(value - each) <= NEARLY for each in expected)
                yield self._outcome(stated, position, value, value if is_right else expected[0])

    def _amounts(self, block: Block, position: int, is_data: Mask) -> Amounts:
        texts = block.columns[self.positions.index(position)]
        sums = self._sums[position]
        if not sums.is_readable:
            return np.zeros(len(texts), dtype=np.int64)
        amounts, is_readable = read_amounts(pc.if_else(pa.array(is_data), texts, ""), sums.measures)
        sums.is_readable = is_readable
        sums.is_filled |= bool(amounts.any())
        return amounts

    def _state(self, block: Block, place: int, kind: int) -> None:
        texts = {}
        for position in self._sums:
            text = block.columns[self.positions.index(position)][place].as_py() or ""
            if not is_blank(clean(text)):
                texts[position] = text
        so_far = {position: sums.both for position, sums in self._sums.items()}
        self._stated.append(_Stated(int(block.rows[place]), kind, texts, so_far))

    def _expected(self, place: int, position: int) -> Iterator[int]:
        """What a total may come to, the likeliest first."""
        stated = self._stated[place]
        end = self._sums[position].both
        here = stated.so_far[position]
        same = [each for each in self._stated if each.kind == stated.kind]
        before = [each.so_far[position] for each in self._stated[:place]]
        after = [each.so_far[position] for each in self._stated[place + 1 :]]
        is_on_top = same[0].so_far[position] == (0, 0) and same[0] is self._stated[0]
        spans: list[tuple[tuple[int, int], tuple[int, int]]] = []
        if is_on_top or self._precedes(place, position):
            following = [each for each in after if each != here]
            spans.append((here, end if stated.kind == GRAND_TOTAL else [*following, end][0]))
        nothing = (0, 0)
        last = next((each for each in reversed(before) if each != here), nothing)
        group = (before[-1] if before else nothing, here)
        whole = (nothing, here)
        spans += [whole, group] if stated.kind == GRAND_TOTAL else [group, (last, here), whole]
        for start, stop in spans:
            yield stop[0] - start[0]
            yield stop[1] - start[1]

    def _precedes(self, place: int, position: int) -> bool:
        """Whether totals of this kind stand above what they add up."""
        kind = self._stated[place].kind
        first = next(each for each in self._stated if each.kind == kind)
        return first.so_far[position] == (0, 0)

    def _outcome(
        self, stated: _Stated, position: int, value: int, recomputed: int
    ) -> tuple[Total, RowProblem | None]:
        table = self.table
        sheet = table.sheet
        cell = cell_name(sheet.column_offset + position, stated.row) if sheet.has_cells else ""
        column = table.heading(position)
        times = self._sums[position].times
        total = Total(
            cell, column, _shown(value, times), _shown(recomputed, times), value == recomputed
        )
        if total.ok:
            return total, None
        return total, RowProblem(
            sheet=sheet.name,
            cell=cell,
            row=stated.row,
            column=column,
            value=total.stated,
            rule=Rule.TOTAL_CHECK,
            severity=Severity.WARNING,
            message=_("the total says {stated}, its rows come to {recomputed}").format(
                stated=total.stated, recomputed=total.recomputed
            ),
            mend=_("look whether a row is missing, or correct the total"),
        )


def measures_of(column: Column | None) -> tuple[Measure, ...]:
    """Return in what a column may count; without a contract nobody knows."""
    if column is None:
        return PLAIN, MONEY
    measure = Measure.of(column.unit)
    return (Measure("money", measure.below) if column.type is ColumnType.MONEY else measure,)


def read_amounts(
    texts: pa.Array, measures: Sequence[Measure] = (PLAIN, MONEY)
) -> tuple[Amounts, bool]:
    """Return amounts in ten-thousandths, and whether every text that says something is one."""
    plain = pc.if_else(pc.equal(texts, ""), "0", texts)
    try:
        numbers = pc.cast(plain, pa.float64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return _read_one_by_one(texts, measures)
    scaled = np.rint(np.nan_to_num(numbers, posinf=0.0, neginf=0.0) * PARTS)
    is_readable = bool(np.isfinite(numbers).all()) and bool((abs(scaled) < LARGEST).all())
    return (scaled if is_readable else np.zeros(len(texts))).astype(np.int64), is_readable


LARGEST = 2**52  # whole numbers up to here are exact in floating point


def _read_one_by_one(texts: pa.Array, measures: Sequence[Measure]) -> tuple[Amounts, bool]:
    encoded = texts.dictionary_encode()
    amounts = [
        0 if is_blank(clean(text)) else _amount(text, measures)
        for text in encoded.dictionary.to_pylist()
    ]
    known = np.array([each or 0 for each in amounts], dtype=np.int64)
    indices = encoded.indices.to_numpy(zero_copy_only=False)
    return known[indices], None not in amounts


def _amount(text: str, measures: Sequence[Measure]) -> int | None:
    cleaned = clean(text)
    for measure in measures:
        amount = read_amount(cleaned, measure)
        if not isinstance(amount, Note) and not amount.is_about:
            scaled = int((amount.number * PARTS).to_integral_value())
            return scaled if abs(scaled) < LARGEST else None
    return None


def normal_amount(text: str, measures: Sequence[Measure]) -> str:
    """Return an amount in its shortest form, and any other text as it is compared."""
    cleaned = clean(text)
    if is_blank(cleaned):
        return ""
    value = _amount(cleaned, measures)
    return cleaned if value is None else _shown(value)


def _shown(value: int, times: Decimal = Decimal(1)) -> str:
    """An amount without the zeros that say nothing."""
    return f"{(Decimal(value) / PARTS / times).normalize():f}"


def _is_added(table: Table, position: int, column: Column | None) -> bool:
    """Whether the numbers of a column can be added up at all."""
    path = table.band.paths[position]
    if not path:
        return False
    form = heading(path[-1])
    if form in LAYOUT.no_column or any(word in form for word in LAYOUT.never_added):
        return False
    if column is None:
        return True
    kinds: Iterable[ColumnType] = (ColumnType.MONEY, ColumnType.DECIMAL, ColumnType.INTEGER)
    return column.type in kinds and column.unit != "year" and column.personal is None
