"""How people write values: the words of ``vocabulary.yaml``."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.spelling import clean

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of ledgers; words are clean and in small letters.

    Attributes:
        blank: They say that there is nothing.
        unknown: They say that nobody knows.
        blank_of_numbers: They say that there is nothing where a number or a day is wanted.
        bounds: They say that a number is only a limit.
        unit_words: The word after a number → the units it may mean.
        units: A unit → the words for it, first the usual one.
        counters: Words for things of any kind.
        serial_origin: The day that a spreadsheet counts as 0.
        place_endings: Endings of the names of places; those of one kind are told apart by no one.
        nearest: How many places an unknown name is offered.
        likeness: How like a name must be to be offered. [0-100]
        asked: For how many unknown names of a delivery the nearest are looked up.
    """

    affirmed: frozenset[str]
    denied: frozenset[str]
    blank: frozenset[str]
    unknown: frozenset[str]
    blank_of_numbers: frozenset[str]
    money_marks: tuple[str, ...]
    multipliers: Mapping[str, Decimal]
    about_before: tuple[str, ...]
    about_after: tuple[str, ...]
    bounds: tuple[str, ...]
    ranges: tuple[str, ...]
    negative: tuple[str, ...]
    formal_numerals: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    unit_words: Mapping[str, frozenset[str]]
    counters: frozenset[str]
    per: tuple[str, ...]
    squared: frozenset[str]
    date_marks: Mapping[str, str]
    serial_origin: date
    first_serial: int
    last_serial: int
    first_year: int
    last_year: int
    open_ended: frozenset[str]
    list_marks: tuple[str, ...]
    name_dots: str
    lost_characters: str
    place_endings: tuple[tuple[str, ...], ...]
    nearest: int
    likeness: float
    asked: int
    heading_units: frozenset[str]


def _read() -> Words:
    path = Path(__file__).with_name("vocabulary.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    units = {unit: tuple(_word(word) for word in words) for unit, words in data["units"].items()}
    serial, years, asked = data["serial_days"], data["years"], data["place_questions"]
    return Words(
        affirmed=_set(data["affirmed"]),
        denied=_set(data["denied"]),
        blank=_set(data["blank"]) | {""},
        unknown=_set(data["unknown"]),
        blank_of_numbers=_set(data["blank_of_numbers"]),
        counters=_set(data["counters"]),
        open_ended=_set(data["open_ended"]),
        heading_units=_set(data["heading_units"]),
        money_marks=_longest_first(data["money_marks"]),
        about_before=_longest_first(data["about_before"]),
        about_after=_longest_first(data["about_after"]),
        bounds=_longest_first(data["bounds"]),
        ranges=_longest_first(data["ranges"]),
        negative=_longest_first(data["negative"]),
        list_marks=_longest_first(data["list_marks"]),
        multipliers={
            word: Decimal(data["multipliers"][word]) for word in _longest_first(data["multipliers"])
        },
        formal_numerals=dict(data["formal_numerals"]),
        units=units,
        per=_longest_first(data["per"]),
        squared=frozenset(data["squared"]),
        unit_words={
            word: frozenset(unit for unit, words in units.items() if word in words)
            for words in units.values()
            for word in words
        },
        date_marks={mark: data["date_marks"][mark] for mark in _longest_first(data["date_marks"])},
        serial_origin=serial["origin"],
        first_serial=serial["first"],
        last_serial=serial["last"],
        first_year=years["first"],
        last_year=years["last"],
        name_dots="".join(data["name_dots"]),
        lost_characters="".join(data["lost_characters"]),
        place_endings=tuple(_longest_first(kind) for kind in data["place_endings"]),
        nearest=asked["nearest"],
        likeness=asked["likeness"],
        asked=asked["words"],
    )


def _set(words: Iterable[Any]) -> frozenset[str]:
    return frozenset(_word(word) for word in words)


def _longest_first(words: Iterable[Any]) -> tuple[str, ...]:
    """Words so that none hides a longer one that begins or ends with it."""
    return tuple(sorted((_word(word) for word in words), key=lambda word: (-len(word), word)))


def _word(word: Any) -> str:
    return clean(str(word)).casefold()


WORDS = _read()
