"""Tickets and reviews of stations, as lists and one by one."""

from datetime import date

from django.db.models import Count, Q

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import found_within, within
from shouwang.stages.programmes.solar.enums import TicketState
from shouwang.stages.programmes.solar.models import Review, Ticket

PAGE = 50  # rows


def tickets(
    *, place: dict[str, str], state: str = "", kind: str = "", station: str = "",
    after: tuple[date, int] | None = None, limit: int = PAGE, on: date, scope: Scope,
) -> list[Ticket]:  # fmt: skip
    """Return tickets of a place, those due first first; closed ones only if they are asked for."""
    del on
    found = within(Ticket.objects.all(), scope).filter(**place)
    if state:
        found = found.filter(state=state)
    elif not station:
        found = found.exclude(state=TicketState.CLOSED)
    if kind:
        found = found.filter(kind=kind)
    if station:
        found = found.filter(station=station)
    if after is not None:
        day, number = after
        found = found.filter(Q(due_date__gt=day) | Q(due_date=day, pk__gt=number))
    return list(found.order_by("due_date", "pk")[:limit])


def ticket(*, ticket_id: int, on: date, scope: Scope) -> Ticket:
    """Return one ticket.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Ticket.objects.prefetch_related("steps"), scope, pk=ticket_id)


def counts(*, place: dict[str, str], on: date, scope: Scope) -> dict[str, int]:
    """Return how many tickets are open, overdue, and wait for each step."""
    found = within(Ticket.objects.all(), scope).filter(**place).exclude(state=TicketState.CLOSED)
    told = found.values("state").annotate(count=Count("pk"))
    result = {each["state"]: each["count"] for each in told}
    result["open"] = sum(result.values())
    result["overdue"] = found.filter(due_date__lt=on).count()
    return result


def reviews(
    *, place: dict[str, str], year: int, state: str = "", station: str = "", after: int = 0,
    limit: int = PAGE, on: date, scope: Scope,
) -> list[Review]:  # fmt: skip
    """Return the reviews of a year in a place."""
    del on
    found = within(Review.objects.all(), scope).filter(year=year, pk__gt=after, **place)
    if state:
        found = found.filter(state=state)
    if station:
        found = found.filter(station=station)
    return list(found.annotate(count=Count("households")).order_by("pk")[:limit])


def review(*, review_id: int, on: date, scope: Scope) -> Review:
    """Return one review.

    Raises:
        NotFound: if there is none in the scope.
    """
    del on
    return found_within(Review.objects.all(), scope, pk=review_id)


def reviewed(*, place: dict[str, str], year: int, on: date, scope: Scope) -> dict[str, int]:
    """Return state → how many reviews of a year."""
    del on
    found = within(Review.objects.all(), scope).filter(year=year, **place)
    told = found.values("state").annotate(count=Count("pk"))
    return {each["state"]: each["count"] for each in told}
