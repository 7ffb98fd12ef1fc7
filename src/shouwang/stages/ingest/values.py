"""Reads single values as people write them; what cannot be read is said, never completed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from shouwang.base.codes import Region
from shouwang.base.spelling import UNSEEN, clean, heading
from shouwang.base.tables import Column, ColumnType, Personal
from shouwang.base.words import _
from shouwang.stages.ingest.amounts import (
    INT64,
    Measure,
    read_decimal,
    read_integer,
    read_money,
)
from shouwang.stages.ingest.days import read_date, read_year
from shouwang.stages.ingest.names import read_name
from shouwang.stages.ingest.place_names import Gazetteer, read_place
from shouwang.stages.ingest.problems import Rule
from shouwang.stages.ingest.reading import Reading, fault, warned
from shouwang.stages.ingest.vocabulary import CONTROLS, WORDS

WHOLE = re.compile(r"^([+-]?\d+)(?:\.0+)?$", re.ASCII)
PARTED = re.compile("|".join((r"\s+", *(re.escape(mark) for mark in WORDS.list_marks))))
APOSTROPHES = "'`’‘"
EXPONENT = re.compile(r"^\d(?:\.\d+)?E\+?\d+$", re.ASCII | re.IGNORECASE)
LONGEST_TEXT = 4000  # characters; a longer text is a file in the wrong place
YEAR = "year"
NUMBERS = frozenset({ColumnType.INTEGER, ColumnType.DECIMAL, ColumnType.MONEY, ColumnType.DATE})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What values mean in a region: its regions and the smallest unit of its money.

    Attributes:
        gazetteer: The regions that names are looked up in: all, or those of the sender's place.
        key_types: ``integer`` or ``text`` for households and persons.
    """

    regions: Mapping[str, Region]
    gazetteer: Gazetteer
    money_minor: int
    key_types: Mapping[str, str]


def reader_of(column: Column, meaning: Meaning) -> Callable[[str], Reading]:
    """Return the function that reads one value of a column from its cleaned text."""
    if column.is_reference:
        kind = meaning.key_types.get(column.type.value, "text")
        return read_key if kind == "integer" else read_text
    if column.type is ColumnType.TEXT and column.personal in PERSONAL:
        return PERSONAL[column.personal]
    measure = Measure.of(column.unit)
    if column.type is ColumnType.INTEGER and measure == Measure(YEAR):
        return read_year
    readers: Mapping[ColumnType, Callable[[str], Reading]] = {
        ColumnType.TEXT: read_text,
        ColumnType.CODE: _code_reader(column),
        ColumnType.BOOLEAN: read_boolean,
        ColumnType.INTEGER: partial(read_integer, measure=measure),
        ColumnType.DECIMAL: partial(read_decimal, scale=column.scale, measure=measure),
        ColumnType.MONEY: partial(
            read_money, minor=meaning.money_minor, measure=Measure("money", measure.below)
        ),
        ColumnType.DATE: partial(read_date, is_open=column.open_ended),
        ColumnType.REGION: partial(_read_region, level=column.level, meaning=meaning),
    }
    return readers[column.type]


def is_blank(text: str) -> bool:
    """Tell whether a cleaned text says, in a column of any kind, that there is nothing."""
    return text.casefold() in WORDS.blank | WORDS.unknown


def blanks_of(column: Column) -> frozenset[str]:
    """Return the words by which a column says that there is nothing."""
    is_free = column.type in {ColumnType.TEXT, ColumnType.BOOLEAN}
    if is_free and column.personal is not Personal.NAME:
        return WORDS.blank
    return (WORDS.blank | WORDS.blank_of_numbers) - _labels(column)


def unknowns_of(column: Column) -> frozenset[str]:
    """Return the words by which a column says that nobody knows."""
    return WORDS.unknown - _labels(column)


def read_text(text: str) -> Reading:
    """Return a text without what cannot be seen."""
    if CONTROLS.search(text):
        return fault(Rule.TYPE, _("there are control characters in it"), _("type it anew"))
    if len(text) > LONGEST_TEXT:
        return fault(Rule.TYPE, _("it is too long"))
    return UNSEEN.sub("", text).strip(), None


def read_digits(text: str) -> Reading:
    """Return a telephone or account number; one that a spreadsheet destroyed is left empty."""
    cleaned = clean(text).strip(APOSTROPHES)
    if EXPONENT.match(cleaned):
        return warned(
            None,
            Rule.TYPE,
            _("it was kept as a number and its last digits are lost; it was left empty"),
            _("type it anew into a cell formatted as text"),
        )
    bare = "".join(cleaned.split())
    return read_text(bare if bare.isdigit() else cleaned)


def read_boolean(text: str) -> Reading:
    """Return yes or no."""
    whole = WHOLE.match(text)
    word = whole[1] if whole else heading(text)
    if word in WORDS.affirmed:
        return True, None
    if word in WORDS.denied:
        return False, None
    return fault(Rule.TYPE, _("it is neither yes nor no"), _("write yes or no"))


PERSONAL: Mapping[Personal | None, Callable[[str], Reading]] = {
    Personal.NAME: read_name,
    Personal.PHONE: read_digits,
    Personal.ACCOUNT: read_digits,
}


def read_key(text: str) -> Reading:
    """Return the number of a household or person; digits that a spreadsheet ate do not come back."""
    whole = WHOLE.match("".join(text.strip(APOSTROPHES).split()))
    if whole is None:
        return fault(
            Rule.TYPE, _("it is no number of digits only"), _("write it as text, all its digits")
        )
    number = int(whole[1])
    if not 0 < number <= INT64:
        return fault(Rule.RANGE, _("no such number is given"))
    return number, None


def _read_region(text: str, *, level: str, meaning: Meaning) -> Reading:
    whole = WHOLE.match(text)
    code = whole[1] if whole else text
    return read_place(code, level=level, regions=meaning.regions, gazetteer=meaning.gazetteer)


def _labels(column: Column) -> frozenset[str]:
    """What stands for a code of the column, as it is compared."""
    return frozenset(
        heading(label) for word, labels in column.codes.items() for label in (*labels, word)
    )


def _code_reader(column: Column) -> Callable[[str], Reading]:
    words = {
        heading(label): word for word, labels in column.codes.items() for label in (*labels, word)
    }
    # Several values in one cell stand in any order: the contract lists them in one.
    combined = {
        parts: word for label, word in words.items() if len(parts := _parts(label, words)) > 1
    }
    official = [labels[0] if labels else word for word, labels in column.codes.items()]

    def read(text: str) -> Reading:
        whole = WHOLE.match(text)
        word = words.get(heading(text)) or words.get(whole[1] if whole else "")
        word = word or combined.get(_parts(text, words))
        if word is not None:
            return word, None
        return fault(
            Rule.CODE,
            _("it is not in the list of codes"),
            _("one of: {words}").format(words=", ".join(official)),
        )

    return read


def _parts(text: str, words: Mapping[str, str]) -> frozenset[str]:
    """The codes of the parts of a text; none if a part has none."""
    parts = [words.get(heading(part), "") for part in PARTED.split(text) if part]
    return frozenset() if "" in parts else frozenset(parts)
