"""How an issue is closed: who mended it applies, somebody else looks and closes it or sends it back."""

from datetime import date, datetime

from django.db import transaction

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import InputProblems, Problem
from shouwang.base.words import _
from shouwang.stages.board.enums import EvidenceSign, IssueState
from shouwang.stages.board.hands import files_of, has_role_for
from shouwang.stages.board.issue_rules import LONGEST_REASON, LONGEST_WORDS, faults_of_text
from shouwang.stages.board.models import Issue
from shouwang.stages.board.operations.issues import MENDERS, NotYetThere
from shouwang.stages.cases.queries import files
from shouwang.stages.org.operations import audit
from shouwang.stages.org.scoping import change, found_within

MENDABLE = (IssueState.OPEN, IssueState.UNDER_WAY, IssueState.RETURNED)


class SameHand(NotAllowed):
    """Whoever mended an issue would verify it too."""


@transaction.atomic
def apply_for_closing(
    *, issue_id: int, version: int, result: str, at: datetime, by: Actor, on: date
) -> Issue:
    """Say that an issue is mended, with what proves it, and ask that it be closed.

    Raises:
        NotYetThere: if it is not being mended.
        InputProblems: if nothing proves it, or it is not said what was done.
    """
    if not (by.is_program or by.has_role(*MENDERS)):
        raise NotAllowed(_("the banner or the township says that an issue is mended"))
    issue = found_within(Issue.objects.all(), by.scope, pk=issue_id)
    if issue.version == version and issue.state not in MENDABLE:
        raise NotYetThere(_("this issue is not being mended now"))
    problems = faults_of_text("result", result, LONGEST_WORDS, is_wanted=True)
    held = files.attachments_of(owner=files_of(issue), on=on, scope=by.scope)
    if not held:
        problems.append(
            Problem("evidence", _("nothing proves it yet"), _("attach a photo or a paper"))
        )
    if problems:
        raise InputProblems(problems)
    change(
        issue, version, at=at, by=by, state=IssueState.APPLIED, result=result.strip(),
        applied_date=on, rectified_by=by.name, evidence=EvidenceSign.FILES,
    )  # fmt: skip
    audit.record(what="apply_for_closing", subject=f"issue:{issue.pk}", at=at, by=by, on=on,
                 detail={"files": len(held)})  # fmt: skip
    return issue


@transaction.atomic
def verify_issue(*, issue_id: int, version: int, at: datetime, by: Actor, on: date) -> Issue:
    """Close an issue after somebody who did not mend it has looked.

    Raises:
        SameHand: if the one who mended it asks.
        NotAllowed: if the role does not verify such issues.
        NotYetThere: if nobody has applied for it.
    """
    issue = _to_judge(issue_id, version, by)
    change(
        issue, version, at=at, by=by, state=IssueState.CLOSED, closed_date=on,
        verified_by=by.name, reason="",
    )  # fmt: skip
    audit.record(what="verify_issue", subject=f"issue:{issue.pk}", at=at, by=by, on=on)
    return issue


@transaction.atomic
def send_back(
    *, issue_id: int, version: int, reason: str, at: datetime, by: Actor, on: date
) -> Issue:
    """Send an issue back to whoever mends it, with the reason.

    Raises:
        InputProblems: if no reason is given.
    """
    issue = _to_judge(issue_id, version, by)
    problems = faults_of_text("reason", reason, LONGEST_REASON, is_wanted=True)
    if problems:
        raise InputProblems(problems)
    change(
        issue, version, at=at, by=by, state=IssueState.RETURNED, reason=reason.strip(),
        returned_times=issue.returned_times + 1, applied_date=None,
    )  # fmt: skip
    audit.record(what="send_back", subject=f"issue:{issue.pk}", at=at, by=by, on=on)
    return issue


def _to_judge(issue_id: int, version: int, by: Actor) -> Issue:
    issue = found_within(Issue.objects.all(), by.scope, pk=issue_id)
    if not has_role_for(issue, by):
        raise NotAllowed(_("an issue is verified from above, not where it was mended"))
    if issue.rectified_by == by.name:
        raise SameHand(_("you mended it yourself: somebody else verifies it"))
    if issue.version == version and issue.state != IssueState.APPLIED:
        raise NotYetThere(_("nobody has applied for the closing of this issue"))
    return issue
