"""Projects in hand by product and banner with how concentrated they are; ties by promise and payment."""

from dataclasses import dataclass
from datetime import date

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.calc.risk import herfindahl
from shouwang.lake.folder import Home
from shouwang.lake.sources import Source
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import is_near
from shouwang.stages.programmes.industry import rulebook
from shouwang.stages.programmes.industry.facts import Sum, grouped, linked
from shouwang.stages.register.held import RegisterEmpty, held
from shouwang.stages.register.reading import Conditions, Ground, by_place, by_scope, partition_of


@dataclass(frozen=True, slots=True)
class Spread:
    """Sums by a column, and the index of their money.

    Attributes:
        index: In points up to 10,000; ``None`` where there is no money.
        grade: `low`, `middle` or `high`; ``""`` without an index.
    """

    rows: tuple[Sum, ...]
    whole: int
    index: float | None
    grade: str


def concentration(
    *, home: Home, content: Content, column: str, place: str = "", on: date, scope: Scope
) -> Spread:
    """Return the money of industrial projects in hand by product (`line`) or banner (`county`).

    Raises:
        NotFound: if the place is far from the scope's.
    """
    source, conditions = _asked(home, content, "project", place, scope)
    rows = tuple(grouped(source, column, conditions.where, conditions.values))
    whole = sum(each.money for each in rows)
    if not whole:
        return Spread(rows, 0, None, "")
    index = herfindahl(each.money for each in rows)
    bands = rulebook.project_rules(content, on).concentration
    grade = "high" if index >= bands.high else "middle" if index >= bands.middle else "low"
    return Spread(rows, whole, index, grade)


def links(
    *, home: Home, content: Content, column: str = "role", place: str = "", on: date, scope: Scope
) -> list[Sum]:
    """Return what running ties promise and have paid, by their kind or the kind of household.

    Raises:
        NotFound: if the place is far from the scope's.
    """
    del on
    source, conditions = _asked(home, content, "project_benefit", place, scope)
    return linked(source, column, conditions.where, conditions.values)


def _asked(
    home: Home, content: Content, feed: str, place: str, scope: Scope
) -> tuple[Source | None, Conditions]:
    """Return the files and the conditions under which rows of a feed count."""
    conditions, contract = Conditions(), content.contracts[feed]
    region = content.regions.get(place) if place else None
    if place and (region is None or not is_near(place, content, scope)):
        raise NotFound(_("there is no such place in your area"))
    try:
        ground = Ground(held(home, content), content)
    except RegisterEmpty:
        return None, conditions
    inside = by_scope(ground, contract, scope)
    conditions.add(inside.where, *inside.values)
    codes = sorted(scope.places)
    if region is not None and region.level != content.levels[0]:
        here = by_place(ground, contract, level=region.level, places=[place])
        conditions.add(here.where, *here.values)
        codes = [place]
    return ground.found.files(feed, partition_of(content, codes)), conditions
