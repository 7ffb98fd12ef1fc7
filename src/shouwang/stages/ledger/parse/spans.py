"""Brackets and quotes: where they close, what is inside, and splitting outside of them."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shouwang.stages.ledger.parse import vocabulary

HARD_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text; ``end`` is the place after its last character."""

    start: int
    end: int

    def __contains__(self, place: int) -> bool:
        return self.start <= place < self.end


@functools.cache
def _pairs(kind: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in vocabulary.words(kind)}


@functools.cache
def _closing() -> frozenset[str]:
    return frozenset(_pairs("brackets").values())


def brackets(text: str) -> Iterator[Span]:
    """Yield the outermost brackets, signs included; widths may differ, one left open runs on.

    >>> [text[s.start:s.end] for text in ["a(b(c)d)e(f"] for s in brackets(text)]
    ['(b(c)d)', '(f']
    """
    depth = start = 0
    for place, char in enumerate(text):
        if char in _pairs("brackets"):
            if depth == 0:
                start = place
            depth += 1
        elif char in _closing() and depth:
            depth -= 1
            if depth == 0:
                yield Span(start, place + 1)
    if depth:
        yield Span(start, len(text))


def is_closed(text: str) -> bool:
    """Tell whether every bracket opened in the text is closed in it."""
    depth = 0
    for char in text:
        if char in _pairs("brackets"):
            depth += 1
        elif char in _closing():
            depth = max(depth - 1, 0)
    return depth == 0


def inside(text: str, span: Span) -> str:
    """Return what is between the signs of a bracket.

    >>> inside("a(b)", Span(1, 4)), inside("a(b", Span(1, 3))
    ('b', 'b')
    """
    inner = text[span.start + 1 : span.end]
    return inner[:-1] if inner and inner[-1] in _closing() else inner


def quotes(text: str) -> Iterator[Span]:
    """Yield the quoted stretches, signs included; one left open is no quote."""
    start, closing = -1, ""
    for place, char in enumerate(text):
        if start < 0 and char in _pairs("quotes"):
            start, closing = place, _pairs("quotes")[char]
        elif start >= 0 and char == closing:
            yield Span(start, place + 1)
            start = -1


def covered(text: str) -> list[bool]:
    """Return, for each character, whether it is inside brackets or quotes."""
    flags = [False] * len(text)
    for span in (*brackets(text), *quotes(text)):
        flags[span.start : span.end] = [True] * (span.end - span.start)
    return flags


def split_outside(text: str, separators: re.Pattern[str]) -> list[str]:
    """Split at the separators that are in no bracket and no quote; blanks are dropped.

    >>> split_outside("a,b(c,d),e", re.compile(","))
    ['a', 'b(c,d)', 'e']
    """
    flags = covered(text)
    parts, start = [], 0
    for match in separators.finditer(text):
        if not flags[match.start()]:
            parts.append(text[start : match.start()])
            start = match.end()
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]


def sentence_end(text: str) -> int:
    """Return the place after the first sentence, its closing sign included."""
    flags = covered(text)
    ends = vocabulary.pattern("sentence_end")
    for place, char in enumerate(text):
        if char == HARD_BREAK or (not flags[place] and ends.match(char)):
            return place + 1
    return len(text)
