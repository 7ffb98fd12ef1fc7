"""Names of places that several may bear: narrowed by what else the row says, then asked once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.words import _
from shouwang.stages.ingest.columns import Entries
from shouwang.stages.ingest.place_names import Gazetteer
from shouwang.stages.ingest.problems import Note, Rule, Severity
from shouwang.stages.ingest.review import Candidate, Question

Mask = npt.NDArray[np.bool_]


class Doubts:
    """The words of which only a person can say what they mean, each distinct one once."""

    def __init__(self, headings: Mapping[str, str], gazetteer: Gazetteer) -> None:
        self._headings = headings
        self._gazetteer = gazetteer
        self._rows: dict[tuple[str, str], int] = {}
        self._codes: dict[tuple[str, str], dict[str, None]] = {}

    def take(self, column: str, entries: Entries, waiting: Mask) -> None:
        """Count the rows of a column that wait for an answer."""
        marks, times = np.unique(entries.marks[waiting], return_counts=True)
        for mark, rows in zip(marks.tolist(), times.tolist(), strict=True):
            note = entries.notes[mark - 1]
            key = self._headings.get(column, column), note.value
            self._rows[key] = self._rows.get(key, 0) + rows
            self._codes.setdefault(key, {}).update(dict.fromkeys(note.candidates))

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is to be asked, in the order in which it came up."""
        return tuple(
            Question(
                column=column,
                value=value,
                rows=rows,
                candidates=tuple(
                    Candidate(code, self._gazetteer.path(code))
                    for code in self._codes[column, value]
                ),
            )
            for (column, value), rows in self._rows.items()
        )


def narrowed(entries: Mapping[str, Entries], gazetteer: Gazetteer) -> dict[str, Entries]:
    """Answer what the other places of a row answer: a name that only one has in this banner.

    Args:
        entries: The columns of a block; those with doubts are columns of places.
    """
    doubtful = [name for name, each in entries.items() if each.is_open.any()]
    found = dict(entries)
    for name in doubtful:
        for other, others in entries.items():
            if other != name and _names_places(others, gazetteer):
                found[name] = _by_place(found[name], others, gazetteer)
    return found


def apart(
    entries: Mapping[str, Entries], columns: Sequence[str], gazetteer: Gazetteer
) -> dict[str, Entries]:
    """Warn of rows that name two places of which neither lies in the other.

    Args:
        columns: The columns of places.
    """
    found = dict(entries)
    for name, other in combinations(columns, 2):
        inner, outer = found[name], found[other]
        here, there = (_coded(each.values) for each in (inner, outer))
        known = (here[1] >= 0) & (there[1] >= 0) & (inner.marks == 0)
        pairs = np.unique(np.stack([here[1][known], there[1][known]]), axis=1).T.tolist()
        parted = [
            (one, two)
            for one, two in pairs
            if not _is_one_in_other(here[0][one], there[0][two], gazetteer)
        ]
        if parted:
            marks = inner.marks.copy()
            for one, two in parted:
                marks[known & (here[1] == one) & (there[1] == two)] = len(inner.notes) + 1
            found[name] = replace(inner, notes=(*inner.notes, _parted()), marks=marks)
    return found


def _coded(values: pa.Array) -> tuple[list[str], npt.NDArray[np.int64]]:
    """The distinct values, and for each row the place of its own, -1 for none."""
    encoded = values.dictionary_encode()
    indices = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    return encoded.dictionary.to_pylist(), indices.astype(np.int64)


def _is_one_in_other(one: str, two: str, gazetteer: Gazetteer) -> bool:
    return gazetteer.lies_in(one, two) or gazetteer.lies_in(two, one)


def _parted() -> Note:
    return Note(
        Rule.OTHER_PLACE,
        _("it does not lie in the other place that the row names"),
        _("correct the one that is wrong"),
        Severity.WARNING,
    )


def _names_places(entries: Entries, gazetteer: Gazetteer) -> bool:
    if not pa.types.is_string(entries.values.type):
        return False
    first = pc.drop_null(entries.values).slice(0, 1).to_pylist()
    return bool(first) and first[0] in gazetteer.regions


def _by_place(entries: Entries, places: Entries, gazetteer: Gazetteer) -> Entries:
    """Look the doubtful names up again in the place that each row names."""
    waiting = entries.is_open
    encoded = places.values.dictionary_encode()
    codes = encoded.dictionary.to_pylist()
    indices = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    notes, marks = list(entries.notes), entries.marks.copy()
    answers: dict[int, str] = {}
    pairs = np.unique(np.stack([marks[waiting], indices[waiting]]), axis=1)
    for mark, index in pairs.T.tolist():
        if index < 0:
            continue
        note = notes[mark - 1]
        inside = tuple(c for c in note.candidates if gazetteer.lies_in(c, codes[index]))
        here = waiting & (entries.marks == mark) & (indices == index)
        if not inside or inside == note.candidates:
            continue
        notes.append(replace(note, candidates=inside))
        marks[here] = len(notes)
        if _is_answered(note, inside, gazetteer):
            answers[len(notes)] = inside[0]
    return _answered(replace(entries, notes=tuple(notes), marks=marks), answers)


def _is_answered(note: Note, inside: tuple[str, ...], gazetteer: Gazetteer) -> bool:
    """Whether a name is that of the one place that is left; one that is only like it is not."""
    if len(inside) != 1:
        return False
    level = gazetteer.regions[inside[0]].level
    is_called = inside[0] in gazetteer.called(note.value, level)
    return is_called and gazetteer.is_sure(note.value, level, inside[0])


def _answered(entries: Entries, answers: Mapping[int, str]) -> Entries:
    if not answers:
        return entries
    marks, values = entries.marks.copy(), entries.values
    for mark, code in answers.items():
        here = entries.marks == mark
        values = pc.if_else(pa.array(here), code, values)
        marks[here] = 0
    return replace(entries, values=values, marks=marks)
