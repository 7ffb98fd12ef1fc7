"""Reads days and years as people write them; an impossible day is never bent into another."""

import re
from datetime import date, timedelta

from shouwang.base import numerals
from shouwang.base.words import _
from shouwang.stages.ingest.amounts import Measure, read_integer
from shouwang.stages.ingest.problems import Note, Rule
from shouwang.stages.ingest.reading import Reading, fault, warned
from shouwang.stages.ingest.vocabulary import WORDS

DAY = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
COMPACT_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$", re.ASCII)
MONTH = re.compile(r"^(\d{4})-(\d{1,2})-?$", re.ASCII)
COMPACT_MONTH = re.compile(r"^(\d{4})(\d{2})$", re.ASCII)
YEAR = re.compile(r"^(\d{4})-?$", re.ASCII)
SHORT_YEAR = re.compile(r"^\d{2}-\d{1,2}(?:-\d{1,2})?-?$", re.ASCII)
# January, or October whose nought a spreadsheet has dropped.
DROPPED_NOUGHT = re.compile(r"^\d{4}\.1$", re.ASCII)
SERIAL = re.compile(r"^(\d{5})(?:\.\d+)?$", re.ASCII)
CLOCK = re.compile(
    r"(?<=\d)(?:\s+|T)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?(?:Z|\+\d\d:?\d\d)?$",
    re.ASCII,
)
NUMERAL = re.compile(f"[{numerals.NUMERALS}]+")
A_YEAR = Measure("year")
LONGEST_YEAR = 4  # digits


def read_date(text: str, *, is_open: bool = False) -> Reading:
    """Return a day.

    Args:
        is_open: Whether a word like "for good" says that there is no such day.
    """
    if text.casefold() in WORDS.open_ended:
        return (None, None) if is_open else _endless(text)
    if is_serial(text):
        days = int(text.partition(".")[0])
        return WORDS.serial_origin + timedelta(days=days), None
    if DROPPED_NOUGHT.match(text):
        return fault(
            Rule.TYPE,
            _("it is January or October, nobody can tell"),
            _("write it as 2020-01 or 2020-10"),
        )
    form = _form(text)
    day = DAY.match(form) or COMPACT_DAY.match(form)
    month = MONTH.match(form) or COMPACT_MONTH.match(form)
    parts = day or month
    if parts is None:
        return None, _no_date(form)
    return _day(*(int(part) for part in parts.groups()))


def read_year(text: str) -> Reading:
    """Return a number of years, or the year of a day or month."""
    form = _form(text)
    only = YEAR.match(form) or DROPPED_NOUGHT.match(text)
    if only:
        return int(only[0][:LONGEST_YEAR]), None
    value, note = read_integer(text, measure=A_YEAR)
    if note is None and len(str(abs(value))) <= LONGEST_YEAR:
        return value, None
    day, fault_of_day = read_date(form)
    if day is not None:
        return day.year, None
    is_day = value is None and fault_of_day and fault_of_day.rule is Rule.IMPOSSIBLE_DATE
    return value, fault_of_day if is_day else note


def is_serial(text: str) -> bool:
    """Tell whether a text is a day as a spreadsheet counts them.

    >>> is_serial("43800"), is_serial("20200301")
    (True, False)
    """
    found = SERIAL.match(text)
    return found is not None and WORDS.first_serial <= int(found[1]) <= WORDS.last_serial


def _form(text: str) -> str:
    """A date as ISO has it: digits, and dashes between them."""
    form = CLOCK.sub("", text)
    if not form.isascii():
        form = NUMERAL.sub(_digits, form)
    for mark, plain in WORDS.date_marks.items():
        form = form.replace(mark, plain)
    return re.sub(r"\s*-\s*", "-", form).strip()


def _digits(numeral: re.Match[str]) -> str:
    text = numeral[0]
    try:
        return str(numerals.integer(text))
    except numerals.NotANumeral:
        return text


def _day(year: int, month: int, day: int | None = None) -> Reading:
    try:
        value = date(year, month, day or 1) if day != 0 else None
    except ValueError:
        value = None
    if value is None:
        return fault(
            Rule.IMPOSSIBLE_DATE,
            _("there is no such day"),
            _("look the day up and write it as 2020-01-31"),
        )
    if not WORDS.first_year <= year <= WORDS.last_year:
        return fault(
            Rule.IMPOSSIBLE_DATE,
            _("no record reaches into that year"),
            _("look the day up and write it as 2020-01-31"),
        )
    if day is not None:
        return value, None
    return warned(value, Rule.DAY_MISSING, _("the day is missing; the first was taken"))


def _no_date(form: str) -> Note:
    mend = _("write it as 2020-01-31")
    if YEAR.match(form):
        return Note(Rule.TYPE, _("it is a year only"), mend)
    if SHORT_YEAR.match(form):
        return Note(Rule.TYPE, _("the year has two digits, nobody can tell which"), mend)
    return Note(Rule.TYPE, _("it is no date"), mend)


def _endless(text: str) -> Reading:
    return fault(
        Rule.TYPE,
        _("{text} is no day").format(text=text),
        _("write the day as 2020-01-31, or leave the cell empty"),
    )
