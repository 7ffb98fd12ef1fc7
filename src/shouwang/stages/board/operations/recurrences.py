"""Whether an issue is an earlier one come back: told by likeness, decided by a person."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.rules.issues import load_issues
from shouwang.stages.board.enums import IssueState, RecurrenceState
from shouwang.stages.board.likeness import likeness
from shouwang.stages.board.models import Issue, Recurrence
from shouwang.stages.org.enums import Role
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import found_within

ANSWERERS = (Role.REGION, Role.LEAGUE, Role.APPROVER)
COMPARED = 2_000  # closed issues of a banner and an area that words are held against, the latest
MOST_ASKED = 5  # of one issue, the most alike
WHOLE = 100  # the likeness of the same household


@transaction.atomic
def ask_whether_recurred(
    *, content: Content, issue: Issue, at: datetime, by: Actor, on: date
) -> int:
    """Keep the closed issues that this one may be again, and return how many there are."""
    line = load_issues(content).likeness.number_on(on)
    closed = (
        Issue.objects.filter(
            banner=issue.banner, area=issue.area, state=IssueState.CLOSED, closed_date__lte=on
        )
        .exclude(pk=issue.pk)
        .order_by("-closed_date", "-id")[:COMPARED]
    )
    households = set(issue.households.values_list("household", flat=True))
    found = list(_alike(issue, closed, households, WHOLE if line is None else int(line)))
    found.sort(key=lambda each: -each.likeness)
    Recurrence.objects.bulk_create(found[:MOST_ASKED])
    if found:
        audit.record(what="ask_whether_recurred", subject=f"issue:{issue.pk}", at=at, by=by, on=on,
                     detail={"issues": len(found[:MOST_ASKED])})  # fmt: skip
    return len(found[:MOST_ASKED])


def _alike(
    issue: Issue, closed: Iterable[Issue], households: set[int], line: int
) -> Iterable[Recurrence]:
    earlier = list(closed)
    shared = set()
    if households:
        shared = set(
            Issue.objects.filter(
                pk__in=[each.pk for each in earlier], households__household__in=households
            ).values_list("pk", flat=True)
        )
    for before in earlier:
        is_same = before.pk in shared
        alike = WHOLE if is_same else likeness(issue.words, before.words)
        if alike >= line:
            yield Recurrence(issue=issue, before=before, likeness=alike, same_household=is_same)


@transaction.atomic
def answer_recurrence(
    *, recurrence_id: int, is_recurrence: bool | None, at: datetime, by: Actor, on: date
) -> Issue:
    """Say whether an issue is the earlier one come back; the earlier one then says so too.

    Raises:
        InputProblems: if nothing is answered, or somebody has answered already.
    """
    if not by.has_role(*ANSWERERS):
        raise NotAllowed(_("this is not for your role"))
    asked = found_within(
        Recurrence.objects.select_related("issue", "before"), by.scope, path="issue__",
        pk=recurrence_id,
    )  # fmt: skip
    if is_recurrence is None:
        raise InputProblems([Problem("answer", _("choose one"))])
    state = RecurrenceState.CONFIRMED if is_recurrence else RecurrenceState.DENIED
    fresh = Recurrence.objects.filter(pk=asked.pk, state=RecurrenceState.ASKED)
    if not fresh.update(state=state, answered_by=by.name, answered_date=on):
        raise InputProblems([Problem("recurrence", _("this has been answered already"))])
    if is_recurrence:
        Issue.objects.filter(pk=asked.before_id).update(recurred=True)
    audit.record(what="answer_recurrence", subject=f"issue:{asked.issue_id}", at=at, by=by, on=on,
                 detail={"before": asked.before_id, "answer": str(state)})  # fmt: skip
    return asked.issue
