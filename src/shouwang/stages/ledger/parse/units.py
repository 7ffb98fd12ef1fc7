"""Names of units: splitting a list of them, and telling a name from other words."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from shouwang.stages.ledger.parse import spans, vocabulary

LONGEST_NAME = 22  # without what stands in brackets
SHORTEST_NAME = 2
_SEPARATORS = re.compile(r"[、，,;；/／\n]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class UnitList:
    """Units in the order of the text; ``etc`` when the list ends in "and others"."""

    names: tuple[str, ...] = ()
    etc: bool = False


def listed(text: str) -> UnitList:
    """Return the units of a list, separated by signs, blanks or conjunctions."""
    names: list[str] = []
    etc = False
    for piece in spans.split_outside(text, _SEPARATORS):
        for part in _by_blanks(piece):
            for each in _by_conjunctions(part):
                found = _without_etc(_clean(each))
                names.extend(found.names)
                etc = etc or found.etc
    return UnitList(tuple(dict.fromkeys(name for name in names if name)), etc)


def is_name(text: str) -> bool:
    """Tell whether this ends as the names of units end and holds nothing they never hold."""
    core = _core(text)
    return is_possible(text) and bool(_name_end().search(core)) and core not in _bare()


def is_possible(text: str) -> bool:
    """Tell whether this may be the name of a unit at all: short, and no piece of a sentence."""
    core = _core(text)
    return (
        SHORTEST_NAME <= len(core) <= LONGEST_NAME
        and not vocabulary.matcher("not_in_unit").search(core)
        and not any(char.isdigit() for char in core[:1])
    )


def is_generic(text: str) -> bool:
    """Tell whether units are named by kind ("the departments concerned"), not by name."""
    core = _core(text)
    return (
        core in _bare()
        or bool(vocabulary.matcher("generic_start").match(core))
        or bool(vocabulary.declared("generic_inside").search(core))
    )


def is_unit(text: str) -> bool:
    """Tell whether it is certainly a unit or a group of them; a bare "departments" is not."""
    return is_name(text) or _core(text) in vocabulary.words("generic_names")


@functools.cache
def _bare() -> frozenset[str]:
    return frozenset(vocabulary.words("bare_nouns"))


@functools.cache
def _name_end() -> re.Pattern[str]:
    return re.compile(rf"{vocabulary.any_of('unit_ends')}$")


def _core(text: str) -> str:
    for span in reversed(list(spans.brackets(text))):
        text = text[: span.start] + text[span.end :]
    return text


def _clean(text: str) -> str:
    text = _BLANKS.sub("", text).strip("。.：:·—-*＊ ")
    for pattern in (_introduction(), vocabulary.matcher("unit_prefixes")):
        prefix = pattern.match(text)
        if prefix and is_possible(text[prefix.end() :]):
            text = text[prefix.end() :]
    return text


@functools.cache
def _introduction() -> re.Pattern[str]:
    """What may stand before a name: the level it acts on and "by", a word and a colon."""
    return re.compile(vocabulary.entry("introduction"))


def _by_blanks(text: str) -> Iterator[str]:
    """A blank parts two units where both are whole names; else it is an accident of typesetting."""
    parts = [part for part in _BLANKS.split(text) if part]
    if len(parts) > 1 and all(is_name(part) or is_generic(part) for part in parts):
        yield from parts
    else:
        yield "".join(parts)


def _by_conjunctions(text: str) -> Iterator[str]:
    """Split at "and" where a whole name stands on both sides of it."""
    flags = spans.covered(text)
    start = 0
    for match in vocabulary.matcher("conjunctions").finditer(text):
        left, right = text[start : match.start()], text[match.end() :]
        if flags[match.start()] or not right:
            continue
        if _is_whole(left) and _begins_with_name(right):
            yield left
            start = match.end()
    yield text[start:]


def _is_whole(text: str) -> bool:
    names = _without_etc(text).names
    return bool(names) and is_name(_clean(names[0]))


def _begins_with_name(text: str) -> bool:
    """Tell whether a list goes on with a name: "and units" of a phrase does not."""
    head = vocabulary.matcher("conjunctions").split(text)[0]
    return head not in _bare() and (_is_whole(head) or _is_whole(text))


@functools.cache
def _etc() -> re.Pattern[str]:
    nouns, qualifiers = vocabulary.any_of("etc_nouns"), vocabulary.any_of("etc_qualifiers")
    not_before = "".join(vocabulary.words("not_etc_before"))
    numerals = vocabulary.entry("numerals")
    joined = vocabulary.any_of("conjunctions")
    return re.compile(
        rf"(?<![{not_before}]){vocabulary.entry('etc_word')}"
        rf"(?:\d+|{numerals}+)?{vocabulary.entry('etc_count')}(?P<others>(?P<which>{qualifiers}*)"
        rf"[\u4e00-\u9fff]{{0,4}}?(?:{nouns}(?:{joined}|\u3001)?)*)$"
    )


def _without_etc(text: str) -> UnitList:
    """Split "A and other departments concerned" into A and those others, if they are qualified."""
    match = _etc().search(text)
    if not match:
        return UnitList((text,) if text else ())
    before = text[: match.start()]
    others = match["others"] if match["which"] else ""
    return UnitList(tuple(name for name in (before, others) if name), etc=True)
