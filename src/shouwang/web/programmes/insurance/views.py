"""The pages of settlements: what differs and why, one claim written out, premium and payouts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from shouwang.stages.programmes.insurance.enums import DifferenceReason, DifferenceState
from shouwang.stages.programmes.insurance.operations import settlements as acts
from shouwang.stages.programmes.insurance.queries import claims, settlements as known
from shouwang.stages.programmes.insurance.terms import number_of, product_for
from shouwang.stages.register.queries import index
from shouwang.web import place, trail
from shouwang.web.guard import page
from shouwang.web.programmes.insurance import shown
from shouwang.web.reading import whole
from shouwang.web.statuses import OK

LONGEST = 60  # characters of a key in the log


@page(*shown.READERS)
@require_GET
def settlement(request: HttpRequest) -> HttpResponse:
    """Show what differs between us and the insurers, banner by banner and claim by claim."""
    return settlement_page(request)


def settlement_page(request: HttpRequest, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of settlements, with what was refused if something was."""
    given, content = request.GET, place.content()
    state = given.get("state", DifferenceState.OPEN)
    wanted = known.Wanted(
        place=given.get("place", ""),
        state=state if state in DifferenceState.values else "",
        why=given.get("why", "") if given.get("why") in DifferenceReason.values else "",
        after=whole(given.get("after")) or None,
        limit=known.PAGE + 1,
    )
    asked: dict[str, Any] = {"content": content, "on": request.day, "scope": request.scope}
    rows = known.differences(wanted=wanted, **asked)
    first = rows[: known.PAGE]
    heads = index.households(
        numbers={each.household for each in first}, on=request.day, scope=request.scope
    )
    runs = known.latest_settlements(place=wanted.place, **asked)
    if first:
        trail.saw(request, "insurance_differences", "insurance", count=len(first))
    query = given.copy()
    query.pop("after", None)
    kinds = shown.kind_words()
    return render(
        request, "insurance/settlement.html",
        {
            "rows": [
                {"each": each, "head": heads.get(each.household), "tag": shown.TAGS[DifferenceState(each.state)],
                 "kind": kinds.get(each.kind, each.kind)}
                for each in first
            ],
            "tallies": [(DifferenceReason(each.why), each) for each in known.tallies(wanted=wanted, **asked)],
            "runs": runs,
            "sums": _sums(runs),
            "wanted": wanted,
            "states": DifferenceState.choices,
            "whys": [each for each in DifferenceReason if each not in {DifferenceReason.AGREES, DifferenceReason.PENDING, DifferenceReason.UNKNOWN}],
            "places": place.own_and_below(request.scope),
            "banners": _banners(request),
            "may_settle": request.actor.has_role(*acts.SETTLERS),
            "next": f"{query.urlencode()}&after={first[-1].pk}" if len(rows) > known.PAGE else "",
            **more,
        },
        status=status,
    )  # fmt: skip


def _sums(runs: list[Any]) -> dict[str, int]:
    names = ("claims", "agreed", "differing", "pending", "unknown", "ours", "theirs")
    sums = {name: sum(getattr(each, name) for each in runs) for name in names}
    return {**sums, "gap": sums["theirs"] - sums["ours"]}


def _banners(request: HttpRequest) -> list[tuple[str, str]]:
    content = place.content()
    return [
        (each.code, place.region_label(each.code))
        for each in content.regions_of("banner")
        if request.scope.covers(content.ancestors(each.code))
    ]


@page(*shown.READERS, "village", "team")
@require_GET
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Show a claim with its sum written out."""
    return claim_page(request, number)


def claim_page(request: HttpRequest, number: str, *, status: int = OK, **more: Any) -> HttpResponse:
    """Return the page of a claim, with what was refused and what was typed, if something was."""
    policy = place.policy()
    found = claims.claim(
        home=request.home, policy=policy, number=number, on=request.day, scope=request.scope
    )
    fact = found.fact
    banner = policy.content.ancestors(fact.village)["banner"]
    product = product_for(policy, place=banner)
    difference = known.difference_of(case_number=number, on=request.day, scope=request.scope)
    heads = index.households(numbers=[fact.household], on=request.day, scope=request.scope)
    trail.saw(request, "insurance_claim", f"insurance_claim:{number[:LONGEST]}")
    steps = shown.steps(found.line, found.worked) if found.line and found.worked else []
    is_open = difference is not None and difference.state != DifferenceState.SETTLED
    return render(
        request, "insurance/claim.html",
        {
            "settled": found,
            "fact": fact,
            "words": shown.claim_cells(fact),
            "head": heads.get(fact.household),
            "product": product,
            "group": product.groups.get(found.group),
            "why": found.why,
            "why_tag": shown.WHY_TAGS.get(found.why, "bad"),
            "steps": steps,
            "stated": found.worked is not None and found.worked.claim.loss != fact.loss,
            "clocks": shown.clocks(fact, fact.village, request.day),
            "difference": difference,
            "tag": shown.TAGS[DifferenceState(difference.state)] if difference else "",
            "may_answer": is_open and request.actor.has_role(*acts.ANSWERERS),
            "answers": [DifferenceState(each) for each in acts.ANSWERS],
            "may_list": request.actor.has_role(*shown.READERS),
            **more,
        },
        status=status,
    )  # fmt: skip


@page("region", "league", "approver", "clerk")
@require_GET
def ratios(request: HttpRequest) -> HttpResponse:
    """Show premium, payouts and what is left, policy by policy."""
    where = request.GET.get("place", "")
    rows = known.covers(
        home=request.home, content=place.content(), place=where, on=request.day,
        scope=request.scope,
    )  # fmt: skip
    least = number_of(place.policy(), "cover_ratio_least", request.day)
    told = []
    for each in rows:
        is_over = each.end_date is not None and each.end_date < request.day
        is_low = least is not None and each.ratio is not None and each.ratio < float(least)
        closes = each.payouts is not None and each.balance_left is not None and (
            each.premium == each.payouts + each.balance_left
        )  # fmt: skip
        told.append({"each": each, "is_over": is_over, "is_low": is_over and is_low,
                     "closes": closes,
                     "gap": each.premium - (each.payouts or 0) - (each.balance_left or 0)})  # fmt: skip
    sums = {
        name: sum(getattr(each, name) or 0 for each in rows)
        for name in ("people", "premium", "payouts", "balance_left")
    }
    return render(
        request, "insurance/ratios.html",
        {"rows": told, "sums": sums, "place": where, "least": least,
         "ratio": sums["payouts"] / sums["premium"] if sums["premium"] else None,
         "places": place.own_and_below(request.scope)},
    )  # fmt: skip
