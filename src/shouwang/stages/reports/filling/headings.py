"""What headings of forms are about: a place, people, a unit; the words stand in ``words.yaml``."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from shouwang.base.spelling import heading
from shouwang.rules.content import Content
from shouwang.stages.ingest.layout_words import LAYOUT
from shouwang.stages.ingest.place_names import Gazetteer

_IN_BRACKETS = re.compile(r"^(.*?)[(\[【]([^()\[\]【】]*)[)\]】]$")


@dataclass(frozen=True, slots=True)
class FormWords:
    """The vocabulary of forms; every word as it is compared."""

    places: Mapping[str, str]
    place_names: frozenset[str]
    place_codes: frozenset[str]
    numbers: frozenset[str]
    days: frozenset[str]
    by_hand: frozenset[str]
    people: frozenset[str]
    unit_headings: frozenset[str]
    money: str
    multiples: Mapping[str, str]
    percent: frozenset[str]
    shares: tuple[str, ...]
    noise: tuple[str, ...]


@lru_cache(maxsize=1)
def words() -> FormWords:
    """Return the vocabulary."""
    data: dict[str, Any] = yaml.safe_load(
        Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    )
    return FormWords(
        places={heading(text): level for level, texts in data["places"].items() for text in texts},
        place_names=_forms(data["place_names"]),
        place_codes=_forms(data["place_codes"]),
        numbers=_forms(data["numbers"]),
        days=_forms(data["days"]),
        by_hand=_forms(data["by_hand"]),
        people=_forms(data["people"]),
        unit_headings=_forms(data["unit_headings"]),
        money=data["money"],
        multiples={heading(unit): word for unit, word in data["multiples"].items()},
        percent=_forms(data["percent"]),
        shares=tuple(heading(each) for each in data["shares"]),
        noise=tuple(heading(each) for each in data["noise"]),
    )


def _forms(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(heading(each) for each in texts)


class PlaceNames:
    """The names of the regions, to tell rows that name a place already."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(self.content.regions)

    def is_known(self, text: str) -> bool:
        """Tell whether a text names a region of some level."""
        return any(self._gazetteer.called(text, level) for level in self.content.levels)

    def called(self, text: str, within: str) -> str | None:
        """Return the code of the one region of this name in a place, if there is just one."""
        found = {
            code
            for level in self.content.levels
            for code in self._gazetteer.called(text, level)
            if within in self.content.ancestors(code).values()
        }
        return found.pop() if len(found) == 1 else None


def is_place(text: str) -> bool:
    """Tell whether a heading wants the name of a place."""
    form = heading(text)
    return form in words().places or form in words().place_names


def place_level(text: str) -> str:
    """Return the level whose name a heading wants, ``""`` if it says none."""
    return words().places.get(heading(text), "")


def is_people(paths: Sequence[Sequence[str]]) -> bool:
    """Tell whether headings are those of a list of households or people."""
    return any(path and heading(path[-1]) in words().people for path in paths)


def unit_of(text: str, otherwise: str = "") -> tuple[str, str]:
    """Return what a plain number under a heading goes on with, and the unit it says.

    Args:
        otherwise: The unit of the sheet, which counts where the heading says none; of money only.
    """
    found = _IN_BRACKETS.match(heading(text))
    unit = found[2] if found else ""
    unit = unit or (heading(otherwise) if not _is_share(text) else "")
    word = words().multiples.get(unit) or LAYOUT.unit_words.get(unit, "")
    return word, unit


def bare(text: str) -> str:
    """Return a heading as it is compared with labels: without unit, groups, and words of no weight.

    >>> bare(" (Share) ") == bare("share")
    True
    """
    form = heading(text)
    while (found := _IN_BRACKETS.match(form)) and found[1]:
        form = found[1]
    form = form.strip("()[]")
    for word in words().noise:
        shorter = form.replace(word, "")
        form = shorter or form
    return form


def _is_share(text: str) -> bool:
    return bare(text).endswith(words().shares)


def is_share(text: str, unit: str) -> bool:
    """Tell whether a heading wants a share, in percent."""
    return unit in words().percent or _is_share(text)


def is_of_money(unit: str) -> bool:
    """Tell whether a unit of a form is one of money."""
    return unit.endswith(words().money)
