"""Rounds, proposals and published lists that a scope covers."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from shouwang.base.access import NotFound, Scope
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.org.scoping import found_within, is_inside, is_near, within
from shouwang.stages.programmes.employment.models import Proposal, Round, VacancyList

PAGE = 50  # rows


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which proposals.

    Attributes:
        after: The number of the last of the page before.
    """

    state: str = ""
    round_id: int = 0
    after: int = 0
    limit: int = PAGE


def proposal(*, proposal_id: int, on: date, scope: Scope) -> Proposal:
    """Return a proposal.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Proposal.objects.select_related("round"), scope, pk=proposal_id)


def proposals(*, wanted: Wanted, on: date, scope: Scope) -> list[Proposal]:
    """Return a page of proposals, the oldest first."""
    del on
    found = within(Proposal.objects.all(), scope)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.round_id:
        found = found.filter(round_id=wanted.round_id)
    return list(found.filter(pk__gt=wanted.after).order_by("pk")[: wanted.limit])


def counts(*, round_id: int = 0, on: date, scope: Scope) -> Counter[str]:
    """Return how many proposals stand where, of all rounds or of one."""
    del on
    found = within(Proposal.objects.all(), scope)
    if round_id:
        found = found.filter(round_id=round_id)
    rows = found.order_by().values_list("state").annotate(Count("pk"))
    return Counter(dict(rows))


def proposals_of(*, person: int, on: date, scope: Scope) -> list[Proposal]:
    """Return what has been proposed to somebody, the newest first."""
    del on
    return list(within(Proposal.objects.all(), scope).filter(person=person).order_by("-pk"))


def matching_round(*, round_id: int, content: Content, on: date, scope: Scope) -> Round:
    """Return a round.

    Raises:
        NotFound: if there is none in a banner of the scope.
    """
    del on
    found = Round.objects.filter(pk=round_id).first()
    if found is None or not is_inside(found.banner, content, scope):
        raise NotFound(_("there is no such record in your area"))
    return found


def rounds(*, content: Content, on: date, scope: Scope, limit: int = PAGE) -> list[Round]:
    """Return the newest rounds of the scope's banners."""
    del on
    found = Round.objects.all()
    if scope.regions:
        banners = {content.ancestors(code).get("banner", "") for code in scope.regions} - {""}
        found = found.filter(banner__in=banners)
    return [each for each in found[:limit] if is_inside(each.banner, content, scope)]


def vacancy_list(*, banner: str, content: Content, on: date, scope: Scope) -> VacancyList | None:
    """Return the list of a banner that counts; None if none was published.

    Raises:
        NotFound: if the banner is far from the scope.
    """
    if banner not in content.regions or not is_near(banner, content, scope):
        raise NotFound(_("there is no such place in your area"))
    found = VacancyList.objects.filter(banner=banner, published_date__lte=on)
    return found.first()


def published(*, list_id: int, content: Content, on: date, scope: Scope) -> VacancyList:
    """Return a list by its number, an earlier one too.

    Raises:
        NotFound: if there is none, or its banner is far from the scope.
    """
    found = VacancyList.objects.filter(pk=list_id, published_date__lte=on).first()
    if found is None or not is_near(found.banner, content, scope):
        raise NotFound(_("there is no such record in your area"))
    return found


def list_days(
    *, banner: str, content: Content, on: date, scope: Scope, limit: int = PAGE
) -> list[tuple[int, date]]:
    """Return the number and day of a banner's lists, the newest first."""
    if banner not in content.regions or not is_near(banner, content, scope):
        raise NotFound(_("there is no such place in your area"))
    found = VacancyList.objects.filter(banner=banner, published_date__lte=on)
    return list(found.values_list("pk", "published_date")[:limit])
