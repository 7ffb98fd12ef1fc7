"""The matching rounds: begun as background work, and what one came to beside greed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.org.scoping import fail_outside
from shouwang.stages.programmes.employment.enums import ProposalState
from shouwang.stages.programmes.employment.operations.rounds import MATCHERS
from shouwang.stages.programmes.employment.queries import matches
from shouwang.stages.programmes.employment.queries.matches import PAGE, Wanted
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.jobs.asking import ask_for
from shouwang.web.programmes.employment.shown import SUPERVISORS, banner_of, banners, lines
from shouwang.web.programmes.employment.tasks import TASK
from shouwang.web.reading import whole


@page(*SUPERVISORS)
@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Show the rounds of the reader's banners, and let them begin one."""
    content = place.content()
    return render(request, "employment/rounds.html", {
        "rounds": matches.rounds(content=content, on=request.day, scope=request.scope),
        "banners": banners(request), "banner": banner_of(request),
        "may_start": request.actor.has_role(*MATCHERS),
    })  # fmt: skip


@page(*MATCHERS)
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Put a round of a banner into the queue."""
    content = place.content()
    banner = request.POST.get("banner", "")
    fail_outside(banner, content, request.scope)
    if content.regions[banner].level != content.coverage_level:
        raise NotFound(_("there is no such place in your area"))
    label = _("Matching: {banner}").format(banner=content.regions[banner].name)
    return redirect("jobs:job", ask_for(request, TASK, label, {"banner": banner}).pk)


@page(*SUPERVISORS)
@require_GET
def matching_round(request: HttpRequest, number: int) -> HttpResponse:
    """Show a round: its totals beside greed, and its proposals."""
    found = matches.matching_round(
        round_id=number, content=place.content(), on=request.day, scope=request.scope
    )
    asked = request.GET.get("state", "")
    state = asked if asked in ProposalState.values else ""
    told = matches.proposals(
        wanted=Wanted(state=state, round_id=found.pk, after=whole(request.GET.get("after")),
                      limit=PAGE + 1),
        on=request.day, scope=request.scope,
    )  # fmt: skip
    if told:
        trail.saw(request, "matching_round", f"round:{found.pk}", count=min(len(told), PAGE))
    query = request.GET.copy()
    if len(told) > PAGE:
        query["after"] = str(told[PAGE - 1].pk)
    return render(request, "employment/round.html", {
        "round": found, "lines": lines(request, told[:PAGE]), "state": state,
        "states": ProposalState, "rules": place.practice().matching,
        "points": place.practice().matching.points_on(found.made_date),
        "counts": matches.counts(round_id=found.pk, on=request.day, scope=request.scope),
        "next": query.urlencode() if len(told) > PAGE else "",
    })  # fmt: skip
