"""Where a click on a figure leads: to the records it counts, if the reader may see them."""

from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from shouwang.rules.indicators import Indicator
from shouwang.rules.sources import Checked, Decided, Fed, Records
from shouwang.web import place
from shouwang.web.data.views import READERS as DATA_READERS
from shouwang.web.navigation import OFFICES

# Kind of decision → its page and the name of the place in its address.
PAGES = {
    "leads": ("leads:list", "place"), "visits": ("visits:list", ""), "cases": ("cases:list", "place"),
    "measures": ("measures:list", "place"), "campaigns": ("campaigns:list", ""),
    "notices": ("notices:list", ""), "issues": ("issues:list", "place"),
    "tasks": ("tasks:list", ""), "tours": ("tours:list", ""), "forms": ("forms:list", ""),
}  # fmt: skip
OVERDUE = "overdue"
# Whose lists can be narrowed to what is late, and by which word of their address.
LATE = {"leads": "overdue", "issues": "late", "cases": "late", "measures": "late"}


def drill(request: HttpRequest, indicator: Indicator, *, place_code: str, area: str = "") -> str:
    """Return the address of what an indicator counts in a place; nothing if there is no page."""
    region = place.content().regions.get(place_code)
    is_banner = region is not None and region.level == place.content().coverage_level
    match indicator.source:
        case Checked(checks=checks) if is_banner and request.actor.has_role(*OFFICES):
            query = urlencode([("check", name) for name in checks] or [("area", area)])
            return f"{reverse('board:findings', args=[place_code])}?{query}"
        case Records(of=feed) if request.actor.has_role(*OFFICES):
            return records_page(feed, place_code)
        case Fed() if request.actor.has_role(*DATA_READERS):
            query = urlencode({"place": place_code, "area": area})
            return f"{reverse('data:list')}?{query}"
        case Decided(kind=kind, measure=measure):
            return _decided(request, kind, measure, place_code, area)
        case _:
            return ""


def _decided(request: HttpRequest, kind: str, measure: str, place_code: str, area: str) -> str:
    name, field = PAGES.get(kind, ("", ""))
    try:
        address = reverse(name)
    except NoReverseMatch:
        return ""
    if kind not in {"issues", "tours"} and not request.actor.has_role(*OFFICES):
        return ""
    query = {field: place_code} if field else {}
    if kind in {"leads", "issues"}:
        query |= {"area": area} if area else {}
    if measure == OVERDUE and kind in LATE:
        query[LATE[kind]] = "1"
    return f"{address}?{urlencode(query)}" if query else address


def records_page(feed: str, place_code: str) -> str:
    """Return the address of the list of a feed's rows in a place; nothing if no programme has one."""
    for programme in place.practice().programmes.values():
        if feed in programme.records:
            address = reverse("programmes:records", args=[programme.name, feed])
            return f"{address}?{urlencode({'place': place_code})}"
    return ""


def issues_page(banner: str, area: str) -> str:
    """Return the address of the issues of a banner and an area; nothing while there is none."""
    try:
        address = reverse(PAGES["issues"][0])
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({PAGES['issues'][1]: banner, 'area': area})}"
