"""What can be asked of the index: one household, those that a search means, the snapshot it shows."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from shouwang.base.access import Scope
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import (
    LEVELS,
    found_within,
    is_inside,
    place_filter,
    within,
    within_numbers,
)
from shouwang.stages.register.models import Indexed, IndexState
from shouwang.stages.register.searching import (
    SHORTEST_PREFIX,
    Sought,
    asked,
    end_of,
    name_key,
    number_ranges,
)

__all__ = [
    "After", "IndexMissing", "SearchTooWide", "household", "households", "households_of", "in_place",
    "index_state", "is_inside", "places_named", "search",
]  # fmt: skip

After = tuple[str, int]
ROWS = 50  # rows of a page


class IndexMissing(ShouwangError):
    """The index has never been filled."""


class SearchTooWide(ShouwangError):
    """The search would go through a whole area."""


def household(*, number: int, on: date, scope: Scope) -> Indexed:
    """Return a household of the index.

    Raises:
        NotFound: if there is none of that number in the scope.
    """
    del on
    return found_within(Indexed.objects.all(), scope, household=number)


def households(*, numbers: Iterable[int], on: date, scope: Scope) -> dict[int, Indexed]:
    """Return those households that there are in the scope, by their numbers."""
    del on
    found = within_numbers(Indexed.objects.all(), scope).filter(household__in=list(numbers))
    return {each.household: each for each in found}


def households_of(*, village: str, on: date, scope: Scope) -> list[Indexed]:
    """Return all households of a village that have not left, by the names of their heads."""
    del on
    found = within(Indexed.objects.all(), scope).filter(village=village, left=False)
    return list(found.order_by("head_key", "household"))


def index_state(*, on: date, scope: Scope) -> IndexState:
    """Return which snapshot the index shows.

    Raises:
        IndexMissing: if it has never been filled.
    """
    del on, scope
    state = IndexState.objects.first()
    if state is None:
        raise IndexMissing(
            _("the register has not been read into the index yet; run: shouwang register refresh")
        )
    return state


def search(
    *,
    text: str,
    place: str = "",
    after: After | None = None,
    limit: int = ROWS,
    content: Content,
    on: date,
    scope: Scope,
) -> list[Indexed]:
    """Return the households that a name, a number or its beginning means, a page of them.

    A text that is the name of a village finds its households; an empty one finds those of the
    place, which must be a village then. ID numbers are not sought here.

    Args:
        place: The code of the region they must be in.
        after: Name's key and number of the last household of the page before.

    Raises:
        NotFound: if the place is not in the scope.
        SearchTooWide: if nothing narrows it.
        InputProblems: if the text cannot be understood.
    """
    del on
    found = _here(place, content, scope)
    wanted = asked(text)
    if wanted.what is Sought.NUMBER:
        numbered = within_numbers(Indexed.objects.all(), scope)
        if place:
            numbered = numbered.filter(household__in=found.values("household"))
        return _by_number(numbered, wanted.text, after, limit)
    if wanted.what is Sought.NAME:
        found = found.filter(head_key__gte=wanted.text, head_key__lt=end_of(wanted.text))
    elif wanted.is_secret or not _is_village(place, content):
        raise SearchTooWide(_("say a name, a household's number or a village"))
    return _page(found, after, limit)


def places_named(*, text: str, content: Content, on: date, scope: Scope) -> list[str]:
    """Return the codes of the villages and townships in the scope whose name begins so."""
    del on
    key = name_key(text)
    if not key:
        return []
    return [
        region.code
        for level in LEVELS[2:]
        for region in content.regions_named(level, key)
        if is_inside(region.code, content, scope)
    ]


def _here(place: str, content: Content, scope: Scope) -> "QuerySet[Indexed]":
    found = within(Indexed.objects.all(), scope)
    if not place:
        return found
    return found.filter(**place_filter(place, content, scope))


def _is_village(place: str, content: Content) -> bool:
    region = content.regions.get(place)
    return region is not None and region.level == LEVELS[-1]


def _page(found: "QuerySet[Indexed]", after: After | None, limit: int) -> list[Indexed]:
    if after is not None:
        key, number = after
        same = found.filter(head_key=key, household__gt=number).order_by("household")[:limit]
        rows = list(same)
        if len(rows) == limit:
            return rows
        found = found.filter(head_key__gt=key)
        return rows + list(found.order_by("head_key", "household")[: limit - len(rows)])
    return list(found.order_by("head_key", "household")[:limit])


def _by_number(
    found: "QuerySet[Indexed]", digits: str, after: After | None, limit: int
) -> list[Indexed]:
    """The one of that number first, then those that begin with it, the shorter numbers first."""
    rows: list[Indexed] = []
    last = after[1] if after else -1
    ranges = number_ranges(digits)
    for first, final in ranges if len(digits) >= SHORTEST_PREFIX else ranges[:1]:
        # Most ranges are empty; that is asked of the numbers alone, before the scope's own index.
        anybody = Indexed.objects.filter(household__gte=first, household__lte=final)
        if final > last and len(rows) < limit and anybody.exists():
            part = found.filter(household__gte=max(first, last + 1), household__lte=final)
            rows += list(part.order_by("household")[: limit - len(rows)])
    return rows


def in_place(*, place: str, content: Content, on: date, scope: Scope) -> list[int]:
    """Return the numbers of all households of a village or township.

    Raises:
        NotFound: if the place is not in the scope.
        SearchTooWide: if it is more than a township.
    """
    del on
    region = content.regions.get(place)
    if region is not None and region.level not in LEVELS[2:]:
        raise SearchTooWide(_("choose the village or the township first"))
    return list(_here(place, content, scope).values_list("household", flat=True))
