"""The search page: one box, then a page of households; an ID number never gets into an address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.errors import InputProblems, Problem, ShouwangError
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import LEVELS
from shouwang.stages.register import people
from shouwang.stages.register.held import held
from shouwang.stages.register.queries import index
from shouwang.stages.register.searching import Asked, Sought, asked
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.households import parts
from shouwang.web.households.places import choices, place_of
from shouwang.web.navigation import EVERY
from shouwang.web.tokens import packed, unpacked

ROWS = 50  # a page of the list
FINE = 200  # RFC 9110
UNREADABLE = 422  # RFC 9110
MOST_PLACES = 12  # places of a name that are offered
MASK_LEVELS = frozenset({"township", "village"})


@page(*EVERY)
def search(request: HttpRequest) -> HttpResponse:
    """Ask for a household; a form with an ID number is answered at once, others get an address."""
    content = place.content()
    given = request.POST if request.method == "POST" else request.GET
    chosen = {level: given.get(level, "") for level in LEVELS}
    text = given.get("q", "")
    shown: dict[str, Any] = {"q": "", "chosen": chosen}
    status = FINE
    try:
        wanted = asked(text)
        if request.method == "POST" and not wanted.is_secret:
            values = {"q": text.strip(), **{level: code for level, code in chosen.items() if code}}
            return redirect(f"{reverse('households:search')}?{urlencode(values)}")
        if request.method != "POST" and wanted.is_secret:
            raise _no_id_in_address()
        shown["q"] = "" if wanted.is_secret else text
        shown |= _answer(request, content, wanted, text, chosen)
    except (InputProblems, index.SearchTooWide) as error:
        shown |= {"error": error, "problems": getattr(error, "problems", ())}
        status = UNREADABLE
    shown["choices"] = choices(content, request.scope, chosen)
    state = index.index_state(on=request.day, scope=request.scope)
    shown["state"] = state
    return render(request, "households/search.html", shown, status=status)


@page(*EVERY)
@require_GET
def places(request: HttpRequest) -> HttpResponse:
    """Show the drop-downs as they are after one of them was chosen."""
    chosen = {level: request.GET.get(level, "") for level in LEVELS}
    shown = {"choices": choices(place.content(), request.scope, chosen)}
    return render(request, "households/_places.html", shown)


def _no_id_in_address() -> InputProblems:
    return InputProblems(
        [Problem(_("search"), _("an ID number does not belong into an address"),
                 _("type it into the box"))]
    )  # fmt: skip


def _answer(
    request: HttpRequest, content: Content, wanted: Asked, text: str, chosen: dict[str, str]
) -> dict[str, Any]:
    where = place_of(chosen)
    if wanted.what is Sought.NOTHING and not where:
        return {}
    if where and not index.is_inside(where, content, request.scope):
        raise NotFound(_("there is no such place in your area"))
    if wanted.is_secret:
        rows, more = _by_person(request, content, wanted, where), ""
    else:
        rows, more = _by_text(request, content, text, where)
    named = _places_named(request, content, wanted, text, where)
    if not rows and wanted.what is Sought.NOTHING:
        return {"places": named}
    trail.saw(
        request, "search", f"place:{where}" if where else "search",
        sought=str(wanted.what), rows=len(rows),
    )  # fmt: skip
    numbers = [each.household for each in rows]
    standing = parts.standing(numbers, on=request.day, scope=request.scope)
    return {
        "asked": wanted.what,
        "where": where,
        "rows": [{"household": each, **standing[each.household]} for each in rows],
        "places": named,
        "more": more,
        "is_sought": True,
    }


def _by_text(
    request: HttpRequest, content: Content, text: str, where: str
) -> tuple[list[Any], str]:
    found = index.search(
        text=text, place=where, after=_after(request.GET.get("after", "")), limit=ROWS + 1,
        content=content, on=request.day, scope=request.scope,
    )  # fmt: skip
    rows = found[:ROWS]
    if len(found) <= ROWS:
        return rows, ""
    last = rows[-1]
    values = request.GET.copy()
    values["after"] = packed([last.head_key, last.household])
    return rows, values.urlencode()


def _by_person(request: HttpRequest, content: Content, wanted: Asked, where: str) -> list[Any]:
    found = held(request.home, content)
    if wanted.what is Sought.ID_NUMBER:
        numbers = people.households_of_id(
            found, home=request.home, content=content, id_number=wanted.text, scope=request.scope
        )
    else:
        numbers = _by_mask(request, content, wanted, where)
    rows = index.households(numbers=numbers, on=request.day, scope=request.scope)
    return [each for each in rows.values() if not where or where in each.place.values()]


def _by_mask(request: HttpRequest, content: Content, wanted: Asked, where: str) -> list[int]:
    region = content.regions.get(where)
    if region is None or region.level not in MASK_LEVELS:
        raise InputProblems(
            [Problem(_("search"), _("a masked ID number is sought in one village or township only"),
                     _("choose the village or the township first"))]
        )  # fmt: skip
    here = index.in_place(place=where, content=content, on=request.day, scope=request.scope)
    above = content.ancestors(where)
    return people.households_of_mask(
        held(request.home, content), home=request.home, content=content, mask=wanted.text,
        households=here, place=tuple(above.get(level, "") for level in content.partition),
    )  # fmt: skip


def _places_named(
    request: HttpRequest, content: Content, wanted: Asked, text: str, where: str
) -> list[dict[str, str]]:
    """Places whose name begins with what was typed: perhaps one of them was meant."""
    if wanted.what is not Sought.NAME or where:
        return []
    codes = index.places_named(text=text, content=content, on=request.day, scope=request.scope)
    found = []
    for code in codes[:MOST_PLACES]:
        above = content.ancestors(code)
        values = {level: above[level] for level in LEVELS if level in above}
        found.append({"code": code, "query": urlencode(values)})
    return found


def _after(token: str) -> index.After | None:
    if not token:
        return None
    try:
        key, number = unpacked(token)
        return str(key), int(number)
    except (ValueError, TypeError):
        raise PageGone(_("there is no such page of the list")) from None


class PageGone(ShouwangError):
    """The address names a page of a list that nobody has been given."""
