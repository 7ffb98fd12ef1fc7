"""Names as a notice may show them: the surname stays, of the given name at most its last character."""

import re
import unicodedata

from shouwang.calc.linkage.names import COMPOUND, HAN, name_words

HIDDEN = "*"
# The dots between the parts of a Mongolian name, as people type them.
DOTS = re.compile("[\u00b7\u2022\u2027\u30fb\uff0e\u2219\u22c5\u0387\uff65.]+")
SHOWN_DOT = "\u00b7"
SHORTEST_WITH_END = 2  # characters of a given name whose last one may be shown


def mask_name(name: str) -> str:
    """Return a name masked the Chinese way; as long as it was, and never the given name.

    A name in parts keeps of its first what is a clan's or a father's initial; of one that has no
    surname, as most Mongolian names in Chinese characters, the first and the last character stay.
    """
    plain = clean_name(name)
    parts = [part for part in DOTS.split(plain) if part]
    if not parts:
        return HIDDEN * len(plain)
    if len(parts) > 1:
        masked = [_masked_first(parts[0]), *(_masked_given(part) for part in parts[1:])]
        return SHOWN_DOT.join(masked)
    surname = surname_of(plain)
    return surname + _masked_given(parts[0][len(surname) :])


def surname_of(name: str) -> str:
    """Return what a masked name shows first: the surname, or the first part or character."""
    plain = clean_name(name)
    parts = [part for part in DOTS.split(plain) if part]
    if not parts or len(parts[0]) == 1 == len(parts):
        return ""
    if len(parts) > 1:
        return _masked_first(parts[0]).rstrip(HIDDEN)
    has_compound = len(plain) > COMPOUND and plain[:COMPOUND] in name_words().compound_surnames
    return plain[:COMPOUND] if has_compound else plain[0]


def clean_name(name: str) -> str:
    """Return a name without what cannot be seen and without blanks between Chinese characters."""
    plain = unicodedata.normalize("NFKC", name)
    plain = "".join(
        char for char in plain if char.isspace() or unicodedata.category(char)[0] not in "CZ"
    )
    words = plain.split()
    return ("" if any(HAN.search(word) for word in words) else " ").join(words)


def _masked_first(part: str) -> str:
    """A father's initial or a clan stays as it is, if it is short; else its first character."""
    if len(part) == 1 or part in name_words().compound_surnames:
        return part
    return part[0] + HIDDEN * (len(part) - 1)


def _masked_given(part: str) -> str:
    if len(part) < SHORTEST_WITH_END or not HAN.match(part[-1]):
        return HIDDEN * len(part)
    return HIDDEN * (len(part) - 1) + part[-1]
