"""Reads whole columns: each distinct text once, the plain ones by the column, the others one by one."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import clean
from shouwang.base.tables import Blank, Column, ColumnType
from shouwang.base.words import _
from shouwang.stages.ingest.problems import Note, Rule, Severity, shown
from shouwang.stages.ingest.values import LONGEST_TEXT, Reading, is_blank
from shouwang.stages.ingest.vocabulary import WORDS
from shouwang.stages.ingest.workbook import as_seen

# Texts that need no cleaning, by the type they are read as; whatever else is read one by one.
PLAIN_TEXT = r"^[!-~\x{4E00}-\x{9FFF}]([ -~\x{4E00}-\x{9FFF}]*[!-~\x{4E00}-\x{9FFF}])?$"
PLAIN_INTEGER = r"^-?\d{1,9}$"
PLAIN_KEY = r"^[1-9]\d{0,17}$"
PLAIN_MONEY = r"^-?\d{1,13}(\.\d{1,2})?$"
PLAIN_DECIMAL = r"^-?\d{1,9}(\.\d{1,%d})?$"
MINOR_OF_PLAIN_MONEY = 100
MONEY_TYPE = pa.decimal128(18, 2)
WORDS_OF_DECIMAL = 2  # an Arrow decimal takes two 64-bit words, the lower first
MOST_DECIMALS = 9  # with nine digits before the point they fit the lake's decimals

Marks = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Entries:
    """Values with what is to be said of them.

    Attributes:
        marks: For each value 0, or one more than the place of its note.
        filled: Which values were empty and stand for a zero or a no.
    """

    values: pa.Array
    notes: tuple[Note, ...]
    marks: Marks
    filled: Mask | None = None

    def take(self, indices: pa.Array) -> "Entries":
        """Return the values at some places, with their marks."""
        places = indices.to_numpy(zero_copy_only=False)
        filled = None if self.filled is None else self.filled[places]
        return Entries(self.values.take(indices), self.notes, self.marks[places], filled)

    @property
    def is_faulty(self) -> Mask:
        """Which values reject their row."""
        return self.are(Severity.ERROR)

    @property
    def is_open(self) -> Mask:
        """Which values wait for a person's answer."""
        return self.are(Severity.QUESTION)

    def are(self, severity: Severity) -> Mask:
        """Which values have something of this severity said of them."""
        told = [False, *(note.severity is severity for note in self.notes)]
        return np.array(told)[self.marks]


def read_column(raw: pa.Array, read: Callable[[pa.Array], Entries]) -> Entries:
    """Return a column's values; ``read`` sees each distinct text once."""
    if pa.types.is_dictionary(raw.type):
        raw = raw.cast(raw.type.value_type)
    encoded = raw.dictionary_encode(null_encoding="encode")
    texts = pc.fill_null(as_text(encoded.dictionary), "")
    return read(texts).take(encoded.indices)


def read_typed(raw: pa.Array, column: Column, physical: pa.DataType) -> Entries | None:
    """Return the values of a column that the file has in the right type; ``None`` if it has not."""
    kinds = {
        ColumnType.INTEGER: pa.types.is_integer,
        ColumnType.HOUSEHOLD: pa.types.is_integer,
        ColumnType.PERSON: pa.types.is_integer,
        ColumnType.DATE: pa.types.is_date32,
        ColumnType.BOOLEAN: pa.types.is_boolean,
    }
    fits = kinds.get(column.type)
    if fits is None or not fits(raw.type) or not (pa.types.is_integer(physical) or fits(physical)):
        return None
    try:
        values = raw.cast(physical)
    except pa.ArrowInvalid:
        return None
    marks = np.zeros(len(values), dtype=np.int32)
    blank = values.is_null().to_numpy(zero_copy_only=False)
    notes: list[Note] = []
    if column.required and blank.any():
        notes.append(_required())
        marks[blank] = len(notes)
    default = _default(column)
    if default is None or column.required:
        return Entries(values, tuple(notes), marks)
    return Entries(pc.fill_null(values, default), tuple(notes), marks, blank)


def read_entries(
    entries: pa.Array,
    column: Column,
    *,
    physical: pa.DataType,
    read: Callable[[str], Reading],
    minor: int,
) -> Entries:
    """Return the values of distinct texts.

    Args:
        read: Reads one cleaned text.
        minor: How many minor units make one of the money.
    """
    values = _plain(entries, column, physical, minor)
    if values is None:
        values = pa.nulls(len(entries), physical)
    marks = np.zeros(len(entries), dtype=np.int32)
    notes: list[Note] = []
    places = np.flatnonzero(values.is_null().to_numpy(zero_copy_only=False))
    filled = np.zeros(len(entries), dtype=np.bool_)
    others: list[Any] = []
    for place, text in zip(places, entries.take(pa.array(places)).to_pylist(), strict=True):
        cleaned = clean(text)
        if is_blank(cleaned):
            value, note = (None, _required()) if column.required else (_default(column), None)
            filled[place] = value is not None
        else:
            value, note = read(text.strip() if column.type is ColumnType.TEXT else cleaned)
        others.append(value)
        if note is not None:
            is_personal = column.personal is not None
            notes.append(replace(note, value=shown(text.strip(), is_personal=is_personal)))
            marks[place] = len(notes)
    if others:
        values = pc.replace_with_mask(values, values.is_null(), pa.array(others, type=physical))
    return Entries(values, tuple(notes), marks, filled)


def within_range(
    entries: Entries, texts: pa.Array | None, column: Column, bounds: tuple[Any, Any]
) -> Entries:
    """Mark the values below the least or above the greatest that the contract allows."""
    marks, notes = entries.marks.copy(), list(entries.notes)
    sides = (
        (bounds[0], pc.less, _("it is less than {limit}"), column.minimum),
        (bounds[1], pc.greater, _("it is more than {limit}"), column.maximum),
    )
    for bound, is_beyond, message, limit in sides:
        if bound is None:
            continue
        beyond = is_beyond(entries.values, pa.scalar(bound, entries.values.type))
        places = np.flatnonzero(
            pc.fill_null(beyond, fill_value=False).to_numpy(zero_copy_only=False)
        )
        for place in places:
            text = entries.values[place].as_py() if texts is None else texts[place].as_py()
            value = shown(str(text), is_personal=column.personal is not None)
            notes.append(Note(Rule.RANGE, message.format(limit=limit), value=value))
            marks[place] = len(notes)
    return replace(entries, notes=tuple(notes), marks=marks)


def as_text(raw: pa.Array) -> pa.Array:
    """Return a column as the texts that a person would see."""
    if pa.types.is_string(raw.type):
        return raw
    if pa.types.is_large_string(raw.type) or pa.types.is_dictionary(raw.type):
        return as_text(raw.cast(pa.string()))
    if pa.types.is_integer(raw.type) or pa.types.is_decimal(raw.type):
        return raw.cast(pa.string())
    return pa.array(
        [None if value is None else as_seen(value) for value in raw.to_pylist()], pa.string()
    )


def _default(column: Column) -> Any:
    """What an empty cell stands for."""
    match column.blank:
        case Blank.ZERO:
            return 0
        case Blank.NO:
            return False
        case Blank.UNKNOWN:
            return None


def _required() -> Note:
    return Note(Rule.REQUIRED, _("it is empty"), _("fill it in"))


def _plain(entries: pa.Array, column: Column, physical: pa.DataType, minor: int) -> pa.Array | None:
    """The values of plain texts, unknown for all others; ``None`` if the type has no plain form."""
    match column.type:
        case ColumnType.TEXT:
            return _plain_texts(entries)
        case ColumnType.INTEGER:
            return _matching(entries, PLAIN_INTEGER).cast(physical)
        case ColumnType.HOUSEHOLD | ColumnType.PERSON:
            if pa.types.is_integer(physical):
                return _matching(entries, PLAIN_KEY).cast(physical)
            return _plain_texts(entries)
        case ColumnType.MONEY if minor == MINOR_OF_PLAIN_MONEY:
            return _unscaled(_matching(entries, PLAIN_MONEY).cast(MONEY_TYPE))
        case ColumnType.DECIMAL if 1 <= column.scale <= MOST_DECIMALS:
            return _matching(entries, PLAIN_DECIMAL % column.scale).cast(physical)
    return None


def _plain_texts(entries: pa.Array) -> pa.Array:
    found = _matching(entries, PLAIN_TEXT)
    blank = pc.is_in(pc.utf8_lower(found), value_set=pa.array(sorted(WORDS.blank)))
    long = pc.greater(pc.utf8_length(found), LONGEST_TEXT)
    return pc.if_else(pc.or_kleene(blank, pc.fill_null(long, fill_value=False)), None, found)


def _matching(entries: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(entries, pattern), entries, None)


def _unscaled(amounts: pa.Array) -> pa.Array:
    """Return fixed-point amounts as whole numbers of their last digit."""
    words = np.frombuffer(amounts.buffers()[1], dtype=np.int64)
    lower = words[::WORDS_OF_DECIMAL][amounts.offset : amounts.offset + len(amounts)]
    return pa.array(lower, mask=amounts.is_null().to_numpy(zero_copy_only=False))
