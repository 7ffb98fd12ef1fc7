"""The poster of a village with the code of its page, and the form on paper for those without a phone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.lake.keys import read_keys
from shouwang.stages.cases.receipts import village_token
from shouwang.stages.cases.wording import seal_of
from shouwang.stages.register.queries import index
from shouwang.web import place
from shouwang.web.cases.shown import inner_places
from shouwang.web.guard import page
from shouwang.web.notices.codes import address, qr_code, rules
from shouwang.web.notices.views import READERS


@page(*READERS)
@require_GET
def villages(request: HttpRequest) -> HttpResponse:
    """Show the places below one's own, down to the villages and their posters."""
    wanted = request.GET.get("place", "")
    content = place.content()
    if wanted and not _is_in_scope(request, wanted):
        raise NotFound(_("there is no such place in your area"))
    below = inner_places(request.scope, wanted)
    own = [(code, content.regions[code].name) for code in sorted(request.scope.places)]
    is_village = request.scope.level == "village"
    said = {
        "places": [
            (code, name, content.regions[code].level == "village")
            for code, name in (own if is_village else below)
        ],
        "wanted": wanted,
    }
    return render(request, "notices/posters.html", said)


@page(*READERS)
@require_GET
def poster(request: HttpRequest, village: str) -> HttpResponse:
    """Show the poster of a village."""
    _fail_unless_here(request, village)
    content = place.content()
    said = {
        "village": village,
        "seal": seal_of(village, content, rules()),
        "address": _address(request, village),
        "troubles": rules().self_reports.troubles,
        "consent": rules().self_reports.consent,
    }
    return render(request, "notices/poster.html", said)


@page(*READERS)
@require_GET
def qr(request: HttpRequest, village: str) -> HttpResponse:
    """Return the code of a village's page."""
    _fail_unless_here(request, village)
    return qr_code(_address(request, village))


def _address(request: HttpRequest, village: str) -> str:
    token = village_token(village, read_keys(request.home.keys).hash)
    return address(request, reverse("public:report", args=[token]))


def _fail_unless_here(request: HttpRequest, village: str) -> None:
    region = place.content().regions.get(village)
    if region is None or region.level != "village" or not _is_in_scope(request, village):
        raise NotFound(_("there is no such place in your area"))


def _is_in_scope(request: HttpRequest, code: str) -> bool:
    return index.is_inside(code, place.content(), request.scope)
