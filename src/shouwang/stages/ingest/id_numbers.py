"""Reads columns of ID numbers: by the column where they are plain, one by one where they are not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
from shouwang.stages.ingest.forms import APOSTROPHE, BLANKS, ZERO_WIDTH, Forms, forms_of
from shouwang.stages.ingest.problems import HIDDEN, Note, Rule, Severity
from shouwang.stages.ingest.reading import has_odd_digits
from shouwang.stages.ingest.values import APOSTROPHES, EXPONENT, is_blank

CHINESE_RULE = "gb11643"
COUNTY_DIGITS = 6  # of an ID number: the county of first registration
BIRTH_START = 6  # of an ID number: its date of birth
BIRTH_END = 14  # the first character after it
LONGEST_OTHER = 36  # characters of an ID number under another rule
PLAIN = r"^[0-9]{17}[0-9X]$"
CHECKSUM = 11  # the modulus of GB 11643
FRACTION = re.compile(r"^\d{16,18}\.0+$", re.ASCII)
CUT = "000"  # the end of a number of 18 digits of which a spreadsheet kept fifteen
PARTED = re.compile(r"^\d{6}-\d{8}-\d{3}[0-9Xx]$", re.ASCII)
# Of a disabled person's card: the ID number, kind, degree, and two digits of its renewal.
CARD = re.compile(r"^\d{17}[0-9Xx][1-7][1-4](?:\d{2})?$", re.ASCII)
# What may stand around and between the characters, and by what form it is counted.
BLANK = r"\s\x{A0}\x{3000}"
UNSEEN = r"\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}\x{FEFF}\x{AD}"
STRAY = f"^[{BLANK}{UNSEEN}{APOSTROPHES}]+|[{BLANK}{UNSEEN}{APOSTROPHES}]+$|[{BLANK}{UNSEEN}]+"
STRAY_FORMS = {
    f"[{BLANK}]": BLANKS,
    f"[{UNSEEN}]": ZERO_WIDTH,
    f"^[{BLANK}{UNSEEN}]*[{APOSTROPHES}]": APOSTROPHE,
}
SEX_PLACE = 16  # of an ID number: odd for men


@dataclass(frozen=True, slots=True)
class IdRule:
    """How ID numbers are checked here.

    Attributes:
        rule: ``gb11643``, or ``""`` where any text will do.
        counties: The county codes of the region.
        block: The first and last county code that the region has had in any year.
        invented: The first and last county code that only invented people carry.
        is_demo: Whether everybody here is invented.
    """

    rule: str
    counties: frozenset[str]
    invented: tuple[str, str] | None
    is_demo: bool
    block: tuple[str, str] | None = None

    def knows(self, county: str) -> bool:
        """Tell whether a county is or was of the region."""
        if self.block is not None:
            return self.block[0] <= county <= self.block[1]
        return county in self.counties


def read_id_numbers(
    entries: pa.Array, rule: IdRule, *, required: bool, card: bool = False
) -> Entries:
    """Return the normal forms of distinct texts; values are unknown where there is none.

    Args:
        card: Whether the longer number of a card that begins with an ID number is taken.
    """
    values, forms = pa.nulls(len(entries), pa.string()), np.zeros(len(entries), dtype=np.uint8)
    if rule.rule == CHINESE_RULE and len(entries):
        values, forms = _whole(entries)
    plain = values.is_valid().to_numpy(zero_copy_only=False)
    marks = np.zeros(len(entries), dtype=np.int32)
    notes: list[Note] = []
    places = np.flatnonzero(~plain)
    others: list[str | None] = []
    is_cut = False
    for place, text in zip(places, entries.take(pa.array(places)).to_pylist(), strict=True):
        number, note = read_id_number(text, rule, card=card)
        others.append(number)
        is_lost = note is not None and note.rule is Rule.ID_PRECISION_LOST
        is_cut = is_cut or (is_lost and EXPONENT.match(clean(text)) is None)
        forms[place] = forms_of(text) if number is not None else 0
        if note is not None and (required or note.rule is not Rule.REQUIRED):
            notes.append(note)
            marks[place] = len(notes)
    if others:
        values = pc.replace_with_mask(values, pa.array(~plain), pa.array(others, pa.string()))
    _mark_counties(values, marks, notes, rule)
    found = Entries(values, tuple(notes), marks, forms=forms)
    return _without_cut(found) if is_cut else found


def read_id_number(
    text: str, rule: IdRule, *, card: bool = False
) -> tuple[str | None, Note | None]:
    """Return one ID number in its normal form; what a spreadsheet destroyed is not completed."""
    cleaned = clean(text).strip(APOSTROPHES).strip()
    if not cleaned or is_blank(cleaned):
        return None, _note(Rule.REQUIRED, _("it is empty"), _("fill it in"))
    value = "".join(cleaned.split())
    if rule.rule == CHINESE_RULE:
        return _chinese(_without_dashes(value), is_odd=has_odd_digits(text), card=card)
    if len(value) <= LONGEST_OTHER:
        return value.upper(), None
    return None, _note(Rule.ID_LENGTH, _("the number is too long"))


def _chinese(text: str, *, is_odd: bool, card: bool) -> tuple[str | None, Note | None]:
    if EXPONENT.match(text) or FRACTION.match(text):
        return None, precision_lost()
    if card and CARD.match(text):
        text = text[:LENGTH]
    try:
        number = IdNumber.parse(text).value
    except IdNumberFaulty as error:
        rule, message = _faults()[str(error)]
        if rule is Rule.ID_CHECKSUM and text.endswith(CUT):
            return None, precision_lost()
        return None, _note(rule, message, _("compare it with the ID card"))
    if is_odd:
        rule, message = _faults()["characters"]
        return None, _note(rule, message, _("compare it with the ID card"))
    if len(text) == OLD_LENGTH:
        message = _("it was brought into its form of 18 characters")
        return number, _note(Rule.ID_15_DIGITS, message, severity=Severity.WARNING)
    if text != number:
        message = _("its small letter was made a capital")
        return number, _note(Rule.ID_LOWER_CASE, message, severity=Severity.WARNING)
    return number, None


def precision_lost() -> Note:
    """Return what is said of a number of which a spreadsheet has kept fifteen digits."""
    return _note(
        Rule.ID_PRECISION_LOST,
        _("it was kept as a number and its last digits are lost"),
        _("type the ID number anew into a cell formatted as text"),
    )


def births_of(numbers: pa.Array) -> pa.Array:
    """Return the days of birth of ID numbers in their normal form; unknown ones stay unknown."""
    births = pc.utf8_slice_codeunits(numbers, BIRTH_START, BIRTH_END).dictionary_encode()
    days = [None if text is None else date.fromisoformat(text) for text in _texts(births)]
    return pa.array(days, pa.date32()).take(births.indices)


def sexes_of(numbers: pa.Array) -> pa.Array:
    """Return ``male`` or ``female`` for ID numbers in their normal form, by their 17th digit."""
    digit = pc.utf8_slice_codeunits(numbers, SEX_PLACE, SEX_PLACE + 1)
    is_odd = pc.is_in(digit, value_set=pa.array(["1", "3", "5", "7", "9"]))
    return pc.if_else(pc.is_valid(numbers), pc.if_else(is_odd, "male", "female"), None)


def _texts(encoded: pa.DictionaryArray) -> list[str | None]:
    texts: list[str | None] = encoded.dictionary.to_pylist()
    return texts


def _without_dashes(text: str) -> str:
    """An ID number that is parted as it is spoken: county, birth, the rest."""
    return text.replace("-", "") if PARTED.match(text) else text


def _without_cut(entries: Entries) -> Entries:
    """Take no number that may be cut off, where others of the column are.

    Of the numbers that a spreadsheet cuts to fifteen digits one in eleven looks whole.
    """
    suspect = pc.fill_null(pc.ends_with(entries.values, CUT), fill_value=False)
    is_suspect = suspect.to_numpy(zero_copy_only=False)
    marks = entries.marks.copy()
    marks[is_suspect] = len(entries.notes) + 1
    values = pc.if_else(suspect, None, entries.values)
    return replace(entries, values=values, notes=(*entries.notes, precision_lost()), marks=marks)


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


def _whole(entries: pa.Array) -> tuple[pa.Array, Forms]:
    """ID numbers that are valid but for blanks and apostrophes, and their forms."""
    plain = _is_valid(entries)
    values = pc.if_else(pa.array(plain), entries, None)
    forms = np.zeros(len(entries), dtype=np.uint8)
    if plain.all():
        return values, forms
    bare = pc.replace_substring_regex(entries.filter(pa.array(~plain)), STRAY, "")
    whole = ~plain
    whole[whole] = _is_valid(bare)
    bare = pc.replace_substring_regex(entries.filter(pa.array(whole)), STRAY, "")
    for pattern, form in STRAY_FORMS.items():
        has = pc.match_substring_regex(entries, pattern).to_numpy(zero_copy_only=False)
        forms[whole & has] |= form
    return pc.replace_with_mask(values, pa.array(whole), bare), forms


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
    if rule.knows(county):
        return None
    return _note(
        Rule.ID_COUNTY,
        _("the county of the ID number is not of this region"),
        _("compare it with the ID card"),
        severity=Severity.WARNING,
    )


def _note(rule: Rule, message: str, mend: str = "", *, severity: Severity = Severity.ERROR) -> Note:
    return Note(rule, message, mend, severity, HIDDEN)
