"""Sends leads that wait: of every village the first ones, up to what is left of its week."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from shouwang.rules.leads import LeadRules
from shouwang.stages.cases import bulk, writing
from shouwang.stages.cases.enums import LeadSource, LeadState
from shouwang.stages.cases.models import Lead
from shouwang.stages.cases.weeks import monday_of

SENT = 5_000  # written in one statement, so that nobody waits long for it


def send(rules: LeadRules, *, on: date) -> int:
    """Send what waits, each village within its cap; the green channel does not count."""
    cap = rules.cap_on(on)
    used = used_up(on)
    due: dict[int, list[int]] = {}
    for number, village, days, is_urgent, nth in _waiting(cap, on).iterator(writing.ROWS):
        if is_urgent or cap is None or nth <= cap - used[village]:
            due.setdefault(days, []).append(number)
    sent = 0
    for days, numbers in due.items():
        for start in range(0, len(numbers), SENT):
            values = {"state": LeadState.OPEN.value, "sent_date": on.isoformat(),
                      "due_date": (on + timedelta(days=days)).isoformat()}  # fmt: skip
            sent += bulk.set_all(
                Lead, values, numbers[start : start + SENT],
                where={"state": LeadState.WAITING.value},
            )  # fmt: skip
    return sent


def used_up(on: date) -> Counter[str]:
    """Return how many leads of the week's cap each village has been sent."""
    return Counter(dict(_sent_this_week(on)))


def _sent_this_week(on: date) -> QuerySet[Any, Any]:
    sent = Lead.objects.filter(
        sent_date__gte=monday_of(on), sent_date__lte=on, source=LeadSource.SYSTEM, is_urgent=False
    )
    return sent.order_by().values_list("village").annotate(count=Count("pk"))


def _waiting(cap: int | None, on: date) -> QuerySet[Lead, Any]:
    """Return what waits: number, village, term, urgency and which of its village."""
    waiting = Lead.objects.filter(state=LeadState.WAITING).order_by()
    if cap is not None:
        # Where the week is full nobody needs to know whose turn it is: there most of them wait.
        full = _sent_this_week(on).filter(count__gte=cap).values("village")
        waiting = waiting.filter(Q(is_urgent=True) | ~Q(village__in=full))
    waiting = waiting.annotate(
        nth=Window(
            RowNumber(),
            partition_by=[F("village"), F("is_urgent")],
            order_by=[F("rank").desc(), F("id").asc()],
        )
    )
    if cap is not None:
        waiting = waiting.filter(Q(is_urgent=True) | Q(nth__lte=cap))
    return waiting.values_list("id", "village", "answer_days", "is_urgent", "nth")
