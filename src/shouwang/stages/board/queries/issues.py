"""What can be asked of issues: one, a page of the ledger, counts by place."""

from datetime import date

from django.db.models import Count, F, Q

from shouwang.base.access import Scope
from shouwang.rules.pack import Policy
from shouwang.stages.board.models import Issue
from shouwang.stages.board.queries.counting import Counted, by_place
from shouwang.stages.org.scoping import within


def tallies(
    *, measure: str, level: str, policy: Policy, on: date, scope: Scope, area: str = ""
) -> Counted:
    """Return place → how many issues, and of a share out of how many; as of a day.

    Args:
        measure: A word of `rules.sources.DECISIONS["issues"]`.
        area: Only those of an area; empty for all.
    """
    found = within(Issue.objects.all(), scope).filter(found_date__lte=on)
    if area:
        found = found.filter(area=area)
    above, below = _measured(measure, on)
    counts = {"above": Count("pk", filter=above)}
    if below is not None:
        counts["below"] = Count("pk", filter=below)
    return {
        place: (row["above"], row.get("below"))
        for place, row in by_place(found, level, policy.content, **counts)
    }


def _measured(measure: str, on: date) -> tuple[Q, Q | None]:
    """Return what a measure counts, and out of what."""
    every = Q(pk__gt=0)
    closed = Q(closed_date__lte=on)
    is_open = Q(closed_date=None) | Q(closed_date__gt=on)
    assigned = Q(assigned_date__lte=on)
    recurred = closed & Q(recurred=True)
    found: dict[str, tuple[Q, Q | None]] = {
        "found": (every, None),
        "open": (is_open, None),
        "applied": (is_open & Q(state="applied", applied_date__lte=on), None),
        "closed": (closed, None),
        "overdue": (is_open & Q(due_date__lt=on), None),
        "closed_share": (assigned & closed, assigned),
        "in_time_share": (closed & Q(closed_date__lte=F("due_date")), closed),
        "recurred": (recurred, None),
        "recurred_share": (recurred, closed),
    }
    return found[measure]
