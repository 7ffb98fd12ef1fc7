"""Finding marks of responsibility in a paragraph; words of the body that look alike are not marks."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shouwang.stages.ledger.parse import deadlines, roles, spans, units, vocabulary
from shouwang.stages.ledger.parse.roles import Reading, Role

_BOUNDARY = re.compile(r"[。；;！!？?，,：:\s]")
_SENTENCE_BEFORE = re.compile(r"[。；;！!？?”\"]$")
_STOP = "。"
SHORTEST_BARE = 3  # characters; shorter words in brackets are hardly units


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of responsibility.

    Attributes:
        start: Where it begins in the paragraph.
        end: The place after it.
        annotation: The mark as written, without its brackets.
        reading: What it says.
        is_bare: Whether it only lists units; what they are to the task the document must say.
    """

    start: int
    end: int
    annotation: str
    reading: Reading
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph with its marks found.

    Attributes:
        text: The paragraph without them.
        doubtful: What looks like a mark and could not be read.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    doubtful: tuple[str, ...] = ()

    @property
    def is_only_mark(self) -> bool:
        """Whether the paragraph is a mark and nothing else."""
        return bool(self.marks) and not self.text.strip("。；;，, ")


def find(text: str) -> Marked:
    """Return a paragraph with its marks of responsibility found and taken out."""
    found = list(_in_brackets(text))
    certain = [mark for mark in found if not mark.is_bare]
    if not certain and (mark := _labelled(text) or _last_sentence(text)):
        certain = [mark]
    chosen = certain or found
    doubtful = () if certain else tuple(_doubtful(text, found))
    return Marked(_without(text, chosen), tuple(chosen), doubtful)


def _without(text: str, found: list[Mark]) -> str:
    for mark in reversed(found):
        text = text[: mark.start] + text[mark.end :]
    return text.strip()


# ------------------------------------------------------------------------------ in brackets


def _in_brackets(text: str) -> Iterator[Mark]:
    for span in spans.brackets(text):
        inner = spans.inside(text, span).strip()
        loose = _stands_apart(text, span)
        reading = roles.read_mark(inner)
        if reading and _is_plausible(reading, loose=loose):
            yield Mark(span.start, span.end, inner, reading)
        elif reading is None and loose and (bare := _bare(inner)):
            yield Mark(span.start, span.end, inner, bare, is_bare=True)


def _stands_apart(text: str, span: spans.Span) -> bool:
    """A mark stands after a sentence or before the end of one, not inside a clause."""
    before, after = text[: span.start].rstrip(), text[span.end :].lstrip()
    opens_next = bool(after) and any(s.start == 0 for s in spans.brackets(after))
    return (
        not after
        or bool(_BOUNDARY.match(after))
        or bool(_SENTENCE_BEFORE.search(before))
        or opens_next
    )


def _is_plausible(reading: Reading, *, loose: bool) -> bool:
    names = reading.names
    if not all(units.is_possible(name) for name in names):
        return False
    if loose:
        return reading.is_labelled or any(units.is_unit(name) for name in names)
    return all(units.is_unit(name) for name in names)


def _bare(inner: str) -> Reading | None:
    """Units in brackets and no word of what they do."""
    if vocabulary.matcher("remark_start").match(inner) or re.search("[:：]", inner):
        return None
    reading = roles.read_mark(inner, default=Role.JOINT)
    if reading is None or reading.is_labelled or reading.unread:
        return None
    certain = all(units.is_unit(name) and len(name) >= SHORTEST_BARE for name in reading.joint)
    return reading if certain and reading.joint else None


# ------------------------------------------------------------------------------ without brackets


def _labelled(text: str) -> Mark | None:
    """Units after a label, at the head of a paragraph or after its last sentence."""
    start = 0 if roles.starts_with_label(text) else roles.find_label(text)
    while start > 0:
        before = text[:start].rstrip()
        if not before or _SENTENCE_BEFORE.search(before) or text[start].isspace():
            break
        start = roles.find_label(text, start + 1)
    if start < 0:
        return None
    end = _end_of_labelled(text, start)
    reading = roles.read_mark(text[start:end])
    if reading is None or not _is_plausible(reading, loose=True):
        return None
    return Mark(start, end, text[start:end].strip().rstrip(_STOP), reading)


def _end_of_labelled(text: str, start: int) -> int:
    """The mark runs to the end, or to the full stop after which no further label comes."""
    end = text.find(_STOP, start)
    while 0 <= end < len(text) - 1 and roles.starts_with_label(text[end + 1 :]):
        end = text.find(_STOP, end + 1)
    return len(text) if end < 0 else end + 1


@functools.cache
def _closing_verb() -> re.Pattern[str]:
    verbs = vocabulary.one_of(
        verb
        for role in (Role.OWNER, Role.PARTNER, Role.JOINT)
        for verb in vocabulary.words("roles", role.value, "verbs")
    )
    return re.compile(rf"{verbs}[。；;]?$")


def _last_sentence(text: str) -> Mark | None:
    """A last sentence that is nothing but units and what they do: "A leads, B and C help."."""
    body = text.rstrip("。；; ")
    start = max((body.rfind(sign) for sign in "。；;！"), default=-1) + 1
    sentence = body[start:]
    if not _closing_verb().search(deadlines.cut_from_mark(sentence)[0]):
        return None
    reading = roles.read_mark(sentence)
    if reading is None or reading.unread or not _is_plausible(reading, loose=False):
        return None
    return Mark(start, len(text), sentence.strip(), reading)


# ------------------------------------------------------------------------------ doubtful


@functools.cache
def _role_words() -> re.Pattern[str]:
    strong = [*vocabulary.words("roles", "owner", "verbs"), *vocabulary.words("strong_words")]
    return re.compile(vocabulary.one_of(strong))


def _doubtful(text: str, found: list[Mark]) -> Iterator[str]:
    """A bracket that ends the paragraph, speaks of roles and could not be read."""
    taken = {mark.start for mark in found}
    for span in spans.brackets(text):
        inner = spans.inside(text, span)
        at_end = not text[span.end :].strip("。；; ")
        if at_end and span.start not in taken and _role_words().search(inner):
            yield inner
