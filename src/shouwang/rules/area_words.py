"""The words of `areas.yaml` alone: areas with the office in charge of each, and our offices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from shouwang.rules.areas import FILE
from shouwang.rules.content import Content
from shouwang.rules.source import read_entry


@dataclass(frozen=True, slots=True)
class AreaWords:
    """What areas and offices are called.

    Attributes:
        areas: Area → its label, in their order.
        offices: Office → its label.
        in_charge: Area → the office that supervises it.
    """

    areas: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    in_charge: Mapping[str, str] = field(default_factory=dict)


def area_words(content: Content) -> AreaWords:
    """Return the words of a content that has been linted; none, if it has no areas."""
    return _read(content.root)


@cache
def _read(root: Path) -> AreaWords:
    path = root / FILE
    entry = read_entry(path, where=FILE, problems=[]) if path.exists() else None
    if entry is None:
        return AreaWords()
    areas, offices = list(entry.get("areas") or []), list(entry.get("offices") or [])
    return AreaWords(
        areas={str(each["name"]): str(each["label"]) for each in areas},
        offices={str(each["name"]): str(each["label"]) for each in offices},
        in_charge={str(each["name"]): str(each["office"]) for each in areas},
    )
