"""What can be asked of corrections: those of a household, a page of them, all for the national system."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.register.enums import CorrectionState
from shouwang.stages.register.models import Correction

ROWS = 50  # rows of a page
AT_ONCE = 2_000  # rows brought into memory at a time
STATES = tuple(CorrectionState.choices)


def correction(*, number: int, on: date, scope: Scope) -> Correction:
    """Return a correction.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Correction.objects.all(), scope, pk=number)


def corrections_of(*, household: int, on: date, scope: Scope) -> list[Correction]:
    """Return the corrections of a household, the latest first."""
    del on
    return list(within(Correction.objects.all(), scope).filter(household=household))


def corrections(
    *, state: str = "", place: str = "", level: str = "", before: int | None = None,
    limit: int = ROWS, on: date, scope: Scope,
) -> list[Correction]:  # fmt: skip
    """Return a page of corrections, the latest first.

    Args:
        place: The code of the region they lie in; ``level`` is its level.
        before: The number of the last one of the page before.
    """
    found = _chosen(state, place, level, on, scope)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.order_by("-id")[:limit])


def every_correction(
    *, state: str = "", place: str = "", level: str = "", on: date, scope: Scope
) -> Iterator[Correction]:
    """Yield all of them in the order of places and households, for a list that is taken away."""
    found = _chosen(state, place, level, on, scope).order_by("village", "household", "id")
    yield from found.iterator(chunk_size=AT_ONCE)


def _chosen(state: str, place: str, level: str, on: date, scope: Scope) -> "QuerySet[Correction]":
    found = within(Correction.objects.all(), scope).filter(found_date__lte=on)
    if state in CorrectionState.values:
        found = found.filter(state=state)
    if place and level in {"league", "banner", "township", "village"}:
        found = found.filter(**{level: place})
    return found
