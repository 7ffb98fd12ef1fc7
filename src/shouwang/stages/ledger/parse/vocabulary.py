"""The words of official plans, read once from ``vocabulary.yaml``, and patterns made of them."""

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

_FILE = Path(__file__).with_name("vocabulary.yaml")
_PLACEHOLDER = re.compile(r"%(\w+)%")


@functools.cache
def _everything() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def entry(*path: str) -> Any:
    """Return what stands at this place of the vocabulary."""
    place: Any = _everything()
    for step in path:
        place = place[step]
    return place


def words(*path: str) -> tuple[str, ...]:
    """Return the list that stands at this place of the vocabulary."""
    return tuple(str(word) for word in entry(*path))


def one_of(choices: Iterable[str]) -> str:
    """Return a regular expression for any of these words, the longest that fits.

    >>> one_of(["ab", "a"])
    '(?:ab|a)'
    """
    longest_first = sorted(set(choices), key=lambda word: (-len(word), word))
    return f"(?:{'|'.join(re.escape(word) for word in longest_first)})"


def any_of(*path: str) -> str:
    """Return a regular expression for any word of a list of the vocabulary."""
    return one_of(words(*path))


def expand(pattern: str) -> str:
    """Return a pattern with each ``%name%`` replaced by that list or pattern."""

    def replacement(match: re.Match[str]) -> str:
        named = entry("patterns").get(match[1]) or entry(match[1])
        return expand(named) if isinstance(named, str) else one_of(str(word) for word in named)

    return _PLACEHOLDER.sub(replacement, pattern)


@functools.cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the compiled pattern of that name."""
    return re.compile(expand(entry("patterns", name)))


@functools.cache
def matcher(*path: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Return a compiled pattern for any word of a list, between two pieces of pattern."""
    return re.compile(f"{before}{any_of(*path)}{after}")


@functools.cache
def declared(*path: str) -> re.Pattern[str]:
    """Return one compiled pattern for a list of patterns."""
    return re.compile("|".join(f"(?:{expand(each)})" for each in words(*path)))
