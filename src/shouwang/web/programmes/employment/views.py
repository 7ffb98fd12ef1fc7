"""The proposals of a place, one of them, what fits a seeker, and who fits a vacancy."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.programmes.employment import facts
from shouwang.stages.programmes.employment.eligibility import (
    Judge,
    bars_of,
    posts_for,
    seekers_for,
)
from shouwang.stages.programmes.employment.enums import (
    DeclineReason,
    EndReason,
    ProposalState,
)
from shouwang.stages.programmes.employment.keeping import first_kept_day
from shouwang.stages.programmes.employment.operations import proposals as operations
from shouwang.stages.programmes.employment.queries import matches
from shouwang.stages.programmes.employment.queries.matches import PAGE, Wanted
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.employment.shown import EVERYBODY, banner_of, lines, said
from shouwang.web.reading import whole
from shouwang.web.statuses import OK


@page(*EVERYBODY)
@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Show the proposals of the reader's places, those that wait for an answer unless told else."""
    asked = request.GET.get("state", ProposalState.OFFERED)
    state = asked if asked in ProposalState.values else ""
    found = matches.proposals(
        wanted=Wanted(state=state, after=whole(request.GET.get("after")), limit=PAGE + 1),
        on=request.day, scope=request.scope,
    )  # fmt: skip
    if found:
        trail.saw(request, "job_proposals", "proposals", count=min(len(found), PAGE))
    query = request.GET.copy()
    if len(found) > PAGE:
        query["after"] = str(found[PAGE - 1].pk)
    return render(request, "employment/proposals.html", {
        "lines": lines(request, found[:PAGE]), "state": state, "states": ProposalState,
        "counts": matches.counts(on=request.day, scope=request.scope),
        "next": query.urlencode() if len(found) > PAGE else "",
    })  # fmt: skip


@page(*EVERYBODY)
@require_GET
def proposal(request: HttpRequest, number: int) -> HttpResponse:
    """Show a proposal: the post, why it fits, and what may be done."""
    return proposal_page(request, number)


def proposal_page(
    request: HttpRequest, number: int, *, status: int = OK, **more: Any
) -> HttpResponse:
    """Return the page of a proposal, with what was refused and what was typed, if something was."""
    found = matches.proposal(proposal_id=number, on=request.day, scope=request.scope)
    trail.saw(request, "job_proposal", f"proposal:{found.pk}")
    by = request.actor
    may_act = by.has_role(*operations.PLACERS)
    first = first_kept_day(place.policy(), found.placed_date, on=request.day)
    return render(request, "employment/proposal.html", {
        "line": lines(request, [found])[0], "proposal": found,
        "others": [each for each in matches.proposals_of(person=found.person, on=request.day,
                                                         scope=request.scope)
                   if each.pk != found.pk],
        "may_answer": found.state == ProposalState.OFFERED and by.has_role(*operations.ANSWERERS),
        "may_place": found.state == ProposalState.ACCEPTED and may_act,
        "may_keep": found.state == ProposalState.PLACED and may_act and request.day >= first,
        "may_end": may_act and found.state in {ProposalState.ACCEPTED, ProposalState.PLACED,
                                               ProposalState.KEPT},
        "first_kept": first, "declines": DeclineReason, "ends": EndReason, **more,
    }, status=status)  # fmt: skip


@page(*EVERYBODY)
@require_GET
def seeker(request: HttpRequest, banner: str, seeker: str) -> HttpResponse:
    """Show what fits a seeker best, with reasons, and what keeps the other posts from them."""
    code = banner_of(request, banner)
    rules, told = place.practice().matching, _place(request, code)
    found = next(
        (each for each in facts.seekers(rules=rules, **told) if each.seeker == seeker), None
    )
    if found is None:
        raise NotFound(_("there is no such record in your area"))
    trail.saw(request, "job_seeker", f"household:{found.household}", seeker=found.seeker)
    judge, posts = Judge(rules, on=request.day), facts.posts(**told)
    fitting = posts_for(judge, found, posts)
    return render(request, "employment/seeker.html", {
        "seeker": found, "banner": code, "head": _head(request, found.household),
        "fitting": [(post, verdict, said(verdict.reasons))
                    for post, verdict in fitting[: rules.recommended]],
        "count": len(fitting), "posts": len(posts),
        "bars": [(rules.label(bar), count) for bar, count in bars_of(judge, found, posts).items()],
        "proposals": lines(request, matches.proposals_of(
            person=found.person, on=request.day, scope=request.scope)),
    })  # fmt: skip


@page(*EVERYBODY)
@require_GET
def vacancy(request: HttpRequest, banner: str, vacancy: str) -> HttpResponse:
    """Show who of the reader's places fits a vacancy best."""
    code = banner_of(request, banner)
    rules, told = place.practice().matching, _place(request, code)
    post = next((each for each in facts.posts(**told) if each.vacancy == vacancy), None)
    if post is None:
        raise NotFound(_("there is no such record in your area"))
    seekers = facts.seekers(rules=rules, **told)
    fitting = seekers_for(Judge(rules, on=request.day), post, seekers)
    heads = index.households(
        numbers={each.household for each, _verdict in fitting[: rules.recommended]},
        on=request.day, scope=request.scope,
    )  # fmt: skip
    if fitting:
        trail.saw(request, "vacancy_seekers", f"vacancy:{vacancy}", count=len(heads))
    return render(request, "employment/vacancy.html", {
        "post": post, "banner": code, "count": len(fitting), "seekers": len(seekers),
        "fitting": [(each, verdict, said(verdict.reasons), heads.get(each.household))
                    for each, verdict in fitting[: rules.recommended]],
    })  # fmt: skip


def _place(request: HttpRequest, banner: str) -> dict[str, Any]:
    return {"home": request.home, "content": place.content(), "banner": banner,
            "on": request.day, "scope": request.scope}  # fmt: skip


def _head(request: HttpRequest, household: int) -> Any:
    found = index.households(numbers=[household], on=request.day, scope=request.scope)
    return found.get(household)
