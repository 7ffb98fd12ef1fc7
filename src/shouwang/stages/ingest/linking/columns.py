"""Recognises which columns of a file help to tell who a row is about."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from shouwang.base.errors import Problem
from shouwang.base.spelling import clean, heading
from shouwang.base.words import _

# How alike a heading must be to a known one, of 100, and the shortest one that is tried so.
LEAST_LIKENESS = 88
SHORTEST_GUESSED = 4
# The share of values that must look like one kind before a column is taken for it.
LEAST_SHARE = 0.8
IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a file's columns are.

    Attributes:
        kinds: Kind → the column's place, from 0.
        headings: The file's headings.
    """

    kinds: Mapping[str, int]
    headings: tuple[str, ...]

    @property
    def header_map(self) -> dict[str, str]:
        """Heading → kind."""
        return {self.headings[place]: kind for kind, place in self.kinds.items()}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The headings that say nothing we know."""
        used = set(self.kinds.values())
        return tuple(text for place, text in enumerate(self.headings) if place not in used)


@cache
def vocabulary() -> Mapping[str, Any]:
    """Return what ``vocabulary.yaml`` says."""
    data: Mapping[str, Any] = yaml.safe_load(
        Path(__file__).with_name("vocabulary.yaml").read_text(encoding="utf-8")
    )
    return data


def kinds_known() -> tuple[str, ...]:
    """Return the kinds of columns there are."""
    return tuple(vocabulary()["headings"])


def wrong_mapping(
    mapping: Mapping[str, str], headings: Mapping[str, Sequence[str]]
) -> Iterator[Problem]:
    """Yield what is wrong with ``--map``: unknown kinds, columns that no file has.

    Args:
        mapping: Kind → heading.
        headings: File name → its headings.
    """
    there = {heading(text) for texts in headings.values() for text in texts}
    for kind, text in mapping.items():
        if kind not in kinds_known():
            yield Problem(
                "--map",
                _("there is no kind of column {kind}").format(kind=repr(kind)),
                _("one of: {kinds}").format(kinds=", ".join(kinds_known())),
            )
        if heading(text) not in there:
            yield Problem(
                "--map",
                _("no file has a column {name}").format(name=repr(text)),
                _("the files have: {names}").format(
                    names="; ".join(", ".join(texts) for texts in headings.values())
                ),
            )


def recognise(
    headings: Sequence[str],
    sample: Sequence[Sequence[str]],
    mapping: Mapping[str, str],
    *,
    id_place: int,
) -> Recognised:
    """Return what the columns are: as told, by their heading, nearly so, by their values.

    Args:
        sample: Some rows below the headings.
        mapping: Kind → heading, as the user says.
        id_place: The column by which rows are named; it says nothing of the person unless told.
    """
    forms = [heading(text) for text in headings]
    found: dict[str, int] = {
        kind: forms.index(heading(text)) for kind, text in mapping.items() if heading(text) in forms
    }
    for guess in (_by_heading, _by_likeness):
        for place, form in enumerate(forms):
            kind = guess(form)
            is_taken = place in found.values() or (place == id_place and not _is_plain(kind))
            if kind and kind not in found and not is_taken:
                found[kind] = place
    for place in range(len(forms)):
        kind = _by_values([row[place] for row in sample if place < len(row)])
        if kind and kind not in found and place not in found.values() and place != id_place:
            found[kind] = place
    return Recognised(dict(sorted(found.items())), tuple(text.strip() for text in headings))


def count_recognised(row: Sequence[str]) -> int:
    """Return how many cells of a row are headings we know."""
    return sum(bool(_by_heading(heading(text))) for text in row)


def _is_plain(kind: str) -> bool:
    """Whether rows may be named by a column that also tells of the person."""
    return kind in {"id_number", "name"}


@cache
def _claims() -> Mapping[str, str]:
    return {
        heading(text): kind for kind, texts in vocabulary()["headings"].items() for text in texts
    }


def _by_heading(form: str) -> str:
    claims = _claims()
    bare = IN_BRACKETS.sub("", form)
    forms = (form, bare, form.rsplit("/", 1)[-1], form.replace("_", ""))
    return next((claims[each] for each in forms if each in claims), "")


def _by_likeness(form: str) -> str:
    if len(form) < SHORTEST_GUESSED:
        return ""
    scored = [
        (fuzz.ratio(form, known), kind)
        for known, kind in _claims().items()
        if len(known) >= SHORTEST_GUESSED
    ]
    likeness, kind = max(scored)
    return kind if likeness >= LEAST_LIKENESS else ""


def _by_values(values: Sequence[str]) -> str:
    texts = [text for text in map(clean, values) if text]
    shapes: Mapping[str, str] = vocabulary()["shapes"]
    for kind, shape in shapes.items():
        hits = sum(bool(re.fullmatch(shape, text)) for text in texts)
        if texts and hits >= LEAST_SHARE * len(texts):
            return kind
    return ""
