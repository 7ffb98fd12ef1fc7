"""All households of a place at once, for work that goes to every door."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import within
from shouwang.stages.register.models import Indexed

# Rows fetched at a time.
AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Family:
    """A household as it is gone to."""

    household: int
    status: str
    place: dict[str, str]


def families_in(*, place: tuple[str, str], on: date, scope: Scope) -> Iterator[Family]:
    """Yield the households of a place that have not left.

    Args:
        place: Level and code of the region they live in.
    """
    del on
    level, code = place
    found = within(Indexed.objects.all(), scope).filter(**{level: code}, left=False)
    names = ("household", "status", "league", "banner", "township", "village")
    for household, status, *codes in found.values_list(*names).iterator(AT_ONCE):
        yield Family(
            household,
            status,
            dict(zip(("league", "banner", "township", "village"), codes, strict=True)),
        )
