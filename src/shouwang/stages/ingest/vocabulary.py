"""How people write values: the words of ``vocabulary.yaml``."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from shouwang.base.spelling import clean

CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Words:
    """The vocabulary of ledgers."""

    affirmed: frozenset[str]
    denied: frozenset[str]
    blank: frozenset[str]
    money_marks: tuple[str, ...]
    multipliers: Mapping[str, Decimal]
    date_marks: Mapping[str, str]
    heading_units: frozenset[str]


def _read() -> Words:
    path = Path(__file__).with_name("vocabulary.yaml")
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    cleaned = {
        name: frozenset(clean(word).casefold() for word in data[name])
        for name in ("affirmed", "denied", "blank", "heading_units")
    }
    return Words(
        affirmed=cleaned["affirmed"],
        denied=cleaned["denied"],
        blank=cleaned["blank"] | {""},
        money_marks=tuple(clean(mark) for mark in data["money_marks"]),
        multipliers={word: Decimal(times) for word, times in data["multipliers"].items()},
        date_marks=dict(data["date_marks"]),
        heading_units=cleaned["heading_units"],
    )


WORDS = _read()
