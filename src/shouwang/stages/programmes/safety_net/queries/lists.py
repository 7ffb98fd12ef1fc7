"""What can be asked of the reconciliation: how banners stand, a page of lines, one, who is exiting."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Max, QuerySet, Sum

from shouwang.base.access import Scope
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import found_within, is_near, place_filter, within
from shouwang.stages.programmes.safety_net.enums import LineState
from shouwang.stages.programmes.safety_net.models import GradualExit, ListLine, Reconciliation

LIMIT = 50  # rows of a page
AT_ONCE = 1_000  # rows read from the database at a time


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines a list shows; an empty word narrows nothing."""

    place: str = ""
    direction: str = ""
    reason: str = ""
    state: str = LineState.OPEN.value


@dataclass(frozen=True, slots=True)
class Standing:
    """How the lists of all banners within a scope stand.

    Attributes:
        listed: Reason → people on the lists. registered: of registered and watched households.
        banners: How many have been held against each other. oldest: the earliest day of these.
    """

    listed: Counter[str] = field(default_factory=Counter)
    registered: Counter[str] = field(default_factory=Counter)
    banners: int = 0
    oldest: date | None = None


def standing(*, place: str = "", content: Content, on: date, scope: Scope) -> Standing:
    """Return the latest counts of the banners of a place; none for less than a banner.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    narrowed = place_filter(place, content, scope) if place else {}
    level = next(iter(narrowed), scope.level if scope.regions else "")
    if level in {"township", "village"} or scope.households is not None:
        return Standing()
    rows = Reconciliation.objects.filter(day__lte=on, **narrowed)
    if scope.regions:
        rows = rows.filter(**{f"{scope.level}__in": scope.places})
    latest = {(row["banner"], row["latest"]) for row in
              rows.order_by().values("banner").annotate(latest=Max("day"))}  # fmt: skip
    found, days = Standing(), []
    listed, registered = Counter[str](), Counter[str]()
    for each in rows.filter(banner__in={banner for banner, _day in latest}):
        if (each.banner, each.day) in latest:
            listed.update(each.listed)
            registered.update(each.registered)
            days.append(each.day)
    return Standing(listed, registered, len(days), min(days)) if days else found


def reconciliation(
    *, banner: str, content: Content, on: date, scope: Scope
) -> Reconciliation | None:
    """Return the latest reconciliation of a banner in or around the scope."""
    if banner not in content.regions or not is_near(banner, content, scope):
        return None
    return Reconciliation.objects.filter(banner=banner, day__lte=on).order_by("-day").first()


def line(*, line_id: int, on: date, scope: Scope) -> ListLine:
    """Return a line.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(ListLine.objects.all(), scope, pk=line_id)


def lines(
    *,
    wanted: Wanted,
    after: int = 0,
    limit: int = LIMIT,
    content: Content,
    on: date,
    scope: Scope,
) -> list[ListLine]:
    """Return a page of lines, in the order they were found; one more, if there are more.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = _filtered(wanted, content, scope)
    return list(found.filter(pk__gt=after).order_by("id")[: limit + 1])


def all_lines(*, wanted: Wanted, content: Content, on: date, scope: Scope) -> Iterator[ListLine]:
    """Yield all lines, village by village, as they go to the department.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = _filtered(wanted, content, scope)
    return found.order_by("banner", "township", "village", "id").iterator(AT_ONCE)


def counts(
    *, place: str = "", content: Content, on: date, scope: Scope
) -> dict[tuple[str, str, str], tuple[int, int]]:
    """Return (direction, reason, state) → lines and people; those that have ended are left out.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = _filtered(Wanted(place=place, state=""), content, scope).exclude(state=LineState.ENDED)
    rows = found.order_by().values("direction", "reason", "state")
    return {
        (row["direction"], row["reason"], row["state"]): (row["lines"], row["whom"])
        for row in rows.annotate(lines=Count("pk"), whom=Sum("people"))
    }


def lines_of(*, household: int, on: date, scope: Scope) -> list[ListLine]:
    """Return the lines of a household that have not ended."""
    del on
    found = within(ListLine.objects.all(), scope).filter(household=household)
    return list(found.exclude(state=LineState.ENDED).order_by("id"))


def exits(
    *,
    place: str = "",
    after: int = 0,
    limit: int = LIMIT,
    content: Content,
    on: date,
    scope: Scope,
) -> list[GradualExit]:
    """Return a page of those within the gradual exit; one more, if there are more.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    found = within(GradualExit.objects.all(), scope)
    if place:
        found = found.filter(**place_filter(place, content, scope))
    return list(found.filter(pk__gt=after).order_by("id")[: limit + 1])


def _filtered(wanted: Wanted, content: Content, scope: Scope) -> "QuerySet[ListLine]":
    found = within(ListLine.objects.all(), scope)
    if wanted.place:
        found = found.filter(**place_filter(wanted.place, content, scope))
    for key in ("direction", "reason", "state"):
        value = getattr(wanted, key)
        if value:
            found = found.filter(**{key: value})
    return found
