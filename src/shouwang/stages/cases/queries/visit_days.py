"""How many doors somebody has been to on which day."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from shouwang.base.access import Scope
from shouwang.stages.cases.models import Visit
from shouwang.stages.org.scoping import within


def doors_by_day(
    *, usernames: Collection[str], first: date, last: date, on: date, scope: Scope
) -> dict[tuple[str, date], int]:
    """Return (account, day) → to how many households they have been, both ends counted."""
    del on
    found = within(Visit.objects.order_by(), scope).filter(
        visited_by__in=list(usernames), visited_date__gte=first, visited_date__lte=last
    )
    rows = found.values("visited_by", "visited_date").annotate(
        doors=Count("household", distinct=True)
    )
    return {(each["visited_by"], each["visited_date"]): each["doors"] for each in rows}
