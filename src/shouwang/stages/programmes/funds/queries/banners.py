"""Which banners' money a reader may see, and what the lake says of it."""

from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.lake.folder import Home
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import is_inside
from shouwang.stages.programmes.funds import facts
from shouwang.stages.programmes.funds.facts import Idle, Spending

LEVEL = "banner"


def banners(*, content: Content, place: str = "", on: date, scope: Scope) -> list[str]:
    """Return the codes of the banners of a place that the scope covers as a whole.

    Raises:
        NotFound: if the place is none, or has no banner within the scope.
    """
    del on
    if place and place not in content.regions:
        raise NotFound(_("there is no such place in your area"))
    found = [
        each.code
        for each in content.regions_of(LEVEL)
        if is_inside(each.code, content, scope)
        and scope.households is None
        and (not place or place in content.ancestors(each.code).values())
    ]
    if place and not found:
        raise NotFound(_("there is no such place in your area"))
    return found


def spending(
    *, home: Home, content: Content, place: str, kind: str, on: date, scope: Scope
) -> list[Spending]:
    """Return how this year's money was spent in the banners of a place."""
    codes = banners(content=content, place=place, on=on, scope=scope)
    return facts.spending(home=home, content=content, year=on.year, kind=kind, banners=codes)


def idle(
    *,
    home: Home,
    content: Content,
    place: str,
    days: int,
    after: tuple[int, str] | None = None,
    limit: int,
    on: date,
    scope: Scope,
) -> list[Idle]:
    """Return the idle pieces of money in the banners of a place, the largest first."""
    codes = banners(content=content, place=place, on=on, scope=scope)
    return facts.idle(
        home=home, content=content, on=on, days=days, banners=codes, after=after, limit=limit
    )


def idle_sums(
    *, home: Home, content: Content, place: str, days: int, on: date, scope: Scope
) -> list[tuple[str, int, int]]:
    """Return banner, number and fen of the idle pieces in the banners of a place."""
    codes = banners(content=content, place=place, on=on, scope=scope)
    return facts.idle_sums(home=home, content=content, on=on, days=days, banners=codes)
