"""Finds places by code or by name; what several places may mean is asked, never guessed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from pypinyin import Style, lazy_pinyin
from rapidfuzz import fuzz, process

from shouwang.base.codes import Region
from shouwang.base.spelling import heading
from shouwang.base.words import _
from shouwang.stages.ingest.problems import Note, Rule, Severity
from shouwang.stages.ingest.reading import Reading, fault
from shouwang.stages.ingest.vocabulary import WORDS

NUMERIC = re.compile(r"^\d+$", re.ASCII)
KINDS = {ending: kind for kind, endings in enumerate(WORDS.place_endings) for ending in endings}
ENDINGS = tuple(sorted(KINDS, key=lambda ending: -len(ending)))
SEPARATOR = "/"  # between the names of a place and of those it lies in
NO_KIND = -1


@dataclass(frozen=True)
class Gazetteer:
    """The regions that names are looked up in.

    Attributes:
        regions: All regions by code.
        within: The codes whose regions, and those below them, are looked up; all if empty.
    """

    regions: Mapping[str, Region]
    within: frozenset[str] = frozenset()
    _near: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict, compare=False)

    def called(self, text: str, level: str) -> tuple[str, ...]:
        """Return the codes that go by a name, or by what is left of it without its ending."""
        name = heading(text)
        exact = self._exact.get((level, name), ())
        if exact:
            return exact
        stem, kind = stem_of(name)
        likely = self._stems.get((level, stem), ())
        if kind == NO_KIND:
            return likely
        same = tuple(code for code in likely if self._kind(code) in {kind, NO_KIND})
        return same or likely

    def is_sure(self, text: str, level: str, code: str) -> bool:
        """Tell whether a name that one place alone goes by is that place's, not another kind's."""
        name = heading(text)
        if code in self._exact.get((level, name), ()):
            return True
        kind = stem_of(name)[1]
        return NO_KIND in {kind, self._kind(code)} or kind == self._kind(code)

    def nearest(self, text: str, level: str) -> tuple[str, ...]:
        """Return the codes of the places whose names look or sound most like it, the best first."""
        known = self._near.get((level, text))
        if known is None:
            known = self._nearest(text, level) if len(self._near) < WORDS.asked else ()
            self._near[level, text] = known
        return known

    def path(self, code: str) -> str:
        """Return the names of a place and of those it lies in, from above to below."""
        names: list[str] = []
        region = self.regions.get(code)
        while region is not None:
            names.append(region.name)
            region = self.regions.get(region.parent or "")
        return SEPARATOR.join(reversed(names[:-1] or names))

    def lies_in(self, code: str, above: str) -> bool:
        """Tell whether a place is another one or lies in it."""
        here: str | None = code
        while here:
            if here == above:
                return True
            region = self.regions.get(here)
            here = region.parent if region else None
        return False

    def _nearest(self, text: str, level: str) -> tuple[str, ...]:
        stem = stem_of(heading(text))[0]
        stems, sounds = self._names_of.get(level, {}), self._sounds_of(level)
        found = [
            *process.extract(
                stem, stems, scorer=fuzz.ratio, score_cutoff=WORDS.likeness, limit=WORDS.nearest
            ),
            *process.extract(
                sound(stem),
                sounds,
                scorer=fuzz.ratio,
                score_cutoff=WORDS.likeness,
                limit=WORDS.nearest,
            ),
        ]
        ranked = sorted(found, key=lambda each: (-each[1], each[2]))
        return tuple(dict.fromkeys(code for _name, _score, code in ranked))[: WORDS.nearest]

    def _kind(self, code: str) -> int:
        return stem_of(heading(self.regions[code].name))[1]

    def _here(self) -> Iterable[Region]:
        if not self.within:
            return self.regions.values()
        return (
            region
            for region in self.regions.values()
            if any(self.lies_in(region.code, above) for above in self.within)
        )

    @cached_property
    def _exact(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], list[str]] = {}
        for region in self._here():
            found.setdefault((region.level, heading(region.name)), []).append(region.code)
        return {key: tuple(codes) for key, codes in found.items()}

    @cached_property
    def _stems(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for (level, name), codes in self._exact.items():
            key = level, stem_of(name)[0]
            found[key] = (*found.get(key, ()), *codes)
        return found

    @cached_property
    def _names_of(self) -> Mapping[str, Mapping[str, str]]:
        """Level → code → the name without its ending."""
        names: dict[str, dict[str, str]] = {}
        for (level, stem), codes in self._stems.items():
            names.setdefault(level, {}).update(dict.fromkeys(codes, stem))
        return names

    @cached_property
    def _sounds(self) -> dict[str, Mapping[str, str]]:
        return {}

    def _sounds_of(self, level: str) -> Mapping[str, str]:
        if level not in self._sounds:
            names = self._names_of.get(level, {})
            self._sounds[level] = {code: sound(stem) for code, stem in names.items()}
        return self._sounds[level]


def stem_of(name: str) -> tuple[str, int]:
    """Return a name without its ending, and the kind of place that the ending says."""
    kind = NO_KIND
    while True:
        ending = next((each for each in ENDINGS if name.endswith(each) and name != each), None)
        if ending is None or kind not in {NO_KIND, KINDS[ending]}:
            return name, kind
        name, kind = name.removesuffix(ending), KINDS[ending]


def sound(name: str) -> str:
    """Return how a name sounds, without its tones."""
    return "".join(lazy_pinyin(name, style=Style.NORMAL))


def read_place(
    text: str, *, level: str, regions: Mapping[str, Region], gazetteer: Gazetteer
) -> Reading:
    """Return the code of a region of the level, from its code or from a name that only one has."""
    region = regions.get(text)
    if region is not None and region.level == level:
        return region.code, None
    if region is not None:
        return fault(
            Rule.REGION,
            _("{name} is a {level}; a {wanted} is wanted").format(
                name=region.name, level=region.level, wanted=level
            ),
            _("write the code of the {wanted}").format(wanted=level),
        )
    if NUMERIC.match(text):
        return fault(
            Rule.REGION,
            _("there is no such {wanted} in this region").format(wanted=level),
            _("look the code up in the list of divisions"),
        )
    codes = gazetteer.called(text, level)
    if len(codes) == 1 and gazetteer.is_sure(text, level, codes[0]):
        return codes[0], None
    return None, _question(codes or gazetteer.nearest(text, level), level, is_known=bool(codes))


def _question(codes: tuple[str, ...], level: str, *, is_known: bool) -> Note:
    message = (
        _("{count} regions may be called that").format(count=len(codes))
        if is_known
        else _("there is no {wanted} of that name here").format(wanted=level)
    )
    return Note(
        Rule.REGION,
        message,
        _("say which it is, or write the code of the {wanted}").format(wanted=level),
        Severity.QUESTION,
        candidates=codes,
    )
