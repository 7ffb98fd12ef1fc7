"""Reads whole columns: each distinct text once, the plain ones by the column, the others one by one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.spelling import clean
from shouwang.base.tables import Blank, Column, ColumnType, Personal
from shouwang.base.words import _
from shouwang.stages.ingest.days import is_serial
from shouwang.stages.ingest.forms import REMARK, SERIAL, Forms, forms_of, forms_of_text
from shouwang.stages.ingest.names import has_remark
from shouwang.stages.ingest.problems import Note, Rule, Severity, shown
from shouwang.stages.ingest.reading import Reading, has_odd_digits
from shouwang.stages.ingest.values import (
    APOSTROPHES,
    LONGEST_TEXT,
    NUMBERS,
    YEAR,
    blanks_of,
    unknowns_of,
)
from shouwang.stages.ingest.vocabulary import WORDS
from shouwang.stages.ingest.workbook import as_seen

# Texts that need no cleaning, by the type they are read as; whatever else is read one by one.
PLAIN_TEXT = r"^[!-~\x{4E00}-\x{9FFF}]([ -~\x{4E00}-\x{9FFF}]*[!-~\x{4E00}-\x{9FFF}])?$"
PLAIN_NAME = r"^[\x{4E00}-\x{9FAF}]{1,30}$"
PLAIN_DIGITS = r"^\d{1,30}$"
PLAIN_PERSONAL: Mapping[Personal | None, str] = {
    Personal.NAME: PLAIN_NAME,
    Personal.PHONE: PLAIN_DIGITS,
    Personal.ACCOUNT: PLAIN_DIGITS,
}
PLAIN_INTEGER = r"^-?\d{1,9}$"
PLAIN_KEY = r"^[1-9]\d{0,17}$"
PLAIN_MONEY = r"^-?\d{1,13}(\.\d{1,2})?$"
PLAIN_DECIMAL = r"^-?\d{1,9}(\.\d{1,%d})?$"
# Days that every month, or this one, has in any year; of the years that no word for "for good" has.
PLAIN_DATE = (
    r"^(1[89]\d\d|20[0-8]\d)-"
    r"((0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$"
)
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
        forms: What was taken away to bring each value into its normal form, as flags.
        id_numbers: The ID numbers that the values stand for; unknown where there is none.
    """

    values: pa.Array
    notes: tuple[Note, ...]
    marks: Marks
    filled: Mask | None = None
    forms: Forms | None = None
    id_numbers: pa.Array | None = None

    def take(self, indices: pa.Array) -> "Entries":
        """Return the values at some places, with their marks."""
        places = indices.to_numpy(zero_copy_only=False)
        return Entries(
            values=self.values.take(indices),
            notes=self.notes,
            marks=self.marks[places],
            filled=None if self.filled is None else self.filled[places],
            forms=None if self.forms is None or not self.forms.any() else self.forms[places],
            id_numbers=None if self.id_numbers is None else self.id_numbers.take(indices),
        )

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
        notes.append(required())
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
    forms = np.zeros(len(entries), dtype=np.uint8)
    others: list[Any] = []
    understood = Understood(column, read)
    for place, text in zip(places, entries.take(pa.array(places)).to_pylist(), strict=True):
        value, note, is_filled = understood(text)
        filled[place] = is_filled
        others.append(value)
        if value is not None and not is_filled:
            forms[place] = understood.forms_of(text)
        if note is not None:
            is_personal = column.personal is not None
            notes.append(replace(note, value=shown(text.strip(), is_personal=is_personal)))
            marks[place] = len(notes)
    if others:
        values = pc.replace_with_mask(values, values.is_null(), pa.array(others, type=physical))
    return Entries(values, tuple(notes), marks, filled, forms)


class Understood:
    """Reads texts of a column one by one: words for nothing, and values with their notes."""

    def __init__(self, column: Column, read: Callable[[str], Reading]) -> None:
        self.column = column
        self._read = read
        self._blanks, self._unknowns = blanks_of(column), unknowns_of(column)
        self._is_name = column.personal is Personal.NAME
        self._is_digits = column.personal in {Personal.PHONE, Personal.ACCOUNT}
        self._is_text = column.type is ColumnType.TEXT
        self._has_digits = column.type in NUMBERS or column.is_reference

    def __call__(self, text: str) -> tuple[Any, Note | None, bool]:
        """Return the value, what is said of it, and whether it was empty and stands for one."""
        cleaned = clean(text)
        word = cleaned.casefold()
        if word in self._blanks or word in self._unknowns:
            if self.column.required:
                return None, required(), False
            value = _default(self.column) if word in self._blanks else None
            return value, None, value is not None
        if self._has_digits and has_odd_digits(text):
            mend = _("write digits only")
            return None, Note(Rule.TYPE, _("there are signs in it that are no digits"), mend), False
        return *self._read(text.strip() if self._is_text else _unquoted(cleaned)), False

    def forms_of(self, text: str) -> int:
        """Return what is taken away of a text, as flags."""
        if self._is_name:
            return forms_of(text) | (REMARK if has_remark(text) else 0)
        if self._is_text and not self._is_digits:
            return forms_of_text(text)
        if self.column.type is ColumnType.DATE and is_serial(clean(text)):
            return forms_of(text) | SERIAL
        return forms_of(text)


def _unquoted(text: str) -> str:
    """A value without the apostrophe by which a spreadsheet is told that it is a text."""
    return text.lstrip(APOSTROPHES) or text


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


def required() -> Note:
    """Return what is said of an empty cell that must not be empty."""
    return Note(Rule.REQUIRED, _("it is empty"), _("fill it in"))


def _plain(entries: pa.Array, column: Column, physical: pa.DataType, minor: int) -> pa.Array | None:
    """The values of plain texts, unknown for all others; ``None`` if the type has no plain form."""
    match column.type:
        case ColumnType.TEXT:
            pattern = PLAIN_PERSONAL.get(column.personal, PLAIN_TEXT)
            return _plain_texts(entries, pattern, blanks_of(column))
        case ColumnType.HOUSEHOLD | ColumnType.PERSON if not pa.types.is_integer(physical):
            return _plain_texts(entries, PLAIN_TEXT, blanks_of(column))
        case ColumnType.MONEY if minor == MINOR_OF_PLAIN_MONEY:
            return _unscaled(_matching(entries, PLAIN_MONEY).cast(MONEY_TYPE))
    pattern = _plain_form(column)
    return _matching(entries, pattern).cast(physical) if pattern else None


def _plain_form(column: Column) -> str:
    """What the texts look like that need a cast only; ``""`` if there are none."""
    match column.type:
        case ColumnType.INTEGER if column.unit != YEAR:
            return PLAIN_INTEGER
        case ColumnType.DATE:
            return PLAIN_DATE
        case ColumnType.HOUSEHOLD | ColumnType.PERSON:
            return PLAIN_KEY
        case ColumnType.DECIMAL if 1 <= column.scale <= MOST_DECIMALS:
            return PLAIN_DECIMAL % column.scale
    return ""


def _plain_texts(entries: pa.Array, pattern: str, blanks: frozenset[str]) -> pa.Array:
    found = _matching(entries, pattern)
    words = pa.array(sorted(blanks | WORDS.unknown))
    blank = pc.is_in(pc.utf8_lower(found), value_set=words)
    long = pc.greater(pc.utf8_length(found), LONGEST_TEXT)
    return pc.if_else(pc.or_kleene(blank, pc.fill_null(long, fill_value=False)), None, found)


def _matching(entries: pa.Array, pattern: str) -> pa.Array:
    return pc.if_else(pc.match_substring_regex(entries, pattern), entries, None)


def _unscaled(amounts: pa.Array) -> pa.Array:
    """Return fixed-point amounts as whole numbers of their last digit."""
    words = np.frombuffer(amounts.buffers()[1], dtype=np.int64)
    lower = words[::WORDS_OF_DECIMAL][amounts.offset : amounts.offset + len(amounts)]
    return pa.array(lower, mask=amounts.is_null().to_numpy(zero_copy_only=False))
