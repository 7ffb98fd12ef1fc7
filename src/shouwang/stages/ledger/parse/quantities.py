"""Quantities in a text: value in base units, unit, comparator; days and names are none."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shouwang.base import numerals
from shouwang.stages.ledger.parse import comparators, spans, vocabulary
from shouwang.stages.ledger.parse.model import Number, Quantity

# In characters: a name in quotes, and the words that say what is counted.
LONGEST_NAME_IN_QUOTES = 16
LONGEST_COUNTED = 24
BLANK = "\u3000"
RANGE = "range"
_STOPS = re.compile(r"[，。；、：,;:！!（()）”“\n]")


@dataclass(frozen=True, slots=True)
class _Found:
    """An amount as matched."""

    start: int
    end: int
    value: Number | tuple[Number, Number]
    unit: str
    more: bool  # "a little more than"


def find(text: str) -> tuple[Quantity, ...]:
    """Return the quantities of a text in order."""
    plain = _masked(numerals.half_width(text))
    found: list[Quantity] = []
    before = 0
    for amount in _amounts(plain):
        surroundings = comparators.Surroundings(plain, before, amount.start, amount.end)
        quantity = _quantity(text, surroundings, amount)
        if quantity is not None:
            found.append(quantity)
            before = amount.end
    return tuple(found)


# ------------------------------------------------------------------------------ what is no quantity


def _masked(text: str) -> str:
    """Blank out what holds numbers and no amounts: short names in quotes, titles, days, ordinals."""
    for span in spans.quotes(text):
        quoted = text[span.start : span.end]
        if len(quoted) <= LONGEST_NAME_IN_QUOTES or quoted[0] in vocabulary.words("title_quotes"):
            text = _blanked(text, span.start, span.end)
    for match in vocabulary.declared("no_amounts").finditer(text):
        text = _blanked(text, match.start(), match.end())
    return text


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + BLANK * (end - start) + text[end:]


# ------------------------------------------------------------------------------ amounts


@functools.cache
def _units() -> tuple[str, ...]:
    return tuple(unit for group in vocabulary.entry("units") for unit in group)


@functools.cache
def _unit_pattern() -> str:
    longer = vocabulary.entry("not_unit_before")
    choices = sorted(set(_units()), key=lambda unit: (-len(unit), unit))
    guarded = [
        re.escape(unit) + (f"(?!{vocabulary.one_of(longer[unit])})" if longer.get(unit) else "")
        for unit in choices
    ]
    per = vocabulary.any_of("per")
    return rf"(?:{'|'.join(guarded)})(?:[/／]{per}(?:[·•.]{per})?)?"


@functools.cache
def _amount_pattern() -> re.Pattern[str]:
    power = rf"(?:{vocabulary.any_of('multipliers')}(?!{vocabulary.any_of('not_power_before')}))"
    more = vocabulary.any_of("and_more")
    numeral = rf"[{numerals.NUMERALS}]"
    big = vocabulary.entry("big_numerals")
    arabic = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    unit = _unit_pattern()
    signs = vocabulary.any_of("range_signs")
    percent = vocabulary.entry("percent_words")
    return re.compile(
        rf"(?P<low>{arabic})(?P<low_power>{power})?\s*(?P<low_unit>{unit})?\s*{signs}\s*"
        rf"(?P<high>{arabic})(?P<high_power>{power})?\s*(?P<high_unit>{unit})"
        rf"|(?P<number>{arabic})\s*(?P<power>{power})?(?:(?P<more>{more})(?P<power_after>{power})?)?"
        rf"\s*(?P<unit>{unit})"
        rf"|(?P<no_unit>{arabic})(?P<its_power>{power})(?P<more_without>{more})?"
        rf"(?=[\u4e00-\u9fff{BLANK}“])"
        rf"|{percent}(?P<percent>{numeral}+|\d+(?:\.\d+)?)"
        rf"|(?<!{numeral})(?P<words>{big})(?P<more_words>{more})?(?P<words_unit>{unit})"
    )


def _amounts(text: str) -> Iterator[_Found]:
    place = 0
    while match := _amount_pattern().search(text, place):
        found = _amount(match, text)
        place = match.end() if found else _after_number(match, text)
        if found:
            yield found


def _after_number(match: re.Match[str], text: str) -> int:
    """After a failed match go on behind its first number."""
    digits = re.compile(r"[\d.,]+").match(text, match.start())
    return max(digits.end() if digits else match.start() + 1, match.start() + 1)


def _amount(match: re.Match[str], text: str) -> _Found | None:
    before = text[match.start() - 1 : match.start()]
    if before and before.isascii() and (before.isalnum() or before in ".-+"):
        return None
    if match["high"]:
        return _range(match)
    written, unit, more = _parts(match, text[match.end() :])
    if unit is None:
        return None
    value = _plain(numerals.number(written))
    return _Found(match.start(), match.end(), value, unit, more)


def _parts(match: re.Match[str], after: str) -> tuple[str, str | None, bool]:
    """Return number, unit and whether it is a little more, whichever way it is written."""
    if match["number"]:
        powers = (match["power"] or "") + (match["power_after"] or "")
        return match["number"] + powers, match["unit"], bool(match["more"])
    if match["percent"]:
        return match["percent"], "%", False
    if match["words"]:
        return match["words"], match["words_unit"], bool(match["more_words"])
    written = match["no_unit"] + match["its_power"]
    return written, _unit_of_counted(after), bool(match["more_without"])


def _range(match: re.Match[str]) -> _Found | None:
    low_power = match["low_power"] or ""
    if not low_power and not match["low_unit"]:
        low_power = match["high_power"] or ""
    low = numerals.number(match["low"] + low_power)
    high = numerals.number(match["high"] + (match["high_power"] or ""))
    if low >= high:
        return None
    pair = (_plain(low), _plain(high))
    return _Found(match.start(), match.end(), pair, match["high_unit"], more=False)


def _plain(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else float(value)


def _unit_of_counted(after: str) -> str | None:
    """Without a unit the noun that follows within the clause tells what is counted."""
    clause = re.split(r"[，。；、：,;（(]", after)[0][:LONGEST_COUNTED]
    hits = [
        (match.start(), -len(match.group()), unit)
        for unit in vocabulary.entry("counted_as")
        for match in vocabulary.matcher("counted_as", unit).finditer(clause)
    ]
    return min(hits)[2] if hits else None


# ------------------------------------------------------------------------------ quantity


def _quantity(text: str, surroundings: comparators.Surroundings, amount: _Found) -> Quantity | None:
    found = comparators.read(surroundings)
    if amount.unit in vocabulary.words("time_units") and not _is_bound(amount, found):
        return None
    sign = found.sign
    if isinstance(amount.value, tuple):
        sign = RANGE
    elif amount.more and sign == comparators.EQUAL:
        sign = ">"
    return Quantity(
        value=amount.value,
        unit="%" if amount.unit == "％" else amount.unit,
        raw=text[found.start : found.end],
        comparator=sign,
        what=_what(surroundings, found, amount.unit),
    )


def _is_bound(amount: _Found, found: comparators.Comparison) -> bool:
    """Years are an amount as a bound or a range ("at least 3 years"), else a stretch of time."""
    if found.is_within:
        return False
    return isinstance(amount.value, tuple) or found.sign not in comparators.VAGUE


def _what(surroundings: comparators.Surroundings, found: comparators.Comparison, unit: str) -> str:
    """The words after the amount up to the end of the clause, or those before it.

    A share is a share of what stands before it; other amounts count what follows.
    """
    after = _STOPS.split(surroundings.text[found.end :])[0].strip()
    before = _STOPS.split(surroundings.before[: found.start - surroundings.start or None])[-1]
    if unit in vocabulary.words("shares") and before.strip(BLANK):
        return _trimmed(before[-LONGEST_COUNTED:])
    return _trimmed(after[:LONGEST_COUNTED]) or _trimmed(before[-LONGEST_COUNTED:])


def _trimmed(text: str) -> str:
    words = re.split(rf"\d|{BLANK}", text.strip(f"{BLANK} "))[0]
    of = vocabulary.entry("of")
    return vocabulary.matcher("reach", after="$").sub("", words.strip(of)).strip(of)
