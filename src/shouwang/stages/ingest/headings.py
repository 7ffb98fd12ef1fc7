"""Which heading is which column of a contract: by its own words, by its path, nearly, or by answer."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from shouwang.base.spelling import heading
from shouwang.base.tables import Column, Schema
from shouwang.stages.ingest.layout import SEPARATOR, Band, whole
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.vocabulary import WORDS

IN_BRACKETS = re.compile(r"^(.+?)[(\[]([^()\[\]]*)[)\]]$")

# How well a heading fits, the best first.
BY_PATH, BY_WORD = 2, 1


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a heading.

    Attributes:
        unit_word: What plain numbers of the column go on with.
    """

    text: str
    unit_word: str | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """A heading that may be a column."""

    position: int
    grade: int
    unit_word: str | None = None


@dataclass(frozen=True, slots=True)
class Nearly:
    """A heading that is nearly one of a column's."""

    position: int
    heading: str
    column: str
    likeness: int


@dataclass(frozen=True, slots=True)
class Found:
    """What the headings of a band are.

    Attributes:
        positions: The contract's column → its place in the sheet, from 0.
        unit_words: The contract's column → what its plain numbers go on with.
        doubled: The contract's column → the places that claim it with equal right.
    """

    positions: Mapping[str, int] = field(default_factory=dict)
    unit_words: Mapping[str, str | None] = field(default_factory=dict)
    doubled: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    nearly: tuple[Nearly, ...] = ()


class Claims:
    """By which headings the columns of a contract go, and what a person has answered.

    Args:
        answers: A heading, or a group of headings, → the column it is; ``""`` for none.
    """

    def __init__(self, schema: Schema, answers: Mapping[str, str] | None = None) -> None:
        self.schema = schema
        self.columns: dict[str, str] = {
            heading(text): column.name
            for column in reversed(schema.columns)
            for text in (*reversed(_names(column)), column.name)
        }
        # What stands alone in a cell below its group, as the name under the head of the household.
        self._parts = LAYOUT.name_headings | {
            heading(part) for text in (answers or {}) for part in text.split(SEPARATOR)
        }
        self.answers = {_key(text): name for text, name in (answers or {}).items()}

    def tells(self, text: str) -> bool:
        """Tell whether a cell may be a heading of the contract, or one that was asked about."""
        if heading(text) in self.answers or heading(text) in self._parts:
            return True
        return self.claims(text)

    def count(self, band: Band) -> int:
        """Return how many columns of the contract a band has."""
        return len(self._fits(band))

    def find(self, band: Band) -> Found:
        """Return what the headings of a band are."""
        fits = self._fits(band)
        positions: dict[str, int] = {}
        unit_words: dict[str, str | None] = {}
        doubled: dict[str, tuple[int, ...]] = {}
        for name, each in fits.items():
            best = max(fit.grade for fit in each)
            equal = [fit for fit in each if fit.grade == best]
            if len(equal) > 1:
                doubled[name] = tuple(fit.position for fit in equal)
            else:
                positions[name] = equal[0].position
                unit_words[name] = equal[0].unit_word
        nearly = tuple(self._nearly(band, fits))
        return Found(positions, unit_words, doubled, nearly)

    def answer(self, path: Sequence[str]) -> str | None:
        """Return what a person has said of a heading, or of a group it stands under."""
        if not self.answers:
            return None
        for length in range(len(path), 0, -1):
            answered = self.answers.get(_key(whole(path[:length])))
            if answered is not None and (length == len(path) or not answered):
                return answered
        return self.answers.get(_key(path[-1])) if path else None

    def claims(self, text: str) -> bool:
        """Tell whether a heading is known."""
        return any(form.text in self.columns for form in _forms(text))

    def _fits(self, band: Band) -> dict[str, list[Fit]]:
        fits: dict[str, list[Fit]] = {}
        answered: dict[str, list[Fit]] = {}
        for position, path in enumerate(band.paths):
            answer = self.answer(path)
            if answer is not None:
                if answer:
                    answered.setdefault(answer, []).append(Fit(position, BY_PATH))
                continue
            fit = self._fit(position, path)
            if fit is not None:
                fits.setdefault(fit[0], []).append(fit[1])
        return fits | answered

    def _fit(self, position: int, path: Sequence[str]) -> tuple[str, Fit] | None:
        for text, grade in _texts(path):
            for form in _forms(text):
                name = self.columns.get(form.text)
                if name is not None:
                    stated = [form.unit_word, *map(_unit_of, reversed(path))]
                    unit_word = next((each for each in stated if each is not None), None)
                    return name, Fit(position, grade, unit_word)
        return self._by_group(position, path) if len(path) > 1 else None

    def _by_group(self, position: int, path: Sequence[str]) -> tuple[str, Fit] | None:
        """Who is named in a group of his own, as in `helper / name`."""
        name = self.columns.get(heading(path[-2]))
        if name is None or heading(path[-1]) not in LAYOUT.name_headings:
            return None
        return name, Fit(position, BY_PATH)

    def _nearly(self, band: Band, fits: Mapping[str, Sequence[Fit]]) -> Iterator[Nearly]:
        taken = {fit.position for each in fits.values() for fit in each}
        free = {text: name for text, name in self.columns.items() if name not in fits}
        best: dict[str, Nearly] = {}
        for position, path in enumerate(band.paths):
            if position in taken or not path or self.answer(path) is not None:
                continue
            near = self._nearest(position, path, free)
            if near and near.likeness > getattr(best.get(near.column), "likeness", 0):
                best[near.column] = near
        yield from sorted(best.values(), key=lambda each: each.position)

    def _nearest(
        self, position: int, path: Sequence[str], free: Mapping[str, str]
    ) -> Nearly | None:
        least, margin, characters = LAYOUT.fuzzy
        text = heading(path[-1])
        if is_nobodys(path) or len(text) < characters:
            return None
        likeness: dict[str, float] = {}
        for claimed, name in free.items():
            if len(claimed) >= characters:
                likeness[name] = max(likeness.get(name, 0), fuzz.ratio(text, claimed))
        ranked = sorted(likeness.items(), key=lambda each: -each[1])
        if not ranked or ranked[0][1] < least:
            return None
        if len(ranked) > 1 and ranked[0][1] - ranked[1][1] < margin:
            return None
        return Nearly(position, whole(path), ranked[0][0], round(ranked[0][1]))


def is_nobodys(path: Sequence[str]) -> bool:
    """Tell whether a heading is one that no contract wants, or is about somebody else."""
    return heading(path[-1]) in LAYOUT.no_column or _is_of_others(path)


def _is_of_others(path: Sequence[str]) -> bool:
    return any(heading(group) in LAYOUT.others for group in path[:-1])


def _names(column: Column) -> tuple[str, ...]:
    return (column.label, *column.aliases, *column.codes_under)


def _texts(path: Sequence[str]) -> Iterator[tuple[str, int]]:
    """A heading with the groups above it, and alone unless it is about somebody else."""
    for start in range(len(path) - 1):
        yield "".join(path[start:]), BY_PATH
    if path and not _is_of_others(path):
        yield path[-1], BY_PATH if len(path) == 1 else BY_WORD


def _forms(text: str) -> Iterator[Form]:
    """A heading as it stands, without a unit in brackets, and without the year before it."""
    form = heading(text)
    bare, unit_word = form, None
    yield Form(form)
    bracketed = IN_BRACKETS.match(form)
    if bracketed and bracketed[2] in LAYOUT.unit_words:
        bare, unit_word = bracketed[1], LAYOUT.unit_words[bracketed[2]]
        yield Form(bare, unit_word)
    elif bracketed and bracketed[2] in WORDS.heading_units:
        bare, unit_word = bracketed[1], ""
        yield Form(bare, unit_word)
    without = LAYOUT.year_before.sub("", bare)
    if without and without != bare:
        yield Form(without, unit_word)


def _unit_of(text: str) -> str | None:
    """The unit in brackets after a heading or a group of them."""
    bracketed = IN_BRACKETS.match(heading(text))
    if bracketed is None:
        return None
    plain = "" if bracketed[2] in WORDS.heading_units else None
    return LAYOUT.unit_words.get(bracketed[2], plain)


def _key(text: str) -> str:
    """A heading as answers name it."""
    return heading(text)
