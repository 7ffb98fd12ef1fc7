"""Days in a text: by when a task is due, and from when to when it runs."""

import calendar
import functools
import re
from collections.abc import Iterator
from datetime import date, timedelta

from shouwang.base import numerals
from shouwang.stages.ledger.parse import spans, vocabulary

LAST_MONTH = 12
LAST_DAY_OF_THIRD = {"early": 10, "middle": 20}
YEAR = r"(?:(?P<year>(?:19|20)\d\d)\s*\u5e74\s*)"
MONTH = r"(?P<month>\d{1,2})\s*\u6708\u4efd?"
DAY = r"(?P<day>\d{1,2})\s*\u65e5"
JOIN = "; "
_PIECES = re.compile(r"[，,；;。]")


@functools.cache
def _day() -> re.Pattern[str]:
    """A day, a month, a part of a year or a year, whatever stands around it."""
    of_month = vocabulary.one_of(vocabulary.entry("parts_of_month"))
    this_year = vocabulary.entry("this_year")
    of_year = vocabulary.one_of(vocabulary.entry("parts_of_year"))
    short_year = vocabulary.one_of(
        word[1:] for word in vocabulary.entry("parts_of_year") if word[0] == "\u5e74"
    )
    return re.compile(
        rf"(?:{YEAR}?{MONTH}\s*(?:{DAY}|(?P<third>{of_month}))?"
        rf"|{YEAR.replace('year', 'part_year')}(?P<end>{short_year}|{of_year})"
        rf"|(?<![\d{numerals.NUMERALS}])(?:{this_year})?(?P<part>{of_year})"
        rf"|{YEAR.replace('year', 'only_year')})"
    )


@functools.cache
def _until() -> re.Pattern[str]:
    until = vocabulary.any_of("until")
    return re.compile(
        rf"(?P<reach>[\u5230\u81f3])?\s*(?P<day_text>{_plain_day()})\s*(?P<until>{until})?"
    )


@functools.cache
def _period() -> re.Pattern[str]:
    signs = vocabulary.any_of("range_signs")
    return re.compile(rf"(?P<from>{_plain_day()})\s*{signs}\s*(?P<to>{_plain_day()})")


@functools.cache
def _start() -> re.Pattern[str]:
    return re.compile(rf"(?P<from>{_plain_day()})\s*\u8d77")


@functools.cache
def _plain_day() -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", _day().pattern)


def find(text: str, year: int | None) -> str:
    """Return the deadlines and periods a text names, ISO days where they can be told.

    >>> find("2019\u5e741\u67081\u65e5\u81f312\u670831\u65e5\uff0c\u5b9e\u65bd", None)
    '2019-01-01/2019-12-31'
    """
    found: list[str] = []
    plain = _outside_titles(numerals.half_width(text))
    for match in vocabulary.declared("from_issue").finditer(plain):
        found.append(match.group())
    plain = vocabulary.declared("from_issue").sub(" ", plain)
    for match in _period().finditer(plain):
        found.extend(_period_of(match, year))
    plain = _period().sub(" ", plain)
    for match in _start().finditer(plain):
        start = _first_day(match["from"], year)
        found.extend([f"{start}/"] if start and _names_day(match["from"]) else [])
    plain = _start().sub(" ", plain)
    found.extend(_days_until(plain, year))
    return JOIN.join(dict.fromkeys(found))


def normal(text: str, year: int | None) -> str:
    """Return a deadline given by itself (a cell, a label) in the normal form, else as it stands."""
    plain = numerals.half_width(text.strip())
    if found := find(plain, year):
        return found
    match = _day().search(plain)
    day = _last_day(match.group(), year) if match else None
    return day.isoformat() if day else text.strip()


def cut_from_mark(mark: str) -> tuple[str, str]:
    """Return a mark without what it says about time, and that."""
    kept, notes = [], []
    flags = spans.covered(mark)
    start = 0
    places = [match.start() for match in _PIECES.finditer(mark) if not flags[match.start()]]
    for end in [*places, len(mark)]:
        piece = mark[start : end + 1]
        (notes if _is_time_note(piece) else kept).append(piece)
        start = end + 1
    return "".join(kept).rstrip("，,；; "), "，".join(note.strip("，,；;。 ") for note in notes)


def year_of(text: str) -> int | None:
    """Return the first year a text names."""
    match = vocabulary.pattern("year").search(numerals.half_width(text))
    return numerals.integer(match["year"]) if match else None


@functools.cache
def _time_note() -> re.Pattern[str]:
    standing = vocabulary.any_of("standing")
    lead_in = vocabulary.any_of("time_lead_in")
    return re.compile(rf"\s*{lead_in}?\s*(?:{standing}|{_plain_day()}|\u6bcf[\u5e74\u6708\u5b63])")


def _is_time_note(piece: str) -> bool:
    text = numerals.half_width(piece.strip())
    match = _time_note().match(text)
    return bool(match) and not vocabulary.matcher("roles", "owner", "verbs").search(text)


def _outside_titles(text: str) -> str:
    for span in spans.quotes(text):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _days_until(text: str, year: int | None) -> Iterator[str]:
    for match in _until().finditer(text):
        named = match["day_text"]
        parts = _day().fullmatch(named)
        if parts is None or not (match["until"] or match["reach"] or parts["part"] or parts["end"]):
            continue
        last = _last_day(named, year)
        if last is None:
            yield match.group().strip()
        elif _is_strictly_before(parts, match["until"] or ""):
            yield (_first_of(parts, year) - timedelta(days=1)).isoformat()
        else:
            yield last.isoformat()


def _is_strictly_before(parts: re.Match[str], until: str) -> bool:
    """Before June is before its first day; before the end of June is not."""
    whole = (parts["month"] and not (parts["day"] or parts["third"])) or parts["only_year"]
    return bool(whole) and bool(until) and until[0] not in vocabulary.entry("parts_of_month")


def _period_of(match: re.Match[str], year: int | None) -> Iterator[str]:
    start = _first_day(match["from"], year)
    end = _last_day(match["to"], start.year if start else year)
    if start and end and start <= end and (_names_day(match["from"]) or _names_day(match["to"])):
        yield f"{start.isoformat()}/{end.isoformat()}"


def _names_day(text: str) -> bool:
    parts = _day().fullmatch(text.strip())
    return bool(parts and parts["month"])


def _first_day(text: str, year: int | None) -> date | None:
    parts = _day().fullmatch(text.strip())
    if parts is None:
        return None
    try:
        return _first_of(parts, year, int(parts["day"] or 1))
    except ValueError:
        return None


def _first_of(parts: re.Match[str], year: int | None, day: int = 1) -> date:
    known = parts["year"] or parts["part_year"] or parts["only_year"] or year
    if not known:
        raise ValueError(parts.group())
    return date(int(known), int(parts["month"] or 1), day)


def _last_day(text: str, year: int | None) -> date | None:
    parts = _day().fullmatch(text.strip())
    known = parts and (parts["year"] or parts["part_year"] or parts["only_year"] or year)
    if not parts or not known:
        return None
    part = parts["end"] or parts["part"]
    month = int(parts["month"] or _month_of_part(part))
    try:
        last = calendar.monthrange(int(known), month)[1]
        third = vocabulary.entry("parts_of_month").get(parts["third"] or "")
        return date(int(known), month, int(parts["day"] or LAST_DAY_OF_THIRD.get(third, last)))
    except (ValueError, calendar.IllegalMonthError):
        return None


def _month_of_part(part: str | None) -> int:
    months = vocabulary.entry("parts_of_year")
    return int(months.get(part or "") or months.get("\u5e74" + (part or "")) or LAST_MONTH)
