"""Reads columns of ID numbers: by the column where they are plain, one by one where they are not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from shouwang.base.codes import CHECK_CHARACTERS, LENGTH, WEIGHTS, IdNumber, IdNumberFaulty
from shouwang.base.words import _
from shouwang.stages.ingest.columns import Entries, Marks
from shouwang.stages.ingest.problems import HIDDEN, Note, Rule, Severity
from shouwang.stages.ingest.values import is_blank
from shouwang.stages.ingest.vocabulary import clean

CHINESE_RULE = "gb11643"
COUNTY_DIGITS = 6  # of an ID number: the county of first registration
LONGEST_OTHER = 36  # characters of an ID number under another rule
# Where year, month and day stand in the number, and what months can have.
YEAR, MONTH, DAY = slice(6, 10), slice(10, 12), slice(12, 14)
DAYS_OF_MONTHS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
FEBRUARY, LONG_FEBRUARY = 2, 29
LEAP, CENTURY, LEAP_CENTURY = 4, 100, 400
EARLIEST_YEAR = 1
PLAIN = r"^[0-9]{17}[0-9X]$"
CHECKSUM = 11  # the modulus of GB 11643
EXPONENT = "e+"

Digits = npt.NDArray[np.int64]


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
        return None, _note(Rule.ID_NUMBER, _("the number is too long"))
    return _chinese(text, cleaned)


def _chinese(text: str, cleaned: str) -> tuple[str | None, Note | None]:
    if EXPONENT in cleaned.casefold():
        return None, _note(
            Rule.ID_NUMBER,
            _("it was kept as a number and its last digits are lost"),
            _("type the ID number anew into a cell formatted as text"),
        )
    try:
        number = IdNumber.parse(cleaned).value
    except IdNumberFaulty as error:
        faults = _faults()
        return None, _note(Rule.ID_NUMBER, faults[str(error)], _("compare it with the ID card"))
    if number == "".join(text.split()).strip("'"):
        return number, None
    return number, _note(
        Rule.ID_UPGRADED,
        _("it was brought into its form of 18 characters"),
        severity=Severity.WARNING,
    )


def _faults() -> Mapping[str, str]:
    return {
        "length": _("an ID number has 18 characters"),
        "characters": _("an ID number has digits only, and X at its end"),
        "date": _("there is no such day of birth"),
        "check character": _("the check character is wrong: a digit is mistyped"),
    }


def _is_valid(entries: pa.Array) -> npt.NDArray[np.bool_]:
    """Which texts are ID numbers as they stand: 18 characters, a real day, the right check."""
    formed = pc.match_substring_regex(entries, PLAIN).to_numpy(zero_copy_only=False)
    numbers = _characters(entries.filter(pa.array(formed)))
    digits = numbers[:, :-1].astype(np.int64) - ord("0")
    remainders = digits @ np.array(WEIGHTS) % CHECKSUM
    checks = np.frombuffer(CHECK_CHARACTERS.encode("ascii"), dtype=np.uint8)
    is_right = _is_day(digits) & (checks[remainders] == numbers[:, -1])
    valid = np.array(formed, dtype=np.bool_)
    valid[formed] = is_right
    return valid


def _is_day(digits: Digits) -> npt.NDArray[np.bool_]:
    year, month, day = (_value(digits[:, part]) for part in (YEAR, MONTH, DAY))
    has_month = (month >= 1) & (month < len(DAYS_OF_MONTHS))
    days = DAYS_OF_MONTHS[np.where(has_month, month, 0)]
    is_leap = (year % LEAP == 0) & ((year % CENTURY != 0) | (year % LEAP_CENTURY == 0))
    is_missing = (month == FEBRUARY) & (day == LONG_FEBRUARY) & ~is_leap
    is_day = has_month & (year >= EARLIEST_YEAR) & (day >= 1) & (day <= days) & ~is_missing
    return np.asarray(is_day, dtype=np.bool_)


def _value(digits: Digits) -> Digits:
    total = np.zeros(len(digits), dtype=np.int64)
    for place in range(digits.shape[1]):
        total = total * 10 + digits[:, place]
    return total


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
