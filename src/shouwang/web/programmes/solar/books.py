"""The workbook for the national monitoring system, of one banner."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.org.scoping import fail_outside
from shouwang.stages.programmes.solar import national_book
from shouwang.stages.programmes.solar.queries import exchange
from shouwang.stages.register.held import held
from shouwang.web import place, trail
from shouwang.web.guard import page

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("region", "league", "approver", "clerk")
@require_GET
def book(request: HttpRequest) -> HttpResponse:
    """Give out a banner's stations in the columns of the national system."""
    content = place.content()
    code = request.GET.get("place", "") or next(iter(sorted(request.scope.places)), "")
    fail_outside(code, content, request.scope)
    if content.regions[code].level != content.coverage_level:
        raise NotFound(_("choose a banner: a workbook holds one"))
    lake = held(request.home, content)
    decided = exchange.decided(banner=code, on=request.day, scope=request.scope)
    data = national_book.book(lake, content, banner=code, decided=decided)
    trail.took(request, "solar_book", f"region:{code}", purpose="national monitoring system",
               stations=len(decided.standings))  # fmt: skip
    answer = HttpResponse(data, content_type=WORKBOOK)
    answer["Content-Disposition"] = f'attachment; filename="solar-{code}-{request.day}.xlsx"'
    return answer
