"""How alike two issues are in words, of a hundred."""

import unicodedata

from rapidfuzz import fuzz

LETTERS = frozenset("LN")  # what counts of a text: letters and digits (Unicode general categories)


def likeness(one: str, other: str) -> int:
    """Return how alike two descriptions are; punctuation, spaces and forms of signs do not count.

    >>> likeness("Too little water; not mended", "too little water, not mended.")
    100
    >>> likeness("water", "kindling") < 50
    True
    """
    first, second = _letters(one), _letters(other)
    return round(fuzz.ratio(first, second)) if first and second else 0


def _letters(text: str) -> str:
    return "".join(
        each
        for each in unicodedata.normalize("NFKC", text).lower()
        if unicodedata.category(each)[0] in LETTERS
    )
