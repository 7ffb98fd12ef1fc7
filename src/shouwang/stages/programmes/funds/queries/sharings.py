"""Sharings of money that are kept."""

from datetime import date

from django.db.models import QuerySet

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within
from shouwang.stages.programmes.funds.enums import SharingState
from shouwang.stages.programmes.funds.models import Sharing, SharingPart
from shouwang.stages.programmes.funds.seen import by_banner

MOST = 200  # listed; more are years old


def sharings(*, on: date, scope: Scope) -> list[Sharing]:
    """Return the sharings a scope may see, the latest first: drafts are for the region alone."""
    del on
    return list(_seen(scope)[:MOST])


def sharing(*, sharing_id: int, on: date, scope: Scope) -> Sharing:
    """Return one sharing.

    Raises:
        NotFound: if there is none the scope may see.
    """
    del on
    return found_within(_seen(scope), Scope(), pk=sharing_id)


def parts(*, sharing_id: int, on: date, scope: Scope) -> list[SharingPart]:
    """Return what the banners of a scope get."""
    found = sharing(sharing_id=sharing_id, on=on, scope=scope)
    return list(by_banner(SharingPart.objects.filter(sharing=found), scope))


def _seen(scope: Scope) -> QuerySet[Sharing]:
    if scope.is_everything:
        return Sharing.objects.all()
    theirs = by_banner(SharingPart.objects.all(), scope).values("sharing")
    return Sharing.objects.filter(state=SharingState.ADOPTED, pk__in=theirs)
