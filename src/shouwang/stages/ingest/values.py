"""Reads single values as people write them; what cannot be read is said, never completed."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shouwang.base.codes import Region
from shouwang.base.spelling import UNSEEN, heading
from shouwang.base.tables import Column, ColumnType
from shouwang.base.words import _
from shouwang.stages.ingest.problems import Note, Rule, Severity
from shouwang.stages.ingest.vocabulary import CONTROLS, WORDS

Value = Any
Reading = tuple[Value, Note | None]

WHOLE = re.compile(r"^([+-]?\d+)(?:\.0+)?$", re.ASCII)
NUMBER = re.compile(r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$", re.ASCII)
GROUPED = re.compile(r"^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$", re.ASCII)
DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
COMPACT_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
MONTH = re.compile(r"^(\d{4})-(\d{1,2})-?$", re.ASCII)
COMPACT_MONTH = re.compile(r"^(\d{4})(\d{2})$", re.ASCII)
MIDNIGHT = re.compile(r"[ T]0{1,2}:00(?::00)?(?:\.0+)?Z?$", re.ASCII)

# What the columns of the lake can hold.
INT32 = 2**31 - 1
INT64 = 2**63 - 1
LARGEST_MONEY = Decimal(INT64)
DECIMAL_DIGITS = 18
LARGEST_DECIMAL = Decimal(10) ** DECIMAL_DIGITS

LONGEST_TEXT = 4000  # characters; a longer text is a file in the wrong place


@dataclass(frozen=True, slots=True)
class Meaning:
    """What values mean in a region: its regions and the smallest unit of its money.

    Attributes:
        named: Level and cleaned name → the codes that go by it.
        key_types: ``integer`` or ``text`` for households and persons.
    """

    regions: Mapping[str, Region]
    named: Mapping[tuple[str, str], tuple[str, ...]]
    money_minor: int
    key_types: Mapping[str, str]


def reader_of(column: Column, meaning: Meaning) -> Callable[[str], Reading]:
    """Return the function that reads one value of a column from its cleaned text."""
    readers: Mapping[ColumnType, Callable[[str], Reading]] = {
        ColumnType.TEXT: read_text,
        ColumnType.CODE: _code_reader(column),
        ColumnType.BOOLEAN: read_boolean,
        ColumnType.INTEGER: read_integer,
        ColumnType.DECIMAL: lambda text: read_decimal(text, scale=column.scale),
        ColumnType.MONEY: lambda text: read_money(text, minor=meaning.money_minor),
        ColumnType.DATE: read_date,
        ColumnType.REGION: lambda text: read_region(text, level=column.level, meaning=meaning),
    }
    if column.is_reference:
        kind = meaning.key_types.get(column.type.value, "text")
        return read_key if kind == "integer" else read_text
    return readers[column.type]


def is_blank(text: str) -> bool:
    """Tell whether a cleaned text says that there is nothing."""
    return text.casefold() in WORDS.blank


def read_text(text: str) -> Reading:
    """Return a text without what cannot be seen."""
    if CONTROLS.search(text):
        return None, Note(Rule.TYPE, _("there are control characters in it"), _("type it anew"))
    if len(text) > LONGEST_TEXT:
        return None, Note(Rule.TYPE, _("it is too long"))
    return UNSEEN.sub("", text).strip(), None


def read_boolean(text: str) -> Reading:
    """Return yes or no."""
    word = text.casefold()
    if word in WORDS.affirmed:
        return True, None
    if word in WORDS.denied:
        return False, None
    return None, Note(Rule.TYPE, _("it is neither yes nor no"), _("write yes or no"))


def read_integer(text: str) -> Reading:
    """Return a whole number that a column of the lake can hold."""
    number = _number(text)
    if number is None or number != number.to_integral_value():
        return None, Note(Rule.TYPE, _("it is no whole number"), _("write digits only"))
    if abs(number) > INT32:
        return None, Note(Rule.RANGE, _("the number is too large"))
    return int(number), None


def read_key(text: str) -> Reading:
    """Return the number of a household or person; digits that a spreadsheet ate do not come back."""
    whole = WHOLE.match(text)
    if whole is None:
        return None, Note(
            Rule.TYPE, _("it is no number of digits only"), _("write it as text, all its digits")
        )
    number = int(whole[1])
    if not 0 < number <= INT64:
        return None, Note(Rule.RANGE, _("no such number is given"))
    return number, None


def read_decimal(text: str, *, scale: int) -> Reading:
    """Return a number with as many digits after the point as the column keeps."""
    number = _number(text)
    if number is None:
        return None, Note(Rule.TYPE, _("it is no number"), _("write digits only"))
    if abs(number) >= LARGEST_DECIMAL:
        return None, Note(Rule.RANGE, _("the number is too large"))
    kept = number.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    if len(kept.as_tuple().digits) > DECIMAL_DIGITS:
        return None, Note(Rule.RANGE, _("the number is too large"))
    return kept, None


def read_money(text: str, *, minor: int) -> Reading:
    """Return an amount in whole minor units; a finer one is rounded, with a warning."""
    for mark in WORDS.money_marks:
        text = text.removeprefix(mark).removesuffix(mark)
    number = _number(text.strip())
    if number is None:
        return None, Note(Rule.TYPE, _("it is no amount of money"), _("write digits only"))
    exact = number * minor
    if abs(exact) >= LARGEST_MONEY:
        return None, Note(Rule.RANGE, _("the number is too large"))
    whole = exact.to_integral_value(ROUND_HALF_UP)
    if whole == exact:
        return int(whole), None
    return int(whole), Note(
        Rule.ROUNDED, _("it is finer than the smallest coin and was rounded"), "", Severity.WARNING
    )


def read_date(text: str) -> Reading:
    """Return a day; an impossible one is not bent into another."""
    form = MIDNIGHT.sub("", text)
    for mark, plain in WORDS.date_marks.items():
        form = form.replace(mark, plain)
    day = DAY.match(form) or COMPACT_DAY.match(form)
    month = MONTH.match(form) or COMPACT_MONTH.match(form)
    parts = day or month
    if parts is None:
        return None, Note(Rule.TYPE, _("it is no date"), _("write it as 2020-01-31"))
    try:
        value = date(*(int(part) for part in parts.groups()), *(() if day else (1,)))
    except ValueError:
        return None, Note(
            Rule.TYPE, _("there is no such day"), _("look the day up and write it as 2020-01-31")
        )
    if day:
        return value, None
    return value, Note(
        Rule.DAY_MISSING, _("the day is missing; the first was taken"), "", Severity.WARNING
    )


def read_region(text: str, *, level: str, meaning: Meaning) -> Reading:
    """Return the code of a region of the level, from the code or a name that only one has."""
    whole = WHOLE.match(text)
    code = whole[1] if whole else text
    region = meaning.regions.get(code)
    if region is not None and region.level == level:
        return region.code, None
    if region is not None:
        return None, Note(
            Rule.REGION,
            _("{name} is a {level}; a {wanted} is wanted").format(
                name=region.name, level=region.level, wanted=level
            ),
            _("write the code of the {wanted}").format(wanted=level),
        )
    codes = meaning.named.get((level, text), ())
    if len(codes) == 1:
        return codes[0], None
    if codes:
        return None, Note(
            Rule.REGION,
            _("{count} regions are called that").format(count=len(codes)),
            _("write the code of the {wanted}").format(wanted=level),
        )
    return None, Note(
        Rule.REGION,
        _("there is no such {wanted} in this region").format(wanted=level),
        _("look the code up in the list of divisions"),
    )


def _code_reader(column: Column) -> Callable[[str], Reading]:
    words = {
        heading(label): word for word, labels in column.codes.items() for label in (*labels, word)
    }
    official = [labels[0] if labels else word for word, labels in column.codes.items()]

    def read(text: str) -> Reading:
        whole = WHOLE.match(text)
        word = words.get(heading(text)) or words.get(whole[1] if whole else "")
        if word is not None:
            return word, None
        return None, Note(
            Rule.CODE,
            _("it is not in the list of codes"),
            _("one of: {words}").format(words=", ".join(official)),
        )

    return read


def _number(text: str) -> Decimal | None:
    times = Decimal(1)
    for word, factor in WORDS.multipliers.items():
        if text.endswith(word):
            text, times = text.removesuffix(word).strip(), factor
    if GROUPED.match(text):
        text = text.replace(",", "")
    return Decimal(text) * times if NUMBER.match(text) else None
