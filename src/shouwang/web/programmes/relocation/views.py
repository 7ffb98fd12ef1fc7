"""The pages of the sites: the worst first, one with its evidence, households and measures."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.stages.cases.queries import files
from shouwang.stages.programmes.relocation.enums import Aspect, Condition, Light
from shouwang.stages.programmes.relocation.operations import sites as acts
from shouwang.stages.programmes.relocation.queries import sites as known
from shouwang.stages.programmes.relocation.standing import conditions_of
from shouwang.stages.programmes.relocation.terms import terms_on
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.cases.shown import inner_places
from shouwang.web.guard import page
from shouwang.web.programmes.relocation import shown
from shouwang.web.statuses import OK


@page(*shown.READERS)
@require_GET
def sites(request: HttpRequest) -> HttpResponse:
    """Show the sites, those with the most bad aspects first."""
    content, wanted = place.content(), shown.wanted_of(request.GET.dict())
    rows = known.sites(
        wanted=wanted, after=shown.after_of(request.GET.get("after", "")), content=content,
        on=request.day, scope=request.scope,
    )  # fmt: skip
    first, more = rows[: known.LIMIT], rows[known.LIMIT :]
    query = request.GET.copy()
    query.pop("after", None)
    last = f"{first[-1].bad_aspects}_{first[-1].pk}" if more else ""
    told = {
        "rows": [shown.row(each) for each in first],
        "wanted": wanted,
        "totals": known.totals(
            place=wanted.place, content=content, on=request.day, scope=request.scope
        ),
        "oldest": known.oldest(
            place=wanted.place, content=content, on=request.day, scope=request.scope
        ),
        "places": inner_places(request.scope),
        "banners": _banners(request),
        "may_judge": request.actor.has_role(*acts.JUDGES),
        "aspects": Aspect,
        "conditions": Condition,
        "lights": Light,
        "next": f"{query.urlencode()}&after={last}" if more else "",
    }
    return render(request, "relocation/sites.html", told)


def _banners(request: HttpRequest) -> list[tuple[str, str]]:
    content = place.content()
    return [
        (each.code, place.region_label(each.code))
        for each in content.regions_of("banner")
        if request.scope.covers(content.ancestors(each.code))
    ]


@page(*shown.READERS)
@require_GET
def site(request: HttpRequest, number: int) -> HttpResponse:
    """Show a site."""
    return site_page(request, number)


def site_page(request: HttpRequest, number: int, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a site, with what was refused and what was typed, if something was."""
    policy = place.policy()
    found = known.shown(
        number=number, home=request.home, policy=policy, on=request.day, scope=request.scope
    )
    heads = index.households(
        numbers=[each.household for each in found.movers], on=request.day, scope=request.scope
    )
    plans = known.plans_of(number=number, on=request.day, scope=request.scope)
    terms = terms_on(policy, request.day)
    trail.saw(request, "relocation_site", f"site:{number}", count=len(found.movers))
    told = {
        "standing": found.standing,
        "site": found.site,
        "where": found.standing.village or found.standing.banner,
        "aspects": shown.aspects(found.judged),
        "conditions": shown.conditions(found.conditions),
        "movers": [
            shown.mover(
                each,
                conditions_of(each, terms),
                heads[each.household].head_name if each.household in heads else "",
            )
            for each in found.movers
        ],
        "hidden": found.hidden,
        "plans": [
            {
                **shown.plan(each, request.day),
                "files": files.attachments_of(
                    owner=f"site_plan:{each.pk}", on=request.day, scope=request.scope
                ),
            }
            for each in plans
        ],
        "may_plan": request.actor.has_role(*acts.PLANNERS),
        "choices": Aspect,
        **more,
    }
    return render(request, "relocation/site.html", told, status=status)
