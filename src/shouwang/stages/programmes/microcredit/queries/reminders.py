"""Who was reminded, of which loan."""

from collections.abc import Sequence
from datetime import date

from shouwang.base.access import Scope
from shouwang.stages.org.scoping import within
from shouwang.stages.programmes.microcredit.models import Reminder


def latest_reminders(*, loans: Sequence[str], on: date, scope: Scope) -> dict[str, Reminder]:
    """Return the last reminder of each loan."""
    del on
    rows = within(Reminder.objects.order_by("id"), scope).filter(loan__in=loans)
    return {each.loan: each for each in rows}


def reminded_count(*, since: date, on: date, scope: Scope) -> int:
    """Return how many reminders were made since a day."""
    rows = within(Reminder.objects.order_by(), scope)
    return rows.filter(done_date__gte=since, done_date__lte=on).count()
