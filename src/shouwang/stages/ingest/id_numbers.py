"""Reads columns of ID numbers: by the column where they are plain, one by one where they are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.codes import (
    CHECK_CHARACTERS,
    LENGTH,
    OLD_LENGTH,
    WEIGHTS,
    IdNumber,
    IdNumberFaulty,
)
from shouwang.base.spelling import clean
from shouwang.base.words import _
from shouwang.stages.ingest.columns import Entries, Marks
from shouwang.stages.ingest.problems import HIDDEN, Note, Rule, Severity
from shouwang.stages.ingest.values import is_blank

CHINESE_RULE = "gb11643"
COUNTY_DIGITS = 6  # of an ID number: the county of first registration
BIRTH_START = 6  # of an ID number: its date of birth
BIRTH_END = 14  # the first character after it
LONGEST_OTHER = 36  # characters of an ID number under another rule
PLAIN = r"^[0-9]{17}[0-9X]$"
CHECKSUM = 11  # the modulus of GB 11643
EXPONENT = "e+"


@dataclass(frozen=True, slots=True)
class IdRule:
    """How ID numbers are checked here.

    Attributes:
        rule: ``gb11643``, or ``""`` where any text will do.
        counties: The county codes of the region.
        invented: The first and last county code that only invented people carry.
        is_demo: Whether everybody here is invented.
    """

    rule: str
    counties: frozenset[str]
    invented: tuple[str, str] | None
    is_demo: bool


def read_id_numbers(entries: pa.Array, rule: IdRule, *, required: bool) -> Entries:
    """Return the normal forms of distinct texts; values are unknown where there is none."""
    plain = np.zeros(len(entries), dtype=np.bool_)
    if rule.rule == CHINESE_RULE and len(entries):
        plain = _is_valid(entries)
    values = pc.if_else(pa.array(plain), entries, None)
    marks = np.zeros(len(entries), dtype=np.int32)
    notes: list[Note] = []
    places = np.flatnonzero(~plain)
    others: list[str | None] = []
    for place, text in zip(places, entries.take(pa.array(places)).to_pylist(), strict=True):
        number, note = read_id_number(text, rule)
        others.append(number)
        if note is not None and (required or note.rule is not Rule.REQUIRED):
            notes.append(note)
            marks[place] = len(notes)
    if others:
        values = pc.replace_with_mask(values, pa.array(~plain), pa.array(others, pa.string()))
    _mark_counties(values, marks, notes, rule)
    return Entries(values, tuple(notes), marks)


def read_id_number(text: str, rule: IdRule) -> tuple[str | None, Note | None]:
    """Return one ID number in its normal form; what a spreadsheet destroyed is not completed."""
    cleaned = clean(text).strip("'")
    if not cleaned or is_blank(cleaned):
        return None, _note(Rule.REQUIRED, _("it is empty"), _("fill it in"))
    if rule.rule != CHINESE_RULE:
        value = "".join(cleaned.split()).upper()
        if len(value) <= LONGEST_OTHER:
            return value, None
        return None, _note(Rule.ID_LENGTH, _("the number is too long"))
    return _chinese(text, cleaned)


def _chinese(text: str, cleaned: str) -> tuple[str | None, Note | None]:
    if EXPONENT in cleaned.casefold():
        return None, _note(
            Rule.ID_PRECISION_LOST,
            _("it was kept as a number and its last digits are lost"),
            _("type the ID number anew into a cell formatted as text"),
        )
    try:
        number = IdNumber.parse(cleaned).value
    except IdNumberFaulty as error:
        rule, message = _faults()[str(error)]
        return None, _note(rule, message, _("compare it with the ID card"))
    kept = "".join(cleaned.split())
    if len(kept) == OLD_LENGTH:
        message = _("it was brought into its form of 18 characters")
        return number, _note(Rule.ID_15_DIGITS, message, severity=Severity.WARNING)
    if kept != number:
        message = _("its small letter was made a capital")
        return number, _note(Rule.ID_LOWER_CASE, message, severity=Severity.WARNING)
    return number, None


def _faults() -> Mapping[str, tuple[Rule, str]]:
    return {
        "length": (Rule.ID_LENGTH, _("an ID number has 18 characters")),
        "characters": (
            Rule.ID_CHARACTERS,
            _("an ID number has digits only, and X at its end"),
        ),
        "date": (Rule.ID_DATE, _("there is no such day of birth")),
        "check character": (
            Rule.ID_CHECKSUM,
            _("the check character is wrong: a digit is mistyped"),
        ),
    }


def _is_valid(entries: pa.Array) -> npt.NDArray[np.bool_]:
    """Which texts are ID numbers as they stand: 18 characters, a real day, the right check."""
    formed = pc.match_substring_regex(entries, PLAIN).to_numpy(zero_copy_only=False)
    numbers = entries.filter(pa.array(formed))
    characters = _characters(numbers)
    digits = characters[:, :-1].astype(np.int64) - ord("0")
    remainders = digits @ np.array(WEIGHTS) % CHECKSUM
    checks = np.frombuffer(CHECK_CHARACTERS.encode("ascii"), dtype=np.uint8)
    valid = np.array(formed, dtype=np.bool_)
    valid[formed] = _has_day(numbers) & (checks[remainders] == characters[:, -1])
    return valid


def _has_day(numbers: pa.Array) -> npt.NDArray[np.bool_]:
    births = pc.utf8_slice_codeunits(numbers, BIRTH_START, BIRTH_END).dictionary_encode()
    real = np.array([_is_day(text) for text in births.dictionary.to_pylist()], dtype=np.bool_)
    return np.asarray(real[births.indices.to_numpy(zero_copy_only=False)], dtype=np.bool_)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _characters(numbers: pa.Array) -> npt.NDArray[np.uint8]:
    """Return texts of 18 ASCII characters as a table of bytes."""
    return np.frombuffer("".join(numbers.to_pylist()).encode("ascii"), dtype=np.uint8).reshape(
        -1, LENGTH
    )


def _mark_counties(values: pa.Array, marks: Marks, notes: list[Note], rule: IdRule) -> None:
    """Warn of counties that are not of this region; the invented ones are for demos only."""
    if rule.rule != CHINESE_RULE:
        return
    counties = pc.utf8_slice_codeunits(values, 0, COUNTY_DIGITS).dictionary_encode()
    kinds = [_county_note(county, rule) for county in counties.dictionary.to_pylist()]
    places = pc.fill_null(counties.indices, -1).to_numpy(zero_copy_only=False)
    for index, note in enumerate(kinds):
        if note is None:
            continue
        notes.append(note)
        here = places == index
        # An error goes over a warning; a warning does not go over what was said before.
        marks[here & ((marks == 0) | (note.severity is Severity.ERROR))] = len(notes)


def _county_note(county: str, rule: IdRule) -> Note | None:
    if rule.invented and rule.invented[0] <= county <= rule.invented[1]:
        if rule.is_demo:
            return None
        return _note(
            Rule.INVENTED,
            _("the county code belongs to invented people"),
            _("take the real ID number; invented people live in a demo home only"),
        )
    if county in rule.counties:
        return None
    return _note(
        Rule.ID_COUNTY,
        _("the county of the ID number is not of this region"),
        _("compare it with the ID card"),
        severity=Severity.WARNING,
    )


def _note(rule: Rule, message: str, mend: str = "", *, severity: Severity = Severity.ERROR) -> Note:
    return Note(rule, message, mend, severity, HIDDEN)
