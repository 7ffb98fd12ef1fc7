"""What can be asked of leave: one, somebody's, those that wait for a decision."""

from collections.abc import Collection
from datetime import date, timedelta

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.programmes.village_teams.enums import LeaveState
from shouwang.stages.programmes.village_teams.models import Leave

LIMIT = 50  # rows of a page
STANDING = (LeaveState.ASKED, LeaveState.GRANTED)
ONE_DAY = timedelta(days=1)


def leave(*, number: int, on: date, scope: Scope) -> Leave:
    """Return a leave.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(Leave.objects.all(), scope, pk=number)


def leaves_of(*, post: str, on: date, scope: Scope) -> list[Leave]:
    """Return the leaves of a term, the latest first."""
    del on
    return list(within(Leave.objects.filter(post=post), scope)[:LIMIT])


def asked(
    *, levels: Collection[str] = (), after: int | None = None, limit: int = LIMIT, on: date,
    scope: Scope,
) -> list[Leave]:  # fmt: skip
    """Return a page of the leaves that wait, the oldest first; one more, if there are more.

    Args:
        levels: Only those granted at these levels; all if there are none.
    """
    del on
    found = within(Leave.objects.filter(state=LeaveState.ASKED), scope)
    if levels:
        found = found.filter(level__in=levels)
    if after is not None:
        found = found.filter(pk__gt=after)
    return list(found.order_by("id")[: limit + 1])


def running(*, on: date, scope: Scope) -> list[Leave]:
    """Return who is on leave on a day, or should be back and has not said so."""
    found = within(Leave.objects.filter(state=LeaveState.GRANTED, back_date=None), scope)
    return list(found.filter(first_day__lte=on).order_by("last_day", "id")[:LIMIT])


def covering(*, post: str, day: date, on: date, scope: Scope) -> Leave | None:
    """Return the granted leave somebody is on that day."""
    del on
    found = within(Leave.objects.filter(post=post, state=LeaveState.GRANTED), scope)
    for each in found.filter(first_day__lte=day, last_day__gte=day):
        if each.back_date is None or day < each.back_date:
            return each
    return None


def adjoining(*, post: str, first: date, last: date, on: date, scope: Scope) -> list[Leave]:
    """Return the standing leaves that lie in these days, or end or begin beside them."""
    del on
    found = within(Leave.objects.filter(post=post, state__in=STANDING), scope)
    return list(found.filter(first_day__lte=last + ONE_DAY, last_day__gte=first - ONE_DAY))
