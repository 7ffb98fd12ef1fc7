"""What several pages of the employment programme share: who reads, which banner, how states look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from shouwang.base.access import NotFound
from shouwang.base.words import _
from shouwang.stages.org.scoping import is_near
from shouwang.stages.programmes.employment.enums import ProposalState
from shouwang.stages.register.queries import index
from shouwang.web import place

SUPERVISORS = ("region", "league", "approver", "clerk")
OFFICES = (*SUPERVISORS, "township")
EVERYBODY = (*OFFICES, "village", "team")
TAGS = {
    ProposalState.OFFERED: "watch",
    ProposalState.ACCEPTED: "watch",
    ProposalState.DECLINED: "",
    ProposalState.PLACED: "good",
    ProposalState.KEPT: "good",
    ProposalState.ENDED: "bad",
    ProposalState.SUPERSEDED: "blind",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal as lists show it."""

    proposal: Any
    head: Any
    tag: str
    reasons: Sequence[str]


def lines(request: HttpRequest, found: Sequence[Any]) -> list[Line]:
    """Return proposals with the names of their households, as far as the reader may see them."""
    heads = index.households(
        numbers={each.household for each in found}, on=request.day, scope=request.scope
    )
    return [
        Line(each, heads.get(each.household), TAGS[ProposalState(each.state)],
             said(each.reasons))
        for each in found
    ]  # fmt: skip


def said(reasons: Iterable[str]) -> list[str]:
    """Return how the content says reasons."""
    rules = place.practice().matching
    return [rules.label(each) for each in reasons]


def banner_of(request: HttpRequest, code: str = "") -> str:
    """Return the banner that is asked for, or the first one the reader has to do with.

    Raises:
        NotFound: if it is none, or far from the reader's places.
    """
    content = place.content()
    wanted = code or request.GET.get("banner", "") or request.POST.get("banner", "")
    if not wanted:
        return banners(request)[0]
    region = content.regions.get(wanted)
    if region is None or region.level != content.coverage_level:
        raise NotFound(_("there is no such place in your area"))
    if not is_near(wanted, content, request.scope):
        raise NotFound(_("there is no such place in your area"))
    return wanted


def banners(request: HttpRequest) -> list[str]:
    """Return the banners that the reader has to do with: their own, or those below."""
    content = place.content()
    return [
        each.code
        for each in content.regions_of(content.coverage_level)
        if is_near(each.code, content, request.scope)
    ]
