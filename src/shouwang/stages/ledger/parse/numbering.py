"""Item numbers at the head of a paragraph: their kinds from coarse to fine, and what they count."""

import functools
import re
import unicodedata
from dataclasses import dataclass

from shouwang.base import numerals
from shouwang.stages.ledger.parse import vocabulary

DECIMAL = "decimal"
FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class ItemNumber:
    """A number as found.

    Attributes:
        kind: Which writing; the list in the vocabulary runs from coarse to fine.
        rank: Its place in that list.
        ordinals: What it counts: ``(3,)``, or ``(1, 2)`` for 1.2.
        shown: What the item is called by.
        label: How it stands in a heading.
        rest: The paragraph after it.
        is_loose: Whether only a blank parts it from the rest.
    """

    kind: str
    rank: int
    ordinals: tuple[int, ...]
    shown: str
    label: str
    rest: str
    is_loose: bool = False


@dataclass(frozen=True, slots=True)
class _Writing:
    kind: str
    rank: int
    pattern: re.Pattern[str]
    keeps_signs: bool


@functools.cache
def _writings() -> tuple[_Writing, ...]:
    return tuple(
        _Writing(
            kind=each["kind"],
            rank=rank,
            pattern=re.compile(
                rf"\s*(?P<number>{vocabulary.expand(each['pattern'])})"
                rf"(?P<after>{vocabulary.expand(each['after'])})"
            ),
            keeps_signs=bool(each.get("keep")),
        )
        for rank, each in enumerate(vocabulary.entry("numbering"))
    )


def candidates(text: str) -> list[ItemNumber]:
    """Return every way in which the head of a paragraph can be read as a number, finest last.

    ``11.121`` may be item 11 or item 11.121: the outline knows which comes next.
    """
    plain = numerals.half_width(text)
    matches = ((writing, writing.pattern.match(plain)) for writing in _writings())
    return [_item_number(writing, match, text) for writing, match in matches if match]


def starts_item(text: str) -> bool:
    """Tell whether a line looks like the start of a numbered item, whatever precedes it."""
    return any(is_plain(each) for each in candidates(text))


def is_plain(number: ItemNumber) -> bool:
    """Tell whether it can be an item by itself; ``1.6`` and ``7 new`` need the item before them."""
    if number.is_loose:
        return False
    if number.kind != FIGURE or not number.rest[:1].isdigit():
        return True
    return bool(vocabulary.pattern("year").match(number.rest))


def _item_number(writing: _Writing, match: re.Match[str], text: str) -> ItemNumber:
    groups = match.groupdict()
    number = match["number"].strip()
    head = text[: match.end()].strip()
    return ItemNumber(
        kind=writing.kind,
        rank=writing.rank,
        ordinals=_ordinals(groups.get("ordinal") or "", groups.get("sign") or ""),
        shown=_shown(text, match) if writing.keeps_signs else groups.get("ordinal") or number,
        label=head,
        rest=text[match.end() :].strip(),
        is_loose=bool(match["after"]) and not match["after"].strip() and not writing.keeps_signs,
    )


def _shown(text: str, match: re.Match[str]) -> str:
    return "".join(text[match.start("number") : match.end("number")].split())


def _ordinals(ordinal: str, sign: str) -> tuple[int, ...]:
    if sign:
        return (int(unicodedata.numeric(sign)),)
    return tuple(numerals.integer(part) for part in re.split(r"[.．]", ordinal))
