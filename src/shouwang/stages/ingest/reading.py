"""What reading a single value gives: the value, and what is to be said of it."""

import unicodedata
from typing import Any

from shouwang.stages.ingest.problems import Note, Rule, Severity
from shouwang.stages.ingest.vocabulary import WORDS

Value = Any
Reading = tuple[Value, Note | None]


def fault(rule: Rule, message: str, mend: str = "") -> Reading:
    """Return that there is no value, and why."""
    return None, Note(rule, message, mend)


def warned(value: Value, rule: Rule, message: str, mend: str = "") -> Reading:
    """Return a value with a warning."""
    return value, Note(rule, message, mend, Severity.WARNING)


def has_odd_digits(text: str) -> bool:
    """Tell whether cleaning would turn a sign that is no digit into one: ① into 1, 5² into 52.

    The square of a unit (m²) is none of them.
    """
    return not text.isascii() and any(
        unicodedata.category(char) == "No" and before not in WORDS.squared
        for before, char in zip(" " + text, text, strict=False)
    )
