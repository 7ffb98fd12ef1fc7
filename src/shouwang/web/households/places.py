"""The drop-downs by which a place is chosen, from league to village, only as far as one may see."""

from collections.abc import Mapping
from dataclasses import dataclass

from shouwang.base.access import Scope
from shouwang.base.codes import Region
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import LEVELS


@dataclass(frozen=True, slots=True)
class Choice:
    """One drop-down: its level, what can be chosen, and what is chosen."""

    level: str
    options: tuple[Region, ...]
    chosen: str


_below: dict[str, dict[str, list[Region]]] = {}


def children(content: Content, code: str) -> list[Region]:
    """Return the regions right below one, in the order of the file."""
    if content.digest not in _below:
        found: dict[str, list[Region]] = {}
        for region in content.regions.values():
            found.setdefault(region.parent or "", []).append(region)
        _below[content.digest] = found
    return _below[content.digest].get(code, [])


def choices(content: Content, scope: Scope, chosen: Mapping[str, str]) -> list[Choice]:
    """Return the drop-downs below what is fixed by the scope; each offers what the one above allows."""
    top = content.regions_of(content.levels[0])
    above = top[0].code if top else ""
    found = []
    for level in LEVELS:
        options = _options(content, scope, level, above)
        wanted = chosen.get(level, "")
        picked = wanted if any(each.code == wanted for each in options) else ""
        if len(options) == 1:
            picked = options[0].code
        found.append(Choice(level, options, picked))
        above = picked
        if not picked:
            break
    return [each for each in found if len(each.options) != 1 or each.level == found[-1].level]


def place_of(chosen: Mapping[str, str]) -> str:
    """Return the code of the finest place that was chosen, ``""`` if none was."""
    codes = [chosen.get(level, "") for level in LEVELS]
    return next((code for code in reversed(codes) if code), "")


def _options(content: Content, scope: Scope, level: str, above: str) -> tuple[Region, ...]:
    options = tuple(each for each in children(content, above) if above and each.level == level)
    if not scope.regions:
        return options
    allowed = {content.ancestors(place).get(level) for place in scope.places}
    if any(allowed):
        return tuple(each for each in options if each.code in allowed)
    return options
