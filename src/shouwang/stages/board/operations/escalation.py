"""Tells those above of issues that are overdue, level after level, each level once."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from shouwang.base.access import EVERYWHERE, Actor
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.issues import LEVELS, IssueRules, load_issues
from shouwang.stages.board.enums import IssueState
from shouwang.stages.board.models import Issue
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit, messages
from shouwang.stages.org.queries import accounts

KIND = "issue"
LINK = "/issues/?late=1"
# Who leads at a level.
READERS: Mapping[str, tuple[str, ...]] = {
    "banner": (Role.APPROVER,),
    "league": (Role.LEAGUE,),
    "region": (Role.REGION,),
}


@transaction.atomic
def escalate(*, content: Content, at: datetime, by: Actor, on: date) -> int:
    """Tell of every issue that is overdue longer than a level waits; return how many were told."""
    rules = load_issues(content)
    told: dict[str, list[int]] = defaultdict(list)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    root = content.regions_of("region")[0].code
    late = Issue.objects.exclude(state=IssueState.CLOSED)
    for number, banner, league, due, before in late.filter(due_date__lt=on).values_list(
        "pk", "banner", "league", "due_date", "told_level"
    ):
        codes = {"banner": banner, "league": league, "region": root}
        fresh = _levels(rules, due, before, on)
        for level in fresh:
            counts[level, codes[level]] += 1
        if fresh:
            told[fresh[-1]].append(number)
    for (level, code), count in sorted(counts.items()):
        readers = accounts.accounts_in(codes=[code], roles=READERS[level], on=on, scope=EVERYWHERE)
        messages.send(
            accounts=readers, kind=KIND, link=LINK, at=at, by=by, on=on,
            text=_("{count} issues of your area are overdue and not closed.").format(count=count),
        )  # fmt: skip
    for level, numbers in told.items():
        Issue.objects.filter(pk__in=numbers).update(told_level=level)
    total = sum(len(numbers) for numbers in told.values())
    if total:
        audit.record(what="escalate", subject="issues", at=at, by=by, on=on,
                     detail={level: len(numbers) for level, numbers in told.items()})  # fmt: skip
    return total


def _levels(rules: IssueRules, due: date, before: str, on: date) -> list[str]:
    """Return the levels that are to be told now and have not been, from near to far."""
    start = LEVELS.index(before) + 1 if before in LEVELS else 0
    found = []
    for level in LEVELS[start:]:
        dated = rules.escalation.get(level)
        days = dated.number_on(on) if dated is not None else None
        if days is None or on <= due + timedelta(days=int(days)):
            break
        found.append(level)
    return found
