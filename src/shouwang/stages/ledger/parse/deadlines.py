"""Days in a text: by when a task is due, and from when to when it runs."""

import calendar
import functools
import re
from collections.abc import Iterator
from datetime import date, timedelta

from shouwang.base import numerals
from shouwang.stages.ledger.parse import spans, vocabulary

# The last days of the first and the second ten of a month.
ENDS_OF_TENS = {"first_ten": 10, "second_ten": 20}

LAST_MONTH = 12
JOIN = "; "
_PIECES = re.compile(r"[，,；;。]")


@functools.cache
def _day_pattern(name: str) -> re.Pattern[str]:
    """Return a pattern for days; ``@day`` in it stands for any day, its parts unnamed."""
    named = vocabulary.expand(vocabulary.entry("day_patterns", name))
    plain = re.sub(r"\(\?P<\w+>", "(?:", vocabulary.expand(vocabulary.entry("day_patterns", "day")))
    return re.compile(named.replace("@day", plain))


def find(text: str, year: int | None) -> str:
    """Return the deadlines and periods a text names, ISO days where they can be told."""
    found: list[str] = []
    plain = _outside_titles(numerals.half_width(text))
    found.extend(match.group() for match in vocabulary.declared("from_issue").finditer(plain))
    plain = vocabulary.declared("from_issue").sub(" ", plain)
    for match in _day_pattern("period").finditer(plain):
        found.extend(_period_of(match, year))
    plain = _day_pattern("period").sub(" ", plain)
    for match in _day_pattern("start").finditer(plain):
        start = _first_day(match["from"], year)
        found.extend([f"{start}/"] if start and _names_day(match["from"]) else [])
    plain = _day_pattern("start").sub(" ", plain)
    found.extend(_days_until(_labelled().sub(" ", plain), year))
    found.extend(_day_of_label(match["said"], year) for match in _labelled().finditer(plain))
    return JOIN.join(dict.fromkeys(found))


@functools.cache
def _labelled() -> re.Pattern[str]:
    label = vocabulary.any_of("roles", "deadline", "labels")
    return re.compile(rf"{label}\s*[：:]\s*(?P<said>[^；;。）)】\]\n]+)")


def _day_of_label(said: str, year: int | None) -> str:
    last = _last_day(said.strip(), year)
    return find(said, year) or (last.isoformat() if last else said.strip())


def normal(text: str, year: int | None) -> str:
    """Return a deadline given by itself (a cell, a label) in the normal form, else as it stands."""
    plain = numerals.half_width(text.strip())
    if found := find(plain, year):
        return found
    match = _day_pattern("day").search(plain)
    day = _last_day(match.group(), year) if match else None
    return day.isoformat() if day else text.strip()


def cut_from_mark(mark: str) -> tuple[str, str]:
    """Return a mark without what it says about time, and that."""
    kept: list[str] = []
    notes: list[str] = []
    flags = spans.covered(mark)
    start = 0
    places = [match.start() for match in _PIECES.finditer(mark) if not flags[match.start()]]
    for end in [*places, len(mark)]:
        piece = mark[start : end + 1]
        (notes if _is_time_note(piece) else kept).append(piece)
        start = end + 1
    return "".join(kept).rstrip("，,；; "), "，".join(note.strip("，,；;。 ") for note in notes)


def _is_time_note(piece: str) -> bool:
    text = numerals.half_width(piece.strip())
    match = _day_pattern("note").match(text)
    return bool(match) and not vocabulary.matcher("roles", "owner", "verbs").search(text)


def _outside_titles(text: str) -> str:
    for span in spans.quotes(text):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _days_until(text: str, year: int | None) -> Iterator[str]:
    for match in _day_pattern("until").finditer(text):
        named = match["named"]
        parts = _day_pattern("day").fullmatch(named)
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
    parts = _day_pattern("day").fullmatch(text.strip())
    return bool(parts and parts["month"])


def _first_day(text: str, year: int | None) -> date | None:
    parts = _day_pattern("day").fullmatch(text.strip())
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
    parts = _day_pattern("day").fullmatch(text.strip())
    known = parts and (parts["year"] or parts["part_year"] or parts["only_year"] or year)
    if not parts or not known:
        return None
    part = parts["end"] or parts["part"]
    month = int(parts["month"] or _month_of_part(part))
    try:
        last = calendar.monthrange(int(known), month)[1]
        third = vocabulary.entry("parts_of_month").get(parts["third"] or "")
        return date(int(known), month, int(parts["day"] or ENDS_OF_TENS.get(third, last)))
    except (ValueError, calendar.IllegalMonthError):
        return None


def _month_of_part(part: str | None) -> int:
    months = {**vocabulary.entry("parts_of_year"), **vocabulary.entry("year_ends")}
    return int(months.get(part or "", LAST_MONTH))
