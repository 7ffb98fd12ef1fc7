"""Who looks whether an issue is mended, by when it is, and under which name its files are kept."""

from datetime import date, timedelta

from shouwang.base.access import Actor
from shouwang.rules.content import Content
from shouwang.rules.issues import load_issues
from shouwang.stages.board.enums import IssueSource
from shouwang.stages.board.models import Issue
from shouwang.stages.org.enums import Role

# Who looks whether it is mended: those above; a banner looks itself only at what it found itself.
VERIFIERS = (Role.REGION, Role.LEAGUE)
OWN_VERIFIERS = (Role.APPROVER,)


def files_of(issue: Issue) -> str:
    """Return under which name the files of an issue are kept."""
    return f"issue:{issue.pk}"


def may_verify(issue: Issue, by: Actor) -> bool:
    """Tell whether somebody verifies an issue: by role, and as another hand."""
    return has_role_for(issue, by) and issue.rectified_by != by.name


def has_role_for(issue: Issue, by: Actor) -> bool:
    """Tell whether somebody's role is one that verifies an issue."""
    if by.has_role(*VERIFIERS):
        return True
    return issue.source == IssueSource.SELF and by.has_role(*OWN_VERIFIERS)


def due_on(content: Content, source: str, severity: str, day: date) -> date:
    """Return by when what is assigned on a day is mended, as the content wants it.

    The day itself, if it says nothing: nobody may forget it.
    """
    return day + timedelta(days=load_issues(content).days_for(source, severity, day) or 0)
