"""Who decides who is responsible for a household."""

from shouwang.base.access import Actor, NotAllowed
from shouwang.base.words import _

# Who decides on it.
DECIDING = ("township", "clerk", "league", "region")


def fail_if_no_office(by: Actor) -> None:
    """Refuse it to those who do not decide on it.

    Raises:
        NotAllowed: if so.
    """
    if not (by.is_program or by.has_role(*DECIDING)):
        raise NotAllowed(_("an office decides who is responsible for a household"))
