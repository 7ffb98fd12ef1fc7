"""Settlements and differences within a scope, and the policies with what was paid out of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, QuerySet, Sum

from shouwang.base.access import Scope
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import found_within, is_near, place_filter, within
from shouwang.stages.programmes.insurance import facts
from shouwang.stages.programmes.insurance.enums import DifferenceState
from shouwang.stages.programmes.insurance.models import Difference, Settlement
from shouwang.stages.register.held import RegisterEmpty, held

PAGE = 50  # rows
ANYWHERE = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which differences: of a place, in a state, for a reason, after a number."""

    place: str = ANYWHERE
    state: str = ""
    why: str = ""
    after: int | None = None
    limit: int = PAGE


@dataclass(frozen=True, slots=True)
class Tally:
    """How many differences there are for a reason, and what they come to, in fen."""

    why: str
    count: int
    gap: int


def differences(*, content: Content, wanted: Wanted, on: date, scope: Scope) -> list[Difference]:
    """Return a page of differences, the newest first.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    rows = _wanted(content, wanted, scope)
    if wanted.after is not None:
        rows = rows.filter(pk__lt=wanted.after)
    return list(rows[: wanted.limit])


def tallies(*, content: Content, wanted: Wanted, on: date, scope: Scope) -> list[Tally]:
    """Return how many differences are open for each reason, the most first."""
    del on
    rows = (
        _wanted(content, wanted, scope)
        .order_by()
        .values("why")
        .annotate(count=Count("id"), sum=Sum("gap"))
    )
    found = [Tally(row["why"], row["count"], row["sum"] or 0) for row in rows]
    return sorted(found, key=lambda each: -each.count)


def _wanted(content: Content, wanted: Wanted, scope: Scope) -> QuerySet[Difference]:
    rows = within(Difference.objects.all(), scope)
    if wanted.place:
        rows = rows.filter(**place_filter(wanted.place, content, scope))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.why:
        rows = rows.filter(why=wanted.why)
    return rows


def difference(*, difference_id: int, on: date, scope: Scope) -> Difference:
    """Return a difference.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Difference.objects.all(), scope, pk=difference_id)


def difference_of(*, case_number: str, on: date, scope: Scope) -> Difference | None:
    """Return the difference of a claim, if there is one in the scope."""
    del on
    return within(Difference.objects.all(), scope).filter(case_number=case_number).first()


def latest_settlements(
    *, content: Content, place: str = ANYWHERE, on: date, scope: Scope
) -> list[Settlement]:
    """Return the latest settlement of each banner near a scope."""
    del on
    latest = Settlement.objects.order_by().values("banner").annotate(last=Max("id"))
    rows = Settlement.objects.filter(pk__in=[row["last"] for row in latest])
    return [
        each
        for each in sorted(rows, key=lambda row: row.banner)
        if is_near(each.banner, content, scope)
        and (not place or _is_around(content, each.banner, place))
    ]


def _is_around(content: Content, banner: str, place: str) -> bool:
    chain: Sequence[str] = list(content.ancestors(banner).values())
    return place in chain or banner in content.ancestors(place).values()


def open_count(*, on: date, scope: Scope) -> int:
    """Return how many differences nobody has answered."""
    del on
    return within(Difference.objects.order_by(), scope).filter(state=DifferenceState.OPEN).count()


def covers(
    *, home: Home, content: Content, place: str = ANYWHERE, on: date, scope: Scope
) -> list[facts.Cover]:
    """Return the policies of the banners near a scope, the latest year first."""
    del on
    try:
        found = held(home, content)
    except RegisterEmpty:
        return []
    return [
        each
        for each in facts.covers(found)
        if is_near(each.county, content, scope)
        and (not place or _is_around(content, each.county, place))
    ]
