"""Names as they sound: readings of Chinese characters, Mongolian names written in them, Latin names.

References:
    GB/T 16159-2012, Basic rules of the Chinese phonetic alphabet orthography, 6.2.1 (names).
    L. Philips, "Hanging on the Metaphone", Computer Language 7 (12), 1990: a key of consonants.
    pypinyin 0.55, its table of readings, for every character that ``names.yaml`` does not name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pypinyin import Style, lazy_pinyin

from shouwang.base.spelling import clean

# Chinese characters, the extensions that hold rare ones among them.
HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
INITIAL = re.compile("^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(.*)$")
UNKNOWN = "?"
COMPOUND = 2  # characters of a compound surname


@dataclass(frozen=True, slots=True)
class NameWords:
    """What ``names.yaml`` says."""

    compound_surnames: frozenset[str]
    surname_readings: Mapping[str, tuple[str, ...]]
    readings: Mapping[str, str]
    variants: Mapping[int, str]
    consonants: Mapping[str, str]
    syllables: Mapping[str, str]
    folded_initials: Mapping[str, str]
    folded_finals: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the forms in which it is compared; all empty if there is none.

    Attributes:
        written: Its characters, variants replaced, in small letters and without marks.
        sound: Its syllables without tones, a blank between them; Latin names as written.
        folded: The same, without the differences that the dialects do not make.
        shape: Its consonants, as Mongolian names keep them in any transliteration.
        surname: The folded sound of what would be the surname; empty for Latin names.
    """

    written: str = ""
    sound: str = ""
    folded: str = ""
    shape: str = ""
    surname: str = ""


@cache
def name_words() -> NameWords:
    """Return the shipped vocabulary of names."""
    text = Path(__file__).with_name("names.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    marks = {ord(mark): "" for mark in data["marks"]}
    unknown = {ord(mark): UNKNOWN for mark in data["unknown_characters"] if not mark.isalpha()}
    del unknown[ord(UNKNOWN)]
    unknown |= {ord(mark): UNKNOWN for mark in data["unknown_characters"] if HAN.match(mark)}
    variants = {ord(old): new for old, new in data["variants"].items() if old != new}
    return NameWords(
        compound_surnames=frozenset(data["compound_surnames"]),
        surname_readings={
            name: tuple(reading.split()) for name, reading in data["surname_readings"].items()
        },
        readings=data["readings"],
        variants=marks | unknown | variants,
        consonants=data["consonants"],
        syllables=data["syllables"],
        folded_initials=data["folded_initials"],
        folded_finals=data["folded_finals"],
    )


def name_of(text: str) -> Name:
    """Return the forms in which a name is compared.

    >>> name_of("O'Brien ").written
    'obrien'
    """
    written = written_form(text)
    if not written:
        return Name()
    if not HAN.search(written):
        return Name(written, written, written, _latin_shape(written))
    syllables = syllables_of(written)
    folded = [_folded(each) for each in syllables]
    surname = " ".join(folded[: surname_length(written)])
    return Name(written, " ".join(syllables), " ".join(folded), _shape(syllables), surname)


def written_form(text: str) -> str:
    """Return a name without marks and blanks, small letters, variants replaced."""
    form = clean(text).casefold().translate(name_words().variants)
    return clean("".join(form.split()))


def syllables_of(written: str) -> list[str]:
    """Return the reading of each character, the surname's as surnames are read."""
    known = name_words().surname_readings
    for length in (COMPOUND, 1):
        reading = known.get(written[:length])
        if reading is not None and len(written) > length:
            return [*reading, *map(_reading, written[length:])]
    return [_reading(character) for character in written]


def surname_length(written: str) -> int:
    """Return how many characters the surname would have, if the name has one."""
    is_compound = written[:COMPOUND] in name_words().compound_surnames
    return COMPOUND if is_compound and len(written) > COMPOUND else 1


@cache
def _reading(character: str) -> str:
    own = name_words().readings.get(character)
    if own is not None:
        return own
    return lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]


@cache
def _folded(syllable: str) -> str:
    words = name_words()
    first, rest = _parts(syllable)
    return words.folded_initials.get(first, first) + words.folded_finals.get(rest, rest)


@cache
def _consonant(syllable: str) -> str:
    words = name_words()
    if syllable in words.syllables:
        return words.syllables[syllable]
    first, _rest = _parts(syllable)
    return words.consonants.get(first, first)


def _shape(syllables: list[str]) -> str:
    return "".join(_consonant(each) for each in syllables)


def _parts(syllable: str) -> tuple[str, str]:
    found = INITIAL.match(syllable)
    return (found[1] or "", found[2]) if found else ("", syllable)


def _latin_shape(written: str) -> str:
    """The first letter and the consonants after it, doubled ones once."""
    rest = re.sub("[aeiouyhw]", "", written[1:])
    return re.sub(r"(.)\1+", r"\1", written[:1] + rest)
