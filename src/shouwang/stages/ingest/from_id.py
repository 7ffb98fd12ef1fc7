"""What the ID number of a row says of birth and sex: it fills what is empty, and is compared."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.tables import Column, ColumnType
from shouwang.base.words import _
from shouwang.stages.ingest.columns import Entries, required
from shouwang.stages.ingest.forms import FROM_ID
from shouwang.stages.ingest.id_numbers import births_of, sexes_of
from shouwang.stages.ingest.problems import Note, Rule, Severity, shown

SAID: Mapping[str, Callable[[pa.Array], pa.Array]] = {"birth_date": births_of, "sex": sexes_of}

Mask = npt.NDArray[np.bool_]


def supplied(
    column: Column, entries: Entries | None, by: Entries, physical: pa.DataType
) -> Entries:
    """Return a column's values with those that the ID numbers of the rows say.

    Args:
        entries: The values as they were delivered; ``None`` if the file has no such column.
        by: The column of ID numbers.
    """
    numbers = by.id_numbers
    if numbers is None:
        numbers = pa.nulls(len(by.values), pa.string())
    told = SAID[column.from_id](numbers).cast(physical)
    if entries is None:
        entries = _nothing(column, len(told), physical)
    entries = _filled(entries, told)
    if column.type is ColumnType.CODE:
        entries = _with_codes(column, entries, told)
    else:
        entries = _with_days(entries, told)
    return _silent(_compared(column, entries, told), by.is_faulty)


def _nothing(column: Column, rows: int, physical: pa.DataType) -> Entries:
    marks = np.full(rows, int(column.required), dtype=np.int32)
    return Entries(pa.nulls(rows, physical), (required(),) if column.required else (), marks)


def _filled(entries: Entries, told: pa.Array) -> Entries:
    """Fill what is empty."""
    empty = _mask(told.is_valid()) & _mask(entries.values.is_null())
    return _taken(entries, told, empty & _has(entries, {None, Rule.REQUIRED}), form=FROM_ID)


def _with_codes(column: Column, entries: Entries, told: pa.Array) -> Entries:
    """Take the sex of an unknown code from the ID number, with a warning."""
    for place, note in enumerate(entries.notes):
        if note.rule is not Rule.CODE:
            continue
        for sex in pc.unique(pc.drop_null(told)).to_pylist():
            says = _mask(pc.fill_null(pc.equal(told, sex), fill_value=False))
            here = says & (entries.marks == place + 1)
            if here.any():
                notes = (*entries.notes, _unknown_code(column, note, sex))
                entries = _taken(replace(entries, notes=notes), told, here, mark=len(notes))
    return entries


def _unknown_code(column: Column, note: Note, sex: str) -> Note:
    message = _("it is not in the list of codes; by the ID number it is {label}")
    return replace(
        note,
        rule=Rule.SEX_CODE_UNKNOWN,
        message=message.format(label=next(iter(column.codes[sex]), sex)),
        severity=Severity.WARNING,
    )


def _with_days(entries: Entries, told: pa.Array) -> Entries:
    """Take the day of a month that was delivered without one, if it is the same month."""
    lacking = _has(entries, {Rule.DAY_MISSING})
    if not lacking.any():
        return entries
    months = (pc.floor_temporal(each, unit="month") for each in (entries.values, told))
    same = _mask(pc.fill_null(pc.equal(*months), fill_value=False))
    return _taken(entries, told, lacking & same, form=FROM_ID)


def _compared(column: Column, entries: Entries, told: pa.Array) -> Entries:
    """Warn of values that are not what the ID number says; the delivered ones are kept."""
    differs = _mask(pc.fill_null(pc.not_equal(entries.values, told), fill_value=False))
    differs &= _has(entries, {None, Rule.DAY_MISSING})
    if not differs.any():
        return entries
    notes, marks = list(entries.notes), entries.marks.copy()
    encoded = entries.values.dictionary_encode()
    places = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    for index in np.unique(places[differs]):
        value = encoded.dictionary[int(index)].as_py()
        notes.append(_contradiction(column, str(value)))
        marks[differs & (places == index)] = len(notes)
    return replace(entries, notes=tuple(notes), marks=marks)


def _contradiction(column: Column, value: str) -> Note:
    is_sex = column.type is ColumnType.CODE
    label = column.codes[value][0] if is_sex and column.codes.get(value) else value
    return Note(
        Rule.SEX_CONTRADICTS_ID if is_sex else Rule.BIRTH_CONTRADICTS_ID,
        _("the ID number says otherwise"),
        _("compare both with the ID card"),
        Severity.WARNING,
        shown(label, is_personal=column.personal is not None),
    )


def _silent(entries: Entries, is_faulty: Mask) -> Entries:
    """Say nothing of what is empty only because the ID number is faulty: that is told already."""
    quiet = is_faulty & _has(entries, {Rule.REQUIRED})
    if not quiet.any():
        return entries
    marks = entries.marks.copy()
    marks[quiet] = 0
    return replace(entries, marks=marks)


def _taken(
    entries: Entries, told: pa.Array, here: Mask, *, mark: int = 0, form: int = 0
) -> Entries:
    """Take what the ID numbers say at some places."""
    if not here.any():
        return entries
    marks = entries.marks.copy()
    marks[here] = mark
    forms = np.zeros(len(marks), dtype=np.uint8) if entries.forms is None else entries.forms.copy()
    forms[here] |= form
    values = pc.if_else(pa.array(here), told, entries.values)
    return replace(entries, values=values, marks=marks, forms=forms)


def _has(entries: Entries, rules: set[Rule | None]) -> Mask:
    has = [None in rules, *(note.rule in rules for note in entries.notes)]
    return np.array(has)[entries.marks]


def _mask(flags: pa.Array) -> Mask:
    return np.asarray(flags.to_numpy(zero_copy_only=False), dtype=np.bool_)
