"""Records that a household agrees to be told of as an example, and that it no longer does."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.cases.leaks import leaks_in
from shouwang.stages.cases.queries import cases
from shouwang.stages.cases.typed import faulty_text
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import found_within
from shouwang.stages.register.queries import index
from shouwang.stages.reports.models import StoryConsent

ROLES = ("township", "clerk")
SHORTEST_PAPER = 2  # characters
LONGEST_PAPER = 120  # of the column
LONGEST_STORY = 600  # of the column


@transaction.atomic
def record_consent(
    *, case_id: int, paper: str, story: str, at: datetime, by: Actor, on: date
) -> StoryConsent:
    """Record that the household of a case has signed that it may be told of.

    Raises:
        NotAllowed: if this is not for the role.
        NotFound: if there is no such case in the scope.
        InputProblems: if no paper is named, or the story names somebody.
    """
    _fail_without_role(by)
    case = cases.case(case_id=case_id, on=on, scope=by.scope)
    problems = faulty_text("paper", paper, LONGEST_PAPER, shortest=SHORTEST_PAPER)
    problems += faulty_text("story", story, LONGEST_STORY)
    problems += [Problem("story", each.message, each.mend) for each in leaks_in(story)]
    held = index.households(numbers=[case.household], on=on, scope=by.scope).get(case.household)
    if held is not None and held.head_name and held.head_name in story:
        problems.append(Problem("story", _("the name stands in it; leave it out")))
    if problems:
        raise InputProblems(problems)
    StoryConsent.objects.filter(case=case.pk, withdrawn_date=None).update(withdrawn_date=on)
    made = StoryConsent.objects.create(
        case=case.pk, household=case.household, paper=paper.strip(), story=story.strip(),
        recorded_by=by.name, recorded_date=on, **case.place,
    )  # fmt: skip
    audit.record(what="record_consent", subject=f"case:{case.pk}", at=at, by=by, on=on)
    return made


@transaction.atomic
def withdraw_consent(*, case_id: int, at: datetime, by: Actor, on: date) -> None:
    """Record that a household no longer agrees: no further document tells of it.

    Raises:
        NotAllowed: if this is not for the role.
        NotFound: if there is no consent in the scope.
    """
    _fail_without_role(by)
    found = found_within(StoryConsent.objects.all(), by.scope, case=case_id, withdrawn_date=None)
    found.withdrawn_date = on
    found.save(update_fields=["withdrawn_date"])
    audit.record(what="withdraw_consent", subject=f"case:{case_id}", at=at, by=by, on=on)


def _fail_without_role(by: Actor) -> None:
    if not by.has_role(*ROLES):
        raise NotAllowed(_("this is not for your role"))
