"""How much waits at each place that nobody may notice: place → count, without a household."""

from collections import Counter
from datetime import date

from django.db.models import Count, Max, QuerySet

from shouwang.base.access import Scope
from shouwang.base.rows import ROWS_AT_ONCE
from shouwang.stages.cases.enums import CaseState, NoticeState, StepOutcome
from shouwang.stages.cases.models import Case, Notice, StepTaken
from shouwang.stages.cases.queries import notices, standing as standings
from shouwang.stages.cases.queries.cases import IN_WORK
from shouwang.stages.cases.rulebook import Rulebook
from shouwang.stages.org.scoping import within

# Whose work it is, and the level above, which hears of what is late beyond excuse.
ON_THE_GROUND = ("village", "township")
ABOVE = ("township", "banner")


def rechecks(*, on: date, scope: Scope) -> Counter[str]:
    """Return where households whose risk has ended are to be seen again by now."""
    found = within(Case.objects.all(), scope).filter(
        state=CaseState.ENDED, recheck_date__lte=on, relapsed_date=None
    )
    return _by_place(found, ON_THE_GROUND)


def hanging_too_long(*, on: date, scope: Scope) -> Counter[str]:
    """Return where notices whose days are over still hang."""
    found = within(Notice.objects.all(), scope).filter(notices.to_take_down(on=on, scope=scope))
    found = found.filter(state__in=[NoticeState.POSTED, NoticeState.EXPIRED])
    counts: Counter[str] = Counter()
    for level in ON_THE_GROUND:
        counts += _by_place(found.filter(level=level), (level,))
    return counts


def sent_back(*, on: date, scope: Scope) -> Counter[str]:
    """Return where cases that have been sent back wait for whoever had them before."""
    del on
    latest = StepTaken.objects.filter(case__state=CaseState.OPEN).values("case")
    ends = latest.annotate(last=Max("id")).values("last")
    numbers = StepTaken.objects.filter(pk__in=ends, outcome=StepOutcome.RETURNED).values("case")
    found = within(Case.objects.all(), scope).filter(state=CaseState.OPEN, pk__in=numbers)
    return _by_place(found, ON_THE_GROUND)


def past_excuse(*, book: Rulebook, on: date, scope: Scope) -> Counter[str]:
    """Return where cases are so late that the level above must know."""
    late = within(Case.objects.all(), scope).filter(state__in=IN_WORK, due_date__lt=on)
    counts: Counter[str] = Counter()
    for case in late.order_by("id").iterator(chunk_size=ROWS_AT_ONCE):
        stands = standings.standing(case=case, book=book, on=on, scope=scope)
        if any(each.is_running and each.is_fault(on) for each in stands.clocks(on)):
            counts.update(getattr(case, level) for level in ABOVE)
    return counts


def _by_place(found: "QuerySet[Case] | QuerySet[Notice]", levels: tuple[str, ...]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for level in levels:
        rows = found.order_by().values_list(level).annotate(count=Count("pk"))
        counts.update({code: count for code, count in rows if code})
    return counts
