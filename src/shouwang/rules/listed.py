"""The banners listed for supervision: `listed.csv` of a content."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from shouwang.rules.content import Content

FILE = "listed.csv"
YES = "1"
KEPT = 8  # files a process remembers


@dataclass(frozen=True, slots=True)
class Listed:
    """A banner that is listed.

    Attributes:
        kind: By which list: of the state or of the region.
        contiguous: The contiguous poor area it lies in, if in one.
        is_deep: Whether it is one of deep poverty; nothing is, while the list is not there.
    """

    code: str
    name: str
    league: str
    kind: str
    contiguous: str
    is_deep: bool


def load_listed(content: Content) -> Mapping[str, Listed]:
    """Return code → banner in the order of the file; none if the content lists none."""
    return _read(content.root / FILE)


@lru_cache(maxsize=KEPT)
def _read(path: Path) -> Mapping[str, Listed]:
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as lines:
        return {
            row["code"]: Listed(
                row["code"], row["name"], row["league_code"], row["kind"],
                row.get("contiguous_area", ""), row.get("deep", "") == YES,
            )
            for row in csv.DictReader(lines)
        }  # fmt: skip


def listed_banners(content: Content) -> tuple[str, ...]:
    """Return the codes of the supervised banners in the order of the regions; none, without a file."""
    codes = load_listed(content)
    return tuple(
        each.code for each in content.regions_of(content.coverage_level) if each.code in codes
    )
