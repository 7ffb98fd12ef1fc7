"""What is asked of the board: which set of figures, against which, which banners, in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from shouwang.base.access import NOWHERE, NotFound
from shouwang.base.words import _
from shouwang.rules.groups import members_of
from shouwang.rules.listed import load_listed
from shouwang.stages.board.queries import figures
from shouwang.stages.org.queries import accounts
from shouwang.stages.register.queries.index import is_inside
from shouwang.web import place
from shouwang.web.board.told import FigureSet
from shouwang.web.reading import whole
from shouwang.web.who import account_of

READERS = ("region", "league", "approver", "clerk", "auditor")
LISTED, OTHERS = "listed", "others"
WORD = 60  # characters of a name of an indicator
WEEK = timedelta(days=7)  # of the calendar


@dataclass(frozen=True, slots=True)
class Asked:
    """What the board is asked for.

    Attributes:
        sets: All sets of figures, the newest first.
        now: The set that is shown.
        before: The set it is compared with, if there is an earlier one.
        tab: The listed banners or the others.
        kind: Which of the listed: by the list they are on.
        group: A group of households; of a group of places, its banners.
        sort: An area, `bad`, or nothing for the order of the divisions.
        paint: What the map shows: the name of an area, or `i.` and that of an indicator.
    """

    sets: Sequence[FigureSet]
    now: FigureSet
    before: FigureSet | None
    tab: str = LISTED
    league: str = ""
    kind: str = ""
    group: str = ""
    sort: str = ""
    is_reversed: bool = False
    paint: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What an address carries on to the next."""
        given = {
            "set": str(self.now.pk) if self.now != self.sets[0] else "",
            "with": str(self.before.pk)
            if self.before is not None and self.before != usual(self.sets, self.now)
            else "",
            "tab": self.tab if self.tab != LISTED else "",
            "league": self.league, "kind": self.kind, "group": self.group, "sort": self.sort,
            "down": "1" if self.is_reversed else "", "paint": self.paint,
        }  # fmt: skip
        return {name: text for name, text in given.items() if text}

    def address(self, **other: str) -> str:
        """Return the query of the same board with something else; empty texts leave it out."""
        told = {**self.query, **other}
        return urlencode({name: text for name, text in told.items() if text})


def supervised(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let an auditor, who sees no records, see the figures of the place the account is of."""

    @wraps(view)
    def seeing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.has_role("auditor"):
            request.scope = accounts.reach_of(
                account=account_of(request), content=place.content(), on=request.day, scope=NOWHERE
            )
        return view(request, *args, **kwargs)

    return seeing


def sets_of(request: HttpRequest) -> list[FigureSet]:
    """Return the finished sets of figures, the newest first."""
    return figures.figure_sets(on=request.day, scope=request.scope)


def asked_of(request: HttpRequest, sets: Sequence[FigureSet]) -> Asked:
    """Return what an address asks for; there is a set at least.

    Raises:
        NotFound: if it names a set or a place that is not there for the reader.
    """
    given, areas = request.GET, place.practice().areas.areas
    now = _set(sets, given.get("set", "")) or sets[0]
    before = _set(sets, given.get("with", "")) or usual(sets, now)
    league = given.get("league", "")
    if league:
        found = place.content().regions.get(league)
        if found is None or found.level != "league" or not may_see(request, league):
            raise NotFound(_("there is no such place in your area"))
    sort, group = given.get("sort", ""), given.get("group", "")
    return Asked(
        sets=sets,
        now=now,
        before=before if before != now else None,
        tab=OTHERS if given.get("tab") == OTHERS else LISTED,
        league=league,
        kind=given.get("kind", "")[:WORD],
        group=group if group in groups() else "",
        sort=sort if sort in {*areas, "bad"} else "",
        is_reversed=given.get("down") == "1",
        paint=_paint(given.get("paint", "")),
    )


def groups() -> dict[str, str]:
    """Return name → label of the groups of households that figures are told for."""
    return {each.name: each.label for each in place.practice().areas.groups.values()}


def told_group(wanted: Asked) -> str:
    """Return the group that figures are asked for; a group of places is a choice of banners."""
    return "" if _members(wanted.group) is not None else wanted.group


def _members(group: str) -> frozenset[str] | None:
    found = place.practice().areas.groups.get(group)
    return members_of(found, place.content()) if found is not None else None


def usual(sets: Sequence[FigureSet], now: FigureSet) -> FigureSet | None:
    """Return the set a week earlier, else the next earlier one."""
    earlier = [each for each in sets if each.on < now.on]
    week = [each for each in earlier if each.on <= now.on - WEEK]
    return next(iter(week or earlier), None)


def may_see(request: HttpRequest, code: str) -> bool:
    """Tell whether a place lies in the reader's area or around it."""
    content, scope = place.content(), request.scope
    if code not in content.regions:
        return False
    if is_inside(code, content, scope):
        return True
    return any(code in content.ancestors(each).values() for each in scope.places)


def banner_of(request: HttpRequest, code: str) -> str:
    """Return the code of a banner of the reader's.

    Raises:
        NotFound: if it is none.
    """
    content = place.content()
    region = content.regions.get(code)
    if region is None or region.level != content.coverage_level:
        raise NotFound(_("there is no such place in your area"))
    if not is_inside(code, content, request.scope):
        raise NotFound(_("there is no such place in your area"))
    return code


def here(request: HttpRequest) -> str:
    """Return the code of the place a reader looks after: the whole, or the first of their own."""
    own = sorted(request.scope.places)
    content = place.content()
    return own[0] if own else content.regions_of(content.levels[0])[0].code


def banners(request: HttpRequest, wanted: Asked) -> list[str]:
    """Return the codes of the banners a board shows, in the order of the divisions."""
    content = place.content()
    listed, members = load_listed(content), _members(wanted.group)
    found = []
    for region in content.regions_of(content.coverage_level):
        if not is_inside(region.code, content, request.scope):
            continue
        if wanted.league and content.ancestors(region.code).get("league") != wanted.league:
            continue
        own = listed.get(region.code)
        is_wanted = members is None or region.code in members
        if own is not None and wanted.kind:
            is_wanted = is_wanted and own.kind == wanted.kind
        if is_wanted and (own is not None) == (wanted.tab == LISTED):
            found.append(region.code)
    return found


def kinds() -> list[str]:
    """Return which kinds of listed banners there are, as the list has them."""
    return list(dict.fromkeys(each.kind for each in load_listed(place.content()).values()))


def _set(sets: Sequence[FigureSet], text: str) -> FigureSet | None:
    """Return the set of a number; nothing if none is named."""
    if not text:
        return None
    found = next((each for each in sets if each.pk == whole(text)), None)
    if found is None:
        raise NotFound(_("there are no such figures"))
    return found


def _paint(text: str) -> str:
    practice = place.practice()
    if text in practice.areas.areas:
        return text
    return text if text.startswith("i.") and text[2:] in practice.indicators else ""
