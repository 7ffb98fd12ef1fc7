"""How many households of a status there are, by place."""

from collections.abc import Collection
from datetime import date

from django.db.models import Count

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import LEVELS, within
from shouwang.stages.register.models import Indexed


def count_by_status(
    *, level: str, statuses: Collection[str], on: date, scope: Scope
) -> dict[tuple[str, str], int]:
    """Return (code of the place, status) → households that have not left."""
    del on
    assert level in LEVELS  # noqa: S101 - of our own callers
    found = within(Indexed.objects.all(), scope).filter(status__in=list(statuses), left=False)
    rows = found.values(level, "status").annotate(count=Count("household")).order_by()
    return {(row[level], row["status"]): row["count"] for row in rows}
