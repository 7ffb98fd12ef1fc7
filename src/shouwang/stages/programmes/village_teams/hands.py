"""Who does what about village teams, and what a form may hold."""

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.errors import Problem
from shouwang.base.spelling import heading
from shouwang.base.words import _

MEMBERS = ("team",)
SIGNERS = ("village",)
CORRECTORS = ("township",)
# Who ends terms and names who comes next.
PERSONNEL = ("clerk", "approver")
READERS = ("village", "team", "township", "clerk", "approver", "league", "region")
OFFICES = ("township", "clerk", "approver", "league", "region")
LONGEST_WORDS = 200  # characters
LONGEST_NAME = 60  # characters
LONGEST_UNIT = 100  # characters


def fail_without(by: Actor, *roles: str) -> None:
    """Refuse what is for other roles.

    Raises:
        NotAllowed: if so.
    """
    if not by.has_role(*roles):
        raise NotAllowed(_("this is not for your role"))


def said(text: str, field: str, problems: list[Problem], *, most: int = LONGEST_WORDS) -> str:
    """Return a text as it is kept; one that is missing or too long becomes a problem."""
    found = " ".join(text.split())
    if not found or not heading(found):
        problems.append(Problem(field, _("this is missing"), _("write a sentence")))
    if len(found) > most:
        problems.append(
            Problem(field, _("this is too long; at most {most} characters").format(most=most))
        )
    return found
