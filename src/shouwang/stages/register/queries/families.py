"""All households of a place at once, for work that goes to every door."""

from collections.abc import Iterator
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import LEVELS, within
from shouwang.stages.register.models import Indexed

# Rows fetched at a time.
AT_ONCE = 5000

Codes = tuple[str, str, str, str]


def families_in(
    *, place: tuple[str, str], on: date, scope: Scope
) -> Iterator[tuple[int, str, Codes]]:
    """Yield number, status and codes (`LEVELS`) of the households of a place that have not left.

    Plain tuples, since there may be millions of them.

    Args:
        place: Level and code of the region they live in.
    """
    del on
    level, code = place
    found = within(Indexed.objects.order_by(), scope).filter(**{level: code}, left=False)
    rows = found.values_list("household", "status", *LEVELS).iterator(AT_ONCE)
    for household, status, *codes in rows:
        yield household, status, tuple(codes)
