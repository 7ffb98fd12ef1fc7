"""Reads the names of people; what a name has lost is told, never completed."""

import re
import unicodedata

from shouwang.base.spelling import UNSEEN
from shouwang.base.words import _
from shouwang.stages.ingest.problems import Rule
from shouwang.stages.ingest.reading import Reading, fault, warned
from shouwang.stages.ingest.vocabulary import CONTROLS, WORDS

LONGEST = 100  # characters of a name
DOT = "\u00b7"  # what parts the words of a name, in one of its many forms
DOTS = re.compile(rf"\s*[{re.escape(WORDS.name_dots)}]\s*")
HAN = r"\u3005-\u3007\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\ue000-\uf8ff\U00020000-\U0003ffff"
BETWEEN_HAN = re.compile(rf"(?<=[{HAN}{DOT}])\s+(?=[{HAN}{DOT}])")
# What stands behind a name in brackets is no part of it, if a name stands before them.
REMARK = re.compile(r"^(.*?\S)\s*[(\[【〔{<][^()\[\]]*[)\]】〕}>]$")
# A character that could not be typed is described, or stands in Latin letters.
DESCRIBED = re.compile(rf"[()]|[{HAN}]\s*[A-Za-z]|[A-Za-z]\s*[{HAN}]")
LOST = re.compile(f"[{re.escape(WORDS.lost_characters)}]")
# Characters of private use, and those that old systems cannot write and put another one for.
PRIVATE = re.compile(r"[\ue000-\uf8ff\U000f0000-\U0010ffff]")
RARE = re.compile(r"[\u3400-\u4dbf\u9fb0-\u9fff\uf900-\ufaff\u2e80-\u2fdf\U00020000-\U0003ffff]")
DIGIT = re.compile(r"\d")
SHORTEST = 2  # characters of a name from which a remark may be cut


def read_name(text: str) -> Reading:
    """Return a name without what is no part of it, with a warning where it may be damaged."""
    if CONTROLS.search(text):
        return fault(Rule.TYPE, _("there are control characters in it"), _("type it anew"))
    name = without_remark(plain_name(text))
    if len(name) > LONGEST:
        return fault(Rule.TYPE, _("it is too long"))
    if LOST.search(name) or DESCRIBED.search(name):
        return warned(
            name,
            Rule.NAME_DAMAGED,
            _("a character of the name is lost or described"),
            _("compare it with the ID card"),
        )
    if DIGIT.search(name):
        return warned(
            name, Rule.NAME_DIGITS, _("there are digits in the name"), _("write the name alone")
        )
    if PRIVATE.search(name):
        return warned(
            name,
            Rule.RARE_CHARACTER,
            _("a character of the name is one of a private set and is lost elsewhere"),
            _("write the character that the standard has for it"),
        )
    if RARE.search(name):
        return warned(
            name,
            Rule.RARE_CHARACTER,
            _("the name has a rare character that other systems may write otherwise"),
            _("compare it with the ID card"),
        )
    return name, None


def plain_name(text: str) -> str:
    """Return a name in half width, with one kind of dot, and with blanks between words only.

    >>> plain_name("Ａnna  Bell")
    'Anna Bell'
    """
    name = DOTS.sub(DOT, " ".join(unicodedata.normalize("NFKC", UNSEEN.sub("", text)).split()))
    return BETWEEN_HAN.sub("", name).strip()


def without_remark(name: str) -> str:
    """Return a name without what stands behind it in brackets."""
    found = REMARK.match(name)
    return found[1] if found and len(found[1]) >= SHORTEST else name


def has_remark(text: str) -> bool:
    """Tell whether a remark is cut off this name."""
    name = plain_name(text)
    return without_remark(name) != name
